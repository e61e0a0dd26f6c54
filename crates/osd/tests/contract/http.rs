//! A server of the program, and as much of HTTP as asking it takes.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, ChildStderr, Command, ExitStatus, Stdio},
};

use serde_json::Value;

use crate::osd::Osd;

/// `osd serve` on a port that was free.
pub(crate) struct Server {
    child: Child,
    address: String,
    /// Held open: a server that cannot say what happens is none to test.
    _stderr: BufReader<ChildStderr>,
}

/// What the server answered.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Server {
    /// Starts, and waits until it says that it serves.
    pub(crate) fn of(osd: &Osd) -> Self {
        Self::start(&mut osd.command("serve --listen 127.0.0.1:0"))
    }

    /// The same of a program that was told more.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        stderr.read_line(&mut line).unwrap();
        let (_, rest) = line.split_once("http://").expect(&line);
        let (address, _) = rest.split_once(',').expect(&line);
        Self {
            address: address.to_owned(),
            child,
            _stderr: stderr,
        }
    }

    /// Asks for `path`. HTTP/1.0: the answer ends where the connection does.
    pub(crate) fn ask(&self, method: &str, path: &str, header: &str) -> Response {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let header = if header.is_empty() {
            String::new()
        } else {
            format!("{header}\r\n")
        };
        let host = &self.address;
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nHost: {host}\r\n{header}\r\n"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        Response::of(&answer)
    }

    pub(crate) fn get(&self, path: &str) -> Response {
        self.ask("GET", path, "")
    }

    /// Tells it to stop, and waits until it has.
    pub(crate) fn stop(mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(told.success());
        self.child.wait().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Response {
    fn of(answer: &[u8]) -> Self {
        let end = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = std::str::from_utf8(&answer[..end]).unwrap();
        let (first, headers) = head.split_once("\r\n").unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_ascii_lowercase(), value.to_owned())
        };
        Self {
            status: first.split(' ').nth(1).unwrap().parse().unwrap(),
            headers: headers.split("\r\n").map(header).collect(),
            body: answer[end + 4..].to_vec(),
        }
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// A problem of this status, with its detail.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.headers["content-type"], "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], status);
        problem["detail"].as_str().unwrap().to_owned()
    }
}

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
    /// The address at which the work is steered.
    admin: Option<String>,
    /// Held open: a server that cannot say what happens is none to test.
    stderr: BufReader<ChildStderr>,
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

    /// The same, with an admin listener.
    pub(crate) fn with_admin(osd: &Osd) -> Self {
        let words = "serve --listen 127.0.0.1:0 --admin 127.0.0.1:0";
        let mut server = Self::start(&mut osd.command(words));
        server.admin = Some(server.address_said(" at http://", "/"));
        server
    }

    /// The same of a program that was told more.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let mut server = Self {
            address: String::new(),
            admin: None,
            child,
            stderr,
        };
        server.address = server.address_said("serving at http://", ",");
        server
    }

    /// The address in the next line that the server says, between these.
    fn address_said(&mut self, before: &str, after: &str) -> String {
        let mut line = String::new();
        self.stderr.read_line(&mut line).unwrap();
        let (_, rest) = line.split_once(before).expect(&line);
        let (address, _) = rest.split_once(after).expect(&line);
        address.to_owned()
    }

    /// The next line that it says.
    pub(crate) fn says(&mut self) -> String {
        let mut line = String::new();
        self.stderr.read_line(&mut line).unwrap();
        line
    }

    pub(crate) fn admin(&self) -> &str {
        self.admin.as_deref().expect("an admin listener")
    }

    /// Asks for `path`. HTTP/1.0: the answer ends where the connection does.
    pub(crate) fn ask(&self, method: &str, path: &str, header: &str) -> Response {
        let host = format!("Host: {}", self.address);
        exchange(
            &self.address,
            &format!("{method} {path}"),
            &[&host, header],
            "",
        )
    }

    /// Asks the admin listener.
    pub(crate) fn admin_get(&self, path: &str) -> Response {
        let host = format!("Host: {}", self.admin());
        exchange(self.admin(), &format!("GET {path}"), &[&host], "")
    }

    /// Orders something at the admin listener, as its own page does.
    pub(crate) fn order(&self, path: &str, body: &Value) -> Response {
        let host = format!("Host: {}", self.admin());
        let headers = [
            host.as_str(),
            "Content-Type: application/json",
            "Sec-Fetch-Site: same-origin",
        ];
        exchange(
            self.admin(),
            &format!("POST {path}"),
            &headers,
            &body.to_string(),
        )
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

/// One request and its answer.
pub(crate) fn exchange(address: &str, asked: &str, headers: &[&str], body: &str) -> Response {
    let mut stream = TcpStream::connect(address).unwrap();
    let headers = headers.iter().filter(|header| !header.is_empty());
    let headers: String = headers.map(|header| format!("{header}\r\n")).collect();
    let length = match body.len() {
        0 => String::new(),
        length => format!("Content-Length: {length}\r\n"),
    };
    write!(stream, "{asked} HTTP/1.0\r\n{headers}{length}\r\n{body}").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    Response::of(&answer)
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

//! As much of a client as it takes to see what is on the wire.

use std::{collections::BTreeMap, io};

use osd_testkit::fake_edgar::FakeEdgar;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

pub(crate) const AGENT: (&str, &str) = ("User-Agent", "Jane Doe jane@example.com");

/// An answer as it came.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn of(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("{:?}", String::from_utf8_lossy(bytes)));
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let (first, headers) = head.split_once("\r\n").unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_ascii_lowercase(), value.to_owned())
        };
        Self {
            status: first.split(' ').nth(1).unwrap().parse().unwrap(),
            headers: headers.split("\r\n").map(header).collect(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub(crate) fn text(&self) -> String {
        self.body.iter().map(|&byte| char::from(byte)).collect()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// How long its body was said to be.
    pub(crate) fn declared_length(&self) -> usize {
        self.headers["content-length"].parse().unwrap()
    }

    #[track_caller]
    pub(crate) fn is_missing(&self) {
        assert_eq!(self.status, 403, "{}", self.text());
        assert_eq!(self.headers["content-type"], "application/xml");
        let text = self.text();
        assert!(text.contains("<Code>AccessDenied</Code>"), "{text}");
    }

    #[track_caller]
    pub(crate) fn found(self) -> Self {
        assert_eq!(self.status, 200, "{}", self.text());
        self
    }

    #[track_caller]
    pub(crate) fn is_page(&self, status: u16, title: &str) {
        assert_eq!(
            (self.status, self.headers["content-type"].as_str()),
            (status, "text/html")
        );
        let text = self.text();
        assert!(
            text.contains(&format!("<title>SEC.gov | {title}</title>")),
            "{text}"
        );
    }
}

/// Sends a request; fails where the connection breaks before there is an answer.
pub(crate) async fn send(
    fake: &FakeEdgar,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> io::Result<Answer> {
    let url = fake.url();
    let host = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).await?;
    let mut request = format!("{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request += &format!("Content-Length: {}\r\n\r\n{body}", body.len());
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(Answer::of(&answer))
}

/// Asks for a path, as a declared client.
pub(crate) async fn get(fake: &FakeEdgar, path: &str) -> Answer {
    send(fake, "GET", path, &[AGENT], "").await.unwrap()
}

/// The same with a header.
pub(crate) async fn get_with(fake: &FakeEdgar, path: &str, header: (&str, &str)) -> Answer {
    send(fake, "GET", path, &[AGENT, header], "").await.unwrap()
}

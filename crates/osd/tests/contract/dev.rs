//! `osd dev fake-edgar`: a folder in place of sec.gov, for people and other processes.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

use crate::{facts::alpha, osd::Osd};

/// The program, serving a folder in place of sec.gov.
struct Fake {
    child: Child,
    url: String,
}

impl Fake {
    /// Starts it over the folder of another program, and waits until it says where it is.
    fn over(osd: &Osd, words: &str) -> Self {
        let folder = osd.edgar().display();
        let mut child = osd
            .command(&format!("dev fake-edgar {folder} {words}"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut first).unwrap();
        let url = first.trim_end().to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "{url:?}");
        Self { child, url }
    }

    /// The answer to a request as it comes, with its head.
    fn ask(&self, request: &str, body: &str) -> String {
        let address = self.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "{request} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
             User-Agent: Jane Doe jane@example.com\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Interrupts it; what it says in the end.
    fn stop(mut self) -> String {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &id])
                .status()
                .unwrap()
                .success()
        );
        let mut said = String::new();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut said).unwrap();
        assert_eq!(self.child.wait().unwrap().code(), Some(0), "{said}");
        said
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const INGEST: &str =
    "--from 2024Q1 --to 2024Q4 --no-reference --rate 10 --user-agent jane@example.com";

#[test]
fn what_is_taken_in_from_the_fake_is_what_lies_in_its_folder() {
    let from_folder = Osd::with(&alpha());
    let fake = Fake::over(&from_folder, "--clock 2025-05-16T02:30:00Z");
    let from_fake = Osd::new();
    let told = format!("ingest --edgar {} {INGEST}", fake.url);
    from_fake.run(&told).ok();
    assert_eq!(from_fake.snapshot_ids(), from_folder.snapshot_ids());
    assert!(!from_fake.snapshot_ids().is_empty());
    let said = fake.stop();
    assert!(
        said.contains("requests, at most ") && said.contains("faults: none"),
        "{said}"
    );
}

#[test]
fn faults_are_set_at_the_start_and_while_it_runs() {
    let osd = Osd::facing(&alpha());
    let fake = Fake::over(
        &osd,
        "--fault unavailable,clock-skew=-60 --seed 7 --random-faults 0.5",
    );
    let index = "GET /Archives/edgar/full-index/2024/QTR2/master.idx";
    assert!(fake.ask(index, "").starts_with("HTTP/1.1 503 "));
    assert!(
        fake.ask("DELETE /fake/faults", "")
            .starts_with("HTTP/1.1 200 ")
    );
    assert!(fake.ask(index, "").starts_with("HTTP/1.1 200 "));
    let set = fake.ask("POST /fake/faults", r#"{"fault": "ban", "next": 1}"#);
    assert!(set.starts_with("HTTP/1.1 200 "), "{set}");
    let blocked = Osd::new();
    let told = format!("ingest --edgar {} {INGEST}", fake.url);
    blocked.run(&told).fails_naming("blocks this machine");
    let requests = fake.ask("GET /fake/requests", "");
    assert!(requests.contains(r#""unavailable":1"#), "{requests}");
    assert!(
        requests.contains(r#""user_agent":"jane@example.com""#),
        "{requests}"
    );
    let said = fake.stop();
    assert!(
        said.contains("ban 1, clock-skew 1, unavailable 1"),
        "{said}"
    );
}

#[test]
fn the_clock_of_the_site_is_the_one_that_was_asked_for() {
    let osd = Osd::facing(&alpha());
    let index = "GET /Archives/edgar/full-index/2024/QTR2/master.idx";
    let before = Fake::over(&osd, "--clock 2024-03-01T00:00:00Z");
    let answer = before.ask(index, "");
    assert!(
        answer.starts_with("HTTP/1.1 403 ") && answer.contains("AccessDenied"),
        "{answer}"
    );
    assert!(answer.contains("Fri, 01 Mar 2024 00:0"), "{answer}");
    let now = Fake::over(&osd, "--clock now");
    assert!(now.ask(index, "").starts_with("HTTP/1.1 200 "));
}

#[test]
fn an_address_in_use_is_named() {
    let osd = Osd::facing(&alpha());
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = osd.edgar().display();
    let ended = osd.run(&format!("dev fake-edgar {folder} --listen {address}"));
    ended.fails_naming(&address);
}

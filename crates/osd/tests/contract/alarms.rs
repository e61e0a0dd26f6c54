//! What an operator is told, and asks.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
    thread,
};

use osd_catalog::{AlarmSeen, Catalog, sqlite_url};

use crate::osd::{Ended, Osd};

/// An installation, and alarms as a scheduler keeps them: each a name, and whether it is over.
fn with_alarms(alarms: &[(&str, bool)]) -> Osd {
    let osd = Osd::new();
    osd.run("migrate").ok();
    let url = sqlite_url(&osd.home().join("catalog.db"));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let write = Catalog::open(&url).await.unwrap().write().await.unwrap();
        for (name, is_over) in alarms {
            let at = "2026-03-04T17:30:00Z".parse().unwrap();
            let seen = AlarmSeen {
                name: (*name).to_owned(),
                what: format!("{name} is amiss"),
                advice: "look".to_owned(),
                since: at,
            };
            write.alarms().raise(&seen, &[], at).await.unwrap();
            if *is_over {
                write.alarms().clear(name, &[], at).await.unwrap();
            }
        }
        write.commit().await.unwrap();
    });
    osd
}

/// A service that takes one message, and gives it.
fn service() -> (String, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/t0ken", listener.local_addr().unwrap());
    let served = thread::spawn(move || {
        let (socket, _) = listener.accept().unwrap();
        let mut socket = BufReader::new(socket);
        let (mut head, mut length) = (String::new(), 0);
        while !head.ends_with("\r\n\r\n") {
            let mut line = String::new();
            socket.read_line(&mut line).unwrap();
            let lower = line.to_lowercase();
            if let Some(value) = lower.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            head.push_str(&line);
        }
        let mut body = vec![0; length];
        socket.read_exact(&mut body).unwrap();
        let answer = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
        socket.get_mut().write_all(answer).unwrap();
        head + &String::from_utf8(body).unwrap()
    });
    (url, served)
}

fn test(osd: &Osd, environment: &[(&str, &str)]) -> Ended {
    let words = "alarms --test --format csv";
    let mut command = osd.command(words);
    command.envs(environment.iter().copied());
    Ended::of(words, &mut command)
}

#[test]
fn what_is_raised_comes_first_and_is_the_exit_status() {
    let osd = with_alarms(&[("daily", true), ("feed", false)]);
    let ended = osd.run("alarms --format csv").fails_naming("");
    let rows = ended.csv();
    let rows: Vec<_> = rows
        .iter()
        .map(|row| (row["name"].as_str(), row["state"].as_str()))
        .collect();
    assert_eq!(rows, [("feed", "raised"), ("daily", "cleared")]);

    let osd = with_alarms(&[("daily", true)]);
    let answer = osd.json("alarms");
    assert_eq!(answer["raised"], 0);
    assert_eq!(answer["alarms"][0]["what"], "daily is amiss");
}

#[test]
fn a_test_message_goes_by_each_way_and_what_became_of_it_is_said() {
    let osd = Osd::new();
    let (url, served) = service();
    let gone = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let mail = format!("smtp://{gone}");
    let ended = test(
        &osd,
        &[
            ("OSD_ALARM_WEBHOOK", url.as_str()),
            ("OSD_ALARM_WEBHOOK_SECRET", "s3cret"),
            ("OSD_ALARM_MAIL_TO", "jane@example.com"),
            ("OSD_ALARM_MAIL_FROM", "osd@example.com"),
            ("OSD_SMTP_URL", mail.as_str()),
            ("OSD_INSTALLATION", "home"),
        ],
    );
    let ended = ended.fails_naming("");
    let rows = ended.csv();
    let sent: Vec<_> = rows
        .iter()
        .map(|row| (row["way"].as_str(), row["sent"].as_str()))
        .collect();
    assert_eq!(sent, [("webhook", "true"), ("mail", "false")]);
    assert!(rows[1]["said"].contains("was not reached"), "{rows:?}");
    let heard = served.join().unwrap();
    for words in [
        "\"state\":\"test\"",
        "\"installation\":\"home\"",
        "x-osd-signature: sha256=",
    ] {
        assert!(heard.contains(words), "{heard}");
    }
    let said = format!("{}{}", ended.stdout, ended.stderr);
    assert!(
        !said.contains("t0ken") && !said.contains("s3cret"),
        "{said}"
    );
}

#[test]
fn settings_that_make_no_sense_are_refused_in_words() {
    let osd = Osd::new();
    for (environment, words) in [
        (&[][..], "OSD_ALARM_WEBHOOK"),
        (&[("OSD_ALARM_WEBHOOK", "x")][..], "https://"),
        (
            &[("OSD_ALARM_MAIL_TO", "jane@example.com")][..],
            "OSD_SMTP_URL",
        ),
    ] {
        test(&osd, environment).refuses_naming(words);
    }
}

//! Mail, to a small server that speaks SMTP (RFC 5321).

use std::sync::{Arc, Mutex};

use osd_notify::{MAIL, NotSent};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

use crate::{impatient, message, settings, to_server};

/// How a server behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Takes,
    /// Wants to be asked again later.
    Greylists,
    /// Knows nobody.
    Refuses,
    /// Is connected to, and says nothing.
    Silent,
    /// Hangs up in the middle.
    HangsUp,
}

struct Server {
    address: String,
    said: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn in_mood(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let said: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&said);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(talk(socket, mood, Arc::clone(&kept)));
            }
        });
        Self { address, said }
    }

    /// All lines that were said to it.
    fn heard(&self) -> String {
        self.said.lock().unwrap().join("\n")
    }
}

/// Talks until the other side leaves. Offers no TLS.
async fn talk(socket: TcpStream, mood: Mood, said: Arc<Mutex<Vec<String>>>) {
    if mood == Mood::Silent {
        std::future::pending::<()>().await;
    }
    let mut socket = BufReader::new(socket);
    let mut answer = "220 mail.example.com";
    let mut in_letter = false;
    loop {
        if !answer.is_empty() {
            let written = socket.write_all(format!("{answer}\r\n").as_bytes()).await;
            if written.is_err() {
                return;
            }
        }
        let mut line = String::new();
        match socket.read_line(&mut line).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let line = line.trim_end();
        said.lock().unwrap().push(line.to_owned());
        let word = line.split([' ', ':']).next().unwrap_or_default();
        answer = match (in_letter, word) {
            (true, ".") => {
                in_letter = false;
                "250 taken"
            }
            (true, _) => "",
            (_, "EHLO") => "250-mail.example.com\r\n250 8BITMIME",
            (_, "RCPT") => match mood {
                Mood::Greylists => "451 4.7.1 come again in five minutes",
                Mood::Refuses => "550 5.1.1 no such user",
                _ => "250 yes",
            },
            (_, "DATA") if mood == Mood::HangsUp => return,
            (_, "DATA") => {
                in_letter = true;
                "354 go on"
            }
            (_, "MAIL" | "RSET" | "NOOP" | "QUIT") => "250 yes",
            _ => "502 what?",
        };
    }
}

#[tokio::test]
async fn a_message_is_mailed_to_everybody() {
    let server = Server::in_mood(Mood::Takes).await;
    let notifier = to_server(settings(), &format!("smtp://{}", server.address)).unwrap();
    notifier.send(MAIL, &message()).await.unwrap();
    let heard = server.heard();
    for words in [
        "MAIL FROM:<osd@example.com>",
        "RCPT TO:<jane@example.com>",
        "RCPT TO:<john@example.com>",
        "Subject: [osd home.example.com] alarm: feed",
        "the feed was last looked at an hour ago",
        "ask the doctor",
        "At: 2026-03-04 17:30:00 UTC",
    ] {
        assert!(heard.contains(words), "{words}: {heard}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_take_it_is_quoted() {
    for (mood, words) in [
        (Mood::Greylists, "come again in five minutes"),
        (Mood::Refuses, "no such user"),
    ] {
        let server = Server::in_mood(mood).await;
        let notifier = to_server(settings(), &format!("smtp://{}", server.address)).unwrap();
        let error = notifier.send(MAIL, &message()).await.unwrap_err();
        assert!(matches!(error, NotSent::Refused { .. }), "{error:?}");
        assert!(error.to_string().contains(words), "{error}");
        assert!(!server.heard().contains("DATA"));
    }
}

#[tokio::test]
async fn one_that_is_not_there_or_says_nothing_or_hangs_up_was_not_reached() {
    let silent = Server::in_mood(Mood::Silent).await;
    let hangs_up = Server::in_mood(Mood::HangsUp).await;
    let gone = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap().to_string()
    };
    for (address, settings) in [
        (&silent.address, impatient()),
        (&hangs_up.address, settings()),
        (&gone, settings()),
    ] {
        let notifier = to_server(settings, &format!("smtp://{address}")).unwrap();
        let error = notifier.send(MAIL, &message()).await.unwrap_err();
        assert!(matches!(error, NotSent::Unreached { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn nothing_is_said_to_one_that_offers_no_tls_where_that_is_asked_for() {
    let server = Server::in_mood(Mood::Takes).await;
    let url = format!("smtp://osd:passw0rd@{}?tls=required", server.address);
    let notifier = to_server(settings(), &url).unwrap();
    let error = notifier
        .send(MAIL, &message())
        .await
        .unwrap_err()
        .to_string();
    assert!(!error.contains("passw0rd"), "{error}");
    let heard = server.heard();
    for word in ["AUTH", "MAIL", "DATA", "passw0rd"] {
        assert!(!heard.contains(word), "{heard}");
    }
}

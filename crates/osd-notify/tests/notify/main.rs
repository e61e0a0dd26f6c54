//! Messages to real servers on this machine, which fail as real ones do.

#![cfg(test)]

mod smtp;
mod web;

use std::time::Duration;

use osd_notify::{Mail, Message, Notifier, Settings, State, Webhook};

fn message() -> Message {
    Message {
        alarm: "feed".into(),
        state: State::Raised,
        at: "2026-03-04T17:30:00Z".parse().unwrap(),
        what: "the feed was last looked at an hour ago".into(),
        advice: "ask the doctor".into(),
    }
}

/// Settings of somebody who is not patient.
fn settings() -> Settings {
    Settings {
        timeout: Duration::from_secs(5),
        wait: Duration::from_millis(1),
        ..Settings::new("home.example.com")
    }
}

/// The same for a server that never answers: its silence is all that is waited for.
fn impatient() -> Settings {
    Settings {
        timeout: Duration::from_millis(50),
        ..settings()
    }
}

fn by_web(settings: Settings, url: &str, secret: Option<&str>) -> Notifier {
    let webhook = Some(Webhook {
        url: url.into(),
        secret: secret.map(Into::into),
    });
    Notifier::new(Settings {
        webhook,
        ..settings
    })
    .unwrap()
}

fn to_server(settings: Settings, server: &str) -> Result<Notifier, osd_notify::BadSettings> {
    let mail = Some(Mail {
        server: server.into(),
        to: "jane@example.com, John Doe <john@example.com>".into(),
        from: "osd <osd@example.com>".into(),
    });
    Notifier::new(Settings { mail, ..settings })
}

#[test]
fn what_is_not_set_is_no_way() {
    assert_eq!(Notifier::new(settings()).unwrap().ways(), [""; 0]);
    let both = Settings {
        webhook: Some(Webhook {
            url: "https://hooks.example.com/x".into(),
            secret: None,
        }),
        ..settings()
    };
    assert_eq!(
        to_server(both, "smtp://localhost:25").unwrap().ways(),
        ["webhook", "mail"]
    );
}

#[test]
fn no_secret_is_ever_said() {
    let mut settings = settings();
    settings.webhook = Some(Webhook {
        url: "https://hooks.example.com/t0ken".into(),
        secret: Some("s3cret".into()),
    });
    settings.mail = Some(Mail {
        server: "smtps://osd:passw0rd@mail.example.com:465".into(),
        to: "jane@example.com".into(),
        from: "osd@example.com".into(),
    });
    let said = format!(
        "{settings:?} {:?}",
        Notifier::new(settings.clone()).unwrap()
    );
    for secret in ["t0ken", "s3cret", "passw0rd"] {
        assert!(!said.contains(secret), "{said}");
    }
    for server in [
        "smtps//osd:passw0rd@x",
        "imap://osd:passw0rd@x",
        "smtp://osd:passw0rd@mail.example.com",
        "smtp://osd:passw0rd@mail.example.com?tls=opportunistic",
        "smtps://osd:passw0rd@",
    ] {
        let error = to_server(settings.clone(), server).unwrap_err().to_string();
        assert!(!error.contains("passw0rd"), "{error}");
    }
}

#[test]
fn addresses_that_make_no_sense_are_refused_in_words() {
    for url in ["hooks.example.com", "ftp://x/y", "data:x", ""] {
        let webhook = Some(Webhook {
            url: url.into(),
            secret: None,
        });
        let error = Notifier::new(Settings {
            webhook,
            ..settings()
        });
        let error = error.unwrap_err().to_string();
        assert!(error.contains("https://hooks.example.com/osd"), "{error}");
    }
    let mail = |to: &str, from: &str| {
        let mail = Some(Mail {
            server: "smtp://localhost".into(),
            to: to.into(),
            from: from.into(),
        });
        let made = Notifier::new(Settings { mail, ..settings() });
        made.unwrap_err().to_string()
    };
    assert!(mail("jane", "osd@example.com").contains("\"jane\""));
    assert!(mail("jane@example.com", "").contains("\"\""));
}

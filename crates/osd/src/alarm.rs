//! Who is told of alarms and when, as the environment says.

use std::{env, sync::Arc};

use async_trait::async_trait;
use osd_catalog::{AlarmMessage, AlarmState};
use osd_ingest::{AlarmName, Limits, NotTold, Tell, Watch, disk_of};
use osd_notify::{Mail, Message, Notifier, Settings, State, Webhook};

use crate::{
    commands::Failure,
    home::{Home, secret},
};

/// What watches over a home: the usual limits, as `OSD_ALARM_NAME` changes them.
pub(crate) fn watch(home: &Home) -> Result<Watch, Failure> {
    let mut limits = Limits::default();
    for name in AlarmName::ALL {
        let variable = format!("OSD_ALARM_{}", name.as_str().to_uppercase());
        if let Ok(limit) = env::var(&variable) {
            let set = limits.set(*name, &limit);
            set.map_err(|error| Failure::usage(format!("{variable}: {error}")))?;
        }
    }
    let notifier = notifier()?;
    let tell = match notifier.ways().is_empty() {
        true => None,
        false => Some(Arc::new(Operator(notifier)) as Arc<dyn Tell>),
    };
    let root = home.root().to_owned();
    Ok(Watch {
        limits,
        disk: Arc::new(move || disk_of(&root)),
        tell,
    })
}

/// The ways to the operator that are set.
pub(crate) fn notifier() -> Result<Notifier, Failure> {
    let mut settings = Settings::new(installation());
    settings.webhook = match secret("OSD_ALARM_WEBHOOK")? {
        Some(url) => Some(Webhook {
            url,
            secret: secret("OSD_ALARM_WEBHOOK_SECRET")?,
        }),
        None => None,
    };
    settings.mail = match env::var("OSD_ALARM_MAIL_TO")
        .ok()
        .filter(|to| !to.is_empty())
    {
        Some(to) => Some(Mail {
            to,
            server: secret("OSD_SMTP_URL")?.ok_or_else(|| needs("OSD_SMTP_URL"))?,
            from: env::var("OSD_ALARM_MAIL_FROM").map_err(|_| needs("OSD_ALARM_MAIL_FROM"))?,
        }),
        None => None,
    };
    Notifier::new(settings).map_err(|error| Failure::usage(format!("alarms: {error}")))
}

fn needs(variable: &str) -> Failure {
    Failure::usage(format!("OSD_ALARM_MAIL_TO is set: set {variable}, too"))
}

/// By what the operator tells this installation from others.
fn installation() -> String {
    let set = |name| env::var(name).ok().filter(|name| !name.is_empty());
    let name = set("OSD_INSTALLATION").or_else(|| set("HOSTNAME"));
    name.unwrap_or_else(|| "osd".to_owned())
}

/// The operator, for those who know of neither HTTP nor mail.
struct Operator(Notifier);

#[async_trait]
impl Tell for Operator {
    fn ways(&self) -> Vec<&'static str> {
        self.0.ways()
    }

    async fn tell(&self, way: &str, message: &AlarmMessage) -> Result<(), NotTold> {
        let message = Message {
            alarm: message.name.clone(),
            state: match message.state {
                AlarmState::Raised => State::Raised,
                AlarmState::Cleared => State::Cleared,
            },
            at: message.at,
            what: message.what.clone(),
            advice: message.advice.clone(),
        };
        let sent = self.0.send(way, &message).await;
        sent.map_err(|error| NotTold(error.to_string()))
    }
}

//! What goes to stderr: progress and the log.

use std::{
    collections::BTreeMap,
    io::{IsTerminal, stderr},
    sync::{Mutex, PoisonError},
};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use osd_catalog::WorkKind;
use osd_ingest::{Event, Progress};
use tracing_subscriber::EnvFilter;

/// The log goes to stderr; `OSD_LOG` chooses what is in it.
pub(crate) fn log_to_stderr(verbose: u8) {
    let level = match verbose {
        // Whoever steers the work leaves a trace.
        0 => "warn,osd_api::routes::admin=info",
        1 => "info,sqlx=warn,sea_orm_migration=warn",
        _ => "debug,sqlx=info",
    };
    let filter = EnvFilter::try_from_env("OSD_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal())
        .init();
}

/// Shows what happens: bars with rate and time left on a terminal, plain lines elsewhere.
pub(crate) struct Terminal {
    bars: Option<MultiProgress>,
    shown: Mutex<BTreeMap<&'static str, ProgressBar>>,
}

impl Terminal {
    pub(crate) fn new() -> Self {
        let bars = stderr().is_terminal().then(MultiProgress::new);
        Self {
            bars,
            shown: Mutex::new(BTreeMap::new()),
        }
    }

    fn line(&self, text: &str) {
        match &self.bars {
            Some(bars) => {
                let _ = bars.println(text);
            }
            None => eprintln!("{text}"),
        }
    }

    fn bar(&self, kind: WorkKind, change: impl FnOnce(&ProgressBar)) {
        let (Some(bars), Some(name)) = (&self.bars, name(kind)) else {
            return;
        };
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = shown.entry(name).or_insert_with(|| {
            let style =
                ProgressStyle::with_template("{msg:>10} {wide_bar} {pos}/{len} {per_sec} {eta}");
            let bar = ProgressBar::new(0)
                .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bars.add(bar.with_message(name))
        });
        change(bar);
    }
}

/// What a bar is called; looks at EDGAR and clean-up are not worth one.
fn name(kind: WorkKind) -> Option<&'static str> {
    match kind {
        WorkKind::Discover => Some("indexes"),
        WorkKind::Reference => Some("reference"),
        WorkKind::Fetch => Some("fetched"),
        WorkKind::Read => Some("read"),
        WorkKind::Publish => Some("published"),
        WorkKind::Feed | WorkKind::Daily | WorkKind::Gaps | WorkKind::CleanUp => None,
    }
}

impl Progress for Terminal {
    fn tell(&self, event: Event) {
        match event {
            Event::Planned { kind, count } => self.bar(kind, |bar| bar.inc_length(count)),
            Event::Done { kind, count } => self.bar(kind, |bar| bar.inc(count)),
            Event::NoIndex { .. } => {}
            Event::UnreadableRows { quarter, rows } => {
                self.line(&format!(
                    "index {quarter}: {} rows could not be read: {}",
                    rows.len(),
                    rows.join(" / ")
                ));
            }
            Event::Failed { kind, key, error } => {
                self.line(&format!("{} {key} failed: {error}", kind.as_str()))
            }
            Event::Published {
                period, id, rows, ..
            } => {
                if self.bars.is_none() {
                    self.line(&format!("published {period}: {rows} rows, snapshot {id}"));
                }
            }
            Event::Recovered { count } if count > 0 => {
                self.line(&format!(
                    "took up {count} pieces of work of a worker that is gone"
                ));
            }
            Event::Recovered { .. } => {}
        }
    }
}

/// Tells the log: for a process that goes on for years.
pub(crate) struct Log;

impl Progress for Log {
    fn tell(&self, event: Event) {
        match event {
            Event::Planned { kind, count } if count > 0 => {
                tracing::debug!("{count} pieces of work ordered: {kind}");
            }
            Event::Done { kind, count } => tracing::debug!("{count} pieces of work done: {kind}"),
            Event::Planned { .. } | Event::NoIndex { .. } => {}
            Event::UnreadableRows { quarter, rows } => {
                tracing::warn!(
                    "Index {quarter}: {} rows could not be read: {rows:?}",
                    rows.len()
                );
            }
            Event::Failed { kind, key, error } => tracing::warn!("{kind} {key} failed: {error}"),
            Event::Published {
                period, id, rows, ..
            } => {
                tracing::info!("Published {period}: {rows} rows, snapshot {id}");
            }
            Event::Recovered { count } => {
                tracing::warn!("Took up {count} pieces of work of a worker that is gone");
            }
        }
    }
}

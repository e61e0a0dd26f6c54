//! What goes wrong, and when. Chance is worked out from a seed, the address and how often it was
//! asked for: the same requests meet the same faults, in whatever order they come.

use std::{collections::BTreeMap, fmt, str::FromStr, time::Duration};

use anyhow::{Context as _, bail, ensure};
use osd_domain::Accession;

use crate::dice::Dice;

/// Something that goes wrong. Its name, with a value where it has one, is how people and other
/// processes write it: `slow=250`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// `missing`: a file that is there is not; status 403 and `AccessDenied`.
    Missing,
    /// `ban`: the page about the request rate, for this request and for ten minutes after the last.
    Ban,
    /// `undeclared`: the page about undeclared automated tools, with status 200.
    Undeclared,
    /// `too-many-requests=SECONDS`: status 429 with `Retry-After`; a second unless given.
    TooManyRequests {
        /// How long the client is asked to wait.
        retry_after: Duration,
    },
    /// `unavailable`: status 503.
    Unavailable,
    /// `truncated-gzip`: half of a gzipped body, with the length of the half.
    TruncatedGzip,
    /// `cut-short`: half of a body, with the length of the whole.
    CutShort,
    /// `slow=MILLISECONDS`: a pause before each of ten pieces of the body; a second unless given.
    Slow {
        /// The pause.
        pause: Duration,
    },
    /// `reset`: the connection is reset without an answer.
    Reset,
    /// `html-page`: a page about maintenance in place of the file, with status 200.
    HtmlPage,
    /// `index-late=MINUTES`: indexes have what was filed on a day so much later; an hour unless given.
    IndexLate {
        /// How much.
        by: Duration,
    },
    /// `index-rewritten=ROWS`: indexes are in their first version, which lacks the last rows of each
    /// day; one unless given. The version without the fault is the second.
    IndexRewritten {
        /// How many rows.
        rows: usize,
    },
    /// `archive-late=MINUTES`: submissions are in the feed so long before they are in the archive;
    /// an hour unless given.
    ArchiveLate {
        /// How long.
        by: Duration,
    },
    /// `not-in-daily=ACCESSION`: a filing that stands in the index of its quarter and in no daily one.
    NotInDaily {
        /// The filing.
        accession: Accession,
    },
    /// `clock-skew=SECONDS`: the header `Date` is ahead, or behind where below nought; an hour unless
    /// given.
    ClockSkew {
        /// How much.
        seconds: i64,
    },
}

impl Fault {
    /// The names of all faults.
    pub const NAMES: [&str; 15] = [
        "missing",
        "ban",
        "undeclared",
        "too-many-requests",
        "unavailable",
        "truncated-gzip",
        "cut-short",
        "slow",
        "reset",
        "html-page",
        "index-late",
        "index-rewritten",
        "archive-late",
        "not-in-daily",
        "clock-skew",
    ];

    /// Its name, without a value.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Ban => "ban",
            Self::Undeclared => "undeclared",
            Self::TooManyRequests { .. } => "too-many-requests",
            Self::Unavailable => "unavailable",
            Self::TruncatedGzip => "truncated-gzip",
            Self::CutShort => "cut-short",
            Self::Slow { .. } => "slow",
            Self::Reset => "reset",
            Self::HtmlPage => "html-page",
            Self::IndexLate { .. } => "index-late",
            Self::IndexRewritten { .. } => "index-rewritten",
            Self::ArchiveLate { .. } => "archive-late",
            Self::NotInDaily { .. } => "not-in-daily",
            Self::ClockSkew { .. } => "clock-skew",
        }
    }

    /// The faults of single answers that pass by themselves: what happens at random. Those by which
    /// sec.gov shuts a client out are not among them.
    pub fn passing() -> Vec<Self> {
        vec![
            Self::Missing,
            Self::TooManyRequests {
                retry_after: Duration::from_secs(1),
            },
            Self::Unavailable,
            Self::TruncatedGzip,
            Self::CutShort,
            Self::Slow {
                pause: Duration::from_millis(50),
            },
            Self::Reset,
            Self::HtmlPage,
        ]
    }

    /// Whether it is about what there is on the site, and not about one answer.
    fn is_of_the_site(&self) -> bool {
        matches!(
            self,
            Self::IndexLate { .. }
                | Self::IndexRewritten { .. }
                | Self::ArchiveLate { .. }
                | Self::NotInDaily { .. }
                | Self::ClockSkew { .. }
        )
    }

    /// Whether it can show in what is at this path.
    fn concerns(&self, path: &str) -> bool {
        let edgar = path.strip_prefix("Archives/edgar/").unwrap_or_default();
        let is_daily = edgar.starts_with("daily-index/");
        match self {
            Self::IndexLate { .. } | Self::IndexRewritten { .. } => {
                is_daily || edgar.starts_with("full-index/")
            }
            Self::NotInDaily { .. } => is_daily,
            Self::ArchiveLate { .. } => edgar.starts_with("data/"),
            _ => true,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name();
        match self {
            Self::TooManyRequests { retry_after } => write!(f, "{name}={}", retry_after.as_secs()),
            Self::Slow { pause } => write!(f, "{name}={}", pause.as_millis()),
            Self::IndexLate { by } | Self::ArchiveLate { by } => {
                write!(f, "{name}={}", by.as_secs() / 60)
            }
            Self::IndexRewritten { rows } => write!(f, "{name}={rows}"),
            Self::NotInDaily { accession } => write!(f, "{name}={accession}"),
            Self::ClockSkew { seconds } => write!(f, "{name}={seconds}"),
            _ => f.write_str(name),
        }
    }
}

impl FromStr for Fault {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        let number = |usual: u64| -> anyhow::Result<u64> {
            let Some(value) = value else { return Ok(usual) };
            value
                .parse()
                .with_context(|| format!("{text}: {value:?} is no number"))
        };
        let minutes =
            || Ok::<_, anyhow::Error>(Duration::from_secs(number(60)?.saturating_mul(60)));
        let fault = match name {
            "missing" => Self::Missing,
            "ban" => Self::Ban,
            "undeclared" => Self::Undeclared,
            "too-many-requests" => Self::TooManyRequests {
                retry_after: Duration::from_secs(number(1)?),
            },
            "unavailable" => Self::Unavailable,
            "truncated-gzip" => Self::TruncatedGzip,
            "cut-short" => Self::CutShort,
            "slow" => Self::Slow {
                pause: Duration::from_millis(number(1_000)?),
            },
            "reset" => Self::Reset,
            "html-page" => Self::HtmlPage,
            "index-late" => Self::IndexLate { by: minutes()? },
            "index-rewritten" => Self::IndexRewritten {
                rows: usize::try_from(number(1)?)?,
            },
            "archive-late" => Self::ArchiveLate { by: minutes()? },
            "not-in-daily" => Self::NotInDaily {
                accession: value
                    .with_context(|| format!("{text} wants a filing: {text}=0000950123-25-005701"))?
                    .parse()?,
            },
            "clock-skew" => Self::ClockSkew {
                seconds: value
                    .unwrap_or("3600")
                    .parse()
                    .with_context(|| format!("{text}: no number of seconds"))?,
            },
            _ => bail!("{name:?} is none of the faults: {}", Self::NAMES.join(", ")),
        };
        let is_plain = fault.to_string() == name;
        ensure!(!is_plain || value.is_none(), "{name} has no value");
        Ok(fault)
    }
}

/// Which requests meet a fault.
#[derive(Debug, Clone, PartialEq)]
pub struct When {
    /// How the path begins, with its query and without the first slash.
    path: String,
    how: How,
}

#[derive(Debug, Clone, PartialEq)]
enum How {
    Next(u64),
    UntilCleared,
    ByChance { probability: f64, seed: u64 },
}

impl When {
    /// The next so many.
    pub fn next(requests: u64) -> Self {
        Self::of(How::Next(requests))
    }

    /// All, until faults are cleared.
    pub fn until_cleared() -> Self {
        Self::of(How::UntilCleared)
    }

    /// Each with this probability, from 0 to 1. The same seed chooses the same requests: by their
    /// address, and how often it was asked for before.
    pub fn by_chance(probability: f64, seed: u64) -> Self {
        Self::of(How::ByChance { probability, seed })
    }

    /// Only of those whose path begins so: `Archives/edgar/daily-index`.
    pub fn at(mut self, path: &str) -> Self {
        self.path = path.trim_start_matches('/').to_owned();
        self
    }

    fn of(how: How) -> Self {
        let path = String::new();
        Self { path, how }
    }
}

/// The faults that are set, and what they did.
#[derive(Debug, Default)]
pub(super) struct Faults {
    set: Vec<Set>,
    /// How often each address was asked for.
    asked: BTreeMap<String, u64>,
    /// How many requests met each fault, by its name.
    pub(super) met: BTreeMap<&'static str, u64>,
}

#[derive(Debug)]
struct Set {
    /// One of them, by chance, where there are several.
    any_of: Vec<Fault>,
    when: When,
}

impl Faults {
    pub(super) fn set(&mut self, any_of: Vec<Fault>, when: When) {
        self.set.push(Set { any_of, when });
    }

    /// Takes back what is set. What was counted stays.
    pub(super) fn clear(&mut self) {
        self.set.clear();
    }

    /// What is set, in words.
    pub(super) fn in_words(&self) -> Vec<String> {
        self.set.iter().map(ToString::to_string).collect()
    }

    /// What a request for an address meets: all that is wrong with the site, and of what may be wrong
    /// with its answer the first that was set.
    pub(super) fn draw(&mut self, address: &str) -> Vec<Fault> {
        let asked = self.asked.entry(address.to_owned()).or_default();
        *asked += 1;
        let times = *asked;
        let mut drawn: Vec<Fault> = Vec::new();
        for (place, set) in (0..).zip(&mut self.set) {
            let has_answer = drawn.iter().any(|fault| !fault.is_of_the_site());
            let mut chance = set.when.chance(address, times, place);
            let Some(fault) = set.any_of.get(chance.pick(set.any_of.len().max(1))) else {
                continue;
            };
            let is_possible = fault.concerns(address) && (fault.is_of_the_site() || !has_answer);
            if is_possible && set.when.takes(address, &mut chance) {
                *self.met.entry(fault.name()).or_default() += 1;
                drawn.push(fault.clone());
            }
        }
        let is_used_up = |set: &Set| set.when.how == How::Next(0);
        self.set.retain(|set| !is_used_up(set));
        drawn
    }
}

impl When {
    /// The chance of a request: another for each seed, address, time, and place among what is set.
    fn chance(&self, address: &str, times: u64, place: u64) -> Dice {
        let seed = match self.how {
            How::ByChance { seed, .. } => seed,
            _ => 0,
        };
        let mut mixed = Dice(seed).next() ^ Dice(place).next().rotate_left(17);
        for byte in address.bytes() {
            mixed = Dice(mixed ^ u64::from(byte)).next();
        }
        Dice(mixed.wrapping_add(times))
    }

    /// Whether a request meets it; of the next so many, one is used up then.
    fn takes(&mut self, address: &str, chance: &mut Dice) -> bool {
        if !address.starts_with(&self.path) {
            return false;
        }
        match &mut self.how {
            How::UntilCleared => true,
            How::Next(0) => false,
            How::Next(left) => {
                *left -= 1;
                true
            }
            How::ByChance { probability, .. } => {
                // 53 bits are as many as a fraction has.
                let drawn = (chance.next() >> 11) as f64 / (1_u64 << 53) as f64;
                drawn < *probability
            }
        }
    }
}

impl fmt::Display for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let faults: Vec<String> = self.any_of.iter().map(ToString::to_string).collect();
        write!(f, "{} at /{}", faults.join(" or "), self.when.path)?;
        match self.when.how {
            How::Next(requests) => write!(f, ", next {requests}"),
            How::UntilCleared => f.write_str(", until cleared"),
            How::ByChance { probability, seed } => {
                write!(f, ", with probability {probability}, seed {seed}")
            }
        }
    }
}

//! Decisions on whether a security goes on under another CUSIP.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use osd_domain::{
    Period, SecurityId,
    market::{CuratedLinks, Ratio},
};
use serde_json::json;

use super::{Decision, DecisionKind, Journal, JournalQuery};
use crate::error::CatalogError;

/// Two CUSIPs of which somebody decides whether they are of one security, and the first period that
/// has the new one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkSubject {
    /// The first period that has the new one.
    pub period: Period,
    /// What the security was known by.
    pub from: SecurityId,
    /// What it is known by.
    pub to: SecurityId,
}

/// What is decided about a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkChoice {
    /// It stands, with so many shares now for shares before.
    Listed(Ratio),
    /// It is wrong.
    Struck,
}

/// The name of [`LinkChoice::Struck`]; a link that stands is named by its ratio.
const STRUCK: &str = "struck";
const SUBJECT: &str = "cusip_link:";

impl LinkSubject {
    /// The subject of its decisions in the journal.
    pub fn subject(&self) -> String {
        let Self { period, from, to } = self;
        format!("{SUBJECT}{from}:{to}:{period}")
    }

    fn read(subject: &str) -> Option<Self> {
        let mut parts = subject.strip_prefix(SUBJECT)?.split(':');
        let (from, to, period) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self {
            period: period.parse().ok()?,
            from: from.parse().ok()?,
            to: to.parse().ok()?,
        })
    }
}

impl LinkChoice {
    /// Its name in the journal: the ratio, `1/1`, or `struck`.
    pub fn name(self) -> String {
        match self {
            Self::Listed(ratio) => ratio.to_string(),
            Self::Struck => STRUCK.to_owned(),
        }
    }

    fn read(name: &str) -> Option<Self> {
        match name {
            STRUCK => Some(Self::Struck),
            ratio => ratio.parse().ok().map(Self::Listed),
        }
    }
}

impl Decision {
    /// The decision on a link between two CUSIPs; without a choice it is left to the evidence again.
    pub fn on_link(
        link: &LinkSubject,
        choice: Option<LinkChoice>,
        (actor, why): (&str, &str),
        at: DateTime<Utc>,
    ) -> Self {
        Self {
            at,
            actor: actor.to_owned(),
            kind: DecisionKind::CusipLink.to_string(),
            subject: link.subject(),
            payload: json!({"choice": choice.map(LinkChoice::name), "why": why}),
        }
    }
}

impl<M> Journal<'_, M> {
    /// The decisions on links that stand, by the first period that has the new CUSIP: of each pair
    /// of CUSIPs the last, unless it was taken back. Of two links that share an end in one period
    /// the later decision stands.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn links(&self) -> Result<BTreeMap<Period, CuratedLinks>, CatalogError> {
        let all = JournalQuery {
            subject: None,
            kind: Some(DecisionKind::CusipLink),
            after: 0,
            limit: i64::MAX as u64,
        };
        let mut standing: Vec<(LinkSubject, LinkChoice)> = Vec::new();
        for entry in self.list(all).await? {
            let Some(subject) = LinkSubject::read(&entry.decision.subject) else {
                continue;
            };
            let choice = entry.decision.choice().and_then(LinkChoice::read);
            let is_listed = matches!(choice, Some(LinkChoice::Listed(_)));
            standing.retain(|(other, stands)| {
                let shares_an_end = other.period == subject.period
                    && (other.from == subject.from || other.to == subject.to);
                let gives_way = is_listed && matches!(stands, LinkChoice::Listed(_));
                *other != subject && !(gives_way && shares_an_end)
            });
            standing.extend(choice.map(|choice| (subject, choice)));
        }
        let mut links: BTreeMap<Period, CuratedLinks> = BTreeMap::new();
        for (LinkSubject { period, from, to }, choice) in standing {
            let of_period = links.entry(period).or_default();
            match choice {
                LinkChoice::Listed(ratio) => of_period.list(from, to, ratio),
                LinkChoice::Struck => of_period.strike(from, to),
            }
        }
        Ok(links)
    }
}

//! What is asked: every question of the API's own description, about what a home holds.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use osd_api::Counter;
use osd_domain::{Accession, Cik, Period};
use osd_snapshot::Snapshot;
use serde_json::Value;

/// Examples of each noun in a home, so that questions are not about one thing alone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Nouns {
    pub(crate) period: String,
    /// Managers with a portfolio, of all sizes.
    pub(crate) managers: Vec<Cik>,
    /// A security that each of [`Self::managers`] reports.
    pub(crate) held: Vec<String>,
    /// Securities: the most held first, then fewer and fewer.
    pub(crate) securities: Vec<String>,
    pub(crate) filings: Vec<Accession>,
    pub(crate) tickers: Vec<String>,
    /// Positions of each of [`Self::managers`].
    pub(crate) positions: BTreeMap<Cik, u64>,
}

/// How many examples there are of each noun.
const EXAMPLES: usize = 400;

impl Nouns {
    /// Examples from a published snapshot, evenly out of all.
    pub(crate) fn of(period: Period, snapshot: &Snapshot) -> anyhow::Result<Self> {
        let holders: Vec<_> = snapshot
            .managers()
            .iter()
            .filter(|manager| manager.positions > 0)
            .collect();
        ensure!(!holders.is_empty(), "{period} has no portfolios");
        let (mut managers, mut held) = (Vec::new(), Vec::new());
        for manager in evenly(&holders) {
            if let Some(security) = reported(snapshot, manager.cik)? {
                managers.push(manager.cik);
                held.push(security);
            }
        }
        let mut securities: Vec<_> = snapshot.securities().iter().collect();
        securities.sort_by_key(|one| std::cmp::Reverse(one.holders));
        let filings: Vec<_> = snapshot
            .filings()
            .iter()
            .filter(|filing| !filing.lines.is_empty())
            .collect();
        Ok(Self {
            period: period.to_string(),
            managers,
            held,
            positions: holders.iter().map(|one| (one.cik, one.positions)).collect(),
            securities: evenly(&securities)
                .map(|one| one.security.to_string())
                .collect(),
            tickers: securities
                .iter()
                .filter_map(|one| one.ticker.clone())
                .take(EXAMPLES)
                .collect(),
            filings: evenly(&filings).map(|one| one.accession).collect(),
        })
    }

    /// The managers with about so many positions: the nearest first.
    pub(crate) fn about(&self, positions: u64, count: usize) -> Vec<Cik> {
        let mut all: Vec<(u64, Cik)> = self
            .positions
            .iter()
            .map(|(cik, held)| (held.abs_diff(positions), *cik))
            .collect();
        all.sort_unstable();
        all.into_iter().take(count).map(|(_, cik)| cik).collect()
    }

    /// The `number`th example of what a path names in braces.
    fn example(&self, name: &str, number: usize) -> Option<String> {
        fn one<T: ToString>(of: &[T], number: usize) -> Option<String> {
            of.get(number % of.len().max(1)).map(ToString::to_string)
        }
        match name {
            "period" => Some(self.period.clone()),
            "cik" => one(&self.managers, number),
            "cusip" | "security" => one(&self.securities, number),
            "issuer" => one(&self.securities, number)?
                .get(..6)
                .map(ToOwned::to_owned),
            "accession" => one(&self.filings, number),
            "ticker" => one(&self.tickers, number),
            _ => None,
        }
    }
}

/// A security that a manager reports.
fn reported(snapshot: &Snapshot, cik: Cik) -> anyhow::Result<Option<String>> {
    let filed = snapshot.filings_of(cik).iter();
    let Some(filing) = filed.rev().find(|filing| !filing.lines.is_empty()) else {
        return Ok(None);
    };
    let lines = snapshot.lines(filing)?;
    Ok(lines.first().map(|line| line.security().to_string()))
}

fn evenly<T>(of: &[T]) -> impl Iterator<Item = &T> {
    of.iter().step_by(of.len().div_ceil(EXAMPLES).max(1))
}

/// A question of the API, with braces where its nouns go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) template: String,
}

impl Question {
    /// Every question that the API's description lists, but for documents, which a generated home does
    /// not keep, and tickers where none is known.
    pub(crate) fn all(nouns: &Nouns) -> anyhow::Result<Vec<Self>> {
        let contract = serde_json::to_value(osd_api::openapi())?;
        let paths = contract["paths"].as_object().context("no paths")?;
        let asked = paths
            .iter()
            .filter(|(_, methods)| methods.get("get").is_some());
        let mut questions: Vec<Self> = asked
            .filter(|(path, _)| path.starts_with("/api/v1/"))
            .map(|(path, methods)| Self {
                template: path.clone() + &required(&methods["get"]),
            })
            .collect();
        questions.retain(|one| !one.template.ends_with("/document"));
        questions.retain(|one| !nouns.tickers.is_empty() || !one.template.contains("{ticker}"));
        Ok(questions)
    }

    /// The question about the `number`th example of each noun.
    pub(crate) fn about(&self, nouns: &Nouns, number: usize) -> anyhow::Result<String> {
        // Of a manager's securities those are asked for that it has.
        let is_of_manager = self.template.contains("{cik}");
        let mut path = self.template.clone();
        while let Some((before, rest)) = path.split_once('{') {
            let (name, after) = rest.split_once('}').context("a brace is not closed")?;
            let example = match name {
                "cusip" if is_of_manager => {
                    nouns.held.get(number % nouns.held.len().max(1)).cloned()
                }
                _ => nouns.example(name, number),
            };
            let example = example.with_context(|| {
                format!(
                    "nothing in this home answers to {{{name}}} of {}",
                    self.template
                )
            })?;
            path = format!("{before}{example}{after}");
        }
        Ok(path)
    }
}

/// The parameters of a query that must be there, with their examples.
fn required(method: &Value) -> String {
    let parameters = method["parameters"].as_array().into_iter().flatten();
    let needed = parameters.filter(|one| one["in"] == "query" && one["required"] == true);
    let pairs = needed.map(|one| {
        let name = one["name"].as_str().unwrap_or_default();
        match &one["example"] {
            Value::String(text) => (name, text.clone()),
            other => (name, other.to_string()),
        }
    });
    let pairs: Vec<_> = pairs.collect();
    if pairs.is_empty() {
        return String::new();
    }
    let mut query = url::form_urlencoded::Serializer::new("?".to_owned());
    query.extend_pairs(pairs).finish()
}

/// The nouns of the latest period of a home.
pub(crate) async fn nouns(counter: &Counter) -> anyhow::Result<Nouns> {
    let current = counter.catalog.read().await?.periods().current().await?;
    let (period, id) = current
        .into_iter()
        .max()
        .context("nothing is published in this home: `osd bench generate` makes one")?;
    let snapshot = counter.snapshots.open(period, &id.parse()?)?;
    Nouns::of(period, &snapshot)
}

//! Which managers go on under another CIK?

use std::collections::BTreeMap;

use osd_domain::{
    Cik, Period,
    succession::{SuccessionEvidence, SuccessionSource},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Counter, Problem};

/// Successions that a list hands out at the most.
pub const LIMIT: u64 = 1_000;
/// Successions that a list hands out unless told otherwise.
pub const DEFAULT_LIMIT: u64 = 100;

/// A question for successions.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// Only those that lead to this manager or away from it, directly or through others.
    pub manager: Option<Cik>,
    /// At most so many.
    pub limit: Option<u64>,
    /// Leaving out the first so many.
    pub offset: u64,
}

/// A manager that goes on under another CIK.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SuccessionAnswer {
    /// The first period under the new CIK.
    #[schema(value_type = String, example = "2024Q3")]
    pub period: Period,
    /// CIK of the predecessor.
    #[schema(value_type = u64, example = 1364742)]
    pub from: Cik,
    /// The name by which it goes now.
    pub from_name: String,
    /// CIK of the successor.
    #[schema(value_type = u64, example = 2012383)]
    pub to: Cik,
    /// The name by which it goes now.
    pub to_name: String,
    /// `evidence`, or `decision` where a person decided.
    #[schema(value_type = String, example = "evidence")]
    pub source: SuccessionSource,
    /// What it rests on: objects with `because`.
    #[schema(value_type = Vec<Object>)]
    pub evidence: Vec<SuccessionEvidence>,
}

/// Answers the question: by period, predecessor and successor.
pub async fn answer(
    counter: &Counter,
    question: &Question,
) -> Result<Vec<SuccessionAnswer>, Problem> {
    let limit = question.limit.unwrap_or(DEFAULT_LIMIT);
    if limit > LIMIT {
        let reason = format!("{limit} is more than {LIMIT} successions at a time; use offset");
        return Err(Problem::bad("limit", reason));
    }
    let read = counter.catalog.read().await?;
    let links = match question.manager {
        Some(cik) if read.managers().find(cik).await?.is_none() => {
            return Err(Problem::NoManager(cik));
        }
        Some(cik) => read.successions().chain(cik).await?,
        None => read.successions().standing(None).await?,
    };
    let page = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let links = links.into_iter().skip(page(question.offset));
    let links: Vec<_> = links.take(page(limit)).collect();
    let mut names = BTreeMap::new();
    for cik in links.iter().flat_map(|link| [link.from, link.to]) {
        if let std::collections::btree_map::Entry::Vacant(place) = names.entry(cik) {
            let known = read.managers().find(cik).await?;
            place.insert(known.map_or_else(|| cik.to_string(), |known| known.name));
        }
    }
    let name = |cik: &Cik| names.get(cik).cloned().unwrap_or_default();
    let answers = links.into_iter().map(|link| SuccessionAnswer {
        period: link.period,
        from_name: name(&link.from),
        to_name: name(&link.to),
        from: link.from,
        to: link.to,
        source: link.source,
        evidence: link.evidence,
    });
    Ok(answers.collect())
}

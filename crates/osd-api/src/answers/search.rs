//! What is meant by what somebody typed?

use osd_domain::{Accession, named};
use osd_search::{CodeKind, Hit, Query};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Counter, Problem};

/// Hits that are handed out at the most.
pub const LIMIT: usize = 100;
/// Hits that are handed out unless told otherwise.
pub const DEFAULT_LIMIT: usize = 10;
/// Letters that a query may have.
const LONGEST: usize = 200;

named! {
    /// What a hit is.
    HitKind {
        /// A manager that files.
        Manager = "manager",
        /// A security.
        Security = "security",
        /// An issuer of securities.
        Issuer = "issuer",
        /// A ticker.
        Ticker = "ticker",
        /// A filing.
        Filing = "filing",
    }
}

named! {
    /// By what something was found.
    FoundBy {
        /// Its name.
        Name = "name",
        /// A name that it went by.
        FormerName = "former_name",
        /// Its CIK.
        Cik = "cik",
        /// Its CUSIP, or the beginning of it.
        Cusip = "cusip",
        /// Its ticker.
        Ticker = "ticker",
        /// A ticker that it had.
        FormerTicker = "former_ticker",
        /// Its accession number.
        Accession = "accession",
    }
}

/// A question.
#[derive(Debug, Clone)]
pub struct Question {
    /// What was typed.
    pub text: String,
    /// Only hits of these kinds; of all where there are none.
    pub kinds: Vec<HitKind>,
    /// At most so many.
    pub limit: Option<usize>,
}

/// What a search found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SearchAnswer {
    /// What was typed.
    #[schema(example = "berkshier hathway")]
    pub query: String,
    /// What it may mean, the likeliest first: an exact number or symbol, an exact name, names that begin
    /// so, names with all words, names with typos; among equals what is larger or held by more.
    pub hits: Vec<SearchHit>,
    /// Whether everything that is published now was looked through; not for some seconds after something
    /// was published.
    pub is_current: bool,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SearchHit {
    /// `manager`, `security`, `issuer`, `ticker` or `filing`.
    #[schema(value_type = String, example = "manager")]
    pub kind: HitKind,
    /// CIK, CUSIP or what stands for one, the first six characters of CUSIPs, ticker, accession number.
    #[schema(example = "1067983")]
    pub id: String,
    /// The manager, the issuer, the company.
    #[schema(example = "BERKSHIRE HATHAWAY INC")]
    pub name: String,
    /// The class of a security; the form of a filing.
    #[schema(example = "CL B NEW")]
    pub class: Option<String>,
    /// The ticker that a security has.
    #[schema(example = "BRKB")]
    pub ticker: Option<String>,
    /// By what it was found: `name`, `former_name`, `cik`, `cusip`, `ticker`, `former_ticker`,
    /// `accession`.
    #[schema(value_type = String, example = "name")]
    pub found_by: FoundBy,
    /// That name, number or symbol.
    #[schema(example = "BERKSHIRE HATHAWAY INC")]
    pub matched: String,
    /// Whether that is what was typed; in a name words such as INC do not count.
    pub is_exact: bool,
    /// Where it leads: below `/api/v1`, and in the web app.
    #[schema(example = "/managers/1067983")]
    pub path: String,
}

/// Answers the question.
///
/// # Errors
/// [`Problem::BadInput`] for a query that is too long, and a limit that is too high.
pub async fn answer(counter: &Counter, question: &Question) -> Result<SearchAnswer, Problem> {
    let limit = question.limit.unwrap_or(DEFAULT_LIMIT);
    if limit > LIMIT {
        let reason = format!("{limit} is more than {LIMIT} hits");
        return Err(Problem::bad("limit", reason));
    }
    if question.text.chars().count() > LONGEST {
        let reason = format!("it is longer than {LONGEST} letters");
        return Err(Problem::bad("q", reason));
    }
    let kinds = match question.kinds.as_slice() {
        [] => HitKind::ALL,
        kinds => kinds,
    };
    let mut hits = Vec::new();
    if kinds.contains(&HitKind::Filing)
        && let Some(accession) = accession(&question.text)
    {
        hits.extend(filing(counter, accession).await?);
    }
    let of_index: Vec<osd_search::Kind> = kinds.iter().copied().filter_map(in_index).collect();
    let mut is_current = true;
    if !of_index.is_empty() {
        let (search, of_now) = counter.search.index(&counter.catalog).await?;
        is_current = of_now;
        let found = search.index.search(Query {
            text: &question.text,
            kinds: &of_index,
            limit,
        });
        hits.extend(found.into_iter().map(SearchHit::of));
    }
    hits.truncate(limit);
    Ok(SearchAnswer {
        query: question.text.clone(),
        hits,
        is_current,
    })
}

/// An accession number with or without its dashes.
fn accession(text: &str) -> Option<Accession> {
    let digits: String = text.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    let is_one = digits.len() == 18 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let parts = is_one.then(|| [&digits[..10], &digits[10..12], &digits[12..]])?;
    parts.join("-").parse().ok()
}

async fn filing(counter: &Counter, accession: Accession) -> Result<Option<SearchHit>, Problem> {
    let read = counter.catalog.read().await?;
    let filing = read.filings().find(accession).await?;
    Ok(filing.map(|filing| SearchHit {
        kind: HitKind::Filing,
        id: accession.to_string(),
        name: filing.name,
        class: Some(filing.form.to_string()),
        ticker: None,
        found_by: FoundBy::Accession,
        matched: accession.to_string(),
        is_exact: true,
        path: format!("/filings/{accession}"),
    }))
}

/// The kind of an entry of the index; filings are not in it.
fn in_index(kind: HitKind) -> Option<osd_search::Kind> {
    match kind {
        HitKind::Manager => Some(osd_search::Kind::Manager),
        HitKind::Security => Some(osd_search::Kind::Security),
        HitKind::Issuer => Some(osd_search::Kind::Issuer),
        HitKind::Ticker => Some(osd_search::Kind::Ticker),
        HitKind::Filing => None,
    }
}

impl SearchHit {
    fn of(hit: Hit<'_>) -> Self {
        let (kind, folder) = match hit.kind {
            osd_search::Kind::Manager => (HitKind::Manager, "managers"),
            osd_search::Kind::Security => (HitKind::Security, "securities"),
            osd_search::Kind::Issuer => (HitKind::Issuer, "issuers"),
            osd_search::Kind::Ticker => (HitKind::Ticker, "tickers"),
        };
        let found_by = match (hit.code, hit.is_former) {
            (None, false) => FoundBy::Name,
            (None, true) => FoundBy::FormerName,
            (Some(CodeKind::Cik), _) => FoundBy::Cik,
            (Some(CodeKind::Cusip), _) => FoundBy::Cusip,
            (Some(CodeKind::Ticker), false) => FoundBy::Ticker,
            (Some(CodeKind::Ticker), true) => FoundBy::FormerTicker,
        };
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Self {
            kind,
            id: hit.id.to_owned(),
            name: hit.label.to_owned(),
            class: some(hit.beside),
            ticker: some(hit.symbol),
            found_by,
            matched: hit.matched.to_owned(),
            is_exact: hit.is_exact,
            // An id has nothing in it that a path would have to escape.
            path: format!("/{folder}/{}", hit.id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accession_number_is_known_with_and_without_dashes() {
        let known = accession("0000950123-25-005701").map(|one| one.to_string());
        assert_eq!(known.as_deref(), Some("0000950123-25-005701"));
        assert_eq!(
            accession("000095012325005701"),
            accession("0000950123-25-005701")
        );
        for text in ["95012325005701", "", "0000950123-25-00570x", "apple"] {
            assert_eq!(accession(text), None, "{text}");
        }
    }
}

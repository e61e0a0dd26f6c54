//! Which securities had a ticker, and when? And which tickers did a security have?

use chrono::NaiveDate;
use osd_catalog::{DatedTicker, ListedTicker, Read, Security};
use osd_domain::{
    Cik, SecurityId,
    ticker::{self, Confidence, Reason},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Counter, Problem};

/// Securities, and companies, that are handed out at most.
const MOST: u64 = 100;
/// The longest text that is looked up.
const LONGEST: usize = 16;

/// Who had a ticker.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TickerAnswer {
    /// The ticker by which it is compared: upper case, without separators.
    #[schema(example = "BRKB")]
    pub ticker: String,
    /// The securities that had it by the SEC's fails-to-deliver files, the latest first. Exchanges
    /// give a ticker to another company later: the days say when it was whose.
    pub securities: Vec<SecurityOfTicker>,
    /// The companies that the SEC's lists give it now, or gave it.
    pub companies: Vec<CompanyOfTicker>,
}

/// A security that had a ticker.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SecurityOfTicker {
    /// The security.
    #[schema(value_type = String, example = "084670702")]
    pub security: SecurityId,
    /// Issuer, as most managers print it in the latest quarter; null where no filing that is known
    /// has the security.
    #[schema(example = "BERKSHIRE HATHAWAY INC DEL")]
    pub issuer: Option<String>,
    /// Class, likewise.
    #[schema(example = "CL B NEW")]
    pub class: Option<String>,
    /// When it had it, and how sure that is.
    #[serde(flatten)]
    pub dated: TickerOfSecurity,
}

/// A ticker of a security with its days.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TickerOfSecurity {
    /// The ticker: upper case, without separators.
    #[schema(example = "BRKB")]
    pub ticker: String,
    /// The first day on which it is seen with it.
    pub first_day: NaiveDate,
    /// The last such day.
    pub last_day: NaiveDate,
    /// `certain`, `likely`, or `doubtful`.
    #[schema(value_type = String, example = "certain")]
    pub confidence: Confidence,
    /// What the printed symbol was taken for: `plain`, `suffixed`, `new_cusip` …
    #[schema(value_type = String, example = "plain")]
    pub reason: Reason,
    /// Where it is from: `fails_to_deliver`.
    #[schema(example = "fails_to_deliver")]
    pub source: &'static str,
}

/// A company that lists a ticker.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CompanyOfTicker {
    /// The company's CIK.
    #[schema(value_type = u64, example = 1067983)]
    pub cik: Cik,
    /// Its name as listed.
    pub name: String,
    /// The ticker as listed.
    #[schema(example = "BRK-B")]
    pub listed: String,
    /// Where it trades, where a list says so.
    #[schema(example = "NYSE")]
    pub exchange: Option<String>,
    /// The first day on which a list was fetched that has it.
    pub first_seen: NaiveDate,
    /// The last such day.
    pub last_seen: NaiveDate,
}

/// Answers the question. Separators do not matter: `BRK.B`, `BRK-B` and `BRKB` are one.
pub async fn answer(counter: &Counter, text: &str) -> Result<TickerAnswer, Problem> {
    let ticker = key(text).ok_or_else(|| {
        let expected = "is not a ticker such as AAPL or BRK.B";
        let text: String = text.chars().take(LONGEST).collect();
        Problem::bad("ticker", format!("{text:?} {expected}"))
    })?;
    let read = counter.catalog.read().await?;
    let seen = read.tickers().of_ticker(&ticker, MOST).await?;
    let companies = read.tickers().listed(&ticker, MOST).await?;
    if seen.is_empty() && companies.is_empty() {
        return Err(Problem::NoTicker(ticker));
    }
    let ids: Vec<SecurityId> = seen.iter().map(|one| one.security.clone()).collect();
    let known = read.securities().find_many(&ids).await?;
    Ok(TickerAnswer {
        ticker,
        securities: seen.into_iter().map(|one| named(one, &known)).collect(),
        companies: companies.into_iter().map(company).collect(),
    })
}

/// The ticker by which a text is compared; none where it can be none.
fn key(text: &str) -> Option<String> {
    let is_one = |key: &String| key.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (text.len() <= LONGEST)
        .then(|| ticker::key_of_listed(text))?
        .filter(is_one)
}

fn named(seen: DatedTicker, known: &[Security]) -> SecurityOfTicker {
    let security = known.iter().find(|one| one.security == seen.security);
    SecurityOfTicker {
        security: seen.security.clone(),
        issuer: security.map(|one| one.issuer.clone()),
        class: security.map(|one| one.class.clone()),
        dated: dated(seen),
    }
}

fn dated(seen: DatedTicker) -> TickerOfSecurity {
    TickerOfSecurity {
        ticker: seen.ticker,
        first_day: seen.first_day,
        last_day: seen.last_day,
        confidence: seen.confidence,
        reason: seen.reason,
        source: "fails_to_deliver",
    }
}

fn company(listed: ListedTicker) -> CompanyOfTicker {
    CompanyOfTicker {
        cik: listed.cik,
        name: listed.name,
        listed: listed.listed,
        exchange: listed.exchange,
        first_seen: listed.first_seen,
        last_seen: listed.last_seen,
    }
}

/// The tickers that securities had, of each the latest first.
pub(super) async fn of_securities(
    read: &Read,
    securities: &[SecurityId],
) -> Result<Vec<(SecurityId, TickerOfSecurity)>, Problem> {
    let mut tickers = Vec::new();
    for security in securities {
        let seen = read.tickers().of_security(security).await?;
        tickers.extend(seen.into_iter().map(|one| (security.clone(), dated(one))));
    }
    Ok(tickers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_and_case_do_not_matter() {
        for text in ["BRK.B", "brk-b", "BRKB", " brk b "] {
            assert_eq!(key(text).as_deref(), Some("BRKB"), "{text}");
        }
        assert_eq!(key("ABR-PA").as_deref(), Some("ABRPRA"));
        for text in ["", " ", "%", "AAPL;DROP TABLE tickers", "ÄÖ"] {
            assert_eq!(key(text), None, "{text}");
        }
    }
}

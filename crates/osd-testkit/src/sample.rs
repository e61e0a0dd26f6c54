//! The bundled sample: a folder laid out as sec.gov, made from the table `samples/facts.toml`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use chrono::{NaiveDate, NaiveDateTime};
use osd_domain::{Accession, AmendmentKind, Cik, Period};
use serde::Deserialize;

use crate::{FailsFile, Holding, Manager, Mirror, Submission, TextTable, Wrapper, company_tickers};

/// The folder `samples/` of the repository.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples")
}

/// The submissions that a table of facts tells of, in its order.
///
/// # Errors
/// Where `facts` is no such table, or names a manager it does not tell of.
pub fn submissions(facts: &str) -> Result<Vec<Submission>> {
    let facts: Facts = toml::from_str(facts).context("failed to read the table of facts")?;
    let mut all = Vec::new();
    for manager in &facts.manager {
        for filing in &manager.filing {
            let submission = filing
                .submission(manager, &facts)
                .with_context(|| format!("failed to make the sample of {}", filing.excerpt_of))?;
            all.push(submission);
        }
    }
    Ok(all)
}

/// Makes the sample from `folder/facts.toml` in `target`.
///
/// # Errors
/// Where the facts cannot be read or the folder cannot be written.
pub fn make(folder: &Path, target: &Path) -> Result<()> {
    let path = folder.join("facts.toml");
    let facts = std::fs::read_to_string(&path)
        .with_context(|| format!("failed to read {}", path.display()))?;
    let mut mirror = Mirror::new(target);
    for submission in submissions(&facts)? {
        mirror.add(&submission);
    }
    reference_files(&facts, &mut mirror)?;
    mirror
        .write()
        .with_context(|| format!("failed to write {}", target.display()))
}

/// Adds the reference files that a table of facts tells of.
fn reference_files(facts: &str, mirror: &mut Mirror) -> Result<()> {
    let facts: Facts = toml::from_str(facts).context("failed to read the table of facts")?;
    for FactsOfFails { half, day, rows } in &facts.fails {
        let mut file = FailsFile::of(half);
        for (cusip, symbol, name, price) in rows {
            file = file.row(day, cusip, symbol, name, price);
        }
        mirror.add_fails(&file);
    }
    let listed: Vec<(u64, &str, &str)> = facts
        .company_tickers
        .listed
        .iter()
        .map(|(cik, ticker, name)| (*cik, ticker.as_str(), name.as_str()))
        .collect();
    mirror.add_file("files/company_tickers.json", company_tickers(&listed));
    Ok(())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    manager: Vec<FactsOfManager>,
    fails: Vec<FactsOfFails>,
    company_tickers: FactsOfCompanies,
}

/// What securities traded as on a day, in the file of half a month.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FactsOfFails {
    half: String,
    day: String,
    /// CUSIP, symbol, name, price.
    rows: Vec<(String, String, String, String)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FactsOfCompanies {
    /// CIK, ticker, name.
    listed: Vec<(u64, String, String)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FactsOfManager {
    cik: Cik,
    name: String,
    file_number: String,
    filing: Vec<FactsOfFiling>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FactsOfFiling {
    excerpt_of: Accession,
    accession: Accession,
    period: Period,
    filed: NaiveDate,
    accepted: Option<NaiveDateTime>,
    /// The manager's name of that day, where it was another.
    name: Option<String>,
    #[serde(default)]
    complete: bool,
    #[serde(default)]
    style: Style,
    amends: Option<Amends>,
    #[serde(default)]
    omits_confidential: bool,
    #[serde(default)]
    discloses_confidential: bool,
    prints_totals: Option<(u64, i64)>,
    #[serde(default)]
    reported_by: Vec<Cik>,
    #[serde(default)]
    without_table: bool,
    #[serde(default)]
    joint: Vec<JointRow>,
    #[serde(default)]
    shares: Vec<Row>,
    #[serde(default)]
    principal: Vec<Row>,
    #[serde(default)]
    puts: Vec<Row>,
    #[serde(default)]
    calls: Vec<Row>,
}

/// Issuer, class, CUSIP, amount, dollars.
type Row = (String, String, String, i64, i64);

/// The same of shares held with other managers, and their numbers.
type JointRow = (String, String, String, i64, i64, String);

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Style {
    #[default]
    Xml,
    Marked,
    Continued,
    Tabbed,
    Html,
    Paper,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Amends {
    number: u32,
    kind: AmendmentKind,
}

impl FactsOfManager {
    fn manager(&self) -> Manager {
        Manager::new(self.cik.number(), &self.name).file_number(&self.file_number)
    }
}

impl FactsOfFiling {
    fn submission(&self, filer: &FactsOfManager, facts: &Facts) -> Result<Submission> {
        let name = self.name.as_ref().unwrap_or(&filer.name);
        let manager = Manager::new(filer.cik.number(), name).file_number(&filer.file_number);
        let mut submission = manager
            .files(self.period)
            .on(&self.filed.to_string())
            .accession(&self.accession.to_string())
            .holdings(self.holdings())
            .additional_information(&self.declaration());
        submission = match self.accepted {
            Some(time) => submission.accepted(&time.format("%Y-%m-%dT%H:%M:%S").to_string()),
            None => submission.without_acceptance_time(),
        };
        submission = match self.style {
            Style::Xml => submission,
            Style::Marked => in_pem(submission, TextTable::Marked),
            Style::Continued => in_pem(submission, TextTable::Continued),
            Style::Tabbed => in_pem(submission, TextTable::Tabbed),
            Style::Html => submission.as_text_with(TextTable::Html),
            Style::Paper => submission.paper_stub().wrapped(Wrapper::PrivacyEnhanced),
        };
        if let Some(Amends { number, kind }) = self.amends {
            submission = submission.amends(number, kind);
        }
        if self.discloses_confidential {
            submission = submission.disclosing_confidential();
        }
        if self.omits_confidential {
            submission = submission.omitting_confidential();
        }
        if let Some((entries, value)) = self.prints_totals {
            submission = submission.printing_totals(entries, value);
        }
        if self.without_table {
            submission = submission.without_table();
        }
        if !self.reported_by.is_empty() {
            let others = self.reported_by.iter().map(|&cik| facts.manager(cik));
            submission = submission.notice(&others.collect::<Result<Vec<_>>>()?);
        }
        Ok(submission)
    }

    fn holdings(&self) -> Vec<Holding> {
        type Kind = fn(&str, &str, &str) -> Holding;
        let joint = |(issuer, class, cusip, amount, dollars, managers): &JointRow| {
            let row = Holding::shares(issuer, class, cusip).amount(*amount);
            row.value(*dollars).with_managers(managers)
        };
        let kinds: [(&[Row], Kind); 4] = [
            (&self.shares, Holding::shares),
            (&self.principal, Holding::principal),
            (&self.puts, Holding::put),
            (&self.calls, Holding::call),
        ];
        let rows = kinds
            .into_iter()
            .flat_map(|(rows, kind)| rows.iter().map(move |row| (row, kind)))
            .map(|((issuer, class, cusip, amount, dollars), kind)| {
                kind(issuer, class, cusip).amount(*amount).value(*dollars)
            });
        self.joint.iter().map(joint).chain(rows).collect()
    }

    /// What the document says of itself.
    fn declaration(&self) -> String {
        let extent = if self.without_table {
            "It has no table, as that filing has none."
        } else if !self.joint.is_empty() && self.complete {
            "It gives every row of that filing."
        } else if self.complete {
            "It gives every position of that filing, the rows of one security added up."
        } else {
            "It is an excerpt."
        };
        format!(
            "SAMPLE DOCUMENT of Open SEC Data, made from a table of facts for demonstration.\n\
             It is not a filing. Its facts are those of {}.\n{extent}",
            self.excerpt_of
        )
    }
}

/// As EDGAR kept text filings of those years.
fn in_pem(submission: Submission, table: TextTable) -> Submission {
    submission
        .as_text_with(table)
        .wrapped(Wrapper::PrivacyEnhanced)
}

impl Facts {
    fn manager(&self, cik: Cik) -> Result<Manager> {
        self.manager
            .iter()
            .find(|manager| manager.cik == cik)
            .map(FactsOfManager::manager)
            .with_context(|| format!("the table of facts has no manager {cik}"))
    }
}

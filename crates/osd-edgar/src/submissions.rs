//! `submissions/CIK##########.json`: all that a filer has filed, in columns.
//!
//! The file has the latest thousand filings or so, and names further files, its *shards*, for older
//! ones; a shard is the columns alone. Times of acceptance are left aside: they are of two clocks
//! ([`clock`](crate::clock)).

use chrono::NaiveDate;
use osd_domain::{Accession, Cik, FilingRef, Form};
use serde_json::Value;

/// How many unreadable rows are kept, and how many characters of each.
const MAX_UNREADABLE: usize = 100;
const MAX_UNREADABLE_LENGTH: usize = 200;

/// What a filer has filed of the 13F family, by one of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Submissions {
    /// The filer; a shard does not say it.
    pub cik: Option<Cik>,
    /// The name of the filer today; a shard does not say it.
    pub name: Option<String>,
    /// Its filings of the 13F family, in the order of the file: the latest first.
    pub filings: Vec<Submitted>,
    /// All rows, of whatever form.
    pub rows: u64,
    /// The files with the filings that are not in this one.
    pub shards: Vec<Shard>,
    /// The first rows that could not be read though they are of the 13F family or of no form, and
    /// names of shards that are none, each cut to a bearable length.
    pub unreadable: Vec<String>,
    /// The number of all such rows and names.
    pub unreadable_rows: u64,
}

/// A filing, as the file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// The accession number.
    pub accession: Accession,
    /// The form type.
    pub form: Form,
    /// Date filed.
    pub filed: NaiveDate,
    /// The last day of the report period, by the header of the submission.
    pub report_date: Option<NaiveDate>,
}

/// A file with older filings of the same filer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard {
    /// Its name: `CIK0001067983-submissions-001.json`.
    pub name: String,
    /// How many filings it has, of whatever form.
    pub filings: Option<u64>,
    /// The dates of the first and the last of them.
    pub from: Option<NaiveDate>,
    /// As `from`.
    pub to: Option<NaiveDate>,
}

/// Why bytes are no list of a filer's filings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSubmissions {
    /// The JSON ends too early.
    #[error("the list of a filer's filings is not whole: the JSON ends too early")]
    Cut,
    /// No JSON.
    #[error("the list of a filer's filings is no JSON: {0}")]
    NotJson(String),
    /// JSON of another make.
    #[error("the JSON is no list of a filer's filings, or its columns are not equally long")]
    OtherJson,
}

impl Submissions {
    /// The filings as an index would name them under this filer, sorted by accession. Which other
    /// filers they are filed for is not known from here.
    pub fn refs(&self, cik: Cik, name: &str) -> Vec<FilingRef> {
        let of = |filing: &Submitted| FilingRef {
            accession: filing.accession,
            cik,
            name: name.to_owned(),
            form: filing.form.clone(),
            filed: filing.filed,
            co_filers: Vec::new(),
        };
        let mut refs: Vec<FilingRef> = self.filings.iter().map(of).collect();
        refs.sort_by_key(|filing| filing.accession);
        refs.dedup_by_key(|filing| filing.accession);
        refs
    }
}

/// Whether this is how a shard is called: `CIK0001067983-submissions-001.json`.
pub fn is_shard_name(name: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let parts = name
        .strip_prefix("CIK")
        .and_then(|name| name.strip_suffix(".json"))
        .and_then(|name| name.split_once("-submissions-"));
    parts.is_some_and(|(cik, number)| cik.len() == 10 && digits(cik) && digits(number))
}

/// Reads the file of a filer, or a shard of it.
///
/// # Errors
/// [`NotSubmissions`] where it is neither, or where its columns do not go together: rows would be
/// made up of the cells of different filings.
pub fn read(bytes: &[u8]) -> Result<Submissions, NotSubmissions> {
    let json: Value = serde_json::from_slice(bytes).map_err(|error| {
        if error.is_eof() {
            NotSubmissions::Cut
        } else {
            NotSubmissions::NotJson(error.to_string())
        }
    })?;
    let mut read = Submissions::default();
    let columns = match json.get("filings") {
        Some(filings) => {
            read.cik = json.get("cik").and_then(cik);
            read.name = json.get("name").and_then(Value::as_str).map(str::to_owned);
            let shards = filings.get("files").and_then(Value::as_array);
            for file in shards.into_iter().flatten() {
                match shard(file) {
                    Some(shard) => read.shards.push(shard),
                    None => read.leave_out(file.to_string()),
                }
            }
            filings.get("recent")
        }
        None => Some(&json),
    };
    let columns = columns.and_then(Columns::of);
    let columns = columns.ok_or(NotSubmissions::OtherJson)?;
    for row in 0..columns.accession.len() {
        read.rows += 1;
        match columns.row(row) {
            Row::OtherForm => {}
            Row::Form13F(filing) => read.filings.push(filing),
            Row::Unreadable(text) => read.leave_out(text),
        }
    }
    Ok(read)
}

impl Submissions {
    fn leave_out(&mut self, text: String) {
        self.unreadable_rows += 1;
        if self.unreadable.len() < MAX_UNREADABLE {
            let head = text.chars().take(MAX_UNREADABLE_LENGTH).collect();
            self.unreadable.push(head);
        }
    }
}

fn shard(file: &Value) -> Option<Shard> {
    let name = file.get("name")?.as_str()?;
    let day = |key: &str| file.get(key)?.as_str()?.parse().ok();
    is_shard_name(name).then(|| Shard {
        name: name.to_owned(),
        filings: file.get("filingCount").and_then(Value::as_u64),
        from: day("filingFrom"),
        to: day("filingTo"),
    })
}

fn cik(cell: &Value) -> Option<Cik> {
    match cell {
        Value::Number(number) => number.as_u64().and_then(Cik::new),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// The columns that matter, equally long.
struct Columns<'a> {
    accession: &'a [Value],
    form: &'a [Value],
    filed: &'a [Value],
    report_date: Option<&'a [Value]>,
}

enum Row {
    OtherForm,
    Form13F(Submitted),
    Unreadable(String),
}

impl<'a> Columns<'a> {
    fn of(json: &'a Value) -> Option<Self> {
        let column = |name: &str| json.get(name)?.as_array().map(Vec::as_slice);
        let columns = Self {
            accession: column("accessionNumber")?,
            form: column("form")?,
            filed: column("filingDate")?,
            report_date: column("reportDate"),
        };
        let rows = columns.accession.len();
        let lengths = [Some(columns.form), Some(columns.filed), columns.report_date];
        let is_even = lengths.into_iter().flatten().all(|it| it.len() == rows);
        is_even.then_some(columns)
    }

    fn row(&self, row: usize) -> Row {
        fn text(column: &[Value], row: usize) -> &str {
            column.get(row).and_then(Value::as_str).unwrap_or_default()
        }
        let (form, filed) = (text(self.form, row), text(self.filed, row));
        let accession = text(self.accession, row);
        let family = form.trim().get(..3);
        let is_family = family.is_some_and(|head| head.eq_ignore_ascii_case("13F"));
        if !is_family && !form.trim().is_empty() {
            return Row::OtherForm;
        }
        let filing = || {
            Some(Submitted {
                accession: accession.parse().ok()?,
                form: form.parse().ok()?,
                filed: filed.parse().ok()?,
                report_date: self.report_date.and_then(|it| text(it, row).parse().ok()),
            })
        };
        filing().map_or_else(
            || Row::Unreadable(format!("{accession}|{form}|{filed}")),
            Row::Form13F,
        )
    }
}

#[cfg(test)]
mod tests;

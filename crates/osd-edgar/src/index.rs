//! `master.idx`: the list of all submissions of a quarter or of a day, one row a filer and submission.
//!
//! The format has drifted since 1993: its heading is spelled in several ways, dates come with
//! and without hyphens, names are in Windows-1252, rows repeat, and one submission stands under
//! each of its filers. Rows are therefore read one by one and from both ends, since a company
//! name may itself hold the separator.

use chrono::NaiveDate;
use memchr::{memchr, memchr_iter, memrchr};
use osd_domain::{Accession, Cik, FilingRef, Form};

use crate::{charset, clock};

/// How many unreadable rows are kept, and how much of each.
const MAX_UNREADABLE: usize = 100;
const MAX_UNREADABLE_LENGTH: usize = 200;

/// What an index, of a quarter or of a day, lists of the 13F family.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    /// One entry a submission, sorted by accession. Where it stands under several filers, the
    /// one with the lowest CIK is the manager of record, with the name, form and date of its
    /// row, and the others are co-filers; the submission's own header has the last word. The
    /// order of the rows does not matter.
    pub filings: Vec<FilingRef>,
    /// All rows, of whatever form.
    pub rows: u64,
    /// The first rows that could not be read though they are of the 13F family or of no
    /// recognizable form, each cut to a bearable length.
    pub unreadable: Vec<String>,
    /// The number of all such rows.
    pub unreadable_rows: u64,
}

/// The bytes hold no heading of a `master.idx`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no master.idx: the heading `CIK|Company Name|Form Type|Date Filed|File Name` is missing; the \
     text begins {begins:?}"
)]
pub struct NotAnIndex {
    /// The beginning of what was read.
    pub begins: String,
}

/// Reads an index. One with a heading and no rows is valid, and empty.
///
/// # Errors
/// [`NotAnIndex`] where the heading is missing: another format, an error page, a cut file.
pub fn read(bytes: &[u8]) -> Result<Index, NotAnIndex> {
    let table = table(bytes).ok_or_else(|| NotAnIndex {
        begins: excerpt(bytes),
    })?;
    let mut index = Index::default();
    let mut found = Vec::new();
    for line in lines(table) {
        match Row::of(line) {
            Row::Blank => {}
            Row::OtherForm => index.rows += 1,
            Row::Form13F(row) => {
                index.rows += 1;
                found.push(row);
            }
            Row::Unreadable => {
                index.rows += 1;
                index.unreadable_rows += 1;
                if index.unreadable.len() < MAX_UNREADABLE {
                    index.unreadable.push(excerpt(line));
                }
            }
        }
    }
    index.filings = gather(found);
    Ok(index)
}

/// The rows of an index: what follows its heading.
pub(crate) fn table(bytes: &[u8]) -> Option<&[u8]> {
    let mut start = 0;
    for line in lines(bytes) {
        start += line.len() + 1;
        if is_heading(line) {
            return Some(bytes.get(start..).unwrap_or_default());
        }
    }
    None
}

/// Whether a row is whole: five fields, of which the last is a path. The last row of a file that
/// was cut off is not.
pub(crate) fn is_whole_row(line: &[u8]) -> bool {
    Fields::of(line).is_some_and(|fields| fields.accession().is_some())
}

/// Whether a line is the rule of hyphens below the heading.
pub(crate) fn is_rule(line: &[u8]) -> bool {
    !line.is_empty() && line.iter().all(|&byte| byte == b'-')
}

pub(crate) fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut start = 0;
    memchr_iter(b'\n', bytes)
        .chain(std::iter::once(bytes.len()))
        .map(move |end| {
            let line = bytes.get(start..end).unwrap_or_default();
            start = end + 1;
            line
        })
}

fn is_heading(line: &[u8]) -> bool {
    const HEADING: &[u8] = b"cik|companyname|formtype|datefiled|filename";
    let letters = line
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace())
        .map(u8::to_ascii_lowercase);
    letters.eq(HEADING.iter().copied())
}

fn excerpt(bytes: &[u8]) -> String {
    let head = bytes.get(..MAX_UNREADABLE_LENGTH).unwrap_or(bytes);
    charset::decode(head.trim_ascii()).into_owned()
}

/// One row of the 13F family. Sorts by accession, then in the order in which rows that disagree
/// take precedence.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Listed {
    pub(crate) accession: Accession,
    pub(crate) cik: Cik,
    pub(crate) filed: NaiveDate,
    pub(crate) form: Form,
    pub(crate) name: String,
}

enum Row {
    Blank,
    OtherForm,
    Form13F(Listed),
    Unreadable,
}

impl Row {
    fn of(line: &[u8]) -> Self {
        let trimmed = line.trim_ascii();
        if trimmed.is_empty() || is_rule(trimmed) {
            return Self::Blank;
        }
        let Some(fields) = Fields::of(trimmed) else {
            return Self::Unreadable;
        };
        let family = fields.form.get(..3);
        if !family.is_some_and(|head| head.eq_ignore_ascii_case(b"13F")) {
            return Self::OtherForm;
        }
        fields.listed().map_or(Self::Unreadable, Self::Form13F)
    }
}

/// The five fields of a row, without blanks around them.
struct Fields<'a> {
    cik: &'a [u8],
    name: &'a [u8],
    form: &'a [u8],
    filed: &'a [u8],
    path: &'a [u8],
}

impl<'a> Fields<'a> {
    fn of(line: &'a [u8]) -> Option<Self> {
        let (cik, rest) = line.split_at_checked(memchr(b'|', line)?)?;
        let (rest, path) = split_last(rest.get(1..)?)?;
        let (rest, filed) = split_last(rest)?;
        let (name, form) = split_last(rest)?;
        Some(Self {
            cik: cik.trim_ascii(),
            name: name.trim_ascii(),
            form,
            filed,
            path,
        })
    }

    /// The accession that the path names: `edgar/data/<cik>/<accession>.txt`.
    fn accession(&self) -> Option<Accession> {
        let path = std::str::from_utf8(self.path).ok()?;
        let (folder, accession) = path.strip_suffix(".txt")?.rsplit_once('/')?;
        let (data, cik) = folder.rsplit_once('/')?;
        let in_place = data.ends_with("edgar/data") && cik.parse::<Cik>().is_ok();
        in_place.then(|| accession.parse().ok()).flatten()
    }

    fn listed(&self) -> Option<Listed> {
        let text = |field| std::str::from_utf8(field).ok();
        let filed = text(self.filed)?;
        Some(Listed {
            accession: self.accession()?,
            cik: text(self.cik)?.parse().ok()?,
            filed: clock::day(filed).or_else(|| filed.parse().ok())?,
            form: text(self.form)?.parse().ok()?,
            name: charset::decode(self.name).into_owned(),
        })
    }
}

fn split_last(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (rest, last) = line.split_at_checked(memrchr(b'|', line)?)?;
    Some((rest, last.get(1..)?.trim_ascii()))
}

/// One reference an accession, whatever the order and number of its rows.
pub(crate) fn gather(mut rows: Vec<Listed>) -> Vec<FilingRef> {
    rows.sort_unstable();
    let mut filings: Vec<FilingRef> = Vec::new();
    for row in rows {
        match filings.last_mut() {
            Some(filing) if filing.accession == row.accession => {
                let known = filing.co_filers.last().copied().unwrap_or(filing.cik);
                if known != row.cik {
                    filing.co_filers.push(row.cik);
                }
            }
            _ => filings.push(FilingRef {
                accession: row.accession,
                cik: row.cik,
                name: row.name,
                form: row.form,
                filed: row.filed,
                co_filers: Vec::new(),
            }),
        }
    }
    filings
}

#[cfg(test)]
mod tests;

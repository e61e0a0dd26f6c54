//! The SGML container that EDGAR disseminates a submission in.
//!
//! It comes in several wrappers: a PEM block around `<SEC-DOCUMENT>`, that alone,
//! `<IMS-DOCUMENT>` before 1996, and `<SUBMISSION>` with a header of tags. End tags may be
//! missing. Whatever the bytes, something is read and nothing fails.

mod documents;
mod header;

use std::borrow::Cow;

use chrono::NaiveDate;
use osd_domain::{Accession, Cik};

use crate::clock::Acceptance;

/// A submission: what its header says, and its documents in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Submission<'a> {
    /// The header, where there is one.
    pub header: Option<Header<'a>>,
    /// The documents, in the order of the submission.
    pub documents: Vec<Document<'a>>,
    /// Tags of the container that were opened and never closed, each once.
    pub unclosed: Vec<&'static str>,
}

/// What the header of a submission says. What it does not say is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header<'a> {
    /// Accession number; where the header has no line for it, that of the wrapper.
    pub accession: Option<Accession>,
    /// Form type, as printed.
    pub form: Option<Cow<'a, str>>,
    /// Conformed period of report.
    pub period: Option<NaiveDate>,
    /// Filed as of date.
    pub filed: Option<NaiveDate>,
    /// When EDGAR accepted it. Missing in some headers of 1994 to 2002.
    pub accepted: Option<Acceptance>,
    /// Number of public documents, as printed.
    pub document_count: Option<u32>,
    /// Whether the submission was made on paper, of which this is a stub.
    pub is_paper: bool,
    /// The filers, in the order of the header: the first is the manager of record.
    pub filers: Vec<Filer<'a>>,
}

/// A filer named in a header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filer<'a> {
    /// Its CIK.
    pub cik: Option<Cik>,
    /// Its conformed name; empty where none is given.
    pub name: Cow<'a, str>,
    /// Names it had before.
    pub former_names: Vec<FormerName<'a>>,
}

/// A name that a filer had before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormerName<'a> {
    /// The name.
    pub name: Cow<'a, str>,
    /// The day on which it was given up.
    pub changed: Option<NaiveDate>,
}

/// A document of a submission.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document<'a> {
    /// `<TYPE>`: `13F-HR`, `INFORMATION TABLE`. Empty where none is given.
    pub kind: Cow<'a, str>,
    /// `<SEQUENCE>`.
    pub sequence: Option<u32>,
    /// `<FILENAME>`.
    pub filename: Option<Cow<'a, str>>,
    /// `<DESCRIPTION>`.
    pub description: Option<Cow<'a, str>>,
    /// What stands inside `<TEXT>`, as sent.
    pub body: &'a [u8],
    /// The line of the submission, from 1, on which the body starts.
    pub line: u64,
}

impl<'a> Document<'a> {
    /// The body without blanks around it and without the `<XML>` tags that EDGAR puts around
    /// XML documents.
    pub fn content(&self) -> &'a [u8] {
        let body = self.body.trim_ascii();
        let Some(inner) = body.strip_prefix(b"<XML>") else {
            return body;
        };
        inner.strip_suffix(b"</XML>").unwrap_or(inner).trim_ascii()
    }

    /// The line of the body, from 1, on which [`Self::content`] starts.
    pub fn content_line(&self) -> u32 {
        let body = self.body.trim_ascii_start();
        let content = body.strip_prefix(b"<XML>").unwrap_or(body);
        let before = self.body.len() - content.trim_ascii_start().len();
        let passed = self.body.get(..before).unwrap_or_default();
        let line_ends = memchr::memchr_iter(b'\n', passed).count();
        u32::try_from(line_ends).map_or(u32::MAX, |ends| ends.saturating_add(1))
    }
}

/// Reads a submission. Never fails: what is not there is absent.
pub fn read(bytes: &[u8]) -> Submission<'_> {
    let (header, mut unclosed) = header::read(bytes);
    let documents = documents::read(bytes, &mut unclosed);
    Submission {
        header,
        documents,
        unclosed,
    }
}

/// Reads the header alone.
pub fn read_header(bytes: &[u8]) -> Option<Header<'_>> {
    header::read(bytes).0
}

/// A line `<TAG>value`, without its line end.
struct TagLine<'a> {
    tag: &'a [u8],
    value: &'a [u8],
}

impl<'a> TagLine<'a> {
    fn of(line: &'a [u8]) -> Option<Self> {
        let inner = line.trim_ascii().strip_prefix(b"<")?;
        let end = memchr::memchr(b'>', inner)?;
        Some(Self {
            tag: inner.get(..end)?,
            value: inner.get(end + 1..)?.trim_ascii(),
        })
    }
}

/// A number of plain digits.
fn number(text: &[u8]) -> Option<u32> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests;

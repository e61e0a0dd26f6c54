//! As much of a submission's header as the site shows elsewhere: in indexes, the feed and lists.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader},
    path::Path,
};

use chrono::{NaiveDate, NaiveDateTime};
use osd_domain::Cik;

/// The header of a submission with a thousand co-filers is shorter.
const MOST_LINES: usize = 50_000;

/// What a header says; what it does not say is absent.
#[derive(Debug, Clone, Default)]
pub(super) struct Header {
    /// When it was accepted, by the clock in Washington.
    pub(super) accepted: Option<NaiveDateTime>,
    pub(super) filed: Option<NaiveDate>,
    pub(super) period: Option<NaiveDate>,
    pub(super) form: Option<String>,
    pub(super) file_number: Option<String>,
    /// The file name of the first document.
    pub(super) document: Option<String>,
    pub(super) filers: Vec<(Cik, String)>,
}

impl Header {
    /// Reads the header of the submission in a file, and nothing of what comes after it.
    pub(super) fn read(path: &Path) -> io::Result<Self> {
        let mut lines = BufReader::new(File::open(path)?);
        let mut header = Self::default();
        let mut name = String::new();
        let mut line = Vec::new();
        for _ in 0..MOST_LINES {
            line.clear();
            if lines.read_until(b'\n', &mut line)? == 0 || header.document.is_some() {
                break;
            }
            let text = decode(&line);
            if let Some((key, value)) = entry(&text) {
                if key == "TEXT" {
                    break;
                }
                header.take(key, value, &mut name);
            }
        }
        Ok(header)
    }

    /// Takes one entry, in either of the two spellings of headers. The first of its kind counts.
    fn take(&mut self, key: &str, value: &str, name: &mut String) {
        let day = || NaiveDate::parse_from_str(value, "%Y%m%d").ok();
        let text = || Some(value.to_owned()).filter(|text| !text.is_empty());
        match key {
            "ACCEPTANCE-DATETIME" if self.accepted.is_none() => {
                self.accepted = NaiveDateTime::parse_from_str(value, "%Y%m%d%H%M%S").ok();
            }
            "FILED AS OF DATE" | "FILING-DATE" => self.filed = self.filed.or_else(day),
            "CONFORMED PERIOD OF REPORT" | "PERIOD" => self.period = self.period.or_else(day),
            "CONFORMED SUBMISSION TYPE" | "TYPE" if self.form.is_none() => self.form = text(),
            "SEC FILE NUMBER" | "FILE-NUMBER" if self.file_number.is_none() => {
                self.file_number = text();
            }
            "FILENAME" => self.document = text(),
            "COMPANY CONFORMED NAME" | "CONFORMED-NAME" => value.clone_into(name),
            "CENTRAL INDEX KEY" | "CIK" => {
                if let Ok(cik) = value.parse() {
                    self.filers.push((cik, std::mem::take(name)));
                }
            }
            _ => {}
        }
    }
}

/// The key and the value of a line `KEY: value` or `<KEY>value`.
fn entry(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let (key, value) = match line.strip_prefix('<') {
        Some(tag) => tag.split_once('>')?,
        None => line.split_once(':')?,
    };
    Some((key.trim(), value.trim()))
}

/// Text of bytes that are ISO 8859-1, as headers and indexes are.
pub(super) fn decode(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

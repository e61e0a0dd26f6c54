//! A case of the labeled set: a filing's text, and the lines that a careful person reads in it.
//! How one is written is told in `docs/quality/cases.md`.

use std::{
    fmt::{self, Write as _},
    fs,
    path::{Path, PathBuf},
};

use chrono::NaiveDate;
use osd_domain::{FilingRef, FilingState, Form, Layout};
use rust_decimal::Decimal;

use crate::cell::{Cell, Column};

/// A case, as its file says.
#[derive(Debug)]
pub(crate) struct Case {
    /// The file's name without its ending.
    pub(crate) name: String,
    /// Why the case is there: what is odd about it.
    pub(crate) why: String,
    /// The filing or manager whose layout it follows, or `form`.
    pub(crate) seen: String,
    /// Whether a person has compared the lines with the text.
    pub(crate) is_reviewed: bool,
    pub(crate) filed: NaiveDate,
    pub(crate) form: Form,
    pub(crate) is_privacy_enhanced: bool,
    pub(crate) state: FilingState,
    pub(crate) layout: Option<Layout>,
    /// The printed totals, where they are judged.
    pub(crate) entries: Option<u64>,
    pub(crate) value: Option<Decimal>,
    /// What is still read wrong, for a case that shows a limit of today.
    pub(crate) misread: Option<String>,
    /// Codes of notes that must be there.
    pub(crate) notes: Vec<String>,
    pub(crate) documents: Vec<Document>,
    pub(crate) lines: Vec<Line>,
}

/// A document of the case's submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Document {
    pub(crate) kind: String,
    pub(crate) text: String,
}

/// A line as it should be read.
#[derive(Debug)]
pub(crate) struct Line {
    /// One cell for each of [`Column::ALL`].
    pub(crate) cells: Vec<Cell>,
    /// Where it stands, where that is judged.
    pub(crate) at: Option<At>,
}

/// Lines of a document's text, from 1; the document's place in the case, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) document: u32,
    pub(crate) first: u32,
    pub(crate) last: u32,
}

impl Case {
    /// The folder of the cases.
    pub(crate) fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
    }

    /// All cases, by name; what is wrong with those that cannot be used.
    pub(crate) fn all() -> (Vec<Self>, Vec<String>) {
        let mut paths: Vec<PathBuf> = fs::read_dir(Self::folder())
            .expect("the folder of the cases")
            .map(|entry| entry.expect("an entry of that folder").path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "case"))
            .collect();
        paths.sort();
        let (mut cases, mut wrong) = (Vec::new(), Vec::new());
        for path in paths {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let text = fs::read_to_string(&path).expect("a case is UTF-8");
            match Self::parse(&name, &text) {
                Ok(case) => cases.push(case),
                Err(problem) => wrong.push(format!("{name}: {problem}")),
            }
        }
        (cases, wrong)
    }

    /// Reads a case file: facts, documents, lines.
    pub(crate) fn parse(name: &str, text: &str) -> Result<Self, String> {
        let mut parts = text.split("\n%%% ");
        let facts = Facts::parse(parts.next().unwrap_or_default())?;
        let (mut documents, mut lines) = (Vec::new(), None);
        for part in parts {
            let (title, body) = part.split_once('\n').unwrap_or((part, ""));
            match title.trim().split_once(' ') {
                Some(("document", kind)) => documents.push(Document {
                    kind: kind.to_owned(),
                    text: body.to_owned(),
                }),
                None if title.trim() == "lines" => lines = Some(parse_lines(body)?),
                _ => {
                    return Err(format!(
                        "{title:?} is neither `document <type>` nor `lines`"
                    ));
                }
            }
        }
        if documents.is_empty() {
            return Err("there is no `%%% document <type>`".into());
        }
        let or = |key: &str, usual: &str| facts.get(key).unwrap_or(usual).to_owned();
        let parsed = |key: &str, usual: &str| (key.to_owned(), or(key, usual));
        Ok(Self {
            name: name.to_owned(),
            why: facts.required("why")?,
            seen: facts.required("seen")?,
            is_reviewed: facts.required("reviewed")? == "yes",
            filed: facts.required("filed")?.parse().map_err(said("filed"))?,
            form: read_as(parsed("form", "13F-HR"))?,
            is_privacy_enhanced: or("wrapper", "plain") == "pem",
            state: read_as(parsed("state", "read"))?,
            layout: facts.optional("layout")?,
            entries: facts.optional("entries")?,
            value: facts.optional("value")?,
            misread: facts.optional("misread")?,
            notes: or("notes", "").split_whitespace().map(Into::into).collect(),
            documents,
            lines: lines.ok_or("there is no `%%% lines`")?,
        })
    }

    /// The submission: the documents in the thinnest wrapper that EDGAR puts around them.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut out = format!(
            "<SEC-DOCUMENT>0000950123-04-005701.txt : {filed}\n\
             <SEC-HEADER>0000950123-04-005701.hdr.sgml : {filed}\n\
             ACCESSION NUMBER:\t\t0000950123-04-005701\n\
             CONFORMED SUBMISSION TYPE:\t{form}\n\
             FILED AS OF DATE:\t\t{filed}\n\n\
             FILER:\n\n\tCOMPANY DATA:\t\n\
             \t\tCOMPANY CONFORMED NAME:\t\t\tCASE CAPITAL LLC\n\
             \t\tCENTRAL INDEX KEY:\t\t\t0001067983\n</SEC-HEADER>\n",
            filed = self.filed.format("%Y%m%d"),
            form = self.form,
        );
        for (number, Document { kind, text }) in (1..).zip(&self.documents) {
            let _ = write!(
                out,
                "<DOCUMENT>\n<TYPE>{kind}\n<SEQUENCE>{number}\n<TEXT>\n{text}\n</TEXT>\n</DOCUMENT>\n"
            );
        }
        out += "</SEC-DOCUMENT>\n";
        if self.is_privacy_enhanced {
            out = format!(
                "-----BEGIN PRIVACY-ENHANCED MESSAGE-----\nProc-Type: 2001,MIC-CLEAR\n\n{out}\
                 -----END PRIVACY-ENHANCED MESSAGE-----\n"
            );
        }
        // Before XML, filings are Windows-1252.
        let mut bytes = Vec::with_capacity(out.len());
        for letter in out.chars() {
            match (u8::try_from(u32::from(letter)), letter) {
                (Ok(byte), _) => bytes.push(byte),
                (_, '\u{2019}') => bytes.push(0x92),
                (_, other) => panic!("{}: {other:?} is not of that time", self.name),
            }
        }
        bytes
    }

    /// The submission as an index names it.
    pub(crate) fn found(&self) -> FilingRef {
        FilingRef {
            accession: "0000950123-04-005701".parse().expect("an accession number"),
            cik: "1067983".parse().expect("a CIK"),
            name: "CASE CAPITAL LLC".into(),
            form: self.form.clone(),
            filed: self.filed,
            co_filers: Vec::new(),
        }
    }
}

/// Prints the case as its file says it.
impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reviewed = if self.is_reviewed { "yes" } else { "no" };
        writeln!(
            f,
            "why: {}\nseen: {}\nreviewed: {reviewed}",
            self.why, self.seen
        )?;
        writeln!(
            f,
            "filed: {}\nform: {}\nstate: {}",
            self.filed, self.form, self.state
        )?;
        if self.is_privacy_enhanced {
            writeln!(f, "wrapper: pem")?;
        }
        if let Some(layout) = self.layout {
            writeln!(f, "layout: {layout}")?;
        }
        if let Some(entries) = self.entries {
            writeln!(f, "entries: {entries}")?;
        }
        if let Some(value) = self.value {
            writeln!(f, "value: {value}")?;
        }
        if let Some(misread) = &self.misread {
            writeln!(f, "misread: {misread}")?;
        }
        if !self.notes.is_empty() {
            writeln!(f, "notes: {}", self.notes.join(" "))?;
        }
        for Document { kind, text } in &self.documents {
            writeln!(f, "%%% document {kind}\n{text}")?;
        }
        writeln!(f, "%%% lines\n{}", heading())?;
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for cell in &self.cells {
            write!(f, "{cell} | ")?;
        }
        match self.at {
            Some(at) => write!(f, "{at}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.document != 1 {
            write!(f, "{}:", self.document)?;
        }
        write!(f, "{}", self.first)?;
        if self.last != self.first {
            write!(f, "-{}", self.last)?;
        }
        Ok(())
    }
}

/// `key: value` lines; one that begins with a blank goes on with the value before.
struct Facts(Vec<(String, String)>);

impl Facts {
    const KEYS: [&str; 12] = [
        "why", "seen", "reviewed", "filed", "form", "wrapper", "state", "layout", "entries",
        "value", "misread", "notes",
    ];

    fn parse(text: &str) -> Result<Self, String> {
        let mut facts: Vec<(String, String)> = Vec::new();
        for line in text.lines() {
            match (line.strip_prefix(' '), facts.last_mut()) {
                (Some(more), Some((_, value))) => {
                    value.push(' ');
                    value.push_str(more.trim());
                }
                _ => {
                    let (key, value) =
                        line.split_once(':').ok_or(format!("{line:?} is no fact"))?;
                    if !Self::KEYS.contains(&key) {
                        return Err(format!("{key:?} is no known fact"));
                    }
                    facts.push((key.to_owned(), value.trim().to_owned()));
                }
            }
        }
        Ok(Self(facts))
    }

    fn get(&self, key: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == key);
        found.map(|(_, value)| value.as_str())
    }

    fn required(&self, key: &str) -> Result<String, String> {
        let value = self.get(key).filter(|value| !value.is_empty());
        value
            .map(Into::into)
            .ok_or(format!("it does not say {key:?}"))
    }

    fn optional<T: std::str::FromStr<Err: fmt::Display>>(
        &self,
        key: &str,
    ) -> Result<Option<T>, String> {
        let value = self.get(key).map(|value| value.parse::<T>());
        value.transpose().map_err(said(key))
    }
}

fn read_as<T: std::str::FromStr<Err: fmt::Display>>(fact: (String, String)) -> Result<T, String> {
    fact.1.parse().map_err(said(&fact.0))
}

fn said<E: fmt::Display>(key: &str) -> impl Fn(E) -> String + use<'_, E> {
    move |problem| format!("{key}: {problem}")
}

/// The heading of the table of lines.
pub(crate) fn heading() -> String {
    let names: Vec<&str> = Column::ALL.iter().map(|column| column.name()).collect();
    format!("{} | at", names.join(" | "))
}

fn parse_lines(body: &str) -> Result<Vec<Line>, String> {
    let mut rows = body.lines().filter(|row| !row.trim().is_empty());
    if rows.next() != Some(&heading()) {
        return Err(format!("the lines are not headed `{}`", heading()));
    }
    let parsed = rows.map(|row| parse_line(row).map_err(|problem| format!("{row:?}: {problem}")));
    parsed.collect()
}

fn parse_line(row: &str) -> Result<Line, String> {
    let texts: Vec<&str> = row.split('|').map(str::trim).collect();
    let [texts @ .., at] = texts.as_slice() else {
        return Err("it is empty".into());
    };
    if texts.len() != Column::ALL.len() {
        return Err(format!("it has {} cells", texts.len() + 1));
    }
    let cells: Result<_, String> = Column::ALL
        .iter()
        .zip(texts)
        .map(|(&column, text)| Cell::parse(column, text))
        .collect();
    let at = (!at.is_empty()).then(|| parse_at(at)).transpose()?;
    Ok(Line { cells: cells?, at })
}

/// `12`, `12-13`, or `2:12` in the second document.
fn parse_at(text: &str) -> Result<At, String> {
    let wrong = |_| format!("{text:?} is no place such as 12, 12-13 or 2:12");
    let (document, lines) = text.split_once(':').unwrap_or(("1", text));
    let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
    Ok(At {
        document: document.parse().map_err(wrong)?,
        first: first.parse().map_err(wrong)?,
        last: last.parse().map_err(wrong)?,
    })
}

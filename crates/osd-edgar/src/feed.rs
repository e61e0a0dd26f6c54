//! The feed of the latest filings: an Atom page of `cgi-bin/browse-edgar?action=getcurrent`.
//!
//! It is minutes behind EDGAR, where the index of a day comes in the evening, and holds a few days at
//! most. A filing stands in it once for each of its filers, the newest first:
//!
//! ```text
//! <entry>
//! <title>13F-HR - Ryan Investment Management, Inc. (0002074440) (Filer)</title>
//! <link rel="alternate" href="https://www.sec.gov/Archives/edgar/data/2074440/000207444026000002/…"/>
//! <summary type="html"> &lt;b&gt;Filed:&lt;/b&gt; 2026-01-12 &lt;b&gt;AccNo:&lt;/b&gt; …</summary>
//! <updated>2026-01-12T11:27:39-05:00</updated>
//! <category scheme="https://www.sec.gov/" label="form type" term="13F-HR"/>
//! <id>urn:tag:sec.gov,2008:accession-number=0002074440-26-000002</id>
//! </entry>
//! ```
//!
//! Pages overlap and shift while filings come in: whoever reads several reads until nothing is new.

mod markup;

use chrono::{DateTime, NaiveDate, Utc};
use osd_domain::{Accession, Cik, FilingRef, Form};

use self::markup::{Draft, Piece};
use crate::{
    charset,
    index::{self, Listed},
};

/// How many unreadable entries are kept, and how many characters of each.
const MAX_UNREADABLE: usize = 100;
const MAX_UNREADABLE_LENGTH: usize = 200;

/// What a page of the feed says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Feed {
    /// The entries of the 13F family, in the order of the page: the newest first.
    pub entries: Vec<FeedEntry>,
    /// All entries, of whatever form.
    pub listed: u64,
    /// When the page was made.
    pub updated: Option<DateTime<Utc>>,
    /// The first entries that could not be read though they are of the 13F family or of no
    /// recognizable form, each cut to a bearable length.
    pub unreadable: Vec<String>,
    /// The number of all such entries.
    pub unreadable_entries: u64,
    /// Whether it is an Atom feed.
    pub is_feed: bool,
    /// Whether it was read to its end, `</feed>`.
    pub is_whole: bool,
}

/// A filing under one of its filers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEntry {
    /// The accession number.
    pub accession: Accession,
    /// The filer.
    pub cik: Cik,
    /// Its name today.
    pub name: String,
    /// The form type.
    pub form: Form,
    /// What the filer is to the filing.
    pub role: FeedRole,
    /// Date filed.
    pub filed: NaiveDate,
    /// When EDGAR accepted it.
    pub accepted_at: DateTime<Utc>,
}

/// What somebody is to a filing, by the feed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedRole {
    /// `Filer`: on Form 13F, the manager.
    Filer,
    /// `Subject`: whom it is about.
    Subject,
    /// `Filed by`: who filed it about the subject.
    FiledBy,
    /// `Reporting`: an insider.
    Reporting,
    /// `Issuer`: whose securities it is about.
    Issuer,
    /// Another word.
    Other(String),
}

impl FeedRole {
    fn of(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "filer" => Self::Filer,
            "subject" => Self::Subject,
            "filed by" => Self::FiledBy,
            "reporting" => Self::Reporting,
            "issuer" => Self::Issuer,
            _ => Self::Other(word.chars().take(40).collect()),
        }
    }
}

impl Feed {
    /// One reference a filing, sorted by accession, as an index would have it: the filer with the
    /// lowest CIK is the manager of record, the others are co-filers.
    pub fn filings(&self) -> Vec<FilingRef> {
        let listed = |entry: &FeedEntry| Listed {
            accession: entry.accession,
            cik: entry.cik,
            filed: entry.filed,
            form: entry.form.clone(),
            name: entry.name.clone(),
        };
        index::gather(self.entries.iter().map(listed).collect())
    }
}

/// Reads a page. Where its markup breaks, what stands behind is left out, and the page is not whole.
pub fn read(bytes: &[u8]) -> Feed {
    let text = charset::decode(bytes);
    let mut feed = Feed::default();
    for piece in markup::pieces(&text) {
        match piece {
            Piece::Opened => feed.is_feed = true,
            Piece::Updated(time) => feed.updated = moment(&time),
            Piece::Entry(draft) => {
                feed.listed += 1;
                match Entry::of(&draft) {
                    Entry::OtherForm => {}
                    Entry::Form13F(entry) => feed.entries.push(entry),
                    Entry::Unreadable => feed.leave_out(&draft),
                }
            }
            Piece::Broken(draft) => {
                feed.listed += 1;
                feed.leave_out(&draft);
            }
            Piece::Closed => feed.is_whole = true,
        }
    }
    feed
}

impl Feed {
    fn leave_out(&mut self, draft: &Draft) {
        self.unreadable_entries += 1;
        if self.unreadable.len() < MAX_UNREADABLE {
            let text = format!("{} {}", draft.title.trim(), draft.id.trim());
            let head = text.chars().take(MAX_UNREADABLE_LENGTH).collect();
            self.unreadable.push(head);
        }
    }
}

enum Entry {
    OtherForm,
    Form13F(FeedEntry),
    Unreadable,
}

impl Entry {
    fn of(draft: &Draft) -> Self {
        let title = draft.title.trim();
        let in_title = title.split_once(" - ").map(|(form, _)| form);
        let form = match draft.form.trim() {
            "" => in_title.unwrap_or_default().trim(),
            form => form,
        };
        let family = form.get(..3);
        let is_family = family.is_some_and(|head| head.eq_ignore_ascii_case("13F"));
        if !is_family && !form.is_empty() {
            return Self::OtherForm;
        }
        read_entry(draft, form).map_or(Self::Unreadable, Self::Form13F)
    }
}

fn read_entry(draft: &Draft, form: &str) -> Option<FeedEntry> {
    let title = draft.title.trim();
    // The form is named first, and a name may hold the separator, and parentheses.
    let who = title.strip_prefix(form).unwrap_or(title).trim_start();
    let who = who.strip_prefix('-').unwrap_or(who);
    let (who, role) = last_in_parentheses(who)?;
    let (name, cik) = last_in_parentheses(who)?;
    let (_, accession) = draft.id.trim().rsplit_once("accession-number=")?;
    Some(FeedEntry {
        accession: accession.parse().ok()?,
        cik: cik.parse().ok()?,
        name: name.trim().to_owned(),
        form: form.parse().ok()?,
        role: FeedRole::of(role),
        filed: filed(&draft.summary)?,
        accepted_at: moment(&draft.updated)?,
    })
}

/// What stands before the last parentheses of a text, and in them: `A (B) (C)` is `A (B)` and `C`.
fn last_in_parentheses(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_end().strip_suffix(')')?;
    text.rsplit_once('(')
        .map(|(before, inside)| (before, inside.trim()))
}

/// The day behind `Filed:` in a summary, which is HTML.
fn filed(summary: &str) -> Option<NaiveDate> {
    let (_, behind) = summary.split_once("Filed:")?;
    let behind = behind.trim_start();
    let behind = behind.strip_prefix("</b>").unwrap_or(behind).trim_start();
    behind.get(..10)?.parse().ok()
}

fn moment(text: &str) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(text.trim()).ok()?;
    Some(time.to_utc())
}

#[cfg(test)]
mod tests;

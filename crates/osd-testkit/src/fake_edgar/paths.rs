//! What stands at a path of the site.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use osd_domain::{Accession, Cik, Period};

use super::{
    calendar, feed, filer, index, listing,
    site::{quarter_at, submission_at},
    view::View,
};

/// What is at a path.
pub(super) struct Found {
    pub(super) content: Content,
    /// Its media type.
    pub(super) kind: &'static str,
    /// Since when it is as it is; nothing for what is another at every moment.
    pub(super) modified: Option<DateTime<Utc>>,
}

pub(super) enum Content {
    Made(Vec<u8>),
    OnDisk(PathBuf),
}

impl Found {
    fn made(bytes: Vec<u8>, kind: &'static str, modified: Option<DateTime<Utc>>) -> Self {
        let content = Content::Made(bytes);
        Self {
            content,
            kind,
            modified,
        }
    }
}

/// What is at a path without a leading slash, if it is out by now.
pub(super) fn find(view: &View<'_>, path: &str, query: &str) -> Option<Found> {
    if let Some(folder) = path.strip_suffix("index.json") {
        return Some(Found::made(
            listing::of(view, folder)?,
            "application/json",
            None,
        ));
    }
    if path == "cgi-bin/browse-edgar" {
        let feed = feed::latest(view, query)?;
        return Some(Found::made(feed, "application/atom+xml", None));
    }
    if let Some(name) = path.strip_prefix("submissions/") {
        let (list, since) = filer::list(view, name)?;
        return Some(Found::made(list, "application/json", Some(since)));
    }
    if path.starts_with("Archives/edgar/data/") {
        return submission(view, path);
    }
    if let Some((quarter, name)) = quarter_at(path, "full-index") {
        return full_index(view, path, quarter, name);
    }
    if let Some((quarter, name)) = quarter_at(path, "daily-index") {
        return daily_index(view, quarter, name);
    }
    path.starts_with("files/")
        .then(|| on_disk(view, path))
        .flatten()
}

fn full_index(view: &View<'_>, path: &str, quarter: Period, name: &str) -> Option<Found> {
    if name == "master.idx" {
        let standing = index::of_quarter(view, quarter)?;
        return Some(index_file(standing));
    }
    // Others cannot be cut to what is out, so they are there when the quarter is over.
    let last = calendar::business_days(quarter).last();
    let is_over = index::last_day_out(view, quarter) == last;
    is_over.then(|| on_disk(view, path)).flatten()
}

fn daily_index(view: &View<'_>, quarter: Period, name: &str) -> Option<Found> {
    let day = name.strip_prefix("master.")?.strip_suffix(".idx")?;
    let day = NaiveDate::parse_from_str(day, "%Y%m%d").ok()?;
    let is_written_so = name == listing::daily_name(day) && Period::containing(day) == quarter;
    let standing = is_written_so.then(|| index::of_day(view, day)).flatten()?;
    Some(index_file(standing))
}

fn index_file(standing: index::Standing) -> Found {
    Found::made(standing.bytes, "text/plain", Some(standing.since))
}

/// A submission, under each of its filers.
fn submission(view: &View<'_>, path: &str) -> Option<Found> {
    let (cik, accession) = submission_at(path).or_else(|| in_own_folder(path))?;
    let filing = view.site.filing(accession)?;
    let is_there = filing.filers.contains_key(&cik) && view.is_in_archive(filing);
    let lies_at = filing.path.as_ref().filter(|_| is_there)?;
    Some(Found {
        content: Content::OnDisk(view.site.on_disk(lies_at)),
        kind: "text/plain",
        modified: Some(filing.out_at),
    })
}

/// The submission at `…/CIK/ACCESSION-WITHOUT-DASHES/ACCESSION.txt`.
fn in_own_folder(path: &str) -> Option<(Cik, Accession)> {
    let (above, name) = path.rsplit_once('/')?;
    let (above, folder) = above.rsplit_once('/')?;
    let (cik, accession) = submission_at(&format!("{above}/{name}"))?;
    (folder == listing::folder_name(accession)).then_some((cik, accession))
}

fn on_disk(view: &View<'_>, path: &str) -> Option<Found> {
    let file = view.site.files.get(path)?;
    let kind = match path.rsplit_once('.') {
        Some((_, "json")) => "application/json",
        Some((_, "zip")) => "application/zip",
        Some((_, "gz")) => "application/x-gzip",
        _ => "text/plain",
    };
    Some(Found {
        content: Content::OnDisk(view.site.on_disk(path)),
        kind,
        modified: Some(file.modified),
    })
}

//! What is in a folder of the site: `index.json`.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use osd_domain::{Accession, Cik, Period};
use serde_json::{Value, json};

use super::{calendar, index, site::Filing, view::View};

/// The list of a folder whose path ends in a slash.
pub(super) fn of(view: &View<'_>, folder: &str) -> Option<Vec<u8>> {
    let below = folder.strip_prefix("Archives/edgar/")?.strip_suffix('/')?;
    let parts: Vec<&str> = below.split('/').collect();
    let listed = match *parts.as_slice() {
        ["data", cik] => of_filer(view, cik.parse().ok()?)?,
        ["data", cik, number] => of_filing(view, cik.parse().ok()?, number)?,
        [kind @ ("full-index" | "daily-index"), ref below @ ..] => of_indexes(view, kind, below)?,
        _ => return None,
    };
    // As the real ones: slashes stand behind backslashes.
    Some(listed.to_string().replace('/', "\\/").into_bytes())
}

/// `0000950123-25-005701` as the name of a folder.
pub(super) fn folder_name(accession: Accession) -> String {
    accession.to_string().replace('-', "")
}

/// The name of the index of a day.
pub(super) fn daily_name(day: NaiveDate) -> String {
    format!("master.{}.idx", day.format("%Y%m%d"))
}

fn of_filer(view: &View<'_>, cik: Cik) -> Option<Value> {
    let filings = view.site.filings.iter().rev();
    let its = filings.filter(|filing| filing.filers.contains_key(&cik));
    let out = its.filter(|filing| filing.path.is_some() && view.is_in_archive(filing));
    let items: Vec<Value> = out
        .map(|filing| {
            let name = folder_name(filing.accession);
            json!({"last-modified": modified(filing), "name": name, "type": "folder.gif", "size": ""})
        })
        .collect();
    let above = "/Archives/edgar/data";
    let there_is = !items.is_empty();
    there_is.then(|| directory(items, &format!("{above}/{cik}"), above))
}

/// The files that EDGAR lists for every filing. Of these the fake has the submission alone.
fn of_filing(view: &View<'_>, cik: Cik, number: &str) -> Option<Value> {
    let (agent, rest) = number.split_at_checked(10)?;
    let (year, sequence) = rest.split_at_checked(2)?;
    let accession: Accession = format!("{agent}-{year}-{sequence}").parse().ok()?;
    let filing = view.site.filing(accession)?;
    let is_there = filing.path.is_some() && filing.filers.contains_key(&cik);
    if !is_there || !view.is_in_archive(filing) {
        return None;
    }
    let item = |name: String, kind: &str, size: String| json!({"last-modified": modified(filing), "name": name, "type": kind, "size": size});
    let page = |end: &str| item(format!("{accession}{end}"), "text.gif", String::new());
    let items = vec![
        page("-index-headers.html"),
        page("-index.html"),
        page(".txt"),
        item(String::new(), "", filing.size.to_string()),
    ];
    let above = format!("/Archives/edgar/data/{cik}");
    Some(directory(items, &format!("{above}/{number}"), &above))
}

fn modified(filing: &Filing) -> String {
    let midnight = filing.filed.and_time(NaiveTime::MIN);
    let accepted = filing.header.accepted.unwrap_or(midnight);
    accepted.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// The folders of indexes: all years, the quarters of one, the files of one quarter.
fn of_indexes(view: &View<'_>, kind: &str, below: &[&str]) -> Option<Value> {
    let quarters = index::quarters_out(view);
    let items = match below {
        [] => {
            let mut years: Vec<u16> = quarters.iter().map(|quarter| quarter.year()).collect();
            years.dedup();
            let years = years
                .into_iter()
                .map(|year| folder(view, &year.to_string()));
            years.collect()
        }
        [year] => {
            let year: u16 = year.parse().ok()?;
            let quarters = quarters.iter().filter(|quarter| quarter.year() == year);
            quarters
                .map(|quarter| folder(view, &format!("QTR{}", quarter.quarter())))
                .collect()
        }
        [year, quarter] => {
            let quarter = quarter.strip_prefix("QTR")?.parse().ok()?;
            let quarter = Period::new(year.parse().ok()?, quarter)?;
            files(view, kind, quarter)
        }
        _ => return None,
    };
    let path: String = below.iter().map(|part| format!("{part}/")).collect();
    let there_is = !items.is_empty();
    there_is.then(|| directory(items, &format!("{kind}/{path}"), "../"))
}

/// The indexes in the folder of a quarter.
fn files(view: &View<'_>, kind: &str, quarter: Period) -> Vec<Value> {
    if kind == "full-index" {
        let standing = index::of_quarter(view, quarter);
        let item = standing.map(|one| file("master.idx".to_owned(), one.since, one.bytes.len()));
        return item.into_iter().collect();
    }
    let sizes = index::sizes_of_days(view, quarter);
    let item = |(day, size)| file(daily_name(day), view.version_of(day), size);
    sizes.into_iter().map(item).collect()
}

fn folder(view: &View<'_>, name: &str) -> Value {
    json!({
        "last-modified": american(view.now), "name": name, "type": "dir", "href": format!("{name}/"),
        "size": "4 KB",
    })
}

fn file(name: String, since: DateTime<Utc>, size: usize) -> Value {
    let size = format!("{} KB", size.div_ceil(1024));
    json!({
        "last-modified": american(since), "name": name, "type": "file", "href": name, "size": size,
    })
}

fn american(at: DateTime<Utc>) -> String {
    let local = calendar::eastern(at);
    local.format("%m/%d/%Y %I:%M:%S %p").to_string()
}

fn directory(items: Vec<Value>, name: &str, above: &str) -> Value {
    json!({"directory": {"item": items, "name": name, "parent-dir": above}})
}

//! Indexes: those of quarters as they lie in the folder, and those of days, made of them.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use osd_domain::{Accession, Cik, Period};

use super::{calendar, header::decode, view::View};
use crate::{mirror::master_index, submission::latin1};

/// `master.idx` of a quarter.
#[derive(Debug)]
pub(super) struct Index {
    /// Everything up to the rule above the rows, as it lies in the folder.
    heading: Vec<u8>,
    pub(super) rows: Vec<Row>,
}

/// A row of it, without its line end.
#[derive(Debug)]
pub(super) struct Row {
    line: Vec<u8>,
    /// The day of whose index it is part.
    listed_on: NaiveDate,
    /// How many rows of the same day come after it.
    after_it: usize,
    /// What it says, where it can be read.
    pub(super) named: Option<Named>,
}

/// What a row says.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) cik: Cik,
    pub(super) name: String,
    pub(super) form: String,
    pub(super) filed: NaiveDate,
    pub(super) accession: Accession,
}

impl Index {
    /// The index that these bytes are.
    pub(super) fn of(quarter: Period, bytes: &[u8]) -> Self {
        let mut heading = Vec::new();
        let mut rows = Vec::new();
        let mut is_heading = true;
        for line in bytes.split_inclusive(|&byte| byte == b'\n') {
            let text = line.trim_ascii_end();
            if is_heading {
                heading.extend_from_slice(line);
                is_heading = !text.starts_with(b"-----");
            } else if !text.is_empty() {
                rows.push(Row::of(quarter, text));
            }
        }
        Self { heading, rows }
    }

    /// An index of these rows.
    pub(super) fn made(quarter: Period, rows: &[String]) -> Self {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        Self::of(quarter, &latin1(&master_index(quarter, &rows)))
    }

    /// Counts for each row how many of the same day come after it.
    pub(super) fn count_rows_of_days(&mut self) {
        let mut counted: BTreeMap<NaiveDate, usize> = BTreeMap::new();
        for row in self.rows.iter_mut().rev() {
            let count = counted.entry(row.listed_on).or_default();
            row.after_it = *count;
            *count += 1;
        }
    }
}

impl Row {
    fn of(quarter: Period, line: &[u8]) -> Self {
        let named = Named::of(line);
        Self {
            line: line.to_owned(),
            listed_on: calendar::listing_day(quarter, named.as_ref().map(|row| row.filed)),
            after_it: 0,
            named,
        }
    }

    /// Whether it is in the indexes by now.
    fn is_out(&self, view: &View<'_>) -> bool {
        let is_held_back = self.after_it < view.rows_held_back;
        view.now >= view.index_out_at(self.listed_on) && !is_held_back
    }

    /// The row as the index of its day has it: the date without dashes.
    fn of_the_day(&self) -> Vec<u8> {
        let mut parts: Vec<&[u8]> = self.line.rsplitn(3, |&byte| byte == b'|').collect();
        let undashed: Vec<u8> = parts
            .get(1)
            .copied()
            .unwrap_or_default()
            .iter()
            .copied()
            .filter(|&byte| byte != b'-')
            .collect();
        if let Some(date) = parts.get_mut(1) {
            *date = &undashed;
        }
        parts.reverse();
        parts.join(&b'|')
    }

    fn is_of(&self, accessions: &[Accession]) -> bool {
        let named = self.named.as_ref();
        named.is_some_and(|row| accessions.contains(&row.accession))
    }
}

impl Named {
    /// Reads the row from both ends: a name may hold the separator.
    fn of(line: &[u8]) -> Option<Self> {
        let text = decode(line);
        let (cik, rest) = text.split_once('|')?;
        let mut parts = rest.rsplitn(4, '|');
        let path = parts.next()?;
        let filed = parts.next()?;
        let form = parts.next()?;
        let name = parts.next()?;
        let (_, file) = path.trim().rsplit_once('/')?;
        let filed = filed.trim();
        let filed = filed
            .parse()
            .or_else(|_| NaiveDate::parse_from_str(filed, "%Y%m%d"));
        Some(Self {
            cik: cik.trim().parse().ok()?,
            name: name.trim().to_owned(),
            form: form.trim().to_owned(),
            filed: filed.ok()?,
            accession: file.strip_suffix(".txt")?.parse().ok()?,
        })
    }
}

/// An index as it stands, and since when.
pub(super) struct Standing {
    pub(super) bytes: Vec<u8>,
    pub(super) since: DateTime<Utc>,
}

/// The index of a quarter, cut to the days whose indexes are out. There is one for every quarter
/// since 1993, empty where the folder knows none, as soon as one of its days is over.
pub(super) fn of_quarter(view: &View<'_>, quarter: Period) -> Option<Standing> {
    let last = last_day_out(view, quarter)?;
    let is_over = calendar::business_days(quarter).last() == Some(last);
    let mut bytes = Vec::new();
    let mut rows: &[Row] = &[];
    if let Some(index) = view.site.indexes.get(&quarter) {
        rows = &index.rows;
        bytes.extend_from_slice(&index.heading);
    } else {
        bytes.extend_from_slice(master_index(quarter, &[]).as_bytes());
    }
    if !is_over {
        bytes = received_until(&bytes, last);
    }
    for row in rows.iter().filter(|row| row.is_out(view)) {
        bytes.extend_from_slice(&row.line);
        bytes.push(b'\n');
    }
    Some(Standing {
        bytes,
        since: view.version_of(last),
    })
}

/// The index of a day. There is none on weekends and federal holidays.
pub(super) fn of_day(view: &View<'_>, day: NaiveDate) -> Option<Standing> {
    let quarter = Period::containing(day);
    if !days_out(view, quarter).any(|one| one == day) {
        return None;
    }
    let mut bytes = format!(
        "Description:           Daily Index of EDGAR Dissemination Feed\n\
         Last Data Received:    {}\n\
         Comments:              webmaster@sec.gov\n\
         Anonymous FTP:         ftp://ftp.sec.gov/edgar/\n \n\
         CIK|Company Name|Form Type|Date Filed|File Name\n{}\n",
        day.format("%b %e, %Y"),
        "-".repeat(80)
    )
    .into_bytes();
    let index = view.site.indexes.get(&quarter);
    let rows = index.into_iter().flat_map(|index| &index.rows);
    for row in rows.filter(|row| row.listed_on == day && row.is_out(view)) {
        if !row.is_of(&view.not_in_daily) {
            bytes.extend(row.of_the_day());
            bytes.push(b'\n');
        }
    }
    Some(Standing {
        bytes,
        since: view.version_of(day),
    })
}

/// The days of a quarter whose indexes are out, in order.
pub(super) fn days_out<'a>(
    view: &'a View<'_>,
    quarter: Period,
) -> impl Iterator<Item = NaiveDate> + 'a {
    let is_known = quarter >= Period::FIRST_INDEX;
    let days = is_known.then(|| calendar::business_days(quarter));
    days.into_iter()
        .flatten()
        .take_while(|day| view.now >= view.index_out_at(*day))
}

/// The quarters that have an index by now, in order.
pub(super) fn quarters_out(view: &View<'_>) -> Vec<Period> {
    let current = Period::containing(calendar::eastern(view.now).date_naive());
    let quarters = Period::FIRST_INDEX.through(current);
    quarters
        .filter(|quarter| last_day_out(view, *quarter).is_some())
        .collect()
}

/// The last day of a quarter whose index is out.
pub(super) fn last_day_out(view: &View<'_>, quarter: Period) -> Option<NaiveDate> {
    days_out(view, quarter).last()
}

/// A heading that says until which day data was received.
fn received_until(heading: &[u8], day: NaiveDate) -> Vec<u8> {
    const LABEL: &[u8] = b"Last Data Received:";
    let mut said = Vec::new();
    for line in heading.split_inclusive(|&byte| byte == b'\n') {
        if line.starts_with(LABEL) {
            let line = format!("Last Data Received:    {}\n", day.format("%B %-d, %Y"));
            said.extend_from_slice(line.as_bytes());
        } else {
            said.extend_from_slice(line);
        }
    }
    said
}

/// About how large the index of each day is, in bytes, of the days whose indexes are out.
pub(super) fn sizes_of_days(view: &View<'_>, quarter: Period) -> BTreeMap<NaiveDate, usize> {
    const HEADING: usize = 320;
    let mut sizes: BTreeMap<NaiveDate, usize> =
        days_out(view, quarter).map(|day| (day, HEADING)).collect();
    let index = view.site.indexes.get(&quarter);
    for row in index.into_iter().flat_map(|index| &index.rows) {
        if let Some(size) = sizes.get_mut(&row.listed_on) {
            *size += row.line.len();
        }
    }
    sizes
}

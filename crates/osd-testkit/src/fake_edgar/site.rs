//! What there is: the files of a folder laid out as sec.gov, and the facts of its filings.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use osd_domain::{Accession, Cik, Period};

use super::{calendar, header::Header, index::Index};

/// A folder as it lay there when the fake was started. Bodies are read from disk when asked for.
#[derive(Debug)]
pub(super) struct Site {
    root: PathBuf,
    /// Every file, by its path below the root.
    pub(super) files: BTreeMap<String, Stored>,
    /// Every filing that an index or a submission tells of, in the order in which they come out.
    pub(super) filings: Vec<Filing>,
    /// Where each filing stands in that list.
    places: BTreeMap<Accession, usize>,
    /// The indexes of the quarters of which the folder knows something.
    pub(super) indexes: BTreeMap<Period, Index>,
}

/// A file on disk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stored {
    pub(super) size: u64,
    pub(super) modified: DateTime<Utc>,
}

/// A filing.
#[derive(Debug)]
pub(super) struct Filing {
    pub(super) accession: Accession,
    pub(super) form: String,
    /// The date that indexes give.
    pub(super) filed: NaiveDate,
    /// When it is in the feed and in the archive.
    pub(super) out_at: DateTime<Utc>,
    /// Those that an index or the header names, by CIK.
    pub(super) filers: BTreeMap<Cik, String>,
    /// Where its submission lies below the root, if it does.
    pub(super) path: Option<String>,
    pub(super) size: u64,
    pub(super) header: Header,
}

impl Site {
    /// Reads the folder. Indexes come out at `index_at`, Eastern.
    ///
    /// # Errors
    /// Where it is not laid out as sec.gov, or cannot be read.
    pub(super) fn read(root: &Path, index_at: NaiveTime) -> anyhow::Result<Self> {
        let edgar = root.join("Archives/edgar");
        ensure!(
            edgar.is_dir(),
            "{} is not laid out as sec.gov: there is no folder Archives/edgar in it",
            root.display()
        );
        let mut files = BTreeMap::new();
        walk(root, "", &mut files)
            .with_context(|| format!("failed to read the folder {}", root.display()))?;
        let mut filings = submissions(root, &files)?;
        let mut indexes = indexes(root, &files)?;
        enter(&mut filings, &indexes);
        add_missing_indexes(&filings, &mut indexes);
        for index in indexes.values_mut() {
            index.count_rows_of_days();
        }
        Ok(Self::assemble(root, files, filings, indexes, index_at))
    }

    fn assemble(
        root: &Path,
        files: BTreeMap<String, Stored>,
        filings: BTreeMap<Accession, Filing>,
        indexes: BTreeMap<Period, Index>,
        index_at: NaiveTime,
    ) -> Self {
        let mut filings: Vec<Filing> = filings.into_values().collect();
        for filing in &mut filings {
            filing.out_at = out_at(filing, index_at);
        }
        filings.sort_by_key(|filing| (filing.out_at, filing.accession));
        let places = filings.iter().map(|filing| filing.accession).zip(0..);
        Self {
            root: root.to_owned(),
            files,
            places: places.collect(),
            filings,
            indexes,
        }
    }

    /// Where a path of the site lies on disk.
    pub(super) fn on_disk(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub(super) fn filing(&self, accession: Accession) -> Option<&Filing> {
        self.filings.get(*self.places.get(&accession)?)
    }
}

/// When a filing comes out: when it was accepted, or at noon of its date where the header does not
/// say; in any case before an index names it.
fn out_at(filing: &Filing, index_at: NaiveTime) -> DateTime<Utc> {
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    let accepted = filing.header.accepted;
    let accepted = accepted.unwrap_or_else(|| filing.filed.and_time(noon));
    let listed = calendar::listing_day(Period::containing(filing.filed), Some(filing.filed));
    calendar::instant(accepted).min(calendar::night(listed, index_at))
}

/// All files below `folder`, by path.
fn walk(folder: &Path, path: &str, files: &mut BTreeMap<String, Stored>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue; // No path of sec.gov has such a name.
        };
        let below = if path.is_empty() {
            name
        } else {
            format!("{path}/{name}")
        };
        let about = fs::metadata(entry.path())?;
        if about.is_dir() {
            walk(&entry.path(), &below, files)?;
        } else {
            let modified = about.modified()?.into();
            let size = about.len();
            files.insert(below, Stored { size, modified });
        }
    }
    Ok(())
}

/// The accession of a path `Archives/edgar/data/CIK/ACCESSION.txt`, and the CIK.
pub(super) fn submission_at(path: &str) -> Option<(Cik, Accession)> {
    let (cik, name) = path.strip_prefix("Archives/edgar/data/")?.split_once('/')?;
    let number = name.strip_suffix(".txt")?;
    let accession: Accession = number.parse().ok()?;
    // The same in its own folder, whose name has no dashes.
    Some((cik.parse().ok()?, accession))
}

fn submissions(
    root: &Path,
    files: &BTreeMap<String, Stored>,
) -> anyhow::Result<BTreeMap<Accession, Filing>> {
    let mut filings = BTreeMap::new();
    for (path, file) in files {
        let Some((cik, accession)) = submission_at(path) else {
            continue;
        };
        let Entry::Vacant(place) = filings.entry(accession) else {
            continue; // The same under a co-filer.
        };
        let header =
            Header::read(&root.join(path)).with_context(|| format!("failed to read {path}"))?;
        let accepted = || header.accepted.map(calendar::filed_on);
        let mut filing = Filing {
            accession,
            form: header.form.clone().unwrap_or_default(),
            filed: header.filed.or_else(accepted).unwrap_or_default(),
            out_at: DateTime::default(),
            filers: header.filers.iter().cloned().collect(),
            path: Some(path.clone()),
            size: file.size,
            header,
        };
        filing.filers.entry(cik).or_default();
        place.insert(filing);
    }
    Ok(filings)
}

/// The indexes that lie in the folder.
fn indexes(
    root: &Path,
    files: &BTreeMap<String, Stored>,
) -> anyhow::Result<BTreeMap<Period, Index>> {
    let mut indexes = BTreeMap::new();
    for path in files.keys() {
        if let Some((quarter, "master.idx")) = quarter_at(path, "full-index") {
            let bytes =
                fs::read(root.join(path)).with_context(|| format!("failed to read {path}"))?;
            indexes.insert(quarter, Index::of(quarter, &bytes));
        }
    }
    Ok(indexes)
}

/// The quarter and the name of a file `Archives/edgar/KIND/2025/QTR1/NAME`.
pub(super) fn quarter_at<'a>(path: &'a str, kind: &str) -> Option<(Period, &'a str)> {
    let path = path.strip_prefix("Archives/edgar/")?.strip_prefix(kind)?;
    let (year, rest) = path.strip_prefix('/')?.split_once('/')?;
    let (quarter, name) = rest.strip_prefix("QTR")?.split_once('/')?;
    let quarter = Period::new(year.parse().ok()?, quarter.parse().ok()?)?;
    (!name.contains('/')).then_some((quarter, name))
}

/// Enters what the rows of indexes say of filings. Of form, date and names, the index has the last
/// word, since it is what clients go by.
fn enter(filings: &mut BTreeMap<Accession, Filing>, indexes: &BTreeMap<Period, Index>) {
    for row in indexes.values().flat_map(|index| &index.rows) {
        let Some(named) = &row.named else { continue };
        let filing = filings.entry(named.accession).or_insert_with(|| Filing {
            accession: named.accession,
            form: String::new(),
            filed: named.filed,
            out_at: DateTime::default(),
            filers: BTreeMap::new(),
            path: None,
            size: 0,
            header: Header::default(),
        });
        filing.form.clone_from(&named.form);
        filing.filed = named.filed;
        filing.filers.insert(named.cik, named.name.clone());
    }
}

/// Makes the indexes that the folder does not have for filings that no index names.
fn add_missing_indexes(
    filings: &BTreeMap<Accession, Filing>,
    indexes: &mut BTreeMap<Period, Index>,
) {
    let mut rows: BTreeMap<Period, Vec<String>> = BTreeMap::new();
    for filing in filings.values() {
        let quarter = Period::containing(filing.filed);
        if filing.filed != NaiveDate::default() && !indexes.contains_key(&quarter) {
            rows.entry(quarter).or_default().extend(index_rows(filing));
        }
    }
    for (quarter, mut rows) in rows {
        rows.sort_unstable();
        indexes.insert(quarter, Index::made(quarter, &rows));
    }
}

fn index_rows(filing: &Filing) -> impl Iterator<Item = String> {
    let (form, filed, accession) = (&filing.form, filing.filed, filing.accession);
    let row = move |(cik, name): (&Cik, &String)| {
        format!("{cik}|{name}|{form}|{filed}|edgar/data/{cik}/{accession}.txt")
    };
    filing.filers.iter().map(row)
}

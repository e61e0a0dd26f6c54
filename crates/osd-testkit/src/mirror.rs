//! A folder laid out as sec.gov lays out its archive.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use osd_domain::Period;

use crate::{FailsFile, Submission, submission::latin1};

/// A folder laid out as sec.gov: submissions below `Archives/edgar/data`, and one `master.idx`
/// for each quarter in which something was filed.
#[derive(Debug, Clone)]
pub struct Mirror {
    root: PathBuf,
    submissions: BTreeMap<String, Vec<u8>>,
    indexes: BTreeMap<Period, BTreeSet<String>>,
    repeated: Vec<(Period, String)>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Mirror {
    /// A mirror that will lie in `root`. Nothing is written yet.
    pub fn new(root: impl AsRef<Path>) -> Self {
        Self {
            root: root.as_ref().to_owned(),
            submissions: BTreeMap::new(),
            indexes: BTreeMap::new(),
            repeated: Vec::new(),
            files: BTreeMap::new(),
        }
    }

    /// Adds a submission and its rows in the index of the quarter in which it was filed.
    pub fn add(&mut self, submission: &Submission) -> &mut Self {
        for path in submission.paths() {
            self.submissions.insert(path, submission.bytes());
        }
        let quarter = Period::containing(submission.filed());
        self.indexes
            .entry(quarter)
            .or_default()
            .extend(submission.index_rows());
        self
    }

    /// Adds a row to an index as it stands: one of another form, one whose submission is
    /// missing, one that is there already.
    pub fn add_row(&mut self, quarter: Period, row: &str) -> &mut Self {
        self.add_quarter(quarter);
        self.repeated.push((quarter, row.to_owned()));
        self
    }

    /// Adds a file at a path below the root, such as a reference file.
    pub fn add_file(&mut self, path: &str, bytes: impl Into<Vec<u8>>) -> &mut Self {
        self.files.insert(path.to_owned(), bytes.into());
        self
    }

    /// Adds a fails-to-deliver file.
    pub fn add_fails(&mut self, file: &FailsFile) -> &mut Self {
        self.add_file(&file.path(), file.bytes())
    }

    /// Makes sure that the quarter has an index, be it one without rows.
    pub fn add_quarter(&mut self, quarter: Period) -> &mut Self {
        self.indexes.entry(quarter).or_default();
        self
    }

    /// Where the index of a quarter lies.
    pub fn index_path(&self, quarter: Period) -> PathBuf {
        index_path(&self.root, quarter)
    }

    /// Where a submission lies, under its manager of record.
    pub fn submission_path(&self, submission: &Submission) -> PathBuf {
        let path = submission.paths().next().unwrap_or_default();
        self.root.join("Archives").join(path)
    }

    /// Writes every file. What lies there already under the same name is replaced.
    ///
    /// # Errors
    /// Whatever the file system says.
    pub fn write(&self) -> io::Result<()> {
        for (path, bytes) in &self.submissions {
            write(&self.root.join("Archives").join(path), bytes)?;
        }
        for (path, bytes) in &self.files {
            write(&self.root.join(path), bytes)?;
        }
        for (&quarter, rows) in &self.indexes {
            let repeated = self.repeated.iter().filter(|(of, _)| *of == quarter);
            let mut rows: Vec<&str> = rows
                .iter()
                .chain(repeated.map(|(_, row)| row))
                .map(String::as_str)
                .collect();
            rows.sort_unstable();
            write(
                &self.index_path(quarter),
                &latin1(&master_index(quarter, &rows)),
            )?;
        }
        Ok(())
    }
}

/// Where the index of a quarter lies below the root of an archive.
pub(crate) fn index_path(root: &Path, quarter: Period) -> PathBuf {
    let (year, quarter) = (quarter.year(), quarter.quarter());
    root.join(format!(
        "Archives/edgar/full-index/{year}/QTR{quarter}/master.idx"
    ))
}

/// `master.idx` as EDGAR writes it: a heading, the names of the columns, a rule, the rows.
pub(crate) fn master_index(quarter: Period, rows: &[&str]) -> String {
    let mut out = format!(
        "Description:           Master Index of EDGAR Dissemination Feed\n\
         Last Data Received:    {}\n\
         Comments:              webmaster@sec.gov\n\
         Anonymous FTP:         ftp://ftp.sec.gov/edgar/\n\
         Cloud HTTP:            https://www.sec.gov/Archives/\n\
         \n \n \n \n\
         CIK|Company Name|Form Type|Date Filed|Filename\n{}\n",
        quarter.end().format("%B %-d, %Y"),
        "-".repeat(80)
    );
    for row in rows {
        out += row;
        out += "\n";
    }
    out
}

pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}

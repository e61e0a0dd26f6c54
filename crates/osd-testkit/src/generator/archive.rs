//! Quarters as a folder laid out as sec.gov, written as they are made.

use std::{collections::BTreeMap, io, path::Path};

use osd_domain::Period;

use super::Generator;
use crate::{
    mirror::{index_path, master_index, write},
    submission::latin1,
};

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Archived {
    /// Submissions.
    pub filings: u64,
    /// Their rows.
    pub lines: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Generator {
    /// Writes what is filed for some quarters below `root`: submissions at
    /// `Archives/edgar/data/<cik>/<accession>.txt`, and the indexes of the quarters in which they were
    /// filed. `told` hears after each quarter what was written so far.
    ///
    /// # Errors
    /// Whatever the file system says.
    pub fn archive(
        &self,
        root: &Path,
        quarters: impl IntoIterator<Item = Period>,
        mut told: impl FnMut(Period, Archived),
    ) -> io::Result<Archived> {
        let mut archived = Archived::default();
        let mut indexes: BTreeMap<Period, Vec<String>> = BTreeMap::new();
        for period in quarters {
            for submission in self.quarter(period).submissions() {
                let bytes = submission.bytes();
                for path in submission.paths() {
                    write(&root.join("Archives").join(path), &bytes)?;
                }
                indexes
                    .entry(Period::containing(submission.filed()))
                    .or_default()
                    .extend(submission.index_rows());
                archived.filings += 1;
                archived.lines += submission.rows().count() as u64;
                archived.bytes += bytes.len() as u64;
            }
            told(period, archived);
        }
        for (quarter, rows) in &mut indexes {
            rows.sort_unstable();
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            write(
                &index_path(root, *quarter),
                &latin1(&master_index(*quarter, &rows)),
            )?;
        }
        Ok(archived)
    }
}

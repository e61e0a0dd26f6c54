//! Real indexes, submissions and error pages, where a mirror of EDGAR lies beside the repository.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use osd_domain::Accession;
use osd_edgar::{
    content::{self, Rejected},
    index, sgml,
};

fn beside_repository(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared")
        .join(folder)
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn real_submissions_are_accepted_and_read() {
    let submissions = files(&beside_repository("edgar/Archives/edgar/data"), ".txt");
    let mut accepted_times = 0;
    for path in &submissions {
        let bytes = fs::read(path).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let accession: Accession = name.parse().unwrap();
        assert_eq!(
            content::check_submission(&bytes, accession),
            Ok(()),
            "{name}"
        );

        let submission = sgml::read(&bytes);
        let header = submission.header.unwrap();
        assert_eq!(header.accession, Some(accession));
        assert_eq!(
            submission.documents.len(),
            header.document_count.unwrap() as usize,
            "{name}"
        );
        assert!(header.period.is_some() && header.filed.is_some(), "{name}");
        let folder = path.parent().unwrap().file_name().unwrap();
        assert_eq!(
            *folder,
            *header.filers[0].cik.unwrap().to_string(),
            "{name}"
        );
        accepted_times += usize::from(header.accepted.is_some());

        let cut = &bytes[..bytes.len() - bytes.len() / 10 - 20];
        assert_eq!(
            content::check_submission(cut, accession),
            Err(Rejected::Truncated)
        );
    }
    if !submissions.is_empty() {
        assert_eq!((submissions.len(), accepted_times), (501, 250));
    }
}

#[test]
fn real_indexes_are_accepted_and_list_every_submission() {
    let mut listed = 0;
    let indexes = files(
        &beside_repository("edgar/Archives/edgar/full-index"),
        "master.idx",
    );
    for path in &indexes {
        let bytes = fs::read(path).unwrap();
        assert_eq!(content::check_index(&bytes), Ok(()), "{}", path.display());
        let index = index::read(&bytes).unwrap();
        assert_eq!(index.unreadable_rows, 0, "{}", path.display());
        listed += index.filings.len();
    }
    if !indexes.is_empty() {
        assert_eq!((indexes.len(), listed), (104, 501));
    }
    for path in files(&beside_repository("samples/index"), ".idx") {
        let is_master = path.to_string_lossy().contains("master");
        let accepted = content::check_index(&fs::read(&path).unwrap());
        assert_eq!(accepted.is_ok(), is_master, "{}", path.display());
    }
}

#[test]
fn real_error_pages_are_refused() {
    let any: Accession = "0000950123-25-005701".parse().unwrap();
    let refused = |path: &Path| {
        let bytes = fs::read(path).unwrap();
        let index = content::check_index(&bytes).unwrap_err();
        assert_eq!(content::check_submission(&bytes, any).unwrap_err(), index);
        index
    };
    let folder = beside_repository("samples/http");
    for path in files(&folder, ".body") {
        let name = path.file_name().unwrap().to_string_lossy();
        let expected = if name.starts_with("403") {
            Rejected::AccessDenied
        } else {
            Rejected::Html
        };
        assert_eq!(refused(&path), expected, "{name}");
    }
    for path in files(&folder, "Tool.html")
        .iter()
        .chain(&files(&folder, "exceeded.html"))
    {
        assert_eq!(refused(path), Rejected::BlockPage, "{}", path.display());
    }
    for path in files(&folder, "index-headers.html") {
        assert!(matches!(
            refused(&path),
            Rejected::Html | Rejected::Truncated
        ));
    }
}

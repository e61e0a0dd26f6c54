//! The program as people run it: what it is told, what it prints, how it ends.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use osd_testkit::{Mirror, Submission};
use serde_json::Value;
use tempfile::TempDir;

/// The program with a home of its own and a folder in place of EDGAR, in an empty environment.
pub(crate) struct Osd {
    folder: TempDir,
    edgar: PathBuf,
}

/// How the program ended.
#[derive(Debug)]
pub(crate) struct Ended {
    said: String,
    code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Osd {
    /// Nothing was taken in yet, and EDGAR is empty.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let edgar = folder.path().join("edgar");
        for folder in ["full-index", "data"] {
            fs::create_dir_all(edgar.join("Archives/edgar").join(folder)).unwrap();
        }
        Self { folder, edgar }
    }

    /// Nothing was taken in yet; EDGAR has these.
    pub(crate) fn facing<'a>(submissions: impl IntoIterator<Item = &'a Submission>) -> Self {
        let osd = Self::new();
        let mut mirror = osd.mirror();
        for submission in submissions {
            mirror.add(submission);
        }
        mirror.write().unwrap();
        osd
    }

    /// Nothing was taken in yet; EDGAR is this folder.
    pub(crate) fn facing_folder(edgar: &Path) -> Self {
        Self {
            edgar: edgar.to_owned(),
            ..Self::new()
        }
    }

    /// These were taken in.
    pub(crate) fn with<'a>(submissions: impl IntoIterator<Item = &'a Submission>) -> Self {
        let osd = Self::facing(submissions);
        osd.ingest("").ok();
        osd
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    pub(crate) fn edgar(&self) -> &Path {
        &self.edgar
    }

    /// A mirror to be written where this program looks for EDGAR.
    pub(crate) fn mirror(&self) -> Mirror {
        Mirror::new(&self.edgar)
    }

    /// The program, told `words`, with nothing in its environment but where home is.
    pub(crate) fn command(&self, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_osd"));
        command
            .args(words.split_whitespace())
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("OSD_HOME", self.home())
            .stdin(Stdio::null());
        command
    }

    /// Runs the program.
    pub(crate) fn run(&self, words: &str) -> Ended {
        Ended::of(words, &mut self.command(words))
    }

    /// Takes in from this EDGAR what was filed in the years of the tests' filings.
    pub(crate) fn ingest(&self, words: &str) -> Ended {
        let edgar = self.edgar.display();
        let range = if words.contains("--from") {
            ""
        } else {
            "--from 2004Q1 --to 2025Q4"
        };
        self.run(&format!("ingest --edgar {edgar} {range} {words}"))
    }

    /// What the program answers in JSON.
    #[track_caller]
    pub(crate) fn json(&self, words: &str) -> Value {
        self.run(&format!("{words} --format json")).ok().json()
    }

    /// The rows that the program answers in CSV, each by column.
    #[track_caller]
    pub(crate) fn csv(&self, words: &str) -> Vec<BTreeMap<String, String>> {
        self.run(&format!("{words} --format csv")).ok().csv()
    }

    /// The id of each period's snapshot.
    #[track_caller]
    pub(crate) fn snapshot_ids(&self) -> BTreeMap<String, String> {
        let row = |row: BTreeMap<String, String>| (row["period"].clone(), row["id"].clone());
        self.csv("snapshots").into_iter().map(row).collect()
    }
}

impl Ended {
    pub(crate) fn of(said: &str, command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            said: said.to_owned(),
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// It did all that it was told.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        self.ends_with(0)
    }

    /// It did not do all that it was told, and named `word` in saying why.
    #[track_caller]
    pub(crate) fn fails_naming(self, word: &str) -> Self {
        self.ends_with(1).names(word)
    }

    /// It was told what makes no sense, named `word` in saying why, and printed no data.
    #[track_caller]
    pub(crate) fn refuses_naming(self, word: &str) -> Self {
        assert_eq!(self.stdout, "", "{self:#?}");
        self.ends_with(2).names(word)
    }

    #[track_caller]
    fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "osd {}: {self:#?}", self.said);
        self
    }

    #[track_caller]
    fn names(self, word: &str) -> Self {
        let named = self.stderr.contains(word);
        assert!(named, "osd {} does not name {word:?}: {self:#?}", self.said);
        self
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).expect(&self.stdout)
    }

    /// The heading of CSV.
    #[track_caller]
    pub(crate) fn header(&self) -> &str {
        self.stdout.lines().next().expect("a heading")
    }

    #[track_caller]
    pub(crate) fn csv(&self) -> Vec<BTreeMap<String, String>> {
        let mut reader = csv::Reader::from_reader(self.stdout.as_bytes());
        reader.deserialize().map(Result::unwrap).collect()
    }
}

/// The names of an object's fields, sorted.
#[track_caller]
pub(crate) fn fields(object: &Value) -> Vec<&str> {
    let object = object.as_object().expect("an object");
    let mut names: Vec<&str> = object.keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

/// The words, sorted: what [`fields`] gives for an object of just these.
pub(crate) fn words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = text.split([' ', ',']).collect();
    words.sort_unstable();
    words
}

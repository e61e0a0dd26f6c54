//! Makes the seeds of all targets: `seeds <folder for the corpus> <cases> <submissions>`. Cases
//! are those of the reader's tests, submissions are found below a folder laid out like EDGAR's.

use std::{
    env,
    error::Error,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use osd_edgar::sgml;

/// libFuzzer changes small inputs faster; what is longer is cut.
const LONGEST: usize = 16 * 1024;

fn main() -> Result<(), Box<dyn Error>> {
    let folders: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [corpus, cases, submissions] = folders.as_slice() else {
        return Err("usage: seeds <corpus> <cases> <submissions>".into());
    };
    let corpus = Corpus { folder: corpus };
    for path in files(cases, "case")? {
        let case = fs::read_to_string(&path)?;
        for (number, document) in documents_of_case(&case).enumerate() {
            corpus.add_document(&path, number, document.as_bytes())?;
        }
    }
    for path in files(submissions, "txt")? {
        let bytes = fs::read(&path)?;
        corpus.add("sgml", &path, 0, &bytes)?;
        for (number, document) in sgml::read(&bytes).documents.iter().enumerate() {
            corpus.add_document(&path, number, document.content())?;
        }
    }
    for (target, name, seed) in REFERENCE.into_iter().chain(DISCOVERY) {
        corpus.add(target, Path::new(name), 0, seed.as_bytes())?;
    }
    Ok(())
}

/// What reference files look like: the sample has none.
const REFERENCE: [(&str, &str, &str); 3] = [
    (
        "fails",
        "rows",
        "SETTLEMENT DATE|CUSIP|SYMBOL|QUANTITY (FAILS)|DESCRIPTION|PRICE
20200901|037833100|AAPL|279593|APPLE INC|516.16
20200901|03755M300|APEXZZZZ|1|APEX GLOBAL BRANDS INC|.
Trailer record count 2
",
    ),
    (
        "tickers",
        "plain",
        r#"{"0":{"cik_str":789019,"ticker":"MSFT","title":"MICROSOFT CORP"}}"#,
    ),
    (
        "tickers",
        "exchange",
        r#"{"fields":["cik","name","ticker","exchange"],"data":[[789019,"M","MSFT",null]]}"#,
    ),
];

/// What is read to find filings.
const DISCOVERY: [(&str, &str, &str); 6] = [
    (
        "daily",
        "rows",
        "1067983|A|13F-HR|20250515|edgar/data/1067983/0000950123-25-005701.txt
30|B|13F-NT/A|2025-05-15|edgar/data/30/0000950123-25-005701.txt
5|C|4|20250515|edgar/data/5/0000000005-25-000001.txt
",
    ),
    ("daily", "name", "master.20250515.idx"),
    (
        "feed",
        "entries",
        "<entry><title>13F-HR - A &amp; B (0002074440) (Filer)</title><summary type=\"html\">
&lt;b&gt;Filed:&lt;/b&gt; 2026-01-12</summary><updated>2026-01-12T11:27:39-05:00</updated>
<category term=\"13F-HR\"/><id>urn:tag:sec.gov,2008:accession-number=0002074440-26-000002</id></entry>",
    ),
    (
        "listing",
        "indexes",
        r#"{"directory":{"item":[{"last-modified":"05/15/2025 10:01:46 PM",
"name":"master.20250515.idx","type":"file","href":"master.20250515.idx","size":"865 KB"}]}}"#,
    ),
    (
        "submissions",
        "filer",
        r#"{"cik":"1067983","name":"A","filings":{"recent":{"accessionNumber":["0000950123-25-005701"],
"filingDate":["2025-05-15"],"reportDate":["2025-03-31"],"form":["13F-HR"]},
"files":[{"name":"CIK0001067983-submissions-001.json","filingCount":1}]}}"#,
    ),
    (
        "submissions",
        "shard",
        r#"{"accessionNumber":["0000950123-25-005701"],"filingDate":["2025-05-15"],"form":["13F-NT"]}"#,
    ),
];

/// The documents in a case: what stands between `%%% document` and the next `%%%`.
fn documents_of_case(case: &str) -> impl Iterator<Item = &str> {
    let sections = case.split("\n%%% ").skip(1);
    sections
        .filter(|section| section.starts_with("document"))
        .filter_map(|section| section.split_once('\n'))
        .map(|(_, body)| body)
}

struct Corpus<'a> {
    folder: &'a Path,
}

impl Corpus<'_> {
    /// Adds a document to the targets that read its kind.
    fn add_document(&self, from: &Path, number: usize, body: &[u8]) -> Result<(), Box<dyn Error>> {
        let opens = |tag: &str| {
            let tag = tag.as_bytes();
            body.windows(tag.len()).any(|w| w.eq_ignore_ascii_case(tag))
        };
        if opens("<edgarSubmission") {
            return self.add("cover", from, number, body);
        }
        if opens("informationTable") {
            return self.add("xml", from, number, body);
        }
        let is_html = opens("<td") || opens("<p>") || opens("<pre");
        self.add(if is_html { "html" } else { "text" }, from, number, body)?;
        self.add("cover", from, number, body)
    }

    fn add(
        &self,
        target: &str,
        from: &Path,
        number: usize,
        bytes: &[u8],
    ) -> Result<(), Box<dyn Error>> {
        let folder = self.folder.join(target);
        fs::create_dir_all(&folder)?;
        let name = from.file_stem().unwrap_or(OsStr::new("seed"));
        let name = format!("{}-{number}", name.to_string_lossy());
        let seed = bytes.get(..LONGEST).unwrap_or(bytes);
        Ok(fs::write(folder.join(name), seed)?)
    }
}

/// All files below a folder whose name ends so, in the order of their names.
fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension() == Some(OsStr::new(extension)) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

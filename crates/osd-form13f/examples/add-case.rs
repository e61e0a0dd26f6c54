//! Adds a case to the labeled set, with the lines as they are read today, for a person to review:
//!
//! ```sh
//! cargo run -p osd-form13f --example add-case -- --name tab-separated \
//!     --why "Tabs part the columns." --text table.txt [--seen "Manager, 2004"] [--filed 2004-05-14]
//! cargo run -p osd-form13f --example add-case -- --page
//! ```
//!
//! The second form writes the table of `docs/quality/cases.md` anew.

#![expect(
    dead_code,
    reason = "it shares the format with the tests, and judges nothing"
)]

#[path = "../tests/cases/case.rs"]
mod case;
#[path = "../tests/cases/cell.rs"]
mod cell;
#[path = "../tests/cases/judge.rs"]
mod judge;
#[path = "../tests/cases/page.rs"]
mod page;

use std::{error::Error, fs};

use case::{Case, Document};
use osd_domain::FilingState;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--page") {
        return write_page();
    }
    let given = |flag: &str| {
        let mut pairs = arguments.windows(2);
        pairs.find_map(|pair| match pair {
            [name, value] if name == flag => Some(value.clone()),
            _ => None,
        })
    };
    let required = |flag: &str| given(flag).ok_or(format!("{flag} is missing"));
    let name = required("--name")?;
    let path = Case::folder().join(format!("{name}.case"));
    if path.exists() {
        return Err(format!("{} is there already", path.display()).into());
    }
    let text = fs::read(required("--text")?)?;
    let text: String = text.iter().map(|&byte| char::from(byte)).collect();
    let mut case = Case {
        name,
        why: required("--why")?,
        seen: given("--seen").unwrap_or_else(|| "form".into()),
        is_reviewed: false,
        filed: given("--filed")
            .unwrap_or_else(|| "2004-05-14".into())
            .parse()?,
        form: given("--form").unwrap_or_else(|| "13F-HR".into()).parse()?,
        is_privacy_enhanced: false,
        state: FilingState::Read,
        layout: None,
        entries: None,
        value: None,
        misread: None,
        notes: Vec::new(),
        documents: vec![Document {
            kind: given("--form").unwrap_or_else(|| "13F-HR".into()),
            text: text.replace("\r\n", "\n").trim_end().to_owned(),
        }],
        lines: Vec::new(),
    };
    let reading = osd_form13f::read(&case.bytes(), &case.found());
    case.state = reading.filing.state;
    case.entries = reading.filing.cover.entry_total;
    case.value = reading.filing.cover.value_total;
    case.lines = reading.lines.iter().map(judge::line).collect();
    fs::write(&path, case.to_string())?;
    eprintln!(
        "{}: {} lines as read. Compare them with the text, mend them, say `reviewed: yes`, then \
         `make cases`.",
        path.display(),
        case.lines.len()
    );
    Ok(())
}

fn write_page() -> Result<(), Box<dyn Error>> {
    let (cases, wrong) = Case::all();
    if !wrong.is_empty() {
        return Err(wrong.join("\n").into());
    }
    let page = fs::read_to_string(page::path())?;
    fs::write(page::path(), page::with_table(&page, &cases)?)?;
    Ok(())
}

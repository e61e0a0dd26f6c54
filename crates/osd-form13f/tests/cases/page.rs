//! The page of the labeled set, `docs/quality/cases.md`: its table is made from the cases.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use crate::case::Case;

/// What stands before the table.
const MARK: &str = "<!-- made from the cases: `make cases` -->\n";

/// Where the page lies.
pub(crate) fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/quality/cases.md")
}

/// The page with the table that the cases make.
pub(crate) fn with_table(page: &str, cases: &[Case]) -> Result<String, String> {
    let (before, _) = page
        .split_once(MARK)
        .ok_or(format!("the page has no {MARK}"))?;
    let mut out =
        format!("{before}{MARK}\n| case | lines | layout of | why |\n|---|---|---|---|\n");
    for case in cases {
        let (name, lines) = (&case.name, case.lines.len());
        let misread = case.misread.as_ref();
        let limit = misread.map_or_else(String::new, |words| format!(" **Misread:** {words}"));
        let _ = writeln!(
            out,
            "| `{name}` | {lines} | {} | {}{limit} |",
            case.seen, case.why
        );
    }
    Ok(out)
}

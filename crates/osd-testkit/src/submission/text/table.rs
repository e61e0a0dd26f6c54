//! The information table as filers laid it out before XML.

use osd_domain::Discretion;

use super::{Submission, TextTable, escape};
use crate::Holding;

/// The cells of a row, in the order of the form.
type Cells = [String; 12];

/// The table on its page.
pub(super) fn printed(submission: &Submission, layout: TextTable) -> String {
    let unit = submission.dollars_in_unit();
    let rows = || {
        submission
            .holdings
            .iter()
            .map(|holding| cells(holding, unit))
    };
    let table = match layout {
        TextTable::Marked => marked(rows()),
        TextTable::Continued => marked(named_once(&submission.holdings).zip(rows()).map(
            |(is_named, mut cells)| {
                if !is_named {
                    for cell in cells.iter_mut().take(3) {
                        cell.clear();
                    }
                }
                cells
            },
        )),
        TextTable::Tabbed => tabbed(rows()),
        TextTable::Html => return html(rows()),
        TextTable::Garbled => garbled(&marked(rows())),
    };
    format!("<PAGE>\n\n                           FORM 13F INFORMATION TABLE\n\n{table}")
}

/// Whether each row names its security: not where the row above is of the same.
fn named_once(holdings: &[Holding]) -> impl Iterator<Item = bool> {
    let mut above = None;
    holdings.iter().map(move |holding| {
        let security = Some((&holding.issuer, &holding.class, &holding.cusip));
        std::mem::replace(&mut above, security) != security
    })
}

fn cells(holding: &Holding, unit: i64) -> Cells {
    let option = holding.put_call.map(|option| option.as_str());
    let discretion = match holding.discretion {
        Discretion::Sole => "SOLE",
        Discretion::Defined => "DEFINED",
        Discretion::Other => "OTHER",
    };
    [
        holding.issuer.clone(),
        holding.class.clone(),
        holding.cusip.clone(),
        grouped(&holding.value_cell(unit)),
        grouped(&holding.amount_cell()),
        holding.amount_type.as_str().to_owned(),
        option.unwrap_or_default().to_owned(),
        discretion.to_owned(),
        holding.other_managers.clone().unwrap_or_default(),
        grouped(&holding.amount.to_string()),
        "0".to_owned(),
        "0".to_owned(),
    ]
}

/// Under a ruled heading and marks; no cell is cut, so a long one pushes the rest to the right.
fn marked(rows: impl Iterator<Item = Cells>) -> String {
    let mut out = String::from(
        "<TABLE>\n<CAPTION>\n\
         \x20                                                     VALUE        SHRS OR SH/ PUT/ INVESTMENT OTHER                  VOTING AUTHORITY\n\
         NAME OF ISSUER               TITLE OF CLASS   CUSIP      (x$1000)        PRN AMT PRN CALL DISCRETION MANAGERS                     SOLE  SHARED    NONE\n\
         ---------------------------- ---------------- --------- ---------- -------------- --- ---- ---------- ------------------ -------------- ------- -------\n\
         <S>                          <C>              <C>       <C>        <C>            <C> <C>  <C>        <C>                <C>            <C>     <C>\n",
    );
    for [
        issuer,
        class,
        cusip,
        value,
        amount,
        kind,
        option,
        discretion,
        managers,
        sole,
        shared,
        none,
    ] in rows
    {
        let row = format!(
            "{issuer:<28} {class:<16} {cusip:<9} {value:>10} {amount:>14} {kind:<3} {option:<4} {discretion:<10} {managers:<18} {sole:>14} {shared:>7} {none:>7}"
        );
        out += row.trim_end();
        out += "\n";
    }
    out + "</TABLE>\n"
}

/// As a spreadsheet saves text.
fn tabbed(rows: impl Iterator<Item = Cells>) -> String {
    let mut out = String::from("<TABLE>\n");
    out += &HEADING.join("\t");
    for row in rows {
        out += "\n";
        out += &row.join("\t");
    }
    out + "\n</TABLE>\n"
}

fn html(rows: impl Iterator<Item = Cells>) -> String {
    let row = |cells: &mut dyn Iterator<Item = &str>| -> String {
        let cells = cells.map(|cell| format!("  <TD>{}</TD>\n", escape(cell)));
        format!("<TR>\n{}</TR>\n", cells.collect::<String>())
    };
    let heading = row(&mut HEADING.into_iter());
    let rows: String = rows
        .map(|cells| row(&mut cells.iter().map(String::as_str)))
        .collect();
    format!("<TABLE>\n{heading}{rows}</TABLE>\n")
}

/// What a conversion leaves of a text that lost its letters and digits.
fn garbled(text: &str) -> String {
    let lost = |c: char| if c.is_ascii_alphanumeric() { '?' } else { c };
    text.chars()
        .filter(|c| !matches!(c, '<' | '>'))
        .map(lost)
        .collect()
}

const HEADING: [&str; 12] = [
    "NAME OF ISSUER",
    "TITLE OF CLASS",
    "CUSIP",
    "VALUE (x$1000)",
    "SHRS OR PRN AMT",
    "SH/PRN",
    "PUT/CALL",
    "INVESTMENT DISCRETION",
    "OTHER MANAGERS",
    "VOTING AUTHORITY SOLE",
    "SHARED",
    "NONE",
];

/// Digits in groups of three; anything else as it stands.
pub(super) fn grouped(text: &str) -> String {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    let mut out = String::new();
    for (place, digit) in text.chars().enumerate() {
        if place > 0 && (text.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

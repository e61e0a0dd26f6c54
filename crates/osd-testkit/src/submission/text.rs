//! The text documents of 1999 to 2013: cover page, summary page and table in one, mostly.

mod table;

use std::fmt::Write as _;

use osd_domain::{AmendmentKind, ReportType};

use super::{Submission, TextTable, header::document, xml::escape};
use table::grouped;

/// The documents of the submission.
pub(super) fn documents(submission: &Submission, layout: TextTable) -> String {
    let mut cover = cover_page(submission);
    let mut table = String::new();
    if !submission.is_notice() {
        cover += &summary_page(submission);
        if submission.has_table {
            table = table::printed(submission, layout);
        }
    }
    let form = submission.form_type();
    let one = |name, content: &str| document(submission, 1, form.as_str(), name, content);
    match layout {
        TextTable::Marked | TextTable::Continued | TextTable::Tabbed => {
            one("form13f.txt", &(cover + &table))
        }
        TextTable::Html => {
            let cover = escape(&cover);
            let page = format!("<HTML>\n<BODY>\n<PRE>\n{cover}</PRE>\n{table}</BODY>\n</HTML>\n");
            one("form13f.htm", &page)
        }
        TextTable::Garbled => {
            one("form13f.txt", &cover)
                + &document(submission, 2, "INFORMATION TABLE", "table.txt", &table)
        }
    }
}

fn cover_page(submission: &Submission) -> String {
    let tick = |yes: bool| if yes { "[X]" } else { "[ ]" };
    let (number, kind) = submission.amendment.unzip();
    let is = |wanted| tick(kind.flatten() == Some(wanted));
    let reports = |wanted| tick(submission.report_type == wanted);
    let mut out = format!(
        "                                  UNITED STATES\n\
         \x20                      SECURITIES AND EXCHANGE COMMISSION\n\
         \x20                            Washington, D.C. 20549\n\n\
         \x20                                   Form 13F\n\n\
         \x20                              Form 13F COVER PAGE\n\n\
         Report for the Calendar Year or Quarter Ended: {date}\n\n\
         Check here if Amendment {amends}; Amendment Number: {number}\n\
         \x20    This Amendment (Check only one.): {restates} is a restatement.\n\
         \x20                                      {adds} adds new holdings entries.\n\n\
         Institutional Investment Manager Filing this Report:\n\n\
         Name:    {name}\n\n\
         Form 13F File Number: {file_number}\n\n\
         Report Type (Check only one.):\n\n\
         {holdings}  13F HOLDINGS REPORT. (Check here if all holdings of this reporting\n\
         \x20    manager are reported in this report.)\n\n\
         {notice}  13F NOTICE. (Check here if no holdings reported are in this report, and\n\
         \x20    all holdings are reported by other reporting manager(s).)\n\n\
         {combination}  13F COMBINATION REPORT. (Check here if a portion of the holdings for this\n\
         \x20    reporting manager are reported in this report and a portion are reported by\n\
         \x20    other reporting manager(s).)\n\n",
        date = submission.period.end().format("%B %-d, %Y"),
        amends = tick(submission.amendment.is_some()),
        number = number.map(|n| n.to_string()).unwrap_or_default(),
        restates = is(AmendmentKind::Restatement),
        adds = is(AmendmentKind::NewHoldings),
        name = submission.manager.name,
        file_number = submission
            .manager
            .file_number
            .as_deref()
            .unwrap_or_default(),
        holdings = reports(ReportType::Holdings),
        notice = reports(ReportType::Notice),
        combination = reports(ReportType::Combination),
    );
    if !submission.reported_by.is_empty() {
        out +=
            "List of Other Managers Reporting for this Manager:\n\nForm 13F File Number   Name\n\n";
        for other in &submission.reported_by {
            let number = other.file_number.as_deref().unwrap_or_default();
            let _ = writeln!(out, "{number:<23}{}", other.name);
        }
        out += "\n";
    }
    if let Some(words) = &submission.additional_information {
        let _ = writeln!(out, "{words}\n");
    }
    out
}

fn summary_page(submission: &Submission) -> String {
    let mut out = format!(
        "<PAGE>\n\n                             Form 13F SUMMARY PAGE\n\nReport Summary:\n\n\
         Number of Other Included Managers:      {:>14}\n\n",
        submission.included.len()
    );
    if let Some((entries, value)) = submission.printed_totals() {
        let value = format!("${}", grouped(&value.to_string()));
        let _ = write!(
            out,
            "Form 13F Information Table Entry Total: {entries:>14}\n\n\
             Form 13F Information Table Value Total: {value:>14}\n\
             \x20                                          (thousands)\n\n"
        );
    }
    if submission.confidential_omitted {
        out += "Confidential Information has been omitted from the public Form 13F and filed\n\
                separately with the Commission.\n\n";
    }
    out += "List of Other Included Managers:\n\n";
    if submission.included.is_empty() {
        return out + "NONE\n\n";
    }
    out += "No.  Form 13F File Number  Name\n\n";
    for (number, other) in &submission.included {
        let file_number = other.file_number.as_deref().unwrap_or_default();
        let _ = writeln!(
            out,
            "{:<5}{file_number:<22}{}",
            format!("{number}."),
            other.name
        );
    }
    out + "\n"
}

//! The text document of 1999 to 2013: cover page, summary page and table in one.

use std::fmt::Write as _;

use osd_domain::{AmendmentKind, Discretion, ReportType};

use super::{Submission, header::document};
use crate::Holding;

/// The one document of the submission.
pub(super) fn documents(submission: &Submission) -> String {
    let mut content = cover_page(submission);
    if !submission.is_notice() {
        content += &summary_page(submission);
        if submission.has_table {
            content += &information_table(submission);
        }
    }
    let form = submission.form_type();
    document(submission, 1, form.as_str(), "form13f.txt", &content)
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

fn information_table(submission: &Submission) -> String {
    let mut out = String::from(
        "<PAGE>\n\n                           FORM 13F INFORMATION TABLE\n\n<TABLE>\n<CAPTION>\n\
         \x20                                                     VALUE        SHRS OR SH/ PUT/ INVESTMENT OTHER          VOTING AUTHORITY\n\
         NAME OF ISSUER               TITLE OF CLASS   CUSIP      (x$1000)        PRN AMT PRN CALL DISCRETION MANAGERS             SOLE  SHARED    NONE\n\
         ---------------------------- ---------------- --------- ---------- -------------- --- ---- ---------- ---------- -------------- ------- -------\n\
         <S>                          <C>              <C>       <C>        <C>            <C> <C>  <C>        <C>        <C>            <C>     <C>\n",
    );
    for holding in &submission.holdings {
        out += &row(holding, submission.dollars_in_unit());
    }
    out + "</TABLE>\n"
}

/// A row under the ruled heading; no cell is cut, so a long one pushes the rest to the right.
fn row(holding: &Holding, unit: i64) -> String {
    let line = format!(
        "{issuer:<28} {class:<16} {cusip:<9} {value:>10} {amount:>14} {kind:<3} {option:<4} {discretion:<10} {managers:<10} {votes:>14} {none:>7} {none:>7}",
        issuer = holding.issuer,
        class = holding.class,
        cusip = holding.cusip,
        value = grouped(&holding.value_cell(unit)),
        amount = grouped(&holding.amount_cell()),
        kind = holding.amount_type.as_str(),
        option = holding
            .put_call
            .map(|option| option.as_str())
            .unwrap_or_default(),
        discretion = match holding.discretion {
            Discretion::Sole => "SOLE",
            Discretion::Defined => "DEFINED",
            Discretion::Other => "OTHER",
        },
        managers = holding.other_managers.as_deref().unwrap_or_default(),
        votes = grouped(&holding.amount.to_string()),
        none = 0,
    );
    format!("{}\n", line.trim_end())
}

/// Digits in groups of three; anything else as it stands.
fn grouped(text: &str) -> String {
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

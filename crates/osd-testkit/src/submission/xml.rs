//! The XML documents since 2013: `primary_doc.xml`, and the information table beside it.

use std::fmt::Write as _;

use osd_domain::{AmendmentKind, ReportType};

use super::{Submission, header::document};
use crate::{Holding, Manager};

/// The documents of the submission.
pub(super) fn documents(submission: &Submission) -> String {
    let form = submission.form_type();
    let cover = format!("<XML>\n{}</XML>\n", primary_document(submission));
    let mut out = document(submission, 1, form.as_str(), "primary_doc.xml", &cover);
    let mut sequence = 2;
    for one in &submission.attached {
        out += &document(submission, sequence, &one.kind, &one.file_name, &one.body);
        sequence += 1;
    }
    if submission.has_table && !submission.is_notice() {
        let table = format!("<XML>\n{}</XML>\n", information_table(submission));
        let kind = "INFORMATION TABLE";
        out += &document(submission, sequence, kind, "infotable.xml", &table);
    }
    out
}

fn primary_document(submission: &Submission) -> String {
    let date = submission.period.end().format("%m-%d-%Y");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <edgarSubmission xmlns=\"http://www.sec.gov/edgar/thirteenffiler\" xmlns:com=\"http://www.sec.gov/edgar/common\">\n\
         \x20 <headerData>\n\
         \x20   <submissionType>{form}</submissionType>\n\
         \x20   <filerInfo>\n\
         \x20     <liveTestFlag>LIVE</liveTestFlag>\n\
         \x20     <filer>\n\
         \x20       <credentials>\n\
         \x20         <cik>{cik:010}</cik>\n\
         \x20         <ccc>XXXXXXXX</ccc>\n\
         \x20       </credentials>\n\
         \x20     </filer>\n\
         \x20     <periodOfReport>{date}</periodOfReport>\n\
         \x20   </filerInfo>\n\
         \x20 </headerData>\n\
         \x20 <formData>\n\
         \x20   <coverPage>\n\
         \x20     <reportCalendarOrQuarter>{date}</reportCalendarOrQuarter>\n",
        form = submission.form_type(),
        cik = submission.manager.cik.number(),
    );
    out += &amendment(submission);
    let _ = write!(
        out,
        "      <filingManager>\n        <name>{name}</name>\n      </filingManager>\n\
         \x20     <reportType>{report_type}</reportType>\n",
        name = escape(&submission.manager.name),
        report_type = match submission.report_type {
            ReportType::Holdings => "13F HOLDINGS REPORT",
            ReportType::Notice => "13F NOTICE",
            ReportType::Combination => "13F COMBINATION REPORT",
        },
    );
    if let Some(number) = &submission.manager.file_number {
        let _ = writeln!(out, "      <form13FFileNumber>{number}</form13FFileNumber>");
    }
    out += &list(
        "otherManagersInfo",
        6,
        submission
            .reported_by
            .iter()
            .map(|one| other_manager(one, 8)),
    );
    out += "      <provideInfoForInstruction5>N</provideInfoForInstruction5>\n";
    if let Some(words) = &submission.additional_information {
        let words = escape(words);
        let _ = writeln!(
            out,
            "      <additionalInformation>{words}</additionalInformation>"
        );
    }
    out += "    </coverPage>\n";
    out += &summary_page(submission);
    out + "  </formData>\n</edgarSubmission>\n"
}

fn amendment(submission: &Submission) -> String {
    let Some((number, kind)) = submission.amendment else {
        return "      <isAmendment>false</isAmendment>\n".to_owned();
    };
    let mut out = format!(
        "      <isAmendment>true</isAmendment>\n      <amendmentNo>{number}</amendmentNo>\n"
    );
    if let Some(kind) = kind {
        let words = match kind {
            AmendmentKind::Restatement => "RESTATEMENT",
            AmendmentKind::NewHoldings => "NEW HOLDINGS",
        };
        let disclosed = match submission.confidential_disclosed {
            true => "        <confDeniedExpired>true</confDeniedExpired>\n",
            false => "",
        };
        let _ = write!(
            out,
            "      <amendmentInfo>\n        <amendmentType>{words}</amendmentType>\n{disclosed}      </amendmentInfo>\n"
        );
    }
    out
}

fn summary_page(submission: &Submission) -> String {
    if submission.is_notice() {
        return String::new();
    }
    let mut out = format!(
        "    <summaryPage>\n      <otherIncludedManagersCount>{}</otherIncludedManagersCount>\n",
        submission.included.len()
    );
    if let Some((entries, value)) = submission.printed_totals() {
        let _ = write!(
            out,
            "      <tableEntryTotal>{entries}</tableEntryTotal>\n      <tableValueTotal>{value}</tableValueTotal>\n"
        );
    }
    let _ = writeln!(
        out,
        "      <isConfidentialOmitted>{}</isConfidentialOmitted>",
        submission.confidential_omitted
    );
    let included = submission.included.iter().map(|(number, one)| {
        format!(
            "        <otherManager2>\n          <sequenceNumber>{number}</sequenceNumber>\n{}        </otherManager2>\n",
            other_manager(one, 10)
        )
    });
    out += &list("otherManagers2Info", 6, included);
    out + "    </summaryPage>\n"
}

fn other_manager(manager: &Manager, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let mut out = format!(
        "{pad}<otherManager>\n{pad}  <cik>{:010}</cik>\n",
        manager.cik.number()
    );
    if let Some(number) = &manager.file_number {
        let _ = writeln!(
            out,
            "{pad}  <form13FFileNumber>{number}</form13FFileNumber>"
        );
    }
    let _ = write!(
        out,
        "{pad}  <name>{}</name>\n{pad}</otherManager>\n",
        escape(&manager.name)
    );
    out
}

/// `items` inside an element, or nothing at all where there are none.
fn list(element: &str, indent: usize, items: impl Iterator<Item = String>) -> String {
    let items: String = items.collect();
    if items.is_empty() {
        return items;
    }
    let pad = " ".repeat(indent);
    format!("{pad}<{element}>\n{items}{pad}</{element}>\n")
}

fn information_table(submission: &Submission) -> String {
    let prefix = submission
        .prefix
        .as_ref()
        .map(|prefix| format!("{prefix}:"))
        .unwrap_or_default();
    let namespace = submission
        .prefix
        .as_ref()
        .map(|prefix| format!(":{prefix}"))
        .unwrap_or_default();
    let rows: String = submission
        .holdings
        .iter()
        .map(|holding| row(holding, submission.dollars_in_unit(), &prefix))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <{prefix}informationTable xmlns{namespace}=\"http://www.sec.gov/edgar/document/thirteenf/informationtable\">\n\
         {rows}</{prefix}informationTable>\n"
    )
}

fn row(holding: &Holding, unit: i64, prefix: &str) -> String {
    let element =
        |name: &str, text: &str| format!("<{prefix}{name}>{}</{prefix}{name}>", escape(text));
    let mut out = format!("  <{prefix}infoTable>\n");
    for (name, text) in [
        ("nameOfIssuer", &holding.issuer),
        ("titleOfClass", &holding.class),
        ("cusip", &holding.cusip),
        ("value", &holding.value_cell(unit)),
    ] {
        let _ = writeln!(out, "    {}", element(name, text));
    }
    let _ = write!(
        out,
        "    <{prefix}shrsOrPrnAmt>\n      {}\n      {}\n    </{prefix}shrsOrPrnAmt>\n",
        element("sshPrnamt", &holding.amount_cell()),
        element("sshPrnamtType", holding.amount_type.as_str()),
    );
    if let Some(option) = holding.put_call {
        let _ = writeln!(out, "    {}", element("putCall", option.as_str()));
    }
    let _ = writeln!(
        out,
        "    {}",
        element("investmentDiscretion", holding.discretion.as_str())
    );
    if let Some(numbers) = &holding.other_managers {
        let _ = writeln!(out, "    {}", element("otherManager", numbers));
    }
    let [sole, shared, none] = holding.vote_cells().map(|votes| votes.to_string());
    let _ = write!(
        out,
        "    <{prefix}votingAuthority>\n      {}\n      {}\n      {}\n    </{prefix}votingAuthority>\n",
        element("Sole", &sole),
        element("Shared", &shared),
        element("None", &none),
    );
    out + &format!("  </{prefix}infoTable>\n")
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

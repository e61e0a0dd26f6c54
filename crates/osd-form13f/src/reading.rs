//! A submission becomes a filing and its lines.

use osd_domain::{
    Checks, Cover, Filing, FilingRef, FilingState, FormKind, Layout, Line, Note, ReportType, Unit,
    report_period,
};
use osd_edgar::sgml::{self, Document, Header, Submission};
use rust_decimal::Decimal;

use crate::{
    READER_VERSION, cover,
    noting::excerpt,
    papers::{self, Condition},
    prose::Prose,
    table::Table,
    text::Found,
};

/// What was read of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The filing: what it is, its cover, and what was noticed.
    pub filing: Filing,
    /// The rows of its information tables, as filed.
    pub lines: Vec<Line>,
}

/// Reads a submission that an index lists as `found`. Never fails: what cannot be read is a state
/// and a note.
pub fn read(bytes: &[u8], found: &FilingRef) -> Reading {
    let submission = sgml::read(bytes);
    let mut filing = Filing::discovered(found.clone());
    filing.reader_version = Some(READER_VERSION);
    read_container(&submission, &mut filing);

    let documents = submission.documents.as_slice();
    let mut condition = Condition::default();
    let mut cover_notes = Vec::new();
    let cover_found = papers::cover(documents).map(|document| {
        let (cover, findings) = cover::read(&condition.text(document), &mut cover_notes);
        condition.take(document, findings);
        cover
    });
    let prose = Prose::of(documents, &mut condition);
    let cover_found = cover_found.or_else(|| prose.cover(&mut cover_notes));
    let has_cover = cover_found.is_some();
    filing.cover = cover_found.unwrap_or_default();
    let is_request = filing.form.kind() == FormKind::ConfidentialTreatmentRequest;
    let mut held = Held::default();
    if !is_request {
        held = read_table(documents, &prose, &filing.cover, &mut condition);
    }

    let header_period = submission.header.as_ref().and_then(|header| header.period);
    let amends = filing.form.is_amendment() || filing.cover.is_amendment == Some(true);
    let (period, period_notes) = report_period::decide(
        header_period,
        filing.cover.report_date,
        filing.filed,
        amends,
    );
    filing.period = Some(period);
    (filing.state, filing.layout) = state(&submission, &filing, has_cover, &prose, &held);
    filing.unit = holds_values(filing.state).then(|| Unit::by_filing_date(filing.filed));

    let notes = &mut filing.notes;
    notes.extend(period_notes);
    notes.extend(condition.into_notes());
    notes.extend(cover_notes);
    let expects_cover = matches!(filing.state, FilingState::Read | FilingState::NoTable);
    if expects_cover && !has_cover {
        notes.push(Note::NoCover);
    }
    if expects_cover && amends && filing.cover.amendment_kind.is_none() {
        notes.push(Note::NoAmendmentKind);
    }
    if filing.state == FilingState::Unread {
        notes.push(Note::UnreadTable);
    }
    if filing.state == FilingState::NoTable {
        // Totals of a table that is not there are a difference like any other.
        let checks = Checks::of(&filing.cover, 0, Decimal::ZERO, notes);
        notes.extend(checks.notes());
    }
    let lines = held
        .table
        .map_or_else(Vec::new, |table| settle_table(table, &mut filing));
    Reading { filing, lines }
}

/// Reads the information table: in XML where it is, else in text or HTML.
fn read_table(
    documents: &[Document<'_>],
    prose: &Prose<'_>,
    cover: &Cover,
    condition: &mut Condition,
) -> Held {
    let xml = Table::read(documents, cover.entry_total, condition);
    if xml.as_ref().is_some_and(|table| !table.lines.is_empty()) {
        return Held {
            table: xml,
            unread: None,
        };
    }
    match prose.table(cover, condition) {
        Found::Table(table) => Held {
            table: Some(Table::of_text(table)),
            unread: None,
        },
        Found::CusipsAlone => Held {
            table: xml,
            unread: prose.layout().or(Some(Layout::Text)),
        },
        Found::Nothing => Held {
            unread: if xml.is_some() {
                None
            } else {
                unread_table(documents)
            },
            table: xml,
        },
    }
}

/// What a submission holds of an information table.
#[derive(Debug, Default)]
struct Held {
    table: Option<Table>,
    /// The dress of what may be a table and of which no row could be read.
    unread: Option<Layout>,
}

/// The dress of a document that is filed as the information table and is none in XML.
fn unread_table(documents: &[Document<'_>]) -> Option<Layout> {
    let mut filed = documents
        .iter()
        .filter(|document| papers::is_filed_as_table(document));
    let written = filed.find(|document| !document.content().is_empty())?;
    Some(papers::layout(written)).filter(|layout| *layout != Layout::Xml)
}

/// Takes what the table says into the filing, and grades it.
fn settle_table(table: Table, filing: &mut Filing) -> Vec<Line> {
    filing.notes.extend(table.notes);
    filing.lines = table.lines.len() as u64;
    if filing.state == FilingState::Read {
        filing.value_printed = Some(table.value);
        let checks = Checks::of(&filing.cover, filing.lines, table.value, &filing.notes);
        filing.grade = Some(checks.grade());
        filing.notes.extend(checks.notes());
    }
    table.lines
}

/// Takes what the container and its header say into the filing.
fn read_container(submission: &Submission<'_>, filing: &mut Filing) {
    match &submission.header {
        Some(header) => read_header(header, filing),
        None => filing.notes.push(Note::NoHeader),
    }
    let unclosed = submission.unclosed.iter().map(|&tag| Note::MissingEndTag {
        tag: tag.to_owned(),
    });
    filing.notes.extend(unclosed);
}

fn read_header(header: &Header<'_>, filing: &mut Filing) {
    match header.accepted {
        Some(accepted) => {
            filing.accepted_at = Some(accepted.at);
            filing.accepted_on = accepted.day;
        }
        None => filing.notes.push(Note::NoAcceptanceTime),
    }
    if let Some(form) = header.form.as_deref().map(str::trim)
        && !form.eq_ignore_ascii_case(filing.form.as_str())
    {
        filing.notes.push(Note::FormDiffers {
            index: filing.form.to_string(),
            header: excerpt(form),
        });
    }
    read_filers(header, filing);
}

/// Makes the header's first filer the manager of record, where the index lists the filing under
/// it, and takes the name that the manager had that day.
fn read_filers(header: &Header<'_>, filing: &mut Filing) {
    if let Some(first) = header.filers.iter().find_map(|filer| filer.cik)
        && first != filing.cik
    {
        match filing.co_filers.iter_mut().find(|cik| **cik == first) {
            Some(place) => {
                std::mem::swap(place, &mut filing.cik);
                filing.co_filers.sort_unstable();
            }
            None => filing.notes.push(Note::FilerDiffers {
                index: filing.cik,
                header: first,
            }),
        }
    }
    let of_record = header.filers.iter().find(|f| f.cik == Some(filing.cik));
    if let Some(filer) = of_record
        && !filer.name.is_empty()
    {
        filing.name = filer.name.to_string();
    }
}

/// What a submission turned out to be, and the dress of its table.
fn state(
    submission: &Submission<'_>,
    filing: &Filing,
    has_cover: bool,
    prose: &Prose<'_>,
    held: &Held,
) -> (FilingState, Option<Layout>) {
    let documents = submission.documents.as_slice();
    let kind = filing.form.kind();
    if kind == FormKind::ConfidentialTreatmentRequest {
        return (FilingState::ConfidentialTreatmentRequest, None);
    }
    if let Some(table) = &held.table
        && !table.lines.is_empty()
    {
        return (FilingState::Read, table.layout);
    }
    if kind == FormKind::PaperConfidential || is_paper(submission, filing) {
        return (FilingState::PaperStub, None);
    }
    let Some(main) = papers::main(documents) else {
        return (FilingState::Unreadable, None);
    };
    if kind == FormKind::Notice || filing.cover.report_type == Some(ReportType::Notice) {
        return (FilingState::Notice, None);
    }
    match (&held.table, held.unread) {
        // Rows may have been lost in what is broken: that is not the same as no rows.
        (Some(table), _) if table.is_broken => (FilingState::Unreadable, Some(Layout::Xml)),
        (_, Some(layout)) => unread(layout),
        (Some(_), None) => (FilingState::NoTable, Some(Layout::Xml)),
        (None, None) if has_cover => (FilingState::NoTable, prose.layout().or(Some(Layout::Xml))),
        (None, None) => unread(papers::layout(main)),
    }
}

/// A table may be there; XML that holds none of the form's elements is nothing that any reader
/// could read.
fn unread(layout: Layout) -> (FilingState, Option<Layout>) {
    match layout {
        Layout::Xml => (FilingState::Unreadable, Some(layout)),
        _ => (FilingState::Unread, Some(layout)),
    }
}

/// Whether a submission stands for a filing on paper.
fn is_paper(submission: &Submission<'_>, filing: &Filing) -> bool {
    let is_stub = |document: &Document<'_>| {
        let description = document.description.as_deref().unwrap_or_default();
        description.eq_ignore_ascii_case("AUTO-GENERATED PAPER DOCUMENT")
    };
    filing.accession.is_paper()
        || submission
            .header
            .as_ref()
            .is_some_and(|header| header.is_paper)
        || submission.documents.iter().any(is_stub)
}

/// Whether a filing is a report of holdings, so that its values have a unit.
fn holds_values(state: FilingState) -> bool {
    matches!(
        state,
        FilingState::Read | FilingState::NoTable | FilingState::Unread
    )
}

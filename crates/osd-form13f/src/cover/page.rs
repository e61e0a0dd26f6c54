//! The elements of `edgarSubmission`, and the cover they make.

use chrono::NaiveDate;
use osd_domain::{AmendmentKind, Cover, Note, OtherManager, ReportType};
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::date;
use crate::{
    noting::excerpt,
    number,
    table::tidy,
    xml::{Element, Findings, Step, Walk},
};

/// The elements of the SEC's schema `eis_13F_Filer.xsd`, X0101 and X0202, that a cover is made
/// of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    CoverPage,
    FilingManager,
    ReportingForThis,
    Included,
    OtherManager,
    OtherManager2,
    Cell(Cell),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    PeriodOfReport,
    ReportDate,
    ReportType,
    IsAmendment,
    AmendmentNumber,
    AmendmentType,
    ConfidentialDeniedOrExpired,
    Name,
    Cik,
    FileNumber,
    CrdNumber,
    SecFileNumber,
    AdditionalInformation,
    SequenceNumber,
    IncludedManagerCount,
    EntryTotal,
    ValueTotal,
    ConfidentialOmitted,
}

impl Element for Tag {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("coverPage", Self::CoverPage),
        ("filingManager", Self::FilingManager),
        ("otherManagersInfo", Self::ReportingForThis),
        ("otherManagers2Info", Self::Included),
        ("otherManager", Self::OtherManager),
        ("otherManager2", Self::OtherManager2),
        ("periodOfReport", Self::Cell(Cell::PeriodOfReport)),
        ("reportCalendarOrQuarter", Self::Cell(Cell::ReportDate)),
        ("reportType", Self::Cell(Cell::ReportType)),
        ("isAmendment", Self::Cell(Cell::IsAmendment)),
        ("amendmentNo", Self::Cell(Cell::AmendmentNumber)),
        ("amendmentType", Self::Cell(Cell::AmendmentType)),
        (
            "confDeniedExpired",
            Self::Cell(Cell::ConfidentialDeniedOrExpired),
        ),
        ("name", Self::Cell(Cell::Name)),
        ("cik", Self::Cell(Cell::Cik)),
        ("form13FFileNumber", Self::Cell(Cell::FileNumber)),
        ("crdNumber", Self::Cell(Cell::CrdNumber)),
        ("secFileNumber", Self::Cell(Cell::SecFileNumber)),
        (
            "additionalInformation",
            Self::Cell(Cell::AdditionalInformation),
        ),
        ("sequenceNumber", Self::Cell(Cell::SequenceNumber)),
        (
            "otherIncludedManagersCount",
            Self::Cell(Cell::IncludedManagerCount),
        ),
        ("tableEntryTotal", Self::Cell(Cell::EntryTotal)),
        ("tableValueTotal", Self::Cell(Cell::ValueTotal)),
        (
            "isConfidentialOmitted",
            Self::Cell(Cell::ConfidentialOmitted),
        ),
    ];

    fn is_leaf(self) -> bool {
        matches!(self, Self::Cell(_))
    }
}

/// Reads the cover of a document, and notes what of it could not be understood.
pub(crate) fn read(text: &str, notes: &mut Vec<Note>) -> (Cover, Findings) {
    let mut page = Page {
        cover: Cover::default(),
        manager: None,
        header_date: None,
        notes,
    };
    let mut walk = Walk::<Tag>::new(text);
    while let Some(step) = walk.next() {
        match step {
            Step::Open(Tag::OtherManager | Tag::OtherManager2) => {
                // The summary page nests one in the other: both are the same manager.
                page.manager.get_or_insert_default();
            }
            Step::Close(Tag::OtherManager) if !walk.is_open(Tag::OtherManager2) => {
                page.end_manager(walk.is_open(Tag::Included));
            }
            Step::Close(Tag::OtherManager2) => page.end_manager(true),
            Step::Leaf(Tag::Cell(cell), text) => {
                let text = tidy(&text);
                if !text.is_empty() {
                    page.cell(cell, &text, &walk);
                }
            }
            Step::Open(_) | Step::Close(_) | Step::Leaf(..) => {}
        }
    }
    let mut cover = page.cover;
    cover.report_date = cover.report_date.or(page.header_date);
    (cover, walk.findings())
}

struct Page<'n> {
    cover: Cover,
    /// The other manager that is being read.
    manager: Option<OtherManager>,
    header_date: Option<NaiveDate>,
    notes: &'n mut Vec<Note>,
}

impl Page<'_> {
    fn end_manager(&mut self, is_included: bool) {
        if let Some(manager) = self.manager.take() {
            if is_included {
                self.cover.included_managers.push(manager);
            } else {
                self.cover.reporting_for_this.push(manager);
            }
        }
    }

    fn cell(&mut self, cell: Cell, text: &str, walk: &Walk<'_, Tag>) {
        let manager = self.manager.as_mut();
        match manager.and_then(|manager| take_manager_cell(manager, cell, text)) {
            Some(true) => {}
            Some(false) => self.unread("other_manager", text),
            None => self.cover_cell(cell, text, walk),
        }
    }

    fn cover_cell(&mut self, cell: Cell, text: &str, walk: &Walk<'_, Tag>) {
        let cover = &mut self.cover;
        let own = || text.to_owned();
        let whole = || number::value(text);
        let understood = match cell {
            Cell::PeriodOfReport => set(&mut self.header_date, date::read(text)),
            Cell::ReportDate => set(&mut cover.report_date, date::read(text)),
            Cell::ReportType => return self.report_type(text),
            Cell::AmendmentType => return self.amendment_type(text),
            Cell::IsAmendment => set(&mut cover.is_amendment, flag(text)),
            Cell::AmendmentNumber => set(&mut cover.amendment_number, whole().and_then(integer)),
            Cell::ConfidentialDeniedOrExpired => {
                set(&mut cover.confidential_denied_or_expired, flag(text))
            }
            Cell::ConfidentialOmitted => set(&mut cover.confidential_omitted, flag(text)),
            Cell::IncludedManagerCount => {
                set(&mut cover.included_manager_count, whole().and_then(integer))
            }
            Cell::EntryTotal => set(&mut cover.entry_total, whole().and_then(integer)),
            Cell::ValueTotal => set(&mut cover.value_total, whole()),
            Cell::AdditionalInformation => set(&mut cover.additional_information, Some(own())),
            // The filer's own name stands also below the signature, which is another name.
            Cell::Name if walk.is_open(Tag::FilingManager) => {
                set(&mut cover.manager_name, Some(own()))
            }
            Cell::FileNumber => set(&mut cover.file_number, Some(own())),
            Cell::CrdNumber => set(&mut cover.crd_number, Some(own())),
            Cell::SecFileNumber => set(&mut cover.sec_file_number, Some(own())),
            Cell::Name | Cell::Cik | Cell::SequenceNumber => true,
        };
        if !understood {
            self.unread(field(cell), text);
        }
    }

    fn report_type(&mut self, text: &str) {
        let report_type = match words(text).as_str() {
            "13F HOLDINGS REPORT" => ReportType::Holdings,
            "13F NOTICE" => ReportType::Notice,
            "13F COMBINATION REPORT" => ReportType::Combination,
            _ => {
                let text = excerpt(text);
                return self.notes.push(Note::UnknownReportType { text });
            }
        };
        set(&mut self.cover.report_type, Some(report_type));
    }

    fn amendment_type(&mut self, text: &str) {
        let kind = match words(text).as_str() {
            "RESTATEMENT" => AmendmentKind::Restatement,
            "NEW HOLDINGS" => AmendmentKind::NewHoldings,
            _ => {
                let text = excerpt(text);
                return self.notes.push(Note::UnknownAmendmentType { text });
            }
        };
        set(&mut self.cover.amendment_kind, Some(kind));
    }

    fn unread(&mut self, field: &str, text: &str) {
        self.notes.push(Note::UnreadCover {
            field: field.to_owned(),
            text: excerpt(text),
        });
    }
}

/// Sets what is not set yet. False where there is nothing to set: the text was not understood.
fn set<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let understood = value.is_some();
    if place.is_none() {
        *place = value;
    }
    understood
}

/// Takes a cell of an other manager: whether its text was understood. None where the cell is none
/// of a manager.
fn take_manager_cell(manager: &mut OtherManager, cell: Cell, text: &str) -> Option<bool> {
    let own = || Some(text.to_owned());
    Some(match cell {
        Cell::SequenceNumber => set(&mut manager.number, number::value(text).and_then(integer)),
        Cell::Cik => set(&mut manager.cik, text.parse().ok()),
        Cell::FileNumber => set(&mut manager.file_number, own()),
        Cell::CrdNumber => set(&mut manager.crd_number, own()),
        Cell::SecFileNumber => set(&mut manager.sec_file_number, own()),
        Cell::Name => {
            if manager.name.is_empty() {
                text.clone_into(&mut manager.name);
            }
            true
        }
        _ => return None,
    })
}

fn flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "y" | "yes" | "1" => Some(true),
        "false" | "n" | "no" | "0" => Some(false),
        _ => None,
    }
}

/// A whole number that is not negative and fits.
fn integer<T: TryFrom<u64>>(value: Decimal) -> Option<T> {
    let whole = value.is_integer().then(|| value.to_u64()).flatten()?;
    T::try_from(whole).ok()
}

/// Upper case, with single blanks.
fn words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_ascii_uppercase()
}

/// What a cell is called in [`Cover`].
fn field(cell: Cell) -> &'static str {
    match cell {
        Cell::PeriodOfReport | Cell::ReportDate => "report_date",
        Cell::IsAmendment => "is_amendment",
        Cell::AmendmentNumber => "amendment_number",
        Cell::ConfidentialDeniedOrExpired => "confidential_denied_or_expired",
        Cell::ConfidentialOmitted => "confidential_omitted",
        Cell::IncludedManagerCount => "included_manager_count",
        Cell::EntryTotal => "entry_total",
        Cell::ValueTotal => "value_total",
        _ => "cover",
    }
}

//! A submission, told in the words of the form and printed as EDGAR disseminates it.

mod header;
mod reading;
mod text;
mod xml;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use osd_domain::{Accession, AmendmentKind, Cik, FilingRef, Form, Line, Period, ReportType, Unit};

use crate::{Holding, Manager, day};

/// A submission of the 13F family.
#[derive(Debug, Clone)]
pub struct Submission {
    manager: Manager,
    period: Period,
    filed: NaiveDate,
    accepted: Accepted,
    accession: Option<Accession>,
    form: Option<Form>,
    dress: Dress,
    wrapper: Wrapper,
    end_tags: bool,
    report_type: ReportType,
    amendment: Option<(u32, Option<AmendmentKind>)>,
    holdings: Vec<Holding>,
    has_table: bool,
    totals: Totals,
    reported_by: Vec<Manager>,
    included: Vec<(u32, Manager)>,
    co_filers: Vec<Manager>,
    confidential_omitted: bool,
    confidential_disclosed: bool,
    additional_information: Option<String>,
    prefix: Option<String>,
    unit: Option<Unit>,
    attached: Vec<Attached>,
}

/// A document beside those of the form.
#[derive(Debug, Clone)]
struct Attached {
    kind: String,
    file_name: String,
    body: String,
}

/// The SGML that EDGAR puts around the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrapper {
    /// `<SEC-DOCUMENT>` and a header of labels, as archived today.
    SecDocument,
    /// The same in a PEM block ("PRIVACY-ENHANCED MESSAGE"), with dashes escaped, until 2010.
    PrivacyEnhanced,
    /// `<SUBMISSION>` and a header of tags, as in the dissemination feed.
    SubmissionTags,
}

#[derive(Debug, Clone, Copy)]
enum Accepted {
    At(NaiveTime),
    On(NaiveDateTime),
    Unsaid,
}

/// How the table of a text filing stands on its page. No layout was ever fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextTable {
    /// In columns under `<S>` and `<C>` marks.
    Marked,
    /// The same, but a security is named once: below it stand the figures of other managers.
    Continued,
    /// With tabs between the cells.
    Tabbed,
    /// In HTML, as the cover is.
    Html,
    /// In a document of its own, whose letters and digits a conversion lost: no row can be read.
    Garbled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dress {
    Xml,
    Text(TextTable),
    Paper,
}

#[derive(Debug, Clone, Copy)]
enum Totals {
    OfRows,
    Printed(u64, i64),
    Unsaid,
}

impl Submission {
    pub(crate) fn new(manager: Manager, period: Period) -> Self {
        let four_in_the_afternoon = NaiveTime::from_hms_opt(16, 0, 0).unwrap_or_default();
        Self {
            manager,
            period,
            filed: period.end() + Days::new(45),
            accepted: Accepted::At(four_in_the_afternoon),
            accession: None,
            form: None,
            dress: Dress::Xml,
            wrapper: Wrapper::SecDocument,
            end_tags: true,
            report_type: ReportType::Holdings,
            amendment: None,
            holdings: Vec::new(),
            has_table: true,
            totals: Totals::OfRows,
            reported_by: Vec::new(),
            included: Vec::new(),
            co_filers: Vec::new(),
            confidential_omitted: false,
            confidential_disclosed: false,
            additional_information: None,
            prefix: None,
            unit: None,
            attached: Vec::new(),
        }
    }

    /// Filed on this day, `2025-05-15`. It decides the unit: thousands of dollars before
    /// 2023-01-03, dollars from then on.
    pub fn on(mut self, filed: &str) -> Self {
        self.filed = day(filed);
        self
    }

    /// Accepted at this time, Eastern: `2025-05-15T16:06:43`.
    ///
    /// # Panics
    /// Where `time` is no such time.
    pub fn accepted(mut self, time: &str) -> Self {
        self.accepted = Accepted::On(time.parse().expect("a time such as 2025-05-15T16:06:43"));
        self
    }

    /// The header gives no time of acceptance.
    pub fn without_acceptance_time(mut self) -> Self {
        self.accepted = Accepted::Unsaid;
        self
    }

    /// Under this accession number. Without one, the manager is its own agent and the sequence
    /// is made of month and day of filing.
    ///
    /// # Panics
    /// Where `number` is no accession number.
    pub fn accession(mut self, number: &str) -> Self {
        self.accession = Some(number.parse().expect("an accession number"));
        self
    }

    /// Under this form type instead of the one that follows from the rest.
    ///
    /// # Panics
    /// Where `form` is not of the 13F family.
    pub fn form(mut self, form: &str) -> Self {
        self.form = Some(form.parse().expect("a form of the 13F family"));
        self
    }

    /// Adds a row.
    pub fn holding(mut self, holding: Holding) -> Self {
        self.holdings.push(holding);
        self
    }

    /// Adds rows.
    pub fn holdings(mut self, holdings: impl IntoIterator<Item = Holding>) -> Self {
        self.holdings.extend(holdings);
        self
    }

    /// Amends, as this number and of this kind.
    pub fn amends(mut self, number: u32, kind: AmendmentKind) -> Self {
        self.amendment = Some((number, Some(kind)));
        self
    }

    /// Amends, without saying of which kind.
    pub fn amends_somehow(mut self, number: u32) -> Self {
        self.amendment = Some((number, None));
        self
    }

    /// A notice: `others` report the holdings.
    pub fn notice<'a>(mut self, others: impl IntoIterator<Item = &'a Manager>) -> Self {
        self.report_type = ReportType::Notice;
        self.reported_by.extend(others.into_iter().cloned());
        self
    }

    /// A combination report: `others` report the rest.
    pub fn combination<'a>(mut self, others: impl IntoIterator<Item = &'a Manager>) -> Self {
        self.report_type = ReportType::Combination;
        self.reported_by.extend(others.into_iter().cloned());
        self
    }

    /// Includes the holdings of another manager, which rows refer to by `number`.
    pub fn including(mut self, number: u32, other: &Manager) -> Self {
        self.included.push((number, other.clone()));
        self
    }

    /// Filed for another filer as well: the index lists the accession under both.
    pub fn with_co_filer(mut self, other: &Manager) -> Self {
        self.co_filers.push(other.clone());
        self
    }

    /// In the dress of 1999 to 2013: one text document with cover, summary and a marked table.
    pub fn as_text(self) -> Self {
        self.as_text_with(TextTable::Marked)
    }

    /// In the dress of 1999 to 2013, with its table laid out so.
    pub fn as_text_with(mut self, table: TextTable) -> Self {
        self.dress = Dress::Text(table);
        self
    }

    /// In the dress of 1999 to 2013, with a table of which no row can be read.
    pub fn garbled(self) -> Self {
        self.as_text_with(TextTable::Garbled)
    }

    /// What EDGAR keeps of a filing on paper: a header and a sentence.
    pub fn paper_stub(mut self) -> Self {
        self.dress = Dress::Paper;
        self
    }

    /// Cover and totals, but no information table.
    pub fn without_table(mut self) -> Self {
        self.has_table = false;
        self
    }

    /// Prints these totals instead of those of its rows; the value in the filing's own unit.
    pub fn printing_totals(mut self, entries: u64, value: i64) -> Self {
        self.totals = Totals::Printed(entries, value);
        self
    }

    /// Prints no totals.
    pub fn without_totals(mut self) -> Self {
        self.totals = Totals::Unsaid;
        self
    }

    /// Says that rows were omitted and filed confidentially.
    pub fn omitting_confidential(mut self) -> Self {
        self.confidential_omitted = true;
        self
    }

    /// Says that an amendment discloses what was confidential.
    pub fn disclosing_confidential(mut self) -> Self {
        self.confidential_disclosed = true;
        self
    }

    /// Additional information on the cover, in free words.
    pub fn additional_information(mut self, words: &str) -> Self {
        self.additional_information = Some(words.to_owned());
        self
    }

    /// In this wrapper.
    pub fn wrapped(mut self, wrapper: Wrapper) -> Self {
        self.wrapper = wrapper;
        self
    }

    /// Leaves out the end tags of the container: `</TEXT>`, `</DOCUMENT>` and the last one.
    pub fn without_end_tags(mut self) -> Self {
        self.end_tags = false;
        self
    }

    /// Gives every element of the information table this namespace prefix.
    pub fn with_prefix(mut self, prefix: &str) -> Self {
        self.prefix = Some(prefix.to_owned());
        self
    }

    /// Prints values in this unit, whatever the form asks for on the day of filing.
    pub fn printing_in(mut self, unit: Unit) -> Self {
        self.unit = Some(unit);
        self
    }

    /// Attaches a document of this type and file name, between the cover and the table in XML.
    pub fn attaching(mut self, kind: &str, file_name: &str, body: &str) -> Self {
        self.attached.push(Attached {
            kind: kind.to_owned(),
            file_name: file_name.to_owned(),
            body: body.to_owned(),
        });
        self
    }
}

// What it comes to.
impl Submission {
    /// The bytes that EDGAR would send.
    pub fn bytes(&self) -> Vec<u8> {
        match self.dress {
            Dress::Xml => self.text().into_bytes(),
            Dress::Text(_) | Dress::Paper => latin1(&self.text()),
        }
    }

    /// The same as text.
    pub fn text(&self) -> String {
        let documents = match self.dress {
            Dress::Xml => xml::documents(self),
            Dress::Text(table) => text::documents(self, table),
            Dress::Paper => header::paper_document(self),
        };
        header::wrap(self, &documents)
    }

    /// The filing as an index names it.
    pub fn found(&self) -> FilingRef {
        let mut co_filers: Vec<Cik> = self.co_filers.iter().map(Manager::cik).collect();
        co_filers.sort_unstable();
        FilingRef {
            accession: self.accession_number(),
            cik: self.manager.cik,
            name: self.manager.name.clone(),
            form: self.form_type(),
            filed: self.filed,
            co_filers,
        }
    }

    /// Its rows, as a reader that misses nothing gives them where they are in XML. Text prints
    /// the same with commas and words.
    pub fn lines(&self) -> Vec<Line> {
        (1..)
            .zip(self.rows())
            .map(|(ordinal, row)| row.line(ordinal, self.dollars_in_unit()))
            .collect()
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &Holding> {
        let is_read = self.has_table && self.dress != Dress::Text(TextTable::Garbled);
        self.holdings.iter().filter(move |_| is_read)
    }

    /// Its rows in the index: one a filer.
    pub fn index_rows(&self) -> Vec<String> {
        let row = |filer: &Manager| {
            let (form, filed, path) = (self.form_type(), self.filed, self.path_under(filer));
            format!("{}|{}|{form}|{filed}|{path}", filer.cik, filer.name)
        };
        self.filers().map(row).collect()
    }

    /// The manager of record.
    pub fn manager(&self) -> &Manager {
        &self.manager
    }

    /// The report period.
    pub fn period(&self) -> Period {
        self.period
    }

    /// The day it was filed.
    pub fn filed(&self) -> NaiveDate {
        self.filed
    }

    /// The number it stands under.
    pub fn accession_number(&self) -> Accession {
        self.accession.unwrap_or_else(|| {
            let own = format!(
                "{:010}-{}",
                self.manager.cik.number(),
                self.filed.format("%y-00%m%d")
            );
            own.parse()
                .expect("an accession number made of a CIK and a day")
        })
    }

    /// The form type.
    pub fn form_type(&self) -> Form {
        if let Some(form) = &self.form {
            return form.clone();
        }
        let base = match (self.dress, self.report_type) {
            (Dress::Paper, _) => "13FCONP",
            (_, ReportType::Notice) => "13F-NT",
            _ => "13F-HR",
        };
        let amends = if self.amendment.is_some() { "/A" } else { "" };
        format!("{base}{amends}")
            .parse()
            .expect("a form of the 13F family")
    }

    /// Where it lies below `Archives/`, once for each of its filers.
    pub(crate) fn paths(&self) -> impl Iterator<Item = String> {
        self.filers().map(|filer| self.path_under(filer))
    }

    fn path_under(&self, filer: &Manager) -> String {
        format!("edgar/data/{}/{}.txt", filer.cik, self.accession_number())
    }

    fn filers(&self) -> impl Iterator<Item = &Manager> {
        std::iter::once(&self.manager).chain(&self.co_filers)
    }

    /// Dollars in one of the unit that it prints: unless told, that of the form on the day of filing.
    pub(crate) fn dollars_in_unit(&self) -> i64 {
        match self.unit {
            Some(Unit::Thousands) => 1_000,
            Some(Unit::Dollars) => 1,
            None => self.unit_asked_for(),
        }
    }

    /// Dollars in one of the unit that the form asked for on the day of filing.
    fn unit_asked_for(&self) -> i64 {
        if self.filed < day("2023-01-03") {
            1_000
        } else {
            1
        }
    }

    fn accepted_at(&self) -> Option<NaiveDateTime> {
        match self.accepted {
            Accepted::At(time) => Some(self.filed.and_time(time)),
            Accepted::On(time) => Some(time),
            Accepted::Unsaid => None,
        }
    }

    /// The totals to print: rows, and value in the filing's unit.
    fn printed_totals(&self) -> Option<(u64, i64)> {
        match self.totals {
            Totals::Printed(entries, value) => Some((entries, value)),
            Totals::Unsaid => None,
            Totals::OfRows => {
                let unit = self.dollars_in_unit();
                let value = self
                    .holdings
                    .iter()
                    .map(|row| row.printed_value(unit))
                    .sum();
                Some((self.holdings.len() as u64, value))
            }
        }
    }

    fn is_notice(&self) -> bool {
        self.report_type == ReportType::Notice
    }
}

/// Indexes, and submissions before XML, are ISO 8859-1.
pub(crate) fn latin1(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect()
}

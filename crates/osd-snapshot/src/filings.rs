//! `filings.parquet`: each filing of the period with the row range of its lines.

use std::ops::Range;

use chrono::{DateTime, NaiveDate, Utc};
use osd_domain::{
    Accession, AmendmentKind, Cik, Confidence, Filing, FilingState, Form, Grade, Layout,
    OtherManager, ReportType, Unit, UnitVerdict,
    amendment::{Effect, EffectReason, EffectVerdict, Report},
    cover::PrintedUnit,
    printed::Canonical,
    unit::Declared,
};
use rust_decimal::Decimal;

use crate::{
    SnapshotError,
    columns::{Cells, Column, Holds, Rows, as_int, count, json, parse, parse_json, parse_option},
    positions::manager,
};

pub(crate) const COLUMNS: &[Column] = &[
    ("cik", Holds::Int),
    ("accession", Holds::Text),
    ("manager", Holds::Text),
    ("form", Holds::Text),
    ("filed", Holds::Day),
    ("accepted_at", Holds::Instant),
    ("accepted_on", Holds::Day),
    ("state", Holds::Text),
    ("layout", Holds::Text),
    ("unit", Holds::Text),
    ("grade", Holds::Text),
    ("amendment_number", Holds::Int),
    ("amendment_kind", Holds::Text),
    ("confidential_omitted", Holds::Text),
    ("entries_reported", Holds::Int),
    ("value_reported", Holds::Text),
    ("value_printed", Holds::Text),
    ("first_line", Holds::Int),
    ("lines", Holds::Int),
    ("report_type", Holds::Text),
    ("confidential_disclosed", Holds::Text),
    ("value_total_unit", Holds::Text),
    ("unit_confidence", Holds::Text),
    ("asked_other_periods", Holds::Text),
    ("effect", Holds::Text),
    ("unit_verdict", Holds::Json),
    ("effect_verdict", Holds::Json),
    ("included_managers_listed", Holds::Int),
    ("included_managers", Holds::Json),
    ("reporting_managers", Holds::Json),
    ("reporting_managers_listed", Holds::Int),
    ("effect_because", Holds::Text),
];

/// A filing of the period: what the fold needs to know of it, and where its lines are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilingEntry {
    /// The manager of record.
    pub cik: Cik,
    /// The filing.
    pub accession: Accession,
    /// The manager's name as of this filing.
    pub name: String,
    /// The form type.
    pub form: Form,
    /// Date filed.
    pub filed: NaiveDate,
    /// When EDGAR accepted it, where known.
    pub accepted_at: Option<DateTime<Utc>>,
    /// The day (Eastern) of acceptance, else the date filed.
    pub accepted_on: NaiveDate,
    /// What it turned out to be.
    pub state: FilingState,
    /// The dress of its table.
    pub layout: Option<Layout>,
    /// The unit of the values in its lines.
    pub unit: Unit,
    /// How well it fits its cover.
    pub grade: Option<Grade>,
    /// Amendment number.
    pub amendment_number: Option<u32>,
    /// Amendment kind.
    pub amendment_kind: Option<AmendmentKind>,
    /// Whether rows were omitted and filed confidentially.
    pub confidential_omitted: Option<bool>,
    /// The cover's entry total.
    pub entries_reported: Option<u64>,
    /// The cover's value total, in the unit of the filing.
    pub value_reported: Option<Decimal>,
    /// Sum of the values read, in the unit of the filing.
    pub value_printed: Option<Decimal>,
    /// Its rows in `lines.parquet`.
    pub lines: Range<u64>,
    /// Report type.
    pub report_type: Option<ReportType>,
    /// Whether an amendment discloses what was confidential.
    pub confidential_disclosed: Option<bool>,
    /// The unit printed with the value total.
    pub value_total_unit: Option<PrintedUnit>,
    /// How sure the unit is; absent where nothing was judged, as in older snapshots.
    pub unit_confidence: Option<Confidence>,
    /// Whether the verdict on its unit asked what its manager filed for the periods before and after.
    pub asked_other_periods: bool,
    /// What it does to what was filed before, as judged.
    pub effect: Option<Effect>,
    /// Why it is taken to do that; unknown in snapshots before schema 8.
    pub effect_because: Option<EffectReason>,
    /// How many other included managers its summary page lists.
    pub included_managers_listed: u32,
    /// How many other managers its cover page lists as reporting for its manager; unknown in snapshots
    /// before schema 7.
    pub reporting_managers_listed: Option<u32>,
    /// Its place in `filings.parquet`.
    pub(crate) row: u64,
}

/// What the verdicts on a filing rest on, and whom its cover names: read when it is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilingDetails {
    /// The verdict on its unit.
    pub unit: Option<UnitVerdict>,
    /// The verdict on what it does to what was filed before.
    pub effect: Option<EffectVerdict>,
    /// Other managers whose holdings are in it (summary page).
    pub included_managers: Vec<OtherManager>,
    /// Other managers that report for its manager (cover page).
    pub reporting_managers: Vec<OtherManager>,
}

impl FilingDetails {
    /// The columns that they are read from.
    pub(crate) const COLUMNS: &[&str] = &[
        "unit_verdict",
        "effect_verdict",
        "included_managers",
        "reporting_managers",
    ];

    /// The details of the filings of a batch, in their order.
    pub(crate) fn decode(batch: &arrow_array::RecordBatch) -> Result<Vec<Self>, SnapshotError> {
        let cells = Cells::of(batch);
        let unit = cells.text_or_none("unit_verdict")?;
        let effect = cells.text_or_none("effect_verdict")?;
        let included = cells.text_or_none("included_managers")?;
        let reporting = cells.text_or_none("reporting_managers")?;
        cells
            .rows()
            .map(|row| {
                let managers = |name, cell| Ok(parse_json(name, cell)?.unwrap_or_default());
                Ok(Self {
                    unit: parse_json("unit_verdict", unit(row))?,
                    effect: parse_json("effect_verdict", effect(row))?,
                    included_managers: managers("included_managers", included(row))?,
                    reporting_managers: managers("reporting_managers", reporting(row))?,
                })
            })
            .collect()
    }
}

/// How many managers a list has, as a column holds it.
fn listed(managers: &[OtherManager]) -> u32 {
    u32::try_from(managers.len()).unwrap_or(u32::MAX)
}

impl FilingEntry {
    pub(crate) fn new(filing: &Filing, lines: Range<u64>) -> Self {
        Self {
            cik: filing.cik,
            accession: filing.accession,
            name: filing.name.clone(),
            form: filing.form.clone(),
            filed: filing.filed,
            accepted_at: filing.accepted_at,
            accepted_on: filing.accepted_on,
            state: filing.state,
            layout: filing.layout,
            unit: filing
                .unit
                .unwrap_or_else(|| osd_domain::Unit::by_filing_date(filing.filed)),
            grade: filing.grade,
            amendment_number: filing.cover.amendment_number,
            amendment_kind: filing.cover.amendment_kind,
            confidential_omitted: filing.cover.confidential_omitted,
            entries_reported: filing.cover.entry_total,
            value_reported: filing.cover.value_total,
            value_printed: filing.value_printed,
            lines,
            report_type: filing.cover.report_type,
            confidential_disclosed: filing.cover.confidential_denied_or_expired,
            value_total_unit: filing.cover.value_total_unit,
            unit_confidence: None,
            asked_other_periods: false,
            effect: None,
            effect_because: None,
            included_managers_listed: listed(&filing.cover.included_managers),
            reporting_managers_listed: Some(listed(&filing.cover.reporting_for_this)),
            row: 0,
        }
    }

    /// Whether its unit is not sure.
    pub fn is_quarantined(&self) -> bool {
        self.unit_confidence == Some(Confidence::Quarantined)
    }

    /// What it declares of itself that speaks for its unit.
    pub fn declared(&self) -> Declared {
        Declared {
            filed: self.filed,
            is_amendment: self.form.is_amendment(),
            value_total_unit: self.value_total_unit,
            value_printed: self.value_printed,
        }
    }

    /// What the fold needs to know of it.
    pub fn report(&self) -> Report {
        Report {
            accession: self.accession,
            is_amendment: self.form.is_amendment(),
            accepted_at: self.accepted_at,
            accepted_on: self.accepted_on,
            amendment_number: self.amendment_number,
            kind: self.amendment_kind,
            state: self.state,
            printed_totals: self.entries_reported.zip(self.value_reported),
            judged: self.effect,
        }
    }

    pub(crate) fn append(
        &self,
        details: &FilingDetails,
        rows: &mut Rows,
    ) -> Result<(), SnapshotError> {
        let flag = |flag: Option<bool>| flag.map(|flag| if flag { "true" } else { "false" });
        let managers = |managers: &Vec<OtherManager>| {
            let named = !managers.is_empty();
            named.then(|| json(managers)).transpose()
        };
        rows.int(i64::try_from(self.cik.number()).ok())
            .text(Some(self.accession.to_string()))
            .text(Some(&self.name))
            .text(Some(self.form.as_str()))
            .day(Some(self.filed))
            .instant(self.accepted_at)
            .day(Some(self.accepted_on))
            .text(Some(self.state.as_str()))
            .text(self.layout.map(Layout::as_str))
            .text(Some(self.unit.as_str()))
            .text(self.grade.map(Grade::as_str))
            .int(self.amendment_number.map(i64::from))
            .text(self.amendment_kind.map(AmendmentKind::as_str))
            .text(flag(self.confidential_omitted))
            .int(self.entries_reported.map(as_int))
            .text(self.value_reported.as_ref().map(Canonical::canonical))
            .text(self.value_printed.as_ref().map(Canonical::canonical))
            .int(Some(as_int(self.lines.start)))
            .int(Some(as_int(self.lines.end - self.lines.start)))
            .text(self.report_type.map(ReportType::as_str))
            .text(flag(self.confidential_disclosed))
            .text(self.value_total_unit.map(PrintedUnit::as_str))
            .text(self.unit_confidence.map(Confidence::as_str))
            .text(flag(self.asked_other_periods.then_some(true)))
            .text(self.effect.map(Effect::as_str))
            .text(details.unit.as_ref().map(json).transpose()?)
            .text(details.effect.as_ref().map(json).transpose()?)
            .int(Some(self.included_managers_listed.into()))
            .text(managers(&details.included_managers)?)
            .text(managers(&details.reporting_managers)?)
            .int(self.reporting_managers_listed.map(i64::from))
            .text(self.effect_because.map(EffectReason::as_str));
        Ok(())
    }

    /// The filings of a batch, in their order; their places are still to be set.
    pub(crate) fn decode(batch: &arrow_array::RecordBatch) -> Result<Vec<Self>, SnapshotError> {
        let cells = Cells::of(batch);
        let cik = cells.int("cik")?;
        let accession = cells.text("accession")?;
        let name = cells.text("manager")?;
        let form = cells.text("form")?;
        let (filed, accepted_on) = (cells.day("filed")?, cells.day("accepted_on")?);
        let accepted_at = cells.instant("accepted_at")?;
        let state = cells.text("state")?;
        let layout = cells.text("layout")?;
        let unit = cells.text("unit")?;
        let grade = cells.text("grade")?;
        let amendment_number = cells.int("amendment_number")?;
        let amendment_kind = cells.text("amendment_kind")?;
        let confidential_omitted = cells.text("confidential_omitted")?;
        let entries_reported = cells.int("entries_reported")?;
        let value_reported = cells.text("value_reported")?;
        let value_printed = cells.text("value_printed")?;
        let (first_line, lines) = (cells.int("first_line")?, cells.int("lines")?);
        let report_type = cells.text_or_none("report_type")?;
        let disclosed = cells.text_or_none("confidential_disclosed")?;
        let value_total_unit = cells.text_or_none("value_total_unit")?;
        let unit_confidence = cells.text_or_none("unit_confidence")?;
        let asked = cells.text_or_none("asked_other_periods")?;
        let effect = cells.text_or_none("effect")?;
        let included = cells.int_or_none("included_managers_listed")?;
        let reporting = cells.int_or_none("reporting_managers_listed")?;
        let because = cells.text_or_none("effect_because")?;
        let number = |cell: Option<i64>| cell.and_then(|n| u32::try_from(n).ok());
        cells
            .rows()
            .map(|row| {
                let first = count("first_line", first_line(row))?;
                Ok(Self {
                    cik: manager(cik(row))?,
                    accession: parse("accession", accession(row))?,
                    name: name(row).unwrap_or_default().to_owned(),
                    form: parse("form", form(row))?,
                    filed: filed(row).unwrap_or_default(),
                    accepted_at: accepted_at(row),
                    accepted_on: accepted_on(row).unwrap_or_default(),
                    state: parse("state", state(row))?,
                    layout: parse_option("layout", layout(row))?,
                    unit: parse("unit", unit(row))?,
                    grade: parse_option("grade", grade(row))?,
                    amendment_number: amendment_number(row).and_then(|n| u32::try_from(n).ok()),
                    amendment_kind: parse_option("amendment_kind", amendment_kind(row))?,
                    confidential_omitted: parse_option(
                        "confidential_omitted",
                        confidential_omitted(row),
                    )?,
                    entries_reported: entries_reported(row).and_then(|n| u64::try_from(n).ok()),
                    value_reported: parse_option("value_reported", value_reported(row))?,
                    value_printed: parse_option("value_printed", value_printed(row))?,
                    lines: first..first + count("lines", lines(row))?,
                    report_type: parse_option("report_type", report_type(row))?,
                    confidential_disclosed: parse_option("confidential_disclosed", disclosed(row))?,
                    value_total_unit: parse_option("value_total_unit", value_total_unit(row))?,
                    unit_confidence: parse_option("unit_confidence", unit_confidence(row))?,
                    asked_other_periods: asked(row) == Some("true"),
                    effect: parse_option("effect", effect(row))?,
                    effect_because: parse_option("effect_because", because(row))?,
                    included_managers_listed: number(included(row)).unwrap_or_default(),
                    reporting_managers_listed: number(reporting(row)),
                    row: 0,
                })
            })
            .collect()
    }
}

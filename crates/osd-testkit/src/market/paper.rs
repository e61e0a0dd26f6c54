//! Filings and rows as plain data, for both markets.

use chrono::{Days, NaiveDate};
use osd_domain::{
    Accession, AmendmentKind, AmountType, Cik, Cover, Cusip, Filing, FilingState, Layout, Line,
    OtherManager, Period, Printed, PutCall, ReportType, Unit,
};
use rust_decimal::{Decimal, RoundingStrategy};

use super::Filed;

/// A row to be printed: dollars, whatever unit it is printed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) issuer: String,
    pub(super) cusip: Cusip,
    pub(super) dollars: i128,
    pub(super) amount: i64,
    pub(super) amount_type: AmountType,
    pub(super) put_call: Option<PutCall>,
    pub(super) managers: Option<String>,
}

/// What a filing says of itself.
#[derive(Debug, Clone)]
pub(super) struct Report {
    pub(super) cik: Cik,
    pub(super) period: Period,
    /// Days after the end of the period.
    pub(super) days: u64,
    pub(super) unit: Unit,
    pub(super) amends: Option<AmendmentKind>,
    pub(super) cover: Cover,
}

/// Files reports under numbers of its own.
#[derive(Debug, Default)]
pub(super) struct Agent {
    filed: u64,
}

impl Agent {
    /// The filing of a report with these rows.
    pub(super) fn file(&mut self, report: Report, rows: &[Row]) -> Filed {
        let lines: Vec<Line> = (1..)
            .zip(rows)
            .map(|(ordinal, row)| line(ordinal, row, report.unit))
            .collect();
        let printed: Decimal = lines.iter().filter_map(|line| line.value.get()).sum();
        let mut filing = self.filing(
            &report,
            if report.amends.is_some() {
                "13F-HR/A"
            } else {
                "13F-HR"
            },
        );
        filing.state = FilingState::Read;
        filing.layout = Some(Layout::Xml);
        filing.lines = lines.len() as u64;
        filing.value_printed = Some(printed);
        filing.cover.report_type = Some(ReportType::Holdings);
        filing.cover.entry_total = Some(lines.len() as u64);
        filing.cover.value_total = Some(printed);
        filing.cover.amendment_kind = report.amends;
        filing.cover.is_amendment = Some(report.amends.is_some());
        Filed { filing, lines }
    }

    /// A notice: others report.
    pub(super) fn notice(&mut self, report: &Report) -> Filed {
        let mut filing = self.filing(report, "13F-NT");
        filing.state = FilingState::Notice;
        filing.cover.report_type = Some(ReportType::Notice);
        filing.cover.reporting_for_this = vec![OtherManager {
            name: "Sample Parent Inc".into(),
            file_number: Some("028-99999".into()),
            ..OtherManager::default()
        }];
        Filed {
            filing,
            lines: Vec::new(),
        }
    }

    fn filing(&mut self, report: &Report, form: &str) -> Filing {
        self.filed += 1;
        let filed: NaiveDate = report.period.end() + Days::new(report.days);
        let number = format!(
            "{:010}-{}-{:06}",
            9_000_000_000 + self.filed / 1_000_000,
            filed.format("%y"),
            self.filed % 1_000_000
        );
        let accession: Accession = number.parse().expect("a number made here");
        let hour = filed.and_hms_opt(16, 0, 0).expect("an hour");
        Filing {
            accession,
            cik: report.cik,
            name: format!("Sample Capital {} LLC", report.cik),
            form: form.parse().expect("a form"),
            filed,
            accepted_at: (!self.filed.is_multiple_of(3)).then(|| hour.and_utc()),
            accepted_on: filed,
            period: Some(report.period),
            state: FilingState::Read,
            layout: None,
            unit: None,
            cover: report.cover.clone(),
            lines: 0,
            value_printed: None,
            grade: None,
            notes: Vec::new(),
            co_filers: Vec::new(),
            reader_version: Some(1),
        }
    }
}

fn line(ordinal: u32, row: &Row, unit: Unit) -> Line {
    let dollars = Decimal::from_i128_with_scale(row.dollars, 0);
    let value = match unit {
        Unit::Dollars => dollars,
        Unit::Thousands => (dollars / Decimal::ONE_THOUSAND)
            .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero),
    };
    Line {
        ordinal,
        issuer: row.issuer.clone(),
        class: "COM".into(),
        cusip: Printed::exact(row.cusip),
        value: Printed::exact(value),
        amount: Printed::exact(row.amount.into()),
        amount_type: Printed::exact(row.amount_type),
        put_call: row.put_call.map(Printed::exact).unwrap_or_default(),
        other_managers: row.managers.clone(),
        ..Line::default()
    }
}

/// The CUSIP of a security by its number.
pub(super) fn cusip(number: u64) -> Cusip {
    // Issuers and issues are apart: neighbors in number are nothing to each other.
    let issuer = (number * 7_919) % 1_000_000;
    Cusip::from_first_eight(&format!("{issuer:06}{:02}", 10 + number % 90)).expect("eight digits")
}

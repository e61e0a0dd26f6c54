//! Filings and rows, in the words of tests.

use chrono::NaiveDate;
use osd_domain::{
    AmendmentKind, AmountType, Cik, Cover, Cusip, Filing, FilingRef, FilingState, Line, Period,
    Printed, Unit, court::Witnesses,
};
use osd_snapshot::{Published, SnapshotError, Snapshots};
use rust_decimal::Decimal;

pub(crate) const READER: u32 = 1;
pub(crate) const APPLE: &str = "037833100";
pub(crate) const AMEX: &str = "025816109";

pub(crate) fn period() -> Period {
    "2025Q1".parse().unwrap()
}

pub(crate) fn filing(cik: u64, number: u32, filed: &str) -> Filing {
    let filed: NaiveDate = filed.parse().unwrap();
    let mut filing = Filing::discovered(FilingRef {
        accession: format!("0000000001-25-{number:06}").parse().unwrap(),
        cik: Cik::new(cik).unwrap(),
        name: format!("MANAGER {cik} OF {number}"),
        form: "13F-HR".parse().unwrap(),
        filed,
        co_filers: Vec::new(),
    });
    filing.period = Some(period());
    filing.state = FilingState::Read;
    filing.unit = Some(Unit::Dollars);
    filing
}

pub(crate) fn amendment(cik: u64, number: u32, filed: &str, kind: AmendmentKind) -> Filing {
    let cover = Cover {
        amendment_number: Some(1),
        amendment_kind: Some(kind),
        ..Cover::default()
    };
    Filing {
        form: "13F-HR/A".parse().unwrap(),
        cover,
        ..filing(cik, number, filed)
    }
}

pub(crate) fn shares(ordinal: u32, cusip: &str, value: i64, amount: i64) -> Line {
    Line {
        ordinal,
        issuer: format!("ISSUER {cusip}"),
        class: "COM".into(),
        cusip: Printed::new(cusip, cusip.parse::<Cusip>().ok()),
        value: Printed::exact(value.into()),
        amount: Printed::exact(amount.into()),
        amount_type: Printed::exact(AmountType::Shares),
        ..Line::default()
    }
}

pub(crate) fn publish(snapshots: &Snapshots, filings: &[(Filing, Vec<Line>)]) -> Published {
    let mut writer = snapshots.begin(period(), READER, "tester").unwrap();
    for (filing, lines) in filings {
        writer.push(filing, lines).unwrap();
    }
    writer
        .finish::<SnapshotError>(Witnesses::default())
        .unwrap()
}

pub(crate) fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

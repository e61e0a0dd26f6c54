//! The quality ledger's rows: what was noticed, judged, repaired and overridden of filings.

use osd_catalog::{Overruled, QualityKind, QualityRow, UnitRule, effect_rule};
use osd_domain::{Filing, Unit, amendment::EffectReason};
use osd_snapshot::{FilingDetails, FilingEntry, Snapshot};
use serde::Serialize;
use serde_json::Value;

use chrono::Datelike;

use crate::IngestError;

/// The rows of one filing.
struct Rows<'a> {
    filing: &'a Filing,
    rows: Vec<QualityRow>,
}

impl<'a> Rows<'a> {
    fn of(filing: &'a Filing) -> Self {
        let mut rows = Self {
            filing,
            rows: Vec::new(),
        };
        for note in &filing.notes {
            let mut detail = json(note);
            let code = detail.as_object_mut().and_then(|all| all.remove("code"));
            let code = code.as_ref().and_then(Value::as_str).unwrap_or("note");
            rows.add(QualityKind::Note, code.to_owned(), None, detail);
        }
        rows
    }

    fn add(&mut self, kind: QualityKind, rule: String, line: Option<u32>, detail: Value) {
        self.rows.push(QualityRow {
            accession: self.filing.accession,
            place: self.rows.len() as u64,
            cik: self.filing.cik,
            period: self.filing.period,
            year: self.filing.filed.year(),
            kind,
            rule,
            line,
            detail,
        });
    }

    fn judged(&mut self, entry: &FilingEntry, details: &FilingDetails) {
        if let Some(unit) = &details.unit {
            let by_rule = Unit::by_filing_date(entry.filed);
            let rule = if unit.is_quarantined() {
                UnitRule::Quarantined
            } else if unit.unit == by_rule {
                UnitRule::ByRule
            } else {
                UnitRule::AgainstRule
            };
            self.add(QualityKind::Verdict, rule.to_string(), None, json(unit));
            if unit.is_overridden() {
                let rule = Overruled::Unit.to_string();
                self.add(QualityKind::Override, rule, None, json(unit));
            }
        }
        if let Some(effect) = &details.effect {
            let rule = effect_rule(effect.because);
            self.add(QualityKind::Verdict, rule, None, json(effect));
            if effect.because == EffectReason::Override {
                let rule = Overruled::Effect.to_string();
                self.add(QualityKind::Override, rule, None, json(effect));
            }
        }
    }
}

/// What was noticed of filings that belong to no period, which no publication sees.
pub(crate) fn of_readings(filings: &[Filing]) -> Vec<QualityRow> {
    let without = filings.iter().filter(|filing| filing.period.is_none());
    without.flat_map(|filing| Rows::of(filing).rows).collect()
}

/// Everything of a published period. `filings` are those of the catalog, which has their notes.
pub(crate) fn of_period(
    snapshot: &Snapshot,
    filings: &[Filing],
) -> Result<Vec<QualityRow>, IngestError> {
    let details = snapshot.all_details()?;
    let mut judged = snapshot.filings().iter().zip(&details).peekable();
    let mut all = Vec::new();
    for filing in filings {
        let mut rows = Rows::of(filing);
        let place = (filing.cik, filing.accession);
        while judged
            .next_if(|(entry, _)| (entry.cik, entry.accession) < place)
            .is_some()
        {}
        if let Some((entry, details)) =
            judged.next_if(|(entry, _)| (entry.cik, entry.accession) == place)
        {
            rows.judged(entry, details);
        }
        for repair in snapshot.repairs(filing.accession) {
            let rule = repair.fault.to_string();
            rows.add(
                QualityKind::Repair,
                rule,
                Some(repair.ordinal),
                json(repair),
            );
        }
        all.append(&mut rows.rows);
    }
    Ok(all)
}

fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

//! The bridge over whole markets: its steps add up to the totals, to the dollar.

use osd_domain::{Kind, SecurityId};
use osd_testkit::{
    market::{Filed, labels, units},
    period,
};
use rust_decimal::Decimal;

use crate::hearing::Quarter;

fn adds_up(filings: &[Filed], quarter: osd_domain::Period) -> usize {
    let judged = Quarter::judge(filings, quarter, |_: &SecurityId| None);
    let mut steps_taken = 0;
    for cik in judged.managers() {
        let (fold, book) = judged.manager(cik);
        let bridge = judged.bridge(cik, &fold);
        let by_kind = book.portfolio().by_kind();
        for (kind, reached) in Kind::ALL.iter().zip(bridge.total()) {
            let total = by_kind.get(kind).map_or(0, |total| total.value);
            let total = Decimal::try_from_i128_with_scale(total, 0).unwrap();
            assert_eq!(reached, total, "{cik} {kind}");
        }
        let is_step = |kinds: &[Decimal; 4]| kinds.iter().any(|sum| !sum.is_zero());
        steps_taken += bridge.steps().filter(|(_, kinds)| is_step(kinds)).count();
    }
    steps_taken
}

#[test]
fn the_steps_add_up_for_every_manager_of_a_market() {
    let changes = labels::universe(5, 20_000);
    let steps = adds_up(&changes.filings, changes.period);
    assert!(steps > 300, "{steps}");
    let stragglers = units::universe(6, 300, period("2021Q2"));
    let steps = adds_up(&stragglers.filings, stragglers.period);
    assert!(steps > 600, "{steps}");
}

//! What it takes to add up the books of two quarters, and to set them side by side.
//!
//! ```sh
//! cargo bench -p osd-domain
//! ```

#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on is broken"
)]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use osd_domain::{
    Accession, AmountType, Book, Cusip, Line, Printed, Unit,
    amendment::{Report, fold},
    book::Counting,
    change::{Quarter, Side, compare},
    market::MarketChanges,
};

/// A book of shares: of ten positions one is new, one has more, and one less than the quarter before.
fn lines(positions: u32, quarter: u32) -> Vec<Line> {
    let held = (0..positions).filter(|at| at % 10 != quarter);
    held.map(|at| {
        let cusip = Cusip::from_first_eight(&format!("{:08}", at * 37)).unwrap();
        let amount = match at % 10 {
            4 | 5 => 1_000 + at + quarter,
            _ => 1_000 + at,
        };
        Line {
            ordinal: at + 1,
            issuer: format!("ISSUER {at} INC"),
            class: "COM".into(),
            cusip: Printed::exact(cusip),
            value: Printed::exact((amount * 50).into()),
            amount: Printed::exact(amount.into()),
            amount_type: Printed::exact(AmountType::Shares),
            ..Line::default()
        }
    })
    .collect()
}

fn counting(accession: Accession) -> Counting<'static> {
    Counting {
        accession,
        unit: Unit::Dollars,
        adds: false,
        discloses: false,
        omits: None,
        included: &[],
    }
}

fn added_up(lines: &[Line], accession: Accession) -> Book {
    let mut book = Book::default();
    book.add(&counting(accession), lines, &[]);
    book
}

fn quarters(criterion: &mut Criterion) {
    let accession: Accession = "0000000001-25-000001".parse().unwrap();
    let report = Report {
        accession,
        is_amendment: false,
        accepted_at: None,
        accepted_on: "2025-05-15".parse().unwrap(),
        amendment_number: None,
        kind: None,
        state: osd_domain::FilingState::Read,
        printed_totals: None,
        judged: None,
    };
    let fold = fold(&[report], None);
    let market = MarketChanges::default();
    let mut group = criterion.benchmark_group("two quarters");
    for positions in [100, 2_000, 20_000] {
        let (before, now) = (lines(positions, 1), lines(positions, 2));
        group.throughput(Throughput::Elements(now.len() as u64));
        let name = BenchmarkId::new("add up", positions);
        group.bench_function(name, |bencher| bencher.iter(|| added_up(&now, accession)));
        let [book, book_before] = [&now, &before].map(|lines| added_up(lines, accession));
        let name = BenchmarkId::new("compare", positions);
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let now = Side::of(Quarter::Now, Some(&fold), Some(&book), true);
                let before = Side::of(Quarter::Before, Some(&fold), Some(&book_before), true);
                compare(now, before, &market)
            });
        });
    }
    group.finish();
}

criterion_group!(benches, quarters);
criterion_main!(benches);

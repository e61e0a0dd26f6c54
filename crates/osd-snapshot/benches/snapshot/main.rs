//! Parts of publishing and asking a period: writing it, opening it, reading one manager, comparing
//! all of them.
//!
//! ```sh
//! cargo bench -p osd-snapshot
//! ```

#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on is broken"
)]

mod universe;

use std::{hint::black_box, time::Duration};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use osd_domain::{
    Cik, Filing, Line, Period,
    change::{Quarter, Side, compare},
    court::Witnesses,
    market::{CuratedLinks, MarketChanges},
};
use osd_snapshot::{Published, Snapshot, SnapshotError, Snapshots, market_changes};

use self::universe::Universe;

/// The program's own.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

type Filed = Vec<(Filing, Vec<Line>)>;

fn publish(snapshots: &Snapshots, period: Period, filed: &Filed) -> Published {
    let mut writer = snapshots.begin(period, 1, "bench").unwrap();
    for (filing, lines) in filed {
        writer.push(filing, lines).unwrap();
    }
    writer
        .finish::<SnapshotError>(Witnesses::default())
        .unwrap()
}

fn positions(now: &Snapshot, before: &Snapshot, cik: Cik) -> usize {
    let folds = [now, before].map(|snapshot| snapshot.fold(cik, None));
    let book = now.book(cik, &folds[0]).unwrap();
    let book_before = before.book(cik, &folds[1]).unwrap();
    let compared = compare(
        Side::of(Quarter::Now, Some(&folds[0]), Some(&book), true),
        Side::of(Quarter::Before, Some(&folds[1]), Some(&book_before), true),
        &MarketChanges::default(),
    );
    compared.positions.len()
}

fn parts(criterion: &mut Criterion) {
    let universe = Universe::new(800, 25_000, 100.0);
    let period: Period = "2024Q4".parse().unwrap();
    let filed =
        [period, period.next()].map(|period| -> Filed { universe.filings(period).collect() });
    let rows: usize = filed[1].iter().map(|(_, lines)| lines.len()).sum();
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::folder(folder.path()).unwrap();
    let [before, now] = [(period, &filed[0]), (period.next(), &filed[1])].map(|(period, filed)| {
        let published = publish(&snapshots, period, filed);
        snapshots.open(period, &published.id).unwrap()
    });

    let mut group = criterion.benchmark_group("period");
    group
        .sample_size(10)
        .throughput(Throughput::Elements(rows as u64));
    group.bench_function("write", |bencher| {
        bencher.iter(|| publish(&snapshots, period.next(), &filed[1]));
    });
    group.bench_function("open", |bencher| {
        bencher.iter(|| {
            let cold = Snapshots::folder(folder.path()).unwrap();
            cold.open(period.next(), now.id()).unwrap()
        });
    });
    group.bench_function("market changes", |bencher| {
        bencher.iter(|| market_changes(&now, &before, &CuratedLinks::default()).unwrap());
    });
    group.bench_function("books in order", |bencher| {
        bencher.iter(|| {
            let mut pass = now.in_order();
            for manager in now.managers() {
                let fold = now.fold(manager.cik, None);
                black_box(pass.book(manager.cik, &fold).unwrap());
            }
        });
    });
    group.finish();

    let mut group = criterion.benchmark_group("manager beside the quarter before");
    group.measurement_time(Duration::from_secs(3));
    let mut managers: Vec<_> = now.managers().iter().collect();
    managers.sort_by_key(|manager| manager.positions);
    for (size, place) in [("median", 50), ("large", 95), ("largest", 100)] {
        let at = (managers.len() - 1) * place / 100;
        let manager = managers[at];
        let name = BenchmarkId::new(size, manager.positions);
        group.bench_with_input(name, &manager.cik, |bencher, cik| {
            bencher.iter(|| positions(&now, &before, *cik));
        });
    }
    group.finish();
}

criterion_group!(benches, parts);
criterion_main!(benches);

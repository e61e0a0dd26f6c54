//! What a query costs in an index as large as the real one: 15,000 managers and 100,000 securities.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use osd_search::{Code, CodeKind, Entry, Index, Kind, Name, Query};

const MANAGERS: u64 = 15_000;
const SECURITIES: u64 = 100_000;

/// What names of managers end in.
const OF_MANAGERS: [&str; 8] = [
    "CAPITAL MANAGEMENT LLC",
    "ADVISORS INC",
    "PARTNERS LP",
    "ASSET MANAGEMENT",
    "GROUP INC",
    "WEALTH MANAGEMENT LLC",
    "INVESTMENT ADVISERS",
    "HOLDINGS CORP",
];
/// What names of issuers end in, and classes.
const OF_ISSUERS: [&str; 8] = [
    "INC",
    "CORP",
    "HLDGS LTD",
    "PLC",
    "THERAPEUTICS INC",
    "BANCORP",
    "ENERGY CO",
    "ETF TR",
];
const CLASSES: [&str; 6] = [
    "COM",
    "CL A",
    "SHS",
    "SPONSORED ADS",
    "NOTE 2.500% 3/1",
    "ORD",
];
const SYLLABLES: [&str; 20] = [
    "ber", "van", "gol", "mor", "chi", "del", "tor", "ras", "kin", "lem", "no", "va", "qui",
    "stan", "bro", "har", "wes", "fi", "tel", "dyn",
];

/// The next of a sequence that only looks random.
fn next(state: &mut u64) -> u64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

fn pick<'a>(state: &mut u64, from: &[&'a str]) -> &'a str {
    from[usize::try_from(next(state)).unwrap_or_default() % from.len()]
}

/// A made-up word; some come often, as they do.
fn word(state: &mut u64) -> String {
    let mut of = if next(state).is_multiple_of(3) {
        next(state) % 400
    } else {
        next(state) % 60_000
    };
    let syllables = 2 + of % 3;
    (0..syllables)
        .map(|_| pick(&mut of, &SYLLABLES))
        .collect::<String>()
        .to_uppercase()
}

fn entry(kind: Kind, id: String, name: String, class: &str, code: Code, size: u64) -> Entry {
    Entry {
        kind,
        id,
        label: name.clone(),
        beside: class.to_owned(),
        symbol: String::new(),
        names: vec![Name {
            text: name,
            beside: class.to_owned(),
            is_former: false,
        }],
        codes: vec![code],
        size,
    }
}

fn entries() -> Vec<Entry> {
    let mut state = 7;
    let mut all = Vec::new();
    for number in 0..MANAGERS {
        let name = format!(
            "{} {} {}",
            word(&mut state),
            word(&mut state),
            pick(&mut state, &OF_MANAGERS)
        );
        let name = if number == 0 {
            "BERKSHIRE HATHAWAY INC".to_owned()
        } else {
            name
        };
        let code = Code {
            kind: CodeKind::Cik,
            text: (900_000 + number).to_string(),
            is_former: false,
        };
        all.push(entry(
            Kind::Manager,
            code.text.clone(),
            name,
            "",
            code,
            MANAGERS - number,
        ));
    }
    for number in 0..SECURITIES {
        let name = format!(
            "{} {} {}",
            word(&mut state),
            word(&mut state),
            pick(&mut state, &OF_ISSUERS)
        );
        let class = pick(&mut state, &CLASSES);
        let code = Code {
            kind: CodeKind::Cusip,
            text: format!("{:09}", number * 7_919),
            is_former: false,
        };
        all.push(entry(
            Kind::Security,
            code.text.clone(),
            name,
            class,
            code,
            SECURITIES - number,
        ));
    }
    all
}

fn queries(c: &mut Criterion) {
    let index = Index::new(entries());
    for (what, text) in [
        ("one letter", "b"),
        ("the beginning of a word", "ber"),
        ("two words", "berkshire hathaway"),
        ("two words with typos", "berkshier hathway"),
        ("common words", "capital management"),
        ("a CUSIP with a wrong digit", "000007918"),
        ("a word that nobody has", "zzyzxqwv"),
        (
            "eight words that nobody has",
            "alpha bravo charlie delta foxtrot juliett november sierra",
        ),
    ] {
        let query = Query {
            text,
            kinds: &Kind::ALL,
            limit: 10,
        };
        c.bench_function(what, |b| b.iter(|| black_box(index.search(query))));
    }
}

fn building(c: &mut Criterion) {
    let entries = entries();
    let mut group = c.benchmark_group("building");
    group.sample_size(10);
    group.bench_function("the index", |b| b.iter(|| Index::new(entries.clone())));
    group.finish();
}

criterion_group!(benches, queries, building);
criterion_main!(benches);

//! Real reference files, where a mirror of sec.gov lies beside the repository.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{
    collections::{BTreeMap, HashSet},
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use osd_domain::{
    ReferenceFile,
    ticker::{self, Confidence, Reason},
};
use osd_edgar::{
    archive, content,
    fails::{self, Fails},
    tickers,
};

fn files() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/edgar")
}

/// A reference file of the mirror; none where there is no mirror.
fn real(file: ReferenceFile) -> Option<Vec<u8>> {
    let mut paths = archive::reference_paths(file).into_iter();
    paths.find_map(|path| fs::read(files().join(path)).ok())
}

/// All fails-to-deliver files of the mirror, checked and read once.
static REAL_FAILS: LazyLock<BTreeMap<&str, Fails>> = LazyLock::new(|| {
    let real = FAILS
        .iter()
        .filter_map(|&(name, _, _)| Some((name, read_fails(name)?)));
    real.collect()
});

fn read_fails(name: &str) -> Option<Fails> {
    let file = name.parse().unwrap();
    let bytes = real(file)?;
    assert_eq!(content::check_reference(&bytes, file), Ok(()), "{name}");
    let cut = &bytes[..bytes.len() * 9 / 10];
    assert!(content::check_reference(cut, file).is_err(), "{name}");
    Some(fails::read(&bytes).unwrap())
}

/// Their rows, as `unzip -p … | grep -c '|'` counts them, and what their last lines say.
const FAILS: [(&str, usize, Option<u64>); 7] = [
    ("cnsfails202009a.zip", 43_147, Some(43_147)),
    ("cnsfails202010b.zip", 57_965, Some(57_965)),
    ("cnsfails202012a.zip", 54_378, Some(54_378)),
    ("cnsfails202101a.zip", 48_215, None),
    ("cnsfails202103a.zip", 58_538, None),
    ("cnsfails202105b.zip", 59_392, None),
    ("cnsfails202106a.zip", 60_413, Some(60_413)),
];

#[test]
fn every_row_of_real_fails_files_is_read() {
    let (mut rows, mut without_price) = (0, 0);
    for (name, expected, trailer) in FAILS {
        let Some(fails) = REAL_FAILS.get(name) else {
            return;
        };
        assert_eq!(fails.rows.len(), expected, "{name}");
        assert_eq!((fails.unreadable_rows, fails.unreadable_prices), (0, 0));
        assert_eq!(fails.trailer_records, trailer, "{name}");
        assert!(fails.rows.iter().all(|row| !row.cusip.is_suspect()));
        assert!(fails.rows.iter().all(|row| row.symbol.is_some()));
        rows += fails.rows.len();
        without_price += fails.rows.iter().filter(|row| row.price.is_none()).count();
    }
    // One row in ninety has a lone point for a price.
    assert_eq!((rows, without_price), (382_048, 4_332));
}

#[test]
fn real_prices_are_those_of_the_day_before() {
    let Some(fails) = REAL_FAILS.get("cnsfails202009a.zip") else {
        return;
    };
    let price = |cusip: &str, day: &str| {
        let (cusip, day) = (cusip.parse().unwrap(), day.parse().unwrap());
        let mut rows = fails.rows.iter();
        let row = rows.find(|row| (row.cusip, row.day) == (cusip, day));
        row.unwrap().price.unwrap().to_string()
    };
    // Berkshire Hathaway B closed at 218.04 on 2020-08-31, Apple at 134.18 on 2020-09-01.
    assert_eq!(price("084670702", "2020-09-01"), "218.04");
    assert_eq!(price("037833100", "2020-09-02"), "134.18");
}

#[test]
fn real_symbols_are_understood() {
    let rows = REAL_FAILS.values().flat_map(|fails| &fails.rows);
    let symbols: BTreeMap<&str, &str> = rows
        .filter_map(|row| Some((row.symbol.as_deref()?, row.description.as_str())))
        .collect();
    if symbols.is_empty() {
        return;
    }
    let mut counts: BTreeMap<Reason, usize> = BTreeMap::new();
    for (symbol, description) in &symbols {
        let ticker = ticker::normalize(symbol, description);
        *counts.entry(ticker.reason).or_default() += 1;
        let marks = ["ZZZZ", "XXXX"].iter();
        let mut before_mark = marks.filter_map(|mark| symbol.strip_suffix(mark));
        match ticker.reason {
            Reason::Payment => assert_eq!(ticker.key, None),
            _ => assert_eq!(ticker.key.as_deref(), before_mark.next().or(Some(symbol))),
        }
    }
    // Their forms, counted by regular expressions: with ZZZZ and XXXX at the end, with a digit.
    assert_eq!(symbols.len(), 16_305);
    assert_eq!(
        (counts[&Reason::NewCusip], counts[&Reason::OldCusip]),
        (54, 47)
    );
    assert_eq!(counts[&Reason::Payment], 18);
    // One in a hundred is doubtful for the D at its end. No real symbol has an unknown form.
    assert_eq!(counts[&Reason::Temporary], 143);
    assert_eq!(counts[&Reason::Plain] + counts[&Reason::Suffixed], 16_043);
}

#[test]
fn most_listed_tickers_of_the_mirror_meet_a_symbol() {
    let Some(bytes) = real(ReferenceFile::CompanyTickersExchange) else {
        return;
    };
    let rows = REAL_FAILS.values().flat_map(|fails| &fails.rows);
    let certain: HashSet<String> = rows
        .filter_map(|row| {
            let ticker = ticker::normalize(row.symbol.as_deref()?, &row.description);
            let is_certain = ticker.confidence == Confidence::Certain;
            ticker.key.filter(|_| is_certain)
        })
        .collect();
    let companies = tickers::read(&bytes).unwrap().companies;
    let meets = |one: &&tickers::CompanyTicker| {
        ticker::key_of_listed(&one.ticker).is_some_and(|key| certain.contains(&key))
    };
    let with_class = |one: &&tickers::CompanyTicker| one.ticker.contains('-');
    // The list is years younger than the files, so many tickers cannot meet. Those of a class do
    // no less often than the others: what became of their hyphen is understood.
    let met = companies.iter().filter(meets).count();
    let met_with_class = companies.iter().filter(with_class).filter(meets).count();
    assert_eq!((met, companies.len()), (5_840, 10_015));
    assert_eq!(
        (met_with_class, companies.iter().filter(with_class).count()),
        (315, 498)
    );
}

#[test]
fn real_lists_of_companies_are_read() {
    for (file, entries, with_exchange) in [
        (ReferenceFile::CompanyTickers, 9_610, 0),
        (ReferenceFile::CompanyTickersExchange, 10_015, 9_836),
    ] {
        let Some(bytes) = real(file) else { return };
        assert_eq!(content::check_reference(&bytes, file), Ok(()), "{file}");
        let tickers = tickers::read(&bytes).unwrap();
        assert_eq!(tickers.companies.len(), entries, "{file}");
        assert_eq!(tickers.unreadable_entries, 0, "{file}");
        let exchanges = tickers
            .companies
            .iter()
            .filter(|one| one.exchange.is_some());
        assert_eq!(exchanges.count(), with_exchange, "{file}");

        // No two tickers of a list come to the same key.
        let keys: HashSet<_> = tickers
            .companies
            .iter()
            .map(|one| ticker::key_of_listed(&one.ticker).unwrap())
            .collect();
        assert_eq!(keys.len(), entries, "{file}");
        let berkshire = tickers.companies.iter().find(|one| one.ticker == "BRK-B");
        assert_eq!(berkshire.unwrap().cik.number(), 1_067_983);
    }
}

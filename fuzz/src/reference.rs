//! Reference files around the bytes they are given, and what must hold of every reading.

use osd_domain::ticker;
use osd_edgar::{
    fails::{self, Fails},
    tickers,
};

/// Reads bytes as a fails-to-deliver file, as the text in one, and as rows below a heading.
///
/// # Panics
///
/// Where the reading is not what it must be.
pub fn fails(bytes: &[u8]) {
    if let Ok(fails) = fails::read(bytes) {
        sound_rows(&fails);
    }
    const HEADING: &[u8] =
        b"SETTLEMENT DATE|CUSIP|SYMBOL|QUANTITY (FAILS)|DESCRIPTION|PRICE\n20200901|";
    for text in [bytes.to_vec(), [HEADING, bytes].concat()] {
        if let Ok(fails) = fails::read_text(&text) {
            let lines = text.split(|&byte| byte == b'\n').count() as u64;
            assert!(fails.rows.len() as u64 + fails.unreadable_rows <= lines);
            sound_rows(&fails);
        }
    }
}

fn sound_rows(fails: &Fails) {
    assert!(fails.unreadable.len() as u64 <= fails.unreadable_rows);
    assert!(fails.unreadable_prices <= fails.rows.len() as u64);
    for row in &fails.rows {
        assert!(row.price.is_none_or(|price| price > 0.into()), "{row:?}");
        assert_eq!(row.description, row.description.trim());
        let Some(symbol) = &row.symbol else { continue };
        assert!(!symbol.is_empty() && symbol == symbol.trim(), "{row:?}");
        let ticker = ticker::normalize(symbol, &row.description);
        if let Some(key) = ticker.key {
            assert!((1..=8).contains(&key.len()), "{row:?}");
            assert!(key.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            // What is a ticker is one again.
            assert!(ticker::normalize(&key, "").key.is_some(), "{row:?}");
        }
    }
}

/// Reads bytes as a list of companies.
///
/// # Panics
///
/// Where the reading is not what it must be.
pub fn tickers(bytes: &[u8]) {
    let Ok(tickers) = tickers::read(bytes) else {
        return;
    };
    assert!(!tickers.companies.is_empty());
    assert!(tickers.unreadable.len() as u64 <= tickers.unreadable_entries);
    for company in &tickers.companies {
        assert!(!company.ticker.is_empty(), "{company:?}");
        assert!(company.ticker.len() <= bytes.len(), "{company:?}");
        let _ = ticker::key_of_listed(&company.ticker);
    }
}

//! The kinds of symbols, told by their form.

/// What a symbol without separators looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    Empty,
    Plain,
    Suffixed,
    NewCusip(&'a str),
    OldCusip(&'a str),
    Temporary,
    WhenIssued,
    Payment,
    Test,
    /// A form that no ticker has, though it might be one.
    Odd,
    /// A form that is no ticker.
    NoTicker,
}

/// The longest ticker without a suffix: five letters on every exchange and in the over-the-counter
/// market.
const LONGEST: usize = 5;

/// The longest symbol that may be a ticker: five letters and a suffix of three.
const LONGEST_SUFFIXED: usize = 8;

/// What a symbol is; upper case, as is the description.
pub(super) fn kind<'a>(symbol: &'a str, description: &str) -> Kind<'a> {
    if symbol.is_empty() {
        return Kind::Empty;
    }
    if is_payment(symbol) {
        return Kind::Payment;
    }
    if !symbol.bytes().all(|byte| byte.is_ascii_uppercase()) {
        let digits = symbol.bytes().all(|byte| byte.is_ascii_alphanumeric());
        return if digits && symbol.len() <= LONGEST {
            Kind::Odd
        } else {
            Kind::NoTicker
        };
    }
    if is_test(symbol, description) {
        return Kind::Test;
    }
    if let Some(ticker) = before("ZZZZ", symbol) {
        return Kind::NewCusip(ticker);
    }
    if let Some(ticker) = before("XXXX", symbol) {
        return Kind::OldCusip(ticker);
    }
    if is_when_issued(symbol, description) {
        return Kind::WhenIssued;
    }
    let length = symbol.len();
    if length > LONGEST_SUFFIXED {
        Kind::NoTicker
    } else if length > LONGEST {
        if has_suffix(symbol) {
            Kind::Suffixed
        } else {
            Kind::Odd
        }
    } else if length == LONGEST && is_preferred(symbol, description) {
        Kind::Suffixed
    } else if length == LONGEST && symbol.ends_with('D') {
        Kind::Temporary
    } else {
        Kind::Plain
    }
}

/// The ticker before an ending, where one is left.
fn before<'a>(ending: &str, symbol: &'a str) -> Option<&'a str> {
    let ticker = symbol.strip_suffix(ending)?;
    (1..=LONGEST).contains(&ticker.len()).then_some(ticker)
}

/// `W103DIVDPYMNT`, `7110REORGPYMNT`, `U102REORGPAYMEN`, `V108SPINOFFPYMN`: the last four signs of a
/// CUSIP and what is paid, with the vowels that had room.
fn is_payment(symbol: &str) -> bool {
    let Some((cusip, word)) = symbol.split_at_checked(4) else {
        return false;
    };
    let paid = ["DIV", "REORG", "RTS", "RIGHT", "SPINOFF", "PYM", "PAYM"];
    cusip.bytes().any(|byte| byte.is_ascii_digit())
        && word.len() >= LONGEST
        && (paid.iter().any(|paid| word.starts_with(paid)))
}

/// The symbols that Nasdaq (`ZVZZT`), the exchanges of NYSE (`NTEST`), Cboe (`ZTEST`, `ZTST`) and
/// IEX (`ZEXIT`, `ZIEXT`, `ZXIET`) have published as never those of a security.
fn is_test(symbol: &str, description: &str) -> bool {
    const PUBLISHED: [&str; 10] = [
        "ATEST", "CTEST", "MTEST", "NTEST", "PTEST", "ZTEST", "ZTST", "ZEXIT", "ZIEXT", "ZXIET",
    ];
    let of_nasdaq = matches!(symbol.as_bytes(), [b'Z', _, b'Z', b'Z', b'T']);
    let published = of_nasdaq || PUBLISHED.contains(&symbol);
    published
        || ["TEST STOCK", "TEST SYMBOL", "TEST SECURITY"]
            .iter()
            .any(|said| description.contains(said))
}

/// Trading before issue: the description says it, and so does an ending.
fn is_when_issued(symbol: &str, description: &str) -> bool {
    let said = ["WHEN ISS", "WHEN-ISS", " W/I", " WI "].iter();
    let mut said = said.filter(|said| description.contains(**said));
    (symbol.ends_with("WI") || symbol.ends_with("WD") || symbol.ends_with('V'))
        && symbol.len() >= LONGEST
        && said.next().is_some()
}

/// Five letters may be a preferred share of a company with two: `MHPRD`, the series D of MH. Those
/// that could as well be a ticker of some weeks are taken for one, unless the description speaks of
/// a preferred share.
fn is_preferred(symbol: &str, description: &str) -> bool {
    const SAID: [&str; 7] = ["PFD", "PREF", "PERP", "DEP SH", "DS RE", "CUM", " SER "];
    symbol.get(2..4) == Some("PR") && SAID.iter().any(|said| description.contains(said))
}

/// Whether a symbol of six letters or more ends as the clearing house marks preferred shares
/// (`PR` and a series), warrants (`WS` and a series), rights (`RT`) and units (`U`).
fn has_suffix(symbol: &str) -> bool {
    let ends = |symbol: &str| {
        ["PR", "WS", "RT", "U"].iter().any(|suffix| {
            symbol
                .strip_suffix(suffix)
                .is_some_and(|base| (1..=LONGEST).contains(&base.len()))
        })
    };
    let without_series = symbol.get(..symbol.len() - 1).unwrap_or_default();
    let with_series = ["PR", "WS"]
        .iter()
        .any(|mark| without_series.ends_with(mark));
    ends(symbol) || with_series
}

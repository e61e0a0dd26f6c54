use super::*;

fn normalized(symbol: &str, description: &str) -> (Option<String>, Confidence, Reason) {
    let Ticker {
        key,
        confidence,
        reason,
    } = normalize(symbol, description);
    (key, confidence, reason)
}

#[track_caller]
fn assert_ticker(symbol: &str, description: &str, key: &str, confidence: Confidence, why: Reason) {
    let expected = (Some(key.to_owned()), confidence, why);
    assert_eq!(normalized(symbol, description), expected, "{symbol}");
}

#[track_caller]
fn assert_none(symbol: &str, description: &str, why: Reason) {
    let expected = (None, Confidence::Doubtful, why);
    assert_eq!(normalized(symbol, description), expected, "{symbol}");
}

#[test]
fn usual_tickers_stay_as_they_are() {
    for symbol in ["A", "BRKB", "AAPL", "NSRGY", "EURN", "ZNGA", "XXXX", "ZZZZ"] {
        assert_ticker(symbol, "", symbol, Confidence::Certain, Reason::Plain);
    }
    assert_ticker(" aapl ", "", "AAPL", Confidence::Certain, Reason::Plain);
}

#[test]
fn a_symbol_and_a_listed_ticker_meet_at_the_same_key() {
    for (symbol, listed) in [
        ("BRKB", "BRK-B"),
        ("MOGA", "MOG-A"),
        ("ABRPRA", "ABR-PA"),
        ("ACICWS", "ACIC-WT"),
        ("OUSTWSA", "OUST-WTA"),
        ("AACU", "AAC-UN"),
        ("ETIPR", "ETI-P"),
        ("VHAQRT", "VHAQ-RI"),
        ("AAPL", "AAPL"),
        ("DAIC", "DAIC "),
    ] {
        assert_eq!(normalize(symbol, "").key, key_of_listed(listed), "{listed}");
    }
    assert_eq!(key_of_listed(" - "), None);
}

#[test]
fn separators_that_were_left_are_taken_out() {
    for symbol in ["BRK.B", "BRK-B", "BRK/B", "BRK B"] {
        assert_ticker(symbol, "", "BRKB", Confidence::Likely, Reason::Separated);
    }
}

#[test]
fn the_ticker_stands_before_the_mark_of_an_exchange_of_cusips() {
    let likely = Confidence::Likely;
    for (symbol, ticker) in [
        ("XERSZZZZ", "XERS"),
        ("FAZZZZZ", "FAZ"),
        ("PKKFFZZZZ", "PKKFF"),
    ] {
        assert_ticker(symbol, "", ticker, likely, Reason::NewCusip);
    }
    for (symbol, ticker) in [
        ("FERGXXXX", "FERG"),
        ("LCDXXXXX", "LCDX"),
        ("VIVXXXX", "VIV"),
    ] {
        assert_ticker(symbol, "", ticker, likely, Reason::OldCusip);
    }
}

#[test]
fn preferred_shares_warrants_rights_and_units_are_certain() {
    for symbol in ["ABRPRA", "NYCBPRU", "ACICWS", "OUSTWSA", "CELGRT", "ACICXU"] {
        assert_ticker(symbol, "", symbol, Confidence::Certain, Reason::Suffixed);
    }
    let of_two_letters = "MAIDEN HOLDINGS LTD. PREFERRED";
    let certain = Confidence::Certain;
    assert_ticker("MHPRD", of_two_letters, "MHPRD", certain, Reason::Suffixed);
}

#[test]
fn tickers_of_some_weeks_are_doubtful() {
    let doubtful = Confidence::Doubtful;
    let name = "ZINC ONE RES INC (CANADA)";
    assert_ticker("ZZZOD", name, "ZZZOD", doubtful, Reason::Temporary);
    let name = "AARONS CO INC COM WHEN ISSUED";
    assert_ticker("AANWI", name, "AANWI", doubtful, Reason::WhenIssued);
}

#[test]
fn payments_and_tests_are_no_tickers() {
    for symbol in [
        "W103DIVDPYMNT",
        "7110REORGPYMNT",
        "U102REORGPAYMEN",
        "V108SPINOFFPYMN",
        "T017RTSPYMNT",
        "K100DIVDYMNT",
        "Q123REORGPMENT",
    ] {
        assert_none(symbol, "", Reason::Payment);
    }
    for symbol in ["ZVZZT", "ZXZZT", "NTEST", "ZTST", "ZIEXT"] {
        assert_none(symbol, "", Reason::Test);
    }
    assert_none("CBTX", "NASDAQ TEST STOCK", Reason::Test);
    // Names of companies that make tests.
    for (symbol, name) in [
        ("AEHR", "AEHR TEST SYSTEMS"),
        ("INTT", "INTEST CORPORATION"),
    ] {
        assert_ticker(symbol, name, symbol, Confidence::Certain, Reason::Plain);
    }
}

#[test]
fn what_has_no_known_form_is_doubtful() {
    assert_none("", "", Reason::Missing);
    assert_none(" - ", "", Reason::Missing);
    assert_ticker("AB12", "", "AB12", Confidence::Doubtful, Reason::Odd);
    assert_ticker("ABCDEF", "", "ABCDEF", Confidence::Doubtful, Reason::Odd);
    for symbol in ["ÄÖÜ", "ABCDEFGHI", "123456789", "A?"] {
        assert_none(symbol, "", Reason::Odd);
    }
}

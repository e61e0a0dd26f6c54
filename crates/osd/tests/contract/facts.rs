//! A small history, told filing by filing. The tests' figures are worked out from it by hand.

use osd_domain::AmendmentKind;
use osd_testkit::{FailsFile, Holding, Manager, Submission, Wrapper, company_tickers, period};

use crate::osd::Osd;

pub(crate) const APPLE: &str = "037833100";
pub(crate) const COCA_COLA: &str = "191216100";
pub(crate) const EXXON: &str = "30231G102";
pub(crate) const MICROSOFT: &str = "594918104";
pub(crate) const NVIDIA: &str = "67066G104";
pub(crate) const PFIZER: &str = "717081103";
pub(crate) const NOTE: &str = "488445AB3";

/// CIK of the manager that reports every quarter.
pub(crate) const ALPHA: u64 = 9_000_001;
/// CIK of the manager that leaves its second quarter to others.
pub(crate) const BETA: u64 = 9_000_002;
/// CIK of the manager of the years before XML.
pub(crate) const GAMMA: u64 = 9_000_003;
/// CIK of the manager whose reports have something wrong with them.
pub(crate) const DELTA: u64 = 9_000_004;

/// Alpha's report for 2024Q1.
pub(crate) const FIRST: &str = "0009000001-24-000001";
/// Alpha's report for 2024Q2.
pub(crate) const SECOND: &str = "0009000001-24-000002";
/// Alpha's amendment of that, which adds Exxon: sent on a Friday evening, dated the Monday after.
pub(crate) const ADDED: &str = "0009000001-24-000003";
/// Beta's report for 2024Q1, and the restatement of it.
pub(crate) const STATED: &str = "0009000002-24-000001";
pub(crate) const RESTATED: &str = "0009000002-24-000003";
/// Beta's notice for 2024Q2.
pub(crate) const NOTICE: &str = "0009000002-24-000002";
/// Gamma's paper filing, its text filing, and the text of which no row can be read.
pub(crate) const STUB: &str = "9999999997-06-000001";
pub(crate) const TEXT: &str = "0009000003-10-000001";
pub(crate) const GARBLED: &str = "0009000003-12-000001";
/// Delta's report whose cover differs, the one without a table, and the one of odd spellings.
pub(crate) const DIFFERS: &str = "0009000004-22-000001";
pub(crate) const NO_TABLE: &str = "0009000004-24-000001";
pub(crate) const ODD: &str = "0009000004-24-000002";

/// CIK of the manager that goes on under another, and the other.
pub(crate) const OLD_SQUARE: u64 = 9_000_011;
pub(crate) const NEW_SQUARE: u64 = 9_000_012;
/// The last report under the old number, the notice, and the first report under the new one.
pub(crate) const LAST_OLD: &str = "0009000011-24-000001";
pub(crate) const OLD_NOTICE: &str = "0009000011-24-000002";
pub(crate) const FIRST_NEW: &str = "0009000012-24-000001";

pub(crate) fn shares(issuer: &str, cusip: &str, amount: i64, value: i64) -> Holding {
    Holding::shares(issuer, "COM", cusip)
        .amount(amount)
        .value(value)
}

/// Apple shares.
pub(crate) fn apple(amount: i64, value: i64) -> Holding {
    shares("APPLE INC", APPLE, amount, value)
}

fn note() -> Holding {
    Holding::principal("KEMPHARM INC", "NOTE 5.5%", NOTE)
        .amount(1_000)
        .value(900)
}

/// 9,700 dollars at the end of March 2024; 10,000 at the end of June, and 2,500 more that an
/// amendment of September discloses.
pub(crate) fn alpha() -> [Submission; 3] {
    let alpha = Manager::new(ALPHA, "Alpha Capital LLC").file_number("028-90001");
    let first = alpha
        .files(period("2024Q1"))
        .accession(FIRST)
        .on("2024-05-15")
        .holding(apple(100, 1_000))
        .holding(shares("COCA COLA CO", COCA_COLA, 200, 2_000))
        .holding(shares("MICROSOFT CORP", MICROSOFT, 30, 5_000))
        .holding(shares("PFIZER INC", PFIZER, 10, 500))
        .holding(
            Holding::put("APPLE INC", "COM", APPLE)
                .amount(30)
                .value(300),
        )
        .holding(note());
    let second = alpha
        .files(period("2024Q2"))
        .accession(SECOND)
        .on("2024-08-14")
        .holding(apple(100, 1_200))
        .holding(apple(50, 600))
        .holding(shares("COCA COLA CO", COCA_COLA, 200, 2_100))
        .holding(shares("MICROSOFT CORP", MICROSOFT, 20, 2_200))
        .holding(shares("NVIDIA CORPORATION", NVIDIA, 23, 2_300))
        .holding(
            Holding::call("APPLE INC", "COM", APPLE)
                .amount(50)
                .value(600),
        )
        .holding(note())
        .holding(shares("KEMPHARM INC", NOTE, 5, 100));
    let added = alpha
        .files(period("2024Q2"))
        .accession(ADDED)
        .amends(1, AmendmentKind::NewHoldings)
        .on("2024-09-23")
        .accepted("2024-09-20T22:30:00")
        .holding(shares("EXXON MOBIL CORP", EXXON, 25, 2_500));
    [first, second, added]
}

/// A report, its restatement, and a notice for the quarter after.
pub(crate) fn beta() -> [Submission; 3] {
    let beta = Manager::new(BETA, "Beta Partners").file_number("028-90002");
    let parent = Manager::new(9_000_009, "Beta Parent Inc").file_number("028-90009");
    let stated = beta
        .files(period("2024Q1"))
        .accession(STATED)
        .on("2024-05-10")
        .holding(apple(70, 700));
    let restated = beta
        .files(period("2024Q1"))
        .accession(RESTATED)
        .amends(1, AmendmentKind::Restatement)
        .on("2024-08-20")
        .holding(apple(80, 800));
    let notice = beta
        .files(period("2024Q2"))
        .accession(NOTICE)
        .on("2024-08-12")
        .notice([&parent]);
    [stated, notice, restated]
}

/// A stub for a filing on paper, under a former name, a text filing in its PEM block, and one whose
/// table lost its letters and digits.
pub(crate) fn gamma() -> [Submission; 3] {
    let gamma = Manager::new(GAMMA, "Gamma & Sons").file_number("028-90003");
    let stub = Manager::new(GAMMA, "Gamma Brothers")
        .files(period("2006Q1"))
        .accession(STUB)
        .on("2006-05-08")
        .paper_stub();
    let text = gamma
        .files(period("2010Q1"))
        .accession(TEXT)
        .on("2010-05-14")
        .as_text()
        .wrapped(Wrapper::PrivacyEnhanced)
        .holding(apple(40, 40_000));
    let garbled = gamma
        .files(period("2012Q2"))
        .accession(GARBLED)
        .on("2012-08-14")
        .garbled()
        .holding(apple(50, 50_000));
    [stub, text, garbled]
}

/// A printed total that its rows miss, totals without rows, and rows spelled oddly.
pub(crate) fn delta() -> [Submission; 3] {
    let delta = Manager::new(DELTA, "Delta, Epsilon \"and\" Co").file_number("028-90004");
    let differs = delta
        .files(period("2022Q1"))
        .accession(DIFFERS)
        .on("2022-05-16")
        .printing_totals(3, 99)
        .holding(apple(10, 60_000))
        .holding(shares("PFIZER INC", PFIZER, 10, 40_000));
    let no_table = delta
        .files(period("2024Q1"))
        .accession(NO_TABLE)
        .on("2024-05-15")
        .printing_totals(3, 4_500)
        .without_table();
    let odd = delta
        .files(period("2024Q2"))
        .accession(ODD)
        .on("2024-08-14")
        .holding(apple(1_250, 3_000).printing_amount("1,250"))
        .holding(shares("PFIZER INC", "717081104", 10, 400));
    [differs, no_table, odd]
}

/// A manager that files a notice for 2024Q2, which names the new number it goes on under. It bought
/// some Apple meanwhile, and sold all of Pfizer.
pub(crate) fn squares() -> [Submission; 3] {
    let old = Manager::new(OLD_SQUARE, "Delta Square Capital Management, L.P.");
    let new = Manager::new(NEW_SQUARE, "Delta Square Inc").file_number("028-90012");
    let last = old
        .files(period("2024Q1"))
        .accession(LAST_OLD)
        .on("2024-05-15")
        .holding(apple(100_001, 1_000_010))
        .holding(shares("COCA COLA CO", COCA_COLA, 250_123, 2_501_230))
        .holding(shares("PFIZER INC", PFIZER, 30_000, 300_000));
    let notice = old
        .files(period("2024Q2"))
        .accession(OLD_NOTICE)
        .on("2024-08-12")
        .notice([&new]);
    let first = new
        .files(period("2024Q2"))
        .accession(FIRST_NEW)
        .on("2024-08-14")
        .holding(apple(120_001, 1_200_010))
        .holding(shares("COCA COLA CO", COCA_COLA, 250_123, 2_501_230));
    [last, notice, first]
}

/// All of it: twelve filings for six periods.
pub(crate) fn history() -> Vec<Submission> {
    let mut all = Vec::new();
    all.extend(alpha());
    all.extend(beta());
    all.extend(gamma());
    all.extend(delta());
    all
}

/// The program with all of it taken in, with a succession, and with what Apple traded as.
pub(crate) fn everything() -> Osd {
    let mut filings = history();
    filings.extend(squares());
    let osd = Osd::facing(&filings);
    let listed = company_tickers(&[(320_193, "AAPL", "Apple Inc.")]);
    osd.mirror()
        .add_fails(&FailsFile::of("202407a").row("20240701", APPLE, "AAPL", "APPLE INC", "210.62"))
        .add_file("files/company_tickers.json", listed)
        .write()
        .unwrap();
    osd.ingest("").ok();
    osd
}

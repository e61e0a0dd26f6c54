//! How fast submissions are read, beside what the machine can do with the same bytes at all: for
//! text, finding its lines and words; for XML and HTML, their tokens.
//!
//! Each is measured by itself first. Then the two take turns of the same length, so that whatever
//! else the machine does hits both alike, and the middle one of the shares they come to is printed.
//!
//! ```sh
//! cargo bench -p osd-form13f
//! ```

#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on is broken"
)]
#![expect(
    clippy::print_stdout,
    reason = "shares of the limit are what it is run for"
)]

mod xml;

use std::{
    cell::Cell,
    fmt::Write as _,
    fs,
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use osd_domain::{FilingRef, Period};
use osd_edgar::{archive, index};

/// The program's own.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Rows of a generated table: one or two megabytes.
const ROWS: usize = 12_000;

const HEADING: &str = "\
NAME OF ISSUER               TITLE OF CLASS  CUSIP          VALUE    SHARES  SH/PRN  DISCRETION     SOLE  SHARED  NONE\n";
const MARKS: &str = "\
<S>                          <C>             <C>         <C>      <C>        <C>     <C>         <C>      <C>     <C>\n";

/// Turns that reading and its limit take, and how long each is at least.
const TURNS: usize = 15;
const TURN: Duration = Duration::from_millis(100);

/// CUSIPs that check.
const CUSIPS: [&str; 5] = [
    "037833100",
    "002824100",
    "025816109",
    "594918104",
    "G1150G111",
];

/// A row of a table, made from its number.
struct Row {
    issuer: String,
    cusip: &'static str,
    value: usize,
    shares: usize,
}

fn rows() -> impl Iterator<Item = Row> {
    (0..ROWS).map(|number| Row {
        issuer: format!("COMPANY NUMBER {number}"),
        cusip: CUSIPS[number % CUSIPS.len()],
        value: 100 + number * 37 % 90_000,
        shares: 1_000 + number * 7_919 % 9_000_000,
    })
}

/// A document of a cover, and a table in which `put` sets each row.
fn table(head: &str, put: impl Fn(&mut String, &Row)) -> String {
    let total: usize = rows().map(|row| row.value).sum();
    let mut text = cover(ROWS, total);
    text.push_str(head);
    for row in rows() {
        put(&mut text, &row);
    }
    text.push_str("</TABLE>\n");
    text
}

fn cover(entries: usize, value: usize) -> String {
    format!(
        "                    FORM 13F COVER PAGE\n\n\
         Report for the Calendar Year or Quarter Ended: March 31, 2003\n\n\
         Check here if Amendment [ ]; Amendment Number:\n\
         Institutional Investment Manager Filing this Report:\n\
         Name:    A Manager\nAddress: One Street\nForm 13F File Number: 28-1\n\n\
         Report Type (Check only one.):\n[X] 13F HOLDINGS REPORT.\n[ ] 13F NOTICE.\n\n\
         FORM 13F SUMMARY PAGE\n\nNumber of Other Included Managers: 0\n\
         Form 13F Information Table Entry Total: {entries}\n\
         Form 13F Information Table Value Total: ${value}\n\n"
    )
}

/// A row in columns; the names may be blank, as in rows that go on.
fn put_columns(text: &mut String, issuer: &str, class: &str, cusip: &str, row: &Row) {
    let Row { value, shares, .. } = row;
    let _ = writeln!(
        text,
        "{issuer:<29}{class:<16}{cusip:<10}{value:>9}{shares:>11}  SH      SOLE     {shares:>8}       0     0"
    );
}

fn marked() -> String {
    table(&format!("<TABLE>\n{HEADING}{MARKS}"), |text, row| {
        put_columns(text, &row.issuer, "COM", row.cusip, row);
    })
}

fn continued() -> String {
    table(&format!("<TABLE>\n{HEADING}{MARKS}"), |text, row| {
        if row.value % 3 == 1 {
            put_columns(text, &row.issuer, "COM", row.cusip, row);
        } else {
            put_columns(text, "", "", "", row);
        }
    })
}

fn delimited() -> String {
    table("", |text, row| {
        let Row {
            issuer,
            cusip,
            value,
            shares,
        } = row;
        let _ = writeln!(
            text,
            "{issuer},COM,{cusip},{value},{shares},SH,SOLE,{shares},0,0"
        );
    })
}

fn ragged() -> String {
    table("", |text, row| {
        let Row {
            issuer,
            cusip,
            value,
            shares,
        } = row;
        let _ = writeln!(
            text,
            "{issuer} COM {cusip} {value} {shares} SH SOLE {shares} 0 0"
        );
    })
}

fn stacked() -> String {
    table("", |text, row| {
        let Row {
            issuer,
            cusip,
            value,
            shares,
        } = row;
        let _ = writeln!(
            text,
            "{issuer} COM {cusip}\n     {value} {shares} SH SOLE {shares} 0 0"
        );
    })
}

fn html() -> String {
    let mut text = String::from("<html><body><p>");
    let total: usize = rows().map(|row| row.value).sum();
    text.push_str(&cover(ROWS, total).replace('\n', "<br>\n"));
    text.push_str("<table><tr><th>Name of Issuer<th>Title of Class<th>CUSIP<th>Value<th>Shares<th>SH/PRN<th>Discretion<th>Sole<th>Shared<th>None</tr>\n");
    for row in rows() {
        let Row {
            issuer,
            cusip,
            value,
            shares,
        } = row;
        let _ = writeln!(
            text,
            "<tr><td>{issuer}</td><td>COM</td><td>{cusip}</td><td align=\"right\">{value}</td>\
             <td align=\"right\">{shares}</td><td>SH</td><td>SOLE</td><td align=\"right\">{shares}\
             </td><td>0</td><td>0</td></tr>"
        );
    }
    text + "</table></body></html>\n"
}

/// A submission of one document.
fn submission(kind: &str, body: &str) -> Vec<u8> {
    submission_of(&[(kind, body)])
}

/// A submission of documents, each of a kind.
fn submission_of(documents: &[(&str, &str)]) -> Vec<u8> {
    let mut text = String::from(
        "<SEC-DOCUMENT>0000950123-03-005701.txt : 20030515\n<SEC-HEADER>\n\
         CONFORMED SUBMISSION TYPE:\t13F-HR\nCONFORMED PERIOD OF REPORT:\t20030331\n\
         </SEC-HEADER>\n",
    );
    for (sequence, (kind, body)) in (1..).zip(documents) {
        let _ = write!(
            text,
            "<DOCUMENT>\n<TYPE>{kind}\n<SEQUENCE>{sequence}\n<TEXT>\n{body}</TEXT>\n</DOCUMENT>\n"
        );
    }
    text.push_str("</SEC-DOCUMENT>\n");
    text.into_bytes()
}

fn found() -> FilingRef {
    FilingRef {
        accession: "0000950123-03-005701".parse().unwrap(),
        cik: "1067983".parse().unwrap(),
        name: "A".into(),
        form: "13F-HR".parse().unwrap(),
        filed: "2003-05-15".parse().unwrap(),
        co_filers: Vec::new(),
    }
}

/// Lines and words of a text.
fn lines_and_words(bytes: &[u8]) -> usize {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    memchr::memchr_iter(b'\n', bytes).count() + text.split_ascii_whitespace().count()
}

fn html_tokens(bytes: &[u8]) -> usize {
    html5gum::Tokenizer::new(bytes).count()
}

/// What the machine can do with the bytes of a submission at all.
type Limit = fn(&[u8]) -> usize;

fn bench(
    criterion: &mut Criterion,
    name: &str,
    submissions: &[(Vec<u8>, FilingRef)],
    limit: Limit,
) {
    let read_all = || {
        for (bytes, found) in submissions {
            black_box(osd_form13f::read(bytes, found));
        }
    };
    let limit_all = || {
        for (bytes, _) in submissions {
            black_box(limit(bytes));
        }
    };
    let measured = Cell::new(false);
    let mut group = criterion.benchmark_group(name);
    let bytes: usize = submissions.iter().map(|(bytes, _)| bytes.len()).sum();
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("read", |bencher| {
        measured.set(true);
        bencher.iter(read_all);
    });
    group.bench_function("limit", |bencher| bencher.iter(limit_all));
    group.finish();

    if !measured.get() {
        return;
    }
    let mut shares: Vec<f64> = (0..TURNS)
        .map(|_| turn(limit_all) / turn(read_all))
        .collect();
    shares.sort_by(f64::total_cmp);
    println!("{name}: {:.2} of the limit\n", shares[TURNS / 2]);
}

/// Seconds that work takes once, where it is done over and over for a turn.
fn turn(work: impl Fn()) -> f64 {
    let begin = Instant::now();
    let mut times = 0;
    while begin.elapsed() < TURN {
        work();
        times += 1;
    }
    begin.elapsed().as_secs_f64() / f64::from(times)
}

fn generated(criterion: &mut Criterion) {
    let texts = [
        ("marked", marked()),
        ("continued", continued()),
        ("delimited", delimited()),
        ("ragged", ragged()),
        ("stacked", stacked()),
        ("cover", cover(0, 0)),
    ];
    for (name, text) in texts {
        let submission = submission("13F-HR", &text);
        let reading = osd_form13f::read(&submission, &found());
        let expected = if name == "cover" { 0 } else { ROWS };
        assert_eq!(reading.lines.len(), expected, "{name} is read whole");
        bench(criterion, name, &[(submission, found())], lines_and_words);
    }
    let markup = [
        ("html", submission("13F-HR", &html()), html_tokens as Limit),
        ("xml", xml::bare(), xml::tokens),
        ("xml with a prefix", xml::filed("ns1:"), xml::tokens),
        ("xml without a prefix", xml::filed(""), xml::tokens),
    ];
    for (name, submission, limit) in markup {
        let reading = osd_form13f::read(&submission, &found());
        assert_eq!(reading.lines.len(), ROWS, "{name} is read whole");
        bench(criterion, name, &[(submission, found())], limit);
    }
}

/// The filings of a real mirror of EDGAR, where one lies beside the repository.
fn mirror(criterion: &mut Criterion) {
    let archives = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/edgar");
    let quarters = "1993Q1".parse::<Period>().unwrap();
    let (mut texts, mut others) = (Vec::new(), Vec::new());
    for quarter in quarters.through("2030Q4".parse().unwrap()) {
        let Ok(bytes) = fs::read(archives.join(archive::index_path(quarter))) else {
            continue;
        };
        for found in index::read(&bytes).unwrap().filings {
            let path = archive::submission_path(found.cik, found.accession);
            let bytes = fs::read(archives.join(path)).unwrap();
            let is_xml = memchr::memmem::find(&bytes, b"<informationTable").is_some()
                || memchr::memmem::find(&bytes, b":informationTable").is_some();
            let of_kind = if is_xml { &mut others } else { &mut texts };
            of_kind.push((bytes, found));
        }
    }
    if !texts.is_empty() {
        bench(criterion, "mirror of text", &texts, lines_and_words);
        bench(criterion, "mirror of XML", &others, xml::tokens);
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3));
    targets = generated, mirror
}
criterion_main!(benches);

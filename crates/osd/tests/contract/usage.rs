//! What makes no sense, what cannot be answered, and where options may stand.

use crate::{
    facts::{ALPHA, alpha},
    osd::{Ended, Osd},
};

#[test]
fn what_makes_no_sense_is_named() {
    let osd = Osd::new();
    let cases = [
        ("", "Usage"),
        ("bogus", "bogus"),
        ("--format xml periods", "xml"),
        ("portfolio", "<CIK>"),
        ("portfolio abc", "abc"),
        ("portfolio 0", "CIK"),
        ("portfolio 12345678901", "12345678901"),
        ("portfolio 9000001 2025Q5", "2025Q5"),
        ("portfolio 9000001 2025-03-31", "2025-03-31"),
        ("portfolio 9000001 --sort bogus", "bogus"),
        ("portfolio 9000001 --sort -bogus", "-bogus"),
        ("portfolio 9000001 --sort sources", "sources"),
        ("portfolio 9000001 --limit -1", "-1"),
        ("portfolio 9000001 --as-of 2025-02-30", "2025-02-30"),
        ("portfolio 9000001 --by issuer", "<PERIOD>"),
        ("portfolio 9000001 2025Q1 --by sector", "sector"),
        (
            "portfolio 9000001 2025Q1 --by issuer --sort sources",
            "sources",
        ),
        ("managers --filter value", "field:test:value"),
        ("managers --filter value:gte:much", "\"much\""),
        ("managers --filter bogus:eq:1", "bogus"),
        ("history 9000001 --security 0378", "0378"),
        ("holders 03783310", "03783310"),
        ("security 03783310", "03783310"),
        ("issuer 0378", "0378"),
        ("relate 037833100 191216100 2024Q1", "--why"),
        (
            "relate 037833100 191216100 2024Q1 --ratio 1:0 --why x",
            "1:0",
        ),
        (
            "relate 037833100 191216100 2024Q1 --strike --withdraw --why x",
            "--withdraw",
        ),
        (
            "override 0009000001-24-000001 --withdraw cusip_link --why x",
            "cusip_link",
        ),
        ("managers --period 2025", "2025"),
        ("filing 0000950123-25-05701", "0000950123-25-05701"),
        ("check --bogus", "--bogus"),
        ("check --below E", "\"E\""),
        ("check --grade A,b", "\"b\""),
        ("check --below A --grade B", "--grade"),
        ("check --coverage --filings", "--filings"),
        ("rebuild --period soon", "soon"),
        (
            "ingest --from 2025Q2 --to 2025Q1",
            "2025Q2 is after --to 2025Q1",
        ),
        ("ingest --from 2025", "2025"),
        ("ingest --manager Berkshire", "Berkshire"),
        ("ingest --edgar /no/such/folder", "/no/such/folder"),
        ("ingest --edgar https://www.sec.gov", "OSD_USER_AGENT"),
        ("ingest", "OSD_USER_AGENT"),
        ("ingest --user-agent Jane", "OSD_USER_AGENT"),
        (
            "ingest --edgar ftp://www.sec.gov --user-agent a@example.com",
            "ftp://www.sec.gov",
        ),
        ("ingest --rate 0", "0"),
        (
            "ingest --rate 11 --user-agent a@example.com",
            "11 requests a second",
        ),
        ("serve --listen nowhere", "nowhere"),
        ("dev fake-edgar", "<DIR>"),
        ("dev fake-edgar /no/such/folder", "/no/such/folder"),
        (
            "dev fake-edgar . --fault bogus",
            "none of the faults: missing",
        ),
        ("dev fake-edgar . --fault slow=soon", "\"soon\""),
        (
            "dev fake-edgar . --random-faults 2",
            "\"2\" is no probability",
        ),
        ("dev fake-edgar . --clock yesterday", "yesterday"),
        ("successions --manager Pershing", "Pershing"),
        ("link 1 2 2024 --why x", "2024"),
        ("link 1 2 2024Q2", "--why"),
        ("link 7 7 2024Q2 --why x", "7 cannot go on as itself"),
        ("portfolio 1 2024Q2 --bridge --merged", "--merged"),
        (
            "override 0000950123-25-005701 --withdraw succession --why x",
            "osd link",
        ),
        (
            "override 0000950123-25-005701 --withdraw cusip_link --why x",
            "osd relate",
        ),
        ("portfolio 1 2024Q2 --by issuer --merged", "--merged"),
        ("history 1 --security 037833100 --merged", "--merged"),
    ];
    for (words, named) in cases {
        osd.run(words).refuses_naming(named);
    }
    assert!(!osd.home().exists(), "nothing was begun");
}

#[test]
fn a_home_with_nothing_in_it_says_how_to_begin() {
    let osd = Osd::new();
    for words in [
        "portfolio 9000001",
        "holders 037833100",
        "security 037833100",
        "issuer 037833",
        "history 9000001 --security 037833100",
        "portfolio 9000001 2024Q1 --by manager",
        "managers",
        "filing 0009000001-24-000001",
        "periods",
        "snapshots",
        "check",
        "check --filings",
        "check --coverage",
        "serve --listen 127.0.0.1:0",
    ] {
        let ended = osd.run(words).fails_naming("osd ingest");
        assert_eq!(ended.stdout, "", "{words}");
    }
}

#[test]
fn home_and_format_stand_on_either_side() {
    let osd = Osd::with(&alpha());
    let home = osd.home().display().to_string();
    let elsewhere = |words: &str| {
        let words = words.replace("HOME", &home);
        let mut command = osd.command(&words);
        command.env("OSD_HOME", osd.home().with_file_name("elsewhere"));
        Ended::of(&words, &mut command).ok().stdout
    };
    let usual = osd.run("periods --format csv").ok().stdout;
    assert!(usual.starts_with("period,"), "{usual}");
    for words in [
        "--home HOME --format csv periods",
        "--home HOME periods --format csv",
        "--format csv periods --home HOME",
        "periods --home HOME --format csv",
        "--home=HOME periods --format=csv",
    ] {
        assert_eq!(elsewhere(words), usual, "{words}");
    }
}

#[test]
fn the_usual_home_is_where_a_user_keeps_data() {
    let osd = Osd::with(&alpha());
    let mut command = osd.command("periods --format csv");
    command.env_remove("OSD_HOME");
    Ended::of("periods", &mut command).fails_naming(".local/share/osd");
}

#[test]
fn data_alone_is_on_stdout() {
    let osd = Osd::with(&alpha());
    for words in [
        format!("portfolio {ALPHA}"),
        "holders 037833100".to_owned(),
        "managers".to_owned(),
        "filing 0009000001-24-000001".to_owned(),
        "filing 0009000001-24-000001 --lines".to_owned(),
        "periods".to_owned(),
        "snapshots".to_owned(),
        "check".to_owned(),
        "check --coverage".to_owned(),
        "check --filings".to_owned(),
        "rebuild".to_owned(),
        "migrate".to_owned(),
        "doctor".to_owned(),
    ] {
        let loud = |format: &str| osd.run(&format!("{words} -vv --format {format}")).ok();
        assert!(loud("json").json().is_array() || loud("json").json().is_object());
        let csv = loud("csv");
        let columns = csv.header().split(',').count();
        assert!(columns > 0 && csv.csv().iter().all(|row| row.len() == columns));
        let table = loud("table").stdout;
        assert!(table.contains("──"), "{table}");
        assert!(!table.contains('\u{1b}'), "colors in a pipe: {table:?}");
    }
}

#[test]
fn a_reader_that_goes_away_early_is_no_failure() {
    let osd = Osd::with(&alpha());
    let mut child = osd
        .command("check --filings --format csv")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

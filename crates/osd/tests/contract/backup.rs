//! Backups on the command line: made, refused, restored, and gone on with.

use std::{fs, os::unix::fs::PermissionsExt as _};

use osd_testkit::sample;

use crate::{
    facts::{ALPHA, SECOND, history},
    osd::{Ended, Osd, fields, words},
};

/// What the program answers about what it took in.
fn answers(osd: &Osd) -> [String; 4] {
    ["check --filings", "managers", "snapshots", "journal"].map(|words| {
        let csv = format!("{words} --format csv");
        osd.run(&csv).ok().stdout
    })
}

#[test]
fn a_home_is_backed_up_and_made_again_elsewhere() {
    let filings = history();
    let osd = Osd::with(&filings);
    let decide = osd
        .command("override")
        .args([SECOND, "--unit", "dollars", "--why", "because"])
        .status();
    assert!(decide.unwrap().success());
    let folder = osd.home().with_file_name("backups");
    fs::create_dir(&folder).unwrap();
    let made = osd.json(&format!(
        "backup {} --with-vault --with-snapshots",
        folder.display()
    ));
    assert_eq!(
        fields(&made),
        words("bytes engine file left_out made_at objects rows schema snapshots what")
    );
    let file = made["file"].as_str().unwrap();
    assert!(file.ends_with(".tar.zst"), "{file}");
    let mode = fs::metadata(file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let elsewhere = osd.home().with_file_name("elsewhere");
    let restored = osd.json(&format!("restore {file} --into {}", elsewhere.display()));
    assert_eq!(
        fields(&restored),
        words("engine file made_at objects rows schema snapshots what")
    );
    for count in ["rows", "objects", "snapshots"] {
        assert_eq!(restored[count], made[count], "{count}");
    }
    let new = |words: &str| {
        let mut command = osd.command(words);
        command.env("OSD_HOME", &elsewhere);
        Ended::of(words, &mut command)
    };
    for words in ["check --filings", "managers", "snapshots", "journal"] {
        let csv = format!("{words} --format csv");
        assert_eq!(new(&csv).ok().stdout, osd.run(&csv).ok().stdout, "{words}");
    }
    new("status").ok();
    new("verify").ok();
    new(&format!("portfolio {ALPHA} 2024Q2")).ok();
}

#[test]
fn a_catalog_alone_is_completed_from_edgar() {
    let filings = history();
    let osd = Osd::with(&filings);
    let before = answers(&osd);
    let file = osd.home().with_file_name("catalog.backup");
    osd.run(&format!("backup {}", file.display())).ok();
    fs::remove_dir_all(osd.home()).unwrap();
    let ended = osd.run(&format!("restore {}", file.display())).ok();
    assert!(ended.stderr.contains("osd verify"), "{ended:#?}");
    osd.run("status").ok();
    let found = osd.run("verify --format csv").fails_naming("");
    let lost = found.csv();
    assert!(lost.iter().all(|row| row["severity"] == "lost"), "{lost:?}");
    osd.run("verify --repair").fails_naming("osd ingest");
    osd.ingest("").ok();
    osd.run("verify").ok();
    assert_eq!(answers(&osd), before);
}

#[test]
fn what_is_in_the_way_is_named() {
    let filings = history();
    let osd = Osd::with(&filings);
    let file = osd.home().with_file_name("osd.backup");
    let file = file.display();
    osd.run(&format!("backup {file} --what people")).ok();
    osd.run(&format!("backup {file}")).fails_naming("--force");
    osd.run(&format!("backup {file} --force")).ok();
    osd.run(&format!("restore {file}")).fails_naming("--into");
    osd.run(&format!("restore {file} --force")).ok();
    osd.run("restore /no/such/file")
        .refuses_naming("/no/such/file");
    osd.run(&format!("backup {file} --what rows"))
        .refuses_naming("rows");
    let bytes = fs::read(osd.home().with_file_name("osd.backup")).unwrap();
    fs::write(osd.home().with_file_name("cut"), &bytes[..bytes.len() / 2]).unwrap();
    let cut = osd.home().with_file_name("cut");
    osd.run(&format!("restore {} --force", cut.display()))
        .fails_naming("no whole backup");
    osd.run("verify").ok();
    Osd::new().run("backup here").fails_naming("osd ingest");
}

#[test]
fn the_sample_moves_from_one_engine_to_the_other_on_postgres() {
    let osd = Osd::facing_folder(&sample::folder().join("edgar"));
    osd.ingest("--from 1998Q1 --to 2025Q4").ok();
    let file = osd.home().with_file_name("osd.backup");
    let url = osd_testkit::postgres::fresh_database();
    let on_postgres = |words: &str| {
        let mut command = osd.command(words);
        command.env("DATABASE_URL", &url);
        Ended::of(words, &mut command)
    };
    osd.run(&format!("backup {}", file.display())).ok();
    on_postgres(&format!("restore {}", file.display())).ok();
    for words in ["check --filings", "managers", "snapshots", "periods"] {
        let csv = format!("{words} --format csv");
        assert_eq!(
            on_postgres(&csv).ok().stdout,
            osd.run(&csv).ok().stdout,
            "{words}"
        );
    }
    on_postgres("verify").ok();
}

//! Vault and snapshots in a bucket, against a server: the same answers as from folders, on machines
//! that have nothing but the bucket and the catalog.

use std::{fs, process::Command};

use osd_testkit::{
    moto::{MotoBucket, fresh_bucket, guarded_bucket},
    sample,
};

use crate::{
    facts::alpha,
    http::Server,
    osd::{Ended, Osd},
};

const POLICY: &str = include_str!("../../../../docs/guide/bucket-policy.json");

/// The program, told to use a place in a bucket.
fn command(osd: &Osd, moto: &MotoBucket, words: &str) -> Command {
    let mut command = osd.command(words);
    command
        .env("OSD_STORE", moto.place("osd"))
        .envs(moto.variables());
    command
}

fn run(osd: &Osd, moto: &MotoBucket, words: &str) -> Ended {
    Ended::of(words, &mut command(osd, moto, words))
}

fn ingest(osd: &Osd, moto: &MotoBucket) -> Ended {
    let edgar = osd.edgar().display();
    let words = format!("ingest --edgar {edgar} --from 1999Q1 --to 2025Q4");
    run(osd, moto, &words)
}

#[test]
fn the_sample_is_answered_from_a_bucket_as_from_folders_on_moto() {
    let edgar = sample::folder().join("edgar");
    let in_folders = Osd::facing_folder(&edgar);
    in_folders.ingest("--from 1999Q1 --to 2025Q4").ok();
    let (osd, moto) = (Osd::facing_folder(&edgar), fresh_bucket());
    ingest(&osd, &moto).ok();
    for folder in ["vault", "snapshots"] {
        assert!(!osd.home().join(folder).exists(), "{folder}");
    }

    // Another machine: the catalog, and an empty cache.
    let elsewhere = osd.home().join("elsewhere");
    let elsewhere = elsewhere.display();
    for words in [
        "snapshots",
        "periods",
        "portfolio 1067983 2025Q1",
        "changes 1067983 2025Q1",
        "holders 037833100 2025Q1",
        "filing 0009999999-25-000004 --lines",
        "check",
    ] {
        let words = format!("{words} --format json");
        let from_bucket = run(&osd, &moto, &format!("{words} --cache {elsewhere}")).ok();
        assert_eq!(
            from_bucket.json(),
            in_folders.run(&words).ok().json(),
            "{words}"
        );
    }

    let fresh = osd.home().join("fresh");
    let server =
        Server::start(command(&osd, &moto, "serve --listen 127.0.0.1:0").env("OSD_CACHE", &fresh));
    let answer = server.get("/api/v1/managers/1067983/portfolios/2025Q1");
    assert_eq!(answer.status, 200);
    let told = in_folders.json("portfolio 1067983 2025Q1 --limit 100");
    assert_eq!(answer.json(), told);
    assert!(server.stop().success());
    assert!(fresh.join("2025Q1").exists());
}

#[test]
fn everything_is_made_again_from_the_bucket_alone_on_moto() {
    let filings = alpha();
    let (osd, moto) = (Osd::facing(&filings), fresh_bucket());
    ingest(&osd, &moto).ok();
    let ids = run(&osd, &moto, "snapshots --format csv").ok().stdout;
    let new = Osd::new();
    let rebuilt = run(&new, &moto, "rebuild --format json").ok().json();
    assert_eq!(rebuilt["failed"], serde_json::json!([]));
    assert_eq!(run(&new, &moto, "snapshots --format csv").ok().stdout, ids);
    let again = run(&osd, &moto, "rebuild --format json").ok().json();
    assert_eq!(again["differ"], 0);
    run(&osd, &moto, "verify").ok();
    let elsewhere = fresh_bucket();
    run(
        &osd,
        &moto,
        "backup osd.backup --with-vault --with-snapshots",
    )
    .ok();
    run(&Osd::new(), &elsewhere, "verify").fails_naming("osd ingest");
    let file = osd.home().with_file_name("osd.backup");
    let home = Osd::new();
    run(&home, &elsewhere, &format!("restore {}", file.display())).ok();
    run(&home, &elsewhere, "verify").ok();
}

#[test]
fn the_doctor_looks_at_the_bucket_and_the_cache_on_moto() {
    let filings = alpha();
    let (osd, moto) = (Osd::facing(&filings), fresh_bucket());
    ingest(&osd, &moto).ok();
    let doctor = format!("doctor --edgar {} --format csv", osd.edgar().display());
    let found = run(&osd, &moto, &doctor).ok();
    let store = found.csv().into_iter().find(|row| row["check"] == "store");
    let store = store.unwrap();
    assert_eq!(store["status"], "ok");
    assert_eq!(
        store["found"],
        format!("{} at {}", moto.place("osd"), moto.endpoint)
    );
    assert!(found.stdout.contains("on this disk"), "{}", found.stdout);

    let ended = Ended::of(
        &doctor,
        command(&osd, &moto, &doctor).env("OSD_STORE", "s3://never-made/osd"),
    );
    let ended = ended.fails_naming("");
    assert!(ended.stdout.contains("no such bucket"), "{}", ended.stdout);
}

#[test]
fn what_cannot_be_used_is_said_before_anything_is_done_on_moto() {
    let osd = Osd::new();
    let moto = fresh_bucket();
    let told = |name: &str, value: &str| {
        let edgar = osd.edgar().display().to_string();
        let words = format!("ingest --edgar {edgar} --from 2025Q1 --to 2025Q1");
        Ended::of(&words, command(&osd, &moto, &words).env(name, value))
    };
    told("OSD_STORE", "s3://never-made/osd").fails_naming("no such bucket");
    told("OSD_STORE", "gs://bucket/osd").refuses_naming("s3://bucket/prefix");
    told("OSD_STORE", "s3://bucket/a b").refuses_naming("prefix");
    told("AWS_ENDPOINT_URL", "minio").refuses_naming("AWS_ENDPOINT_URL");
    told("AWS_SECRET_ACCESS_KEY", "").refuses_naming("AWS_SECRET_ACCESS_KEY");
    told("AWS_CA_BUNDLE", "/no/such/file").refuses_naming("/no/such/file");
    told("OSD_CACHE_SIZE", "plenty").refuses_naming("plenty");
    assert!(!osd.home().exists(), "nothing was made");
}

#[test]
fn keys_come_from_files_and_are_never_said_on_moto() {
    let filings = alpha();
    let (osd, moto) = (Osd::facing(&filings), guarded_bucket(POLICY));
    let file = |name: &str, text: &str| {
        let path = osd.edgar().join(name);
        fs::write(&path, format!("{text}\n")).unwrap();
        path
    };
    let id = file("id", &moto.key_id);
    let (right, wrong) = (file("right", &moto.secret), file("wrong", "not-the-secret"));
    let ingest = |secret| {
        let edgar = osd.edgar().display();
        let words = format!("-vv ingest --edgar {edgar} --from 2024Q1 --to 2024Q4");
        let mut command = osd.command(&words);
        command.env("OSD_STORE", moto.place("osd")).envs([
            ("AWS_ENDPOINT_URL", moto.endpoint.as_str()),
            ("AWS_REGION", "us-east-1"),
        ]);
        command.env("AWS_ACCESS_KEY_ID_FILE", &id);
        command.env("AWS_SECRET_ACCESS_KEY_FILE", secret);
        Ended::of(&words, &mut command)
    };
    let refused = ingest(&wrong).fails_naming("SignatureDoesNotMatch");
    assert!(
        refused.stderr.contains("AWS_SECRET_ACCESS_KEY"),
        "{refused:#?}"
    );
    let done = ingest(&right).ok();
    for (ended, secret) in [(refused, "not-the-secret"), (done, moto.secret.as_str())] {
        assert!(!ended.stderr.contains(secret), "{ended:#?}");
    }
}

//! Against a server: what can be used, and what is said of what cannot; and against servers made up
//! for a test, what is said of those that fail.

#![cfg(test)]

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
};

use object_store::{ObjectStoreExt as _, PutMode, path::Path};
use osd_bucket::{Bucket, Conditional, OpenError, Settings, StoreError, VARIABLES};
use osd_testkit::moto::{MotoBucket, fresh_bucket, guarded_bucket};

/// What docs/guide/operate.md tells to allow.
const LEAST: &str = include_str!("../../../docs/guide/bucket-policy.json");

fn settings<'a>(told: impl IntoIterator<Item = (&'a str, String)>) -> Settings {
    let mut settings = Settings::default();
    for (name, value) in told {
        let known = VARIABLES.iter().find(|known| known.name == name);
        settings.set(*known.unwrap(), value);
    }
    settings
}

fn open(moto: &MotoBucket, place: &str) -> Bucket {
    Bucket::open(place.parse().unwrap(), &settings(moto.variables())).unwrap()
}

/// Why it cannot be looked at.
async fn refused(bucket: &Bucket) -> StoreError {
    match bucket.look().await {
        Err(OpenError::Unusable { why, .. }) => why,
        looked => panic!("{looked:?}"),
    }
}

#[tokio::test]
async fn an_empty_bucket_can_be_used_and_is_left_empty_on_moto() {
    let moto = fresh_bucket();
    let bucket = open(&moto, &moto.place("osd"));
    bucket.look().await.unwrap();
    assert_eq!(bucket.probe().await.unwrap(), Conditional::Kept);
    let (whole, endpoint) = (open(&moto, &moto.place("")), &moto.endpoint);
    assert!(
        whole
            .room("osd")
            .head(&Path::from(".writable"))
            .await
            .is_err()
    );
    assert_eq!(
        bucket.to_string(),
        format!("{} at {endpoint}", moto.place("osd"))
    );
}

#[tokio::test]
async fn rooms_are_folders_below_the_prefix_on_moto() {
    let moto = fresh_bucket();
    let room = open(&moto, &moto.place("a/b")).room("vault");
    let path = Path::from("x/y");
    room.put(&path, "here".into()).await.unwrap();
    let whole = open(&moto, &moto.place("")).room("a");
    let found = whole.get(&Path::from("b/vault/x/y")).await.unwrap();
    assert_eq!(found.bytes().await.unwrap(), "here");
    let again = room
        .put_opts(&path, "there".into(), PutMode::Create.into())
        .await;
    assert!(
        matches!(again, Err(object_store::Error::AlreadyExists { .. })),
        "{again:?}"
    );
}

#[tokio::test]
async fn a_missing_bucket_is_named_on_moto() {
    let moto = fresh_bucket();
    let bucket = open(&moto, "s3://never-made/osd");
    assert_eq!(refused(&bucket).await, StoreError::NoBucket);
    let said = bucket.look().await.unwrap_err().to_string();
    assert!(
        said.contains("s3://never-made/osd") && said.contains(&moto.endpoint),
        "{said}"
    );
}

#[tokio::test]
async fn the_documented_policy_is_enough_and_holds_on_moto() {
    let moto = guarded_bucket(LEAST);
    let bucket = open(&moto, &moto.place("osd"));
    bucket.look().await.unwrap();
    assert_eq!(bucket.probe().await.unwrap(), Conditional::Kept);
    let elsewhere = open(&moto, &moto.place("other"));
    match elsewhere.probe().await {
        Err(OpenError::Unusable { why, .. }) => assert_eq!(why, StoreError::Denied),
        probed => panic!("{probed:?}"),
    }
}

#[tokio::test]
async fn a_wrong_key_is_told_from_one_that_may_not_on_moto() {
    let moto = guarded_bucket(LEAST);
    let place = moto.place("osd");
    let unknown = MotoBucket {
        key_id: "AKIAUNKNOWN".into(),
        ..moto.clone()
    };
    let wrong = MotoBucket {
        secret: "another-secret".into(),
        ..moto.clone()
    };
    for (moto, code) in [
        (unknown, "InvalidAccessKeyId"),
        (wrong, "SignatureDoesNotMatch"),
    ] {
        let bucket = open(&moto, &place);
        assert_eq!(refused(&bucket).await, StoreError::WrongKey(code.into()));
        let said = bucket.look().await.unwrap_err().to_string();
        assert!(
            !said.contains(&moto.secret) && !said.contains(&moto.key_id),
            "{said}"
        );
    }
    let nothing = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}"#;
    let moto = guarded_bucket(nothing);
    assert_eq!(
        refused(&open(&moto, &moto.place("osd"))).await,
        StoreError::Denied
    );
}

/// A server that gives these answers, one a connection, and how often it was asked.
fn answering(answers: Vec<String>) -> (MotoBucket, std::thread::JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let moto = MotoBucket {
        name: "bucket".into(),
        endpoint: format!("http://{}", listener.local_addr().unwrap()),
        key_id: "THE-ID".into(),
        secret: "THE-SECRET".into(),
    };
    let serve = move || {
        let asked = answers.len();
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let request = BufReader::new(stream.try_clone().unwrap());
            let head = request.lines().map_while(Result::ok);
            assert!(head.take_while(|line| !line.is_empty()).count() > 0);
            stream.write_all(answer.as_bytes()).unwrap();
        }
        asked
    };
    (moto, std::thread::spawn(serve))
}

fn answer(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}")
}

fn refusal(status: &str, code: &str) -> String {
    let body = format!("<Error><Code>{code}</Code><Message>No.</Message></Error>");
    answer(status, &body)
}

const EMPTY: &str = "<ListBucketResult><Name>bucket</Name><KeyCount>0</KeyCount>\
                     <MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated></ListBucketResult>";

#[tokio::test]
async fn what_is_overloaded_is_asked_again() {
    let slow = refusal("503 Slow Down", "SlowDown");
    let (moto, server) = answering(vec![slow.clone(), slow, answer("200 OK", EMPTY)]);
    open(&moto, "s3://bucket/osd").look().await.unwrap();
    assert_eq!(server.join().unwrap(), 3);
}

#[tokio::test]
async fn what_stays_overloaded_is_given_up_after_a_few_tries() {
    let slow = refusal("503 Slow Down", "SlowDown");
    let (moto, server) = answering(vec![slow; 3]);
    let why = refused(&open(&moto, "s3://bucket/osd")).await;
    assert_eq!(why, StoreError::Overloaded("SlowDown".into()));
    assert_eq!(server.join().unwrap(), 3);
}

#[tokio::test]
async fn a_wrong_clock_and_a_wrong_region_are_told() {
    let skewed = refusal("403 Forbidden", "RequestTimeTooSkewed");
    let elsewhere = answer(
        "400 Bad Request",
        "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-central-1</Region></Error>",
    );
    let moved = answer("301 Moved Permanently", "");
    for (answer, why) in [
        (skewed, StoreError::Clock),
        (elsewhere, StoreError::Region(" (eu-central-1)".into())),
        (moved, StoreError::Region(String::new())),
    ] {
        let (moto, server) = answering(vec![answer]);
        assert_eq!(refused(&open(&moto, "s3://bucket/osd")).await, why);
        server.join().unwrap();
    }
}

#[tokio::test]
async fn a_store_that_is_not_there_is_unreachable() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let moto = MotoBucket {
        name: "bucket".into(),
        endpoint: format!("http://{port}"),
        key_id: "THE-ID".into(),
        secret: "THE-SECRET".into(),
    };
    let why = refused(&open(&moto, "s3://bucket/osd")).await;
    assert!(
        matches!(&why, StoreError::Unreachable(how) if how.contains("refused")),
        "{why}"
    );
}

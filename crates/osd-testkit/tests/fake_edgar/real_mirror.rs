//! Real filings in a folder laid out as sec.gov, where the checkout has one beside it: all of it is
//! walked, as a client walks it from the lists.

use std::{fs, path::Path};

use osd_testkit::fake_edgar::{FakeEdgar, Settings};

use crate::{
    ask::get,
    indexes::{listed, rows, rows_of_days},
};

#[tokio::test]
async fn everything_in_a_real_mirror_is_found_from_the_lists() {
    let mirror = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/edgar");
    if !mirror.is_dir() {
        return;
    }
    let settings = Settings {
        max_per_second: None,
        ..Settings::at("2026-11-01T12:00:00Z")
    };
    let fake = FakeEdgar::start(&mirror, settings).await.unwrap();
    let (mut indexes, mut named) = (0, Vec::new());
    for year in listed(&fake, "Archives/edgar/full-index/").await {
        for quarter in listed(&fake, &format!("Archives/edgar/full-index/{year}/")).await {
            let path = format!("Archives/edgar/full-index/{year}/{quarter}/master.idx");
            let index = get(&fake, &path).await.found();
            let in_days = format!("Archives/edgar/daily-index/{year}/{quarter}/");
            assert_eq!(
                rows_of_days(&fake, &in_days).await,
                rows(&index.text()),
                "{quarter}"
            );
            if let Ok(lies) = fs::read(mirror.join(&path)) {
                assert_eq!(index.body, lies, "{path}");
                indexes += 1;
            }
            named.extend(rows(&index.text()));
        }
    }
    assert_eq!((indexes, named.len()), (104, 501));
    for row in named {
        let (_, path) = row.rsplit_once('|').unwrap();
        let path = format!("Archives/{path}");
        let submission = get(&fake, &path).await.found();
        assert_eq!(
            submission.body,
            fs::read(mirror.join(&path)).unwrap(),
            "{path}"
        );
    }
}

//! Reading: submissions in XML, beside bare tokens of the same bytes.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use osd_domain::FilingRef;

use crate::{Figure, Plan, figure::per_second};

/// Passes over the bytes; the two take turns, so that a machine that slows down slows both.
const PASSES: usize = 7;

/// Reads the submissions of a quarter on one core.
///
/// # Errors
/// A plan that cannot be.
pub fn measure(plan: &Plan) -> anyhow::Result<Vec<Figure>> {
    let quarter = plan.generator()?.quarter(plan.last);
    let submissions: Vec<(Vec<u8>, FilingRef)> = quarter
        .submissions()
        .map(|one| (one.bytes(), one.found()))
        .collect();
    let bytes: u64 = submissions
        .iter()
        .map(|(bytes, _)| bytes.len() as u64)
        .sum();
    let (mut read, mut tokens) = (Vec::new(), Vec::new());
    let mut rows = 0;
    for _ in 0..PASSES {
        read.push(timed(|| {
            rows = 0;
            for (bytes, found) in &submissions {
                rows += black_box(osd_form13f::read(bytes, found)).lines.len() as u64;
            }
        }));
        tokens.push(timed(|| {
            for (bytes, _) in &submissions {
                black_box(bare_tokens(bytes));
            }
        }));
    }
    let (read, tokens) = (middle(read), middle(tokens));
    let megabytes = |took| per_second(bytes, took) / 1e6;
    let rows_a_second = |took| per_second(rows, took);
    Ok(vec![
        Figure::new("reading XML", megabytes(read), "MB/s")
            .beside("quick-xml tokens of the same bytes", megabytes(tokens)),
        Figure::new("reading XML", rows_a_second(read), "rows/s")
            .beside("quick-xml tokens of the same bytes", rows_a_second(tokens)),
    ])
}

/// The tokens of all bytes of a submission, with `quick-xml` set up as the reader sets it up.
fn bare_tokens(bytes: &[u8]) -> usize {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    let mut tokens = 0;
    while let Ok(event) = reader.read_event() {
        if matches!(event, quick_xml::events::Event::Eof) {
            break;
        }
        tokens += 1;
    }
    tokens
}

fn timed(work: impl FnOnce()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

/// The one in the middle.
fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

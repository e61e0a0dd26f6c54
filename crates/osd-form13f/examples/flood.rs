//! What hostile documents cost: seconds and memory for each kind, in a process of its own.
//!
//! ```sh
//! cargo run --release -p osd-form13f --example flood [-- <megabytes> [<kind>]]
//! ```

#[path = "../tests/reading/flood.rs"]
mod flood;

use std::{
    env,
    error::Error,
    fs,
    io::{Write as _, stdout},
    process::Command,
    time::Instant,
};

use flood::FLOODS;
use osd_domain::{FilingRef, Note};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let megabytes = arguments.next().unwrap_or_else(|| "100".into());
    let mut out = stdout().lock();
    if let Some(kind) = arguments.next() {
        return Ok(out.write_all(cost(&kind, megabytes.parse()?)?.as_bytes())?);
    }
    writeln!(
        out,
        "| {megabytes} MB of | seconds | peak MB | lines | left out |\n|---|--:|--:|--:|---|"
    )?;
    for flood in FLOODS {
        let child = Command::new(env::current_exe()?)
            .args([&megabytes, flood.name])
            .output()?;
        if !child.status.success() {
            writeln!(out, "| {} | failed: {} | | | |", flood.name, child.status)?;
        }
        out.write_all(&child.stdout)?;
        out.flush()?;
    }
    Ok(())
}

/// Reads one flood. The peak is the process's, the document itself included.
fn cost(kind: &str, megabytes: usize) -> Result<String, Box<dyn Error>> {
    let flood = FLOODS.into_iter().find(|flood| flood.name == kind);
    let flood = flood.ok_or(format!("there is no flood of {kind}"))?;
    let submission = flood.submission(megabytes * 1_000_000);
    let found = FilingRef {
        accession: "0000950123-03-005701".parse()?,
        cik: "1067983".parse()?,
        name: "A".into(),
        form: "13F-HR".parse()?,
        filed: "2003-05-15".parse()?,
        co_filers: Vec::new(),
    };
    let started = Instant::now();
    let reading = osd_form13f::read(submission.as_bytes(), &found);
    let seconds = started.elapsed().as_secs_f64();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok());
    let limits = reading.filing.notes.iter().filter_map(|note| match note {
        Note::LeftOut { what, count, .. } => Some(format!("{count} {what}")),
        _ => None,
    });
    Ok(format!(
        "| {kind} | {seconds:.1} | {} | {} | {} |\n",
        peak.unwrap_or_default() / 1024,
        reading.filing.lines,
        limits.collect::<Vec<_>>().join(", "),
    ))
}

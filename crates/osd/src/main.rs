//! `osd`: Open SEC Data in one binary. This is the composition root: it opens the stores, wires
//! the rooms together, and prints what they answer.

mod alarm;
mod cli;
mod commands;
mod home;
mod render;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use crate::{cli::Cli, commands::Failure};

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Threads for each processor that read, compress and wait for the disk. Every one of them keeps
/// memory for its work.
const BLOCKING_THREADS: usize = 4;

fn main() -> ExitCode {
    let cli = Cli::parse();
    terminal::log_to_stderr(cli.verbose);
    // Present in test builds alone: `FAILPOINTS` says where the process is to die.
    let _scenario = fail::has_failpoints().then(fail::FailScenario::setup);
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS * commands::processors())
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return Failure::from(error).report(),
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

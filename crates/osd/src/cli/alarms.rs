//! What can be said to `osd alarms`.

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Alarms {
    /// Rows at most
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) limit: u64,
    /// Send a test message by each way that is set, and say what became of it
    #[arg(long)]
    pub(crate) test: bool,
}

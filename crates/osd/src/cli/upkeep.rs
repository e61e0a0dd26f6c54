//! What looks after a home: verify, backup, restore.

use std::path::PathBuf;

use clap::Args;
use osd_domain::Period;
use osd_ingest::BackupScope;

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Every object of the vault against its digest
    #[arg(long)]
    pub(crate) vault: bool,
    /// The catalog against the vault
    #[arg(long)]
    pub(crate) catalog: bool,
    /// The snapshots against their manifests and the catalog. All three unless one is named
    #[arg(long)]
    pub(crate) snapshots: bool,
    /// Only what belongs to this report period
    #[arg(long, value_name = "PERIOD")]
    pub(crate) period: Option<Period>,
    /// Set aside what is damaged, and order the work that mends what can be mended
    #[arg(long)]
    pub(crate) repair: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The file to write, or a folder for one that is named for the time
    #[arg(value_name = "FILE|DIR")]
    pub(crate) to: PathBuf,
    /// What of the catalog: all, or people for the decisions of people alone
    #[arg(long, value_name = "WHAT", default_value = "all")]
    pub(crate) what: BackupScope,
    /// The vault's objects too; without them a new home fetches them again
    #[arg(long)]
    pub(crate) with_vault: bool,
    /// The snapshots that serve periods too; without them a new home publishes them again
    #[arg(long)]
    pub(crate) with_snapshots: bool,
    /// Replace the file, if it is there
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup
    #[arg(value_name = "FILE")]
    pub(crate) from: PathBuf,
    /// The home folder to restore into; that of --home unless given
    #[arg(long, value_name = "HOME")]
    pub(crate) into: Option<PathBuf>,
    /// Take away what the catalog holds
    #[arg(long)]
    pub(crate) force: bool,
}

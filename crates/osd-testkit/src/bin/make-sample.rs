//! Makes the bundled sample `samples/edgar` anew from `samples/facts.toml`.

use anyhow::{Context as _, Result};
use osd_testkit::sample;

fn main() -> Result<()> {
    let folder = sample::folder();
    let target = folder.join("edgar");
    if target.exists() {
        std::fs::remove_dir_all(&target)
            .with_context(|| format!("failed to remove {}", target.display()))?;
    }
    sample::make(&folder, &target)
}

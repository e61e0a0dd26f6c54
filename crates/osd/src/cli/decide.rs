//! Decisions: what people say where the evidence does not, and the journal that keeps it.

use clap::Args;
use osd_catalog::DecisionKind;
use osd_domain::{Accession, Cik, Period, SecurityId, Unit, amendment::Effect, market::Ratio};

#[derive(Debug, Args)]
pub(crate) struct Link {
    /// The predecessor
    pub(crate) from: Cik,
    /// The successor
    pub(crate) to: Cik,
    /// The first report period under the new CIK
    pub(crate) period: Period,
    /// It is no succession, whatever the evidence says
    #[arg(long)]
    pub(crate) strike: bool,
    /// Why: it stands in the journal, and beside what rests on it
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: String,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("decision").required(true))]
pub(crate) struct Override {
    /// The filing
    pub(crate) accession: Accession,
    /// The unit of its values: thousands or dollars
    #[arg(long, value_name = "UNIT", group = "decision")]
    pub(crate) unit: Option<Unit>,
    /// What it does to what was filed before: replaces, adds or repeats
    #[arg(long, value_name = "EFFECT", group = "decision")]
    pub(crate) effect: Option<Effect>,
    /// Leave it to the evidence again: unit or effect
    #[arg(long, value_name = "WHAT", group = "decision")]
    pub(crate) withdraw: Option<DecisionKind>,
    /// Why: it stands in the journal, and beside every number that rests on it
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: String,
}

#[derive(Debug, Args)]
pub(crate) struct Journal {
    /// Only decisions about this filing
    #[arg(long, value_name = "ACCESSION")]
    pub(crate) filing: Option<Accession>,
}

#[derive(Debug, Args)]
pub(crate) struct Relate {
    /// What the security was known by
    pub(crate) old: SecurityId,
    /// What it is known by since
    pub(crate) new: SecurityId,
    /// The first period that has the new one
    pub(crate) period: Period,
    /// Shares now for shares before; one for one unless given
    #[arg(long, value_name = "N:M", value_parser = ratio, conflicts_with_all = ["strike", "withdraw"])]
    pub(crate) ratio: Option<Ratio>,
    /// They are two securities, whatever their holders show
    #[arg(long, conflicts_with = "withdraw")]
    pub(crate) strike: bool,
    /// Leave it to the evidence again
    #[arg(long)]
    pub(crate) withdraw: bool,
    /// Why: it stands in the journal
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: String,
}

/// Reads `10:1`.
fn ratio(text: &str) -> Result<Ratio, String> {
    let parts = text.split_once(':');
    parts
        .and_then(|(now, before)| Ratio::new(now.parse().ok()?, before.parse().ok()?))
        .ok_or_else(|| format!("{text:?} is no ratio such as 10:1"))
}

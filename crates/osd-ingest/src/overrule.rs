//! A person decides what the evidence did not, or decided wrongly.

use osd_catalog::{Decision, DecisionKind};
use osd_domain::{Accession, Period};

use crate::{
    House, IngestError, Outcome, Presence,
    tasks::{publish, publish::Lines},
    worker::Worker,
};

/// A decision on a filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overruling {
    /// The filing.
    pub filing: Accession,
    /// What is decided about.
    pub kind: DecisionKind,
    /// The name of what is chosen; none to let the evidence decide again.
    pub choice: Option<String>,
    /// Who decides.
    pub actor: String,
    /// Why.
    pub why: String,
}

/// Enters a decision into the journal and publishes the filing's period again under it. The entry is
/// on disk before anything follows from it, and stands whatever becomes of the publication: the next
/// run does it. Gives the number of the entry and the period.
///
/// # Errors
/// [`IngestError::NotKnown`] where the filing is not known or belongs to no period; what the catalog
/// or the publication fails with.
pub async fn overrule(
    house: &House,
    presence: &Presence,
    overruling: &Overruling,
    loops: usize,
) -> Result<(i64, Period, Outcome), IngestError> {
    let filing = overruling.filing;
    let known = house.catalog.read().await?.filings().find(filing).await?;
    let period = known
        .and_then(|filing| filing.period)
        .ok_or(IngestError::NotKnown(filing))?;
    let decision = Decision::on_filing(
        overruling.kind,
        filing,
        overruling.choice.as_deref(),
        (&overruling.actor, &overruling.why),
        house.now(),
    );
    let write = house.catalog.write_durably().await?;
    let entry = write.journal().append(&decision).await?;
    write.periods().touch(&[period]).await?;
    let order = publish::order(period, house.now());
    write.work().enqueue(&[order], house.now()).await?;
    write.commit().await?;
    let outcome = Worker::new(house, presence, Lines::Merged)
        .drain(loops)
        .await?;
    Ok((entry, period, outcome))
}

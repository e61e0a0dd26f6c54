//! A person says that a security goes on under another CUSIP, or that it does not.

use osd_catalog::{Decision, LinkChoice, LinkSubject};

use crate::{
    House, IngestError, Outcome, Presence,
    tasks::{publish, publish::Lines},
    worker::Worker,
};

/// A decision on a link between two CUSIPs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relating {
    /// The two CUSIPs, and the first period that has the new one.
    pub link: LinkSubject,
    /// What is chosen; none to leave it to the evidence again.
    pub choice: Option<LinkChoice>,
    /// Who decides.
    pub actor: String,
    /// Why.
    pub why: String,
}

/// Enters a decision into the journal and publishes its period again under it. The entry is on disk
/// before anything follows from it, and stands whatever becomes of the publication. Gives the number
/// of the entry.
///
/// # Errors
/// [`IngestError::NoSecurity`] and [`IngestError::NoPeriod`] where one of the CUSIPs was never held or
/// nothing is published for the period; what the catalog or the publication fails with.
pub async fn relate(
    house: &House,
    presence: &Presence,
    relating: &Relating,
    loops: usize,
) -> Result<(i64, Outcome), IngestError> {
    let LinkSubject { period, from, to } = &relating.link;
    let read = house.catalog.read().await?;
    for security in [from, to] {
        if read.securities().find(security).await?.is_none() {
            return Err(IngestError::NoSecurity(security.clone()));
        }
    }
    if read.periods().find(*period).await?.is_none() {
        return Err(IngestError::NoPeriod(*period));
    }
    // A chain leads one way: what comes from the new one cannot become it.
    let chain = read.security_events().chain(from).await?;
    let comes_from_new = chain
        .iter()
        .any(|link| link.change.from == *to && link.period <= *period);
    if from == to || (matches!(relating.choice, Some(LinkChoice::Listed(_))) && comes_from_new) {
        return Err(IngestError::Circle {
            from: from.clone(),
            to: to.clone(),
        });
    }
    drop(read);
    let decision = Decision::on_link(
        &relating.link,
        relating.choice,
        (&relating.actor, &relating.why),
        house.now(),
    );
    let write = house.catalog.write_durably().await?;
    let entry = write.journal().append(&decision).await?;
    write.periods().touch(&[*period]).await?;
    let order = publish::order(*period, house.now());
    write.work().enqueue(&[order], house.now()).await?;
    write.commit().await?;
    let outcome = Worker::new(house, presence, Lines::Merged)
        .drain(loops)
        .await?;
    Ok((entry, outcome))
}

//! A person decides who goes on as whom.

use osd_catalog::{Decision, SuccessionChoice};
use osd_domain::{Cik, Period};

use crate::{House, IngestError};

/// A decision on a succession.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linking {
    /// The predecessor.
    pub from: Cik,
    /// The successor.
    pub to: Cik,
    /// The first period under the new CIK.
    pub period: Period,
    /// Whether it stands.
    pub choice: SuccessionChoice,
    /// Who decides.
    pub actor: String,
    /// Why.
    pub why: String,
}

/// Enters a decision on a succession into the journal, and gives the number of the entry. It holds
/// at once: successions are looked up when somebody asks, and nothing has to be published again.
///
/// # Errors
/// [`IngestError::NoManager`] where one of the two is not known; [`IngestError::NotLinked`] where
/// there is nothing to strike; what the catalog fails with.
pub async fn link(house: &House, linking: &Linking) -> Result<i64, IngestError> {
    let Linking {
        from, to, period, ..
    } = *linking;
    let write = house.catalog.write_durably().await?;
    for cik in [from, to] {
        if write.managers().find(cik).await?.is_none() {
            return Err(IngestError::NoManager(cik));
        }
    }
    let standing = write.successions().standing(Some(from)).await?;
    let stands = standing.iter().any(|one| one.key() == (period, from, to));
    if linking.choice == SuccessionChoice::Strike && !stands {
        return Err(IngestError::NotLinked { from, to, period });
    }
    let decision = Decision::on_succession(
        (from, to, period),
        linking.choice,
        (&linking.actor, &linking.why),
        house.now(),
    );
    let entry = write.journal().append(&decision).await?;
    write.commit().await?;
    Ok(entry)
}

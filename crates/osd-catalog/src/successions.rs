//! Managers that go on under another CIK: by evidence, derived of the snapshots of two periods and
//! replaced in the transaction that swaps one; and by decisions of people, in the journal, which win.

use std::collections::{BTreeMap, BTreeSet};

use osd_domain::{
    Cik, Period, Succession,
    succession::{SuccessionEvidence, SuccessionSource},
};

use crate::{
    error::CatalogError,
    journal::{Decision, DecisionKind, JournalQuery, SuccessionChoice},
    stored,
    transaction::{Transaction, Writes},
};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "successions")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub period: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub from_cik: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub to_cik: i64,
        pub evidence: String,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Managers that go on under another CIK.
#[derive(Debug)]
pub struct Successions<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}

impl<M: Writes> Successions<'_, M> {
    /// Replaces what the evidence says of a period. The rows given are all of that period, whatever
    /// period they name.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn replace(&self, period: Period, found: &[Succession]) -> Result<(), CatalogError> {
        let sql = "DELETE FROM successions WHERE period = $1";
        self.tx.run(sql, [period.to_string().into()]).await?;
        let rows = found.iter().map(|link| row::Model {
            period: period.to_string(),
            from_cik: stored::cik(link.from),
            to_cik: stored::cik(link.to),
            evidence: stored::json(&link.evidence),
        });
        self.tx
            .load::<row::Entity>(rows.collect(), None)
            .await
            .map(drop)
    }
}

/// What people decided, by period, predecessor and successor.
type Decided = BTreeMap<(Period, Cik, Cik), Decision>;

/// How many managers a chain may lead through. Mergers make them wide, but not as wide as this.
const MOST: usize = 256;

impl<M> Successions<'_, M> {
    /// What stands: what the evidence gives and people did not strike, and what people added. By
    /// period, predecessor and successor; of all managers, or of those of which one has this CIK.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn standing(&self, manager: Option<Cik>) -> Result<Vec<Succession>, CatalogError> {
        let decided = self.decided().await?;
        self.standing_under(&decided, manager).await
    }

    /// Every succession that leads to a manager or away from it, directly or through others: those it
    /// continues, those that continue it, and what else these were or became. By period, predecessor
    /// and successor.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn chain(&self, manager: Cik) -> Result<Vec<Succession>, CatalogError> {
        let decided = self.decided().await?;
        let mut links: BTreeMap<(Period, Cik, Cik), Succession> = BTreeMap::new();
        let (mut seen, mut open) = (BTreeSet::from([manager]), vec![manager]);
        while let Some(next) = open.pop() {
            for link in self.standing_under(&decided, Some(next)).await? {
                for end in [link.from, link.to] {
                    if seen.len() < MOST && seen.insert(end) {
                        open.push(end);
                    }
                }
                links.insert(link.key(), link);
            }
        }
        // Beyond the bound a link has an end of which nothing else is told.
        links.retain(|_, link| seen.contains(&link.from) && seen.contains(&link.to));
        Ok(links.into_values().collect())
    }

    async fn standing_under(
        &self,
        decided: &Decided,
        manager: Option<Cik>,
    ) -> Result<Vec<Succession>, CatalogError> {
        let mut links = BTreeMap::new();
        for link in self.by_evidence(manager).await? {
            links.insert(link.key(), link);
        }
        let of_manager = decided.iter().filter(|((_, from, to), _)| {
            manager.is_none_or(|manager| manager == *from || manager == *to)
        });
        for (key, decision) in of_manager {
            match decision.choice().map(str::parse) {
                Some(Ok(SuccessionChoice::Link)) => {
                    links.insert(*key, by_decision(*key, decision));
                }
                Some(Ok(SuccessionChoice::Strike)) => drop(links.remove(key)),
                _ => {}
            }
        }
        Ok(links.into_values().collect())
    }

    async fn by_evidence(&self, manager: Option<Cik>) -> Result<Vec<Succession>, CatalogError> {
        let rows: Vec<row::Model> = match manager {
            None => self.tx.rows("SELECT * FROM successions", []).await?,
            Some(cik) => {
                let sql = "SELECT * FROM successions WHERE from_cik = $1 \
                           UNION SELECT * FROM successions WHERE to_cik = $1";
                self.tx.rows(sql, [stored::cik(cik).into()]).await?
            }
        };
        let read = |row: row::Model| {
            Ok(Succession {
                from: self.tx.parse_cik(row.from_cik)?,
                to: self.tx.parse_cik(row.to_cik)?,
                period: self.tx.parse("successions.period", &row.period)?,
                source: SuccessionSource::Evidence,
                evidence: self.tx.parse_json("successions.evidence", &row.evidence)?,
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Of each succession the last decision.
    async fn decided(&self) -> Result<Decided, CatalogError> {
        let all = JournalQuery {
            subject: None,
            kind: Some(DecisionKind::Succession),
            after: 0,
            limit: i64::MAX as u64,
        };
        let entries = self.tx.journal().list(all).await?;
        let decisions = entries.into_iter().map(|entry| entry.decision);
        Ok(decisions
            .filter_map(|decision| Some((decision.succession()?, decision)))
            .collect())
    }
}

fn by_decision((period, from, to): (Period, Cik, Cik), decision: &Decision) -> Succession {
    Succession {
        from,
        to,
        period,
        source: SuccessionSource::Decision,
        evidence: vec![SuccessionEvidence::Decided {
            actor: decision.actor.clone(),
            on: decision.at.date_naive(),
            why: decision.why().to_owned(),
        }],
    }
}

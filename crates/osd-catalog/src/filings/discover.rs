//! From index lines to rows: idempotent, and the same in whatever order indexes are read.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use chrono::NaiveDate;
use osd_domain::{Accession, Cik, Filing, FilingRef, FilingState};
use sea_orm::{FromQueryResult, sea_query::OnConflict};

use super::{Filings, NOT_SETTLED, row};
use crate::{
    error::CatalogError,
    stored,
    transaction::{KEYS_A_STATEMENT, Writes, inserts, keys},
};

/// What an index says of a filing. Where two indexes disagree, the smaller one in this order is
/// kept: any rule would do that does not depend on which came first.
type Facts<'f> = (NaiveDate, &'f str, i64, Cow<'f, str>);

fn facts(found: &FilingRef) -> Facts<'_> {
    (
        found.filed,
        found.form.as_str(),
        stored::cik(found.cik),
        stored::text(&found.name).into(),
    )
}

#[derive(FromQueryResult)]
struct Known {
    accession: String,
    filed: NaiveDate,
    cik: i64,
    form: String,
    name: String,
    state: String,
}

/// What came of taking in what indexes name, in the order of accession numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Discovered {
    /// Filings that were not known.
    pub new: Vec<Accession>,
    /// Filings that were read already and of which an index says something else than before:
    /// another date, form or filer. They have to be read again.
    pub changed: Vec<Accession>,
}

impl<M: Writes> Filings<'_, M> {
    /// Takes in what indexes name. Where indexes disagree about a filing, the earliest date and
    /// the first form count, and every CIK but that of the manager of record is a co-filer: what
    /// is known is that of the set of all indexes seen, whatever came first.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn discover(&self, found: &[FilingRef]) -> Result<Discovered, CatalogError> {
        let mut co_filers: BTreeSet<(Accession, Cik)> = BTreeSet::new();
        let mut named: BTreeMap<Accession, &FilingRef> = BTreeMap::new();
        for one in found {
            co_filers.extend(one.co_filers.iter().map(|&cik| (one.accession, cik)));
            let kept = named.entry(one.accession).or_insert(one);
            if one.cik != kept.cik {
                co_filers.extend([(one.accession, one.cik), (one.accession, kept.cik)]);
            }
            if facts(one) < facts(kept) {
                *kept = one;
            }
        }
        let new = self.insert_new(named.values().copied()).await?;
        named.retain(|accession, _| !new.contains(accession));
        let (settled, mut changed) = self.compare(&named, &mut co_filers).await?;
        let grown = self.add_co_filers(co_filers.into_iter()).await?;
        changed.extend(grown.intersection(&settled));
        Ok(Discovered {
            new: new.into_iter().collect(),
            changed: changed.into_iter().collect(),
        })
    }

    async fn insert_new(
        &self,
        found: impl Iterator<Item = &FilingRef>,
    ) -> Result<BTreeSet<Accession>, CatalogError> {
        let rows = found
            .map(|one| row::of(&Filing::discovered(one.clone())))
            .collect();
        let keep = OnConflict::column(row::Column::Accession)
            .do_nothing()
            .to_owned();
        let mut new = BTreeSet::new();
        for mut statement in inserts::<row::Entity>(rows, Some(keep)) {
            statement.returning_col(row::Column::Accession);
            for row in self.tx.returning("filings", &statement).await? {
                let text: String = row.try_get_by(0).map_err(|error| self.tx.failed(error))?;
                new.insert(self.tx.parse("filings.accession", &text)?);
            }
        }
        Ok(new)
    }

    /// Compares what indexes say now with what they said before. Gives the filings that were read
    /// already, and those of them that changed.
    async fn compare(
        &self,
        named: &BTreeMap<Accession, &FilingRef>,
        co_filers: &mut BTreeSet<(Accession, Cik)>,
    ) -> Result<(BTreeSet<Accession>, BTreeSet<Accession>), CatalogError> {
        let (mut settled, mut changed) = (BTreeSet::new(), BTreeSet::new());
        let all: Vec<Accession> = named.keys().copied().collect();
        for some in all.chunks(KEYS_A_STATEMENT) {
            let sql = format!(
                "SELECT accession, filed, cik, form, name, state FROM filings WHERE accession IN {}",
                self.tx.keys_at(1)
            );
            for known in self.tx.rows::<Known>(&sql, [keys(some)]).await? {
                let accession = self.tx.parse("filings.accession", &known.accession)?;
                let Some(&now) = named.get(&accession) else {
                    continue;
                };
                if known.cik != stored::cik(now.cik) {
                    co_filers.insert((accession, self.tx.parse_cik(known.cik)?));
                    co_filers.insert((accession, now.cik));
                }
                let state: FilingState = self.tx.parse("filings.state", &known.state)?;
                if state.is_settled() {
                    settled.insert(accession);
                    if (now.filed, now.form.as_str()) < (known.filed, known.form.as_str()) {
                        self.correct_settled(now).await?;
                        changed.insert(accession);
                    }
                } else if facts(now) < (known.filed, &known.form, known.cik, (&known.name).into()) {
                    self.correct(now).await?;
                }
            }
        }
        Ok((settled, changed))
    }

    async fn correct(&self, now: &FilingRef) -> Result<(), CatalogError> {
        let sql = format!(
            "UPDATE filings SET cik = $2, name = $3, form = $4, filed = $5, accepted_on = $5, \
             era = $6 WHERE accession = $1 AND state IN {NOT_SETTLED}"
        );
        let values = [
            now.accession.to_string().into(),
            stored::cik(now.cik).into(),
            stored::text(&now.name).into(),
            now.form.as_str().into(),
            now.filed.into(),
            row::era(now.filed).into(),
        ];
        self.tx.run(&sql, values).await.map(drop)
    }

    /// What was read stays until the filing is read again with these.
    async fn correct_settled(&self, now: &FilingRef) -> Result<(), CatalogError> {
        let sql = "UPDATE filings SET form = $2, filed = $3 WHERE accession = $1";
        let values = [
            now.accession.to_string().into(),
            now.form.as_str().into(),
            now.filed.into(),
        ];
        self.tx.run(sql, values).await.map(drop)
    }

    /// Adds co-filers, and gives the filings of which some were not known.
    pub(super) async fn add_co_filers(
        &self,
        co_filers: impl Iterator<Item = (Accession, Cik)>,
    ) -> Result<BTreeSet<Accession>, CatalogError> {
        use row::co_filer::{Column as C, Entity};
        let rows = co_filers
            .map(|(accession, cik)| row::CoFiler {
                accession: accession.to_string(),
                cik: stored::cik(cik),
            })
            .collect();
        let keep = OnConflict::columns([C::Accession, C::Cik])
            .do_nothing()
            .to_owned();
        let mut grown = BTreeSet::new();
        for mut statement in inserts::<Entity>(rows, Some(keep)) {
            statement.returning_col(C::Accession);
            for row in self.tx.returning("filing_co_filers", &statement).await? {
                let text: String = row.try_get_by(0).map_err(|error| self.tx.failed(error))?;
                grown.insert(self.tx.parse("filing_co_filers.accession", &text)?);
            }
        }
        Ok(grown)
    }
}

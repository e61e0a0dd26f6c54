//! Filings: what an index says of them, what was read, what was decided.

mod counts;
mod coverage;
mod discover;
mod first;
mod gaps;
mod kept;
mod listed;
mod newest;
mod quarters;
mod row;
mod served;

use std::collections::{BTreeMap, BTreeSet};

use osd_domain::{Accession, Cik, Cover, Filing, FilingState, Grade, Period};
use sea_orm::{FromQueryResult, Value};

pub(crate) use self::served::mark_served;
#[cfg(test)]
pub(crate) use self::{
    counts::BY_ERA,
    coverage::BY_DAY,
    first::FIRST_PERIODS,
    gaps::{BEHIND, COUNTS as GAP_COUNTS},
    newest::{NEWEST, WAITING},
    quarters::BY_QUARTER,
    served::SERVED,
};
pub use self::{
    counts::EraCounts,
    coverage::Coverage,
    discover::Discovered,
    gaps::{Behind, Gap, GapReason, GapWork},
    kept::KeptFiling,
    quarters::QuarterCounts,
    served::Served,
};
use crate::{
    error::CatalogError,
    stored,
    transaction::{KEYS_A_STATEMENT, Transaction, Writes, keys},
};
pub(crate) use osd_domain::cover::file_number;

/// The states of a filing that the reader has not been over.
const NOT_SETTLED: &str = "('discovered', 'fetched')";

pub(crate) const OF_GRADE: &str =
    "SELECT * FROM filings WHERE grade = $1 AND accession > $2 ORDER BY accession LIMIT $3";
pub(crate) const READ_BEFORE: &str = "SELECT accession FROM filings WHERE reader_version < $1";

/// The kept bytes of a filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// SHA-256 of the submission, in hex.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
}

/// Which filings to list, in the order of accession numbers.
#[derive(Debug, Clone, Copy)]
pub struct FilingQuery {
    /// Only those in this state.
    pub state: Option<FilingState>,
    /// Only those after this one: the last of the page before.
    pub after: Option<Accession>,
    /// At most so many.
    pub limit: u64,
}

/// The filings.
#[derive(Debug)]
pub struct Filings<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}

impl<M: Writes> Filings<'_, M> {
    /// Notes that the bytes of a filing are in the vault. One that was read already stays so.
    /// Gives whether the filing is known.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn fetched(
        &self,
        accession: Accession,
        sha256: &str,
        bytes: u64,
    ) -> Result<bool, CatalogError> {
        let sql = "UPDATE filings SET submission_sha256 = $2, submission_bytes = $3, \
                   state = CASE WHEN state = 'discovered' THEN 'fetched' ELSE state END \
                   WHERE accession = $1";
        let values = [
            accession.to_string().into(),
            sha256.into(),
            stored::count(bytes).into(),
        ];
        Ok(self.tx.run(sql, values).await? > 0)
    }

    /// Keeps filings as they were read and judged, in place of what is known of them; co-filers
    /// are added, never taken away. One that no index named is inserted.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn save(&self, filings: &[Filing]) -> Result<(), CatalogError> {
        let filings: BTreeMap<Accession, &Filing> = filings
            .iter()
            .map(|filing| (filing.accession, filing))
            .collect();
        let rows = filings.values().map(|filing| row::of(filing)).collect();
        self.tx
            .insert::<row::Entity>(rows, Some(row::replace_reading()))
            .await?;
        let co_filers = filings
            .values()
            .flat_map(|filing| filing.co_filers.iter().map(|&cik| (filing.accession, cik)));
        self.add_co_filers(co_filers).await.map(drop)
    }
}

impl<M> Filings<'_, M> {
    /// One filing.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn find(&self, accession: Accession) -> Result<Option<Filing>, CatalogError> {
        Ok(self.find_many(&[accession]).await?.pop())
    }

    /// Those of these filings that are known, in the order of accession numbers.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn find_many(&self, wanted: &[Accession]) -> Result<Vec<Filing>, CatalogError> {
        let mut rows = Vec::with_capacity(wanted.len());
        for some in wanted.chunks(KEYS_A_STATEMENT) {
            let keys_at = self.tx.keys_at(1);
            let sql = format!("SELECT * FROM filings WHERE accession IN {keys_at}");
            rows.extend(self.tx.rows::<row::Model>(&sql, [keys(some)]).await?);
        }
        rows.sort_unstable_by(|one, other| one.accession.cmp(&other.accession));
        rows.dedup_by(|one, other| one.accession == other.accession);
        self.read(rows).await
    }

    /// The covers of those of these filings that are known.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn covers(
        &self,
        wanted: &[Accession],
    ) -> Result<BTreeMap<Accession, Cover>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Found {
            accession: String,
            cover: String,
        }
        let keys_at = self.tx.keys_at(1);
        let sql = format!("SELECT accession, cover FROM filings WHERE accession IN {keys_at}");
        let rows: Vec<Found> = self.tx.rows(&sql, [keys(wanted)]).await?;
        rows.into_iter()
            .map(|row| {
                let accession = self.tx.parse("filings.accession", &row.accession)?;
                Ok((accession, self.tx.parse_json("filings.cover", &row.cover)?))
            })
            .collect()
    }

    /// The settled filings ([`FilingState::is_settled`]) for a report period, by CIK, then
    /// accession number.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn of_period(&self, period: Period) -> Result<Vec<Filing>, CatalogError> {
        let rows = self
            .tx
            .rows(&of_period_sql(), [period.to_string().into()])
            .await?;
        self.read(rows).await
    }

    /// The filings of a manager of record, settled or not, for one report period or for all and
    /// none: by period (none last), date filed and accession number.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn of_manager(
        &self,
        cik: Cik,
        period: Option<Period>,
    ) -> Result<Vec<Filing>, CatalogError> {
        let mut sql = String::from("SELECT * FROM filings WHERE cik = $1");
        let mut values: Vec<Value> = vec![stored::cik(cik).into()];
        if let Some(period) = period {
            sql.push_str(" AND period = $2");
            values.push(period.to_string().into());
        }
        sql.push_str(" ORDER BY period NULLS LAST, filed, accession");
        let rows = self.tx.rows(&sql, values).await?;
        self.read(rows).await
    }

    /// A page of all filings.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn page(&self, query: &FilingQuery) -> Result<Vec<Filing>, CatalogError> {
        let after = query
            .after
            .map_or(String::new(), |accession| accession.to_string());
        let mut sql = String::from("SELECT * FROM filings WHERE accession > $1");
        let mut values: Vec<Value> = vec![after.into(), stored::count(query.limit).into()];
        if let Some(state) = query.state {
            sql.push_str(" AND state = $3");
            values.push(state.as_str().into());
        }
        sql.push_str(" ORDER BY accession LIMIT $2");
        let rows = self.tx.rows(&sql, values).await?;
        self.read(rows).await
    }

    /// A page of the filings with one of these grades, in the order of accession numbers: at most
    /// `limit` after one of them.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn page_of_grades(
        &self,
        grades: &[Grade],
        after: Option<Accession>,
        limit: u64,
    ) -> Result<Vec<Filing>, CatalogError> {
        let after = after.map_or(String::new(), |accession| accession.to_string());
        let mut rows: Vec<row::Model> = Vec::new();
        // Each grade comes in order from the index; the page is the head of them together.
        for grade in BTreeSet::from_iter(grades) {
            let values: [Value; 3] = [
                grade.as_str().into(),
                after.as_str().into(),
                stored::count(limit).into(),
            ];
            rows.extend(self.tx.rows::<row::Model>(OF_GRADE, values).await?);
        }
        rows.sort_unstable_by(|one, other| one.accession.cmp(&other.accession));
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        self.read(rows).await
    }

    /// The filings that were read by a reader older than `version`, in the order of accession
    /// numbers.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn read_before(&self, version: u32) -> Result<Vec<Accession>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Found {
            accession: String,
        }
        let rows: Vec<Found> = self
            .tx
            .rows(READ_BEFORE, [i64::from(version).into()])
            .await?;
        let mut found = rows
            .iter()
            .map(|row| self.tx.parse("filings.accession", &row.accession))
            .collect::<Result<Vec<Accession>, _>>()?;
        found.sort_unstable();
        Ok(found)
    }

    /// What is known of the kept bytes of a filing.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn submission(
        &self,
        accession: Accession,
    ) -> Result<Option<Submission>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Kept {
            sha256: String,
            bytes: i64,
        }
        let sql = "SELECT submission_sha256 AS sha256, submission_bytes AS bytes FROM filings \
                   WHERE accession = $1 AND submission_sha256 IS NOT NULL";
        let row: Option<Kept> = self.tx.row(sql, [accession.to_string().into()]).await?;
        Ok(row.map(|Kept { sha256, bytes }| Submission {
            sha256,
            bytes: stored::counted(bytes),
        }))
    }

    /// Rows as filings, with their co-filers.
    async fn read(&self, rows: Vec<row::Model>) -> Result<Vec<Filing>, CatalogError> {
        let mut co_filers = BTreeMap::new();
        for some in rows.chunks(KEYS_A_STATEMENT) {
            self.co_filers(some, &mut co_filers).await?;
        }
        rows.into_iter()
            .map(|row| {
                let beside = co_filers.remove(&row.accession).unwrap_or_default();
                row::read(self.tx, row, beside)
            })
            .collect()
    }

    async fn co_filers(
        &self,
        rows: &[row::Model],
        found: &mut BTreeMap<String, Vec<i64>>,
    ) -> Result<(), CatalogError> {
        let sql = format!(
            "SELECT accession, cik FROM filing_co_filers WHERE accession IN {} \
             ORDER BY accession, cik",
            self.tx.keys_at(1)
        );
        let accessions = keys(rows.iter().map(|row| &row.accession));
        for row in self.tx.rows::<row::CoFiler>(&sql, [accessions]).await? {
            found.entry(row.accession).or_default().push(row.cik);
        }
        Ok(())
    }
}

pub(crate) fn of_period_sql() -> String {
    format!(
        "SELECT * FROM filings WHERE period = $1 AND state NOT IN {NOT_SETTLED} \
         ORDER BY cik, accession"
    )
}

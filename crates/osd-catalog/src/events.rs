//! What happened to securities between two quarters: splits and changes of CUSIP. Derived of both
//! snapshots, and replaced in the transaction that swaps one.

use std::collections::BTreeSet;

use osd_domain::{
    Period, Price, SecurityId,
    market::{CusipChange, Lineage, LinkSource, MarketChanges, Split},
};
use rust_decimal::Decimal;

use crate::{
    error::CatalogError,
    transaction::{Transaction, Writes},
};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "security_events")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub period: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub security_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        pub from_security_id: Option<String>,
        pub ratio: String,
        pub managers: i64,
        pub of_managers: i64,
        pub source: Option<String>,
        pub price_before: Option<String>,
        pub price_now: Option<String>,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

const SPLIT: &str = "split";
const CUSIP_CHANGE: &str = "cusip_change";

/// What happened to securities between the quarter before a period and the period.
#[derive(Debug)]
pub struct SecurityEvents<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}

impl<M: Writes> SecurityEvents<'_, M> {
    /// Replaces what is known of a period.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn replace(
        &self,
        period: Period,
        changes: &MarketChanges,
    ) -> Result<(), CatalogError> {
        let sql = "DELETE FROM security_events WHERE period = $1";
        self.tx.run(sql, [period.to_string().into()]).await?;
        let splits = changes
            .splits()
            .map(|(security, split)| of_split(period, security, split));
        let links = changes
            .cusip_changes()
            .map(|change| of_change(period, change));
        let rows = splits.chain(links).collect();
        self.tx.load::<row::Entity>(rows, None).await.map(drop)
    }
}

fn count(n: u32) -> i64 {
    n.into()
}

fn of_split(period: Period, security: &SecurityId, split: &Split) -> row::Model {
    let price = |price: Option<Price>| price.map(|price| price.dollars().to_string());
    row::Model {
        period: period.to_string(),
        security_id: security.to_string(),
        kind: SPLIT.to_owned(),
        from_security_id: None,
        ratio: split.ratio.to_string(),
        managers: count(split.managers),
        of_managers: count(split.of),
        source: None,
        price_before: price(split.price_before),
        price_now: price(split.price_now),
    }
}

fn of_change(period: Period, change: &CusipChange) -> row::Model {
    row::Model {
        period: period.to_string(),
        security_id: change.to.to_string(),
        kind: CUSIP_CHANGE.to_owned(),
        from_security_id: Some(change.from.to_string()),
        ratio: change.ratio.to_string(),
        managers: count(change.managers),
        of_managers: count(change.of),
        source: Some(change.source.to_string()),
        price_before: None,
        price_now: None,
    }
}

impl<M> SecurityEvents<'_, M> {
    /// What happened between the quarter before a period and the period.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn of_period(&self, period: Period) -> Result<MarketChanges, CatalogError> {
        let sql = "SELECT * FROM security_events WHERE period = $1";
        let rows: Vec<row::Model> = self.tx.rows(sql, [period.to_string().into()]).await?;
        self.read(rows)
    }

    /// The changes that a security came from or went into, by period: the links of its chain that
    /// touch it.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn of_security(
        &self,
        security: &SecurityId,
    ) -> Result<Vec<(Period, MarketChanges)>, CatalogError> {
        let sql = "SELECT * FROM security_events WHERE security_id = $1 \
                   UNION ALL SELECT * FROM security_events WHERE from_security_id = $1 \
                   ORDER BY period, security_id, kind";
        let rows: Vec<row::Model> = self.tx.rows(sql, [security.as_str().into()]).await?;
        rows.into_iter()
            .map(|row| {
                let period = self.tx.parse("security_events.period", &row.period)?;
                Ok((period, self.read(vec![row])?))
            })
            .collect()
    }

    fn read(&self, rows: Vec<row::Model>) -> Result<MarketChanges, CatalogError> {
        let mut changes = MarketChanges::default();
        for row in rows {
            let security: SecurityId = self
                .tx
                .parse("security_events.security_id", &row.security_id)?;
            let ratio = self.tx.parse("security_events.ratio", &row.ratio)?;
            let managers = u32::try_from(row.managers).unwrap_or_default();
            let of = u32::try_from(row.of_managers).unwrap_or_default();
            let from: Option<SecurityId> = self.tx.parse_optional(
                "security_events.from_security_id",
                row.from_security_id.as_deref(),
            )?;
            let source: Option<LinkSource> = self
                .tx
                .parse_optional("security_events.source", row.source.as_deref())?;
            match from {
                Some(from) => changes.add_cusip_change(CusipChange {
                    from,
                    to: security,
                    ratio,
                    managers,
                    of,
                    source: source.unwrap_or(LinkSource::Listed),
                }),
                None => changes.add_split(
                    security,
                    Split {
                        ratio,
                        managers,
                        of,
                        price_before: self.price(row.price_before.as_deref())?,
                        price_now: self.price(row.price_now.as_deref())?,
                    },
                ),
            }
        }
        Ok(changes)
    }

    fn price(&self, text: Option<&str>) -> Result<Option<Price>, CatalogError> {
        let dollars: Option<Decimal> = self.tx.parse_optional("security_events.price", text)?;
        Ok(dollars.and_then(|dollars| Price::try_from(dollars).ok()))
    }
}

impl<M> SecurityEvents<'_, M> {
    /// A security through all its CUSIPs: its chain, and the splits of every security in it.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn lineage(&self, security: &SecurityId) -> Result<Lineage, CatalogError> {
        let chain = self.chain(security).await?;
        let links: Vec<_> = chain
            .into_iter()
            .map(|link| (link.period, link.change))
            .collect();
        let known_as = Lineage::new(security.clone(), links.clone(), Vec::new()).securities();
        let mut splits = Vec::new();
        for one in &known_as {
            for (period, changes) in self.of_security(one).await? {
                if let Some(split) = changes.split(one) {
                    splits.push((period, one.clone(), split.clone()));
                }
            }
        }
        Ok(Lineage::new(security.clone(), links, splits))
    }
}

/// How many securities in a row a chain may lead through.
const LONGEST: usize = 16;

impl<M> SecurityEvents<'_, M> {
    /// Every security that this one was or became, itself included, from the oldest to the newest,
    /// with the period from which each was known by the next.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn chain(&self, security: &SecurityId) -> Result<Vec<ChainLink>, CatalogError> {
        let mut links: Vec<ChainLink> = Vec::new();
        // A security that comes back to a CUSIP ends the walk: a chain has each of them once.
        let mut seen = BTreeSet::from([security.clone()]);
        let mut oldest = security.clone();
        while links.len() < LONGEST {
            let link = self.link(&oldest, |change, at| change.to == *at).await?;
            let Some(link) = link.filter(|link| seen.insert(link.change.from.clone())) else {
                break;
            };
            oldest = link.change.from.clone();
            links.insert(0, link);
        }
        let mut newest = security.clone();
        while links.len() < LONGEST * 2 {
            let link = self.link(&newest, |change, at| change.from == *at).await?;
            let Some(link) = link.filter(|link| seen.insert(link.change.to.clone())) else {
                break;
            };
            newest = link.change.to.clone();
            links.push(link);
        }
        Ok(links)
    }

    async fn link(
        &self,
        at: &SecurityId,
        is_wanted: impl Fn(&CusipChange, &SecurityId) -> bool,
    ) -> Result<Option<ChainLink>, CatalogError> {
        let events = self.of_security(at).await?;
        let links = events.iter().flat_map(|(period, changes)| {
            changes.cusip_changes().map(|change| ChainLink {
                period: *period,
                change: change.clone(),
            })
        });
        Ok(links.filter(|link| is_wanted(&link.change, at)).last())
    }
}

/// A change of CUSIP, and the first period that has the new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainLink {
    /// The first period that has the new one.
    pub period: Period,
    /// What changed.
    pub change: CusipChange,
}

//! A security's present name, worked out from what every period calls it.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use osd_domain::{Period, SecurityId};
use sea_orm::{FromQueryResult, sea_query::OnConflict};

use super::{Securities, name};
use crate::{
    error::CatalogError,
    fold::fold,
    transaction::{KEYS_A_STATEMENT, Writes, keys},
};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "securities")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub security_id: String,
        pub cusip: Option<String>,
        pub issuer: String,
        pub class: String,
        pub issuer_folded: String,
        pub first_period: String,
        pub last_period: String,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

#[derive(FromQueryResult)]
struct Span {
    security_id: String,
    first_period: String,
    last_period: String,
}

impl<M: Writes> Securities<'_, M> {
    /// Brings the rows of securities in line with what a period calls them, by that alone: none of
    /// them lost a name but in this period.
    pub(super) async fn see(
        &self,
        period: Period,
        seen: Vec<name::Model>,
    ) -> Result<(), CatalogError> {
        let names = most_used(seen);
        let sql = format!(
            "SELECT * FROM securities WHERE security_id IN {}",
            self.tx.keys_at(1)
        );
        let known: Vec<row::Model> = self.tx.rows(&sql, [keys(names.keys())]).await?;
        let mut known: BTreeMap<String, row::Model> = known
            .into_iter()
            .map(|row| (row.security_id.clone(), row))
            .collect();
        let period = period.to_string();
        let rows = names.into_iter().filter_map(|(security_id, name)| {
            let row = known.remove(&security_id);
            let of = |end: fn(&row::Model) -> &String| row.as_ref().map_or(&period, end);
            let first_period = period.clone().min(of(|row| &row.first_period).clone());
            let last_period = period.clone().max(of(|row| &row.last_period).clone());
            let now = if last_period == period {
                let span = Span {
                    security_id,
                    first_period,
                    last_period,
                };
                row_of(span, name)
            } else {
                let named = row.clone()?;
                row::Model {
                    first_period,
                    ..named
                }
            };
            (Some(&now) != row.as_ref()).then_some(now)
        });
        let rows = rows.collect();
        self.put(rows).await
    }

    /// Brings the rows of these securities in line with their observations; one without any goes.
    pub(super) async fn follow(&self, changed: BTreeSet<String>) -> Result<(), CatalogError> {
        let changed: Vec<String> = changed.into_iter().collect();
        for some in changed.chunks(KEYS_A_STATEMENT) {
            let rows = self.current(some).await?;
            let gone: Vec<&String> = some.iter().filter(|id| !rows.contains_key(*id)).collect();
            if !gone.is_empty() {
                let keys_at = self.tx.keys_at(1);
                let sql = format!("DELETE FROM securities WHERE security_id IN {keys_at}");
                self.tx.run(&sql, [keys(gone)]).await?;
            }
            self.put(rows.into_values().collect()).await?;
        }
        Ok(())
    }

    async fn put(&self, rows: Vec<row::Model>) -> Result<(), CatalogError> {
        use row::Column as C;
        let replace = OnConflict::column(C::SecurityId)
            .update_columns([
                C::Issuer,
                C::Class,
                C::IssuerFolded,
                C::FirstPeriod,
                C::LastPeriod,
            ])
            .to_owned();
        self.tx
            .load::<row::Entity>(rows, Some(replace))
            .await
            .map(drop)
    }

    async fn current(&self, ids: &[String]) -> Result<BTreeMap<String, row::Model>, CatalogError> {
        let keys = keys(ids);
        let keys_at = self.tx.keys_at(1);
        let spans = format!(
            "SELECT security_id, MIN(period) AS first_period, MAX(period) AS last_period \
             FROM security_names WHERE security_id IN {keys_at} GROUP BY security_id"
        );
        let latest = format!(
            "SELECT n.* FROM security_names n WHERE n.security_id IN {keys_at} AND n.period = \
             (SELECT MAX(l.period) FROM security_names l WHERE l.security_id = n.security_id)"
        );
        let mut names = most_used(self.tx.rows(&latest, [keys.clone()]).await?);
        let spans: Vec<Span> = self.tx.rows(&spans, [keys]).await?;
        let rows = spans.into_iter().filter_map(|span| {
            let name = names.remove(&span.security_id)?;
            Some((span.security_id.clone(), row_of(span, name)))
        });
        Ok(rows.collect())
    }
}

/// Of the names of each security that of most managers, the first in the order of bytes among
/// equals.
fn most_used(seen: Vec<name::Model>) -> BTreeMap<String, name::Model> {
    let mut names: BTreeMap<String, name::Model> = BTreeMap::new();
    for one in seen {
        fn rank(row: &name::Model) -> (Reverse<i64>, &str, &str) {
            (Reverse(row.managers), &row.issuer, &row.class)
        }
        match names.get(&one.security_id) {
            Some(kept) if rank(kept) <= rank(&one) => {}
            _ => drop(names.insert(one.security_id.clone(), one)),
        }
    }
    names
}

fn row_of(span: Span, name: name::Model) -> row::Model {
    let security: Option<SecurityId> = span.security_id.parse().ok();
    let cusip = security.and_then(|security| security.cusip());
    row::Model {
        security_id: span.security_id,
        cusip: cusip.map(|cusip| cusip.to_string()),
        issuer_folded: fold(&name.issuer),
        issuer: name.issuer,
        class: name.class,
        first_period: span.first_period,
        last_period: span.last_period,
    }
}

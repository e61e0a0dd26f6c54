//! A security's present name, worked out from what every period calls it.

use std::collections::{BTreeMap, BTreeSet};

use osd_domain::{Period, SecurityId};
use sea_orm::{FromQueryResult, Value, sea_query::OnConflict};

use super::{Securities, name};
use crate::{
    error::CatalogError,
    fold::fold,
    transaction::{KEYS_A_STATEMENT, Writes, places},
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
    pub(super) async fn ids_in(&self, period: Period) -> Result<BTreeSet<String>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Id {
            security_id: String,
        }
        let sql = "SELECT DISTINCT security_id FROM security_names WHERE period = $1";
        let rows: Vec<Id> = self.tx.rows(sql, [period.to_string().into()]).await?;
        Ok(rows.into_iter().map(|row| row.security_id).collect())
    }

    /// Brings the rows of these securities in line with their observations; one without any goes.
    pub(super) async fn follow(&self, changed: BTreeSet<String>) -> Result<(), CatalogError> {
        let changed: Vec<String> = changed.into_iter().collect();
        for some in changed.chunks(KEYS_A_STATEMENT) {
            let rows = self.current(some).await?;
            let gone: Vec<&String> = some.iter().filter(|id| !rows.contains_key(*id)).collect();
            if !gone.is_empty() {
                let places = places(1, gone.len());
                let sql = format!("DELETE FROM securities WHERE security_id IN ({places})");
                self.tx
                    .run(&sql, gone.into_iter().map(|id| id.as_str().into()))
                    .await?;
            }
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
                .insert::<row::Entity>(rows.into_values().collect(), Some(replace))
                .await?;
        }
        Ok(())
    }

    async fn current(&self, ids: &[String]) -> Result<BTreeMap<String, row::Model>, CatalogError> {
        let keys = || ids.iter().map(|id| Value::from(id.as_str()));
        let places = places(1, ids.len());
        let spans = format!(
            "SELECT security_id, MIN(period) AS first_period, MAX(period) AS last_period \
             FROM security_names WHERE security_id IN ({places}) GROUP BY security_id"
        );
        let latest = format!(
            "SELECT n.* FROM security_names n WHERE n.security_id IN ({places}) AND n.period = \
             (SELECT MAX(l.period) FROM security_names l WHERE l.security_id = n.security_id)"
        );
        let mut names: BTreeMap<String, name::Model> = BTreeMap::new();
        for seen in self.tx.rows::<name::Model>(&latest, keys()).await? {
            let rank = |row: &name::Model| {
                (
                    std::cmp::Reverse(row.managers),
                    row.issuer.clone(),
                    row.class.clone(),
                )
            };
            match names.get(&seen.security_id) {
                Some(kept) if rank(kept) <= rank(&seen) => {}
                _ => drop(names.insert(seen.security_id.clone(), seen)),
            }
        }
        let spans: Vec<Span> = self.tx.rows(&spans, keys()).await?;
        let rows = spans.into_iter().filter_map(|span| {
            let name = names.remove(&span.security_id)?;
            Some((span.security_id.clone(), row_of(span, name)))
        });
        Ok(rows.collect())
    }
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

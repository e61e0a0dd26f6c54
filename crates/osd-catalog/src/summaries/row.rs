//! Summaries as rows, and back.

use osd_domain::Period;

use super::{ChangeCounts, Comparison, ManagerSummary, SecuritySummary};
use crate::{error::CatalogError, stored, transaction::Transaction};

pub(super) mod manager {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "manager_summaries")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub period: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub cik: i64,
        pub snapshot_id: String,
        pub previous_snapshot_id: Option<String>,
        pub standing: String,
        pub filings: i64,
        pub value: Option<i64>,
        pub positions: i64,
        pub shares_value: i64,
        pub principal_value: i64,
        pub put_value: i64,
        pub call_value: i64,
        pub previous_value: Option<i64>,
        pub new_count: Option<i64>,
        pub add_count: Option<i64>,
        pub reduce_count: Option<i64>,
        pub hold_count: Option<i64>,
        pub exit_count: Option<i64>,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod security {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "security_summaries")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub period: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub security_id: String,
        pub snapshot_id: String,
        pub previous_snapshot_id: Option<String>,
        pub holders: i64,
        pub value: i64,
        pub amount: String,
        pub put_holders: i64,
        pub call_holders: i64,
        pub new_count: Option<i64>,
        pub add_count: Option<i64>,
        pub reduce_count: Option<i64>,
        pub hold_count: Option<i64>,
        pub exit_count: Option<i64>,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod comparison {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "comparisons")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub period: String,
        pub snapshot_id: String,
        pub previous_snapshot_id: Option<String>,
        pub managers_compared: i64,
        pub new_count: i64,
        pub add_count: i64,
        pub reduce_count: i64,
        pub hold_count: i64,
        pub exit_count: i64,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) fn of_manager(period: Period, one: &ManagerSummary) -> manager::Model {
    let change = |part: fn(&ChangeCounts) -> u64| one.changes.as_ref().map(part).map(stored::count);
    manager::Model {
        period: period.to_string(),
        cik: stored::cik(one.cik),
        snapshot_id: one.snapshot_id.clone(),
        previous_snapshot_id: one.previous_snapshot_id.clone(),
        standing: one.standing.to_string(),
        filings: stored::count(one.filings),
        value: one.value.map(stored::dollars),
        positions: stored::count(one.positions),
        shares_value: stored::dollars(one.shares_value),
        principal_value: stored::dollars(one.principal_value),
        put_value: stored::dollars(one.put_value),
        call_value: stored::dollars(one.call_value),
        previous_value: one.previous_value.map(stored::dollars),
        new_count: change(|changes| changes.new),
        add_count: change(|changes| changes.add),
        reduce_count: change(|changes| changes.reduce),
        hold_count: change(|changes| changes.hold),
        exit_count: change(|changes| changes.exit),
    }
}

pub(super) fn of_security(period: Period, one: &SecuritySummary) -> security::Model {
    let change = |part: fn(&ChangeCounts) -> u64| one.changes.as_ref().map(part).map(stored::count);
    security::Model {
        period: period.to_string(),
        security_id: one.security.to_string(),
        snapshot_id: one.snapshot_id.clone(),
        previous_snapshot_id: one.previous_snapshot_id.clone(),
        holders: stored::count(one.holders),
        value: stored::dollars(one.value),
        amount: one.amount.to_string(),
        put_holders: stored::count(one.put_holders),
        call_holders: stored::count(one.call_holders),
        new_count: change(|changes| changes.new),
        add_count: change(|changes| changes.add),
        reduce_count: change(|changes| changes.reduce),
        hold_count: change(|changes| changes.hold),
        exit_count: change(|changes| changes.exit),
    }
}

pub(super) fn of_comparison(period: Period, one: &Comparison) -> comparison::Model {
    comparison::Model {
        period: period.to_string(),
        snapshot_id: one.snapshot_id.clone(),
        previous_snapshot_id: one.previous_snapshot_id.clone(),
        managers_compared: stored::count(one.managers_compared),
        new_count: stored::count(one.changes.new),
        add_count: stored::count(one.changes.add),
        reduce_count: stored::count(one.changes.reduce),
        hold_count: stored::count(one.changes.hold),
        exit_count: stored::count(one.changes.exit),
    }
}

pub(super) fn read_manager<M>(
    tx: &Transaction<M>,
    row: manager::Model,
) -> Result<ManagerSummary, CatalogError> {
    let counts = [
        row.new_count,
        row.add_count,
        row.reduce_count,
        row.hold_count,
        row.exit_count,
    ];
    Ok(ManagerSummary {
        period: tx.parse("manager_summaries.period", &row.period)?,
        cik: tx.parse_cik(row.cik)?,
        snapshot_id: row.snapshot_id,
        previous_snapshot_id: row.previous_snapshot_id,
        standing: tx.parse("manager_summaries.standing", &row.standing)?,
        filings: stored::counted(row.filings),
        value: row.value.map(i128::from),
        positions: stored::counted(row.positions),
        shares_value: row.shares_value.into(),
        principal_value: row.principal_value.into(),
        put_value: row.put_value.into(),
        call_value: row.call_value.into(),
        previous_value: row.previous_value.map(i128::from),
        changes: changes(counts),
    })
}

pub(super) fn read_security<M>(
    tx: &Transaction<M>,
    row: security::Model,
) -> Result<SecuritySummary, CatalogError> {
    let counts = [
        row.new_count,
        row.add_count,
        row.reduce_count,
        row.hold_count,
        row.exit_count,
    ];
    Ok(SecuritySummary {
        period: tx.parse("security_summaries.period", &row.period)?,
        security: tx.parse("security_summaries.security_id", &row.security_id)?,
        snapshot_id: row.snapshot_id,
        previous_snapshot_id: row.previous_snapshot_id,
        holders: stored::counted(row.holders),
        value: row.value.into(),
        amount: tx.parse("security_summaries.amount", &row.amount)?,
        put_holders: stored::counted(row.put_holders),
        call_holders: stored::counted(row.call_holders),
        changes: changes(counts),
    })
}

pub(super) fn read_comparison<M>(
    tx: &Transaction<M>,
    row: comparison::Model,
) -> Result<Comparison, CatalogError> {
    let counts = [
        row.new_count,
        row.add_count,
        row.reduce_count,
        row.hold_count,
        row.exit_count,
    ];
    Ok(Comparison {
        period: tx.parse("comparisons.period", &row.period)?,
        snapshot_id: row.snapshot_id,
        previous_snapshot_id: row.previous_snapshot_id,
        managers_compared: stored::counted(row.managers_compared),
        changes: changes(counts.map(Some)).unwrap_or_default(),
    })
}

/// All five counts, or none.
fn changes(counts: [Option<i64>; 5]) -> Option<ChangeCounts> {
    let [new, add, reduce, hold, exit] = counts.map(|count| count.map(stored::counted));
    Some(ChangeCounts {
        new: new?,
        add: add?,
        reduce: reduce?,
        hold: hold?,
        exit: exit?,
    })
}

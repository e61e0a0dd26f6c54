//! Summaries as rows, and back.

use osd_domain::{Change, Period, Price, change::WholeBook, printed::Canonical};
use rust_decimal::Decimal;

use super::{ChangeCounts, Comparison, ManagerSummary, SecurityFlow, SecuritySummary};
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
        pub other_changes: Option<String>,
        pub basis: Option<String>,
        pub whole_book: Option<String>,
        pub quarantined: Option<i64>,
        pub top10_value: Option<i64>,
        pub bought_value: Option<i64>,
        pub sold_value: Option<i64>,
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
        pub holders: i64,
        pub value: i64,
        pub shares: Option<String>,
        pub principal: Option<String>,
        pub put_holders: i64,
        pub call_holders: i64,
        pub new_count: Option<i64>,
        pub add_count: Option<i64>,
        pub reduce_count: Option<i64>,
        pub hold_count: Option<i64>,
        pub exit_count: Option<i64>,
        pub other_changes: Option<String>,
        pub price: Option<String>,
        pub price_managers: Option<i64>,
        pub flow_value_change: Option<i64>,
        pub flow_previous_shares: Option<String>,
        pub flow_shares_change: Option<String>,
        pub flow_bought_value: Option<i64>,
        pub flow_sold_value: Option<i64>,
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
        pub other_changes: Option<String>,
        pub compared_by: Option<i64>,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) fn of_manager(period: Period, one: &ManagerSummary) -> manager::Model {
    let change = |change| {
        one.changes
            .as_ref()
            .map(|all| stored::count(all.get(change)))
    };
    manager::Model {
        period: period.to_string(),
        cik: stored::cik(one.cik),
        standing: one.standing.to_string(),
        filings: stored::count(one.filings),
        value: one.value.map(stored::dollars),
        positions: stored::count(one.positions),
        shares_value: stored::dollars(one.shares_value),
        principal_value: stored::dollars(one.principal_value),
        put_value: stored::dollars(one.put_value),
        call_value: stored::dollars(one.call_value),
        previous_value: one.previous_value.map(stored::dollars),
        new_count: change(Change::New),
        add_count: change(Change::Add),
        reduce_count: change(Change::Reduce),
        hold_count: change(Change::Hold),
        exit_count: change(Change::Exit),
        other_changes: one.changes.as_ref().and_then(others),
        basis: one.basis.map(|basis| basis.to_string()),
        whole_book: (one.whole_book != WholeBook::default()).then(|| stored::json(&one.whole_book)),
        quarantined: Some(stored::count(one.quarantined)),
        top10_value: Some(stored::dollars(one.top10_value)),
        bought_value: one.bought_value.map(stored::dollars),
        sold_value: one.sold_value.map(stored::dollars),
    }
}

pub(super) fn of_security(period: Period, one: &SecuritySummary) -> security::Model {
    let change = |change| {
        one.changes
            .as_ref()
            .map(|all| stored::count(all.get(change)))
    };
    let flow = |of: fn(&SecurityFlow) -> i64| one.flow.as_ref().map(of);
    security::Model {
        period: period.to_string(),
        security_id: one.security.to_string(),
        holders: stored::count(one.holders),
        value: stored::dollars(one.value),
        shares: one.shares.map(|shares| shares.to_string()),
        principal: one.principal.map(|principal| principal.to_string()),
        put_holders: stored::count(one.put_holders),
        call_holders: stored::count(one.call_holders),
        new_count: change(Change::New),
        add_count: change(Change::Add),
        reduce_count: change(Change::Reduce),
        hold_count: change(Change::Hold),
        exit_count: change(Change::Exit),
        other_changes: one.changes.as_ref().and_then(others),
        price: one.price.map(|price| price.dollars().to_string()),
        price_managers: Some(stored::count(one.price_managers)),
        flow_value_change: flow(|flow| stored::dollars(flow.value_change)),
        flow_previous_shares: one
            .flow
            .map(|flow| flow.previous_shares.canonical().into_owned()),
        flow_shares_change: one
            .flow
            .map(|flow| flow.shares_change.canonical().into_owned()),
        flow_bought_value: flow(|flow| stored::dollars(flow.bought_value)),
        flow_sold_value: flow(|flow| stored::dollars(flow.sold_value)),
    }
}

pub(super) fn of_comparison(period: Period, one: &Comparison) -> comparison::Model {
    comparison::Model {
        period: period.to_string(),
        snapshot_id: one.snapshot_id.clone(),
        previous_snapshot_id: one.previous_snapshot_id.clone(),
        managers_compared: stored::count(one.managers_compared),
        new_count: stored::count(one.changes.get(Change::New)),
        add_count: stored::count(one.changes.get(Change::Add)),
        reduce_count: stored::count(one.changes.get(Change::Reduce)),
        hold_count: stored::count(one.changes.get(Change::Hold)),
        exit_count: stored::count(one.changes.get(Change::Exit)),
        other_changes: others(&one.changes),
        compared_by: one.compared_by.map(i64::from),
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
        standing: tx.parse("manager_summaries.standing", &row.standing)?,
        filings: stored::counted(row.filings),
        value: row.value.map(i128::from),
        positions: stored::counted(row.positions),
        shares_value: row.shares_value.into(),
        principal_value: row.principal_value.into(),
        put_value: row.put_value.into(),
        call_value: row.call_value.into(),
        previous_value: row.previous_value.map(i128::from),
        basis: row
            .basis
            .map(|basis| tx.parse("manager_summaries.basis", &basis))
            .transpose()?,
        changes: changes(tx, counts, row.other_changes)?,
        quarantined: row.quarantined.map_or(0, stored::counted),
        top10_value: row.top10_value.unwrap_or_default().into(),
        bought_value: row.bought_value.map(i128::from),
        sold_value: row.sold_value.map(i128::from),
        whole_book: row
            .whole_book
            .map(|text| tx.parse_json("manager_summaries.whole_book", &text))
            .transpose()?
            .unwrap_or_default(),
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
        flow: read_flow(tx, &row)?,
        period: tx.parse("security_summaries.period", &row.period)?,
        security: tx.parse("security_summaries.security_id", &row.security_id)?,
        holders: stored::counted(row.holders),
        value: row.value.into(),
        shares: tx.parse_optional("security_summaries.shares", row.shares.as_deref())?,
        principal: tx.parse_optional("security_summaries.principal", row.principal.as_deref())?,
        put_holders: stored::counted(row.put_holders),
        call_holders: stored::counted(row.call_holders),
        changes: changes(tx, counts, row.other_changes)?,
        price: row
            .price
            .map(|price| tx.parse::<Decimal>("security_summaries.price", &price))
            .transpose()?
            .and_then(|price| Price::try_from(price).ok()),
        price_managers: row.price_managers.map_or(0, stored::counted),
    })
}

/// All of it, or nothing.
fn read_flow<M>(
    tx: &Transaction<M>,
    row: &security::Model,
) -> Result<Option<SecurityFlow>, CatalogError> {
    let previous = row.flow_previous_shares.as_deref();
    let previous = tx.parse_optional("security_summaries.flow_previous_shares", previous)?;
    let change = row.flow_shares_change.as_deref();
    let change = tx.parse_optional("security_summaries.flow_shares_change", change)?;
    let dollars = [
        row.flow_value_change,
        row.flow_bought_value,
        row.flow_sold_value,
    ];
    let (Some(previous_shares), Some(shares_change), [Some(value), Some(bought), Some(sold)]) =
        (previous, change, dollars)
    else {
        return Ok(None);
    };
    Ok(Some(SecurityFlow {
        value_change: value.into(),
        previous_shares,
        shares_change,
        bought_value: bought.into(),
        sold_value: sold.into(),
    }))
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
        changes: changes(tx, counts.map(Some), row.other_changes)?.unwrap_or_default(),
        compared_by: row.compared_by.and_then(|version| version.try_into().ok()),
    })
}

/// The labels that have columns of their own, to sort by.
const OWN: [Change; 5] = [
    Change::New,
    Change::Add,
    Change::Reduce,
    Change::Hold,
    Change::Exit,
];

/// The counts of all other labels; none where there are none.
fn others(counts: &ChangeCounts) -> Option<String> {
    let others = counts.iter().filter(|(change, _)| !OWN.contains(change));
    let others: ChangeCounts = others.collect();
    (others != ChangeCounts::default()).then(|| stored::json(&others))
}

/// All counts, or none.
fn changes<M>(
    tx: &Transaction<M>,
    own: [Option<i64>; 5],
    others: Option<String>,
) -> Result<Option<ChangeCounts>, CatalogError> {
    let mut counts = match others {
        Some(text) => tx.parse_json("other_changes", &text)?,
        None => ChangeCounts::default(),
    };
    for (change, count) in OWN.into_iter().zip(own) {
        let Some(count) = count else { return Ok(None) };
        counts.add(change, stored::counted(count));
    }
    Ok(Some(counts))
}

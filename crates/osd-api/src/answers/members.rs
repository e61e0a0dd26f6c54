//! A manager, alone or together with those it continues and those that continue it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use osd_domain::{Cik, Period, Succession};
use serde::Serialize;
use utoipa::ToSchema;

use super::portfolio::Manager;
use crate::{Counter, Problem};

/// A manager that another continues, or that continues another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LinkedManager {
    /// CIK.
    #[schema(value_type = u64, example = 2012383)]
    pub cik: Cik,
    /// The name by which it goes now.
    pub name: String,
    /// The first period under the new CIK.
    #[schema(value_type = String, example = "2024Q3")]
    pub period: Period,
}

/// Whose portfolios an answer adds up.
#[derive(Debug, Clone)]
pub(crate) struct Members {
    /// The manager that was asked for.
    pub(crate) manager: Manager,
    /// All of them, by CIK; the one that was asked for alone, unless the merged view is.
    pub(crate) managers: Vec<Manager>,
    /// The successions between them.
    pub(crate) links: Vec<Succession>,
    /// The managers that the one asked for continues.
    pub(crate) continues: Vec<LinkedManager>,
    /// The managers that continue it.
    pub(crate) continued_by: Vec<LinkedManager>,
    /// The first period that each filed for.
    first: BTreeMap<Cik, Period>,
}

impl Members {
    /// The manager; in the merged view with every manager that a succession leads to from it. With
    /// `as_of`, filings accepted by the end of that day are seen; successions are those known now.
    pub(crate) async fn of(
        counter: &Counter,
        cik: Cik,
        merged: bool,
        as_of: Option<NaiveDate>,
    ) -> Result<Self, Problem> {
        let links = match merged {
            true => {
                let read = counter.catalog.read().await?;
                read.successions().chain(cik).await?
            }
            false => {
                let all = counter.successions().await?;
                let of_it = all
                    .iter()
                    .filter(|link| [link.from, link.to].contains(&cik));
                of_it.cloned().collect()
            }
        };
        let ends = links.iter().flat_map(|link| [link.from, link.to]);
        let all: BTreeSet<Cik> = ends.chain([cik]).collect();
        let known = counter.catalog.named_managers(&all, as_of).await?;
        if !known.contains_key(&cik) {
            return Err(Problem::NoManager(cik));
        }
        let named = |cik: Cik| Manager {
            cik,
            name: known
                .get(&cik)
                .map_or_else(|| cik.to_string(), |known| known.name.clone()),
        };
        let linked = |cik: Cik, period: Period| LinkedManager {
            name: named(cik).name,
            cik,
            period,
        };
        let to_it = links.iter().filter(|link| link.to == cik);
        let from_it = links.iter().filter(|link| link.from == cik);
        let managers: Vec<Manager> = match merged {
            true => all.iter().map(|one| named(*one)).collect(),
            false => vec![named(cik)],
        };
        let first = known
            .iter()
            .filter_map(|(cik, known)| Some((*cik, known.first_period?)));
        Ok(Self {
            manager: named(cik),
            managers,
            continues: to_it.map(|link| linked(link.from, link.period)).collect(),
            continued_by: from_it.map(|link| linked(link.to, link.period)).collect(),
            links: if merged { links } else { Vec::new() },
            first: first.collect(),
        })
    }

    /// Each with the first period that it filed for.
    pub(crate) fn each(&self) -> impl Iterator<Item = (Cik, Option<Period>)> {
        let managers = self.managers.iter();
        managers.map(|one| (one.cik, self.first.get(&one.cik).copied()))
    }

    /// Whether one hands on to another in this period.
    pub(crate) fn hand_on_in(&self, period: Period) -> bool {
        self.links.iter().any(|link| link.period == period)
    }
}

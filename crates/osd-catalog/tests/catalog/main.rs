//! Every repository on both engines: each test runs twice, as `…::sqlite` and `…::postgres`.

#![cfg(test)]

#[macro_use]
mod engines;

mod alarms;
mod crash;
mod directory;
mod events;
mod filings;
mod gaps;
mod indexes;
mod journal;
mod managers;
mod opening;
mod order;
mod periods;
mod quality;
mod reference;
mod schedules;
mod schema;
mod securities;
mod steering;
mod successions;
mod summaries;
mod transactions;
mod work;

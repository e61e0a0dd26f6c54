//! The contract of the command line and of the API, held from outside: the program runs as a
//! process of its own, on filings that the tests tell.

#![cfg(test)]

mod admin;
mod alarms;
mod app;
mod backup;
mod bench;
mod chains;
mod check;
mod dev;
mod doctor;
mod facts;
mod golden;
mod histories;
mod http;
mod ingest;
mod issuers;
mod listings;
mod lists;
mod manners;
mod moto;
mod movers;
mod osd;
mod portfolio;
mod real_mirror;
mod rebuild;
mod reference;
mod schema;
mod search;
mod serve;
mod standing;
mod succession;
mod text_era;
mod tickers;
mod usage;
mod verify;
mod work;

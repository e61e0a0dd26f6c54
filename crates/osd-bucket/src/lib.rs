#![doc = include_str!("../README.md")]

mod bucket;
mod client;
mod error;
mod location;
mod settings;

pub use self::{
    bucket::{Bucket, Conditional},
    error::{OpenError, StoreError, is_absent, is_refused_condition},
    location::{Location, NoLocation},
    settings::{Settings, VARIABLES, Variable},
};

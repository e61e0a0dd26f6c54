#![doc = include_str!("../README.md")]

pub mod add;
pub mod ask;
mod client;
pub mod fetch;
mod figure;
pub mod follow;
pub mod generate;
mod latency;
pub mod memory;
mod newcomers;
mod plan;
pub mod publish;
mod questions;
pub mod read;
pub mod serve;
mod server;

pub use self::{figure::Figure, latency::Latencies, plan::Plan};

#![doc = include_str!("../README.md")]

mod admin;
pub mod answers;
mod app;
mod books;
mod counter;
pub mod list;
mod manners;
mod metrics;
pub mod orders;
mod problem;
mod ready;
mod routes;
mod search;
mod server;
mod tables;
mod viewer;
mod watch;

pub use self::{
    counter::{Clock, Counter},
    problem::{Problem, ProblemBody},
    routes::openapi,
    server::{Surface, router, serve, serve_as},
    viewer::Viewer,
    watch::Folders,
};

#![doc = include_str!("../README.md")]

pub mod answers;
mod counter;
mod problem;
mod routes;
mod search;
mod server;
mod viewer;

pub use self::{
    counter::Counter,
    problem::{Problem, ProblemBody},
    routes::openapi,
    search::Search,
    server::{router, serve},
    viewer::Viewer,
};

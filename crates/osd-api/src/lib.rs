#![doc = include_str!("../README.md")]

pub mod answers;
mod app;
mod books;
mod counter;
pub mod list;
mod manners;
mod problem;
mod ready;
mod routes;
mod search;
mod server;
mod tables;
mod viewer;

pub use self::{
    counter::Counter,
    problem::{Problem, ProblemBody},
    routes::openapi,
    server::{router, serve},
    viewer::Viewer,
};

#![doc = include_str!("../README.md")]

pub mod answers;
mod app;
mod counter;
mod problem;
mod routes;
mod server;
mod viewer;

pub use self::{
    counter::Counter,
    problem::{Problem, ProblemBody},
    routes::openapi,
    server::{router, serve},
    viewer::Viewer,
};

#![doc = include_str!("../README.md")]

mod door;
mod edgar;
mod error;
mod fetcher;
mod folder;
mod http;
mod path;

pub use self::{
    door::{Budget, DoorFigures, RedisBudget},
    edgar::{Accept, Answer, Body, Edgar, Validators},
    error::{FetchError, Problem, SetupError},
    fetcher::Fetcher,
    folder::Folder,
    http::{Http, HttpSettings},
    path::{ArchivePath, NotAPath},
};

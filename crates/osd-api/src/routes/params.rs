//! Parameters of a request, read with errors that name them.

use std::{fmt::Display, str::FromStr};

use axum::{
    extract::{self, FromRequestParts, Query},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use crate::Problem;

/// Query parameters. One that is not known is an error: a filter that is silently left out
/// gives a wrong answer.
pub(super) struct Params<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(params)) => Ok(Self(params)),
            Err(error) => Err(Problem::bad("query", error.body_text())),
        }
    }
}

/// No query parameters: see [`Params`].
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// The parts of the path that stand for something.
pub(super) struct Path<T>(pub(super) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(extract::Path(path)) => Ok(Self(path)),
            Err(error) => Err(Problem::bad("path", error.body_text())),
        }
    }
}

/// Reads a parameter that must be there.
pub(super) fn read<T>(name: &'static str, text: &str) -> Result<T, Problem>
where
    T: FromStr,
    T::Err: Display,
{
    text.parse()
        .map_err(|error: T::Err| Problem::bad(name, error))
}

/// Reads a parameter that may be left out.
pub(super) fn read_option<T>(name: &'static str, text: Option<&str>) -> Result<Option<T>, Problem>
where
    T: FromStr,
    T::Err: Display,
{
    text.map(|text| read(name, text)).transpose()
}

/// Reads a day.
pub(super) fn read_day(
    name: &'static str,
    text: Option<&str>,
) -> Result<Option<chrono::NaiveDate>, Problem> {
    let day = |text: &str| {
        text.parse()
            .map_err(|_| Problem::bad(name, format!("{text:?} is not a day such as 2025-06-30")))
    };
    text.map(day).transpose()
}

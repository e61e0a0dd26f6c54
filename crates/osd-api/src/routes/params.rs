//! Parameters of a request, read with errors that name them.

mod query;

use std::{fmt::Display, str::FromStr};

use axum::{
    extract::{self, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use self::query::Pairs;
use crate::{
    Problem,
    list::{DEFAULT_LIMIT, LIMIT, Request},
};

/// Query parameters. One that is not known is an error: a filter that is silently left out
/// gives a wrong answer.
pub(super) struct Params<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Pairs::of(&parts.uri)?.read(&[]).map(Self)
    }
}

/// No query parameters: see [`Params`].
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// What every list can be asked for.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "stands for the parameters in the documentation")]
pub(super) struct ListParams {
    /// Fields to sort by, with commas between them; `-` before one for descending. What is absent
    /// comes last either way.
    sort: Option<String>,
    /// `field:test:value`; may be repeated, and then all must hold. Tests: `eq`, `ne`, `in` (values
    /// with commas between them), `gt`, `gte`, `lt`, `lte`, `has` (contains, whatever the case),
    /// `present`, `absent` (both without a value).
    filter: Option<Vec<String>>,
    /// Words, each of which one of a row's texts contains.
    search: Option<String>,
    /// Only these fields of each row, with commas between them.
    fields: Option<String>,
    /// At most so many rows.
    #[param(minimum = 0, maximum = 1000, default = 100)]
    limit: Option<u64>,
    /// Leaving out the first so many rows.
    #[param(minimum = 0, default = 0)]
    offset: Option<u64>,
    /// `page.next` of the page before, instead of an offset: rows that come or go in between neither
    /// repeat nor hide others.
    cursor: Option<String>,
    /// `json`, or `csv`: all rows unless a limit is given, as `Accept: text/csv` asks for too.
    #[param(inline)]
    format: Option<Format>,
}

/// The names of [`ListParams`].
const LIST: [&str; 8] = [
    "sort", "filter", "search", "fields", "limit", "offset", "cursor", "format",
];

/// How a list is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, utoipa::ToSchema)]
#[schema(rename_all = "lowercase")]
pub(super) enum Format {
    /// The whole answer.
    #[default]
    Json,
    /// Its rows.
    Csv,
}

/// Parameters of a list beside those of its own.
pub(super) struct List<T> {
    pub(super) own: T,
    pub(super) request: Request,
    pub(super) format: Format,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for List<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let mut pairs = Pairs::of(&parts.uri)?;
        let filters = pairs.take_all("filter");
        let format = match pairs.take("format")?.as_deref() {
            None if wants_csv(&parts.headers) => Format::Csv,
            None => Format::Json,
            Some("json") => Format::Json,
            Some("csv") => Format::Csv,
            Some(other) => {
                let reason = format!("{other:?} is neither json nor csv");
                return Err(Problem::bad("format", reason));
            }
        };
        let limit = pairs.take("limit")?;
        let limit = limit.as_deref().map(|text| number("limit", text));
        let limit = match (limit.transpose()?, format) {
            (Some(limit), _) if limit > LIMIT => {
                let reason = format!(
                    "{limit} is more than {LIMIT} rows at a time; take offset or cursor for the rest"
                );
                return Err(Problem::bad("limit", reason));
            }
            (None, Format::Json) => Some(DEFAULT_LIMIT),
            (limit, _) => limit,
        };
        let offset = pairs.take("offset")?;
        let offset = offset.as_deref().map(|text| number("offset", text));
        Ok(Self {
            request: Request {
                sort: pairs.take("sort")?,
                filters,
                search: pairs.take("search")?,
                fields: pairs.take("fields")?,
                limit,
                offset: offset.transpose()?.unwrap_or_default(),
                cursor: pairs.take("cursor")?,
            },
            own: pairs.read(&LIST)?,
            format,
        })
    }
}

/// Whether CSV is what is asked for first.
pub(crate) fn wants_csv(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT);
    let accept = accept.and_then(|value| value.to_str().ok());
    let mut kinds = accept.unwrap_or_default().split(',').map(|kind| {
        let kind = kind.split(';').next();
        kind.unwrap_or_default().trim()
    });
    kinds.next() == Some("text/csv")
}

fn number(name: &'static str, text: &str) -> Result<u64, Problem> {
    let reason = || format!("{:?} is no whole number from 0", query::shown(text));
    text.parse().map_err(|_| Problem::bad(name, reason()))
}

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

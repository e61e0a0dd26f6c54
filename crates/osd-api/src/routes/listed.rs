//! A list on its way out: JSON, whole or with some fields of each row, or its rows as CSV.

use axum::{
    Json,
    body::Body,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures::{StreamExt, stream};
use serde::Serialize;
use serde_json::Value;

use super::params::Format;
use crate::{
    Problem,
    list::{LIMIT, Listing, Request, keep_fields, to_csv},
};

/// A list as it was asked for.
pub(super) struct Listed(Response);

impl Listed {
    /// An answer that is in memory as a whole.
    pub(super) fn of<A: Listing>(
        answer: &A,
        request: &Request,
        format: Format,
    ) -> Result<Self, Problem> {
        let fields = request.fields(&A::shapes())?;
        match (format, fields) {
            (Format::Json, None) => Ok(Self(json(answer)?)),
            (Format::Json, Some(fields)) => {
                let mut whole = value(answer)?;
                if let Some(Value::Array(rows)) = whole.get_mut(A::ROWS) {
                    keep_fields(rows, &fields);
                }
                Ok(Self(Json(whole).into_response()))
            }
            (Format::Csv, fields) => {
                let body = csv(answer, fields.as_deref(), true)?;
                Ok(Self((headers(answer)?, body).into_response()))
            }
        }
    }

    /// An answer that is asked for page by page: all rows as CSV are never in memory at once.
    pub(super) async fn by_page<A, F>(
        ask: impl Fn(Request) -> F + Send + 'static,
        request: Request,
        format: Format,
    ) -> Result<Self, Problem>
    where
        A: Listing + Send,
        F: Future<Output = Result<A, Problem>> + Send + 'static,
    {
        if format == Format::Json || request.limit.is_some() {
            let answer = ask(request.clone()).await?;
            return Self::of(&answer, &request, format);
        }
        let fields = request.fields(&A::shapes())?;
        let first = Request {
            limit: Some(LIMIT),
            ..request
        };
        // What is wrong with the question is known before anything is handed out.
        let answer = ask(first.clone()).await?;
        let headers = headers(&answer)?;
        let begun = csv(&answer, fields.as_deref(), true)?;
        let rest = stream::try_unfold(first.after(answer.page()), move |next| {
            let (fields, asked) = (fields.clone(), next.map(|next| (ask(next.clone()), next)));
            async move {
                let Some((answer, request)) = asked else {
                    return Ok(None);
                };
                let answer = answer.await?;
                let rows = csv(&answer, fields.as_deref(), false)?;
                Ok(Some((rows, request.after(answer.page()))))
            }
        });
        let all = stream::once(async move { Ok::<_, Problem>(begun) }).chain(rest);
        Ok(Self((headers, Body::from_stream(all)).into_response()))
    }
}

impl IntoResponse for Listed {
    fn into_response(self) -> Response {
        self.0
    }
}

/// About how many bytes a row takes as JSON.
const ROW_BYTES: usize = 512;

/// An answer as JSON, written into room that its rows fit in.
fn json<A: Listing>(answer: &A) -> Result<Response, Problem> {
    let mut body = Vec::with_capacity((answer.rows().count() + 1) * ROW_BYTES);
    let written = serde_json::to_writer(&mut body, answer);
    written.map_err(|error| Problem::Internal(format!("JSON: {error}")))?;
    let kind = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, kind)], body).into_response())
}

fn headers(answer: &impl Listing) -> Result<HeaderMap, Problem> {
    let name = format!("attachment; filename=\"{}.csv\"", answer.file_name());
    let disposition = HeaderValue::from_str(&name)
        .map_err(|error| Problem::Internal(format!("a name of a file: {error}")))?;
    let kind = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
    Ok(HeaderMap::from_iter([
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, disposition),
    ]))
}

fn csv<A: Listing>(
    answer: &A,
    fields: Option<&[&'static str]>,
    heading: bool,
) -> Result<Vec<u8>, Problem> {
    let all: Vec<&str> = A::shapes().iter().map(|shape| shape.name).collect();
    let rows = answer.rows().map(value).collect::<Result<Vec<_>, _>>()?;
    let mut body = Vec::new();
    let written = to_csv(&mut body, fields.unwrap_or(&all), &rows, heading);
    written.map_err(|error| Problem::Internal(format!("CSV: {error}")))?;
    Ok(body)
}

fn value(answer: &impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(answer).map_err(|error| Problem::Internal(format!("JSON: {error}")))
}

//! What there is at which address.

mod admin;
mod described;
mod health;
mod listed;
mod metrics;
mod pages;
mod params;
mod v1;

use axum::{
    Router,
    http::{Method, Uri},
};
use utoipa::{
    OpenApi,
    openapi::{RefOr, Schema},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use utoipa_swagger_ui::SwaggerUi;

pub(crate) use self::params::wants_csv;
use crate::{Counter, Problem, Surface};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Open SEC Data",
        description = "What institutional managers reported on Form 13F, with every number traceable to its filing. \
            Dollars, amounts and counts are integers; ratios are fractions rounded to six places; \
            periods read 2025Q1; what is absent is null. Errors are application/problem+json (RFC 9457).",
        license(name = "MIT", identifier = "MIT")
    ),
    tags(
        (name = "search", description = "What is meant by what somebody typed"),
        (name = "managers", description = "Who files, and what they hold"),
        (name = "securities", description = "What a security is, and who holds it"),
        (name = "issuers", description = "Who holds any security of an issuer"),
        (name = "filings", description = "What was filed, as filed"),
        (name = "periods", description = "Report periods and the snapshots that serve them"),
        (name = "status", description = "How much was read, and how well"),
        (name = "admin", description = "What there is to do, and orders about it: on the admin listener alone")
    )
)]
struct Contract;

fn documented(surface: Surface) -> (Router<Counter>, utoipa::openapi::OpenApi) {
    let mut router = OpenApiRouter::with_openapi(Contract::openapi())
        .routes(routes!(health::alive))
        .routes(routes!(health::ready))
        .nest("/api/v1", v1::routes());
    if surface == Surface::Admin {
        router = router.nest("/api/admin", admin::routes());
    }
    if surface != (Surface::Public { metrics: false }) {
        router = router.routes(routes!(metrics::all));
    }
    let (router, mut contract) = router.split_for_parts();
    described::describe(&mut contract);
    let schemas = contract.components.iter_mut();
    for schema in schemas.flat_map(|components| components.schemas.values_mut()) {
        require_every_field(schema);
    }
    (router, contract)
}

/// What is absent is null, never left out: every field of an answer is there. The derived
/// schemas take an `Option` for a field that may be missing.
fn require_every_field(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => {
            object.required = object.properties.keys().cloned().collect();
        }
        RefOr::T(Schema::AllOf(all)) => all.items.iter_mut().for_each(require_every_field),
        _ => {}
    }
}

/// The OpenAPI 3.1 description of every route there is. The admin listener serves all of them.
pub fn openapi() -> utoipa::openapi::OpenApi {
    documented(Surface::Admin).1
}

/// Every route of a listener.
pub(crate) fn routes(counter: Counter, surface: Surface) -> Router {
    let (router, contract) = documented(surface);
    router
        .merge(pages::routes())
        .with_state(counter)
        .merge(SwaggerUi::new("/api/docs").url("/api/openapi.json", contract))
        .method_not_allowed_fallback(|method: Method, uri: Uri| async move {
            Problem::NoMethod {
                method,
                path: shown(&uri),
            }
        })
        .fallback(pages::elsewhere)
}

/// As much of a path as an error message needs.
fn shown(uri: &Uri) -> String {
    uri.path().chars().take(200).collect()
}

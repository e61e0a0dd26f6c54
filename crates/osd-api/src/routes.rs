//! What there is at which address.

mod health;
mod params;
mod v1;

use axum::{Router, http::Uri, response::Redirect, routing::get};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};
use utoipa_swagger_ui::SwaggerUi;

use crate::{Counter, Problem};

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
        (name = "managers", description = "Who files, and what they hold"),
        (name = "securities", description = "Who holds a security"),
        (name = "filings", description = "What was filed, as filed"),
        (name = "periods", description = "Report periods and the snapshots that serve them"),
        (name = "status", description = "How much was read, and how well")
    )
)]
struct Contract;

fn documented() -> OpenApiRouter<Counter> {
    OpenApiRouter::with_openapi(Contract::openapi())
        .routes(routes!(health::health))
        .nest("/api/v1", v1::routes())
}

/// The OpenAPI 3.1 description of every route.
pub fn openapi() -> utoipa::openapi::OpenApi {
    documented().split_for_parts().1
}

/// Every route.
pub(crate) fn routes(counter: Counter) -> Router {
    let (router, contract) = documented().split_for_parts();
    router
        .with_state(counter)
        .merge(SwaggerUi::new("/api/docs").url("/api/openapi.json", contract))
        // The web app will live here; until then the documentation is the front page.
        .route("/", get(|| async { Redirect::temporary("/api/docs/") }))
        .fallback(
            |uri: Uri| async move { Problem::NoRoute(uri.path().chars().take(200).collect()) },
        )
}

//! What the documentation says of lists, from the columns that they declare.

use std::collections::BTreeMap;

use serde_json::json;
use utoipa::openapi::{
    Content, ContentBuilder, Object, OpenApi, Ref, RefOr, Type,
    path::{Operation, Parameter, ParameterBuilder},
};

use crate::{
    answers::{
        changes::ChangesAnswer, filings::FilingsAnswer, gaps::GapsAnswer, history::HistoryAnswer,
        holders::HoldersAnswer, included_managers::IncludedManagersAnswer, issuer::IssuerAnswer,
        issuers::IssuersAnswer, lines::LinesAnswer, manager::ManagerFilingsAnswer,
        managers::ManagersAnswer, movers::MoversAnswer, periods::PeriodsAnswer,
        periods::SnapshotsAnswer, portfolio::PortfolioAnswer, quality::QualityListAnswer,
        securities::SecuritiesAnswer, security_history::SecurityHistoryAnswer,
        security_quarters::SecurityQuartersAnswer, successions::SuccessionsAnswer,
        work::WorkListAnswer,
    },
    list::{Kind, Listing, Shape},
};

/// A list, with a question that shows what can be asked.
struct Described {
    /// The name of its answer.
    schema: &'static str,
    shapes: Vec<Shape>,
    sort: &'static str,
    filter: &'static str,
}

fn of<A: Listing + utoipa::ToSchema>(
    schema: &'static str,
    sort: &'static str,
    filter: &'static str,
) -> Described {
    Described {
        schema,
        shapes: A::shapes(),
        sort,
        filter,
    }
}

/// Every list.
fn lists() -> Vec<Described> {
    vec![
        of::<ManagersAnswer>("ManagersAnswer", "-filings,name", "filings:gte:2"),
        of::<ManagerFilingsAnswer>("ManagerFilingsAnswer", "period", "state:eq:read"),
        of::<PortfolioAnswer>("PortfolioAnswer", "-amount_change_pct", "value:gte:1000000"),
        of::<ChangesAnswer>("ChangesAnswer", "-traded_value", "change:in:NEW,ADD"),
        of::<IssuersAnswer>("IssuersAnswer", "-shares_value", "shares_weight:gt:0.01"),
        of::<IncludedManagersAnswer>("IncludedManagersAnswer", "-shares_value", "rows:gte:1"),
        of::<HistoryAnswer>("HistoryAnswer", "-period", "value:present"),
        of::<SuccessionsAnswer>("SuccessionsAnswer", "-period", "period:gte:2020Q1"),
        of::<SecuritiesAnswer>("SecuritiesAnswer", "-holders", "holders:gte:2"),
        of::<MoversAnswer>("MoversAnswer", "-holders_change,net_value", "holders:gte:1"),
        of::<SecurityQuartersAnswer>("SecurityQuartersAnswer", "-period", "holders:gte:1"),
        of::<HoldersAnswer>("HoldersAnswer", "-amount", "kind:eq:shares"),
        of::<IssuerAnswer>("IssuerAnswer", "name", "shares_value:gte:1000000"),
        of::<SecurityHistoryAnswer>("SecurityHistoryAnswer", "-period", "amount:present"),
        of::<FilingsAnswer>("FilingsAnswer", "-accepted_on", "form:eq:13F-HR"),
        of::<LinesAnswer>("LinesAnswer", "-value", "discretion:eq:SOLE"),
        of::<PeriodsAnswer>("PeriodsAnswer", "period", "up_to_date:eq:true"),
        of::<SnapshotsAnswer>("SnapshotsAnswer", "-bytes", "rows:gte:1"),
        of::<QualityListAnswer>("QualityListAnswer", "-year", "kind:eq:note"),
        of::<GapsAnswer>("GapsAnswer", "filed", "reason:eq:failed"),
        of::<WorkListAnswer>("WorkListAnswer", "-priority,id", "state:eq:failed"),
    ]
}

/// Gives every operation a name of its own, and tells of the columns of lists.
pub(super) fn describe(contract: &mut OpenApi) {
    let lists = lists().into_iter();
    let lists: BTreeMap<&str, Described> = lists.map(|list| (list.schema, list)).collect();
    for (path, item) in &mut contract.paths.paths {
        // No address takes both.
        let operation = item.get.as_mut().or(item.post.as_mut());
        let Some(operation) = operation else {
            continue;
        };
        operation.operation_id = Some(name(path));
        if let Some(list) = answers_with(operation).and_then(|schema| lists.get(schema.as_str())) {
            list.describe(operation);
        }
    }
}

/// A name from an address: `managers_cik_portfolio`.
fn name(path: &str) -> String {
    let parts = path.split(|c: char| !c.is_ascii_alphanumeric());
    let parts = parts.filter(|part| !part.is_empty() && !matches!(*part, "api" | "v1"));
    parts.collect::<Vec<_>>().join("_")
}

/// The name of what an operation answers with.
fn answers_with(operation: &Operation) -> Option<String> {
    let RefOr::T(response) = operation.responses.responses.get("200")? else {
        return None;
    };
    let RefOr::T(content) = response.content.get("application/json")? else {
        return None;
    };
    match content.schema.as_ref()? {
        RefOr::Ref(Ref { ref_location, .. }) => {
            ref_location.rsplit('/').next().map(ToOwned::to_owned)
        }
        RefOr::T(_) => None,
    }
}

impl Described {
    fn describe(&self, operation: &mut Operation) {
        for parameter in operation.parameters.iter_mut().flatten() {
            if let RefOr::T(parameter) = parameter {
                self.parameter(parameter);
            }
        }
        let columns: Vec<String> = self.shapes.iter().map(column).collect();
        let told = format!("Fields of a row: {}.", columns.join("; "));
        let said = operation.description.take().unwrap_or_default();
        let said = [said, told].join("\n\n");
        operation.description = Some(said.trim().to_owned());
        if let Some(RefOr::T(response)) = operation.responses.responses.get_mut("200") {
            let rows = "text/csv".to_owned();
            response.content.insert(rows, RefOr::T(csv()));
        }
    }

    fn parameter(&self, parameter: &mut Parameter) {
        let names = |is_such: fn(Kind) -> bool| -> String {
            let shapes = self.shapes.iter().filter(|shape| is_such(shape.kind));
            let names: Vec<&str> = shapes.map(|shape| shape.name).collect();
            names.join(", ")
        };
        let (what, example) = match parameter.name.as_str() {
            "sort" => (names(Kind::is_sortable), self.sort),
            "filter" => (names(|kind| !kind.tests().is_empty()), self.filter),
            "fields" => (
                names(|_| true),
                self.shapes.first().map_or("", |one| one.name),
            ),
            _ => return,
        };
        let said = parameter.description.take().unwrap_or_default();
        let example = match parameter.name.as_str() {
            "filter" => json!([example]),
            _ => json!(example),
        };
        let described = ParameterBuilder::from(std::mem::take(parameter))
            .description(Some(format!("{said} Fields: {what}.")))
            .example(Some(example));
        *parameter = described.build();
    }
}

/// A column in words.
fn column(shape: &Shape) -> String {
    let what = match shape.kind {
        Kind::OneOf(known) => format!("one of {}", known().join(", ")),
        kind => kind.in_words().to_owned(),
    };
    format!("`{}` ({what})", shape.name)
}

/// The rows as a text.
fn csv() -> Content {
    let text = Object::with_type(Type::String);
    ContentBuilder::new().schema(Some(text)).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_described_and_every_operation_has_a_name_of_its_own() {
        let contract = crate::openapi();
        let lists = lists();
        let mut names = std::collections::BTreeSet::new();
        let mut described = std::collections::BTreeSet::new();
        for (path, item) in &contract.paths.paths {
            let operation = item.get.as_ref().or(item.post.as_ref()).unwrap();
            assert!(item.get.is_none() || item.post.is_none(), "{path}");
            let name = operation.operation_id.clone().unwrap();
            assert!(names.insert(name), "{path}");
            let mut parameters = operation.parameters.iter().flatten();
            let is_cursor = |parameter: &RefOr<Parameter>| match parameter {
                RefOr::T(parameter) => parameter.name == "cursor",
                RefOr::Ref(_) => false,
            };
            if parameters.any(is_cursor) {
                let schema = answers_with(operation).unwrap();
                assert!(lists.iter().any(|list| list.schema == schema), "{path}");
                described.insert(schema);
            }
        }
        assert_eq!(described.len(), lists.len());
    }

    #[test]
    fn the_questions_that_show_what_can_be_asked_are_understood() {
        for list in lists() {
            let request = crate::list::Request {
                sort: Some(list.sort.to_owned()),
                filters: vec![list.filter.to_owned()],
                ..crate::list::Request::default()
            };
            request.check(&list.shapes).unwrap();
        }
    }
}

//! JSON Schemas of the command line's answers, made from the API's own description of them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of one answer, or of a list of them, with the schemas it refers to.
pub(crate) fn of_answer(command: &str, component: &str, is_list: bool) -> Value {
    let contract = serde_json::to_value(osd_api::openapi()).unwrap();
    let components = &contract["components"]["schemas"];
    let mut wanted = vec![component.to_owned()];
    let mut definitions = Map::new();
    while let Some(name) = wanted.pop() {
        if !definitions.contains_key(&name) {
            let mut schema = components[&name].clone();
            assert!(schema.is_object(), "the API describes no {name}");
            wanted.extend(localize(&mut schema));
            definitions.insert(name, schema);
        }
    }
    let one = json!({"$ref": format!("#/$defs/{component}")});
    let mut schema = json!({
        "$schema": DIALECT,
        "title": format!("{command} --format json"),
        "$defs": definitions,
    });
    let fields = schema.as_object_mut().unwrap();
    if is_list {
        fields.insert("type".to_owned(), "array".into());
        fields.insert("items".to_owned(), one);
    } else {
        fields.extend(one.as_object().unwrap().clone());
    }
    schema
}

/// Turns what only OpenAPI knows into JSON Schema, and gives the names that it refers to.
fn localize(schema: &mut Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    match schema {
        Value::Object(fields) => {
            if let Some(Value::String(target)) = fields.get_mut("$ref") {
                let name = target
                    .trim_start_matches("#/components/schemas/")
                    .to_owned();
                *target = format!("#/$defs/{name}");
                names.insert(name);
            }
            if let Some(example) = fields.remove("example") {
                fields.insert("examples".to_owned(), json!([example]));
            }
            // What int64 and double say, `type` says; a validator need not know them.
            if matches!(fields.get("format"), Some(Value::String(text)) if !text.contains("date")) {
                fields.remove("format");
            }
            names.extend(fields.values_mut().flat_map(localize));
        }
        Value::Array(items) => names.extend(items.iter_mut().flat_map(localize)),
        _ => {}
    }
    names
}

/// What in `answer` is not as `schema` says.
pub(crate) fn faults(schema: &Value, answer: &Value) -> Vec<String> {
    assert_eq!(schema["$schema"], DIALECT);
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(schema)
        .unwrap();
    let errors = validator.iter_errors(answer);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

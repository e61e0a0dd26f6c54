//! Rows on their way out: some of their fields, or as CSV.

use serde_json::Value;

/// Leaves of each row only these fields.
pub fn keep_fields(rows: &mut [Value], fields: &[&str]) {
    for row in rows.iter_mut().filter_map(Value::as_object_mut) {
        row.retain(|name, _| fields.contains(&name.as_str()));
    }
}

/// Rows as CSV, with a heading where it is wanted.
///
/// # Errors
/// What the writer fails with; one in memory does not.
pub fn to_csv<'v>(
    out: impl std::io::Write,
    columns: &[&str],
    rows: impl IntoIterator<Item = &'v Value>,
    heading: bool,
) -> std::io::Result<()> {
    // The library's own conversion hides what kind of error it was.
    let cause = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    };
    let mut writer = csv::Writer::from_writer(out);
    if heading {
        writer.write_record(columns).map_err(cause)?;
    }
    for row in rows {
        let cells = columns.iter().map(|column| guarded(&row[*column]));
        writer.write_record(cells).map_err(cause)?;
    }
    writer.flush()
}

/// A cell that no spreadsheet takes for a formula: a text of a filer's that begins like one gets an
/// apostrophe before it, as spreadsheets mark texts themselves.
fn guarded(value: &Value) -> String {
    let text = cell(value);
    match value {
        Value::String(_) | Value::Array(_)
            if text.starts_with(['=', '+', '-', '@', '\t', '\r']) =>
        {
            format!("'{text}")
        }
        _ => text,
    }
}

/// A value as a cell of CSV.
pub fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join("; "),
        Value::Object(fields) => {
            let named = ["code", "because"].into_iter().find_map(|name| {
                let code = fields.get(name)?.as_str()?;
                Some(note(name, code, fields))
            });
            // A security in a list goes by its CUSIP.
            let cusip = || Some(fields.get("cusip")?.as_str()?.to_owned());
            named.or_else(cusip).unwrap_or_else(|| value.to_string())
        }
        other => other.to_string(),
    }
}

/// A note or a piece of evidence: its code, and its arguments in brackets.
fn note(named: &str, code: &str, fields: &serde_json::Map<String, Value>) -> String {
    let arguments = fields
        .iter()
        .filter(|(name, _)| *name != named)
        .map(|(name, value)| format!("{name}={}", cell(value)));
    let arguments: Vec<String> = arguments.collect();
    if arguments.is_empty() {
        code.to_owned()
    } else {
        format!("{code}({})", arguments.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn cells_of_every_kind() {
        assert_eq!(cell(&json!(null)), "");
        assert_eq!(cell(&json!(["a", "b"])), "a; b");
        assert_eq!(
            cell(&json!({"code": "entries_differ", "cover": 7, "read": 5})),
            "entries_differ(cover=7,read=5)"
        );
        assert_eq!(cell(&json!({"code": "unread_table"})), "unread_table");
    }

    #[test]
    fn no_text_is_a_formula() {
        let rows = [json!({"issuer": "=HYPERLINK(1)", "value": -5, "class": "COM"})];
        let mut out = Vec::new();
        to_csv(&mut out, &["issuer", "value", "class"], &rows, true).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "issuer,value,class\n'=HYPERLINK(1),-5,COM\n"
        );
    }
}

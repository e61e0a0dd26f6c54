use std::collections::BTreeMap;

use osd_domain::Note;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::Figure;

/// Something noticed while a filing was read: a code, and its arguments beside it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({"code": "value_differs", "cover": 663857, "read": 663859}))]
pub struct NoteAnswer {
    /// What was noticed.
    pub code: String,
    /// The arguments of the code, each under its name.
    #[serde(flatten)]
    pub arguments: BTreeMap<String, Value>,
}

impl NoteAnswer {
    pub(crate) fn of_all(notes: &[Note]) -> Vec<Self> {
        notes.iter().map(Self::of).collect()
    }

    fn of(note: &Note) -> Self {
        let mut arguments: BTreeMap<String, Value> = match serde_json::to_value(note) {
            Ok(Value::Object(fields)) => fields.into_iter().collect(),
            _ => BTreeMap::new(),
        };
        let code = match arguments.remove("code") {
            Some(Value::String(code)) => code,
            _ => String::new(),
        };
        // The catalog keeps exact numbers as text; here they are numbers like all others.
        if let Note::ValueDiffers { cover, read }
        | Note::ValueTotalInLargerUnit { cover, read, .. }
        | Note::ValueTotalInSmallerUnit { cover, read, .. } = note
        {
            for (name, value) in [("cover", cover), ("read", read)] {
                let figure = serde_json::to_value(Figure::from(*value));
                arguments.insert(name.to_owned(), figure.unwrap_or_default());
            }
        }
        Self { code, arguments }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_in_notes_are_numbers() {
        let note = Note::ValueDiffers {
            cover: 663_857.into(),
            read: 663_859.into(),
        };
        let json = serde_json::to_string(&NoteAnswer::of(&note)).unwrap();
        assert_eq!(
            json,
            r#"{"code":"value_differs","cover":663857,"read":663859}"#
        );
    }
}

//! Where the next page begins: opaque outside, and good for the same question only.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use osd_catalog::list::{Start, Value};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Problem;

/// Letters that a cursor may have.
const LONGEST: usize = 2_000;

#[derive(Serialize, Deserialize)]
struct Cursor<'a> {
    /// Of the question.
    digest: String,
    /// Rows before the page.
    offset: u64,
    /// What the row before the page is sorted by, what makes it unique last.
    #[serde(borrow)]
    values: Vec<Value<'a>>,
}

/// The digest of everything that decides which rows a list has and in which order.
pub(super) fn digest(question: &str) -> String {
    let digest = Sha256::digest(question.as_bytes());
    BASE64_URL_SAFE_NO_PAD.encode(&digest[..9])
}

/// The cursor of the page that begins at `offset`, after the row with these values.
pub(super) fn write(digest: &str, offset: u64, values: Vec<Value<'_>>) -> String {
    let cursor = Cursor {
        digest: digest.to_owned(),
        offset,
        values,
    };
    // It fails for maps with keys that are no texts, and for what cannot be written.
    let json = serde_json::to_vec(&cursor).unwrap_or_default();
    BASE64_URL_SAFE_NO_PAD.encode(json)
}

/// Reads a cursor that was given out for the same question, sorted by `columns` columns.
pub(super) fn read(text: &str, digest: &str, columns: usize) -> Result<Start, Problem> {
    let bad = |reason: &str| Err(Problem::bad("cursor", reason));
    if text.len() > LONGEST {
        return bad("it is too long to be one; take page.next of the page before");
    }
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
    let Ok(cursor) = serde_json::from_slice::<Cursor<'_>>(&bytes) else {
        return bad("it cannot be read; take page.next of the page before as it is");
    };
    if cursor.digest != digest || cursor.values.len() != columns {
        return bad(
            "it belongs to another question: sort, filter, search and everything but limit, fields \
             and format must be as they were",
        );
    }
    let values = cursor.values.into_iter().map(Value::into_owned);
    Ok(Start::After {
        offset: cursor.offset,
        values: values.collect(),
    })
}

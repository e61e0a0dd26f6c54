//! The documents: `<DOCUMENT>`, a few lines `<TAG>value`, and the body inside `<TEXT>`.

use memchr::memmem;

use super::{Document, TagLine, number};
use crate::charset;

/// Where the container itself ends, for a last document that is never closed.
const CONTAINER_ENDS: [&[u8]; 4] = [
    b"</SEC-DOCUMENT>",
    b"</IMS-DOCUMENT>",
    b"</SUBMISSION>",
    b"-----END PRIVACY-ENHANCED MESSAGE-----",
];

/// Reads all documents in one pass over the bytes, and adds the tags never closed to `unclosed`.
pub(super) fn read<'a>(bytes: &'a [u8], unclosed: &mut Vec<&'static str>) -> Vec<Document<'a>> {
    let mut cutter = Cutter {
        bytes,
        documents: Vec::new(),
        unclosed,
        counted: 0,
        line: 1,
    };
    let mut open = None;
    for at in memmem::find_iter(bytes, b"DOCUMENT>") {
        let before = bytes.get(..at).unwrap_or_default();
        if before.ends_with(b"</") {
            if let Some(start) = open.take() {
                cutter.cut(start, at - 2);
            }
        } else if before.ends_with(b"<")
            && let Some(start) = open.replace(at + b"DOCUMENT>".len())
        {
            cutter.never_closed("DOCUMENT");
            cutter.cut(start, at - 1);
        }
    }
    if let Some(start) = open {
        cutter.never_closed("DOCUMENT");
        let rest = bytes.get(start..).unwrap_or_default();
        let length = CONTAINER_ENDS
            .iter()
            .filter_map(|end| memmem::rfind(rest, end))
            .min()
            .unwrap_or(rest.len());
        cutter.cut(start, start + length);
    }
    cutter.documents
}

struct Cutter<'a, 'u> {
    bytes: &'a [u8],
    documents: Vec<Document<'a>>,
    unclosed: &'u mut Vec<&'static str>,
    /// Line ends were counted up to here, and `line` is the number of the line there.
    counted: usize,
    line: u64,
}

impl Cutter<'_, '_> {
    fn never_closed(&mut self, tag: &'static str) {
        if !self.unclosed.contains(&tag) {
            self.unclosed.push(tag);
        }
    }

    /// Reads the document between two offsets, without its `DOCUMENT` tags.
    fn cut(&mut self, start: usize, end: usize) {
        let bytes = self.bytes;
        let mut document = Document::default();
        let mut at = start;
        let mut text_opened = false;
        while at < end {
            let rest = bytes.get(at..end).unwrap_or_default();
            let line = match memchr::memchr(b'\n', rest) {
                Some(length) => rest.get(..=length).unwrap_or(rest),
                None => rest,
            };
            if line.trim_ascii_start().starts_with(b"<TEXT>") {
                at += line.len() - line.trim_ascii_start().len() + b"<TEXT>".len();
                text_opened = true;
                break;
            }
            if !line.trim_ascii().is_empty() && !take(&mut document, line) {
                break;
            }
            at += line.len();
        }
        let mut body = bytes.get(at..end).unwrap_or_default();
        if text_opened {
            match memmem::rfind(body, b"</TEXT>") {
                Some(length) => body = body.get(..length).unwrap_or(body),
                None => self.never_closed("TEXT"),
            }
            let line_end = match body {
                [b'\r', b'\n', ..] => 2,
                [b'\n', ..] => 1,
                _ => 0,
            };
            body = body.get(line_end..).unwrap_or_default();
            at += line_end;
        }
        document.line = self.line_at(at);
        document.body = body;
        self.documents.push(document);
    }

    /// The number of the line at an offset that is not before the one asked for last.
    fn line_at(&mut self, at: usize) -> u64 {
        let passed = self.bytes.get(self.counted..at).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count() as u64;
        self.counted = at;
        self.line
    }
}

/// Takes a line of a document's head; false where the line is none.
fn take<'a>(document: &mut Document<'a>, line: &'a [u8]) -> bool {
    let Some(TagLine { tag, value }) = TagLine::of(line) else {
        return false;
    };
    match tag {
        b"TYPE" => document.kind = charset::decode(value),
        b"SEQUENCE" => document.sequence = number(value),
        b"FILENAME" => document.filename = Some(charset::decode(value)),
        b"DESCRIPTION" => document.description = Some(charset::decode(value)),
        b"FLAWED" => {}
        _ => return false,
    }
    true
}

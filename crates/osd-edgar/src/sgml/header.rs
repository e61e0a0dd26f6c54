//! The header: lines `KEY: value` inside `<SEC-HEADER>`, or lines `<KEY>value`.

use osd_domain::Accession;

use super::{Filer, FormerName, Header, TagLine, number};
use crate::{
    charset,
    clock::{Acceptance, day},
};

/// Headers are a few kilobytes; with a thousand co-filers, one megabyte. More is no header.
const MAX_HEADER: usize = 4 << 20;

/// Reads the header, and names its tag where that was never closed.
pub(super) fn read(bytes: &[u8]) -> (Option<Header<'_>>, Vec<&'static str>) {
    let bytes = bytes.get(..MAX_HEADER).unwrap_or(bytes);
    let mut draft = Draft::default();
    let mut open = None;
    for line in bytes.split(|&byte| byte == b'\n') {
        match TagLine::of(line) {
            Some(TagLine { tag, .. }) if tag == b"DOCUMENT" => break,
            Some(TagLine { tag, .. }) if tag == b"/SEC-HEADER" || tag == b"/IMS-HEADER" => {
                open = None;
                break;
            }
            Some(TagLine { tag, value }) => {
                match tag {
                    b"SEC-HEADER" => open = Some("SEC-HEADER"),
                    b"IMS-HEADER" => open = Some("IMS-HEADER"),
                    _ => {}
                }
                draft.take(tag, value);
            }
            None => {
                if let Some(colon) = memchr::memchr(b':', line) {
                    let (key, value) = line.split_at(colon);
                    let value = value.get(1..).unwrap_or_default();
                    draft.take(key.trim_ascii(), value.trim_ascii());
                }
            }
        }
    }
    (draft.finish(), open.into_iter().collect())
}

#[derive(Default)]
struct Draft<'a> {
    header: Header<'a>,
    wrapper_accession: Option<Accession>,
    known_lines: usize,
}

impl<'a> Draft<'a> {
    /// Takes one line, in either of its two spellings. The first mention of a thing counts.
    fn take(&mut self, key: &[u8], value: &'a [u8]) {
        let text = || std::str::from_utf8(value).ok();
        let header = &mut self.header;
        match key {
            b"SEC-DOCUMENT" | b"SEC-HEADER" | b"IMS-DOCUMENT" | b"IMS-HEADER" => {
                let named = text().and_then(|text| text.get(..20)?.parse().ok());
                self.wrapper_accession = self.wrapper_accession.or(named);
            }
            b"ACCESSION NUMBER" | b"ACCESSION-NUMBER" => {
                header.accession = header.accession.or(text().and_then(|t| t.parse().ok()));
            }
            b"CONFORMED SUBMISSION TYPE" | b"TYPE" => {
                header.form.get_or_insert_with(|| charset::decode(value));
            }
            b"CONFORMED PERIOD OF REPORT" | b"PERIOD" => {
                header.period = header.period.or(text().and_then(day));
            }
            b"FILED AS OF DATE" | b"FILING-DATE" => {
                header.filed = header.filed.or(text().and_then(day));
            }
            b"ACCEPTANCE-DATETIME" => {
                header.accepted = header.accepted.or(text().and_then(Acceptance::parse));
            }
            b"PUBLIC DOCUMENT COUNT" | b"PUBLIC-DOCUMENT-COUNT" => {
                header.document_count = header.document_count.or(number(value));
            }
            b"PAPER" => header.is_paper = true,
            _ => return self.take_filer(key, value),
        }
        self.known_lines += 1;
    }

    fn take_filer(&mut self, key: &[u8], value: &'a [u8]) {
        match key {
            b"COMPANY CONFORMED NAME" | b"CONFORMED-NAME" => {
                let name = charset::decode(value);
                self.filer(|filer| filer.name.is_empty()).name = name;
            }
            b"CENTRAL INDEX KEY" | b"CIK" => {
                let cik = std::str::from_utf8(value).ok().and_then(|t| t.parse().ok());
                self.filer(|filer| filer.cik.is_none()).cik = cik;
            }
            b"FORMER CONFORMED NAME" | b"FORMER-CONFORMED-NAME" => {
                let name = charset::decode(value);
                let former = FormerName {
                    name,
                    changed: None,
                };
                self.filer(|_| true).former_names.push(former);
            }
            b"DATE OF NAME CHANGE" | b"DATE-CHANGED" => {
                let changed = std::str::from_utf8(value).ok().and_then(day);
                if let Some(former) = self.filer(|_| true).former_names.last_mut() {
                    former.changed = changed;
                }
            }
            _ => return,
        }
        self.known_lines += 1;
    }

    /// The filer that a line belongs to: the last one where it still has room for the line,
    /// else a new one.
    fn filer(&mut self, has_room: impl Fn(&Filer<'a>) -> bool) -> &mut Filer<'a> {
        let filers = &mut self.header.filers;
        let last = match filers.last() {
            Some(filer) if has_room(filer) => filers.len() - 1,
            _ => {
                filers.push(Filer::default());
                filers.len() - 1
            }
        };
        &mut filers[last]
    }

    fn finish(self) -> Option<Header<'a>> {
        let mut header = self.header;
        header.accession = header.accession.or(self.wrapper_accession);
        (self.known_lines > 0).then_some(header)
    }
}

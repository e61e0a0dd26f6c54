//! Which document of a submission is what. Types and file names are the filer's choice and often
//! wrong, so what a document holds counts too.

use std::borrow::Cow;

use osd_domain::{Layout, Note};
use osd_edgar::{charset, sgml::Document};

use crate::{
    html,
    xml::{self, Findings},
};

/// Whether a document is filed as the information table.
pub(crate) fn is_filed_as_table(document: &Document<'_>) -> bool {
    document
        .kind
        .trim()
        .eq_ignore_ascii_case("INFORMATION TABLE")
}

/// Whether a document holds an information table in XML.
pub(crate) fn holds_table(document: &Document<'_>) -> bool {
    xml::opens(document.body, &["informationTable", "infoTable"])
}

/// The document that holds the cover in XML.
pub(crate) fn cover<'d, 'a>(documents: &'d [Document<'a>]) -> Option<&'d Document<'a>> {
    let holds_cover = |document: &&Document<'_>| xml::opens(document.body, &["edgarSubmission"]);
    let (tables, others): (Vec<_>, Vec<_>) = documents.iter().partition(|d| is_filed_as_table(d));
    others.into_iter().chain(tables).find(holds_cover)
}

/// The dress of a document.
pub(crate) fn layout(document: &Document<'_>) -> Layout {
    if document.content().starts_with(b"<?xml") {
        Layout::Xml
    } else if html::is_html(document.body) {
        Layout::Html
    } else {
        Layout::Text
    }
}

/// The document in which a filing of text has its table: one of the form's own type, else the
/// first. None where all are blank.
pub(crate) fn main<'d, 'a>(documents: &'d [Document<'a>]) -> Option<&'d Document<'a>> {
    let is_form = |d: &&Document<'_>| d.kind.trim().to_ascii_uppercase().starts_with("13F");
    let written = || documents.iter().filter(|d| !d.content().is_empty());
    written().find(is_form).or_else(|| written().next())
}

/// What was odd about the documents of a submission.
#[derive(Debug, Default)]
pub(crate) struct Condition {
    not_utf8: bool,
    bare_ampersands: u32,
    broken: Vec<Note>,
    /// What was left out of documents that hold too much.
    pub(crate) left_out: Vec<Note>,
}

impl Condition {
    /// The text of a document.
    pub(crate) fn text<'a>(&mut self, document: &Document<'a>) -> Cow<'a, str> {
        let text = charset::decode(document.content());
        self.not_utf8 |= matches!(text, Cow::Owned(_));
        text
    }

    /// Takes in what was found in a document. Returns whether its XML was broken.
    pub(crate) fn take(&mut self, document: &Document<'_>, findings: Findings) -> bool {
        self.bare_ampersands = self
            .bare_ampersands
            .saturating_add(findings.bare_ampersands);
        let Some(problem) = findings.problem else {
            return false;
        };
        self.broken.push(Note::BrokenXml {
            document_type: document.kind.to_string(),
            problem,
        });
        true
    }

    pub(crate) fn into_notes(self) -> impl Iterator<Item = Note> {
        let ampersands = (self.bare_ampersands > 0).then_some(Note::BareAmpersands {
            count: self.bare_ampersands,
        });
        let charset = self.not_utf8.then_some(Note::NotUtf8);
        let odd = charset.into_iter().chain(ampersands).chain(self.broken);
        odd.chain(self.left_out)
    }
}

//! The documents of a submission that are not XML: decoded, and rendered where they are HTML.

use std::borrow::Cow;

use osd_domain::{Cover, Layout, Note};
use osd_edgar::sgml::Document;

use crate::{
    cover,
    html::{self, Html},
    noting,
    papers::{self, Condition},
    text::{self, Expected, Found, Page},
};

/// Documents that are read of a submission; the largest have some dozens.
const MOST_DOCUMENTS: usize = 1_000;

/// Bytes of HTML that are read of a submission, several times those of the largest.
const MOST_HTML: usize = 32 << 20;

/// A document of text or HTML.
struct Sheet<'a> {
    /// Position in the submission, from 1.
    document: u32,
    /// The line of the document on which its content begins, from 1.
    first_line: u32,
    text: Cow<'a, str>,
    html: Option<Html>,
}

/// The documents of a submission that people read.
pub(crate) struct Prose<'a> {
    sheets: Vec<Sheet<'a>>,
    /// Which of them is the main document.
    main: Option<usize>,
}

impl<'a> Prose<'a> {
    /// Takes every document that holds text or HTML.
    pub(crate) fn of(documents: &[Document<'a>], condition: &mut Condition) -> Self {
        let main = papers::main(documents).map(|main| main.body.as_ptr());
        let mut prose = Self {
            sheets: Vec::new(),
            main: None,
        };
        let mut left_out = 0;
        let mut html_seen = 0;
        for (position, document) in (1..).zip(documents) {
            let dress = papers::layout(document);
            if dress == Layout::Xml || document.content().is_empty() {
                continue;
            }
            if prose.sheets.len() >= MOST_DOCUMENTS {
                left_out += 1;
                continue;
            }
            if Some(document.body.as_ptr()) == main {
                prose.main = Some(prose.sheets.len());
            }
            let text = condition.text(document);
            let html = (dress == Layout::Html).then(|| {
                let kept = text.floor_char_boundary(MOST_HTML.saturating_sub(html_seen));
                html_seen += text.len();
                html::read(text.get(..kept).unwrap_or_default())
            });
            let cells = html.as_ref().and_then(Html::left_out);
            condition.left_out.extend(cells);
            prose.sheets.push(Sheet {
                document: position,
                first_line: document.content_line(),
                html,
                text,
            });
        }
        let html_cut = html_seen.saturating_sub(MOST_HTML) as u64;
        let documents = noting::left_out("documents", MOST_DOCUMENTS, left_out);
        let html = noting::left_out("bytes of HTML", MOST_HTML, html_cut);
        condition.left_out.extend(documents.into_iter().chain(html));
        prose
    }

    /// The cover: of the main document, with totals from any other where that prints none.
    pub(crate) fn cover(&self, notes: &mut Vec<Note>) -> Option<Cover> {
        let main = self.sheets.get(self.main?)?;
        let mut cover = cover::text::read(main.rendered(), notes);
        let others = self.sheets.iter().filter(|s| s.document != main.document);
        for sheet in others {
            cover::text::complete(&mut cover, sheet.rendered(), notes);
        }
        (cover != Cover::default()).then_some(cover)
    }

    /// The information table, over all documents.
    pub(crate) fn table(&self, cover: &Cover, condition: &mut Condition) -> Found {
        let pages: Vec<Page<'_>> = self.sheets.iter().map(Sheet::page).collect();
        let expected = Expected {
            entries: cover.entry_total,
            value: cover.value_total,
        };
        text::read(&pages, expected, &mut condition.left_out)
    }

    /// The dress of the main document.
    pub(crate) fn layout(&self) -> Option<Layout> {
        let main = self.sheets.get(self.main?)?;
        let is_html = main.html.is_some();
        Some(if is_html { Layout::Html } else { Layout::Text })
    }
}

impl Sheet<'_> {
    fn rendered(&self) -> &str {
        self.html
            .as_ref()
            .map_or(&self.text, |html| &html.text.text)
    }

    fn page(&self) -> Page<'_> {
        Page {
            document: self.document,
            first_line: self.first_line,
            text: self.rendered(),
            lines: self.html.as_ref().map(|html| html.text.lines.as_slice()),
            tables: self.html.as_ref().map_or(&[], |html| &html.tables),
        }
    }
}

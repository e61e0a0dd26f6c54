//! Tags and text of a document, with the lines on which they stand.

use std::convert::Infallible;

use html5gum::{
    Span, Tokenizer,
    emitters::{
        Emitter, ForwardingEmitter,
        callback::{CallbackEmitter, CallbackEvent},
    },
};

use super::element::Element;

/// What takes the tokens.
pub(super) trait Sink {
    fn open(&mut self, tag: &Tag, place: &Place<'_>);
    fn close(&mut self, element: Element, place: &Place<'_>);
    fn text(&mut self, text: &str, place: &Place<'_>);
}

/// A start tag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag {
    pub(super) element: Element,
    /// Columns of a cell, from 1.
    pub(super) columns: u16,
    /// Rows of a cell, from 1.
    pub(super) rows: u16,
    /// Whether its font shows symbols in place of letters.
    pub(super) has_symbol_font: bool,
}

/// Where a token stands in the source.
pub(super) struct Place<'a> {
    pub(super) first_line: u32,
    pub(super) last_line: u32,
    /// The token as it is written.
    pub(super) source: &'a str,
    /// What follows it.
    pub(super) behind: &'a str,
}

impl Place<'_> {
    /// The line on which the token ends, blanks at its end left out.
    pub(super) fn last_written_line(&self) -> u32 {
        let blanks = self.source.get(self.source.trim_ascii_end().len()..);
        let ends = memchr::memchr_iter(b'\n', blanks.unwrap_or_default().as_bytes()).count();
        let line = self
            .last_line
            .saturating_sub(u32::try_from(ends).unwrap_or(u32::MAX));
        line.max(self.first_line)
    }
}

/// Hands all tokens of a document to `sink`.
pub(super) fn read(html: &str, sink: &mut impl Sink) {
    let mut reader = Reader {
        html,
        sink,
        lines: Lines::default(),
        tag: None,
        attribute: Attribute::Other,
    };
    let callback = |event: CallbackEvent<'_>, span: Span<usize>| -> Option<Infallible> {
        reader.take(event, span);
        None
    };
    // No token is ever handed out and a string is always readable, so this ends at once, with the
    // whole document read.
    let emitter = Unjudged(CallbackEmitter::new(callback));
    let Ok(()) = Tokenizer::new_with_emitter(html, emitter)
        .try_for_each(|token| token.map(|never| match never {}));
}

/// An emitter that does not ask for what the standard calls errors: all HTML here has some, and
/// looking for them takes as long as the reading.
struct Unjudged<E>(E);

impl<E: Emitter> ForwardingEmitter for Unjudged<E> {
    type Token = E::Token;

    fn inner(&mut self) -> &mut impl Emitter<Token = E::Token> {
        &mut self.0
    }

    #[inline]
    fn should_emit_errors(&mut self) -> bool {
        false
    }
}

struct Reader<'a, 's, S> {
    html: &'a str,
    sink: &'s mut S,
    lines: Lines,
    /// The start tag that is being read, and the offset at which it begins.
    tag: Option<(Tag, usize)>,
    attribute: Attribute,
}

/// An attribute whose value matters.
enum Attribute {
    Columns,
    Rows,
    Font,
    Other,
}

impl<'a, S: Sink> Reader<'a, '_, S> {
    fn take(&mut self, event: CallbackEvent<'_>, span: Span<usize>) {
        match event {
            CallbackEvent::OpenStartTag { name } => self.open(name, span.start),
            CallbackEvent::AttributeName { name } => {
                self.attribute = match name {
                    b"colspan" => Attribute::Columns,
                    b"rowspan" => Attribute::Rows,
                    b"face" | b"style" => Attribute::Font,
                    _ => Attribute::Other,
                }
            }
            CallbackEvent::AttributeValue { value } => self.take_value(value),
            CallbackEvent::CloseStartTag { .. } => {
                if let Some((tag, start)) = self.tag.take() {
                    let place = self.place(start, span.end);
                    self.sink.open(&tag, &place);
                }
            }
            CallbackEvent::EndTag { name } => {
                let place = self.place(span.start, span.end);
                self.sink.close(Element::named(name), &place);
            }
            CallbackEvent::String { value } => {
                let place = self.place(span.start, span.end);
                self.sink.text(&String::from_utf8_lossy(value), &place);
            }
            CallbackEvent::Comment { .. }
            | CallbackEvent::Doctype { .. }
            | CallbackEvent::Error(_) => {}
        }
    }

    /// A tag begins. Where one has lost its `>`, as in `<TD<B>`, its name runs on into the next
    /// tag; it is a tag all the same.
    fn open(&mut self, name: &[u8], start: usize) {
        let mut names = name.split(|&byte| byte == b'<').peekable();
        while let Some(name) = names.next() {
            let tag = Tag {
                element: Element::named(name),
                columns: 1,
                rows: 1,
                has_symbol_font: false,
            };
            if names.peek().is_some() {
                let place = self.place(start, start);
                self.sink.open(&tag, &place);
            } else {
                self.tag = Some((tag, start));
            }
        }
    }

    fn take_value(&mut self, value: &[u8]) {
        let Some((tag, _)) = &mut self.tag else {
            return;
        };
        match self.attribute {
            Attribute::Columns => tag.columns = number(value).max(1),
            // None at all stands for all rows that follow.
            Attribute::Rows => {
                tag.rows = match number(value) {
                    0 => u16::MAX,
                    rows => rows,
                }
            }
            Attribute::Font => {
                let value = value.to_ascii_lowercase();
                tag.has_symbol_font |= memchr::memmem::find(&value, b"wingdings").is_some();
            }
            Attribute::Other => {}
        }
    }

    fn place(&mut self, start: usize, end: usize) -> Place<'a> {
        let html = self.html;
        Place {
            first_line: self.lines.at(html, start),
            last_line: self.lines.at(html, end),
            source: html.get(start..end).unwrap_or_default(),
            behind: html.get(end..).unwrap_or_default(),
        }
    }
}

/// A number in an attribute; what is none counts one.
fn number(value: &[u8]) -> u16 {
    let text = std::str::from_utf8(value).unwrap_or_default();
    text.trim().parse().unwrap_or(1)
}

/// Counts lines up to offsets that do not go back.
#[derive(Default)]
struct Lines {
    counted: usize,
    ends: u32,
}

impl Lines {
    /// The number of the line at an offset, from 1.
    fn at(&mut self, html: &str, offset: usize) -> u32 {
        let passed = html.as_bytes().get(self.counted..offset);
        let ends = memchr::memchr_iter(b'\n', passed.unwrap_or_default()).count();
        self.ends = self
            .ends
            .saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        self.counted = self.counted.max(offset);
        self.ends.saturating_add(1)
    }
}

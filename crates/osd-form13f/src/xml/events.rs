//! A source of markup and text that goes on after an error.
//!
//! quick-xml does the reading. Where it fails, or where a tag swallowed the beginning of the next
//! because its own end is missing, the broken piece is handed out as it stands and reading begins
//! anew behind it. So that this stays linear on hostile input, the bytes read twice are counted,
//! and a document that asks for too many is given up.

use std::borrow::Cow;

use quick_xml::{Reader, escape::resolve_xml_entity, events::Event as XmlEvent};

/// A piece of a document. Names are local names, without prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event<'a> {
    /// `<name …>`.
    Start(&'a str),
    /// `<name …/>`.
    Empty(&'a str),
    /// `</name>`.
    End(&'a str),
    /// Text, with entities resolved. Several may follow each other.
    Text(Cow<'a, str>),
    /// A `<` whose `>` is missing, with the text up to the next `<`.
    Broken(&'a str),
}

/// The pieces of a document, one after the other.
pub(super) struct Events<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// Where in `text` the reader began.
    base: usize,
    /// The start tag read last, and its local name.
    last_start: (&'a str, &'a str),
    /// Line ends were counted up to here, and `line` is the number of the line there.
    counted: usize,
    line: usize,
    /// How many bytes may still be read again.
    patience: usize,
    /// Ampersands that begin no entity.
    pub(super) bare_ampersands: u32,
    /// Whether the document was given up before its end.
    pub(super) gave_up: bool,
}

impl<'a> Events<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        Self {
            text,
            reader: reader(text),
            base: 0,
            last_start: ("", ""),
            counted: 0,
            line: 1,
            patience: 64 * 1024 + 8 * text.len(),
            bare_ampersands: 0,
            gave_up: false,
        }
    }

    /// The number of the line, from 1, that has been reached. Counts on from the one asked for
    /// last: pieces come in the order of the text.
    pub(super) fn line(&mut self) -> usize {
        let reached = self.position();
        let passed = self.text.as_bytes().get(self.counted..reached);
        self.line += memchr::memchr_iter(b'\n', passed.unwrap_or_default()).count();
        self.counted = self.counted.max(reached);
        self.line
    }

    pub(super) fn next(&mut self) -> Option<Event<'a>> {
        loop {
            let start = self.position();
            let event = self.reader.read_event();
            let raw = self.text.get(start..self.position()).unwrap_or_default();
            return Some(match event {
                Ok(XmlEvent::Start(_)) => match name_of_whole(raw) {
                    Some(name) => {
                        self.last_start = (raw, name);
                        Event::Start(name)
                    }
                    None => return self.begin_anew_behind(start),
                },
                Ok(XmlEvent::Empty(_)) => match name_of_whole(raw) {
                    Some(name) => Event::Empty(name),
                    None => return self.begin_anew_behind(start),
                },
                Ok(XmlEvent::End(_)) => match self.name_of_end(raw) {
                    Some(name) => Event::End(name),
                    None => return self.begin_anew_behind(start),
                },
                Ok(XmlEvent::Text(text)) => {
                    let text = text.into_inner();
                    // The reader hands out an ampersand at the head of a text only where no
                    // entity could begin.
                    self.bare_ampersands += u32::from(text.starts_with('&'));
                    Event::Text(text)
                }
                Ok(XmlEvent::CData(text)) => Event::Text(text.into_inner()),
                Ok(XmlEvent::GeneralRef(entity)) => {
                    let character = entity.resolve_char_ref().ok().flatten();
                    match (character, resolve_xml_entity(&entity)) {
                        (Some(character), _) => Event::Text(String::from(character).into()),
                        (None, Some(text)) => Event::Text(text.into()),
                        (None, None) => {
                            self.bare_ampersands += 1;
                            Event::Text(raw.into())
                        }
                    }
                }
                Ok(
                    XmlEvent::Comment(_)
                    | XmlEvent::PI(_)
                    | XmlEvent::Decl(_)
                    | XmlEvent::DocType(_),
                ) => continue,
                Ok(XmlEvent::Eof) => return None,
                Err(_) => return self.begin_anew_behind(start),
            });
        }
    }

    /// The local name of an end tag, none where it is not whole. Most end what was started last,
    /// and such a name was found already.
    fn name_of_end(&self, tag: &'a str) -> Option<&'a str> {
        let (start, name) = self.last_start;
        match (tag.get(2..), start.get(1..)) {
            (Some(ended), Some(started)) if ended == started => Some(name),
            _ => name_of_whole(tag),
        }
    }

    /// Hands out what stands from the `<` at `start` up to the next, and goes on there.
    fn begin_anew_behind(&mut self, start: usize) -> Option<Event<'a>> {
        let rest = self.text.get(start..).unwrap_or_default();
        let inner = rest.as_bytes().get(1..).unwrap_or_default();
        let length = memchr::memchr(b'<', inner).map_or(rest.len(), |at| at + 1);
        let (piece, behind) = rest.split_at_checked(length)?;

        let read_again = self.position().saturating_sub(start + length);
        let Some(patience) = self.patience.checked_sub(read_again) else {
            self.gave_up = true;
            self.base = self.text.len();
            self.reader = reader("");
            return None;
        };
        self.patience = patience;
        self.base = start + length;
        self.reader = reader(behind);
        Some(Event::Broken(piece))
    }

    fn position(&self) -> usize {
        // An offset into a slice fits `usize`.
        self.base + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }
}

/// A reader that leaves the nesting of elements to its caller.
fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    reader
}

/// The name in a tag, without its prefix: `<ns1:cusip >`, `</cusip`.
pub(super) fn local_name(tag: &str) -> &str {
    let inner = tag.trim_start_matches('<').trim_start_matches('/');
    name_within(inner).0
}

/// The local name in a tag, none where the tag swallowed the beginning of another.
fn name_of_whole(tag: &str) -> Option<&str> {
    let inner = tag.get(1..)?;
    let (name, behind) = name_within(inner.trim_start_matches('/'));
    (behind == ">" || !behind.contains('<')).then_some(name)
}

/// The local name at the head of what stands inside a tag, and all that stands behind it.
fn name_within(inner: &str) -> (&str, &str) {
    let mut begin = 0;
    let mut end = inner.len();
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            b':' => begin = at + 1,
            b'/' | b'>' | b'<' => {
                end = at;
                break;
            }
            _ if byte.is_ascii_whitespace() => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    let (name, behind) = inner.split_at(end);
    (name.get(begin..).unwrap_or_default(), behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(text: &str) -> Vec<Event<'_>> {
        let mut events = Events::new(text);
        std::iter::from_fn(|| events.next()).collect()
    }

    fn text_of(text: &str) -> (String, u32) {
        let mut events = Events::new(text);
        let mut all = String::new();
        while let Some(event) = events.next() {
            match event {
                Event::Text(text) => all.push_str(&text),
                other => panic!("{other:?}"),
            }
        }
        (all, events.bare_ampersands)
    }

    #[test]
    fn names_lose_their_prefix_and_attributes() {
        assert_eq!(
            events("<?xml version=\"1.0\"?><n1:a x='>'><!-- <b/> --><b /></n1:a >"),
            [Event::Start("a"), Event::Empty("b"), Event::End("a")]
        );
    }

    #[test]
    fn an_end_has_its_own_name_however_the_start_was_written() {
        assert_eq!(
            events("<n:a></n:a><n:a></a><a></n:a ><a></a/></b:></:></x:y:z>"),
            [
                Event::Start("a"),
                Event::End("a"),
                Event::Start("a"),
                Event::End("a"),
                Event::Start("a"),
                Event::End("a"),
                Event::Start("a"),
                Event::End("a"),
                Event::End(""),
                Event::End(""),
                Event::End("z"),
            ]
        );
    }

    #[test]
    fn entities_are_resolved_and_bare_ampersands_are_themselves() {
        for (written, meant, bare) in [
            (
                "AT&amp;T &#38; &#x26; &lt;&gt;&quot;&apos;",
                "AT&T & & <>\"'",
                0,
            ),
            ("<![CDATA[AT&T <B>]]>", "AT&T <B>", 0),
            ("AT&T INC", "AT&T INC", 1),
            ("&PARTNERS", "&PARTNERS", 1),
            (
                "A & B &amp; C & D; E &nbsp; &#0;",
                "A & B & C & D; E &nbsp; &#0;",
                4,
            ),
            ("&amp;amp;", "&amp;", 0),
        ] {
            assert_eq!(text_of(written), (meant.to_owned(), bare), "{written}");
        }
    }

    #[test]
    fn a_tag_without_its_end_does_not_swallow_the_next() {
        assert_eq!(
            events("<a>1</a\n<b>A <B's C</b>"),
            [
                Event::Start("a"),
                Event::Text("1".into()),
                Event::Broken("</a\n"),
                Event::Start("b"),
                Event::Text("A ".into()),
                Event::Broken("<B's C"),
                Event::End("b"),
            ]
        );
    }

    #[test]
    fn what_never_ends_is_stepped_over() {
        assert_eq!(
            events("<!-- <a/><![CDATA[ <b/><? <c/>"),
            [
                Event::Broken("<!-- "),
                Event::Empty("a"),
                Event::Broken("<![CDATA[ "),
                Event::Empty("b"),
                Event::Broken("<? "),
                Event::Empty("c"),
            ]
        );
    }
}

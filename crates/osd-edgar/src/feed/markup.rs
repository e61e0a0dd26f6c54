//! The Atom around entries.

use quick_xml::{
    Reader,
    escape::resolve_xml_entity,
    events::{BytesStart, Event},
};

/// As much as is kept of one text: the real ones are a few hundred bytes.
const MAX_TEXT: usize = 4 << 10;

/// A piece of a feed.
pub(super) enum Piece {
    /// `<feed>`.
    Opened,
    /// When the feed was made.
    Updated(String),
    /// An entry, whole.
    Entry(Draft),
    /// An entry that has no end.
    Broken(Draft),
    /// `</feed>`.
    Closed,
}

/// The texts of an entry, entities resolved.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) updated: String,
    pub(super) id: String,
    /// The term of its category.
    pub(super) form: String,
}

/// What the text being read belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    None,
    Title,
    Summary,
    Updated,
    Id,
}

impl Field {
    fn named(name: &str) -> Self {
        match name {
            "title" => Self::Title,
            "summary" => Self::Summary,
            "updated" => Self::Updated,
            "id" => Self::Id,
            _ => Self::None,
        }
    }
}

/// The pieces of a feed, up to where its markup breaks.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}').trim_start());
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    let mut state = State::default();
    let mut is_over = false;
    std::iter::from_fn(move || {
        while !is_over {
            match reader.read_event() {
                Ok(Event::Eof) | Err(_) => is_over = true,
                Ok(event) => {
                    if let Some(piece) = state.hear(&event) {
                        return Some(piece);
                    }
                }
            }
        }
        state.entry.take().map(Piece::Broken)
    })
}

struct State {
    entry: Option<Draft>,
    /// The text of the feed that stands outside entries.
    outside: String,
    field: Field,
    is_open: bool,
}

impl Default for State {
    fn default() -> Self {
        Self {
            entry: None,
            outside: String::new(),
            field: Field::None,
            is_open: false,
        }
    }
}

impl State {
    fn hear(&mut self, event: &Event<'_>) -> Option<Piece> {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::Empty(tag) => {
                self.attributes(tag);
                None
            }
            Event::End(tag) => self.end(tag.local_name().as_ref()),
            Event::Text(text) => self.add(text),
            Event::CData(text) => self.add(text),
            Event::GeneralRef(entity) => {
                let character = entity.resolve_char_ref().ok().flatten();
                match (character, resolve_xml_entity(entity)) {
                    (Some(character), _) => self.add(character.encode_utf8(&mut [0; 4])),
                    (None, Some(text)) => self.add(text),
                    (None, None) => None,
                }
            }
            _ => None,
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Option<Piece> {
        let name = tag.local_name();
        self.field = Field::named(name.as_ref());
        match name.as_ref() {
            "feed" if !self.is_open => {
                self.is_open = true;
                Some(Piece::Opened)
            }
            // One that was still open has no end.
            "entry" if self.is_open => self.entry.replace(Draft::default()).map(Piece::Broken),
            _ => {
                self.attributes(tag);
                None
            }
        }
    }

    fn end(&mut self, name: &str) -> Option<Piece> {
        let ended = Field::named(name);
        self.field = Field::None;
        match name {
            "entry" => self.entry.take().map(Piece::Entry),
            "feed" if self.is_open => {
                self.is_open = false;
                Some(Piece::Closed)
            }
            _ if self.entry.is_none() && ended == Field::Updated => {
                Some(Piece::Updated(std::mem::take(&mut self.outside)))
            }
            _ => None,
        }
    }

    /// The form is an attribute: `<category label="form type" term="13F-HR"/>`.
    fn attributes(&mut self, tag: &BytesStart<'_>) {
        let Some(entry) = &mut self.entry else { return };
        if tag.local_name().as_ref() == "category"
            && let Ok(Some(term)) = tag.try_get_attribute("term")
        {
            entry.form = term.value.chars().take(40).collect();
        }
    }

    fn add(&mut self, text: &str) -> Option<Piece> {
        let field = match (&mut self.entry, self.field) {
            (_, Field::None) => return None,
            (Some(entry), Field::Title) => &mut entry.title,
            (Some(entry), Field::Summary) => &mut entry.summary,
            (Some(entry), Field::Updated) => &mut entry.updated,
            (Some(entry), Field::Id) => &mut entry.id,
            (None, Field::Updated) => &mut self.outside,
            (None, _) => return None,
        };
        let room = MAX_TEXT.saturating_sub(field.len());
        field.push_str(
            text.get(..text.floor_char_boundary(room))
                .unwrap_or_default(),
        );
        None
    }
}

//! What a tag does to the text around it.

/// The kinds of elements that matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    Table,
    Row,
    Cell,
    /// A part of a table that holds no text itself: `THEAD`, `COL`.
    TablePart,
    Break,
    /// Stands on lines of its own.
    Block,
    Pre,
    /// May change the font.
    Styled,
    /// Its text is not shown.
    Hidden,
    /// A mark of a column in the SEC's plain text.
    ColumnMark,
    /// A mark in the SEC's plain text that has a line of its own.
    LineMark,
    /// Changes nothing.
    Other,
}

/// No name known here is longer.
const LONGEST_NAME: usize = 10;

impl Element {
    /// The element that a tag opens, by what stands behind its `<`; None where it is no tag.
    pub(super) fn opened_by(behind: &[u8]) -> Option<Self> {
        let length = behind
            .iter()
            .take(LONGEST_NAME + 1)
            .position(|byte| !byte.is_ascii_alphanumeric())?;
        let name = behind.get(..length).filter(|name| !name.is_empty())?;
        let mut lower = [0; LONGEST_NAME];
        let lower = lower.get_mut(..length)?;
        lower.copy_from_slice(name);
        lower.make_ascii_lowercase();
        Some(Self::named(lower))
    }

    /// The element of a name in lower case.
    pub(super) fn named(name: &[u8]) -> Self {
        match name {
            b"table" => Self::Table,
            b"tr" => Self::Row,
            b"td" | b"th" => Self::Cell,
            b"thead" | b"tbody" | b"tfoot" | b"col" | b"colgroup" => Self::TablePart,
            b"br" => Self::Break,
            b"p" | b"div" | b"center" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"hr"
            | b"ul" | b"ol" | b"li" | b"dl" | b"dt" | b"dd" | b"dir" | b"menu" | b"blockquote"
            | b"address" | b"form" | b"html" | b"head" | b"body" => Self::Block,
            b"pre" | b"xmp" | b"listing" => Self::Pre,
            b"font" | b"span" => Self::Styled,
            // `xml` is what Word leaves of itself.
            b"title" | b"style" | b"script" | b"xml" => Self::Hidden,
            b"s" | b"c" => Self::ColumnMark,
            b"caption" | b"page" | b"fn" => Self::LineMark,
            _ => Self::Other,
        }
    }

    /// Whether the SEC's plain text has no tag of this kind.
    pub(super) fn is_of_html_alone(self) -> bool {
        !matches!(
            self,
            Self::Table | Self::ColumnMark | Self::LineMark | Self::Hidden | Self::Other
        )
    }
}

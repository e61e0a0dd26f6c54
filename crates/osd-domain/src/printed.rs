//! A cell of a filing: what is understood of it, beside what was printed.

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A cell as printed and as understood. The printed text is kept only where it is not the
/// canonical spelling of the value, so that a plain cell costs nothing and an odd one loses
/// nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Printed<T> {
    value: Option<T>,
    text: Option<Box<str>>,
}

/// A value that has one usual spelling in Form 13F.
pub trait Canonical {
    /// That spelling.
    fn canonical(&self) -> Cow<'_, str>;
}

impl Canonical for Decimal {
    /// Digits alone: no separators, no trailing zeros after a point.
    fn canonical(&self) -> Cow<'_, str> {
        Cow::Owned(self.normalize().to_string())
    }
}

impl<T> Default for Printed<T> {
    /// A blank cell, or none at all.
    fn default() -> Self {
        Self {
            value: None,
            text: None,
        }
    }
}

impl<T: Canonical> Printed<T> {
    /// A cell that reads `text`, understood as `value` or not at all.
    pub fn new(text: &str, value: Option<T>) -> Self {
        let plain = value
            .as_ref()
            .map_or(text.is_empty(), |value| value.canonical() == text);
        Self {
            value,
            text: (!plain).then(|| text.into()),
        }
    }

    /// The text as printed; empty for a blank cell.
    pub fn text(&self) -> Cow<'_, str> {
        match (&self.text, &self.value) {
            (Some(text), _) => Cow::Borrowed(text),
            (None, Some(value)) => value.canonical(),
            (None, None) => Cow::Borrowed(""),
        }
    }
}

impl<T> Printed<T> {
    /// A cell printed in the canonical spelling of `value`.
    pub fn exact(value: T) -> Self {
        Self {
            value: Some(value),
            text: None,
        }
    }

    /// What is understood of the cell, if anything is.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// The text, where it is not the canonical spelling of the value.
    pub fn odd_text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Puts together again what [`Self::value`] and [`Self::odd_text`] gave.
    pub fn from_parts(value: Option<T>, odd_text: Option<&str>) -> Self {
        Self {
            value,
            text: odd_text.map(Into::into),
        }
    }
}

impl<T: Copy> Printed<T> {
    /// What is understood of the cell, by value.
    pub fn get(&self) -> Option<T> {
        self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_cell_keeps_no_text_and_an_odd_one_keeps_it() {
        let plain = Printed::new("1234", Some(Decimal::from(1234)));
        assert_eq!((plain.odd_text(), plain.text().as_ref()), (None, "1234"));
        let odd = Printed::new("1,234", Some(Decimal::from(1234)));
        assert_eq!(
            (odd.get(), odd.text().as_ref()),
            (Some(Decimal::from(1234)), "1,234")
        );
        let unread = Printed::<Decimal>::new("n/a", None);
        assert_eq!((unread.get(), unread.text().as_ref()), (None, "n/a"));
        assert_eq!(Printed::<Decimal>::new("", None), Printed::default());
    }
}

//! Columns of codes: what a text means is worked out once for all rows that have it.

use std::sync::Arc;

use arrow_array::{Array, DictionaryArray, Int32Array, StringArray, types::Int32Type};

use crate::SnapshotError;

/// A column of texts as it is kept: codes, and the texts that they stand for.
pub(crate) type CodedArray = DictionaryArray<Int32Type>;

/// What the texts of a column mean.
#[derive(Debug)]
pub(crate) struct Codes<T> {
    keys: Int32Array,
    /// Held, so that no other texts can lie in their place.
    texts: StringArray,
    meanings: Arc<Vec<Option<T>>>,
    /// Whether every text has its meaning here, not only those of this batch.
    is_whole: bool,
}

impl<T> Codes<T> {
    /// Of the column of a batch. The batch `before` has often the same texts.
    pub(crate) fn of(
        column: &dyn Array,
        before: Option<&Self>,
        meaning: impl Fn(&str) -> Result<T, SnapshotError>,
    ) -> Result<Self, SnapshotError> {
        let damaged = || SnapshotError::Damaged("a column holds no texts".to_owned());
        let (keys, texts) = match Texts::of(column).ok_or_else(damaged)? {
            Texts::Coded(keys, texts) => (keys.clone(), texts.clone()),
            // One that has no codes: every row has its own.
            Texts::Plain(texts) => {
                let keys = (0..).zip(texts.iter()).map(|(key, text)| text.map(|_| key));
                (keys.collect(), texts.clone())
            }
        };
        let same = before.filter(|before| before.is_whole && is_same(&before.texts, &texts));
        // For a few rows not all texts of a row group are understood.
        let is_whole = same.is_some() || keys.len() * 2 >= texts.len();
        let meanings = match same {
            Some(same) => Arc::clone(&same.meanings),
            None if is_whole => {
                let understood = |text: Option<&str>| meaning(text?).ok();
                Arc::new(texts.iter().map(understood).collect())
            }
            None => Arc::new(of_these(&keys, &texts, &meaning)?),
        };
        let codes = Self {
            keys,
            texts,
            meanings,
            is_whole,
        };
        // What no row has may mean nothing.
        for row in 0..codes.keys.len() {
            if codes.get(row).is_none() && codes.keys.is_valid(row) {
                meaning(codes.text(row).unwrap_or_default())?;
            }
        }
        Ok(codes)
    }

    fn text(&self, row: usize) -> Option<&str> {
        Texts::Coded(&self.keys, &self.texts).get(row)
    }

    /// What the text of a row means; none where there is no text.
    pub(crate) fn get(&self, row: usize) -> Option<&T> {
        if self.keys.is_null(row) {
            return None;
        }
        let key = usize::try_from(self.keys.value(row)).ok()?;
        self.meanings.get(key)?.as_ref()
    }

    /// Whether every row has a text.
    pub(crate) fn is_everywhere(&self) -> bool {
        self.keys.null_count() == 0
    }
}

/// The meanings of the texts that rows have.
fn of_these<T>(
    keys: &Int32Array,
    texts: &StringArray,
    meaning: impl Fn(&str) -> Result<T, SnapshotError>,
) -> Result<Vec<Option<T>>, SnapshotError> {
    let mut meanings = Vec::new();
    meanings.resize_with(texts.len(), || None);
    for key in keys.iter().flatten().flat_map(usize::try_from) {
        if let Some(place) = meanings.get_mut(key).filter(|place| place.is_none()) {
            *place = Some(meaning(texts.value(key))?);
        }
    }
    Ok(meanings)
}

/// Whether two batches share their texts.
fn is_same(a: &StringArray, b: &StringArray) -> bool {
    a.value_data().as_ptr() == b.value_data().as_ptr() && a.len() == b.len()
}

/// The texts of a column in either form.
pub(crate) enum Texts<'a> {
    /// As they are.
    Plain(&'a StringArray),
    /// As codes.
    Coded(&'a Int32Array, &'a StringArray),
}

impl<'a> Texts<'a> {
    /// Of a column; none where it holds no texts.
    pub(crate) fn of(column: &'a dyn Array) -> Option<Self> {
        let column = column.as_any();
        if let Some(plain) = column.downcast_ref() {
            return Some(Self::Plain(plain));
        }
        let coded: &CodedArray = column.downcast_ref()?;
        Some(Self::Coded(
            coded.keys(),
            coded.values().as_any().downcast_ref()?,
        ))
    }

    /// The text of a row.
    pub(crate) fn get(&self, row: usize) -> Option<&'a str> {
        match self {
            Self::Plain(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::Coded(keys, texts) => {
                let key = keys.is_valid(row).then(|| keys.value(row))?;
                usize::try_from(key).ok().map(|key| texts.value(key))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(texts: &[Option<&str>]) -> CodedArray {
        texts.iter().copied().collect()
    }

    fn number(text: &str) -> Result<u32, SnapshotError> {
        text.parse()
            .map_err(|_| SnapshotError::Damaged(text.to_owned()))
    }

    #[test]
    fn each_row_has_the_meaning_of_its_text() {
        let codes = Codes::of(
            &column(&[Some("7"), None, Some("12"), Some("7")]),
            None,
            number,
        );
        let codes = codes.unwrap();
        let all: Vec<Option<u32>> = (0..4).map(|row| codes.get(row).copied()).collect();
        assert_eq!(all, [Some(7), None, Some(12), Some(7)]);
        assert!(!codes.is_everywhere());
    }

    #[test]
    fn a_column_without_codes_means_the_same() {
        let plain: StringArray = [Some("7"), None, Some("12")].into_iter().collect();
        let codes = Codes::of(&plain, None, number).unwrap();
        let all: Vec<Option<u32>> = (0..3).map(|row| codes.get(row).copied()).collect();
        assert_eq!(all, [Some(7), None, Some(12)]);
    }

    #[test]
    fn a_text_without_a_meaning_is_an_error_only_where_a_row_has_it() {
        let all = column(&[Some("x"), Some("3"), Some("4"), Some("5"), Some("6")]);
        for sound in [1..5, 2..3] {
            let rows = all.slice(sound.start, sound.len());
            assert_eq!(
                Codes::of(&rows, None, number).unwrap().get(0).copied(),
                Some(sound.start as u32 + 2)
            );
        }
        assert!(Codes::of(&all, None, number).is_err());
    }

    #[test]
    fn a_batch_takes_over_what_the_one_before_understood() {
        let all = column(&[Some("1"), Some("2"), Some("1"), Some("2")]);
        let first = Codes::of(&all, None, number).unwrap();
        let not_again = |text: &str| Err(SnapshotError::Damaged(text.to_owned()));
        let second = Codes::of(&all, Some(&first), not_again).unwrap();
        assert_eq!(second.get(3), Some(&2));
        let others = column(&[Some("1"), Some("2")]);
        assert!(Codes::of(&others, Some(&first), not_again).is_err());
    }
}

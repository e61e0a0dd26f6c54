//! Columns of codes: what a text means is worked out once for all rows that have it.

use std::sync::{Arc, OnceLock};

use arrow_array::{Array, DictionaryArray, Int32Array, StringArray, types::Int32Type};
use foldhash::HashMap;

use crate::SnapshotError;

/// A column of texts as it is kept: codes, and the texts that they stand for.
pub(crate) type CodedArray = DictionaryArray<Int32Type>;

/// What the texts of a column mean.
#[derive(Debug)]
pub(crate) struct Codes<T> {
    keys: Int32Array,
    /// By key; of a pass, those that a row had so far.
    meanings: Arc<Vec<OnceLock<T>>>,
    /// The texts that keys of a pass stand for. Held, so that no other texts can lie in their place.
    texts: Option<StringArray>,
}

impl<T> Codes<T> {
    /// Of the column of a batch, of which many follow. The batch `before` has often the same texts: what
    /// is understood of them is understood once.
    pub(crate) fn of_pass(
        column: &dyn Array,
        before: Option<&Self>,
        meaning: impl Fn(&str) -> Result<T, SnapshotError>,
    ) -> Result<Self, SnapshotError> {
        let Texts::Coded(keys, texts) = texts(column)? else {
            return Self::of_few(column, meaning);
        };
        let known = before.filter(|before| {
            let held = before.texts.as_ref();
            held.is_some_and(|held| is_same(held, texts))
        });
        let nothing = || Arc::new(texts.iter().map(|_| OnceLock::new()).collect());
        let meanings = known.map_or_else(nothing, |known| Arc::clone(&known.meanings));
        for key in keys.iter().flatten().flat_map(usize::try_from) {
            if let Some(place) = meanings.get(key).filter(|place| place.get().is_none()) {
                // Nobody else does meanwhile.
                drop(place.set(meaning(texts.value(key))?));
            }
        }
        Ok(Self {
            keys: keys.clone(),
            meanings,
            texts: Some(texts.clone()),
        })
    }

    /// Of the column of a batch that stands alone: only texts that its rows have are understood.
    pub(crate) fn of_few(
        column: &dyn Array,
        meaning: impl Fn(&str) -> Result<T, SnapshotError>,
    ) -> Result<Self, SnapshotError> {
        let texts = texts(column)?;
        let different = match &texts {
            Texts::Coded(_, texts) => texts.len(),
            Texts::Plain(texts) => texts.len() - texts.null_count(),
        };
        let mut meanings = Vec::with_capacity(different.min(column.len()));
        let mut understand = |text: &str| -> Result<i32, SnapshotError> {
            meanings.push(OnceLock::from(meaning(text)?));
            let too_many = |_| SnapshotError::Damaged("a column has too many texts".to_owned());
            i32::try_from(meanings.len() - 1).map_err(too_many)
        };
        let mut places = Vec::with_capacity(column.len());
        match texts {
            Texts::Coded(keys, texts) => {
                let mut known = Known::of(keys.len(), texts.len());
                for key in keys {
                    let Some(key) = key.and_then(|key| usize::try_from(key).ok()) else {
                        places.push(0);
                        continue;
                    };
                    let place = known.place(key);
                    if *place == NOWHERE {
                        *place = understand(texts.value(key))?;
                    }
                    places.push(*place);
                }
            }
            // One that has no codes: every row has its own.
            Texts::Plain(texts) => {
                for text in texts {
                    places.push(text.map_or(Ok(0), &mut understand)?);
                }
            }
        }
        Ok(Self {
            keys: Int32Array::new(places.into(), column.nulls().cloned()),
            meanings: Arc::new(meanings),
            texts: None,
        })
    }

    /// What the text of a row means; none where there is no text.
    pub(crate) fn get(&self, row: usize) -> Option<&T> {
        if self.keys.is_null(row) {
            return None;
        }
        let key = usize::try_from(self.keys.value(row)).ok()?;
        self.meanings.get(key)?.get()
    }

    /// Whether every row has a text.
    pub(crate) fn is_everywhere(&self) -> bool {
        self.keys.null_count() == 0
    }
}

/// No place yet.
const NOWHERE: i32 = -1;

/// Where the meanings of keys are.
enum Known {
    /// Of every key: where rows are many, this is soon filled.
    All(Vec<i32>),
    /// Of those that rows have.
    Some(HashMap<usize, i32>),
}

impl Known {
    fn of(rows: usize, texts: usize) -> Self {
        match rows * 16 >= texts {
            true => Self::All(vec![NOWHERE; texts]),
            false => Self::Some(HashMap::with_capacity_and_hasher(rows, Default::default())),
        }
    }

    /// The place of a key, which is one of the texts'.
    fn place(&mut self, key: usize) -> &mut i32 {
        match self {
            Self::All(places) => &mut places[key],
            Self::Some(places) => places.entry(key).or_insert(NOWHERE),
        }
    }
}

fn texts(column: &dyn Array) -> Result<Texts<'_>, SnapshotError> {
    let damaged = || SnapshotError::Damaged("a column holds no texts".to_owned());
    Texts::of(column).ok_or_else(damaged)
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

    /// Both ways to read a column.
    fn both(column: &dyn Array) -> [Result<Codes<u32>, SnapshotError>; 2] {
        [
            Codes::of_pass(column, None, number),
            Codes::of_few(column, number),
        ]
    }

    fn all(codes: &Codes<u32>) -> Vec<Option<u32>> {
        let rows = 0..codes.keys.len();
        rows.map(|row| codes.get(row).copied()).collect()
    }

    #[test]
    fn each_row_has_the_meaning_of_its_text() {
        let texts = [Some("7"), None, Some("12"), Some("7")];
        let plain: StringArray = texts.into_iter().collect();
        let coded = column(&texts);
        for codes in both(&coded).into_iter().chain(both(&plain)) {
            let codes = codes.unwrap();
            assert_eq!(all(&codes), [Some(7), None, Some(12), Some(7)]);
            assert!(!codes.is_everywhere());
        }
        for codes in both(&column(&[Some("7"), Some("7")])) {
            assert!(codes.unwrap().is_everywhere());
        }
    }

    #[test]
    fn a_text_without_a_meaning_is_an_error_only_where_a_row_has_it() {
        let texts = column(&[Some("x"), Some("3"), Some("4"), Some("5"), Some("6")]);
        for sound in [1..5, 2..3] {
            let first = Some(sound.start as u32 + 2);
            for codes in both(&texts.slice(sound.start, sound.len())) {
                assert_eq!(codes.unwrap().get(0).copied(), first);
            }
        }
        assert!(both(&texts).iter().all(Result::is_err));
    }

    #[test]
    fn a_few_rows_of_many_texts_have_theirs() {
        let texts: Vec<String> = (0..100).map(|number| number.to_string()).collect();
        let cells: Vec<Option<&str>> = texts.iter().map(|text| Some(text.as_str())).collect();
        for rows in [7..9, 3..90] {
            let few = column(&cells).slice(rows.start, rows.len());
            for codes in both(&few) {
                let expected = rows.clone().map(|number| Some(number as u32));
                assert_eq!(all(&codes.unwrap()), expected.collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn a_batch_takes_over_what_the_one_before_understood() {
        let texts = column(&[Some("1"), Some("2"), Some("1"), Some("2")]);
        let first = Codes::of_pass(&texts, None, number).unwrap();
        let not_again = |text: &str| Err(SnapshotError::Damaged(text.to_owned()));
        let second = Codes::of_pass(&texts.slice(2, 2), Some(&first), not_again).unwrap();
        assert_eq!(all(&second), [Some(1), Some(2)]);
        let others = column(&[Some("1"), Some("2")]);
        assert!(Codes::of_pass(&others, Some(&first), not_again).is_err());
    }
}

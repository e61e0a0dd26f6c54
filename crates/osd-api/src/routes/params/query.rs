//! The query part of an address: pairs, read into a struct whose fields are the parameters. What
//! is wrong is said in words of the address, not of the struct.

use std::fmt::Display;

use axum::{extract::Query, http::Uri};
use serde::{
    Deserializer,
    de::{self, DeserializeOwned, IntoDeserializer, MapAccess, Visitor, value::StringDeserializer},
    forward_to_deserialize_any,
};

use crate::Problem;

/// Pairs that a query may have.
const PAIRS: usize = 60;

/// The pairs of a query, in their order.
pub(super) struct Pairs(Vec<(String, String)>);

impl Pairs {
    pub(super) fn of(uri: &Uri) -> Result<Self, Problem> {
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(uri);
        let Query(pairs) = pairs.map_err(|error| Problem::bad("query", error.body_text()))?;
        if pairs.len() > PAIRS {
            return Err(Problem::bad(
                "query",
                format!("more than {PAIRS} parameters"),
            ));
        }
        Ok(Self(pairs))
    }

    /// Takes out every value of a parameter.
    pub(super) fn take_all(&mut self, name: &str) -> Vec<String> {
        let taken = self.0.extract_if(.., |(key, _)| key == name);
        taken.map(|(_, value)| value).collect()
    }

    /// Takes out the only value of a parameter.
    pub(super) fn take(&mut self, name: &'static str) -> Result<Option<String>, Problem> {
        let mut all = self.take_all(name);
        match all.len() {
            0 | 1 => Ok(all.pop()),
            _ => Err(Problem::bad(name, "it stands twice")),
        }
    }

    /// Reads the rest. `others` are the names of those that may have been taken out.
    pub(super) fn read<T: DeserializeOwned>(
        self,
        others: &'static [&'static str],
    ) -> Result<T, Problem> {
        let whole = Whole {
            pairs: self.0,
            others,
        };
        T::deserialize(whole).map_err(|Fault { name, reason }| Problem::BadInput { name, reason })
    }
}

/// As much of a text as an error needs.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

/// What is wrong with which parameter.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {reason}")]
struct Fault {
    name: String,
    reason: String,
}

impl de::Error for Fault {
    fn custom<T: Display>(reason: T) -> Self {
        Self {
            name: "query".to_owned(),
            reason: reason.to_string(),
        }
    }
}

struct Whole {
    pairs: Vec<(String, String)>,
    others: &'static [&'static str],
}

impl<'de> Deserializer<'de> for Whole {
    type Error = Fault;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        for (at, (name, _)) in self.pairs.iter().enumerate() {
            if !fields.contains(&name.as_str()) {
                let known: Vec<&str> = fields.iter().chain(self.others).copied().collect();
                let reason = match known.as_slice() {
                    [] => "nothing can be asked for here".to_owned(),
                    known => format!("it is not known here; take one of {}", known.join(", ")),
                };
                return Err(Fault {
                    name: shown(name),
                    reason,
                });
            }
            if self.pairs[..at].iter().any(|(other, _)| other == name) {
                return Err(Fault {
                    name: name.clone(),
                    reason: "it stands twice".to_owned(),
                });
            }
        }
        visitor.visit_map(Rest {
            pairs: self.pairs.into_iter(),
            value: None,
        })
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Fault> {
        Err(de::Error::custom("it is read into a struct only"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct Rest {
    pairs: std::vec::IntoIter<(String, String)>,
    value: Option<(String, String)>,
}

impl<'de> MapAccess<'de> for Rest {
    type Error = Fault;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let Some((name, value)) = self.pairs.next() else {
            return Ok(None);
        };
        let key: StringDeserializer<Fault> = name.clone().into_deserializer();
        self.value = Some((name, value));
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: de::DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let (name, text) = self.value.take().unwrap_or_default();
        seed.deserialize(Text { name, text })
    }
}

/// One value.
struct Text {
    name: String,
    text: String,
}

impl Text {
    fn bad(&self, what: &str) -> Fault {
        Fault {
            name: self.name.clone(),
            reason: format!("{:?} is {what}", shown(&self.text)),
        }
    }
}

impl<'de> Deserializer<'de> for Text {
    type Error = Fault;

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.text.parse() {
            Ok(flag) => visitor.visit_bool(flag),
            Err(_) => Err(self.bad("neither true nor false")),
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.text.parse() {
            Ok(number) => visitor.visit_u64(number),
            Err(_) => Err(self.bad("no whole number from 0")),
        }
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.text.parse() {
            Ok(number) => visitor.visit_i32(number),
            Err(_) => Err(self.bad("no whole number")),
        }
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_string(self.text)
    }

    forward_to_deserialize_any! {
        i8 i16 i64 i128 u8 u16 u32 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Asked {
        as_of: Option<String>,
        #[serde(default)]
        merged: bool,
        limit: Option<u64>,
    }

    fn read(query: &str) -> Result<Asked, String> {
        let uri = format!("/x?{query}").parse().unwrap();
        let pairs = Pairs::of(&uri).map_err(|problem| problem.to_string())?;
        pairs.read(&["sort"]).map_err(|problem| problem.to_string())
    }

    #[test]
    fn parameters_become_fields() {
        let asked = Asked {
            as_of: Some("2025-06-30".into()),
            merged: true,
            limit: Some(7),
        };
        assert_eq!(read("limit=7&merged=true&as_of=2025%2D06-30"), Ok(asked));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (query, words) in [
            (
                "bogus=1",
                "bogus: it is not known here; take one of as_of, merged, limit, sort",
            ),
            ("merged=yes", "merged: \"yes\" is neither true nor false"),
            ("limit=-1", "limit: \"-1\" is no whole number from 0"),
            ("limit=1&limit=2", "limit: it stands twice"),
        ] {
            assert_eq!(read(query), Err(words.to_owned()), "{query}");
        }
    }
}

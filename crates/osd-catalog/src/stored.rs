//! How values of the domain are kept in columns, the same on both engines, and read back.

use std::str::FromStr;

use chrono::{DateTime, SubsecRound, Utc};
use osd_domain::Cik;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{error::CatalogError, transaction::Transaction};

/// An instant to the microsecond, which is as fine as PostgreSQL keeps them.
pub(crate) fn instant(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(6)
}

/// A text without U+0000, which PostgreSQL does not take.
pub(crate) fn text(text: &str) -> String {
    text.replace('\0', "")
}

/// A count as a column holds it.
pub(crate) fn count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A count as a column held it.
pub(crate) fn counted(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}

/// Dollars as a column holds them: the nearest that it can.
pub(crate) fn dollars(dollars: i128) -> i64 {
    i64::try_from(dollars).unwrap_or(if dollars < 0 { i64::MIN } else { i64::MAX })
}

/// A CIK as a column holds it.
pub(crate) fn cik(cik: Cik) -> i64 {
    count(cik.number())
}

/// A value as JSON; absent members are left out.
pub(crate) fn json(value: &impl Serialize) -> String {
    let mut value = serde_json::to_value(value).unwrap_or_default();
    leave_out_absent(&mut value);
    value.to_string()
}

fn leave_out_absent(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(leave_out_absent);
        }
        Value::Array(items) => items.iter_mut().for_each(leave_out_absent),
        _ => {}
    }
}

/// A stored text as what it means; `column` and `database` are where it stands.
pub(crate) fn parsed<T: FromStr>(
    database: &str,
    column: &'static str,
    text: &str,
) -> Result<T, CatalogError>
where
    T::Err: ToString,
{
    let unreadable = |problem: T::Err| unreadable(database, column, text, &problem);
    text.parse().map_err(unreadable)
}

/// A stored CIK.
pub(crate) fn parsed_cik(database: &str, number: i64) -> Result<Cik, CatalogError> {
    let cik = u64::try_from(number).ok().and_then(Cik::new);
    cik.ok_or_else(|| unreadable(database, "cik", &number.to_string(), &"no CIK"))
}

fn unreadable(
    database: &str,
    column: &'static str,
    text: &str,
    problem: &impl ToString,
) -> CatalogError {
    CatalogError::Stored {
        database: database.to_owned(),
        column,
        text: text.chars().take(80).collect(),
        problem: problem.to_string(),
    }
}

/// Reads stored values back.
impl<M> Transaction<M> {
    pub(crate) fn parse<T: FromStr>(
        &self,
        column: &'static str,
        text: &str,
    ) -> Result<T, CatalogError>
    where
        T::Err: ToString,
    {
        parsed(self.database(), column, text)
    }

    pub(crate) fn parse_optional<T: FromStr>(
        &self,
        column: &'static str,
        text: Option<&str>,
    ) -> Result<Option<T>, CatalogError>
    where
        T::Err: ToString,
    {
        text.map(|text| self.parse(column, text)).transpose()
    }

    pub(crate) fn parse_json<T: DeserializeOwned>(
        &self,
        column: &'static str,
        text: &str,
    ) -> Result<T, CatalogError> {
        let unreadable = |problem| unreadable(self.database(), column, text, &problem);
        serde_json::from_str(text).map_err(unreadable)
    }

    pub(crate) fn parse_cik(&self, number: i64) -> Result<Cik, CatalogError> {
        parsed_cik(self.database(), number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_beyond_a_column_are_kept_as_the_nearest() {
        assert_eq!(dollars(i128::MAX), i64::MAX);
        assert_eq!(dollars(i128::MIN), i64::MIN);
        assert_eq!(dollars(-12), -12);
    }

    #[test]
    fn json_leaves_out_what_is_absent() {
        let cover = osd_domain::Cover {
            entry_total: Some(7),
            ..Default::default()
        };
        assert_eq!(
            json(&cover),
            r#"{"reporting_for_this":[],"included_managers":[],"entry_total":7}"#
        );
    }
}

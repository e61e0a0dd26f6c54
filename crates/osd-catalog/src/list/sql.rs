//! Lists in SQL. What a caller names is looked up among the columns that a list declares, and what
//! it compares with goes in as values: no text of a question gets into a statement.

use sea_orm::Value as Bound;

use super::{Comparison, Filter, ListQuery, SortBy, Start, Test, Value};
use crate::fold::containing;

/// A list in SQL.
pub(crate) struct SqlList {
    /// What is selected of a row.
    pub(crate) select: &'static str,
    /// The table, with its short name.
    pub(crate) from: &'static str,
    /// What can be sorted and filtered by.
    pub(crate) columns: &'static [SqlColumn],
    /// The columns that no two rows have alike together; never null.
    pub(crate) ties: &'static [&'static str],
    /// Whether a search finds a row, with `{}` where the pattern goes.
    pub(crate) searched: &'static str,
}

/// A column of a list in SQL.
pub(crate) struct SqlColumn {
    /// As callers name it.
    pub(crate) name: &'static str,
    /// As SQL names it.
    pub(crate) sql: &'static str,
    /// Whether its folded text is like a pattern, with `{}` where that goes; of texts.
    pub(crate) has: Option<&'static str>,
    /// Whether it may be null.
    pub(crate) is_nullable: bool,
}

impl SqlColumn {
    pub(crate) const fn new(name: &'static str, sql: &'static str) -> Self {
        Self {
            name,
            sql,
            has: None,
            is_nullable: false,
        }
    }

    pub(crate) const fn nullable(self) -> Self {
        Self {
            is_nullable: true,
            ..self
        }
    }

    pub(crate) const fn has(self, has: &'static str) -> Self {
        Self {
            has: Some(has),
            ..self
        }
    }
}

/// A statement and its values.
pub(crate) struct Statement {
    pub(crate) sql: String,
    pub(crate) values: Vec<Bound>,
}

impl SqlList {
    /// The statement for a page, and one row more where there is one.
    pub(crate) fn page(&self, query: &ListQuery) -> Statement {
        let mut building = Building::of(self, query);
        let order = self.order(&query.sort);
        if let Start::After { values, .. } = &query.start {
            building.after(&order, values);
        }
        let by = order.iter().map(|by| by.sql()).collect::<Vec<_>>();
        building.sql.push_str(" ORDER BY ");
        building.sql.push_str(&by.join(", "));
        let number = |count: u64| Bound::from(i64::try_from(count).unwrap_or(i64::MAX));
        // SQLite takes an offset behind a limit only.
        let limit = query
            .limit
            .map_or(i64::MAX as u64, |limit| limit.saturating_add(1));
        let limit = building.place(number(limit));
        building.sql.push_str(&format!(" LIMIT {limit}"));
        if let Start::Offset(offset) = query.start {
            let offset = building.place(number(offset));
            building.sql.push_str(&format!(" OFFSET {offset}"));
        }
        let select = format!("SELECT {}", self.select);
        building.done(&select)
    }

    /// The statement that counts the rows that pass.
    pub(crate) fn count(&self, query: &ListQuery) -> Statement {
        Building::of(self, query).done("SELECT COUNT(*) AS count")
    }

    fn find(&self, name: &str) -> Option<&'static SqlColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// What a question sorts by, and what makes that unique.
    fn order(&self, sort: &[SortBy]) -> Vec<OrderBy> {
        let ties = self.ties.iter().map(|column| SortBy {
            column,
            descending: false,
        });
        let all = sort.iter().copied().chain(ties);
        let found = all.filter_map(|by| {
            Some(OrderBy {
                column: self.find(by.column)?,
                descending: by.descending,
            })
        });
        found.collect()
    }
}

/// A column to sort by.
#[derive(Clone, Copy)]
struct OrderBy {
    column: &'static SqlColumn,
    descending: bool,
}

impl OrderBy {
    /// Said only where it may be null: an index has the others in order as they are.
    fn sql(self) -> String {
        let direction = if self.descending { " DESC" } else { "" };
        let nulls = if self.column.is_nullable {
            " NULLS LAST"
        } else {
            ""
        };
        format!("{}{direction}{nulls}", self.column.sql)
    }
}

struct Building {
    sql: String,
    values: Vec<Bound>,
}

impl Building {
    /// `FROM …` and the conditions of the question.
    fn of(list: &SqlList, query: &ListQuery) -> Self {
        let mut building = Self {
            sql: format!(" FROM {} WHERE TRUE", list.from),
            values: Vec::new(),
        };
        for Filter { column, test } in &query.filters {
            match list.find(column) {
                Some(column) => building.test(column, test),
                // Callers take names from the columns of the list; what is not there is nowhere.
                None => building.sql.push_str(" AND FALSE"),
            }
        }
        for word in &query.words {
            let pattern = building.place(containing(word).into());
            let found = list.searched.replace("{}", &pattern);
            building.sql.push_str(&format!(" AND {found}"));
        }
        building
    }

    fn done(self, select: &str) -> Statement {
        Statement {
            sql: format!("{select}{}", self.sql),
            values: self.values,
        }
    }

    /// The place of a value.
    fn place(&mut self, value: Bound) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn value(&mut self, value: &Value<'static>) -> String {
        let bound = match value {
            Value::Int(number) => (*number).into(),
            Value::Ratio(ratio) => (*ratio).into(),
            Value::Text(text) => crate::stored::text(text).into(),
            Value::Day(day) => (*day).into(),
            Value::Flag(flag) => (*flag).into(),
            Value::Absent | Value::Texts(_) | Value::Object => Bound::String(None),
        };
        self.place(bound)
    }

    fn test(&mut self, column: &SqlColumn, test: &Test) {
        let sql = column.sql;
        let condition = match test {
            Test::Present => format!("{sql} IS NOT NULL"),
            Test::Absent => format!("{sql} IS NULL"),
            Test::In(values) => {
                let places: Vec<String> = values.iter().map(|value| self.value(value)).collect();
                format!("{sql} IN ({})", places.join(", "))
            }
            Test::Has(text) | Test::HasLetters(text) => {
                let pattern = self.place(containing(text).into());
                match column.has {
                    Some(has) => has.replace("{}", &pattern),
                    // What has no folded text is a code, in letters that both engines know.
                    None => format!("LOWER({sql}) LIKE {pattern} ESCAPE '\\'"),
                }
            }
            Test::Compared(comparison, value) => {
                let operator = match comparison {
                    Comparison::Eq => "=",
                    Comparison::Ne => "IS DISTINCT FROM",
                    Comparison::Gt => ">",
                    Comparison::Gte => ">=",
                    Comparison::Lt => "<",
                    Comparison::Lte => "<=",
                };
                format!("{sql} {operator} {}", self.value(value))
            }
        };
        self.sql.push_str(" AND ");
        self.sql.push_str(&condition);
    }

    /// Rows that come after the one with these values.
    fn after(&mut self, order: &[OrderBy], values: &[Value<'static>]) {
        // It bounds the walk through an index, which the alternatives below do not.
        if let (Some(first), Some(value)) = (order.first(), values.first())
            && !first.column.is_nullable
        {
            let operator = if first.descending { "<=" } else { ">=" };
            let place = self.value(value);
            self.sql
                .push_str(&format!(" AND {} {operator} {place}", first.column.sql));
        }
        let mut alternatives = Vec::new();
        let mut equal = String::new();
        for (by, value) in order.iter().zip(values) {
            let sql = by.column.sql;
            if *value == Value::Absent {
                // Nothing comes after what is absent but what is absent too.
                equal.push_str(&format!("{sql} IS NULL AND "));
                continue;
            }
            let place = self.value(value);
            let operator = if by.descending { "<" } else { ">" };
            let beyond = match by.column.is_nullable {
                true => format!("({sql} {operator} {place} OR {sql} IS NULL)"),
                false => format!("{sql} {operator} {place}"),
            };
            alternatives.push(format!("({equal}{beyond})"));
            equal.push_str(&format!("{sql} = {place} AND "));
        }
        let any = if alternatives.is_empty() {
            "FALSE".to_owned()
        } else {
            alternatives.join(" OR ")
        };
        self.sql.push_str(&format!(" AND ({any})"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: SqlList = SqlList {
        select: "f.*",
        from: "filings f",
        columns: &[
            SqlColumn::new("accession", "f.accession"),
            SqlColumn::new("filed", "f.filed"),
            SqlColumn::new("period", "f.period").nullable(),
        ],
        ties: &["accession"],
        searched: "f.name_folded LIKE {} ESCAPE '\\'",
    };

    fn query() -> ListQuery {
        ListQuery {
            filters: Vec::new(),
            words: Vec::new(),
            sort: vec![SortBy {
                column: "period",
                descending: true,
            }],
            start: Start::Offset(0),
            limit: Some(10),
        }
    }

    #[test]
    fn what_is_asked_for_goes_in_as_values() {
        let mean = "'; DROP TABLE filings; --";
        let query = ListQuery {
            filters: vec![
                Filter {
                    column: "accession",
                    test: Test::Compared(Comparison::Eq, Value::Text(mean.into())),
                },
                Filter {
                    column: "accession; --",
                    test: Test::Present,
                },
            ],
            words: vec![mean.to_owned()],
            ..query()
        };
        let statement = LIST.page(&query);
        assert_eq!(
            statement.sql,
            "SELECT f.* FROM filings f WHERE TRUE AND f.accession = $1 AND FALSE \
             AND f.name_folded LIKE $2 ESCAPE '\\' \
             ORDER BY f.period DESC NULLS LAST, f.accession LIMIT $3 OFFSET $4"
        );
        assert_eq!(statement.values.len(), 4);
    }

    #[test]
    fn after_a_row_without_the_value_come_only_rows_without_it() {
        let query = ListQuery {
            start: Start::After {
                offset: 10,
                values: vec![Value::Absent, Value::Text("a".into())],
            },
            ..query()
        };
        let statement = LIST.page(&query);
        let condition = "WHERE TRUE AND ((f.period IS NULL AND f.accession > $1)) ORDER BY";
        assert!(statement.sql.contains(condition), "{}", statement.sql);
    }
}

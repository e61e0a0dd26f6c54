//! Answers on stdout: a table for people, JSON and CSV for programs.

use std::io::{self, Write};

use comfy_table::{
    Cell, CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle,
};
use osd_api::list::{Page, cell, to_csv};
use serde_json::Value;

use crate::{cli::Format, commands::Failure};

/// The columns of [`facts`].
pub(crate) const FACTS: &[&str] = &["field", "value"];

/// The fields of an object, a row each, but for those that are said to be left out.
pub(crate) fn facts(object: &Value, but: &[&str]) -> Value {
    let fields = object.as_object().into_iter().flatten();
    let fields = fields.filter(|(field, _)| !but.contains(&field.as_str()));
    fields
        .map(|(field, value)| serde_json::json!({"field": field, "value": value}))
        .collect()
}

/// A command's answer and how its rows are laid out.
pub(crate) struct Answer<'a> {
    /// The whole answer.
    pub(crate) json: Value,
    /// Where its rows stand in it, as a JSON pointer; the answer itself where empty.
    pub(crate) rows: &'a str,
    /// The columns of CSV, in order.
    pub(crate) columns: &'a [&'a str],
    /// The columns of the table, where people want fewer.
    pub(crate) shown: &'a [&'a str],
    /// What stands above the table.
    pub(crate) heading: String,
}

/// Prints an answer.
pub(crate) fn print(format: Format, answer: &Answer<'_>) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let empty = Vec::new();
    let rows = answer
        .json
        .pointer(answer.rows)
        .and_then(Value::as_array)
        .unwrap_or(&empty);
    let written = match format {
        Format::Json => serde_json::to_writer_pretty(&mut out, &answer.json)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(out)),
        Format::Csv => to_csv(&mut out, answer.columns, rows, true),
        Format::Table => {
            let columns = if answer.shown.is_empty() {
                answer.columns
            } else {
                answer.shown
            };
            let heading = if answer.heading.is_empty() {
                Ok(())
            } else {
                writeln!(out, "{}", answer.heading)
            };
            heading.and_then(|()| table(&mut out, columns, rows))
        }
    };
    finish(written.and_then(|()| out.flush()))
}

/// Prints rows page by page, so that a long list is never in memory as a whole.
pub(crate) struct Pages<'a> {
    format: Format,
    columns: &'a [&'a str],
    /// The field of the answer that holds the rows; the answer is the rows where there is none.
    name: Option<&'static str>,
    out: io::BufWriter<io::StdoutLock<'static>>,
    printed: u64,
}

impl<'a> Pages<'a> {
    /// Rows that are the whole answer.
    pub(crate) fn new(format: Format, columns: &'a [&'a str]) -> Self {
        Self {
            format,
            columns,
            name: None,
            out: io::BufWriter::new(io::stdout().lock()),
            printed: 0,
        }
    }

    /// The rows of an answer that says beside them which part of a list they are.
    pub(crate) fn of_list(format: Format, columns: &'a [&'a str], name: &'static str) -> Self {
        Self {
            name: Some(name),
            ..Self::new(format, columns)
        }
    }

    pub(crate) fn page(&mut self, rows: &[Value]) -> Result<(), Failure> {
        if rows.is_empty() {
            return Ok(());
        }
        let written = match self.format {
            Format::Json => self.json(rows),
            Format::Csv => to_csv(&mut self.out, self.columns, rows, self.printed == 0),
            Format::Table => table(&mut self.out, self.columns, rows),
        };
        self.printed += rows.len() as u64;
        finish(written)
    }

    fn json(&mut self, rows: &[Value]) -> io::Result<()> {
        for (at, row) in rows.iter().enumerate() {
            if self.printed == 0 && at == 0 {
                self.begin()?;
            } else {
                write!(self.out, ",")?;
            }
            write!(self.out, "\n  {row}")?;
        }
        Ok(())
    }

    fn begin(&mut self) -> io::Result<()> {
        match self.name {
            Some(name) => write!(self.out, "{{\"{name}\": ["),
            None => write!(self.out, "["),
        }
    }

    /// The end of an answer that is its rows.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        self.finish_with(None)
    }

    /// The end of an answer, with what it says of the rows.
    pub(crate) fn finish_with(mut self, page: Option<&Page>) -> Result<(), Failure> {
        let written = match (self.format, self.printed) {
            (Format::Json, printed) => self.end(printed, page),
            (Format::Csv, 0) => to_csv(&mut self.out, self.columns, [], true),
            _ => Ok(()),
        };
        finish(written.and_then(|()| self.out.flush()))
    }

    fn end(&mut self, printed: u64, page: Option<&Page>) -> io::Result<()> {
        match printed {
            0 => self.begin()?,
            _ => writeln!(self.out)?,
        }
        write!(self.out, "]")?;
        if let (Some(_), Some(page)) = (self.name, page) {
            write!(self.out, ", \"page\": {}}}", serde_json::to_string(page)?)?;
        }
        writeln!(self.out)
    }
}

/// A reader that went away early (`osd … | head`) is no failure.
fn finish(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        written => Ok(written?),
    }
}

fn table(out: &mut impl Write, columns: &[&str], rows: &[Value]) -> io::Result<()> {
    let style = TableStyle::new()
        .header_lines(ContentLineStyle::none())
        .header_separator(LineStyle::none().fill('─'))
        .content_lines(ContentLineStyle::none());
    let mut table = Table::new();
    table
        .load_style(style)
        .set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(columns.iter().map(|column| column.replace('_', " ")));
    for row in rows {
        table.add_row(columns.iter().map(|column| {
            let value = &row[*column];
            let alignment = if value.is_number() {
                CellAlignment::Right
            } else {
                CellAlignment::Left
            };
            Cell::new(for_people(column, value)).set_alignment(alignment)
        }));
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// A value as people read it: thousands apart, ratios in percent.
fn for_people(column: &str, value: &Value) -> String {
    let is_ratio =
        column.ends_with("weight") || column.ends_with("pct") || column == "weight_change";
    match value {
        Value::Number(number) if is_ratio => {
            format!("{:.2} %", number.as_f64().unwrap_or_default() * 100.0)
        }
        Value::Number(number) if !matches!(column, "cik" | "from" | "to" | "year") => number
            .as_i64()
            .map_or_else(|| number.to_string(), thousands),
        other => cell(other),
    }
}

/// A whole number with its thousands apart.
pub(crate) fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if number < 0 {
        format!("-{grouped}")
    } else {
        grouped
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn thousands_stand_apart() {
        let cases = [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (-259_807_694_872, "-259,807,694,872"),
        ];
        for (number, text) in cases {
            assert_eq!(thousands(number), text);
        }
    }

    #[test]
    fn figures_as_people_read_them() {
        assert_eq!(for_people("weight", &json!(0.25)), "25.00 %");
        assert_eq!(for_people("cik", &json!(1067983)), "1067983");
        assert_eq!(for_people("year", &json!(2005)), "2005");
    }
}

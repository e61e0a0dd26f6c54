//! Cells that stand under no columns: a row is told by the order of its tokens.

use crate::text::{
    cusip,
    grammar::{self, Hints},
    record::Records,
    section::Section,
    sheet::{LineKind, Sheet},
    token::{Kind, Token},
};

/// Reads every line on which a CUSIP stands, and what else can hardly be anything but a row.
pub(in crate::text) fn read(
    sheet: &Sheet<'_>,
    sheet_number: u32,
    sections: &[Section],
    hints: Hints,
) -> Records {
    let mut records = Records::default();
    for section in sections {
        records.rows.reserve(section.rows());
        let lines = sheet.lines.get(section.body.clone()).unwrap_or_default();
        for line in lines {
            let tokens = sheet.tokens(line);
            let record = match line.kind {
                LineKind::Anchor => grammar::row(sheet, tokens, None, hints),
                LineKind::Body if line.number != line.last => {
                    // A row of several lines was put together by where its CUSIP stands.
                    let like = |t: &Token| cusip::is_like(sheet.of_token(t));
                    let named = tokens.iter().position(|t| t.kind == Kind::Word);
                    let cusip =
                        named.and_then(|at| Some(at + tokens.get(at..)?.iter().position(like)?));
                    grammar::row(sheet, tokens, cusip, hints)
                }
                LineKind::Body => grammar::loose(sheet, tokens, hints),
                _ => None,
            };
            if let Some(mut record) = record {
                record.sheet = sheet_number;
                records.rows.push(record.on(line));
            } else if line.kind == LineKind::Anchor {
                records.unread.push((line.number, grammar::span(tokens)));
            }
        }
    }
    records
}

//! Rows put together from bands: what is a row of its own, what continues the row above, what is
//! a total, and what is a piece of a name.

use std::ops::Range;

use osd_domain::PutCall;
use rust_decimal::Decimal;

use super::{
    bands::Bands,
    cells::{Cells, Cut},
    grammar::{self, Hints},
    halves, layout,
    record::{MOST_PIECES, Record, Records, Span, Spread},
    role::Role,
    section::{self, Section},
    sheet::{LineKind, Sheet, SheetLine},
    token::{Kind, Token, figure},
    totals::{self, Sums},
    wraps::{self, Belongs, Names, Room},
};

/// So many rows tell how a table is made.
const MANY: usize = 50;

/// Reads the sections of a sheet, each with its cut, into records.
#[derive(Debug)]
pub(super) struct Assembler<'s, 'a> {
    sheet: &'s Sheet<'a>,
    sheet_number: u32,
    hints: Hints,
    records: Records,
    /// Pieces of names that belong to the row below, and the line on which they begin.
    waiting: Vec<(Spread, Span)>,
    waiting_from: u32,
    /// A row whose CUSIP was met and whose numbers were not.
    open: Option<Record>,
    /// The last row that names its security.
    named: Option<u32>,
    /// The names on the line right above, where that is a row or a piece of one.
    above: Option<Names>,
    /// The options that the part of the table is of, by its title.
    under: Option<PutCall>,
    sums: Sums,
    /// Whether a drawn line stands right above, or a blank one.
    below_rule: bool,
    below_blank: bool,
    ranges: Vec<Range<usize>>,
    /// The column in which rows usually begin.
    usual_left: u32,
    /// The rows of which the second half was read.
    halved: usize,
}

impl<'s, 'a> Assembler<'s, 'a> {
    pub(super) fn new(sheet: &'s Sheet<'a>, sheet_number: u32, hints: Hints) -> Self {
        Self {
            sheet,
            sheet_number,
            hints,
            records: Records::default(),
            waiting: Vec::new(),
            waiting_from: 0,
            open: None,
            named: None,
            above: None,
            under: None,
            sums: Sums::default(),
            below_rule: false,
            below_blank: true,
            ranges: Vec::new(),
            usual_left: 0,
            halved: 0,
        }
    }

    /// The records, once all sections were read.
    pub(super) fn finish(mut self) -> Records {
        self.drop_open();
        self.records
    }

    /// Reads the lines of a section.
    pub(super) fn section(&mut self, section: &Section, cut: Cut<'_>) {
        let lines = self.sheet.lines.get(section.body.clone());
        let lines = lines.unwrap_or_default();
        self.usual_left = usual_left(self.sheet, section);
        self.records.rows.reserve(section.rows());
        // What stands over a heading is the report's, not a name.
        self.waiting.clear();
        self.above = None;
        for (at, line) in lines.iter().enumerate() {
            match line.kind {
                LineKind::Blank => {
                    self.below_blank = true;
                    self.above = None;
                    self.waiting.clear();
                    continue;
                }
                LineKind::Anchor | LineKind::Body => {
                    self.line(line, lines.get(at + 1..).unwrap_or_default(), cut);
                    self.below_rule = false;
                }
                kind => {
                    self.below_rule |= kind == LineKind::Rule;
                    self.above = None;
                }
            }
            self.below_blank = false;
        }
    }

    fn line(&mut self, line: &SheetLine, next: &[SheetLine], cut: Cut<'_>) {
        let sheet = self.sheet;
        let cells = Cells::of(sheet, sheet.tokens(line), cut, &mut self.ranges);
        if cells.has_cusip_elsewhere()
            && let Some(record) = self.by_order(line, &cells.tokens)
        {
            self.push(record, &cells);
            return;
        }
        let (value, amount) = (cells.value(sheet), cells.amount(sheet));
        // What has SH and a discretion is a row, whatever its issuer is called.
        let is_total =
            || totals::is_total(sheet.span(&cells.tokens)) && !section::is_coded(&cells.tokens);
        match (cells.has_cusip(sheet), value, amount) {
            (true, Some(_), Some(_)) => self.push(cells.record(sheet, line), &cells),
            (true, ..) => self.without_figures(line, &cells),
            (false, Some(value), _) if is_total() => self.total(line, value),
            (false, Some(value), Some(amount)) => {
                self.without_cusip(line, &cells, next, cut, (value, amount));
            }
            (false, Some(value), None) => self.lone_value(line, &cells, value),
            (false, None, Some(_)) if self.is_row_of_amount(line, &cells) => {
                let record = cells.record(sheet, line);
                match self.named {
                    Some(named) if !cells.has_name(sheet) => self.continuation(record, named),
                    _ => self.push(record, &cells),
                }
            }
            (false, None, _) => self.words(line, &cells, next, cut),
        }
    }

    /// Whether a line without CUSIP and value is a row all the same: it has codes of the form, and
    /// votes that add up to its amount.
    fn is_row_of_amount(&self, line: &SheetLine, cells: &Cells<'_>) -> bool {
        if line.kind == LineKind::Anchor || !(cells.has_name(self.sheet) || self.named.is_some()) {
            return false;
        }
        let record = cells.record(self.sheet, line);
        record.is_coded() && record.votes_add_up == Some(true)
    }

    /// Reads the second half of a table that was too wide for the page: the columns from the
    /// discretion on, for the rows read since the last such half. Where there are not as many of
    /// them, nobody can tell whose they are.
    pub(super) fn second_half(&mut self, section: &Section, bands: &Bands) {
        let halves = halves::read(self.sheet, section, bands);
        let rows = self.records.rows.get_mut(self.halved..).unwrap_or_default();
        if rows.len() == halves.len() {
            for (row, half) in rows.iter_mut().zip(halves) {
                half.complete(row, self.sheet);
            }
            self.halved = self.records.rows.len();
        }
    }

    /// The row that the order of a line's tokens tells, where no columns do.
    fn by_order(&self, line: &SheetLine, tokens: &[Token]) -> Option<Record> {
        let record = match line.kind {
            LineKind::Anchor => grammar::row(self.sheet, tokens, None, self.hints),
            _ => grammar::loose(self.sheet, tokens, self.hints),
        };
        record.map(|record| record.on(line))
    }

    /// A line whose CUSIP stands where it should and of whose figures one or both do not. The
    /// order of its tokens may tell them; else one is blank; else they come on the next line.
    fn without_figures(&mut self, line: &SheetLine, cells: &Cells<'_>) {
        let by_column = cells.record(self.sheet, line);
        let has_one = by_column.value_read.is_some() || by_column.amount_read.is_some();
        if has_one && by_column.votes_add_up == Some(true) {
            self.push(by_column, cells);
            return;
        }
        let cusip = Some(cells.cusip.start);
        let by_order = grammar::row(self.sheet, &cells.tokens, cusip, self.hints);
        // A row with both its codes and one figure has the other blank, unless the votes bear out
        // another reading.
        let has_codes = !by_column.amount_type.is_empty() && !by_column.discretion.is_empty();
        let by_order =
            by_order.filter(|record| !has_one || !has_codes || record.votes_add_up == Some(true));
        match by_order {
            Some(record) => self.push(record.on(line), cells),
            None if has_one => self.push(by_column, cells),
            None => self.open(by_column, cells),
        }
    }

    /// A line of numbers without a CUSIP.
    fn without_cusip(
        &mut self,
        line: &SheetLine,
        cells: &Cells<'_>,
        next: &[SheetLine],
        cut: Cut<'_>,
        (value, amount): (Decimal, Decimal),
    ) {
        if let Some(mut open) = self.open.take() {
            open.take_figures(cells.record(self.sheet, line));
            self.push(open, cells);
            return;
        }
        // A CUSIP that stands off its column is a CUSIP all the same.
        if line.kind == LineKind::Anchor
            && let Some(record) = self.by_order(line, &cells.tokens)
        {
            self.push(record, cells);
            return;
        }
        let record = cells.record(self.sheet, line);
        let is_repeated = totals::is_continued(record.issuer.text(&self.sheet.text));
        let has_name = !is_repeated && (cells.has_name(self.sheet) || !self.waiting.is_empty());
        // The sum of a single row is told by the codes that it lacks and the row has.
        let last = self.records.rows.last();
        let least = if last.is_some_and(|row| row.is_coded() && !has_name) {
            1
        } else {
            2
        };
        let is_sum = self
            .sums
            .is_total(value, (!has_name).then_some(amount), least);
        if !record.is_coded() && (is_sum || (!has_name && self.below_rule)) {
            self.total(line, value);
            return;
        }
        let is_own = has_name && !self.is_more_of_name(cells, next, cut);
        match self.named {
            _ if is_own => self.push(record, cells),
            Some(named) => self.continuation(record, named),
            None => {
                let text = grammar::span(&cells.tokens);
                self.records.unread.push((line.number, text));
            }
        }
    }

    /// Whether a name without a class is no security of its own, but more of the name above: it is
    /// set further in, or the rows of an issuer go on without a name in this table.
    fn is_more_of_name(&mut self, cells: &Cells<'_>, next: &[SheetLine], cut: Cut<'_>) -> bool {
        let named = self.named.and_then(|at| self.records.rows.get(at as usize));
        let may_be = named.is_some_and(|above| !above.class.is_empty())
            && cut.roles.band(Role::Class).is_some()
            && cells.class.is_empty()
            && cells.cusip.is_empty()
            && !self.below_blank
            && self.waiting.is_empty();
        if !may_be {
            return false;
        }
        let left = cells.names().issuer.left;
        let is_further_in = self.above.is_some_and(|above| left > above.issuer.left);
        let goes_on = self
            .records
            .rows
            .iter()
            .rev()
            .take(MANY)
            .any(|row| row.continues.is_some());
        is_further_in
            || goes_on
            || next
                .iter()
                .take(3)
                .any(|next| self.is_nameless_row(next, cut))
    }

    /// Whether a line has figures and nothing that names a security.
    fn is_nameless_row(&mut self, line: &SheetLine, cut: Cut<'_>) -> bool {
        let tokens = self.sheet.tokens(line);
        let cells = Cells::of(self.sheet, tokens, cut, &mut self.ranges);
        line.kind == LineKind::Body
            && cells.is_unnamed()
            && cells.value(self.sheet).is_some()
            && cells.amount(self.sheet).is_some()
    }

    /// A row that takes its security from the row `named`.
    fn continuation(&mut self, mut record: Record, named: u32) {
        let is_repeated = totals::is_continued(record.issuer.text(&self.sheet.text));
        if is_repeated {
            record.issuer = Span::default();
        }
        if !record.issuer.is_empty()
            && let Some(above) = self.records.rows.get_mut(named as usize)
        {
            above.add_after(Spread::Issuer, record.issuer);
            record.issuer = Span::default();
        }
        record.continues = Some(named);
        self.take(record);
    }

    /// A value without an amount: that of the row above, if it has none; a total; or a row whose
    /// cells stand off their columns.
    fn lone_value(&mut self, line: &SheetLine, cells: &Cells<'_>, value: Decimal) {
        if let Some(record) = self.by_order(line, &cells.tokens) {
            self.push(record, cells);
            return;
        }
        let above = self.records.rows.last_mut();
        let lacks_value =
            |row: &&mut Record| row.value.is_empty() && row.last_line + 1 == line.number;
        match above.filter(lacks_value) {
            Some(row) => {
                row.value = cells.value_span();
                row.value_read = Some(value);
                row.last_line = row.last_line.max(line.last);
                let (issuer, class) = (cells.span(&cells.issuer), cells.span(&cells.class));
                row.add_after(Spread::Issuer, issuer);
                row.add_after(Spread::Class, class);
                self.sums.add(value, Decimal::ZERO, false);
            }
            None => self.total(line, value),
        }
    }

    fn total(&mut self, line: &SheetLine, value: Decimal) {
        self.drop_open();
        self.records.totals.push((line.number, value));
        self.sums.end();
        self.waiting.clear();
        self.above = None;
    }

    /// A line without numbers where they should be.
    fn words(&mut self, line: &SheetLine, cells: &Cells<'_>, next: &[SheetLine], cut: Cut<'_>) {
        if let Some(record) = self.by_order(line, &cells.tokens) {
            self.push(record, cells);
            return;
        }
        if line.kind == LineKind::Anchor {
            if let Some(token) = cells.tokens.iter().find(|token| token.kind.is_cusip()) {
                let mut record = cells.record(self.sheet, line);
                record.cusip = grammar::span(std::slice::from_ref(token));
                record.cusip_checks = true;
                self.open(record, cells);
            }
            return;
        }
        let text = self.sheet.span(&cells.tokens);
        if let Some(under) = totals::title(text) {
            self.under = under;
            self.waiting.clear();
        } else if !totals::is_footing(text) && !totals::is_continued(text) {
            self.pieces(line, cells, next, cut);
        }
    }

    /// Pieces of cells that did not fit on the line of their row.
    fn pieces(&mut self, line: &SheetLine, cells: &Cells<'_>, next: &[SheetLine], cut: Cut<'_>) {
        let (issuer, class) = (cells.span(&cells.issuer), cells.span(&cells.class));
        if issuer.is_empty() && class.is_empty() {
            self.managers_below(line, cells);
            return;
        }
        let pieces = [(Spread::Issuer, issuer), (Spread::Class, class)];
        let room = Room::of(
            cut.bands,
            cut.roles.band(Role::Issuer),
            cut.roles.band(Role::Class),
        );
        let below = next.first().and_then(|next| self.names_below(next, cut));
        let belongs = match self.waiting.len() {
            0 => wraps::judge(cells.names(), self.above, below, room, self.usual_left),
            // A name that has begun goes on until its row comes; what never ends is none.
            1..MOST_PIECES => Belongs::Below,
            _ => {
                self.waiting.clear();
                Belongs::Nowhere
            }
        };
        match belongs {
            Belongs::Below => {
                if self.waiting.is_empty() {
                    self.waiting_from = line.number;
                }
                self.waiting
                    .extend(pieces.into_iter().filter(|(_, span)| !span.is_empty()));
                self.above = None;
            }
            Belongs::Above => {
                if let Some(row) = self.records.rows.last_mut() {
                    for (spread, span) in pieces {
                        row.add_after(spread, span);
                    }
                    row.last_line = row.last_line.max(line.last);
                }
                self.managers_below(line, cells);
                self.above = Some(cells.names());
            }
            Belongs::Nowhere => self.above = None,
        }
    }

    /// The names on the line below, where that is a row or a piece of one.
    fn names_below(&mut self, next: &SheetLine, cut: Cut<'_>) -> Option<Names> {
        let tokens = self.sheet.tokens(next);
        let is_row = matches!(next.kind, LineKind::Anchor | LineKind::Body);
        if !is_row {
            return None;
        }
        let cells = Cells::of(self.sheet, tokens, cut, &mut self.ranges);
        // A row that takes its name from above begins none.
        (!cells.is_unnamed()).then(|| cells.names())
    }

    /// The end of a list of managers, and the votes that may stand beside it.
    fn managers_below(&mut self, line: &SheetLine, cells: &Cells<'_>) {
        let text = &self.sheet.text;
        let Some(row) = self.records.rows.last_mut() else {
            return;
        };
        if row.last_line + 1 < line.number || self.below_blank {
            return;
        }
        let managers = cells.span(&cells.managers);
        if managers
            .text(text)
            .bytes()
            .any(|byte| byte.is_ascii_digit())
        {
            row.add_after(Spread::Managers, managers);
            row.last_line = row.last_line.max(line.last);
        }
        if row.votes.iter().all(|votes| votes.is_empty()) {
            row.votes = cells.votes();
            let figures = row.votes.iter().filter(|votes| !votes.is_empty());
            let sum: Option<Decimal> = figures.map(|votes| figure(votes.text(text))).sum();
            row.votes_add_up = Some(sum == row.amount_read);
        }
    }

    /// Begins a row whose numbers come on the next line.
    fn open(&mut self, record: Record, cells: &Cells<'_>) {
        self.drop_open();
        self.above = Some(cells.names());
        self.open = Some(record);
    }

    /// Takes in a row that names its security.
    fn push(&mut self, mut record: Record, cells: &Cells<'_>) {
        if !self.waiting.is_empty() {
            record.before = std::mem::take(&mut self.waiting);
            record.first_line = self.waiting_from;
        }
        self.drop_open();
        self.named = u32::try_from(self.records.rows.len()).ok();
        self.take(record);
        self.above = Some(cells.names());
    }

    fn take(&mut self, mut record: Record) {
        record.sheet = self.sheet_number;
        record.under = self.under;
        let value = record.value_read.unwrap_or_default();
        let amount = record.amount_read.unwrap_or_default();
        self.sums.add(value, amount, record.continues.is_none());
        self.records.rows.push(record);
    }

    /// A CUSIP without numbers is no row; it is not forgotten either.
    fn drop_open(&mut self) {
        if let Some(open) = self.open.take() {
            let text = open.issuer.with(open.class).with(open.cusip);
            self.records.unread.push((open.first_line, text));
        }
    }
}

/// The leftmost column in which rows of a section begin often; 0 where they are too few to tell.
fn usual_left(sheet: &Sheet<'_>, section: &Section) -> u32 {
    let mut counts: Vec<(u32, u32)> = Vec::new();
    let named = layout::rows(sheet, section).filter(|line| line.kind == LineKind::Anchor);
    let lefts = named.filter_map(|line| sheet.tokens(line).first());
    let lefts = lefts.filter(|token| token.kind == Kind::Word);
    for left in lefts.map(|token| token.left).take(200) {
        match counts.iter_mut().find(|(known, _)| *known == left) {
            Some((_, count)) => *count += 1,
            None => counts.push((left, 1)),
        }
    }
    // Names that are broken stand further in, and may be most of them.
    let rows: u32 = counts.iter().map(|(_, count)| count).sum();
    let often = counts
        .iter()
        .filter(|(_, count)| rows >= 3 && *count * 10 >= rows);
    often.map(|(left, _)| *left).min().unwrap_or(0)
}

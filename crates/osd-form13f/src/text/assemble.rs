//! Rows put together from bands: what is a row of its own, what continues the row above, what is
//! a total, and what is a piece of a name.

use std::ops::Range;

use osd_domain::{Discretion, PutCall};
use rust_decimal::Decimal;

use super::{
    bands::Bands,
    grammar, halves,
    record::{Record, Records, Span, Spread},
    role::{self, Order, Role, Roles},
    section::Section,
    sheet::{LineKind, Sheet, SheetLine},
    token::{Kind, Token, figure},
};

/// How one section is cut into cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut<'p> {
    pub(super) bands: &'p Bands,
    pub(super) roles: &'p Roles,
}

/// Reads the sections of a sheet, each with its cut, into records.
#[derive(Debug)]
pub(super) struct Assembler<'s, 'a> {
    sheet: &'s Sheet<'a>,
    sheet_number: u32,
    order: Order,
    records: Records,
    /// Pieces of names that belong to the row below.
    waiting: Vec<(Spread, Span)>,
    waiting_from: u32,
    /// A row whose CUSIP was met and whose numbers were not.
    open: Option<Record>,
    /// The last row that names its security.
    named: Option<u32>,
    under: Option<PutCall>,
    sums: Sums,
    /// Whether a drawn line stands right above.
    below_rule: bool,
    below_blank: bool,
    cells: Vec<Range<usize>>,
    /// The rows of which the second half was read.
    halved: usize,
}

/// What the rows add up to since the last total, and since the last row that names its security.
#[derive(Debug, Default)]
struct Sums {
    since_total: (u32, Decimal, Decimal),
    since_named: (u32, Decimal, Decimal),
}

impl Sums {
    fn add(&mut self, value: Decimal, amount: Decimal, is_named: bool) {
        if is_named {
            self.since_named = (0, Decimal::ZERO, Decimal::ZERO);
        }
        for sum in [&mut self.since_total, &mut self.since_named] {
            sum.0 += 1;
            sum.1 = sum.1.saturating_add(value);
            sum.2 = sum.2.saturating_add(amount);
        }
    }

    /// Whether figures are the sum of two rows above at least.
    fn is_total(&self, value: Decimal, amount: Option<Decimal>) -> bool {
        let fits = |sum: &(u32, Decimal, Decimal)| {
            sum.0 >= 2 && sum.1 == value && amount.is_none_or(|amount| amount == sum.2)
        };
        fits(&self.since_named) || fits(&self.since_total)
    }
}

/// The cells of a line by the role of their band.
struct Cells<'t> {
    tokens: &'t [Token],
    issuer: Range<usize>,
    class: Range<usize>,
    cusip: Range<usize>,
    value: Option<Token>,
    amount: Option<Token>,
    managers: Range<usize>,
    votes: [Range<usize>; 3],
    ticked: Option<Discretion>,
}

impl<'s, 'a> Assembler<'s, 'a> {
    pub(super) fn new(sheet: &'s Sheet<'a>, sheet_number: u32, order: Order) -> Self {
        Self {
            sheet,
            sheet_number,
            order,
            records: Records::default(),
            waiting: Vec::new(),
            waiting_from: 0,
            open: None,
            named: None,
            under: None,
            sums: Sums::default(),
            below_rule: false,
            below_blank: true,
            cells: Vec::new(),
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
        for (at, line) in lines.iter().enumerate() {
            match line.kind {
                LineKind::Blank => {
                    self.below_blank = true;
                    continue;
                }
                LineKind::Rule => self.below_rule = true,
                LineKind::Marks | LineKind::Heading | LineKind::Begin | LineKind::End => {}
                LineKind::Anchor | LineKind::Body => {
                    self.line(line, lines.get(at + 1..).unwrap_or_default(), cut);
                    self.below_rule = false;
                }
            }
            self.below_blank = false;
        }
    }

    fn line(&mut self, line: &SheetLine, next: &[SheetLine], cut: Cut<'_>) {
        let sheet = self.sheet;
        let cut_up;
        let mut tokens = sheet.tokens(line);
        if let Some(pieces) = self.cut_up(tokens, cut) {
            cut_up = pieces;
            tokens = &cut_up;
        }
        let cells = self.cells_of(tokens, cut);
        let cusip_text = sheet.span(tokens.get(cells.cusip.clone()).unwrap_or_default());
        let has_cusip = role::is_cusip_like(cusip_text);
        let value = cells.value.and_then(|t| figure(sheet.of_token(&t)));
        let shares = cells.amount.and_then(|t| figure(sheet.of_token(&t)));
        match (has_cusip, value, shares) {
            (true, Some(_), Some(_)) => {
                let record = self.record(line, &cells);
                self.push(record, true);
            }
            (true, ..) => self.without_figures(line, &cells),
            (false, Some(value), _) if is_total(sheet.span(tokens)) => self.total(line, value),
            (false, Some(value), Some(shares)) => {
                self.without_cusip(line, &cells, cut, value, shares);
            }
            (false, Some(value), None) => self.lone_value(line, &cells, value),
            (false, None, _) => self.words(line, &cells, next, cut),
        }
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

    /// Cuts what fills its column to the last place and runs into the next: a value into the
    /// amount (`4861710278500`), a name into the class (`RESOURCESCOM`). Only where nothing else
    /// stands in the next column.
    fn cut_up(&self, tokens: &[Token], cut: Cut<'_>) -> Option<Vec<Token>> {
        let place = |token: &Token| {
            let (band, column) = cut.bands.cut_of(token)?;
            let roles = (cut.roles.of(band)?, cut.roles.of(band + 1)?);
            let is_name = roles == (Role::Issuer, Role::Class) && token.kind == Kind::Word;
            let is_figure = |role| {
                use Role::{Amount, None, Shared, Sole, Value};
                matches!(role, Value | Amount | Sole | Shared | None)
            };
            let is_digits = token.kind.is_number()
                && token.right - token.left == token.end - token.start
                && is_figure(roles.0)
                && is_figure(roles.1);
            let is_alone = tokens.iter().all(|other| {
                let of = cut.bands.of(other);
                other == token || (of != band + 1 && (is_name || of != band)) || other.right <= token.left && is_name
            });
            let is_ascii = token.right - token.left == token.end - token.start;
            ((is_name || is_digits) && is_alone && is_ascii).then_some(column)
        };
        let first = tokens.iter().position(|token| place(token).is_some())?;
        let mut pieces = tokens.to_vec();
        let token = *tokens.get(first)?;
        let column = place(&token)?;
        let at = token.start + (column - token.left);
        let piece = |start, end, left, right| Token {
            start,
            end,
            left,
            right,
            kind: Kind::of(
                Span { start, end }.text(&self.sheet.text),
            ),
        };
        let halves = [
            piece(token.start, at, token.left, column),
            piece(at, token.end, column, token.right),
        ];
        pieces.splice(first..=first, halves);
        Some(pieces)
    }

    /// The row that the order of a line's tokens tells, where no columns do.
    fn by_order(&self, line: &SheetLine, tokens: &[Token]) -> Option<Record> {
        let record = match line.kind {
            LineKind::Anchor => grammar::row(self.sheet, tokens, None, self.order),
            _ => grammar::loose(self.sheet, tokens, self.order),
        };
        record.map(|record| self.placed(record, line))
    }

    /// A line whose CUSIP stands where it should and of whose figures one or both do not. The
    /// order of its tokens may tell them; else one is blank; else they come on the next line.
    fn without_figures(&mut self, line: &SheetLine, cells: &Cells<'_>) {
        let by_column = self.record(line, cells);
        let has_one = by_column.value_read.is_some() || by_column.amount_read.is_some();
        if has_one && by_column.votes_add_up == Some(true) {
            self.push(by_column, true);
            return;
        }
        let cusip = cells.cusip.start;
        let by_order = grammar::row(self.sheet, cells.tokens, Some(cusip), self.order);
        match by_order {
            Some(record) => {
                let record = self.placed(record, line);
                self.push(record, true);
            }
            None if has_one => self.push(by_column, true),
            None => {
                self.drop_open();
                self.open = Some(by_column);
            }
        }
    }

    /// A line of numbers without a CUSIP.
    fn without_cusip(
        &mut self,
        line: &SheetLine,
        cells: &Cells<'_>,
        cut: Cut<'_>,
        value: Decimal,
        shares: Decimal,
    ) {
        if let Some(mut open) = self.open.take() {
            let more = self.record(line, cells);
            open.last_line = line.last;
            open.value = more.value;
            open.value_read = more.value_read;
            open.amount = more.amount;
            open.amount_read = more.amount_read;
            open.amount_type = open.amount_type.with(more.amount_type);
            open.put_call = open.put_call.with(more.put_call);
            open.discretion = open.discretion.with(more.discretion);
            open.managers = open.managers.with(more.managers);
            open.votes = more.votes;
            open.ticked = open.ticked.or(more.ticked);
            open.votes_add_up = more.votes_add_up;
            self.push(open, true);
            return;
        }
        // A CUSIP that stands off its column is a CUSIP all the same.
        if line.kind == LineKind::Anchor
            && let Some(record) = self.by_order(line, cells.tokens)
        {
            self.push(record, true);
            return;
        }
        let has_name = has_letters(self.sheet.span(self.tokens_of(cells, &cells.issuer)))
            || (cut.roles.band(Role::Issuer).is_some() && !self.waiting.is_empty());
        let is_sum = self.sums.is_total(value, (!has_name).then_some(shares));
        if is_sum || (!has_name && self.below_rule) {
            self.total(line, value);
            return;
        }
        let mut record = self.record(line, cells);
        // Without a class it is no security of its own, but more of the name above.
        let is_more_of_name = cells.class.is_empty()
            && cut.roles.band(Role::Class).is_some()
            && cells.cusip.is_empty()
            && !self.below_blank
            && self.waiting.is_empty();
        let named = self.named.and_then(|at| self.records.rows.get_mut(at as usize));
        if let Some(above) = named.filter(|above| has_name && is_more_of_name && !above.class.is_empty()) {
            above.after.push((Spread::Issuer, record.issuer));
            record.issuer = Span::default();
            record.continues = self.named;
            self.push(record, false);
        } else if has_name {
            self.push(record, true);
        } else if self.named.is_some() {
            record.continues = self.named;
            self.push(record, false);
        } else {
            self.records.unread.push((line.number, whole(cells.tokens)));
        }
    }

    /// A value without an amount: a total, or the CUSIP's row off its column.
    fn lone_value(&mut self, line: &SheetLine, cells: &Cells<'_>, value: Decimal) {
        match self.by_order(line, cells.tokens) {
            Some(record) => self.push(record, true),
            None => self.total(line, value),
        }
    }

    fn total(&mut self, line: &SheetLine, value: Decimal) {
        self.drop_open();
        self.records.totals.push((line.number, value));
        self.sums.since_total = (0, Decimal::ZERO, Decimal::ZERO);
        self.waiting.clear();
    }

    /// A line without numbers where they should be.
    fn words(&mut self, line: &SheetLine, cells: &Cells<'_>, next: &[SheetLine], cut: Cut<'_>) {
        if let Some(record) = self.by_order(line, cells.tokens) {
            self.push(record, true);
            return;
        }
        if line.kind == LineKind::Anchor {
            if let Some(at) = cells.tokens.iter().position(|t| t.kind.is_cusip()) {
                self.drop_open();
                let mut record = self.record(line, cells);
                record.cusip = grammar::span(cells.tokens.get(at..=at).unwrap_or_default());
                record.cusip_checks = true;
                self.open = Some(record);
            }
            return;
        }
        let text = self.sheet.span(cells.tokens);
        if let Some(under) = title(text) {
            self.under = under;
            self.waiting.clear();
            return;
        }
        self.pieces(line, cells, next, cut);
    }

    /// Pieces of cells that did not fit on the line of their row.
    fn pieces(&mut self, line: &SheetLine, cells: &Cells<'_>, next: &[SheetLine], cut: Cut<'_>) {
        let of = |range: &Range<usize>| grammar::span(self.tokens_of(cells, range));
        let (issuer, class, managers) = (of(&cells.issuer), of(&cells.class), of(&cells.managers));
        if issuer.is_empty() && class.is_empty() {
            self.votes_below(line, cells);
            let is_list = managers.text(&self.sheet.text).bytes().any(|b| b.is_ascii_digit());
            if is_list
                && !self.below_blank
                && let Some(row) = self.records.rows.last_mut()
            {
                row.after.push((Spread::Managers, managers));
                row.last_line = line.last;
            }
            return;
        }
        let pieces = [(Spread::Issuer, issuer), (Spread::Class, class)];
        let pieces = pieces.into_iter().filter(|(_, span)| !span.is_empty());
        if self.belongs_below(cells, next, cut) {
            if self.waiting.is_empty() {
                self.waiting_from = line.number;
            }
            self.waiting.extend(pieces);
        } else if !self.below_blank
            && let Some(row) = self.records.rows.last_mut()
            && row.last_line + 1 >= line.number
        {
            row.after.extend(pieces);
            row.last_line = line.last;
        }
    }

    /// The votes of a row whose list of managers takes two lines may stand on the second.
    fn votes_below(&mut self, line: &SheetLine, cells: &Cells<'_>) {
        let votes = [0, 1, 2].map(|at| {
            let range = cells.votes.get(at).cloned().unwrap_or_default();
            grammar::span(self.tokens_of(cells, &range))
        });
        if let Some(row) = self.records.rows.last_mut()
            && row.last_line + 1 >= line.number
            && row.votes.iter().all(|span| span.is_empty())
        {
            row.votes = votes;
            let figures = votes.iter().filter(|span| !span.is_empty());
            let sum: Option<Decimal> = figures.map(|span| figure(span.text(&self.sheet.text))).sum();
            row.votes_add_up = Some(sum == row.amount_read);
        }
    }

    /// Whether a piece of a name goes with the row below rather than with the one above: where
    /// the row below begins without a name, or further in.
    fn belongs_below(&self, cells: &Cells<'_>, next: &[SheetLine], cut: Cut<'_>) -> bool {
        let Some(below) = next.first() else {
            return false;
        };
        let tokens = self.sheet.tokens(below);
        let (Some(first), Some(own)) = (tokens.first(), cells.tokens.first()) else {
            return false;
        };
        let band = cut.bands.of(first);
        let begins_named = cut.roles.of(band) == Some(Role::Issuer);
        if !begins_named {
            return below.kind == LineKind::Anchor;
        }
        if first.left != own.left {
            return first.left > own.left;
        }
        let base = cut.bands.get(band).map_or(0, |(left, _)| left);
        own.left <= base + 1 && !self.below_blank
    }

    fn tokens_of<'t>(&self, cells: &Cells<'t>, range: &Range<usize>) -> &'t [Token] {
        cells.tokens.get(range.clone()).unwrap_or_default()
    }

    /// Sorts the tokens of a line by the role of their band.
    fn cells_of<'t>(&mut self, tokens: &'t [Token], cut: Cut<'_>) -> Cells<'t> {
        cut.bands.cells(tokens, &mut self.cells);
        let mut cells = Cells {
            tokens,
            issuer: 0..0,
            class: 0..0,
            cusip: 0..0,
            value: None,
            amount: None,
            managers: 0..0,
            votes: [0..0, 0..0, 0..0],
            ticked: None,
        };
        for (band, range) in self.cells.iter().enumerate() {
            if range.is_empty() {
                continue;
            }
            let number = || {
                let mut found = tokens.get(range.clone()).unwrap_or_default().iter();
                found.find(|t| t.kind.is_number() || t.kind == Kind::Nothing).copied()
            };
            let crossed = || {
                let mut found = tokens.get(range.clone()).unwrap_or_default().iter();
                found.any(|t| t.kind == Kind::Cross)
            };
            match cut.roles.of(band) {
                Some(Role::Issuer) => extend(&mut cells.issuer, range),
                Some(Role::Class) => extend(&mut cells.class, range),
                Some(Role::Cusip) => extend(&mut cells.cusip, range),
                Some(Role::Value) => cells.value = number(),
                Some(Role::Amount) => cells.amount = number(),
                Some(Role::Managers) => extend(&mut cells.managers, range),
                Some(Role::Sole) => extend(&mut cells.votes[0], range),
                Some(Role::Shared) => extend(&mut cells.votes[1], range),
                Some(Role::None) => extend(&mut cells.votes[2], range),
                Some(Role::SoleCross) if crossed() => cells.ticked = Some(Discretion::Sole),
                Some(Role::DefinedCross) if crossed() => cells.ticked = Some(Discretion::Defined),
                Some(Role::OtherCross) if crossed() => cells.ticked = Some(Discretion::Other),
                _ => {}
            }
        }
        cells
    }

    /// The record of a line.
    fn record(&self, line: &SheetLine, cells: &Cells<'_>) -> Record {
        let sheet = self.sheet;
        let span = |range: &Range<usize>| grammar::span(self.tokens_of(cells, range));
        let one = |token: Option<Token>| token.map_or(Span::default(), |t| grammar::span(&[t]));
        let mut cusip = span(&cells.cusip);
        let in_cell = self.tokens_of(cells, &cells.cusip);
        if let Some(one) = in_cell.iter().find(|t| t.kind.is_cusip()) {
            cusip = grammar::span(std::slice::from_ref(one));
        }
        let mut record = Record {
            sheet: self.sheet_number,
            first_line: line.number,
            last_line: line.last,
            issuer: span(&cells.issuer),
            class: span(&cells.class),
            cusip,
            value: one(cells.value),
            amount: one(cells.amount),
            managers: span(&cells.managers),
            votes: [0, 1, 2].map(|at| cells.votes.get(at).map_or(Span::default(), &span)),
            ticked: cells.ticked,
            value_read: cells.value.and_then(|t| figure(sheet.of_token(&t))),
            amount_read: cells.amount.and_then(|t| figure(sheet.of_token(&t))),
            cusip_checks: in_cell.iter().any(|t| t.kind.is_cusip())
                || role::is_cusip_shaped(cusip.text(&sheet.text)),
            ..Record::default()
        };
        self.codes(cells, &mut record);
        self.judge_votes(cells, &mut record);
        record
    }

    /// Codes are known by their look, wherever they stand right of the names.
    fn codes(&self, cells: &Cells<'_>, record: &mut Record) {
        let names_end = cells.issuer.end.max(cells.class.end);
        let in_votes = |at: usize| cells.votes.iter().any(|range| range.contains(&at));
        for (at, token) in cells.tokens.iter().enumerate().skip(names_end) {
            let one = grammar::span(std::slice::from_ref(token));
            match token.kind {
                Kind::AmountType(_) if record.amount_type.is_empty() => record.amount_type = one,
                Kind::PutCall(_) if record.put_call.is_empty() => record.put_call = one,
                Kind::Discretion(_) if record.discretion.is_empty() && !in_votes(at) => {
                    record.discretion = one;
                }
                _ => {}
            }
        }
    }

    /// Whether the votes add up to the amount. Where several figures stand in one column, the
    /// columns are not where the heading has them, and the order of the figures tells.
    fn judge_votes(&self, cells: &Cells<'_>, record: &mut Record) {
        let Some(shares) = record.amount_read else {
            return;
        };
        let is_figure = |t: &&Token| t.kind.is_number() || t.kind == Kind::Nothing;
        let votes = cells.votes.iter();
        let in_columns: Vec<&[Token]> = votes.map(|range| self.tokens_of(cells, range)).collect();
        let crowded = in_columns.iter().any(|cell| cell.iter().filter(is_figure).count() > 1);
        if crowded {
            let figures: Vec<Token> = in_columns.concat();
            grammar::votes(self.sheet, &figures, record);
            return;
        }
        let figures = in_columns.iter().copied().flatten().filter(is_figure);
        let figures: Vec<_> = figures.map(|t| figure(self.sheet.of_token(t))).collect();
        record.votes_add_up = (!figures.is_empty()).then(|| {
            let sum: Option<Decimal> = figures.into_iter().sum();
            sum == Some(shares)
        });
    }

    /// A record of the grammar's, with its place.
    fn placed(&self, mut record: Record, line: &SheetLine) -> Record {
        record.sheet = self.sheet_number;
        record.first_line = line.number;
        record.last_line = line.last;
        record
    }

    /// Takes in a row.
    fn push(&mut self, mut record: Record, is_named: bool) {
        if !self.waiting.is_empty() {
            record.before = std::mem::take(&mut self.waiting);
            record.first_line = self.waiting_from;
        }
        record.under = self.under;
        self.drop_open();
        let value = record.value_read.unwrap_or_default();
        let shares = record.amount_read.unwrap_or_default();
        self.sums.add(value, shares, is_named);
        if is_named {
            self.named = u32::try_from(self.records.rows.len()).ok();
        }
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

fn extend(range: &mut Range<usize>, more: &Range<usize>) {
    if range.is_empty() {
        *range = more.clone();
    } else {
        range.end = more.end;
    }
}

fn whole(tokens: &[Token]) -> Span {
    grammar::span(tokens)
}

fn has_letters(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_alphabetic())
}

/// Whether a line says that it is a total: `TOTAL`, `GRAND TOTAL:`, `Sub-total common stock`,
/// `S REPORT SUMMARY  47 DATA RECORDS`.
fn is_total(line: &str) -> bool {
    let mut words = line.split(|c: char| !c.is_ascii_alphabetic());
    words.any(|word| {
        ["TOTAL", "TOTALS", "SUBTOTAL", "SUBTOTALS", "SUMMARY", "RECORDS"]
            .iter()
            .any(|total| word.eq_ignore_ascii_case(total))
    })
}

/// What a line of words alone is the title of: options of one kind, or (None) anything else that
/// a part of a table is called.
fn title(text: &str) -> Option<Option<PutCall>> {
    let text = text.trim_matches([':', '-', '*', '=', '_', ' ', '.', '(', ')']);
    if text.len() > 40 {
        return None;
    }
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&["PUTS", "PUT OPTIONS", "PUT OPTION", "OPTIONS - PUTS", "PUT", "OPTIONS PUTS"]) {
        Some(Some(PutCall::Put))
    } else if is(&[
        "CALLS",
        "CALL OPTIONS",
        "CALL OPTION",
        "OPTIONS - CALLS",
        "CALL",
        "OPTIONS CALLS",
    ]) {
        Some(Some(PutCall::Call))
    } else if is(&[
        "COMMON STOCK",
        "COMMON STOCKS",
        "COMMON",
        "EQUITIES",
        "EQUITY",
        "STOCKS",
        "PREFERRED STOCK",
        "PREFERRED STOCKS",
        "PREFERRED",
        "BONDS",
        "CONVERTIBLE BONDS",
        "CONVERTIBLES",
        "CORPORATE BONDS",
        "WARRANTS",
        "OPTIONS",
        "ADRS",
        "MUTUAL FUNDS",
        "FOREIGN STOCKS",
        "CONVERTIBLE PREFERRED",
    ]) {
        Some(None)
    } else {
        None
    }
}

//! A line cut into the cells of the form.

use std::{borrow::Cow, ops::Range};

use osd_domain::Discretion;
use rust_decimal::Decimal;

use super::{
    bands::Bands,
    cusip, grammar,
    record::{Record, Span},
    role::{Role, Roles},
    sheet::{Sheet, SheetLine},
    token::{Kind, Token},
    wraps::{Extent, Names},
};

/// How a section is cut into cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut<'p> {
    pub(super) bands: &'p Bands,
    pub(super) roles: &'p Roles,
}

/// The tokens of a line by the column of the form that they stand in.
#[derive(Debug, Default)]
pub(super) struct Cells<'t> {
    pub(super) tokens: Cow<'t, [Token]>,
    pub(super) issuer: Range<usize>,
    pub(super) class: Range<usize>,
    pub(super) cusip: Range<usize>,
    pub(super) managers: Range<usize>,
    amount_type: Range<usize>,
    discretion: Range<usize>,
    votes: [Range<usize>; 3],
    value: Option<Token>,
    amount: Option<Token>,
    ticked: Option<(Discretion, Token)>,
}

impl<'t> Cells<'t> {
    /// Cuts a line.
    pub(super) fn of(
        sheet: &Sheet<'_>,
        tokens: &'t [Token],
        cut: Cut<'_>,
        ranges: &mut Vec<Range<usize>>,
    ) -> Self {
        let tokens = match cut_up(sheet, tokens, cut) {
            Some(pieces) => Cow::Owned(pieces),
            None => Cow::Borrowed(tokens),
        };
        cut.bands.cells(&tokens, ranges);
        let mut cells = Self::default();
        // Where the CUSIPs stand in no column of their own, one that checks is known by its look.
        let has_column = cut.roles.band(Role::Cusip).is_some();
        let loose = tokens
            .iter()
            .position(|token| !has_column && token.kind.is_cusip());
        for (band, range) in ranges
            .iter()
            .enumerate()
            .filter(|(_, range)| !range.is_empty())
        {
            if let Some(role) = cut.roles.of(band) {
                let range = match loose {
                    Some(at) if range.contains(&at) => &(range.start..at),
                    _ => range,
                };
                cells.put(role, range, tokens.get(range.clone()).unwrap_or_default());
            }
        }
        if let Some(at) = loose {
            cells.cusip = at..at + 1;
        }
        cells.tokens = tokens;
        cells.part_class_from_cusip(sheet);
        if cut.roles.band(Role::Class).is_some() {
            cells.part_class_from_issuer();
        }
        cells.part_votes_from_managers();
        cells
    }

    /// A class that wandered into the column of the issuer is parted from it by more blanks than
    /// words are.
    fn part_class_from_issuer(&mut self) {
        if !self.class.is_empty() {
            return;
        }
        let cell = self.in_cell(&self.issuer);
        let gaps = cell.windows(2).map(|pair| match pair {
            [a, b] => b.left.saturating_sub(a.right),
            _ => 0,
        });
        let Some((at, gap)) = gaps.enumerate().max_by_key(|(_, gap)| *gap) else {
            return;
        };
        if gap >= 3 {
            let class = self.issuer.start + at + 1;
            self.class = class..self.issuer.end;
            self.issuer.end = class;
        }
    }

    /// A last figure in the column of the managers, apart from their list, is the sole votes where
    /// these are blank: `1,2,3  0    1,670,956  0`.
    fn part_votes_from_managers(&mut self) {
        let cell = self.managers.clone();
        if cell.len() < 2 || !self.votes[0].is_empty() {
            return;
        }
        let in_cell = self.in_cell(&cell);
        let [.., before, last] = in_cell else { return };
        let is_apart = last.left.saturating_sub(before.right) >= 2;
        let has_votes = self.votes.iter().any(|range| !range.is_empty());
        if is_apart && has_votes && is_figure(last) && self.votes[1].start == cell.end {
            self.managers.end -= 1;
            self.votes[0] = self.managers.end..cell.end;
        }
    }

    /// Where a class runs into the column of the CUSIP, the CUSIP is the one token that can be
    /// one, and what stands before it is class.
    fn part_class_from_cusip(&mut self, sheet: &Sheet<'_>) {
        let cell = self.cusip.clone();
        if cell.len() < 2 {
            return;
        }
        let is_cusip = |token: &Token| {
            let is_nine = token.end - token.start == 9;
            token.kind.is_cusip() || (is_nine && cusip::is_like(sheet.of_token(token)))
        };
        let mut found = self
            .in_cell(&cell)
            .iter()
            .enumerate()
            .filter(|(_, t)| is_cusip(t));
        let (Some((at, _)), None) = (found.next(), found.next()) else {
            return;
        };
        let at = cell.start + at;
        self.cusip = at..at + 1;
        if at > cell.start && self.class.is_empty() {
            self.class = cell.start..at;
        }
    }

    fn put(&mut self, role: Role, range: &Range<usize>, cell: &[Token]) {
        let number = || cell.iter().find(|t| is_figure(t)).copied();
        // Some print the number of shares where a cross belongs.
        let tick = |discretion: Discretion| {
            let cross = cell.iter().find(|token| token.kind == Kind::Cross);
            let tick = cross.or_else(|| cell.iter().find(|t| t.kind.is_number()));
            tick.map(|token| (discretion, *token))
        };
        match role {
            Role::Issuer => extend(&mut self.issuer, range),
            Role::Class => extend(&mut self.class, range),
            Role::Cusip => extend(&mut self.cusip, range),
            Role::Managers => extend(&mut self.managers, range),
            Role::AmountType => extend(&mut self.amount_type, range),
            Role::Discretion => extend(&mut self.discretion, range),
            Role::Sole => extend(&mut self.votes[0], range),
            Role::Shared => extend(&mut self.votes[1], range),
            Role::None => extend(&mut self.votes[2], range),
            Role::Value => self.value = number(),
            Role::Amount => self.amount = number(),
            Role::SoleCross => self.ticked = tick(Discretion::Sole).or(self.ticked),
            Role::DefinedCross => self.ticked = tick(Discretion::Defined).or(self.ticked),
            Role::OtherCross => self.ticked = tick(Discretion::Other).or(self.ticked),
            Role::PutCall | Role::Foreign => {}
        }
    }

    /// The tokens of a cell.
    pub(super) fn in_cell(&self, range: &Range<usize>) -> &[Token] {
        self.tokens.get(range.clone()).unwrap_or_default()
    }

    /// The stretch of text of a cell.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        grammar::span(self.in_cell(range))
    }

    /// The value that can be read.
    pub(super) fn value(&self, sheet: &Sheet<'_>) -> Option<Decimal> {
        self.value.and_then(|token| token.figure(&sheet.text))
    }

    /// The amount that can be read.
    pub(super) fn amount(&self, sheet: &Sheet<'_>) -> Option<Decimal> {
        self.amount.and_then(|token| token.figure(&sheet.text))
    }

    /// Where the value stands.
    pub(super) fn value_span(&self) -> Span {
        self.value
            .map_or(Span::default(), |token| grammar::span(&[token]))
    }

    /// Whether a CUSIP, or what is left of one, stands where it should.
    pub(super) fn has_cusip(&self, sheet: &Sheet<'_>) -> bool {
        let cell = self.in_cell(&self.cusip);
        cell.iter().any(|token| token.kind.is_cusip()) || cusip::is_like(sheet.span(cell))
    }

    /// Whether a CUSIP that checks stands off its column, and none in it.
    pub(super) fn has_cusip_elsewhere(&self) -> bool {
        let checks = |token: &Token| token.kind.is_cusip();
        !self.in_cell(&self.cusip).iter().any(checks)
            && self.tokens.iter().any(|token| token.kind == Kind::Cusip)
    }

    /// Whether nothing stands where a security is named.
    pub(super) fn is_unnamed(&self) -> bool {
        let names = [&self.issuer, &self.class, &self.cusip];
        names.into_iter().all(|range| range.is_empty())
    }

    /// Whether letters stand where the issuer does.
    pub(super) fn has_name(&self, sheet: &Sheet<'_>) -> bool {
        let name = sheet.span(self.in_cell(&self.issuer));
        name.bytes().any(|byte| byte.is_ascii_alphabetic())
    }

    /// How issuer and class stand on the line.
    pub(super) fn names(&self) -> Names {
        let extent = |range: &Range<usize>| match self.in_cell(range) {
            [] => Extent::default(),
            cell @ [first, ..] => Extent {
                left: first.left,
                width: cell.last().map_or(0, |last| last.right - first.left),
                first_word: first.right - first.left,
            },
        };
        Names {
            issuer: extent(&self.issuer),
            class: extent(&self.class),
        }
    }

    /// The votes, as they stand in their columns: the figure in each, else what is printed there.
    pub(super) fn votes(&self) -> [Span; 3] {
        self.votes.each_ref().map(|range| {
            let figure = self.in_cell(range).iter().find(|token| is_figure(token));
            figure.map_or_else(|| self.span(range), |token| grammar::span(&[*token]))
        })
    }

    /// The record of the line.
    pub(super) fn record(&self, sheet: &Sheet<'_>, line: &SheetLine) -> Record {
        let one = |token: Option<Token>| token.map_or(Span::default(), |t| grammar::span(&[t]));
        let in_cell = self.in_cell(&self.cusip);
        let checked = in_cell.iter().find(|token| token.kind.is_cusip()).copied();
        let cusip = checked.map_or_else(|| self.span(&self.cusip), |t| grammar::span(&[t]));
        let mut record = Record {
            first_line: line.number,
            last_line: line.last,
            issuer: self.span(&self.issuer),
            class: self.span(&self.class),
            cusip,
            value: one(self.value),
            amount: one(self.amount),
            managers: self.span(&self.managers),
            votes: self.votes(),
            ticked: self.ticked.map(|(discretion, _)| discretion),
            value_read: self.value(sheet),
            amount_read: self.amount(sheet),
            cusip_checks: checked.is_some() || cusip::is_shaped(cusip.text(&sheet.text)),
            ..Record::default()
        };
        self.codes(sheet, &mut record);
        self.judge_votes(sheet, &mut record);
        record
    }

    /// Codes are known by their look, wherever they stand right of the names; what stands in
    /// their columns and is none is kept as it is printed.
    fn codes(&self, sheet: &Sheet<'_>, record: &mut Record) {
        let names_end = self.issuer.end.max(self.class.end);
        let in_votes = |at: usize| self.votes.iter().any(|range| range.contains(&at));
        for (at, token) in self.tokens.iter().enumerate().skip(names_end) {
            let one = grammar::span(std::slice::from_ref(token));
            match token.kind {
                Kind::AmountType(_) if record.amount_type.is_empty() => record.amount_type = one,
                Kind::PutCall(_) if record.put_call.is_empty() => record.put_call = one,
                Kind::Discretion(_) if !in_votes(at) => {
                    let is_first = record.discretion.is_empty();
                    if is_first || grammar::continues_code(sheet, record, token) {
                        record.discretion = record.discretion.with(one);
                    }
                }
                _ => {}
            }
        }
        if record.managers.is_empty() {
            record.managers = self.managers_beside_discretion();
        }
        if let Some((_, token)) = self.ticked {
            let is_cross = token.kind == Kind::Cross;
            let print = if is_cross {
                grammar::span(&[token])
            } else {
                Span::default()
            };
            record.discretion = print;
        }
        // A cross whose column cannot be told apart says that there is discretion, not which.
        let after_amount = self.amount.map_or(u32::MAX, |amount| amount.right);
        let cross = self
            .tokens
            .iter()
            .find(|t| t.kind == Kind::Cross && t.left >= after_amount);
        if record.discretion.is_empty()
            && record.ticked.is_none()
            && let Some(cross) = cross
            && !record.votes.iter().any(|votes| votes.start == cross.start)
        {
            record.discretion = grammar::span(std::slice::from_ref(cross));
        }
        let has_words = |range: &Range<usize>| {
            self.in_cell(range)
                .iter()
                .all(|token| token.kind == Kind::Word)
        };
        if record.discretion.is_empty() && has_words(&self.discretion) {
            record.discretion = self.span(&self.discretion);
        }
        let has_option = !record.put_call.is_empty();
        if record.amount_type.is_empty() && !has_option && has_words(&self.amount_type) {
            record.amount_type = self.span(&self.amount_type);
        }
    }

    /// The number of a manager that stands in the column of the discretion: `DEFINED 01`.
    fn managers_beside_discretion(&self) -> Span {
        let cell = self.in_cell(&self.discretion);
        let is_code = |token: &Token| matches!(token.kind, Kind::Discretion(_));
        let after = cell
            .iter()
            .rposition(is_code)
            .map_or(cell.len(), |at| at + 1);
        let rest = cell.get(after..).unwrap_or_default();
        let is_list = rest.first().is_some_and(|token| token.kind != Kind::Cross);
        if is_list {
            grammar::span(rest)
        } else {
            Span::default()
        }
    }

    /// Whether the votes add up to the amount. Where several figures stand in one column, the
    /// columns are not where the heading has them, and the order of the figures tells.
    fn judge_votes(&self, sheet: &Sheet<'_>, record: &mut Record) {
        let Some(amount) = record.amount_read else {
            return;
        };
        let columns = self.votes.each_ref().map(|range| self.in_cell(range));
        let is_list = |token: &&Token| !is_figure(token) && token.kind == Kind::Word;
        let is_crowded = columns.iter().any(|cell| {
            cell.iter().filter(|token| is_figure(token)).count() > 1
                || (cell.len() > 1 && cell.iter().any(|token| is_list(&token)))
        });
        if is_crowded {
            // A list of managers too long for its column is part of the crowd.
            let mut crowd = self.in_cell(&self.managers).to_vec();
            crowd.extend(columns.concat());
            grammar::votes(sheet, &crowd, record);
            return;
        }
        let figures = columns.into_iter().flatten().filter(|t| is_figure(t));
        let mut figures = figures.map(|token| token.figure(&sheet.text)).peekable();
        record.votes_add_up = figures.peek().is_some().then(|| {
            let sum: Option<Decimal> = figures.sum();
            sum == Some(amount)
        });
    }
}

fn is_figure(token: &Token) -> bool {
    token.kind.is_number() || token.kind == Kind::Nothing
}

fn extend(range: &mut Range<usize>, more: &Range<usize>) {
    if range.start >= range.end {
        *range = more.clone();
    } else {
        range.end = more.end;
    }
}

/// Cuts what fills its column to the last place and runs into the next: a value into the amount
/// (`4861710278500`), a name into the class (`RESOURCESCOM`). Only where nothing else stands in
/// the next column.
fn cut_up(sheet: &Sheet<'_>, tokens: &[Token], cut: Cut<'_>) -> Option<Vec<Token>> {
    let mut from = 0;
    let mut place = |token: &Token| {
        let (band, column) = cut.bands.cut_of(token, &mut from)?;
        let is_plain = token.right - token.left == token.end - token.start;
        let is_name = token.kind == Kind::Word;
        let may_touch = match (cut.roles.of(band)?, cut.roles.of(band + 1)?) {
            (Role::Issuer, Role::Class) => is_name,
            (first, second) => token.kind.is_number() && is_numeric(first) && is_numeric(second),
        };
        if !is_plain || !may_touch {
            return None;
        }
        // Of a name more words may stand before it in its column; of a figure nothing else.
        let is_alone = tokens.iter().filter(|other| *other != token).all(|other| {
            let of = cut.bands.of(other);
            of != band + 1 && (is_name || of != band)
        });
        is_alone.then_some(column)
    };
    let (first, column) = tokens
        .iter()
        .enumerate()
        .find_map(|(at, token)| Some((at, place(token)?)))?;
    let token = *tokens.get(first)?;
    let at = token.start + (column - token.left);
    let text = sheet.of_token(&token);
    let (first_half, second_half) = text.split_at_checked((column - token.left) as usize)?;
    let halves = [
        Token::new(first_half, token.start, token.left, column),
        Token::new(second_half, at, column, token.right),
    ];
    let mut pieces = tokens.to_vec();
    pieces.splice(first..=first, halves);
    Some(pieces)
}

fn is_numeric(role: Role) -> bool {
    use Role::{Amount, None, Shared, Sole, Value};
    matches!(role, Value | Amount | Sole | Shared | None)
}

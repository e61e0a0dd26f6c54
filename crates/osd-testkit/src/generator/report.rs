//! What a manager files for a quarter.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use osd_domain::{AmendmentKind, Discretion, Unit};

use super::{
    Quarter,
    book::{Book, Kind, Position},
    cast::{Member, Style, Votes, befalls},
    chance::{About, dice},
    measured,
};
use crate::{Holding, Submission};

/// Agents that file for managers.
const AGENTS: [u64; 12] = [
    950_123, 1_085_146, 1_140_361, 1_172_661, 1_104_659, 1_062_993, 1_398_344, 1_567_619,
    1_754_960, 1_420_506, 919_574, 902_664,
];
/// Numbers that an agent gives out in a year.
const NUMBERS: u64 = 1_000_000;
/// Numbers of one place in a year: eight for each quarter.
const NUMBERS_A_PLACE: u64 = 32;

/// What the member at a place files, by accession: a notice, or a report and its amendment.
pub(super) fn all(quarter: &Quarter, member: &Member) -> Vec<Submission> {
    let style = Style::of(member.book);
    if member.rows.is_none() {
        let other = quarter.member(member.place - 1).manager;
        return vec![begun(quarter, member, &style, 0).notice([&other])];
    }
    let book = Book::of(member, &style, &quarter.board, quarter.number);
    let filer = Filer {
        quarter,
        member,
        style: &style,
        rows_a_position: book.rows_a_position,
    };
    let is_amended = befalls(About::Amendment, member, quarter.number, measured::AMENDED);
    if !is_amended {
        return vec![filer.report(book.positions.iter())];
    }
    let is_left_out = |position: &&Position<'_>| position.key % 32 == 7;
    let left_out = book.positions.iter().filter(is_left_out).count();
    let restates = befalls(About::Report, member, quarter.number, measured::RESTATED)
        || left_out == 0
        || left_out * 3 > book.positions.len();
    if restates {
        let mistaken: Vec<Position<'_>> = book.positions.iter().map(mistaken).collect();
        let restatement = filer.amendment(AmendmentKind::Restatement, book.positions.iter());
        return vec![filer.report(mistaken.iter()), restatement];
    }
    let told = book.positions.iter().filter(|one| !is_left_out(one));
    let added = book.positions.iter().filter(is_left_out);
    vec![
        filer.report(told),
        filer.amendment(AmendmentKind::NewHoldings, added),
    ]
}

/// A position as it was reported before somebody noticed.
fn mistaken<'b>(position: &Position<'b>) -> Position<'b> {
    let mut position = position.clone();
    if position.key % 64 == 3 {
        position.amount = (position.amount * 9 / 10).max(1);
    }
    position
}

/// A submission without rows, the `number`th of a manager for a quarter.
fn begun(quarter: &Quarter, member: &Member, style: &Style, number: u64) -> Submission {
    let mut chance = dice(About::Report, &[member.book, quarter.number, number]);
    let days = style.files_after - chance.below(4).min(style.files_after);
    let later = number * (3 + chance.below(30));
    let filed = working_day(quarter.period.end() + Days::new(days + later));
    let sequence = member.place * NUMBERS_A_PLACE + quarter.number % 4 * 8 + number;
    // An agent gives out a million numbers a year: where that is not enough, all file for themselves.
    let agent = match quarter.cast.end() * NUMBERS_A_PLACE {
        0..=NUMBERS => AGENTS[usize::try_from(member.book % 12).unwrap_or(0)],
        _ => member.manager.cik().number(),
    };
    let accession = format!(
        "{agent:010}-{}-{:06}",
        filed.format("%y"),
        sequence % NUMBERS
    );
    let (hour, minute, second) = (8 + chance.below(10), chance.below(60), chance.below(60));
    let accepted = format!("{filed}T{hour:02}:{minute:02}:{second:02}");
    let mut submission = member
        .manager
        .files(quarter.period)
        .on(&filed.to_string())
        .accepted(&accepted)
        .accession(&accession);
    if let Some(prefix) = style.prefix {
        submission = submission.with_prefix(prefix);
    }
    if style.in_thousands {
        submission = submission.printing_in(Unit::Thousands);
    }
    submission
}

fn working_day(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => day + Days::new(2),
        Weekday::Sun => day + Days::new(1),
        _ => day,
    }
}

/// Prints positions as one manager does.
struct Filer<'a> {
    quarter: &'a Quarter,
    member: &'a Member,
    style: &'a Style,
    rows_a_position: u64,
}

impl Filer<'_> {
    fn report<'p>(&self, positions: impl Iterator<Item = &'p Position<'p>>) -> Submission {
        let submission = self.with_others(begun(self.quarter, self.member, self.style, 0));
        let submission = submission.holdings(positions.flat_map(|position| self.rows(position)));
        if !self.style.combines {
            return submission;
        }
        let (group, in_group) = (self.member.place / 6 * 6, self.member.place % 6);
        let other = group + (in_group + 1) % measured::MANAGERS_A_NOTICE;
        let places = self.quarter.cast.all();
        let other = if places.contains(&other) {
            other
        } else {
            places.start
        };
        submission.combination([&self.quarter.member(other).manager])
    }

    fn amendment<'p>(
        &self,
        kind: AmendmentKind,
        positions: impl Iterator<Item = &'p Position<'p>>,
    ) -> Submission {
        self.with_others(begun(self.quarter, self.member, self.style, 1))
            .amends(1, kind)
            .holdings(positions.flat_map(|position| self.rows(position)))
    }

    /// Lists the managers that the report includes. The first is the neighbor that files notices.
    fn with_others(&self, submission: Submission) -> Submission {
        let mut submission = submission;
        for (number, other) in (1..).zip(self.quarter.cast.included(self.member, self.style)) {
            submission = submission.including(number, &other);
        }
        submission
    }

    /// The rows of a position: one, or one for each set of managers with whom it is held.
    fn rows(&self, position: &Position<'_>) -> impl Iterator<Item = Holding> {
        let mut chance = dice(About::Parts, &[position.key]);
        let whole = self.rows_a_position / 1_000;
        let parts = whole + u64::from(chance.below(1_000) < self.rows_a_position % 1_000);
        let parts = i64::try_from(parts).unwrap_or(1).clamp(1, position.amount);
        let (issuer, class) = self
            .style
            .spelling
            .spell(&position.security.issuer, &position.security.class);
        let mut left = position.amount;
        let rows: Vec<Holding> = (0..parts)
            .map(|part| {
                let after = parts - part - 1;
                let share = i64::try_from(50 + chance.below(100)).unwrap_or(100);
                let amount = match after {
                    0 => left,
                    _ => (left / (after + 1) * share / 100).clamp(1, left - after),
                };
                left -= amount;
                let row = match position.kind {
                    Kind::Shares => Holding::shares(&issuer, &class, &position.security.cusip),
                    Kind::Note => Holding::principal(&issuer, &class, &position.security.cusip),
                    Kind::Put => Holding::put(&issuer, &class, &position.security.cusip),
                    Kind::Call => Holding::call(&issuer, &class, &position.security.cusip),
                };
                let row = row.amount(amount).value(position.value(amount));
                let row = match self.others(&mut chance) {
                    Some(numbers) => row.with_managers(&numbers),
                    None if position.key.is_multiple_of(29) => row.with_discretion(Discretion::Other),
                    None => row,
                };
                match self.style.votes {
                    Votes::Sole => row,
                    Votes::None => row.votes(0, 0, amount),
                    Votes::Divided => {
                        let sole = amount * i64::try_from(chance.below(101)).unwrap_or(0) / 100;
                        row.votes(sole, 0, amount - sole)
                    }
                }
            })
            .collect();
        rows.into_iter()
    }

    /// The numbers of the managers with whom a row is held.
    fn others(&self, chance: &mut crate::dice::Dice) -> Option<String> {
        let including = self.style.including;
        if including == 0 || chance.below(4) == 0 {
            return None;
        }
        let first = 1 + chance.below(including);
        let second = 1 + chance.below(including);
        match chance.below(3) {
            0 if second > first => Some(format!("{first},{second}")),
            _ => Some(first.to_string()),
        }
    }
}

//! What a manager holds at the end of a quarter.
//!
//! A book is a row of slots, each with a stretch of the board of its own, so that no security stands
//! in two. A slot is taken for some quarters by one security of its stretch, or vacant, and then turns;
//! what happened since it turned is gone through quarter by quarter. So every quarter of a book can
//! be made without the others, and fits them.

use super::{
    board::{Board, Security},
    cast::{Member, Style},
    chance::{About, dice, happens, key},
    measured,
};

/// A position.
#[derive(Debug, Clone)]
pub(super) struct Position<'b> {
    pub(super) security: &'b Security,
    pub(super) kind: Kind,
    /// Shares, or dollars of principal.
    pub(super) amount: i64,
    /// What it goes by, for as long as it is held.
    pub(super) key: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Shares,
    Note,
    Put,
    Call,
}

impl Position<'_> {
    /// Dollars that so much of it is worth.
    pub(super) fn value(&self, amount: i64) -> i64 {
        let in_a_dollar = if self.kind == Kind::Note { 1_000 } else { 100 };
        (amount * self.security.price + in_a_dollar / 2) / in_a_dollar
    }
}

/// Positions and, where the board is too small for all its rows, how many rows each has.
pub(super) struct Book<'b> {
    pub(super) positions: Vec<Position<'b>>,
    /// In thousandths.
    pub(super) rows_a_position: u64,
}

/// Slots that are taken, in thousandths.
const TAKEN: u64 = 750;
/// Quarters after which a slot turns in any case.
const LONGEST: u64 = 40;
/// Dollars that no position is worth more than when it is bought.
const MOST_DOLLARS: i64 = 20_000_000_000;
/// Where the blocks of the board end: what many hold, and so on. Each manager has its own order
/// within a block.
const BLOCKS: [u64; 6] = [32, 128, 512, 2_048, 8_192, u64::MAX];
/// Primes larger than any block: their multiples visit every place of one.
const PRIMES: [u64; 4] = [1_000_003, 1_299_709, 15_485_863, 7_368_787];

impl<'b> Book<'b> {
    /// The book of a manager at the end of a quarter.
    pub(super) fn of(member: &Member, style: &Style, board: &'b Board, quarter: u64) -> Self {
        let rows = u64::from(member.rows.unwrap_or(0)).max(1);
        let wanted = (rows * 1_000 / style.rows_a_position).max(1);
        let (options, notes) = (wanted * style.options / 1_000, wanted * style.notes / 1_000);
        let slots = |positions: u64| positions * 1_000 / TAKEN;
        let (shares_listed, notes_listed) = (board.shares.len() as u64, board.notes.len() as u64);
        let shares =
            slots(wanted.saturating_sub(options + notes)).clamp(1, shares_listed * 19 / 20);
        let each_kind = slots(options / 2).min(shares_listed / 2);
        let notes = slots(notes).min(notes_listed * 9 / 10);
        let places = (shares + 2 * each_kind + notes) * TAKEN / 1_000;
        let mut book = Self {
            positions: Vec::new(),
            rows_a_position: (rows * 1_000 / places.max(1)).max(style.rows_a_position),
        };
        let sections = [
            (Kind::Shares, shares, &board.shares),
            (Kind::Note, notes, &board.notes),
            (Kind::Put, each_kind, &board.shares),
            (Kind::Call, each_kind, &board.shares),
        ];
        for (kind, slots, listed) in sections {
            let section = Section {
                member,
                style,
                kind,
                slots,
                listed,
            };
            let taken = (0..slots).filter_map(|slot| section.position(slot, quarter));
            book.positions.extend(taken);
        }
        if book.positions.is_empty() {
            let (kind, slots, listed) = sections[0];
            let section = Section {
                member,
                style,
                kind,
                slots,
                listed,
            };
            book.positions.push(section.bought(0, quarter, quarter));
        }
        book.positions
            .sort_unstable_by_key(|position| (position.security.place, position.kind));
        book
    }
}

/// The slots of one kind.
struct Section<'a, 'b> {
    member: &'a Member,
    style: &'a Style,
    kind: Kind,
    slots: u64,
    listed: &'b [Security],
}

impl<'b> Section<'_, 'b> {
    /// What is in a slot, if it is taken.
    fn position(&self, slot: u64, quarter: u64) -> Option<Position<'b>> {
        let since = self.turned(self.key(slot), quarter);
        let is_taken = key(About::Slot, &[self.key(slot), since]) % 1_000 < TAKEN;
        is_taken.then(|| self.bought(slot, since, quarter))
    }

    fn key(&self, slot: u64) -> u64 {
        key(About::Slot, &[self.member.book, self.kind as u64, slot])
    }

    /// The quarter in which a slot turned last.
    fn turned(&self, slot: u64, quarter: u64) -> u64 {
        // Whoever goes and whoever comes are both counted as churn.
        let rate = self.style.churn * 600;
        let turns = |one: u64| {
            (one + slot % LONGEST).is_multiple_of(LONGEST)
                || happens(About::SlotTurns, &[slot, one], rate)
        };
        let back = (0..LONGEST.min(quarter)).find(|&back| turns(quarter - back));
        quarter - back.unwrap_or(LONGEST.min(quarter))
    }

    /// What was bought when the slot turned, and what became of it.
    fn bought(&self, slot: u64, since: u64, quarter: u64) -> Position<'b> {
        let key = self.key(slot);
        let mut chance = dice(About::Traded, &[key, since]);
        let place = self.on_the_board(slot, &mut chance);
        let security = &self.listed[usize::try_from(place).unwrap_or(0)];
        let wealth = self.style.wealth
            * if place < 100 {
                4
            } else if place < 1_000 {
                2
            } else {
                1
            };
        let dollars = measured::VALUE.draw(&mut chance) * wealth / 1_000;
        let lot = match self.kind {
            Kind::Shares => self.style.lot,
            Kind::Note => 1_000,
            Kind::Put | Kind::Call => 100,
        };
        let in_a_dollar = if self.kind == Kind::Note { 1_000 } else { 100 };
        let most = MOST_DOLLARS * in_a_dollar / security.first_price;
        let whole = |amount: i64| (amount.min(most) / lot).max(1) * lot;
        let bought = whole(dollars * in_a_dollar / security.first_price);
        let mut amount = bought;
        for one in since + 1..=quarter {
            let mut chance = dice(About::Traded, &[key, one]);
            if chance.below(1_000) >= self.style.held {
                amount = whole(traded(bought, amount, measured::TRADED.draw(&mut chance)));
            }
        }
        Position {
            security,
            kind: self.kind,
            amount: (amount * security.shares_now / security.shares_then).max(1),
            key: super::chance::key(About::Parts, &[key, since]),
        }
    }

    /// A place on the board within the stretch of a slot.
    fn on_the_board(&self, slot: u64, chance: &mut crate::dice::Dice) -> u64 {
        let (from, to) = (self.begins(slot), self.begins(slot + 1));
        let rank = from + chance.below((to - from).max(1));
        let begins = BLOCKS
            .iter()
            .rev()
            .find(|&&end| end <= rank)
            .copied()
            .unwrap_or(0);
        let ends = BLOCKS
            .iter()
            .find(|&&end| end > rank)
            .copied()
            .unwrap_or(u64::MAX);
        let length = ends.min(self.listed.len() as u64) - begins;
        let order = key(About::Blocks, &[self.member.book, begins]);
        let prime = PRIMES[usize::try_from(order % 4).unwrap_or(0)];
        begins + ((rank - begins) * prime + (order >> 8)) % length
    }

    /// Where the stretch of a slot begins: one place after the one before at least, and the farther
    /// down the board the farther apart.
    fn begins(&self, slot: u64) -> u64 {
        let free = self.listed.len() as u64 - self.slots;
        // In thousandths of thousandths, each power rounded down: whole numbers are the same
        // everywhere.
        let part = slot * 1_000_000 / self.slots;
        let mut curve = part;
        for _ in 1..self.style.popular {
            curve = curve * part / 1_000_000;
        }
        slot + free * curve / 1_000_000
    }
}

/// What an amount becomes by a trade, in thousandths. It stays about what was bought once: what would
/// lead too far away leads back.
fn traded(bought: i64, amount: i64, change: i64) -> i64 {
    let bounds = bought / 8..=bought * 3;
    let next = amount * change / 1_000;
    if bounds.contains(&next) {
        return next;
    }
    (amount * 1_000 / change).clamp(*bounds.start(), *bounds.end())
}

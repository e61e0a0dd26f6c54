//! Who files: managers come and go, and their sizes stay.

use std::ops::Range;

use super::{
    chance::{About, Quantiles, dice, exp, happens, key, normal},
    measured,
    words::{self, Spelling},
};
use crate::{Manager, dice::Dice};

/// CIKs lie so far apart, so that those who take the place of others have room between them.
const CIKS: u64 = 97;
/// The first CIK.
const FIRST_CIK: u64 = 1_000_000;

/// The places of all managers: those who report, and those who file notices.
#[derive(Debug, Clone)]
pub(super) struct Cast {
    seed: u64,
    /// The first place.
    first: u64,
    /// Rows of the report of each who reports, about.
    sizes: Vec<u32>,
}

/// A manager in a quarter.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// Its place.
    pub(super) place: u64,
    /// The quarter.
    pub(super) quarter: u64,
    /// What its book goes by: it stays when the manager goes on under another CIK.
    pub(super) book: u64,
    /// Rows of its report, about; none where it files a notice.
    pub(super) rows: Option<u32>,
    /// Who it is.
    pub(super) manager: Manager,
}

impl Cast {
    /// So many who report so many rows together, of no more than `most` each, and those who file
    /// notices beside them.
    pub(super) fn new(seed: u64, managers: u64, rows: f64, most: u32) -> Self {
        let deviates: Vec<f64> = (0..managers)
            .map(|number| normal(&mut dice(About::Size, &[seed, number])))
            .collect();
        let sizes = |middle: f64| {
            deviates
                .iter()
                .map(move |deviate| size(middle, *deviate, most))
        };
        // What the middle one has to be for the sum to be right, by halving.
        let (mut low, mut high) = (-12.0, 12.0);
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            let sum: f64 = sizes(middle).map(f64::from).sum();
            if sum < rows {
                low = middle;
            } else {
                high = middle;
            }
        }
        let sizes = sizes(high).collect();
        Self {
            seed,
            first: 0,
            sizes,
        }
    }

    /// The same at places from `first` on: by as many as stand in a group, since who files notices
    /// stands last in one.
    pub(super) fn from(&self, first: u64) -> Self {
        Self {
            first: first.next_multiple_of(measured::MANAGERS_A_NOTICE + 1),
            ..self.clone()
        }
    }

    /// All places. One in six is that of a manager who files notices.
    pub(super) fn all(&self) -> Range<u64> {
        self.first..self.end()
    }

    /// The place after the last.
    pub(super) fn end(&self) -> u64 {
        let reporting = self.sizes.len() as u64;
        self.first + reporting + reporting / measured::MANAGERS_A_NOTICE
    }

    /// The place of a CIK, whoever has it.
    pub(super) fn place_of(cik: u64) -> Option<u64> {
        Some(cik.checked_sub(FIRST_CIK)? / CIKS)
    }

    /// Who has a place in a quarter.
    pub(super) fn member(&self, place: u64, quarter: u64) -> Member {
        let group = measured::MANAGERS_A_NOTICE + 1;
        let is_notice = place % group == group - 1;
        let number = place - self.first;
        let number = usize::try_from(number - number / group).unwrap_or_default();
        let rows = self.sizes.get(number).copied().filter(|_| !is_notice);
        let leaving = match rows {
            Some(rows) if rows > measured::LARGE => measured::LARGE_LEAVING,
            _ => measured::LEAVING,
        };
        let (mut generation, mut book) = (0, 0);
        for one in 1..=quarter {
            let chance = key(About::ManagerLeaves, &[self.seed, place, one]);
            if chance % 1_000_000 < leaving {
                generation += 1;
                if (chance >> 32) % 1_000_000 >= measured::SUCCEEDED {
                    book = generation;
                }
            }
        }
        Member {
            place,
            quarter,
            book: key(About::Style, &[self.seed, place, book]),
            rows,
            manager: self.manager(place, generation, book),
        }
    }

    /// The managers that the reports of a member include: a neighbor that files notices, where it has
    /// one, and others that file nothing.
    pub(super) fn included(&self, member: &Member, style: &Style) -> Vec<Manager> {
        let group = measured::MANAGERS_A_NOTICE + 1;
        let others = (0..style.including).map(|number| {
            let cik = FIRST_CIK + self.end() * CIKS + member.place * 16 + number;
            let mut chance = dice(About::Name, &[member.book, number]);
            let name = words::manager(&mut chance.clone(), &mut chance);
            Manager::new(cik, &name).file_number(&format!("028-{:05}", cik % 100_000))
        });
        let mut others: Vec<Manager> = others.collect();
        let neighbor = member.place + 1;
        if neighbor % group == group - 1
            && neighbor < self.end()
            && let Some(first) = others.first_mut()
        {
            *first = self.member(neighbor, member.quarter).manager;
        }
        others
    }

    fn manager(&self, place: u64, generation: u64, book: u64) -> Manager {
        // The factor shares no divisor with the number of CIKs: each generation has its own.
        let cik = FIRST_CIK + place * CIKS + (generation * 31 + place) % CIKS;
        let name = words::manager(
            &mut dice(About::Name, &[self.seed, place, book, 1]),
            &mut dice(About::Name, &[self.seed, place, generation, 2]),
        );
        let number = 10_000 + place * 7 + generation % 7;
        Manager::new(cik, &name).file_number(&format!("028-{number:05}"))
    }
}

fn size(middle: f64, deviate: f64, most: u32) -> u32 {
    let size = exp(middle + measured::SIZE_DEVIATION * deviate);
    let size = size.round().clamp(1.0, f64::from(most));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it was clamped"
    )]
    let size = size as u32;
    size
}

/// How a manager holds and reports.
#[derive(Debug, Clone)]
pub(super) struct Style {
    pub(super) spelling: Spelling,
    /// How much it keeps to what everybody holds: the power of the curve along the board.
    pub(super) popular: u32,
    /// Thousandths of its positions that are options, and debt.
    pub(super) options: u64,
    pub(super) notes: u64,
    /// Thousandths of its positions that come or go in a quarter.
    pub(super) churn: u64,
    /// Thousandths of its positions whose amount stays.
    pub(super) held: u64,
    /// Thousandths by which its positions are larger than others'.
    pub(super) wealth: i64,
    /// Its amounts are multiples of this.
    pub(super) lot: i64,
    /// Other managers that its reports include.
    pub(super) including: u64,
    /// Rows a position has, in thousandths.
    pub(super) rows_a_position: u64,
    /// Which of the three kinds of voting authority it mostly has.
    pub(super) votes: Votes,
    /// The namespace prefix of its tables.
    pub(super) prefix: Option<&'static str>,
    /// Reports in thousands whatever the form asks for.
    pub(super) in_thousands: bool,
    /// Reports a part; others report the rest.
    pub(super) combines: bool,
    /// Days after the end of a quarter when it files.
    pub(super) files_after: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Votes {
    Sole,
    None,
    Divided,
}

impl Style {
    /// The style of a book.
    pub(super) fn of(book: u64) -> Self {
        let mut chance = dice(About::Style, &[book]);
        let drawn = |of: &Quantiles, chance: &mut Dice| u64::try_from(of.draw(chance)).unwrap_or(0);
        let share = |of: &measured::Shares, chance: &mut Dice| {
            let among = chance.below(1_000_000) < of.with;
            drawn(&of.share, chance) * u64::from(among)
        };
        let churn = drawn(&measured::CHURN, &mut chance);
        let held = drawn(&measured::HELD, &mut chance);
        let rows_a_position = drawn(&measured::ROWS_A_POSITION, &mut chance);
        let is_including = chance.below(1_000_000) < measured::INCLUDING;
        Self {
            spelling: Spelling::of(&mut chance),
            popular: 3 + u32::try_from(chance.below(6)).unwrap_or(0),
            options: share(&measured::OPTIONS, &mut chance),
            notes: share(&measured::NOTES, &mut chance),
            churn,
            held,
            wealth: i64::try_from(200 + chance.below(1_800)).unwrap_or(1_000),
            lot: [1, 1, 1, 1, 1, 1, 10, 100][chance.pick(8)],
            including: if is_including {
                2 + chance.below(11)
            } else {
                0
            },
            rows_a_position: if is_including { rows_a_position } else { 1_000 },
            votes: [Votes::Sole, Votes::Sole, Votes::None, Votes::Divided][chance.pick(4)],
            prefix: [None, None, None, None, Some("ns1"), Some("n1")][chance.pick(6)],
            in_thousands: chance.below(1_000_000) < measured::IN_THOUSANDS,
            combines: chance.below(1_000_000) < measured::COMBINED,
            // Most file in the last days.
            files_after: 45 - (chance.below(7) * chance.below(7)).min(40),
        }
    }
}

/// Whether something is to happen to the report of a manager in a quarter.
pub(super) fn befalls(about: About, member: &Member, quarter: u64, of_a_million: u64) -> bool {
    happens(about, &[member.book, quarter], of_a_million)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_come_to_what_is_asked_and_are_uneven() {
        let cast = Cast::new(1, 8_000, 3_300_000.0, 30_000);
        let mut sizes = cast.sizes.clone();
        sizes.sort_unstable();
        let sum: u64 = sizes.iter().map(|&size| u64::from(size)).sum();
        assert!(sum.abs_diff(3_300_000) < 10_000, "{sum}");
        assert!((60..160).contains(&sizes[4_000]), "median {}", sizes[4_000]);
        assert!(
            (15_000..=30_000).contains(&sizes[7_999]),
            "most {}",
            sizes[7_999]
        );
        assert!(sizes[0] >= 1);
    }

    #[test]
    fn managers_stay_for_years_and_some_go_on_under_another_cik() {
        let cast = Cast::new(1, 2_000, 200_000.0, 5_000);
        let both = |place| (cast.member(place, 140), cast.member(place, 141));
        let all: Vec<_> = (cast.all()).map(both).collect();
        let gone = all
            .iter()
            .filter(|(before, now)| before.manager.cik() != now.manager.cik())
            .count();
        assert!((10..80).contains(&gone), "{gone} of {}", all.len());
        let notices = all.iter().filter(|(_, now)| now.rows.is_none()).count();
        assert_eq!((all.len(), notices), (2_400, 400));
        let succeeded = (cast.all()).flat_map(|place| {
            let cast = &cast;
            (120..141)
                .map(move |quarter| (cast.member(place, quarter), cast.member(place, quarter + 1)))
        });
        let succeeded = succeeded
            .filter(|(before, now)| before.manager.cik() != now.manager.cik())
            .filter(|(before, now)| before.book == now.book)
            .count();
        assert!(succeeded > 20, "{succeeded}");
    }
}

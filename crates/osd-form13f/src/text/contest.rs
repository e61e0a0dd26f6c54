//! The contest of the layouts: all read, the best reading stays, and the next best is remembered.

use osd_domain::{Layout, Note};
use rust_decimal::Decimal;

use super::{
    Laid, TextTable,
    assemble::Assembler,
    cells::Cut,
    layout::{Plan, ragged},
    record::Records,
    role::Order,
    rows,
    score::{self, Expected},
    sheet::Sheet,
    space::LeftOut,
};

/// A reading that can hardly be bettered: others need not try.
const WON: u32 = 985;

/// The shape of rows that are hardly anything else.
const SHAPELY: u32 = 900;

/// The best reading so far, and what is known of the others.
#[derive(Debug)]
pub(super) struct Contest {
    expected: Expected,
    best: Option<Entry>,
    /// Whether two layouts found the same rows.
    is_agreed: bool,
    runner_up: Option<(Layout, u32)>,
}

#[derive(Debug)]
struct Entry {
    layout: Layout,
    score: u32,
    /// Rows, and what their values add up to.
    found: (usize, Decimal),
    /// Whether its rows are hardly anything else.
    is_shapely: bool,
    lines: Vec<osd_domain::Line>,
    notes: Vec<Note>,
    left_out: LeftOut,
}

impl Contest {
    pub(super) fn new(expected: Expected) -> Self {
        Self {
            expected,
            best: None,
            is_agreed: false,
            runner_up: None,
        }
    }

    /// Whether nothing better is to be expected: the best reading fits all that is printed, or
    /// another layout found the same rows, so that what is printed does not hold.
    pub(super) fn is_won(&self) -> bool {
        self.is_agreed || self.is_perfect()
    }

    /// Whether the best reading fits all that is printed.
    pub(super) fn is_perfect(&self) -> bool {
        self.best.as_ref().is_some_and(|best| best.score >= WON)
    }

    /// What the best reading does not look at.
    pub(super) fn left_out(&self) -> Option<LeftOut> {
        self.best.as_ref().map(|best| best.left_out)
    }

    /// Lets the layouts compete again, over more of the documents.
    pub(super) fn reopen(&mut self) {
        self.is_agreed = false;
    }

    /// Enters a layout of columns, with value and amount as the heading has them, and, where that
    /// does not give the printed value, the other way round. Returns whether there are such columns,
    /// or nothing better is to be expected.
    pub(super) fn enter_banded<'a>(
        &mut self,
        layout: Layout,
        laid: &[Laid<'a>],
        plan: impl Fn(&Laid<'a>) -> Option<Plan>,
    ) -> bool {
        // What columns tell is surer than what the order of tokens does.
        let is_ragged = self
            .best
            .as_ref()
            .is_some_and(|best| best.layout == Layout::Ragged);
        if self.is_won() && !is_ragged {
            return true;
        }
        let plans: Vec<Option<Plan>> = laid.iter().map(plan).collect();
        if plans.iter().all(Option::is_none) {
            return false;
        }
        let records = banded(laid, &plans);
        if self.enter(layout, records, laid) {
            let swapped: Vec<Option<Plan>> = plans
                .iter()
                .map(|plan| plan.as_ref().map(Plan::swapped))
                .collect();
            self.enter(layout, banded(laid, &swapped), laid);
        }
        true
    }

    /// Enters the order of tokens, as the heading has value and amount, and the other way round.
    pub(super) fn enter_ragged(&mut self, layout: Layout, laid: &[Laid<'_>]) {
        let read = |turn: bool| {
            let readings = laid.iter().zip(0..).map(|(laid, number)| {
                let mut hints = laid.hints;
                if turn {
                    hints.order = hints.order.turned();
                }
                ragged::read(&laid.sheet, number, &laid.sections, hints)
            });
            joined(readings)
        };
        let value_is_off = self.enter(layout, read(false), laid);
        if value_is_off && !self.is_perfect() {
            self.enter(layout, read(true), laid);
        }
    }

    /// Enters a reading. Returns whether its value is off, so that another may be tried.
    fn enter(&mut self, layout: Layout, records: Records, laid: &[Laid<'_>]) -> bool {
        let sum = score::sum(&records);
        // A line with a CUSIP here and a number there is no table.
        let is_table = score::is_table(&records);
        let score = if is_table {
            score::score(&records, sum, self.expected)
        } else {
            0
        };
        let value_is_off =
            !records.rows.is_empty() && score::value_is_off(&records, sum, self.expected);
        let found = (records.rows.len(), sum);
        let is_shapely = score::shape(&records) >= SHAPELY;
        if let Some(best) = &self.best {
            let is_one_shapely = best.is_shapely || is_shapely;
            self.is_agreed |= is_one_shapely && best.layout != layout && best.found == found;
        }
        let is_better = self.best.as_ref().is_none_or(|best| {
            let is_surer =
                best.layout == Layout::Ragged && matches!(layout, Layout::Marked | Layout::Aligned);
            score > best.score || (score == best.score && is_surer)
        });
        if score > 0 && is_better {
            if let Some(beaten) = self.best.take() {
                self.remember(beaten.layout, beaten.score, layout);
            }
            let sheets: Vec<&Sheet<'_>> = laid.iter().map(|laid| &laid.sheet).collect();
            let (lines, notes) = rows::lines(&records, &sheets);
            self.best = Some(Entry {
                layout,
                score,
                found,
                is_shapely,
                lines,
                notes,
                left_out: LeftOut::of(sheets.into_iter()),
            });
        } else if let Some(best) = &self.best {
            let winner = best.layout;
            self.remember(layout, score, winner);
        }
        value_is_off
    }

    /// Keeps the best reading by another layout than the winner's.
    fn remember(&mut self, layout: Layout, score: u32, winner: Layout) {
        let is_better = self
            .runner_up
            .is_none_or(|(known, best)| score > best || known == winner);
        if layout != winner && is_better {
            self.runner_up = Some((layout, score));
        }
    }

    /// The winner.
    pub(super) fn finish(self) -> Option<TextTable> {
        let best = self.best?;
        let runner_up = self.runner_up.filter(|(layout, _)| *layout != best.layout);
        let mut notes = vec![Note::Reading {
            layout: best.layout,
            score: best.score,
            runner_up: runner_up.map(|(layout, _)| layout),
            runner_up_score: runner_up.map(|(_, score)| score),
        }];
        notes.extend(best.notes);
        Some(TextTable {
            layout: best.layout,
            lines: best.lines,
            notes,
        })
    }
}

fn banded(laid: &[Laid<'_>], plans: &[Option<Plan>]) -> Records {
    let readings = laid
        .iter()
        .zip(plans)
        .zip(0..)
        .map(|((laid, plan), number)| {
            let Some(plan) = plan else {
                // A document without columns is read by the order of its tokens.
                return ragged::read(&laid.sheet, number, &laid.sections, laid.hints);
            };
            let mut assembler = Assembler::new(&laid.sheet, number, laid.hints);
            for (section, cut) in laid.sections.iter().zip(&plan.of) {
                match cut.and_then(|cut| plan.cuts.get(cut)) {
                    Some((bands, _)) if section.is_second_half => {
                        assembler.second_half(section, bands);
                    }
                    Some((bands, roles)) => assembler.section(section, Cut { bands, roles }),
                    None => {}
                }
            }
            assembler.finish()
        });
    joined(readings)
}

fn joined(readings: impl Iterator<Item = Records>) -> Records {
    readings
        .reduce(|mut all, mut more| {
            let before = u32::try_from(all.rows.len()).unwrap_or(u32::MAX);
            for row in &mut more.rows {
                row.continues = row.continues.map(|at| at.saturating_add(before));
            }
            all.rows.append(&mut more.rows);
            all.totals.append(&mut more.totals);
            all.unread.append(&mut more.unread);
            all
        })
        .unwrap_or_default()
}

impl Order {
    fn turned(self) -> Self {
        match self {
            Self::ValueFirst => Self::AmountFirst,
            Self::AmountFirst => Self::ValueFirst,
        }
    }
}

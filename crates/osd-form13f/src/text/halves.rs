//! The second half of a table that was too wide for the page: discretion, other managers and
//! votes, in a table of their own below the first half.

use osd_domain::Discretion;

use super::{
    bands::Bands,
    grammar,
    heading::Word,
    record::{Record, Span, Spread},
    section::Section,
    sheet::{LineKind, Sheet},
    token::{Kind, Token, figure},
};

/// The second half of a row.
#[derive(Debug, Default)]
pub(super) struct Half {
    ticked: Option<Discretion>,
    discretion: Span,
    managers: Vec<Span>,
    votes: [Span; 3],
    last_line: u32,
}

impl Half {
    /// Adds this half to its row.
    pub(super) fn complete(self, row: &mut Record, sheet: &Sheet<'_>) {
        row.ticked = row.ticked.or(self.ticked);
        row.discretion = row.discretion.with(self.discretion);
        let mut managers = self.managers.into_iter();
        row.managers = managers.next().unwrap_or_default();
        for span in managers {
            row.add_after(Spread::Managers, span);
        }
        row.votes = self.votes;
        row.last_line = row.last_line.max(self.last_line);
        let votes = self.votes.iter().filter(|span| !span.is_empty());
        let sum = votes.map(|span| figure(span.text(&sheet.text))).sum();
        row.votes_add_up = Some(row.amount_read == sum);
    }
}

/// The columns of a second half: up to three for the discretion, the managers, three for the votes.
struct Columns {
    managers: usize,
}

impl Columns {
    fn of(sheet: &Sheet<'_>, section: &Section, bands: &Bands) -> Self {
        let words = section.words(sheet);
        let named = words
            .filter(|(_, word)| *word == Word::Manager)
            .map(|(token, _)| bands.of(&token))
            .last();
        // The votes are the last three columns, and the managers come before them.
        let by_place = bands.len().saturating_sub(4);
        Self {
            managers: named
                .filter(|at| at.abs_diff(by_place) <= 1)
                .unwrap_or(by_place),
        }
    }

    fn tick(&self, band: usize) -> Option<Discretion> {
        match self.managers.checked_sub(band)? {
            3 => Some(Discretion::Sole),
            2 => Some(Discretion::Defined),
            1 => Some(Discretion::Other),
            _ => None,
        }
    }
}

/// Reads the rows of a second half.
pub(super) fn read(sheet: &Sheet<'_>, section: &Section, bands: &Bands) -> Vec<Half> {
    let columns = Columns::of(sheet, section, bands);
    let mut halves: Vec<Half> = Vec::new();
    let lines = sheet.lines.get(section.body.clone()).unwrap_or_default();
    for line in lines.iter().filter(|line| line.kind == LineKind::Body) {
        let half = half(sheet.tokens(line), bands, &columns);
        let is_row = half.ticked.is_some()
            || !half.discretion.is_empty()
            || half.votes.iter().any(|span| !span.is_empty());
        if is_row {
            halves.push(Half {
                last_line: line.last,
                ..half
            });
        } else if let Some(above) = halves.last_mut() {
            above.managers.extend(half.managers);
        }
    }
    halves
}

fn half(tokens: &[Token], bands: &Bands, columns: &Columns) -> Half {
    let mut half = Half::default();
    for token in tokens {
        let band = bands.of(token);
        let one = grammar::span(std::slice::from_ref(token));
        match token.kind {
            Kind::Cross => half.ticked = half.ticked.or(columns.tick(band)),
            Kind::Discretion(_) if band < columns.managers => half.discretion = one,
            _ if band == columns.managers => match half.managers.last_mut() {
                Some(list) => *list = list.with(one),
                None => half.managers.push(one),
            },
            kind if kind.is_number() && band > columns.managers => {
                if let Some(vote) = half.votes.get_mut(band - columns.managers - 1) {
                    *vote = one;
                }
            }
            _ => {}
        }
    }
    half
}

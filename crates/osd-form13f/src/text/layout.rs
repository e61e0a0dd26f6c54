//! The layouts of text tables: each finds rows in its own way.

pub(super) mod aligned;
pub(super) mod delimited;
pub(super) mod grid;
pub(super) mod listed;
pub(super) mod marked;
pub(super) mod ragged;
pub(super) mod stacked;

use std::collections::HashMap;

use super::{
    bands::Bands,
    role::Roles,
    section::{self, Section},
    sheet::{LineKind, Sheet, SheetLine},
};

/// So many rows tell what the columns hold.
const ENOUGH_ROWS: usize = 500;

/// How the sections of a sheet are cut into cells.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    /// Columns, and what each of them holds.
    pub(super) cuts: Vec<(Bands, Roles)>,
    /// Where among them columns are that are known already.
    known: HashMap<Bands, usize>,
    /// The cut of every section.
    pub(super) of: Vec<Option<usize>>,
}

impl Plan {
    /// Adds columns, or finds them where they are known already.
    fn put(&mut self, bands: Bands) -> usize {
        let next = self.cuts.len();
        let at = *self.known.entry(bands.clone()).or_insert(next);
        if at == next {
            self.cuts.push((bands, Roles::default()));
        }
        at
    }

    /// Finds what every column holds, from all sections that share it. Columns of which too
    /// little is seen take over from their neighbors of the same number.
    fn find_roles(&mut self, sheet: &Sheet<'_>, sections: &[Section]) {
        let mut of_cut: Vec<Vec<&Section>> = vec![Vec::new(); self.cuts.len()];
        for (section, cut) in sections.iter().zip(&self.of) {
            if let Some(of_cut) = cut.and_then(|cut| of_cut.get_mut(cut)) {
                of_cut.push(section);
            }
        }
        for ((bands, roles), sections) in self.cuts.iter_mut().zip(&of_cut) {
            let lines = sections.iter().flat_map(|section| rows(sheet, section));
            *roles = Roles::find(
                sheet,
                bands,
                sections.iter().copied(),
                lines.take(ENOUGH_ROWS),
            );
        }
        let mut last: Option<(usize, Roles)> = None;
        for (bands, roles) in &mut self.cuts {
            if roles.is_table() {
                last = Some((bands.len(), roles.clone()));
            } else if let Some((count, known)) = &last
                && *count == bands.len()
            {
                *roles = known.clone();
            }
        }
    }

    /// The same with value and amount changed for one another.
    pub(super) fn swapped(&self) -> Self {
        let swap = |(bands, roles): &(Bands, Roles)| (bands.clone(), roles.swapped());
        Self {
            cuts: self.cuts.iter().map(swap).collect(),
            of: self.of.clone(),
            known: HashMap::new(),
        }
    }
}

/// The lines of a section that are rows by their look: with a CUSIP that checks, with two numbers
/// and codes of the form, or, where there are no CUSIPs, with two numbers.
pub(super) fn rows<'s>(
    sheet: &'s Sheet<'_>,
    section: &Section,
) -> impl Iterator<Item = &'s SheetLine> + Clone {
    let lines = sheet.lines.get(section.body.clone()).unwrap_or_default();
    let has_cusips = section.has_cusips();
    lines.iter().filter(move |line| match line.kind {
        LineKind::Anchor => true,
        LineKind::Body if section::is_coded(sheet.tokens(line)) => {
            sheet
                .tokens(line)
                .iter()
                .filter(|t| t.kind.is_number())
                .count()
                >= 2
        }
        LineKind::Body if !has_cusips => {
            let numbers = sheet.tokens(line).iter().filter(|t| t.kind.is_number());
            numbers.count() >= 2
        }
        _ => false,
    })
}

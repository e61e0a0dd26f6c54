//! Columns that `<S>` and `<C>` marks or a ruled line draw.

use super::{Plan, rows};
use crate::text::{
    bands::{Bands, Profile},
    section::Section,
    sheet::Sheet,
    token::Kind,
};

/// What draws the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::text) enum By {
    Marks,
    Rule,
}

/// The columns of every section; one without a drawing of its own goes by the last that was
/// drawn. None where nothing draws columns.
pub(in crate::text) fn plan(sheet: &Sheet<'_>, sections: &[Section], by: By) -> Option<Plan> {
    let mut plan = Plan::default();
    let mut last = None;
    for section in sections {
        let drawn = match by {
            By::Marks => section.marks.map(|at| marked(sheet, section, at)),
            By::Rule => section.rule.map(|at| ruled(sheet, section, at)),
        };
        if let Some(bands) = drawn {
            last = Some(plan.put(bands));
        }
        plan.of.push(last);
    }
    last?;
    // What stands before the first drawing goes by it.
    let first = plan.of.iter().copied().flatten().next();
    for of in &mut plan.of {
        *of = of.or(first);
    }
    plan.find_roles(sheet, sections);
    Some(plan)
}

/// A column begins about where its mark stands; where it does to the letter, the rows tell: a
/// figure that is set flush right may begin before the mark.
fn marked(sheet: &Sheet<'_>, section: &Section, at: usize) -> Bands {
    let profile = Profile::of(sheet, rows(sheet, section));
    let line = sheet.lines.get(at);
    let tokens = line.map_or(&[][..], |line| sheet.tokens(line));
    let lefts: Vec<u32> = tokens
        .iter()
        .filter(|token| token.kind == Kind::Mark)
        .map(|token| token.left)
        .collect();
    let mut cuts = vec![0];
    for pair in lefts.windows(2) {
        let [before, mark] = pair else { continue };
        let from = (before + 2).max(cuts.last().map_or(0, |cut| cut + 1));
        cuts.push(profile.best_cut(from..(mark + 3).max(from + 1), *mark..*mark));
    }
    between(&cuts)
}

/// A column stands under its piece of the rule; figures may stand out on either side.
fn ruled(sheet: &Sheet<'_>, section: &Section, at: usize) -> Bands {
    let profile = Profile::of(sheet, rows(sheet, section));
    let line = sheet.lines.get(at);
    let tokens = line.map_or(&[][..], |line| sheet.tokens(line));
    let pieces = tokens
        .iter()
        .filter(|token| matches!(token.kind, Kind::Rule | Kind::Nothing));
    let pieces: Vec<(u32, u32)> = pieces.map(|token| (token.left, token.right)).collect();
    let mut cuts = vec![0];
    for pair in pieces.windows(2) {
        let [(left, right), (next, next_right)] = pair else {
            continue;
        };
        let from = (left + (right - left) / 2 + 1).max(cuts.last().map_or(0, |cut| cut + 1));
        let until = (next + (next_right - next) / 2).max(from + 1);
        cuts.push(profile.best_cut(from..until, *right..*next));
    }
    between(&cuts)
}

fn between(cuts: &[u32]) -> Bands {
    let rights = cuts.iter().skip(1).copied().chain([u32::MAX]);
    Bands::new(cuts.iter().copied().zip(rights).collect())
}

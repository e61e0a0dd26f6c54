//! Bands: the ranges of columns in which the cells of a table stand.

use std::ops::Range;

use super::{
    sheet::{Sheet, SheetLine},
    token::Token,
};

/// Columns to the right of this one are not looked at when bands are found.
const MAX_WIDTH: usize = 2048;

/// A table has no more columns than these.
const MAX_BANDS: usize = 64;

/// Ranges of columns, ascending and apart. A token belongs to the one it shares most with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Bands(Vec<(u32, u32)>);

impl Bands {
    pub(super) fn new(mut bands: Vec<(u32, u32)>) -> Self {
        bands.truncate(MAX_BANDS);
        Self(bands)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<(u32, u32)> {
        self.0.get(at).copied()
    }

    /// The band that shares most with a range of columns, from band `from` on.
    fn best(&self, token: &Token, from: usize) -> usize {
        // A band that ends before the token's first column, with another that begins before it,
        // is never the best.
        let mut from = from;
        while let Some((left, _)) = self.0.get(from + 1)
            && *left <= token.left
        {
            from += 1;
        }
        let holds = |(left, right): (u32, u32)| left <= token.left && token.right <= right;
        if self.get(from).is_some_and(holds) {
            return from;
        }
        self.nearest(token, from)
    }

    fn nearest(&self, token: &Token, from: usize) -> usize {
        let mut best = from;
        let mut most = 0;
        let mut nearest = u32::MAX;
        for (at, &(left, right)) in self.0.iter().enumerate().skip(from) {
            let overlap = token.overlap(left, right);
            let distance = left.saturating_sub(token.right.saturating_sub(1))
                + (token.left + 1).saturating_sub(right);
            if overlap > most || (most == 0 && distance < nearest) {
                best = at;
                most = overlap;
                nearest = distance;
            }
            if left > token.right {
                break;
            }
        }
        best
    }

    /// The column before which a token should be cut in two: where it stands with two columns at
    /// least in each of two bands. Tokens are asked for from the left, and `from` is the band of
    /// the one before.
    pub(super) fn cut_of(&self, token: &Token, from: &mut usize) -> Option<(usize, u32)> {
        while self
            .get(*from)
            .is_some_and(|(_, right)| right <= token.left)
        {
            *from += 1;
        }
        let at = *from;
        let (_, right) = self.get(at)?;
        if token.right <= right {
            return None;
        }
        let (next, _) = self.get(at + 1)?;
        let is_within =
            right.saturating_sub(token.left) >= 2 && token.right.saturating_sub(next) >= 2;
        let is_number = token.kind.is_number();
        is_within.then_some((at, if is_number { right } else { next }))
    }

    /// The band of a token.
    pub(super) fn of(&self, token: &Token) -> usize {
        self.best(token, 0)
    }

    /// Which of a line's tokens stand in which band: a range of them for each.
    pub(super) fn cells(&self, tokens: &[Token], cells: &mut Vec<Range<usize>>) {
        cells.clear();
        cells.resize(self.len(), 0..0);
        let mut from = 0;
        for (at, token) in tokens.iter().enumerate() {
            from = self.best(token, from);
            if let Some(cell) = cells.get_mut(from) {
                if cell.start >= cell.end {
                    cell.start = at;
                }
                cell.end = at + 1;
            }
        }
    }
}

/// Where the tokens of some lines stand: how many cover each column, and how many would be cut in
/// two before it.
#[derive(Debug, Default)]
pub(super) struct Profile {
    covered: Vec<i32>,
    cut: Vec<i32>,
    /// How many tokens begin or end at each column.
    edges: Vec<i32>,
    lines: i32,
}

impl Profile {
    /// The profile of the lines that `lines` gives.
    pub(super) fn of<'s>(
        sheet: &Sheet<'_>,
        lines: impl Iterator<Item = &'s SheetLine> + Clone,
    ) -> Self {
        let rights = lines.clone().filter_map(|line| sheet.tokens(line).last());
        let widest = rights.map(|token| token.right as usize).max().unwrap_or(0);
        let width = widest.min(MAX_WIDTH) + 2;
        let mut profile = Self {
            covered: vec![0; width],
            cut: vec![0; width],
            edges: vec![0; width],
            lines: 0,
        };
        for line in lines {
            profile.lines = profile.lines.saturating_add(1);
            for token in sheet.tokens(line) {
                let left = (token.left as usize).min(MAX_WIDTH);
                let right = (token.right as usize).min(MAX_WIDTH);
                add(&mut profile.covered, left, right);
                add(&mut profile.cut, left + 1, right.max(left + 1));
                for edge in [left, right] {
                    if let Some(count) = profile.edges.get_mut(edge) {
                        *count += 1;
                    }
                }
            }
        }
        sum_up(&mut profile.covered);
        sum_up(&mut profile.cut);
        profile
    }

    /// How many lines it is of.
    pub(super) fn lines(&self) -> i32 {
        self.lines
    }

    /// The place for a cut within a range that cuts the fewest tokens; of several the one nearest
    /// to `wanted`, and of two as near the one at which more tokens begin or end.
    pub(super) fn best_cut(&self, range: Range<u32>, wanted: Range<u32>) -> u32 {
        range
            .min_by_key(|&at| {
                let of = |counts: &[i32]| counts.get(at as usize).copied().unwrap_or_default();
                // A cell too long for its column here and there does not move the column.
                let cuts = of(&self.cut);
                let often = cuts / (self.lines / 10).max(1);
                let distance = wanted.start.saturating_sub(at) + at.saturating_sub(wanted.end);
                (often, distance, cuts, -of(&self.edges))
            })
            .unwrap_or(wanted.end)
    }

    /// The strips of columns that more than `few` lines cover.
    pub(super) fn strips(&self, few: i32) -> Vec<(u32, u32)> {
        let mut strips = Vec::new();
        let mut from = None;
        for (at, &count) in self.covered.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            match (count > few, from) {
                (true, None) => from = Some(at),
                (false, Some(left)) => {
                    strips.push((left, at));
                    from = None;
                }
                _ => {}
            }
        }
        strips
    }
}

fn add(counts: &mut [i32], left: usize, right: usize) {
    if let Some(count) = counts.get_mut(left) {
        *count += 1;
    }
    if let Some(count) = counts.get_mut(right) {
        *count -= 1;
    }
}

fn sum_up(counts: &mut [i32]) {
    let mut sum = 0;
    for count in counts {
        sum += *count;
        *count = sum;
    }
}

//! Which column of the form each band holds: by what stands in it, and by what the heading says.

use rust_decimal::Decimal;

use super::{
    bands::Bands,
    heading::Word,
    section::Section,
    sheet::{Sheet, SheetLine},
    token::{Kind, Token, cusip, padded_cusip},
};

/// A column of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    Issuer,
    Class,
    Cusip,
    Value,
    Amount,
    AmountType,
    PutCall,
    Discretion,
    /// Columns ticked with a cross: sole, shared-defined, shared-other.
    SoleCross,
    DefinedCross,
    OtherCross,
    Managers,
    Sole,
    Shared,
    None,
    /// A column that the form does not have: a price, a ticker.
    Foreign,
}

/// The columns that hold numbers, in the order in which they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Order {
    /// As the form has them: the value, then the amount.
    #[default]
    ValueFirst,
    /// The other way round.
    AmountFirst,
}

/// What stands in a band, counted over the rows.
#[derive(Debug, Clone, Default)]
struct Contents {
    filled: u32,
    cusips: u32,
    shapes: u32,
    numbers: u32,
    types: u32,
    options: u32,
    discretions: u32,
    crosses: u32,
    nothings: u32,
    words: u32,
    fractions: u32,
}

impl Contents {
    fn is_mostly(&self, count: u32) -> bool {
        self.filled > 0 && count * 2 >= self.filled
    }
}

/// The role of every band.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Roles(Vec<Option<Role>>);

impl Roles {
    /// The role of a band.
    pub(super) fn of(&self, band: usize) -> Option<Role> {
        self.0.get(band).copied().flatten()
    }

    /// The band of a role.
    pub(super) fn band(&self, role: Role) -> Option<usize> {
        self.0.iter().position(|found| *found == Some(role))
    }

    /// Whether the columns without which nothing is a row are there.
    pub(super) fn is_table(&self) -> bool {
        self.band(Role::Value).is_some() && self.band(Role::Amount).is_some()
    }

    /// The same with value and amount changed for one another.
    pub(super) fn swapped(&self) -> Self {
        let swap = |role: &Option<Role>| match role {
            Some(Role::Value) => Some(Role::Amount),
            Some(Role::Amount) => Some(Role::Value),
            other => *other,
        };
        Self(self.0.iter().map(swap).collect())
    }

    /// Finds the role of every band, from rows and headings.
    pub(super) fn find<'s>(
        sheet: &Sheet<'_>,
        bands: &Bands,
        sections: impl Iterator<Item = &'s Section>,
        rows: impl Iterator<Item = &'s SheetLine> + Clone,
    ) -> Self {
        let mut finder = Finder {
            contents: vec![Contents::default(); bands.len()],
            words: vec![Vec::new(); bands.len()],
            roles: vec![None; bands.len()],
        };
        let mut cells = Vec::new();
        for line in rows.clone() {
            let tokens = sheet.tokens(line);
            bands.cells(tokens, &mut cells);
            for (contents, cell) in finder.contents.iter_mut().zip(&cells) {
                contents.count(sheet, tokens.get(cell.clone()).unwrap_or_default());
            }
        }
        for section in sections.take(4) {
            for (token, word) in section.words(sheet) {
                let band = bands.of(&token);
                let distance = bands.get(band).map_or(0, |(left, right)| {
                    left.saturating_sub(token.right) + token.left.saturating_sub(right)
                });
                if let Some(words) = finder.words.get_mut(band) {
                    words.push((word, distance));
                }
            }
        }
        finder.cusip();
        finder.codes();
        finder.value_and_amount();
        let mut votes = finder.vote_counts(sheet, bands, rows.clone());
        if let Some(other) = finder.amount_in_order(&votes) {
            let by_heading = finder.roles.clone();
            finder.give(finder.position(Role::Amount), None);
            finder.give(Some(other), Some(Role::Amount));
            let again = finder.vote_counts(sheet, bands, rows);
            if again.iter().sum::<u32>() > votes.iter().sum() {
                votes = again;
            } else {
                finder.roles = by_heading;
            }
        }
        finder.votes_and_managers(&votes);
        finder.crosses();
        finder.names();
        Self(finder.roles)
    }
}

impl Contents {
    fn count(&mut self, sheet: &Sheet<'_>, cell: &[Token]) {
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        let is_any = |test: fn(Kind) -> bool| u32::from(cell.iter().any(|t| test(t.kind)));
        self.cusips += is_any(Kind::is_cusip);
        self.shapes += u32::from(is_cusip_like(sheet.span(cell)));
        let number = cell.iter().find(|t| t.kind.is_number());
        self.numbers += u32::from(number.is_some());
        self.fractions += u32::from(number.is_some_and(|t| sheet.of_token(t).contains('.')));
        self.types += is_any(|kind| matches!(kind, Kind::AmountType(_)));
        self.options += is_any(|kind| matches!(kind, Kind::PutCall(_)));
        self.discretions += is_any(|kind| matches!(kind, Kind::Discretion(_)));
        self.crosses += is_any(|kind| kind == Kind::Cross);
        self.nothings += is_any(|kind| kind == Kind::Nothing);
        self.words += is_any(|kind| matches!(kind, Kind::Word | Kind::CusipShape));
    }
}

/// Whether a cell could be a CUSIP with characters lost: six to nine letters and digits, most of
/// them digits, whatever blanks and hyphens stand between.
pub(super) fn is_cusip_like(cell: &str) -> bool {
    let cell = cell.trim_start_matches('\'');
    let mut length = 0;
    let mut digits = 0;
    for byte in cell.bytes() {
        match byte {
            b'0'..=b'9' => {
                length += 1;
                digits += 1;
            }
            b'A'..=b'Z' | b'a'..=b'z' | b'*' | b'@' | b'#' => length += 1,
            b' ' | b'-' => {}
            _ => return false,
        }
    }
    let is_like = (6..=9).contains(&length) && digits >= 4;
    is_like || ((10..=12).contains(&length) && padded_cusip(cell))
}

struct Finder {
    contents: Vec<Contents>,
    /// The words of the heading over each band, and how far off they stand.
    words: Vec<Vec<(Word, u32)>>,
    roles: Vec<Option<Role>>,
}

impl Finder {
    fn is_free(&self, band: usize) -> bool {
        self.roles.get(band).is_some_and(Option::is_none)
    }

    fn give(&mut self, band: Option<usize>, role: impl Into<Option<Role>>) {
        if let Some(place) = band.and_then(|band| self.roles.get_mut(band)) {
            *place = role.into();
        }
    }

    fn has(&self, band: usize, word: Word) -> bool {
        self.words
            .get(band)
            .is_some_and(|words| words.iter().any(|(found, _)| *found == word))
    }

    fn position(&self, role: Role) -> Option<usize> {
        self.roles.iter().position(|found| *found == Some(role))
    }

    /// Free bands that mostly hold what `what` counts.
    fn mostly(&self, what: fn(&Contents) -> u32) -> Vec<usize> {
        let found = self.contents.iter().enumerate().filter(|(band, contents)| {
            self.is_free(*band) && contents.filled > 0 && contents.is_mostly(what(contents))
        });
        found.map(|(band, _)| band).collect()
    }

    fn cusip(&mut self) {
        let score = |(band, contents): &(usize, &Contents)| {
            let headed = u32::from(self.has(*band, Word::Cusip));
            if contents.filled == 0 {
                return 0;
            }
            (contents.cusips * 4 + contents.shapes * (1 + 2 * headed)) * 100 / contents.filled
                + 50 * headed
        };
        let bands = self.contents.iter().enumerate();
        let best = bands
            .filter(|(_, contents)| contents.is_mostly(contents.cusips.max(contents.shapes)))
            .max_by_key(|band| (score(band), std::cmp::Reverse(band.0)))
            .filter(|band| score(band) >= 100);
        let best = best.map(|(band, _)| band);
        self.give(best, Role::Cusip);
    }

    fn codes(&mut self) {
        let after = self.position(Role::Cusip).unwrap_or(0);
        for (role, what) in [
            (Role::AmountType, (|c| c.types) as fn(&Contents) -> u32),
            (Role::PutCall, |c| c.options),
            (Role::Discretion, |c| c.discretions),
        ] {
            let bands = self.mostly(what);
            let pure = |band: &usize| {
                let contents = self.contents.get(*band);
                contents.is_some_and(|c| !c.is_mostly(c.numbers))
            };
            let band = bands
                .iter()
                .copied()
                .filter(pure)
                .find(|band| *band > after || after == 0);
            self.give(band, role);
        }
    }

    fn value_and_amount(&mut self) {
        let cusip = self.position(Role::Cusip);
        let mut numeric = self.mostly(|c| c.numbers + c.nothings);
        numeric.retain(|band| self.contents.get(*band).is_some_and(|c| c.numbers > 0));
        let is_foreign = |band: &usize| {
            (self.has(*band, Word::Price) || self.has(*band, Word::Percent))
                && !self.has(*band, Word::Amount)
        };
        let (foreign, numeric): (Vec<_>, Vec<_>) = numeric.into_iter().partition(is_foreign);
        for band in foreign {
            self.give(Some(band), Role::Foreign);
        }
        let headed = |word: Word, not: Word| {
            let mut found = numeric
                .iter()
                .copied()
                .filter(|band| self.has(*band, word) && !self.has(*band, not));
            found.next().filter(|_| found.next().is_none())
        };
        // A column may be blank in all rows: its figures stand on the line below, or nowhere.
        let blank = |word: Word, not: Word| {
            let mut empty = self.contents.iter().enumerate().filter(|(band, contents)| {
                contents.filled == 0 && self.has(*band, word) && !self.has(*band, not)
            });
            empty.next().map(|(band, _)| band)
        };
        let mut value = headed(Word::Value, Word::Amount);
        let mut amount = headed(Word::Amount, Word::Value);
        let right_of_cusip = numeric
            .iter()
            .copied()
            .filter(|band| cusip.is_none_or(|cusip| *band > cusip));
        let left_of_cusip = numeric
            .iter()
            .copied()
            .filter(|band| cusip.is_some_and(|cusip| *band < cusip));
        let is_first = |band: usize| right_of_cusip.clone().next() == Some(band);
        if value.is_none() && amount.is_some_and(is_first) {
            value = blank(Word::Value, Word::Amount);
        } else if amount.is_none() && value.is_some_and(is_first) {
            amount = blank(Word::Amount, Word::Value);
        }
        // A heading may stand off its column: the form's order counts before one that names a
        // column further right.
        match (value, amount) {
            (Some(_), Some(_)) => {}
            (Some(found), None) => {
                let mut others = right_of_cusip.clone().filter(|band| *band != found);
                amount = others.next();
            }
            (None, Some(found)) => {
                let mut others = right_of_cusip.clone().filter(|band| *band != found);
                value = others.next();
                if value.is_none() && is_first(found) {
                    value = left_of_cusip.clone().next_back();
                }
            }
            (None, None) => {
                let mut all = right_of_cusip.clone();
                value = all.next();
                amount = all.next();
                if amount.is_none() {
                    let mut all = numeric.iter().copied();
                    value = all.next();
                    amount = all.next();
                }
            }
        }
        self.give(value, Role::Value);
        self.give(amount, Role::Amount);
    }

    /// For each band right of the amount, in how many rows the votes begin there: the numbers from
    /// there on add up to the amount.
    fn vote_counts<'s>(
        &self,
        sheet: &Sheet<'_>,
        bands: &Bands,
        rows: impl Iterator<Item = &'s SheetLine>,
    ) -> Vec<u32> {
        let mut counts = vec![0; self.roles.len()];
        let Some(at) = self.position(Role::Amount) else {
            return counts;
        };
        let mut cells = Vec::new();
        for line in rows {
            let tokens = sheet.tokens(line);
            bands.cells(tokens, &mut cells);
            let numbers = |band: usize| {
                let range = cells.get(band).cloned().unwrap_or_default();
                let cell = tokens.get(range).unwrap_or_default();
                cell.iter().filter_map(|token| token.figure(&sheet.text))
            };
            let Some(amount) = numbers(at).next() else {
                continue;
            };
            let mut sum = Decimal::ZERO;
            for (band, count) in counts.iter_mut().enumerate().skip(at + 1).rev() {
                let before = sum;
                sum = numbers(band).fold(sum, Decimal::saturating_add);
                if sum == amount && before != amount {
                    *count += 1;
                    break;
                }
            }
        }
        counts
    }

    /// The band that would be the amount by the order of the form, where the heading has it
    /// elsewhere and the votes do not bear that out: `VOTING AUTHORITY (SHARES)`.
    fn amount_in_order(&self, votes: &[u32]) -> Option<usize> {
        let value = self.position(Role::Value)?;
        let amount = self.position(Role::Amount)?;
        let rows = self.contents.get(amount)?.filled;
        let next = self
            .mostly(|c| c.numbers)
            .into_iter()
            .find(|band| *band > value)?;
        (next < amount && votes.iter().sum::<u32>() * 2 < rows).then_some(next)
    }

    /// Votes are what adds up to the amount; where nothing does, the heading tells them. What
    /// stands between discretion and votes are the managers.
    fn votes_and_managers(&mut self, votes: &[u32]) {
        let Some(amount) = self.position(Role::Amount).max(self.position(Role::Value)) else {
            return;
        };
        let rows: u32 = votes.iter().sum();
        let first = votes
            .iter()
            .position(|count| *count > 0 && *count * 50 >= rows)
            .filter(|first| *first > amount);
        let named = [Role::Sole, Role::Shared, Role::None];
        let Some(first) = first else {
            self.votes_by_heading(amount);
            return;
        };
        let until = self.roles.len();
        if until - first == 3 {
            for (band, role) in (first..until).zip(named) {
                self.give(Some(band), role);
            }
        } else {
            let mut next = 0;
            for band in first..until {
                let by_heading = self.headed_votes(band);
                let holds_votes = votes.get(band).is_some_and(|count| *count > 0)
                    || self
                        .contents
                        .get(band)
                        .is_some_and(|c| c.is_mostly(c.numbers + c.nothings));
                if !holds_votes && by_heading.is_none() {
                    continue;
                }
                let place = by_heading.filter(|place| *place >= next).unwrap_or(next);
                if let Some(role) = named.get(place) {
                    self.give(Some(band), *role);
                }
                next = place + 1;
            }
        }
        self.managers(amount, first);
    }

    /// Which of the three votes the heading says a band holds: the word nearest to it does.
    fn headed_votes(&self, band: usize) -> Option<usize> {
        let is_discretion = self.has(band, Word::Defined) && !self.has(band, Word::None);
        let words = self.words.get(band)?.iter().filter_map(|(word, distance)| {
            let place = match word {
                Word::Sole => 0,
                Word::Shared if !is_discretion => 1,
                Word::None => 2,
                _ => return None,
            };
            Some((*distance, place))
        });
        words.min().map(|(_, place)| place)
    }

    /// The managers: of the bands before the votes the one that the heading names, else the last
    /// that holds numbers or `NONE`.
    fn managers(&mut self, amount: usize, votes: usize) {
        let free: Vec<usize> = (amount + 1..votes)
            .filter(|band| self.is_free(*band))
            .collect();
        let contents = |band: &usize| self.contents.get(*band);
        let named = free.iter().copied().find(|band| {
            self.has(*band, Word::Manager) && contents(band).is_some_and(|c| c.crosses == 0)
        });
        let filled = free
            .iter()
            .copied()
            .rfind(|band| contents(band).is_some_and(|c| c.filled > 0 && !c.is_mostly(c.crosses)));
        let named =
            named.filter(|band| contents(band).is_some_and(|c| c.filled > 0) || filled.is_none());
        self.give(named.or(filled), Role::Managers);
    }

    fn votes_by_heading(&mut self, amount: usize) {
        let free: Vec<usize> = (amount + 1..self.roles.len())
            .filter(|band| self.is_free(*band))
            .collect();
        let named = [Role::Sole, Role::Shared, Role::None];
        for &band in &free {
            let is_crossed = self.position(Role::Discretion).is_none()
                && self
                    .contents
                    .get(band)
                    .is_some_and(|c| c.is_mostly(c.crosses));
            let is_discretion = self.has(band, Word::Discretion);
            let role = self
                .headed_votes(band)
                .and_then(|place| named.get(place).copied());
            let role = match role {
                _ if is_crossed || is_discretion => None,
                None if self.has(band, Word::Voting) => Some(Role::Sole),
                role => role,
            };
            if let Some(role) = role
                && self.position(role).is_none()
            {
                self.give(Some(band), role);
            }
        }
        if named.iter().all(|role| self.position(*role).is_none()) {
            self.votes_by_place(amount);
        }
        let first = named
            .into_iter()
            .filter_map(|role| self.position(role))
            .min();
        self.managers(amount, first.unwrap_or(self.roles.len()));
    }

    /// Bands of numbers that no heading names: votes from the right.
    fn votes_by_place(&mut self, amount: usize) {
        let numeric = self.mostly(|c| c.numbers + c.nothings);
        let numeric: Vec<usize> = numeric.into_iter().filter(|band| *band > amount).collect();
        let from = numeric.len().saturating_sub(3);
        let named = [Role::Sole, Role::Shared, Role::None];
        for (band, role) in numeric.into_iter().skip(from).zip(named) {
            self.give(Some(band), role);
        }
    }

    /// Columns of crosses between the amount and the managers: sole, defined, other.
    fn crosses(&mut self) {
        if self.position(Role::Discretion).is_some() {
            return;
        }
        let Some(amount) = self.position(Role::Amount).max(self.position(Role::Value)) else {
            return;
        };
        let crossed = self.mostly(|c| c.crosses);
        let Some(&first) = crossed.first() else {
            return;
        };
        let last = crossed.last().copied().unwrap_or(first);
        let until = [Role::Managers, Role::Sole]
            .into_iter()
            .filter_map(|role| self.position(role))
            .min()
            .unwrap_or(last + 1)
            .max(last + 1);
        let empty_or_crossed: Vec<usize> = (amount + 1..until)
            .filter(|band| {
                let contents = self.contents.get(*band);
                self.is_free(*band)
                    && contents.is_some_and(|c| c.filled == 0 || c.is_mostly(c.crosses))
            })
            .collect();
        let named = [Role::SoleCross, Role::DefinedCross, Role::OtherCross];
        if empty_or_crossed.len() == 3 {
            for (band, role) in empty_or_crossed.into_iter().zip(named) {
                self.give(Some(band), role);
            }
            return;
        }
        for band in crossed {
            let role = if self.has(band, Word::Defined) {
                Role::DefinedCross
            } else if self.has(band, Word::Sole) {
                Role::SoleCross
            } else if self.has(band, Word::Other) {
                Role::OtherCross
            } else if self.has(band, Word::Shared) {
                Role::DefinedCross
            } else {
                Role::SoleCross
            };
            self.give(Some(band), role);
        }
    }

    /// Issuer and class: the bands of words, from the left.
    fn names(&mut self) {
        let until = self
            .position(Role::Value)
            .min(self.position(Role::Amount))
            .unwrap_or(self.roles.len());
        let wordy: Vec<usize> = (0..self.roles.len())
            .filter(|band| {
                let filled = self.contents.get(*band).is_some_and(|c| c.filled > 0);
                self.is_free(*band) && filled && *band < until
            })
            .collect();
        for &band in &wordy {
            let role = if self.has(band, Word::Issuer) && self.position(Role::Issuer).is_none() {
                Role::Issuer
            } else if self.has(band, Word::Class) && self.position(Role::Class).is_none() {
                Role::Class
            } else if self.has(band, Word::Ticker) {
                Role::Foreign
            } else {
                continue;
            };
            self.give(Some(band), role);
        }
        let free = |finder: &Self| -> Vec<usize> {
            let bands = wordy.iter().copied();
            bands.filter(|band| finder.is_free(*band)).collect()
        };
        if self.position(Role::Issuer).is_none() {
            let class = self.position(Role::Class);
            let issuer = free(self)
                .into_iter()
                .find(|band| class.is_none_or(|class| *band < class))
                .or_else(|| free(self).first().copied());
            self.give(issuer, Role::Issuer);
        }
        let Some(issuer) = self.position(Role::Issuer) else {
            return;
        };
        if self.position(Role::Class).is_none() {
            let class = free(self).into_iter().rfind(|band| *band > issuer);
            self.give(class, Role::Class);
        }
        // What stands between is more of the issuer's name, or of the class.
        let class = self.position(Role::Class);
        for band in free(self) {
            let role = if class.is_some_and(|class| band > class) {
                Role::Class
            } else {
                Role::Issuer
            };
            self.give(Some(band), role);
        }
    }
}

/// Whether the heading has the amount before the value.
pub(super) fn order(sheet: &Sheet<'_>, sections: &[Section]) -> Order {
    for section in sections {
        let left_of = |wanted: Word| {
            let found = section.words(sheet).filter(|(_, word)| *word == wanted);
            found.map(|(token, _)| token.left).min()
        };
        if let (Some(value), Some(amount)) = (left_of(Word::Value), left_of(Word::Amount)) {
            return if amount < value {
                Order::AmountFirst
            } else {
                Order::ValueFirst
            };
        }
    }
    Order::default()
}

/// Whether a text is a CUSIP by its shape, blanks and hyphens apart.
pub(super) fn is_cusip_shaped(text: &str) -> bool {
    let joined: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    cusip(&joined).is_some()
}

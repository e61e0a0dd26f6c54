//! What is traded at the end of a quarter, and at which prices.

use super::{
    chance::{About, dice, key},
    cusips::cusip,
    measured, words,
};

/// A security at the end of a quarter.
#[derive(Debug, Clone)]
pub(super) struct Security {
    pub(super) cusip: String,
    pub(super) issuer: String,
    pub(super) class: String,
    /// The price: cents a share, or thousandths of the principal of a note.
    pub(super) price: i64,
    /// The price when it was listed, in the same measure.
    pub(super) first_price: i64,
    /// Shares now for `shares_then` shares when it was listed: splits since.
    pub(super) shares_now: i64,
    pub(super) shares_then: i64,
    /// Its place in the alphabet of issuers and classes.
    pub(super) place: u32,
}

/// The securities of a quarter: shares by how many hold them, the most popular first, and notes.
#[derive(Debug)]
pub(super) struct Board {
    pub(super) shares: Vec<Security>,
    pub(super) notes: Vec<Security>,
}

/// Of shares there is a note for every so many.
const SHARES_A_NOTE: u64 = 25;
/// Identities that one place on the board can have over time.
const VERSIONS: u64 = 64;
/// Shares cost more before they are split, in cents, and less before their number is reduced.
const DEAR: i64 = 15_000;
const CHEAP: i64 = 150;

impl Board {
    /// The board of a quarter, by the quarters since the beginning of time.
    pub(super) fn at(seed: u64, securities: u64, quarter: u64) -> Self {
        let mut shares: Vec<Security> = (0..securities)
            .map(|number| share(seed, number, quarter))
            .collect();
        let mut notes: Vec<Security> = (0..securities / SHARES_A_NOTE)
            .map(|number| note(seed, number, quarter))
            .collect();
        let mut alphabet: Vec<&mut Security> = shares.iter_mut().chain(&mut notes).collect();
        alphabet.sort_by(|one, other| {
            (&one.issuer, &one.class, &one.cusip).cmp(&(&other.issuer, &other.class, &other.cusip))
        });
        for (place, security) in (0..).zip(alphabet) {
            security.place = place;
        }
        Self { shares, notes }
    }
}

/// Who stands at a place of the board: places stay, and those who stand there change.
#[derive(Debug, Clone, Copy)]
struct Identity {
    /// How often another took the place.
    life: u64,
    /// How often the CUSIP changed, in this life or between lives.
    version: u64,
    /// The quarter in which this one was listed.
    listed: u64,
}

impl Identity {
    fn at(seed: u64, number: u64, quarter: u64) -> Self {
        let mut identity = Self {
            life: 0,
            version: 0,
            listed: 0,
        };
        let delisted = match number {
            0..1_000 => measured::POPULAR_DELISTED,
            _ => measured::DELISTED,
        };
        for one in 1..=quarter {
            let chance = key(About::Listing, &[seed, number, one]) % 1_000_000;
            if chance < delisted {
                identity.life += 1;
                identity.version += 1;
                identity.listed = one;
            } else if chance < delisted + measured::NEW_CUSIP {
                identity.version += 1;
            }
        }
        identity.version %= VERSIONS;
        identity
    }
}

/// Every seventh place is a fund's. Funds of a family are one issuer with many issues.
fn is_fund(number: u64) -> bool {
    number % 7 == 3
}

/// Some companies have a second class at the next place.
fn issuer_of(number: u64) -> u64 {
    match number % 17 {
        16 if !is_fund(number) && !is_fund(number - 1) => number - 1,
        _ => number,
    }
}

fn share(seed: u64, number: u64, quarter: u64) -> Security {
    let of = issuer_of(number);
    let identity = Identity::at(seed, of, quarter);
    let Identity { life, version, .. } = identity;
    let mut named = dice(About::Name, &[seed, of, life]);
    let (cusip, issuer, class) = if is_fund(number) {
        let fund = number / 7;
        let (family, in_family) = (
            fund % words::FAMILIES,
            fund / words::FAMILIES * VERSIONS + version,
        );
        let issuer = measured::MOST_SECURITIES * VERSIONS + family * 16 + in_family / 1_024;
        (
            cusip(seed, issuer, false, in_family % 1_024),
            words::family(family).to_owned(),
            words::fund(number, &mut named),
        )
    } else {
        let name = words::company(&mut named);
        let is_second = of != number;
        let class = if is_second {
            "CL B"
        } else {
            words::class(&mut named)
        };
        let issue = if is_second { 2 * 34 } else { 34 };
        (
            cusip(seed, of * VERSIONS + version, of % 25 == 7, issue),
            name,
            class.to_owned(),
        )
    };
    let quote = Quote::of_share(seed, number, identity, quarter);
    Security {
        cusip,
        issuer,
        class,
        price: quote.price(),
        first_price: quote.first,
        shares_now: quote.shares_now,
        shares_then: quote.shares_then,
        place: 0,
    }
}

/// A note of the company at a place of the board.
fn note(seed: u64, number: u64, quarter: u64) -> Security {
    let place = number * SHARES_A_NOTE + 1;
    let of = (place..)
        .find(|place| !is_fund(*place))
        .map_or(place, issuer_of);
    let Identity { life, version, .. } = Identity::at(seed, of, quarter);
    let issuer = words::company(&mut dice(About::Name, &[seed, of, life]));
    let mut printed = dice(About::Security, &[seed, of, life]);
    let first_price = measured::NOTE_PRICE.draw(&mut printed);
    let drift = measured::RETURN.draw(&mut dice(About::Quote, &[seed, of, life, quarter]));
    Security {
        // Letters stand for debt: AB.
        cusip: cusip(seed, of * VERSIONS + version, of % 25 == 7, 10 * 34 + 11),
        issuer,
        class: words::note(&mut printed),
        price: first_price * (3_000 + drift) / 4_000,
        first_price,
        shares_now: 1,
        shares_then: 1,
        place: 0,
    }
}

/// What a share came to be worth since it was listed.
#[derive(Debug, Clone, Copy)]
struct Quote {
    first: i64,
    /// Cents for what was one share when it was listed.
    adjusted: i64,
    shares_now: i64,
    shares_then: i64,
}

impl Quote {
    fn of_share(seed: u64, number: u64, identity: Identity, quarter: u64) -> Self {
        let keys = [seed, number, identity.life];
        let first = measured::PRICE.draw(&mut dice(About::Security, &keys));
        let mut quote = Self {
            first,
            adjusted: first,
            shares_now: 1,
            shares_then: 1,
        };
        for one in identity.listed + 1..=quarter {
            quote.pass(seed, number, one);
        }
        quote
    }

    /// A quarter passes.
    fn pass(&mut self, seed: u64, number: u64, quarter: u64) {
        let mut chance = dice(About::Quote, &[seed, number, quarter]);
        let drawn = measured::RETURN.draw(&mut chance);
        // What many hold moves less, and nothing moves away for good.
        let change = if number < 3_000 {
            (drawn + 1_000) / 2
        } else {
            drawn
        };
        self.adjusted = self.adjusted * change / 1_000 + (self.first - self.adjusted) / 24;
        self.adjusted = self.adjusted.clamp(5, 50_000_000);
        let at = chance.below(1_000_000);
        if self.price() > DEAR && at < measured::SPLIT {
            self.shares_now *= [2, 2, 2, 3, 3, 4, 5, 10, 20][chance.pick(9)];
        } else if self.price() < CHEAP && at < measured::REVERSE_SPLIT {
            self.shares_then *= [5, 10, 10, 20][chance.pick(4)];
        }
        // A share of a share that is left over from long ago says nothing.
        while self.shares_now > 10_000 || self.shares_then > 10_000 {
            self.shares_now = (self.shares_now / 10).max(1);
            self.shares_then = (self.shares_then / 10).max(1);
        }
    }

    /// Cents a share.
    fn price(&self) -> i64 {
        (self.adjusted * self.shares_then / self.shares_now).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_securities_are_there_a_quarter_later_under_the_same_cusip() {
        let (before, now) = (Board::at(1, 4_000, 140), Board::at(1, 4_000, 141));
        let same = before
            .shares
            .iter()
            .zip(&now.shares)
            .filter(|(before, now)| before.cusip == now.cusip)
            .count();
        assert!((3_900..4_000).contains(&same), "{same} of 4,000");
    }

    #[test]
    fn every_security_has_a_cusip_of_its_own() {
        let board = Board::at(3, 5_000, 130);
        let all = board.shares.iter().chain(&board.notes);
        let mut cusips: Vec<&str> = all.map(|one| one.cusip.as_str()).collect();
        let count = cusips.len();
        cusips.sort_unstable();
        cusips.dedup();
        assert_eq!((cusips.len(), count), (5_200, 5_200));
    }

    #[test]
    fn some_shares_were_split_and_prices_stay_in_bounds() {
        let board = Board::at(1, 4_000, 141);
        let split = board.shares.iter().filter(|one| one.shares_now > 1).count();
        assert!(split > 40, "{split}");
        let mut prices: Vec<i64> = board.shares.iter().map(|one| one.price).collect();
        prices.sort_unstable();
        assert!(
            (1_000..15_000).contains(&prices[2_000]),
            "{} cents",
            prices[2_000]
        );
    }
}

//! A split, as the amounts of all holders show it.

use rust_decimal::Decimal;

use super::{FEWEST, Holders, Ratio, Split};
use crate::price::Price;

/// Without prices, or with a ratio too small for prices to show, so many have to agree.
const MANY: usize = 5;

/// The split between two quarters of one security, if there was one.
///
/// Most holders neither buy nor sell in a quarter. Without a split they have the same amount; with one
/// they have the same times its ratio, and hardly anybody the same.
pub(super) fn find(before: &Holders, now: &Holders) -> Option<Split> {
    let pairs: Vec<(Decimal, Decimal)> = before
        .shares
        .iter()
        .filter_map(|(cik, before)| Some((*before, *now.shares.get(cik)?)))
        .collect();
    let same = pairs.iter().filter(|(before, now)| before == now).count();
    if pairs.len() < FEWEST || same * 4 > pairs.len() {
        return None;
    }
    let (agree, ratio) = Ratio::of_splits()
        .map(|ratio| (agreeing(&pairs, ratio), ratio))
        .max_by_key(|(agree, ratio)| (*agree, std::cmp::Reverse(*ratio)))?;
    let is_clear = agree >= FEWEST && agree > same * 3 && agree * 8 >= pairs.len();
    let by_many = agree >= MANY && agree * 5 >= pairs.len() * 2;
    let by_price = match (before.price, now.price) {
        (Some(before), Some(now)) => explains(ratio, before, now),
        _ => None,
    };
    let is_split = is_clear
        && match by_price {
            Some(explained) => explained,
            None => by_many,
        };
    is_split.then(|| Split {
        ratio,
        managers: u32::try_from(agree).unwrap_or(u32::MAX),
        of: u32::try_from(pairs.len()).unwrap_or(u32::MAX),
        price_before: before.price,
        price_now: now.price,
    })
}

/// How many amounts changed by exactly this ratio. Amounts that are too small to tell do not count.
pub(super) fn agreeing(pairs: &[(Decimal, Decimal)], ratio: Ratio) -> usize {
    let tells = |before: Decimal| (ratio.adjust(before) - before).abs() > Decimal::from(4);
    let fits = |(before, now): &&(Decimal, Decimal)| {
        now.is_sign_positive() && tells(*before) && ratio.fits(*before, *now, 1)
    };
    pairs.iter().filter(fits).count()
}

/// Whether prices moved as the ratio says rather than not at all. None where the ratio is too near to
/// one for prices to tell.
fn explains(ratio: Ratio, before: Price, now: Price) -> Option<bool> {
    let (shares_now, shares_before) = ratio.parts();
    let (before, now) = (before.dollars(), now.dollars());
    let larger = Decimal::from(shares_now.max(shares_before));
    let smaller = Decimal::from(shares_now.min(shares_before));
    if larger * Decimal::from(3) < smaller * Decimal::from(4) {
        return None;
    }
    // With a split, price times shares stays; the ratio lies nearer to that than to no change where
    // the square of the price's move is beyond the ratio.
    let (up, down) = if shares_now > shares_before {
        (before, now)
    } else {
        (now, before)
    };
    let square = up.checked_mul(up)?.checked_mul(smaller)?;
    let limit = down.checked_mul(down)?.checked_mul(larger)?;
    Some(square > limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Cik;
    use std::collections::BTreeMap;

    fn holders(price: i64, shares: &[i64]) -> Holders {
        let ciks = (1_u64..).map(|cik| Cik::new(cik).unwrap());
        Holders {
            shares: ciks
                .zip(shares.iter().map(|n| Decimal::from(*n)))
                .collect::<BTreeMap<_, _>>(),
            price: Price::of(Decimal::from(price), Decimal::ONE),
            issuer: "NVIDIA CORPORATION".into(),
        }
    }

    #[test]
    fn ten_for_one_is_seen_in_the_amounts_of_those_who_did_nothing() {
        let before = holders(900, &[100, 2_000, 317, 45_000, 12, 700, 81]);
        let now = holders(120, &[1_000, 20_000, 3_170, 512_345, 120, 6_000, 810]);
        let split = find(&before, &now).unwrap();
        assert_eq!(
            (split.ratio.to_string().as_str(), split.managers, split.of),
            ("10/1", 5, 7)
        );
    }

    #[test]
    fn a_few_who_double_what_they_have_make_no_split() {
        let before = holders(50, &[100, 200, 300, 400, 500, 600]);
        let now = holders(52, &[200, 400, 600, 400, 500, 600]);
        assert_eq!(find(&before, &now), None);
        let all = holders(52, &[200, 400, 600, 450, 555, 610]);
        assert_eq!(find(&before, &all), None, "the price did not halve");
    }

    #[test]
    fn a_reverse_split_drops_fractions() {
        let before = holders(1, &[12_345, 501, 99_999, 7_777]);
        let now = holders(48, &[246, 10, 1_999, 155]);
        assert_eq!(
            find(&before, &now).map(|split| split.ratio),
            Ratio::new(1, 50)
        );
    }
}

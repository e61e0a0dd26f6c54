//! A split, as the amounts of all holders show it.

use std::{collections::BTreeMap, sync::LazyLock};

use rust_decimal::Decimal;

use super::{FEWEST, Holders, Ratio, Split};
use crate::{price::Price, whole::whole};

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
    let (agree, ratio) =
        agreeing(&pairs).max_by_key(|(agree, ratio)| (*agree, std::cmp::Reverse(*ratio)))?;
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

/// The ratios that a split may have, by size.
static BY_SIZE: LazyLock<Vec<Ratio>> = LazyLock::new(|| {
    let mut ratios: Vec<Ratio> = Ratio::of_splits().collect();
    ratios.sort_by(|a, b| a.by_size(*b));
    ratios
});

/// How many amounts changed by exactly each ratio that a split may have, in the order of
/// [`Ratio::of_splits`]. Amounts that are too small to tell do not count.
pub(super) fn agreeing(pairs: &[(Decimal, Decimal)]) -> impl Iterator<Item = (usize, Ratio)> {
    let ratios = &*BY_SIZE;
    let mut counts = vec![0; ratios.len()];
    for (before, now) in pairs {
        // Only those that come near the quotient can fit.
        let near = match whole(*before).zip(whole(*now)) {
            Some((before @ 0.., now)) => {
                let first = ratios.partition_point(|ratio| ratio.is_below(before, now - 1));
                let rest = ratios.get(first..).unwrap_or_default();
                first..first + rest.partition_point(|ratio| ratio.is_below(before, now + 1))
            }
            _ => 0..ratios.len(),
        };
        for (count, ratio) in counts
            .iter_mut()
            .zip(ratios)
            .take(near.end)
            .skip(near.start)
        {
            *count += usize::from(agrees(*before, *now, *ratio));
        }
    }
    let found: BTreeMap<Ratio, usize> = ratios.iter().copied().zip(counts).collect();
    Ratio::of_splits().map(move |ratio| (found.get(&ratio).copied().unwrap_or(0), ratio))
}

/// Whether an amount changed by exactly this ratio, and is large enough to tell.
fn agrees(before: Decimal, now: Decimal, ratio: Ratio) -> bool {
    let tells = || (ratio.adjust(before) - before).abs() > Decimal::from(4);
    now.is_sign_positive() && ratio.fits(before, now, 1) && tells()
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
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn every_ratio_is_counted_as_if_it_were_tried_alone(
            pairs in prop::collection::vec((-60..3_000_i64, -60..3_000_i64, 0..4_u32, any::<prop::sample::Index>()), 0..40),
        ) {
            let ratios: Vec<Ratio> = Ratio::of_splits().collect();
            let pairs: Vec<(Decimal, Decimal)> = pairs.into_iter().map(|(before, now, how, pick)| {
                let (before, now) = (Decimal::from(before), Decimal::from(now));
                let by_ratio = ratios[pick.index(ratios.len())].adjust(before);
                match how {
                    0 => (before, now),
                    1 => (before, by_ratio.trunc()),
                    2 => (before, by_ratio.ceil()),
                    _ => (before, by_ratio),
                }
            }).collect();
            let counted: Vec<(usize, Ratio)> = agreeing(&pairs).collect();
            let alone: Vec<(usize, Ratio)> = ratios.iter().map(|ratio| {
                let agree = pairs.iter().filter(|(before, now)| agrees(*before, *now, *ratio));
                (agree.count(), *ratio)
            }).collect();
            prop_assert_eq!(counted, alone);
        }
    }
}

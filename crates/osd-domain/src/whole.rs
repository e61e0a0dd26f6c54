//! Amounts that are whole numbers, as nearly all are: what is counted with them needs no division.

use rust_decimal::Decimal;

/// Beyond so many nothing is counted in whole numbers, so that products of two always fit.
const MOST: i128 = 1_000_000_000_000_000;

/// The amount, where it is a whole number of the usual size.
pub(crate) fn whole(amount: Decimal) -> Option<i64> {
    let mantissa = amount.mantissa();
    if amount.scale() != 0 || mantissa.abs() > MOST {
        return None;
    }
    i64::try_from(mantissa).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_and_amounts_beyond_all_use_are_none() {
        let of = |text: &str| whole(text.parse().unwrap());
        assert_eq!((of("12"), of("-3"), of("0")), (Some(12), Some(-3), Some(0)));
        assert_eq!(
            (of("1.5"), of("12.0"), of("1000000000000001")),
            (None, None, None)
        );
    }
}

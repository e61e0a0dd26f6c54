//! Chance that depends on what it is about and on nothing else: no state is carried from one
//! question to the next, so that any manager of any quarter can be made without the others.

use crate::dice::Dice;

/// What is asked about, so that two questions about one thing do not get one answer.
#[derive(Debug, Clone, Copy)]
#[repr(u64)]
pub(super) enum About {
    Size = 1,
    Style,
    Name,
    ManagerLeaves,
    Slot,
    SlotTurns,
    Traded,
    Report,
    Amendment,
    Blocks,
    Listing,
    Quote,
    Security,
    Parts,
}

/// The dice for one question about the thing that `keys` name.
pub(super) fn dice(about: About, keys: &[u64]) -> Dice {
    Dice(key(about, keys))
}

/// A number for one question about the thing that `keys` name.
pub(super) fn key(about: About, keys: &[u64]) -> u64 {
    let mut mixed = Dice(about as u64).next();
    for &key in keys {
        mixed = Dice(mixed ^ key.wrapping_mul(0xD6E8_FEB8_6659_FD93)).next();
    }
    mixed
}

/// Whether something happens that happens `of_a_million` times in a million.
pub(super) fn happens(about: About, keys: &[u64], of_a_million: u64) -> bool {
    key(about, keys) % 1_000_000 < of_a_million
}

/// A measured distribution: values at some of its per mille points, ascending, from 0 to 1,000;
/// between them it is taken to be even.
#[derive(Debug)]
pub(super) struct Quantiles(pub(super) &'static [(u32, i64)]);

impl Quantiles {
    /// A value from the distribution.
    pub(super) fn draw(&self, dice: &mut Dice) -> i64 {
        self.at(dice.below(1_000_000))
    }

    /// The value below which `millionths` of the distribution lie.
    fn at(&self, millionths: u64) -> i64 {
        let millionths = i64::try_from(millionths).unwrap_or(0);
        let point = |place: usize| {
            self.0
                .get(place)
                .map(|&(at, value)| (i64::from(at) * 1_000, value))
        };
        let above = self
            .0
            .partition_point(|&(at, _)| i64::from(at) * 1_000 <= millionths);
        match (point(above.wrapping_sub(1)), point(above)) {
            (Some((from, low)), Some((to, high))) => {
                low + (high - low) * (millionths - from) / (to - from)
            }
            (Some((_, value)), None) | (None, Some((_, value))) => value,
            (None, None) => 0,
        }
    }
}

/// A number of the standard normal distribution, but for its farthest tails: the sum of twelve
/// even ones (Irwin, Hall).
pub(super) fn normal(dice: &mut Dice) -> f64 {
    let twelve: u64 = (0..12).map(|_| dice.below(1 << 32)).sum();
    // Exact: less than 2^36.
    #[expect(clippy::cast_precision_loss, reason = "36 bits fit 53")]
    let sum = twelve as f64 / 4_294_967_296.0;
    sum - 6.0
}

/// e to the power of `x`, near enough, and the same on every machine: that of the system's library
/// is not.
pub(super) fn exp(x: f64) -> f64 {
    let mut power = 1.0 + x / 65_536.0;
    for _ in 0..16 {
        power *= power;
    }
    power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_even_between_the_points_that_were_measured() {
        let measured = Quantiles(&[(0, 10), (500, 20), (1_000, 120)]);
        let at = [0, 250_000, 500_000, 750_000, 999_999].map(|at| measured.at(at));
        assert_eq!(at, [10, 15, 20, 70, 119]);
    }

    #[test]
    fn a_question_has_one_answer_and_another_question_another() {
        assert_eq!(key(About::Slot, &[1, 2]), key(About::Slot, &[1, 2]));
        let others = [
            key(About::Slot, &[2, 1]),
            key(About::Slot, &[1]),
            key(About::Parts, &[1, 2]),
        ];
        assert!(
            others
                .iter()
                .all(|other| *other != key(About::Slot, &[1, 2]))
        );
    }

    #[test]
    fn the_curves_are_what_they_are_called() {
        for (x, expected) in [
            (0.0, 1.0),
            (1.0, std::f64::consts::E),
            (-2.0, 0.135_335),
            (6.0, 403.43),
        ] {
            assert!((exp(x) / expected - 1.0).abs() < 0.001, "e^{x}");
        }
        let mut dice = dice(About::Size, &[7]);
        let drawn: Vec<f64> = (0..10_000).map(|_| normal(&mut dice)).collect();
        let mean: f64 = drawn.iter().sum::<f64>() / 10_000.0;
        let variance: f64 = drawn.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 10_000.0;
        assert!(
            mean.abs() < 0.05 && (variance - 1.0).abs() < 0.05,
            "{mean} {variance}"
        );
    }
}

//! How long answers took.

use std::time::Duration;

use crate::Figure;

/// Times of many answers, all of them kept: percentiles are exact.
#[derive(Debug, Clone, Default)]
pub struct Latencies(Vec<Duration>);

impl Latencies {
    /// Adds one.
    pub fn add(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// Adds those of another.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time within which `percent` of a hundred were there: the least of which that holds.
    pub fn percentile(&self, percent: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let place = (sorted.len() * percent).div_ceil(100).max(1) - 1;
        sorted.get(place).copied().unwrap_or_default()
    }

    /// The figures for some percentiles, in milliseconds, each beside the same percentile of a peer.
    pub fn figures(
        &self,
        what: &str,
        percents: &[usize],
        peer: Option<(&str, &Self)>,
    ) -> Vec<Figure> {
        let milliseconds = |of: &Self, percent| of.percentile(percent).as_secs_f64() * 1_000.0;
        let figure = |&percent: &usize| {
            let name = format!("{what}, p{percent}");
            let figure = Figure::new(name, milliseconds(self, percent), "ms");
            match peer {
                Some((name, peer)) => {
                    figure.beside(format!("{name}, p{percent}"), milliseconds(peer, percent))
                }
                None => figure,
            }
        };
        percents.iter().map(figure).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_exact() {
        let mut latencies = Latencies::default();
        for milliseconds in (1..=200).rev() {
            latencies.add(Duration::from_millis(milliseconds));
        }
        let at = [0, 50, 95, 99, 100].map(|percent| latencies.percentile(percent).as_millis());
        assert_eq!(at, [1, 100, 190, 198, 200]);
        assert_eq!(Latencies::default().percentile(50), Duration::ZERO);
    }
}

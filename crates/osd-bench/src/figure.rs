//! What was measured, beside what the machine or a peer does in the same run.

use std::time::Duration;

use serde::Serialize;

/// A figure. It means little without what it stands beside: machines differ, ratios less.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// What was measured.
    pub what: String,
    /// The figure, rounded to four digits.
    pub figure: f64,
    /// What it counts.
    pub unit: &'static str,
    /// What it stands beside: a limit of the machine, or a peer.
    pub beside: Option<String>,
    /// The figure of that, in the same unit and from the same run.
    pub limit: Option<f64>,
    /// The figure as a multiple of that.
    pub ratio: Option<f64>,
}

impl Figure {
    /// A figure that stands alone.
    pub fn new(what: impl Into<String>, figure: f64, unit: &'static str) -> Self {
        Self {
            what: what.into(),
            figure: rounded(figure),
            unit,
            beside: None,
            limit: None,
            ratio: None,
        }
    }

    /// Puts it beside a limit or a peer.
    pub fn beside(self, what: impl Into<String>, limit: f64) -> Self {
        Self {
            beside: Some(what.into()),
            limit: Some(rounded(limit)),
            ratio: (limit != 0.0).then(|| rounded(self.figure / limit)),
            ..self
        }
    }
}

/// Four digits say all that can be measured.
fn rounded(figure: f64) -> f64 {
    format!("{figure:.3e}").parse().unwrap_or(figure)
}

/// How many in a second.
pub(crate) fn per_second(count: u64, took: Duration) -> f64 {
    number(count) / took.as_secs_f64().max(1e-9)
}

/// So many millions.
pub(crate) fn millions(count: u64) -> f64 {
    number(count) / 1e6
}

#[expect(
    clippy::cast_precision_loss,
    reason = "figures are rounded to four digits"
)]
fn number(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_stands_beside_its_limit() {
        let figure = Figure::new("reading", 123.456_7, "MB/s").beside("tokens", 400.0);
        assert_eq!((figure.figure, figure.limit), (123.5, Some(400.0)));
        assert_eq!(figure.ratio, Some(0.3088));
        assert_eq!(
            Figure::new("nothing", 1.0, "s")
                .beside("nothing", 0.0)
                .ratio,
            None
        );
    }
}

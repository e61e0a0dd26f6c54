//! How long after EDGAR accepts a filing is it served?

use chrono::{DateTime, Utc};
use osd_catalog::Served;
use osd_domain::Accession;
use serde::Serialize;
use utoipa::ToSchema;

/// Filings that the lag is measured by.
pub(super) const MEASURED: u64 = 50;

/// How long new filings take from EDGAR's acceptance to the publication that served them first. Only
/// filings that were served within a week of being filed count: history is taken in, not waited for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LagStatus {
    /// Filings that it is measured by: those accepted last, fifty at the most.
    pub filings: u64,
    /// Seconds that half of them took at most; null where there are none.
    pub p50_seconds: Option<u64>,
    /// Seconds that all of them took at most.
    pub max_seconds: Option<u64>,
    /// The one accepted last.
    pub newest: Option<ServedStatus>,
}

/// A new filing that is served.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ServedStatus {
    /// Accession number.
    #[schema(value_type = String, example = "0000950123-25-005701")]
    pub accession: Accession,
    /// When EDGAR accepted it.
    pub accepted_at: DateTime<Utc>,
    /// When the publication that served it first became current.
    pub served_at: DateTime<Utc>,
    /// Seconds between the two.
    pub seconds: u64,
}

impl LagStatus {
    /// Of filings, those accepted last first.
    pub(super) fn of(served: &[Served]) -> Self {
        let mut seconds: Vec<u64> = served.iter().map(seconds).collect();
        seconds.sort_unstable();
        let half = seconds.len().div_ceil(2).checked_sub(1);
        Self {
            filings: seconds.len() as u64,
            p50_seconds: half.and_then(|half| seconds.get(half).copied()),
            max_seconds: seconds.last().copied(),
            newest: served.first().map(|one| ServedStatus {
                accession: one.accession,
                accepted_at: one.accepted_at,
                served_at: one.served_at,
                seconds: self::seconds(one),
            }),
        }
    }
}

/// The clock of this machine may be behind EDGAR's.
fn seconds(served: &Served) -> u64 {
    let lag = (served.served_at - served.accepted_at).num_seconds();
    u64::try_from(lag).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn half_of_them_took_no_longer_than_the_median() {
        let accepted_at: DateTime<Utc> = "2026-05-15T20:00:00Z".parse().unwrap();
        let served = |lag| Served {
            accession: "0000950123-26-000001".parse().unwrap(),
            accepted_at,
            served_at: accepted_at + TimeDelta::seconds(lag),
        };
        let lag = |lags: &[i64]| {
            let served: Vec<Served> = lags.iter().copied().map(served).collect();
            let lag = LagStatus::of(&served);
            let newest = lag.newest.map(|newest| newest.seconds);
            (lag.p50_seconds, lag.max_seconds, newest)
        };
        assert_eq!(lag(&[]), (None, None, None));
        assert_eq!(lag(&[70]), (Some(70), Some(70), Some(70)));
        assert_eq!(lag(&[90, 60, 900, 61]), (Some(61), Some(900), Some(90)));
        assert_eq!(lag(&[-3]), (Some(0), Some(0), Some(0)));
    }
}

//! Who takes which work: what asks EDGAR waits for its limiter most of the time, and must not keep
//! reading and publishing waiting.

use osd_catalog::WorkKind;

/// What a loop of a worker takes, the preferred first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// What asks EDGAR.
    Door,
    /// What needs the stores alone.
    Desk,
    /// Reading alone, beside a desk that publishes.
    Reading,
    /// Everything: what feeds others comes first.
    All,
}

/// What asks EDGAR.
const DOOR: [WorkKind; 5] = [
    WorkKind::Feed,
    WorkKind::Daily,
    WorkKind::Discover,
    WorkKind::Reference,
    WorkKind::Fetch,
];
/// What needs the stores alone.
const DESK: [WorkKind; 4] = [
    WorkKind::Read,
    WorkKind::Publish,
    WorkKind::Gaps,
    WorkKind::CleanUp,
];
/// What is published is made of what these bring.
pub(super) const FEEDING: [WorkKind; 6] = [
    WorkKind::Feed,
    WorkKind::Daily,
    WorkKind::Discover,
    WorkKind::Reference,
    WorkKind::Fetch,
    WorkKind::Read,
];

impl Lane {
    /// The kinds of work of the lane. What asks EDGAR stays on the list for a worker with a door to
    /// it.
    pub(super) fn kinds(self, has_door: bool) -> Vec<WorkKind> {
        let (door, desk) = match self {
            Self::Door => (&DOOR[..], &[][..]),
            Self::Desk => (&[][..], &DESK[..]),
            Self::Reading => (&[][..], &DESK[..1]),
            Self::All => (&DOOR[..], &DESK[..]),
        };
        let door = if has_door { door } else { &[] };
        door.iter().chain(desk).copied().collect()
    }

    /// The lanes of so many loops that end when nothing is left.
    pub(super) fn of_a_run(loops: usize, has_door: bool) -> Vec<Self> {
        match (loops, has_door) {
            (0 | 1, _) => vec![Self::All],
            (loops, false) => vec![Self::Desk; loops],
            (loops, true) => {
                let door = (loops / 2).min(DOOR_LOOPS);
                let mut lanes = vec![Self::Door; door];
                lanes.resize(loops, Self::Desk);
                lanes
            }
        }
    }

    /// The lanes of a worker that goes on for years: one loop publishes at a time, for that takes
    /// every processor by itself.
    pub(super) fn of_a_service(loops: usize, has_door: bool) -> Vec<Self> {
        let mut lanes = vec![Self::Door; if has_door { DOOR_LOOPS } else { 0 }];
        lanes.push(Self::Desk);
        lanes.resize(lanes.len() + loops.saturating_sub(1).max(1), Self::Reading);
        lanes
    }
}

/// Loops that ask EDGAR: while one stores what came, another asks. More would ask no faster.
const DOOR_LOOPS: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    fn done_by(lanes: &[Lane], has_door: bool) -> Vec<WorkKind> {
        let kinds = lanes.iter().flat_map(|lane| lane.kinds(has_door));
        let mut kinds: Vec<WorkKind> = kinds.collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    #[test]
    fn all_kinds_of_work_are_somebodys() {
        let mut all = WorkKind::ALL.to_vec();
        all.sort_unstable();
        for loops in 0..9 {
            for lanes in [Lane::of_a_run(loops, true), Lane::of_a_service(loops, true)] {
                assert_eq!(done_by(&lanes, true), all, "{lanes:?}");
            }
        }
    }

    #[test]
    fn without_a_door_nothing_of_edgar_is_taken() {
        for loops in 1..5 {
            for lanes in [
                Lane::of_a_run(loops, false),
                Lane::of_a_service(loops, false),
            ] {
                let kinds = done_by(&lanes, false);
                assert!(kinds.iter().all(|kind| DESK.contains(kind)), "{lanes:?}");
            }
        }
    }

    #[test]
    fn a_service_publishes_one_period_at_a_time() {
        for loops in 1..9 {
            let lanes = Lane::of_a_service(loops, true);
            let publish = lanes
                .iter()
                .filter(|lane| lane.kinds(true).contains(&WorkKind::Publish));
            assert_eq!(publish.count(), 1);
        }
    }
}

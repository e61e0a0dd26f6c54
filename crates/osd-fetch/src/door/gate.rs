use std::time::{Duration, Instant};

/// How long a probe may take before another may go in its place.
pub(super) const LEASE: Duration = Duration::from_secs(60);
/// How long others are told to wait while a probe is under way.
pub(super) const PROBING: Duration = Duration::from_secs(5);

/// Why nothing may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Closed {
    /// For how long.
    pub(crate) wait: Duration,
    /// The HTTP status that the block came with.
    pub(crate) status: u16,
}

/// What a block does to a process: nothing leaves for a while, then one errand goes first, the
/// *probe*, and opens the gate if it is served.
#[derive(Debug, Default)]
pub(super) struct Gate {
    block: Option<Block>,
}

#[derive(Debug, Clone, Copy)]
struct Block {
    seen: Instant,
    until: Instant,
    status: u16,
    probe: Option<Probe>,
}

#[derive(Debug, Clone, Copy)]
struct Probe {
    errand: u64,
    until: Instant,
}

impl Gate {
    /// Whether a request of an errand may leave, and is the probe's.
    pub(super) fn admit(&mut self, errand: u64, now: Instant) -> Result<bool, Closed> {
        let Some(block) = &mut self.block else {
            return Ok(false);
        };
        let closed = |wait| Closed {
            wait,
            status: block.status,
        };
        if now < block.until {
            return Err(closed(block.until - now));
        }
        match block.probe {
            Some(probe) if probe.errand != errand && now < probe.until => Err(closed(PROBING)),
            _ => {
                block.probe = Some(Probe {
                    errand,
                    until: now + LEASE,
                });
                Ok(true)
            }
        }
    }

    /// Closes it for a while from now on, or longer where it was closed for longer.
    pub(super) fn close(&mut self, now: Instant, pause: Duration, status: u16) {
        let until = now + pause;
        let known = self.block.map_or(until, |block| block.until);
        self.block = Some(Block {
            seen: now,
            until: until.max(known),
            status,
            probe: None,
        });
    }

    pub(super) fn open(&mut self) {
        self.block = None;
    }

    /// Opens it on word from the fleet, which was asked at `asked_at` and has not heard of what came
    /// since.
    pub(super) fn open_as_of(&mut self, asked_at: Instant) {
        self.block.take_if(|block| block.seen <= asked_at);
    }

    /// Lets another errand be the probe.
    pub(super) fn release(&mut self, errand: u64, now: Instant) {
        if let Some(block) = &mut self.block
            && block.probe.is_some_and(|probe| probe.errand == errand)
        {
            block.probe = None;
            block.until = block.until.min(now);
        }
    }

    /// For how long it is closed; zero while it is found out whether the block is over.
    pub(super) fn blocked_for(&self, now: Instant) -> Option<Duration> {
        let block = self.block?;
        Some(block.until.saturating_duration_since(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN_MINUTES: Duration = Duration::from_secs(600);

    fn closed(seconds: u64) -> Result<bool, Closed> {
        Err(Closed {
            wait: Duration::from_secs(seconds),
            status: 403,
        })
    }

    /// A gate that was closed for ten minutes, and when that was.
    fn blocked() -> (Gate, impl Fn(u64) -> Instant) {
        let start = Instant::now();
        let mut gate = Gate::default();
        assert_eq!(gate.admit(1, start), Ok(false));
        gate.close(start, TEN_MINUTES, 403);
        (gate, move |seconds| start + Duration::from_secs(seconds))
    }

    #[test]
    fn nothing_leaves_for_as_long_as_it_is_closed() {
        let (mut gate, at) = blocked();
        assert_eq!(gate.admit(1, at(0)), closed(600));
        assert_eq!(gate.admit(2, at(599)), closed(1));
        assert_eq!(gate.blocked_for(at(599)), Some(Duration::from_secs(1)));
        // Another block on the way is counted from then; a shorter pause shortens nothing.
        gate.close(at(100), TEN_MINUTES, 403);
        gate.close(at(101), Duration::from_secs(1), 403);
        assert_eq!(gate.admit(2, at(699)), closed(1));
    }

    #[test]
    fn one_errand_goes_first_and_opens_it() {
        let (mut gate, at) = blocked();
        assert_eq!(gate.admit(1, at(600)), Ok(true));
        assert_eq!(gate.admit(2, at(600)), closed(5));
        assert_eq!(gate.blocked_for(at(600)), Some(Duration::ZERO));
        assert_eq!(gate.admit(1, at(601)), Ok(true), "its second request");
        gate.open();
        assert_eq!(gate.admit(2, at(601)), Ok(false));
        assert_eq!(gate.blocked_for(at(601)), None);
    }

    #[test]
    fn old_news_does_not_open_it() {
        let (mut gate, at) = blocked();
        gate.close(at(10), TEN_MINUTES, 403);
        gate.open_as_of(at(9));
        assert_eq!(gate.admit(1, at(11)), closed(599));
        gate.open_as_of(at(12));
        assert_eq!(gate.admit(1, at(12)), Ok(false));
    }

    #[test]
    fn a_probe_that_meets_the_block_closes_it_again() {
        let (mut gate, at) = blocked();
        assert_eq!(gate.admit(1, at(600)), Ok(true));
        gate.close(at(601), TEN_MINUTES, 403);
        gate.release(1, at(601));
        assert_eq!(gate.admit(1, at(602)), closed(599));
    }

    #[test]
    fn a_probe_without_news_leaves_its_place_to_another() {
        let (mut gate, at) = blocked();
        assert_eq!(gate.admit(1, at(600)), Ok(true));
        gate.release(2, at(601)); // not the probe
        assert_eq!(gate.admit(2, at(601)), closed(5));
        gate.release(1, at(602));
        assert_eq!(gate.admit(2, at(602)), Ok(true));
        // One that is never heard of again has its place for a minute.
        assert_eq!(gate.admit(3, at(661)), closed(5));
        assert_eq!(gate.admit(3, at(662)), Ok(true));
    }
}

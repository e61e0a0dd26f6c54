use std::{fmt, time::Duration};

/// Who shares the rate of requests, and the pause after a block.
#[derive(Debug, Clone, Default)]
pub enum Budget {
    /// All that this process asks.
    #[default]
    Process,
    /// All that is asked by the processes that share a place in a Redis.
    Redis(RedisBudget),
}

/// A place in a Redis. It holds one small hash, which expires by itself.
#[derive(Clone)]
pub struct RedisBudget {
    /// Where Redis is: `redis://user:password@host:port/database`, or `unix:///path/of/its/socket`.
    /// May hold a password, and is not shown.
    pub url: String,
    /// What the name of the key begins with; by default `osd`. Processes that share an address or an
    /// identity at sec.gov must share it.
    pub prefix: String,
    /// How long it may take for a connection or an answer before it counts as away; by default a
    /// second.
    pub patience: Duration,
}

impl RedisBudget {
    /// The usual place in the Redis at `url`.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            prefix: "osd".to_owned(),
            patience: Duration::from_secs(1),
        }
    }
}

impl fmt::Debug for RedisBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisBudget")
            .field("prefix", &self.prefix)
            .field("patience", &self.patience)
            .finish_non_exhaustive()
    }
}

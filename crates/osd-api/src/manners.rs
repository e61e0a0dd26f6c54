//! What every request passes through before it is answered.

pub(crate) mod limits;
pub(crate) mod unchanged;

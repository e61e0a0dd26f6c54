//! What there is and what was decided, in SQL on two engines

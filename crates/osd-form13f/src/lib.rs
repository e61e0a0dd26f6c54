//! Reads Form 13F in any dress and never fails

//! The counter: answers, and HTTP over them

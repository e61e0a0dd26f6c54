//! The bytes EDGAR sent, kept: put once, verify on read, list

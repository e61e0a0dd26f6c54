//! The only door to sec.gov

//! The work: discover, fetch, read, publish, rebuild

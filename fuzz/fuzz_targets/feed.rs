//! A page of the feed of the latest filings: any bytes.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| osd_fuzz::discovery::feed(bytes));

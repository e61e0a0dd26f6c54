//! A filer's list of submissions: any bytes.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| osd_fuzz::discovery::submissions(bytes));

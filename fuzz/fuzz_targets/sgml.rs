//! The SGML container and its header: any bytes.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| osd_fuzz::container(bytes));

//! A fails-to-deliver file, zipped and not: any bytes.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| osd_fuzz::reference::fails(bytes));

//! A filing whose one document is any text.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| osd_fuzz::submission(&osd_fuzz::with_text(bytes)));

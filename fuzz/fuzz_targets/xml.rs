//! A filing in XML whose information table is any bytes.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| osd_fuzz::submission(&osd_fuzz::with_xml_table(bytes)));

//! Facts of real filings, where their bytes are at hand.

use std::path::Path;

use super::*;

/// Accession number, CIK, entry total, value total.
const FACTS: [(&str, u32, u64, &str); 9] = [
    ("0000950148-99-001187", 1_067_983, 32, "27426454"),
    ("0001061768-08-000104", 1_061_768, 1, "63760"),
    ("0001103804-08-000010", 1_103_804, 40, "4637151"),
    ("0000872162-10-000002", 872_162, 69, "311075"),
    ("0000911084-10-000001", 911_084, 51, "28106"),
    ("0000891092-10-000466", 1_388_712, 1_500, "390097387.95"),
    ("0000893838-10-000008", 1_054_074, 7, "10275436"),
    ("0000897423-10-000031", 806_246, 0, "0"),
    ("0001092838-12-000004", 1_092_838, 51, "701378"),
];

#[test]
fn totals_of_real_filings() {
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/edgar/Archives/edgar/data");
    for (accession, cik, entries, value) in FACTS {
        let Ok(bytes) = std::fs::read(root.join(format!("{cik}/{accession}.txt"))) else {
            continue;
        };
        let submission = osd_edgar::sgml::read(&bytes);
        let main = crate::papers::main(&submission.documents).unwrap();
        let (cover, notes) = of(&osd_edgar::charset::decode(main.content()));
        assert_eq!(notes, [], "{accession}");
        assert_eq!(cover.entry_total, Some(entries), "{accession}");
        assert_eq!(cover.value_total.unwrap().to_string(), value, "{accession}");
        assert!(
            cover.report_date.is_some() && cover.report_type.is_some(),
            "{accession}"
        );
    }
}

//! Whatever the bytes, reading a submission neither fails nor takes more than linear time.

use std::time::{Duration, Instant};

use osd_edgar::{content, sgml};
use proptest::{prelude::*, sample::Index};

const SUBMISSION: &[u8] = b"-----BEGIN PRIVACY-ENHANCED MESSAGE-----
<SEC-DOCUMENT>0000950123-25-005701.txt : 20250515
<SEC-HEADER>0000950123-25-005701.hdr.sgml : 20250515
<ACCEPTANCE-DATETIME>20250515160012
ACCESSION NUMBER:\t\t0000950123-25-005701
\t\tCOMPANY CONFORMED NAME:\t\t\tSOCI\xC9T\xC9
\t\tCENTRAL INDEX KEY:\t\t\t0001067983
\t\tFORMER CONFORMED NAME:\tNBH INC
</SEC-HEADER>
<DOCUMENT>
<TYPE>13F-HR
<SEQUENCE>1
<TEXT>
<XML>
<a/>
</XML>
</TEXT>
</DOCUMENT>
</SEC-DOCUMENT>
-----END PRIVACY-ENHANCED MESSAGE-----
";

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>) {
        let _ = sgml::read(&bytes);
        let _ = content::check_index(&bytes);
    }

    #[test]
    fn a_cut_or_changed_submission_is_survived(
        changes in proptest::collection::vec((any::<Index>(), any::<u8>()), 0..8),
        from: Index,
        length: Index,
    ) {
        let mut bytes = SUBMISSION.to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let start = from.index(bytes.len());
        let end = start + length.index(bytes.len() - start + 1);
        let _ = sgml::read(&bytes[start..end]);
        let _ = sgml::read(&bytes[..end]);
    }
}

/// Quadratic reading of these would take hours; the bound is generous for a busy machine.
#[test]
fn large_hostile_submissions_take_linear_time() {
    let started = Instant::now();
    for piece in [
        "<DOCUMENT>",
        "<DOCUMENT>\n<TEXT>",
        "</TEXT>",
        "<",
        "\n",
        "<TYPE>\n",
        "A:",
        "<CIK>1\n",
    ] {
        let bytes = piece.repeat(4_000_000 / piece.len());
        let _ = sgml::read(bytes.as_bytes());
    }
    assert!(started.elapsed() < Duration::from_secs(60));
}

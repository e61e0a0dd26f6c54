//! CUSIPs: six characters of the issuer, two of the issue, and the check digit.

/// Letters and digits, without the two letters that look like digits.
const CHARACTERS: &[u8; 34] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Issuers that six characters can name: five digits and one of [`CHARACTERS`].
const ISSUERS: u64 = 3_400_000;
/// How CUSIPs of issuers abroad begin.
const ABROAD: &[u8; 10] = b"GHNPVYLMFD";

/// The CUSIP of an issue. Every issuer below [`ISSUERS`] has six characters of its own, and
/// every `issue` below 1,156 two.
pub(super) fn cusip(seed: u64, issuer: u64, is_abroad: bool, issue: u64) -> String {
    // The factor shares no divisor with the number of issuers: no two get the same characters.
    let scrambled = (issuer.wrapping_mul(1_000_003) + seed % ISSUERS) % ISSUERS;
    let mut text = format!("{:05}", scrambled / 34);
    if is_abroad {
        let first = usize::from(text.as_bytes()[0] - b'0');
        text.replace_range(..1, &char::from(ABROAD[first]).to_string());
    }
    for place in [scrambled % 34, issue / 34, issue % 34] {
        text.push(character(place));
    }
    let check = check_digit(&text);
    text.push(check);
    text
}

fn character(place: u64) -> char {
    let place = usize::try_from(place % 34).unwrap_or_default();
    CHARACTERS.get(place).map_or('0', |&byte| char::from(byte))
}

/// The digit that makes the sum of all digits a multiple of ten, where letters count from ten and
/// every second character twice.
fn check_digit(eight: &str) -> char {
    let values = eight.chars().map(|c| c.to_digit(36).unwrap_or_default());
    let digits = values
        .zip([1, 2].into_iter().cycle())
        .map(|(value, times)| value * times)
        .map(|value| value / 10 + value % 10);
    let missing = (10 - digits.sum::<u32>() % 10) % 10;
    char::from_digit(missing, 10).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_those_of_real_securities() {
        for known in ["037833100", "025816109", "H1467J104", "02079K305"] {
            let (eight, check) = known.split_at(8);
            assert_eq!(check_digit(eight).to_string(), check, "{known}");
        }
    }

    #[test]
    fn no_two_issues_share_one() {
        let mut all: Vec<String> = (0..3_000)
            .flat_map(|issuer| [10, 20].map(|issue| cusip(5, issuer, issuer % 9 == 0, issue)))
            .collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}

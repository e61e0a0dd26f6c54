//! The character sets of EDGAR: ASCII by its rules, UTF-8 and Windows-1252 in practice.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

/// Reads bytes as UTF-8, and each byte that is none as Windows-1252. Bytes that are all UTF-8
/// are borrowed. Every byte sequence has a reading, so nothing is replaced or lost.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 16);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        let (stray, _) = WINDOWS_1252.decode_without_bom_handling(chunk.invalid());
        text.push_str(&stray);
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stray_bytes_read_as_windows_1252_beside_utf_8() {
        assert_eq!(decode(b"NESTL\xC9 S.A. \x96 ADR"), "NESTLÉ S.A. – ADR");
        assert_eq!(decode("Société \u{2013} ".as_bytes()), "Société – ");
        assert_eq!(decode(b"Soci\xC3\xA9t\xE9"), "Société");
        assert!(matches!(decode("plain".as_bytes()), Cow::Borrowed("plain")));
    }
}

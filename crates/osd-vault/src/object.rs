//! The format of an object, as the README describes it.

use std::io::{self, Read};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use zstd::zstd_safe::CParameter;

use crate::{digest::Digest, error::Damage};

/// Begins a skippable frame: the first of the sixteen numbers that RFC 8878 sets aside.
const SKIPPABLE: [u8; 4] = 0x184D_2A50_u32.to_le_bytes();

/// The largest content of an object, in bytes. The largest index and submission of EDGAR are a
/// tenth of it.
pub(crate) const MAX_LENGTH: u64 = 1 << 30;

/// The largest header, in bytes, with the eight that begin its frame. A usual one has 250.
pub(crate) const MAX_HEADER: usize = 1 << 16;

/// Where bytes come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The address that the bytes were fetched from.
    pub url: String,
    /// When they had been fetched.
    pub fetched_at: DateTime<Utc>,
}

/// What an object says about its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    #[serde(flatten)]
    pub(crate) provenance: Provenance,
    /// Of the bytes as sent.
    pub(crate) sha256: Digest,
    /// Of the bytes as sent.
    pub(crate) length: u64,
}

/// Packs `bytes` into an object.
pub(crate) fn seal(header: &Header, bytes: &[u8], level: i32) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec(header)?;
    let length = u32::try_from(json.len()).ok();
    let length = length.filter(|_| json.len() + 8 <= MAX_HEADER);
    let length = length.ok_or_else(|| io::Error::other("the address is too long for a header"))?;

    let mut packer = zstd::bulk::Compressor::new(level)?;
    packer.set_parameter(CParameter::ChecksumFlag(true))?; // lets `zstd -t` check a vault
    let content = packer.compress(bytes)?;
    Ok([&SKIPPABLE[..], &length.to_le_bytes(), &json, &content].concat())
}

/// The header of an object and what follows it. `object` may end anywhere after the header.
pub(crate) fn split(object: &[u8]) -> Result<(Header, &[u8]), Damage> {
    let frame = object.strip_prefix(&SKIPPABLE).ok_or(Damage::NoHeader)?;
    let (length, frame) = frame.split_first_chunk().ok_or(Damage::NoHeader)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| Damage::NoHeader)?;
    let (json, content) = frame.split_at_checked(length).ok_or(Damage::NoHeader)?;
    let header = serde_json::from_slice(json).map_err(|e| Damage::BrokenHeader(e.to_string()))?;
    Ok((header, content))
}

/// Unpacks an object and verifies its content. Memory is bounded by the declared length, and that
/// by [`MAX_LENGTH`].
pub(crate) fn open(object: &[u8]) -> Result<(Header, Vec<u8>), Damage> {
    let (header, content) = split(object)?;
    let declared = header.length;
    if declared > MAX_LENGTH {
        return Err(Damage::TooLarge(declared));
    }
    let broken = |error: io::Error| Damage::BrokenContent(error.to_string());
    let mut bytes = Vec::new();
    zstd::Decoder::with_buffer(content)
        .map_err(broken)?
        .take(declared + 1)
        .read_to_end(&mut bytes)
        .map_err(broken)?;

    let held = bytes.len() as u64;
    if held != declared {
        return Err(Damage::Length { declared, held });
    }
    let (declared, held) = (header.sha256, Digest::of(&bytes));
    if held != declared {
        return Err(Damage::Digest { declared, held });
    }
    Ok((header, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(bytes: &[u8]) -> Header {
        let fetched_at = "2025-05-15T20:01:02Z".parse().unwrap();
        Header {
            provenance: Provenance {
                url: "https://www.sec.gov/Archives/edgar/data/1/a.txt".into(),
                fetched_at,
            },
            sha256: Digest::of(bytes),
            length: bytes.len() as u64,
        }
    }

    #[test]
    fn the_header_is_readable_json_in_a_skippable_frame() {
        let object = seal(&header(b"abc"), b"abc", 3).unwrap();
        let json = concat!(
            r#"{"url":"https://www.sec.gov/Archives/edgar/data/1/a.txt","#,
            r#""fetched_at":"2025-05-15T20:01:02Z","#,
            r#""sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","#,
            r#""length":3}"#,
        );
        assert_eq!(object[..4], [0x50, 0x2A, 0x4D, 0x18]);
        assert_eq!(object[4..8], (json.len() as u32).to_le_bytes());
        assert_eq!(&object[8..8 + json.len()], json.as_bytes());
    }

    #[test]
    fn plain_zstd_reads_an_object_from_its_first_byte() {
        let sent = b"CIK|Company Name|Form Type\n".repeat(1000);
        let object = seal(&header(&sent), &sent, 3).unwrap();
        assert!(object.len() < 1000);
        assert_eq!(zstd::decode_all(&object[..]).unwrap(), sent);
    }

    #[test]
    fn an_object_that_expands_past_its_declared_length_is_not_unpacked_further() {
        let bomb = vec![0; 10_000_000];
        let small = Header {
            length: 10,
            ..header(&bomb)
        };
        let object = seal(&small, &bomb, 3).unwrap();
        let (declared, held) = (10, 11);
        assert_eq!(open(&object), Err(Damage::Length { declared, held }));
    }

    #[test]
    fn an_object_that_declares_too_much_is_not_unpacked() {
        let length = MAX_LENGTH + 1;
        let huge = Header {
            length,
            ..header(b"abc")
        };
        let object = seal(&huge, b"abc", 3).unwrap();
        assert_eq!(open(&object), Err(Damage::TooLarge(length)));
    }

    #[test]
    fn an_address_longer_than_any_header_is_refused() {
        let mut long = header(b"abc");
        long.provenance.url = "x".repeat(MAX_HEADER);
        assert!(seal(&long, b"abc", 3).is_err());
    }
}

//! The file of a backup: a tar packed by zstd, and after it a frame that says its digest.
//!
//! The frame is one that zstd skips (RFC 8878), so that `tar --zstd -tf` reads a backup. It has one form
//! only, and the digest is of every byte before it: no byte can change and no end be cut unseen.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read, Write},
    path::Path,
};

use osd_vault::Key;
use sha2::{Digest as _, Sha256};

use super::contents::{About, Contents, LeftOut, MemberFacts, Name};

/// Of zstd. Rows as JSON shrink to a tenth at any level.
const LEVEL: i32 = 3;
/// Begins the frame: the last of the sixteen numbers that RFC 8878 sets aside.
const SKIPPABLE: [u8; 4] = 0x184D_2A5F_u32.to_le_bytes();
/// The length of the frame in bytes.
pub(super) const SEAL: usize = 8 + r#"{"sha256":""}"#.len() + 64;

/// The frame for what has this digest.
pub(super) fn seal(sha256: Sha256) -> Vec<u8> {
    let json = format!(r#"{{"sha256":"{}"}}"#, hex::encode(sha256.finalize()));
    let length = u32::try_from(json.len()).unwrap_or_default();
    [&SKIPPABLE[..], &length.to_le_bytes(), json.as_bytes()].concat()
}

/// Passes bytes on, and knows the digest and length of all of them.
pub(super) struct Digesting<T> {
    pub(super) inner: T,
    pub(super) sha256: Sha256,
    pub(super) bytes: u64,
}

impl<T> Digesting<T> {
    pub(super) fn new(inner: T) -> Self {
        Self {
            inner,
            sha256: Sha256::new(),
            bytes: 0,
        }
    }

    fn saw(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        self.bytes += bytes.len() as u64;
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.saw(bytes.get(..written).unwrap_or(bytes));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<R: Read> Read for Digesting<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        if let Some(bytes) = into.get(..read) {
            self.saw(bytes);
        }
        Ok(read)
    }
}

/// Counts objects, and digests what they are called and hold.
#[derive(Default)]
pub(super) struct ObjectTally {
    count: u64,
    bytes: u64,
    sha256: Sha256,
}

impl ObjectTally {
    pub(super) fn add(&mut self, key: &Key, packed: &[u8]) {
        self.count += 1;
        self.bytes += packed.len() as u64;
        let line = format!("{key} {}\n", hex::encode(Sha256::digest(packed)));
        self.sha256.update(line);
    }

    pub(super) fn sum(self) -> super::contents::Objects {
        super::contents::Objects {
            count: self.count,
            bytes: self.bytes,
            sha256: hex::encode(self.sha256.finalize()),
        }
    }
}

/// A backup that is being written.
pub(super) struct Archive<W: Write> {
    tar: tar::Builder<zstd::Encoder<'static, Digesting<W>>>,
    contents: Contents,
    objects: ObjectTally,
}

impl<W: Write> Archive<W> {
    pub(super) fn begin(to: W, about: &About) -> io::Result<Self> {
        let mut packer = zstd::Encoder::new(Digesting::new(to), LEVEL)?;
        packer.include_checksum(true)?; // lets `zstd -t` check it
        let names = about.tables.iter().map(|table| (table.name.clone(), 0));
        let mut archive = Self {
            tar: tar::Builder::new(packer),
            contents: Contents {
                tables: BTreeMap::from_iter(names),
                ..Contents::default()
            },
            objects: ObjectTally::default(),
        };
        archive.member(&Name::About, &pretty(about)?)?;
        Ok(archive)
    }

    /// Rows of a table, a JSON array a line.
    pub(super) fn rows(&mut self, name: &Name, lines: &[u8], rows: u64) -> io::Result<()> {
        self.member(name, lines)?;
        if let Name::Rows { table, .. } = name {
            *self.contents.tables.entry(table.clone()).or_default() += rows;
        }
        let facts = facts(name, Digesting::of(lines), Some(rows));
        self.contents.members.push(facts);
        Ok(())
    }

    /// An object of the vault as it lies there.
    pub(super) fn object(&mut self, key: Key, packed: &[u8]) -> io::Result<()> {
        self.member(&Name::Object(key), packed)?;
        self.objects.add(&key, packed);
        Ok(())
    }

    /// A file of a snapshot. Gives its length and sha256.
    pub(super) fn file(&mut self, name: &Name, path: &Path) -> io::Result<(u64, String)> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut content = Digesting::new(file.take(length));
        let mut header = header(length);
        self.tar
            .append_data(&mut header, name.to_string(), &mut content)?;
        if content.bytes != length {
            let short = format!("{} became shorter while it was read", path.display());
            return Err(io::Error::other(short));
        }
        let facts = facts(name, content, None);
        let told = (facts.bytes, facts.sha256.clone());
        self.contents.members.push(facts);
        Ok(told)
    }

    pub(super) fn leave_out(&mut self, left_out: LeftOut) {
        self.contents.left_out.push(left_out);
    }

    /// The manifest, the end and the seal. Gives what was written to, and what is in it.
    pub(super) fn finish(mut self) -> io::Result<(W, Contents, u64)> {
        self.contents.objects = std::mem::take(&mut self.objects).sum();
        let manifest = pretty(&self.contents)?;
        self.member(&Name::Manifest, &manifest)?;
        let packed = self.tar.into_inner()?.finish()?;
        let Digesting {
            mut inner,
            sha256,
            bytes,
        } = packed;
        inner.write_all(&seal(sha256))?;
        inner.flush()?;
        Ok((inner, self.contents, bytes + SEAL as u64))
    }

    fn member(&mut self, name: &Name, content: &[u8]) -> io::Result<()> {
        let mut header = header(content.len() as u64);
        self.tar.append_data(&mut header, name.to_string(), content)
    }
}

impl Digesting<()> {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut digesting = Self::new(());
        digesting.saw(bytes);
        digesting
    }
}

pub(super) fn facts<T>(name: &Name, seen: Digesting<T>, rows: Option<u64>) -> MemberFacts {
    MemberFacts {
        name: name.to_string(),
        bytes: seen.bytes,
        sha256: hex::encode(seen.sha256.finalize()),
        rows,
    }
}

/// A header without owner and time: the same content gives the same bytes.
fn header(length: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(length);
    header.set_mode(0o600);
    header
}

fn pretty(value: &impl serde::Serialize) -> io::Result<Vec<u8>> {
    let mut json = serde_json::to_vec_pretty(value)?;
    json.push(b'\n');
    Ok(json)
}

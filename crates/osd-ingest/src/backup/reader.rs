//! Reads a backup and holds it to what it says of itself. Nothing in it is trusted before that.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use osd_vault::check_object;
use serde_json::Value;
use sha2::Sha256;

use super::{
    archive::{Digesting, ObjectTally, SEAL, facts, seal},
    contents::{About, Contents, FORMAT, Name},
    error::BackupError,
};

/// The longest member that is read into memory, in bytes. An object of the vault has a limit of its own,
/// which is a little less.
const LONGEST: u64 = 1_100_000_000;

/// A backup whose every byte is as it was written.
pub(super) struct Backup {
    path: PathBuf,
    file: File,
    /// Bytes before the seal.
    length: u64,
}

/// A member, by name.
pub(super) enum Member<'a> {
    /// Rows of the table at this place in the list of tables.
    Rows(usize, Vec<Vec<Value>>),
    /// An object of the vault, sound.
    Object(osd_vault::Key, Vec<u8>),
    /// A file of a snapshot.
    SnapshotFile(Name, &'a mut dyn Read),
}

/// What is done with each member.
pub(super) type Visit<'v, E> = &'v mut dyn FnMut(&About, Member<'_>) -> Result<(), E>;

impl Backup {
    /// Opens a backup and reads all of it once, to see that no byte of it has changed.
    pub(super) fn open(path: &Path) -> Result<Self, BackupError> {
        let io = |source| BackupError::Io {
            what: "read",
            path: path.to_owned(),
            source,
        };
        let mut file = File::open(path).map_err(io)?;
        let whole = file.metadata().map_err(io)?.len();
        let not_whole = |why: &str| BackupError::NotWhole {
            path: path.to_owned(),
            why: why.to_owned(),
        };
        let length = whole.checked_sub(SEAL as u64);
        let length = length.ok_or_else(|| not_whole("it is too short"))?;
        let mut sha256 = Digesting::new(io::sink());
        let content = &mut BufReader::with_capacity(1 << 20, &file).take(length);
        io::copy(content, &mut sha256).map_err(io)?;
        let mut found = Vec::new();
        file.seek(SeekFrom::Start(length)).map_err(io)?;
        (&file)
            .take(SEAL as u64 + 1)
            .read_to_end(&mut found)
            .map_err(io)?;
        let sha256: Sha256 = sha256.sha256;
        if found != seal(sha256) {
            return Err(not_whole("its bytes are not those that its end says"));
        }
        Ok(Self {
            path: path.to_owned(),
            file,
            length,
        })
    }

    fn not_whole(&self, why: impl ToString) -> BackupError {
        BackupError::NotWhole {
            path: self.path.clone(),
            why: why.to_string(),
        }
    }

    /// Goes through all members in their order. What the manifest at the end says is held against what
    /// was there; whatever came of the visits is good only when this has succeeded.
    pub(super) fn walk<E: From<BackupError>>(
        &mut self,
        visit: Visit<'_, E>,
    ) -> Result<(About, Contents), E> {
        let broken = |error: io::Error| BackupError::NotWhole {
            path: self.path.clone(),
            why: error.to_string(),
        };
        self.file.seek(SeekFrom::Start(0)).map_err(broken)?;
        let content = BufReader::with_capacity(1 << 20, (&self.file).take(self.length));
        let unpacked = zstd::Decoder::with_buffer(content).map_err(broken)?;
        let mut tar = tar::Archive::new(unpacked);
        let mut entries = tar.entries().map_err(broken)?;
        let first = entries
            .next()
            .ok_or_else(|| self.not_whole("it is empty"))?;
        let mut first = first.map_err(broken)?;
        let about = self.about(&mut first)?;
        let mut tally = Tally::of(&about);
        let mut manifest: Option<Contents> = None;
        for entry in entries {
            let mut entry = entry.map_err(broken)?;
            let name = name_of(&entry);
            let name = name.filter(|_| manifest.is_none());
            let name = name.ok_or_else(|| self.not_whole("it has a member that is none"))?;
            match name {
                Name::Manifest => {
                    let json = self.content(&mut entry)?;
                    let read = serde_json::from_slice(&json);
                    manifest = Some(read.map_err(|error| self.not_whole(error))?);
                }
                name => self.member(&about, name, &mut entry, &mut tally, visit)?,
            }
        }
        let manifest = manifest.ok_or_else(|| self.not_whole("it has no manifest"))?;
        let seen = Contents {
            left_out: manifest.left_out.clone(),
            ..tally.sum()
        };
        if seen != manifest {
            return Err(self
                .not_whole("its members are not those of its manifest")
                .into());
        }
        Ok((about, manifest))
    }

    fn about(&self, entry: &mut tar::Entry<'_, impl Read>) -> Result<About, BackupError> {
        if name_of(entry) != Some(Name::About) {
            return Err(self.not_whole("it does not say what it is"));
        }
        let json = self.content(entry)?;
        let value: Value = serde_json::from_slice(&json).map_err(|error| self.not_whole(error))?;
        let format = value
            .get("format")
            .and_then(Value::as_u64)
            .unwrap_or_default();
        if format > FORMAT.into() {
            return Err(BackupError::Newer {
                path: self.path.clone(),
                format: u32::try_from(format).unwrap_or(u32::MAX),
            });
        }
        serde_json::from_value(value).map_err(|error| self.not_whole(error))
    }

    fn content(&self, entry: &mut impl Read) -> Result<Vec<u8>, BackupError> {
        let mut content = Vec::new();
        let read = entry.take(LONGEST + 1).read_to_end(&mut content);
        let read = read.map_err(|error| self.not_whole(error))?;
        if read as u64 > LONGEST {
            return Err(self.not_whole("it has a member that is too long"));
        }
        Ok(content)
    }

    fn member<E: From<BackupError>>(
        &self,
        about: &About,
        name: Name,
        entry: &mut impl Read,
        tally: &mut Tally,
        visit: Visit<'_, E>,
    ) -> Result<(), E> {
        match &name {
            Name::Rows { table, .. } => {
                let content = self.content(entry)?;
                let mut tables = about.tables.iter();
                let place = tables.position(|shape| shape.name == *table);
                let place = place.ok_or_else(|| self.not_whole(format!("{table} is no table")))?;
                let rows = rows(&content).map_err(|error| self.not_whole(error))?;
                tally.rows(table, rows.len() as u64);
                let count = Some(rows.len() as u64);
                let seen = facts(&name, Digesting::of(&content), count);
                tally.contents.members.push(seen);
                visit(about, Member::Rows(place, rows))
            }
            Name::Object(key) => {
                let content = self.content(entry)?;
                check_object(key, &content).map_err(|error| self.not_whole(error))?;
                tally.objects.add(key, &content);
                visit(about, Member::Object(*key, content))
            }
            Name::SnapshotFile { .. } => {
                let mut content = Digesting::new(entry);
                visit(about, Member::SnapshotFile(name.clone(), &mut content))?;
                let rest = io::copy(&mut content, &mut io::sink());
                rest.map_err(|error| self.not_whole(error))?;
                tally.contents.members.push(facts(&name, content, None));
                Ok(())
            }
            Name::About | Name::Manifest => Err(self.not_whole("it says twice what it is").into()),
        }
    }
}

/// What was there.
struct Tally {
    contents: Contents,
    objects: ObjectTally,
}

impl Tally {
    fn of(about: &About) -> Self {
        let tables = about.tables.iter();
        let tables = tables.map(|table| (table.name.clone(), 0));
        Self {
            contents: Contents {
                tables: BTreeMap::from_iter(tables),
                ..Contents::default()
            },
            objects: ObjectTally::default(),
        }
    }

    fn rows(&mut self, table: &str, rows: u64) {
        *self.contents.tables.entry(table.to_owned()).or_default() += rows;
    }

    fn sum(self) -> Contents {
        Contents {
            objects: self.objects.sum(),
            ..self.contents
        }
    }
}

fn name_of(entry: &tar::Entry<'_, impl Read>) -> Option<Name> {
    let path = entry.path_bytes();
    let is_file = entry.header().entry_type().is_file();
    let name = std::str::from_utf8(&path).ok().filter(|_| is_file)?;
    Name::of(name)
}

/// The rows of a part: a JSON array a line.
fn rows(content: &[u8]) -> Result<Vec<Vec<Value>>, serde_json::Error> {
    serde_json::Deserializer::from_slice(content)
        .into_iter()
        .collect()
}

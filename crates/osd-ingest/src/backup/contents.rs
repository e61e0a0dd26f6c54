//! What a backup says of itself, and what its members are called.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use osd_catalog::{Engine, TableShape};
use osd_domain::Period;
use osd_snapshot::SnapshotId;
use osd_vault::Key;
use serde::{Deserialize, Serialize};

/// The version of the format. Later ones are refused.
pub(crate) const FORMAT: u32 = 1;
/// The first member.
pub(crate) const ABOUT: &str = "backup.json";
/// The last member.
pub(crate) const MANIFEST: &str = "manifest.json";

osd_domain::named! {
    /// What of the catalog a backup holds.
    BackupScope {
        /// The journal: what people decided, which nothing else can make again.
        People = "people",
        /// Every table.
        All = "all",
    }
}

/// The first member: what is coming.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The version of the format.
    pub format: u32,
    /// When it was begun.
    pub made_at: DateTime<Utc>,
    /// The version of the program that made it.
    pub program: String,
    /// What of the catalog it holds.
    pub scope: BackupScope,
    /// The engine that the catalog was on. It restores into either.
    pub engine: Engine,
    /// The version of the catalog's tables: their last migration.
    pub schema: String,
    /// The tables, those first that others refer to.
    pub tables: Vec<TableShape>,
}

/// A member with rows, or a file of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MemberFacts {
    pub(crate) name: String,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
    /// Rows of the catalog in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rows: Option<u64>,
}

/// The objects of the vault. There may be a million, and each says its own digest: so this is one for
/// all of them, of the lines `<path> <sha256 of the object as it lies>`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Objects {
    pub(crate) count: u64,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

/// What could not be backed up, for it is not whole itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The object of the vault, or the snapshot.
    pub place: String,
    /// Why.
    pub why: String,
}

/// The last member: what there was, to hold everything before it to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Contents {
    /// How many rows each table has.
    pub(crate) tables: BTreeMap<String, u64>,
    /// Everything but the objects of the vault.
    pub(crate) members: Vec<MemberFacts>,
    pub(crate) objects: Objects,
    pub(crate) left_out: Vec<LeftOut>,
}

impl Contents {
    /// How many snapshots there are.
    pub(crate) fn snapshots(&self) -> u64 {
        let names = self.members.iter().map(|member| Name::of(&member.name));
        let manifests = names.filter(
            |name| matches!(name, Some(Name::SnapshotFile { file, .. }) if file == MANIFEST),
        );
        manifests.count() as u64
    }
}

/// What a member is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Name {
    About,
    /// A part of the rows of a table.
    Rows {
        table: String,
        part: u64,
    },
    Object(Key),
    SnapshotFile {
        period: Period,
        id: SnapshotId,
        file: String,
    },
    Manifest,
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::About => f.write_str(ABOUT),
            Self::Rows { table, part } => write!(f, "catalog/{table}/{part:06}.jsonl"),
            Self::Object(key) => write!(f, "vault/{key}"),
            Self::SnapshotFile { period, id, file } => write!(f, "snapshots/{period}/{id}/{file}"),
            Self::Manifest => f.write_str(MANIFEST),
        }
    }
}

impl Name {
    /// The name that is written so; none where no member is.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let found = Self::parse(text)?;
        // One name has one spelling: no path leads out of where it belongs.
        (found.to_string() == text).then_some(found)
    }

    fn parse(text: &str) -> Option<Self> {
        if let Some(path) = text.strip_prefix("vault/") {
            return path.parse().ok().map(Self::Object);
        }
        let mut parts = text.split('/');
        let name = match (parts.next()?, parts.next(), parts.next(), parts.next()) {
            (ABOUT, None, ..) => Self::About,
            (MANIFEST, None, ..) => Self::Manifest,
            ("catalog", Some(table), Some(part), None) => Self::Rows {
                table: table.to_owned(),
                part: part.strip_suffix(".jsonl")?.parse().ok()?,
            },
            ("snapshots", Some(period), Some(id), Some(file)) => Self::SnapshotFile {
                period: period.parse().ok()?,
                id: id.parse().ok()?,
                file: file.to_owned(),
            },
            _ => return None,
        };
        parts.next().is_none().then_some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_spelling_and_leads_nowhere_else() {
        let id = "0123456789abcdef0123456789abcdef";
        for name in [
            ABOUT.to_owned(),
            MANIFEST.to_owned(),
            "catalog/journal/000000.jsonl".to_owned(),
            "vault/submissions/0000950123/25/0000950123-25-005701.txt.zst".to_owned(),
            format!("snapshots/2025Q1/{id}/lines.parquet"),
        ] {
            assert_eq!(Name::of(&name).map(|one| one.to_string()), Some(name));
        }
        for odd in [
            "",
            "../backup.json",
            "/backup.json",
            "catalog/journal/0.jsonl",
            "catalog/journal",
            "vault/../catalog.db",
            "vault/submissions/0000950123/26/0000950123-25-005701.txt.zst",
            &format!("snapshots/2025Q1/{id}"),
            &format!("snapshots/2025Q1/{id}/../../x"),
            &format!("snapshots/../{id}/lines.parquet"),
        ] {
            assert_eq!(Name::of(odd), None, "{odd}");
        }
    }
}

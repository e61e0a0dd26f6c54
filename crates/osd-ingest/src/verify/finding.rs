//! What can be found.

use osd_domain::{Accession, Period, ReferenceFile};
use osd_vault::Key;
use serde::Serialize;

osd_domain::named! {
    /// How bad a finding is.
    Severity {
        /// Something is not there that should be.
        Lost = "lost",
        /// Something is there, and is not what it should be.
        Damaged = "damaged",
        /// Something is sound, and behind what is known.
        Stale = "stale",
        /// Something is there that nothing asks for.
        Stray = "stray",
    }
}

osd_domain::named! {
    /// What is not as it should be.
    FindingKind {
        /// An object of the vault is not what was put.
        ObjectDamaged = "object_damaged",
        /// A file in the vault has a name that is none of the vault's.
        StrayFile = "stray_file",
        /// A filing was fetched, and the vault has no submission of it.
        SubmissionLost = "submission_lost",
        /// The vault has other bytes of a filing than the catalog says were fetched.
        SubmissionDiffers = "submission_differs",
        /// The vault has a submission of a filing that the catalog does not know.
        SubmissionUnknown = "submission_unknown",
        /// A submission is in the vault, was not read, and nothing orders that.
        FilingUnread = "filing_unread",
        /// The vault has not the version of an index that was read.
        IndexLost = "index_lost",
        /// The vault has not the version of a reference file that was read.
        ReferenceLost = "reference_lost",
        /// A period points to a snapshot of which a file is not there.
        SnapshotLost = "snapshot_lost",
        /// A period points to a snapshot whose files are not what was published.
        SnapshotDamaged = "snapshot_damaged",
        /// In the folder of a snapshot lies a file that its manifest does not name.
        SnapshotFileStray = "snapshot_file_stray",
        /// A snapshot lies there that no period points to and that waits for no clean-up.
        SnapshotStray = "snapshot_stray",
        /// The catalog has other figures of a snapshot than its files.
        FiguresDiffer = "figures_differ",
        /// A snapshot has not the filings that its period has in the catalog.
        FilingsDiffer = "filings_differ",
        /// A period is not published as its filings are now, and nothing orders that.
        PeriodBehind = "period_behind",
    }
}

impl FindingKind {
    /// The store that it is about.
    pub fn store(self) -> &'static str {
        match self {
            Self::ObjectDamaged | Self::StrayFile => "vault",
            Self::SubmissionLost
            | Self::SubmissionDiffers
            | Self::SubmissionUnknown
            | Self::FilingUnread
            | Self::IndexLost
            | Self::ReferenceLost => "catalog",
            Self::SnapshotLost
            | Self::SnapshotDamaged
            | Self::SnapshotFileStray
            | Self::SnapshotStray
            | Self::FiguresDiffer
            | Self::FilingsDiffer
            | Self::PeriodBehind => "snapshots",
        }
    }

    /// How bad it is.
    pub fn severity(self) -> Severity {
        match self {
            Self::SubmissionLost | Self::IndexLost | Self::ReferenceLost | Self::SnapshotLost => {
                Severity::Lost
            }
            Self::ObjectDamaged
            | Self::SubmissionDiffers
            | Self::SnapshotDamaged
            | Self::FiguresDiffer
            | Self::FilingsDiffer => Severity::Damaged,
            Self::FilingUnread | Self::PeriodBehind => Severity::Stale,
            Self::StrayFile
            | Self::SubmissionUnknown
            | Self::SnapshotFileStray
            | Self::SnapshotStray => Severity::Stray,
        }
    }

    /// What to do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::ObjectDamaged => {
                "restore it from a backup, or `osd verify --repair`, which sets it aside and orders it \
                 from EDGAR again"
            }
            Self::SubmissionLost | Self::IndexLost | Self::ReferenceLost => {
                "restore it from a backup, or `osd verify --repair`, which orders it from EDGAR again"
            }
            Self::SubmissionDiffers | Self::FilingUnread => {
                "`osd verify --repair`, which orders it to be read again"
            }
            Self::SubmissionUnknown => "`osd rebuild`, which enters it",
            Self::SnapshotLost => {
                "`osd verify --repair`, which orders the period to be published again"
            }
            Self::SnapshotDamaged => {
                "`osd verify --repair`, which sets it aside and orders the period to be published again"
            }
            Self::FiguresDiffer | Self::FilingsDiffer | Self::PeriodBehind => {
                "`osd verify --repair`, which orders the period to be published again"
            }
            Self::SnapshotStray => {
                "the next `osd ingest` removes it where it knows the period; else remove it, if it is \
                 nobody's, while nothing runs"
            }
            Self::StrayFile | Self::SnapshotFileStray => {
                "remove it, if it is nobody's, while nothing runs"
            }
        }
    }
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// `vault`, `catalog` or `snapshots`.
    pub store: &'static str,
    /// Where: the path of an object or file, a filing, an index quarter, a report period, a snapshot.
    pub place: String,
    /// What it is.
    pub kind: FindingKind,
    /// How bad it is.
    pub severity: Severity,
    /// What was found, in words.
    pub found: String,
    /// What to do about it.
    pub advice: String,
    /// Whether work was ordered that mends it.
    pub ordered: bool,
}

/// What a finding is about: what has to be looked at to see it again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    Object(Key),
    Stray(String),
    Filing(Accession),
    Index(Period),
    Reference(ReferenceFile),
    /// A period and the snapshot that it points to.
    Period(Period),
    /// The snapshots that lie there for a period.
    Snapshots(Period),
}

/// A finding that was seen once.
#[derive(Debug, Clone)]
pub(super) struct Suspect {
    pub(super) subject: Subject,
    pub(super) finding: Finding,
}

impl Suspect {
    pub(super) fn new(
        subject: Subject,
        kind: FindingKind,
        place: impl ToString,
        found: impl ToString,
    ) -> Self {
        Self {
            subject,
            finding: Finding {
                store: kind.store(),
                place: place.to_string(),
                kind,
                severity: kind.severity(),
                found: found.to_string(),
                advice: kind.advice().to_owned(),
                ordered: false,
            },
        }
    }

    pub(super) fn key(&self) -> (Subject, FindingKind) {
        (self.subject.clone(), self.finding.kind)
    }
}

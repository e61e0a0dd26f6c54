//! Every byte of a snapshot held to its manifest.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::Path,
};

use sha2::{Digest as _, Sha256};

use crate::{Manifest, Snapshot, SnapshotError, SnapshotId, writer::MANIFEST};

/// What is not as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// What kind of fault it is.
    pub kind: FaultKind,
    /// What was found, in words.
    pub found: String,
}

osd_domain::named! {
    /// How a file differs from what was published.
    FaultKind {
        /// It is not there.
        Lost = "lost",
        /// It is there, and holds something else.
        Damaged = "damaged",
        /// It is there, and its manifest does not name it.
        Stray = "stray",
    }
}

/// The length and sha256 of each file that lies in the folder of a snapshot.
pub(crate) type Seen = BTreeMap<String, (u64, String)>;

/// What is wrong with the files of a snapshot; nothing where they are those that its id stands for.
pub(crate) fn faults(
    id: &SnapshotId,
    seen: &Seen,
    manifest: impl FnOnce() -> Result<Manifest, SnapshotError>,
) -> Result<(Vec<Fault>, Option<Manifest>), SnapshotError> {
    let fault = |file: &str, kind, found: String| Fault {
        file: file.to_owned(),
        kind,
        found,
    };
    let Some((_, sha256)) = seen.get(MANIFEST) else {
        let lost = fault(MANIFEST, FaultKind::Lost, "it is not there".to_owned());
        return Ok((vec![lost], None));
    };
    if !sha256.starts_with(id.as_str()) {
        let found = format!("its sha256 is {sha256}, which is another snapshot's");
        return Ok((vec![fault(MANIFEST, FaultKind::Damaged, found)], None));
    }
    let manifest = match manifest() {
        Err(SnapshotError::Damaged(found)) => {
            return Ok((vec![fault(MANIFEST, FaultKind::Damaged, found)], None));
        }
        manifest => manifest?,
    };
    let mut faults = Vec::new();
    for (name, facts) in &manifest.files {
        let found = match seen.get(name) {
            None => fault(name, FaultKind::Lost, "it is not there".to_owned()),
            Some((bytes, _)) if *bytes != facts.bytes => {
                let found = format!("it has {bytes} bytes and not {}", facts.bytes);
                fault(name, FaultKind::Damaged, found)
            }
            Some((_, sha256)) if *sha256 != facts.sha256 => {
                let found = format!("its sha256 is {sha256} and not {}", facts.sha256);
                fault(name, FaultKind::Damaged, found)
            }
            Some(_) => continue,
        };
        faults.push(found);
    }
    let named = |name: &String| name == MANIFEST || manifest.files.contains_key(name);
    let strays = seen.keys().filter(|name| !named(name));
    let not_named = || "the manifest does not name it".to_owned();
    faults.extend(strays.map(|name| fault(name, FaultKind::Stray, not_named())));
    Ok((faults, Some(manifest)))
}

/// What the figures of a manifest say that the files do not.
pub(crate) fn wrong_figures(snapshot: &Snapshot) -> Vec<Fault> {
    let manifest = snapshot.manifest();
    let lines = snapshot.filings().iter();
    let lines: u64 = lines
        .map(|filing| filing.lines.end - filing.lines.start)
        .sum();
    let value: i128 = snapshot
        .managers()
        .iter()
        .map(|one| i128::from(one.value))
        .sum();
    let figures = [
        (
            "filings",
            manifest.filings.into(),
            snapshot.filings().len() as i128,
        ),
        (
            "managers",
            manifest.managers.into(),
            snapshot.managers().len() as i128,
        ),
        (
            "securities",
            manifest.securities.into(),
            snapshot.securities().len() as i128,
        ),
        ("lines", manifest.lines.into(), i128::from(lines)),
        ("value", i128::from(manifest.value), value),
    ];
    let wrong = figures.into_iter().filter(|(_, told, held)| told != held);
    wrong
        .map(|(name, told, held)| Fault {
            file: MANIFEST.to_owned(),
            kind: FaultKind::Damaged,
            found: format!("it says {told} {name}, and the files hold {held}"),
        })
        .collect()
}

/// The files in a folder on this machine's disk.
pub(crate) fn seen(folder: &Path) -> Result<Seen, SnapshotError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Seen::new()),
        entries => entries.map_err(SnapshotError::io("list", folder))?,
    };
    let mut seen = Seen::new();
    for entry in entries {
        let entry = entry.map_err(SnapshotError::io("list", folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        match digest(&entry.path()) {
            // Whoever removes a snapshot takes its files one after the other.
            Err(SnapshotError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
            found => drop(seen.insert(name, found?)),
        }
    }
    Ok(seen)
}

/// Length and sha256 of a file.
fn digest(path: &Path) -> Result<(u64, String), SnapshotError> {
    let mut sha256 = Sha256::new();
    let mut file = File::open(path).map_err(SnapshotError::io("read", path))?;
    if file.metadata().is_ok_and(|facts| facts.is_dir()) {
        return Ok((0, String::new()));
    }
    let bytes = io::copy(&mut file, &mut sha256).map_err(SnapshotError::io("read", path))?;
    Ok((bytes, hex::encode(sha256.finalize())))
}

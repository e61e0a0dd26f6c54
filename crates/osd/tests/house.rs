//! The architecture, held by tests: who may build on whom, what stays in its room, what the map
//! names, how large a room may grow.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where something is not there"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use serde::Deserialize;

/// Lines a source file may have at most. It only ever goes down.
const LONGEST_FILE: usize = 600;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 6] = ["common", "helper", "helpers", "misc", "util", "utils"];

/// Words of `osd-domain` that judge or add up. The testkit must work out what tests expect by
/// other means, or the tests would compare the code with itself.
const VERDICTS: [&str; 8] = [
    "fold(",
    "Fold",
    "UnitVerdict",
    "in_dollars",
    "Portfolio",
    "PositionKey",
    "compare(",
    "grade(",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Layers {
    rooms: BTreeMap<String, BTreeSet<String>>,
    kept_in: BTreeMap<String, Keepers>,
    pure: Pure,
    unmentioned: BTreeMap<String, String>,
    banned: BTreeMap<String, Banned>,
}

/// The room that keeps a library, or the few that do, each for another purpose.
#[derive(Deserialize)]
#[serde(untagged)]
enum Keepers {
    One(String),
    Several(BTreeSet<String>),
}

impl Keepers {
    fn include(&self, room: &str) -> bool {
        match self {
            Self::One(keeper) => keeper == room,
            Self::Several(keepers) => keepers.contains(room),
        }
    }

    fn in_words(&self) -> String {
        match self {
            Self::One(keeper) => keeper.clone(),
            Self::Several(keepers) => keepers.iter().cloned().collect::<Vec<_>>().join(", "),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Banned {
    /// How the banned versions begin; none stands for all of them.
    #[serde(default)]
    versions: Vec<String>,
    because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pure {
    rooms: BTreeSet<String>,
    libraries: BTreeSet<String>,
    never_say: Vec<String>,
}

fn layers() -> Layers {
    toml::from_str(include_str!("layers.toml")).unwrap()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

fn workspace() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap()
}

/// What `package` is built from: its dependencies other than those of its tests.
fn built_from(package: &Package) -> impl Iterator<Item = &str> {
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind != DependencyKind::Development)
        .map(|dependency| dependency.name.as_str())
}

fn all_of(package: &Package, kind: DependencyKind) -> impl Iterator<Item = &str> {
    package
        .dependencies
        .iter()
        .filter(move |dependency| dependency.kind == kind)
        .map(|dependency| dependency.name.as_str())
}

/// The Rust files below a folder of the repository, with their text.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

/// The sources that make up a crate, without its tests beside `src`.
fn sources_of(package: &Package) -> Vec<(PathBuf, String)> {
    sources(
        &root()
            .join("crates")
            .join(package.name.as_str())
            .join("src"),
    )
}

#[track_caller]
fn assert_none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

#[test]
fn rooms_open_only_forward() {
    let (layers, workspace) = (layers(), workspace());
    let mut wrong = Vec::new();
    for package in &workspace.packages {
        let Some(allowed) = layers.rooms.get(package.name.as_str()) else {
            wrong.push(format!("{} is not in layers.toml", package.name));
            continue;
        };
        let edges = built_from(package).filter(|name| layers.rooms.contains_key(*name));
        for other in edges.filter(|name| !allowed.contains(*name)) {
            wrong.push(format!("{} must not build on {other}", package.name));
        }
        let in_tests = all_of(package, DependencyKind::Development);
        let edges = in_tests.filter(|name| layers.rooms.contains_key(*name));
        for other in edges.filter(|name| *name != "osd-testkit" && !allowed.contains(*name)) {
            wrong.push(format!(
                "the tests of {} must not use {other}",
                package.name
            ));
        }
    }
    assert_none("edges that layers.toml does not list", &wrong);
}

#[test]
fn every_room_of_the_plan_is_built() {
    let built: BTreeSet<String> = workspace()
        .packages
        .iter()
        .map(|package| package.name.to_string())
        .collect();
    let planned: BTreeSet<String> = layers().rooms.into_keys().collect();
    assert_eq!(built, planned);
}

#[test]
fn libraries_stay_in_the_room_that_keeps_them() {
    let (layers, workspace) = (layers(), workspace());
    let is = |pattern: &str, name: &str| match pattern.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == pattern,
    };
    let mut wrong = Vec::new();
    for package in &workspace.packages {
        for name in built_from(package) {
            let keepers = layers
                .kept_in
                .iter()
                .filter(|(pattern, _)| is(pattern, name));
            for (_, keepers) in keepers.filter(|(_, those)| !those.include(&package.name)) {
                wrong.push(format!(
                    "{} uses {name}, which belongs to {}",
                    package.name,
                    keepers.in_words()
                ));
            }
        }
    }
    assert_none("libraries outside their room", &wrong);
}

#[test]
fn pure_rooms_ask_nothing_of_the_machine() {
    let (layers, workspace) = (layers(), workspace());
    let mut wrong = Vec::new();
    let pure = workspace
        .packages
        .iter()
        .filter(|one| layers.pure.rooms.contains(one.name.as_str()));
    for package in pure {
        let outside = built_from(package).filter(|name| !layers.rooms.contains_key(*name));
        for name in outside.filter(|name| !layers.pure.libraries.contains(*name)) {
            wrong.push(format!("{} uses {name}", package.name));
        }
        for (path, text) in sources_of(package) {
            for word in layers
                .pure
                .never_say
                .iter()
                .filter(|word| text.contains(word.as_str()))
            {
                wrong.push(format!("{} says {word}", path.display()));
            }
        }
    }
    assert_none("impure", &wrong);
}

#[test]
fn the_testkit_judges_nothing() {
    let workspace = workspace();
    let testkit = workspace
        .packages
        .iter()
        .find(|one| one.name.as_str() == "osd-testkit")
        .unwrap();
    let mut wrong = Vec::new();
    for (path, text) in sources_of(testkit) {
        for word in VERDICTS.iter().filter(|word| text.contains(**word)) {
            wrong.push(format!("{} says {word}", path.display()));
        }
    }
    assert_none("verdicts in the testkit", &wrong);
}

#[test]
fn every_dependency_is_used() {
    let (layers, workspace) = (layers(), workspace());
    let mut unused = BTreeSet::new();
    for package in &workspace.packages {
        let sources = sources_of(package);
        for name in all_of(package, DependencyKind::Normal) {
            let ident = name.replace('-', "_");
            if !sources.iter().any(|(_, text)| mentions(text, &ident)) {
                unused.insert(format!("{} {name}", package.name));
            }
        }
    }
    let excused: BTreeSet<String> = layers.unmentioned.into_keys().collect();
    let without_reason: Vec<String> = unused.difference(&excused).cloned().collect();
    assert_none("dependencies that no source mentions", &without_reason);
    let stale: Vec<String> = excused.difference(&unused).cloned().collect();
    assert_none("excuses in layers.toml that are needed no more", &stale);
}

/// Whether `text` has `ident` as a word of its own.
fn mentions(text: &str, ident: &str) -> bool {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(ident).any(|(at, _)| {
        !text[..at].ends_with(part_of_word) && !text[at + ident.len()..].starts_with(part_of_word)
    })
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest: toml::Table = fs::read_to_string(root().join("Cargo.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let page = fs::read_to_string(root().join("docs/decisions/0001-dependencies.md")).unwrap();
    let given: BTreeSet<&str> = page.split('`').skip(1).step_by(2).collect();
    let declared = manifest["workspace"]["dependencies"].as_table().unwrap();
    let ours = layers().rooms;
    let silent: Vec<String> = declared
        .keys()
        .filter(|name| !ours.contains_key(*name) && !given.contains(name.as_str()))
        .cloned()
        .collect();
    assert_none("not in docs/decisions/0001-dependencies.md", &silent);
}

#[test]
fn what_is_banned_is_not_locked() {
    let lock: Lock =
        toml::from_str(&fs::read_to_string(root().join("Cargo.lock")).unwrap()).unwrap();
    let layers = layers();
    let found: Vec<String> = lock
        .package
        .iter()
        .filter_map(|one| {
            let banned = layers.banned.get(&one.name)?;
            let is = banned.versions.is_empty()
                || banned.versions.iter().any(|v| one.version.starts_with(v));
            is.then(|| format!("{} {}: {}", one.name, one.version, banned.because))
        })
        .collect();
    assert_none("banned", &found);
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
}

#[test]
fn the_map_shows_the_house_as_it_stands() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let crates: BTreeSet<String> = workspace()
        .packages
        .iter()
        .map(|package| package.name.to_string())
        .collect();
    let named: BTreeSet<&str> = map.split('`').skip(1).step_by(2).collect();
    let mut wrong = Vec::new();
    for name in &named {
        let is_template = name.contains(['<', '*', '…', '{', ' ', '\n']);
        let is_path = [
            "crates/", "docs/", "samples/", "scripts/", "deploy/", "web/", ".ci/",
        ]
        .iter()
        .any(|folder| name.starts_with(folder));
        if is_path && !is_template && !root().join(name).exists() {
            wrong.push(format!("there is no {name}"));
        }
        let is_crate = name.starts_with("osd-")
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if is_crate && !crates.contains(*name) {
            wrong.push(format!("there is no crate {name}"));
        }
    }
    for one in crates.iter().filter(|one| !named.contains(one.as_str())) {
        wrong.push(format!("the crate {one} is not on the map"));
    }
    assert_none("ARCHITECTURE.md and the house differ", &wrong);
}

#[test]
fn every_crate_opens_with_a_page() {
    let mut missing = Vec::new();
    for package in &workspace().packages {
        let folder = root().join("crates").join(package.name.as_str());
        if !folder.join("README.md").is_file() {
            missing.push(folder.display().to_string());
        }
    }
    assert_none("crates without a README.md", &missing);
}

#[test]
fn names_say_what_is_inside() {
    let mut empty = Vec::new();
    for (path, text) in sources(&root().join("crates")) {
        let below = path.strip_prefix(root()).unwrap().with_extension("");
        for part in below.iter().filter_map(|part| part.to_str()) {
            if EMPTY_NAMES.contains(&part) {
                empty.push(path.display().to_string());
            }
        }
        let declared = text.lines().filter_map(|line| {
            let line = line.trim_start().trim_start_matches("pub ");
            let name = line
                .trim_start_matches("pub(crate) ")
                .strip_prefix("mod ")?;
            name.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
        });
        for name in declared.filter(|name| EMPTY_NAMES.contains(name)) {
            empty.push(format!("{}: mod {name}", path.display()));
        }
    }
    assert_none("names that say nothing", &empty);
}

#[test]
fn no_file_is_endless() {
    let long: Vec<String> = sources(&root().join("crates"))
        .into_iter()
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .map(|(path, lines)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert_none("split these", &long);
}

//! A short run of the fuzz targets: the labeled cases, torn and sewn up again, go through every
//! reader, and what must hold of any reading holds. `make fuzz` goes on for longer.
#![cfg(test)]

#[path = "../../../fuzz/src/lib.rs"]
#[expect(
    unreachable_pub,
    reason = "the fuzz targets are a workspace of their own and use it as a library"
)]
mod invariants;

use std::{fs, path::Path, sync::LazyLock};

use proptest::{prelude::*, sample::Index};

/// The texts of the labeled cases, as they are.
static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let files = fs::read_dir(cases)
        .unwrap()
        .map(|file| file.unwrap().path());
    let mut files: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "case"))
        .collect();
    files.sort();
    files.iter().map(|path| fs::read(path).unwrap()).collect()
});

/// What is done to a text.
#[derive(Debug, Clone)]
enum Tear {
    CutOut(Index, u8),
    Repeat(Index, u8),
    Write(Index, u8),
    /// A piece of another text.
    SewIn(Index, Index, Index, u16),
    BreakOff(Index),
}

fn tears() -> impl Strategy<Value = Vec<Tear>> {
    let index = any::<Index>;
    let tear = prop_oneof![
        (index(), any::<u8>()).prop_map(|(at, length)| Tear::CutOut(at, length)),
        (index(), any::<u8>()).prop_map(|(at, length)| Tear::Repeat(at, length)),
        (index(), any::<u8>()).prop_map(|(at, byte)| Tear::Write(at, byte)),
        (index(), index(), index(), any::<u16>())
            .prop_map(|(at, other, from, length)| Tear::SewIn(at, other, from, length)),
        index().prop_map(Tear::BreakOff),
    ];
    prop::collection::vec(tear, 0..8)
}

fn torn(seed: Index, tears: &[Tear]) -> Vec<u8> {
    let mut text = seed.get(&SEEDS).clone();
    for tear in tears {
        let range = |at: &Index, length: usize, text: &[u8]| {
            let from = at.index(text.len() + 1);
            from..(from + length).min(text.len())
        };
        match tear {
            Tear::CutOut(at, length) => drop(text.drain(range(at, (*length).into(), &text))),
            Tear::Repeat(at, length) => {
                let range = range(at, (*length).into(), &text);
                let piece = text[range.clone()].to_vec();
                text.splice(range.start..range.start, piece);
            }
            Tear::Write(at, byte) => {
                let range = range(at, 1, &text);
                text.splice(range, [*byte]);
            }
            Tear::SewIn(at, other, from, length) => {
                let other = other.get(&SEEDS);
                let piece = other[range(from, (*length).into(), other)].to_vec();
                let place = at.index(text.len() + 1);
                text.splice(place..place, piece);
            }
            Tear::BreakOff(at) => text.truncate(at.index(text.len() + 1)),
        }
    }
    text
}

/// What a fuzz target makes of bytes.
type Target = fn(&[u8]);

const TARGETS: [(&str, Target); 11] = [
    ("sgml", invariants::container),
    ("cover", |bytes| {
        invariants::submission(&invariants::with_cover(bytes))
    }),
    ("text", |bytes| {
        invariants::submission(&invariants::with_text(bytes))
    }),
    ("html", |bytes| {
        invariants::submission(&invariants::with_html(bytes))
    }),
    ("xml", |bytes| {
        invariants::submission(&invariants::with_xml_table(bytes))
    }),
    ("fails", invariants::reference::fails),
    ("tickers", invariants::reference::tickers),
    ("daily", invariants::discovery::daily),
    ("feed", invariants::discovery::feed),
    ("listing", invariants::discovery::listing),
    ("submissions", invariants::discovery::submissions),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn what_must_hold_holds_of_torn_texts(seed in any::<Index>(), tears in tears()) {
        let text = torn(seed, &tears);
        for (name, target) in TARGETS {
            let outcome = std::panic::catch_unwind(|| target(&text));
            prop_assert!(outcome.is_ok(), "{name} on {:?}", String::from_utf8_lossy(&text));
        }
    }
}

#[test]
fn there_is_something_to_tear() {
    assert!(SEEDS.len() >= 120);
}

/// What fuzzing found, each named after what was wrong with it.
#[test]
fn what_was_found_stays_mended() {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/found");
    let files = fs::read_dir(found)
        .unwrap()
        .map(|file| file.unwrap().path());
    let inputs: Vec<_> = files.map(|path| fs::read(path).unwrap()).collect();
    assert!(inputs.len() >= 3);
    for input in &inputs {
        for (_, target) in TARGETS {
            target(input);
        }
    }
}

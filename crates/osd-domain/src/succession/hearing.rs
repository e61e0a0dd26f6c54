//! Who goes on as whom between two quarters.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{Holdings, Succession, SuccessionEvidence, SuccessionSource, joint::Joint, name};
use crate::{
    cover::{OtherManager, file_number},
    id::{Accession, Cik, Period},
    position::PositionKey,
};

/// A manager that held a whole portfolio a quarter before, and has none to show now.
#[derive(Debug, Clone, Default)]
pub struct Gone {
    /// Its name.
    pub name: String,
    /// The Form 13F file numbers that its filings print.
    pub file_numbers: BTreeSet<String>,
    /// What it held, in shares and under the CUSIPs of now.
    pub held: Holdings,
    /// Its notices for the period; none where it filed nothing, and may only be late.
    pub notices: Vec<Notice>,
}

/// A notice, and whom it names.
#[derive(Debug, Clone)]
pub struct Notice {
    /// The filing.
    pub accession: Accession,
    /// The managers that report for its manager, as it says.
    pub names: Vec<OtherManager>,
}

/// A manager with a portfolio now that had none a quarter before, or that a notice names.
#[derive(Debug, Clone, Default)]
pub struct Came {
    /// Its name.
    pub name: String,
    /// The Form 13F file numbers that its filings print.
    pub file_numbers: BTreeSet<String>,
    /// What it held a quarter before, in shares and under the CUSIPs of now; none where it filed no
    /// holdings then.
    pub before: Option<Holdings>,
    /// What it holds now.
    pub now: Holdings,
}

/// A manager that left, as it is heard.
#[derive(Debug)]
pub(super) struct Left<'a> {
    cik: Cik,
    words: Vec<String>,
    pub(super) gone: &'a Gone,
}

/// What a manager has more than before of what those held that left.
#[derive(Debug)]
pub(super) struct Grown {
    cik: Cik,
    words: Vec<String>,
    file_numbers: BTreeSet<String>,
    had_none: bool,
    pub(super) growth: BTreeMap<PositionKey, Decimal>,
}

/// Two quarters, heard for who goes on as whom. Of managers that came, only what matters is kept.
#[derive(Debug)]
pub struct SuccessionHearing {
    period: Period,
    gone: BTreeMap<Cik, Gone>,
    held: BTreeSet<PositionKey>,
    named: BTreeSet<Cik>,
    named_by_number: BTreeSet<String>,
    came: BTreeMap<Cik, Grown>,
}

impl SuccessionHearing {
    /// Begins with those that left, for the period in which they have nothing to show.
    pub fn new(period: Period, gone: BTreeMap<Cik, Gone>) -> Self {
        let positions = gone.values().flat_map(|one| one.held.iter());
        let held = positions.map(|(key, _)| key.clone()).collect();
        let notices = gone.values().flat_map(|one| &one.notices);
        let names: Vec<&OtherManager> = notices.flat_map(|notice| &notice.names).collect();
        let numbers = names.iter().filter_map(|one| one.file_number.as_deref());
        Self {
            period,
            named: names.iter().filter_map(|one| one.cik).collect(),
            named_by_number: numbers.filter_map(file_number).collect(),
            gone,
            held,
            came: BTreeMap::new(),
        }
    }

    /// Whether nobody left, so that nobody need be heard.
    pub fn is_idle(&self) -> bool {
        self.gone.values().all(|one| one.held.is_empty())
    }

    /// Whether a notice names a manager, which has to be heard then even if it filed before.
    pub fn names(&self, cik: Cik, file_numbers: &BTreeSet<String>) -> bool {
        self.named.contains(&cik) || !self.named_by_number.is_disjoint(file_numbers)
    }

    /// Hears a manager that came, or that a notice names.
    pub fn hear(&mut self, cik: Cik, came: Came) {
        let before = came.before.clone().unwrap_or_default();
        let more = came.now.iter().filter_map(|(key, (amount, _))| {
            let growth = amount.saturating_sub(before.amount(key));
            (growth > Decimal::ZERO && self.held.contains(key)).then(|| (key.clone(), growth))
        });
        let grown = Grown {
            cik,
            growth: more.collect(),
            had_none: came.before.is_none(),
            words: name::words(&came.name),
            file_numbers: came.file_numbers,
        };
        if !grown.growth.is_empty() {
            self.came.insert(cik, grown);
        }
    }

    /// Who goes on as whom, by predecessor and successor.
    pub fn judge(self) -> Vec<Succession> {
        let left: Vec<Left<'_>> = self
            .gone
            .iter()
            .map(|(cik, gone)| Left {
                cik: *cik,
                words: name::words(&gone.name),
                gone,
            })
            .collect();
        let mut found: BTreeMap<(Cik, Cik), Vec<SuccessionEvidence>> = BTreeMap::new();
        for (one, grown) in self.candidates(&left) {
            found.extend(linked(&[one], &[grown]));
        }
        for one in &left {
            let kin: Vec<&Grown> = self.came.values().filter(|g| are_tied(one, g)).collect();
            if kin.len() > 1 {
                add_missing(&mut found, linked(&[one], &kin));
            }
        }
        for grown in self.came.values() {
            let kin: Vec<&Left<'_>> = left.iter().filter(|one| are_tied(one, grown)).collect();
            if kin.len() > 1 {
                add_missing(&mut found, linked(&kin, &[grown]));
            }
        }
        found
            .into_iter()
            .map(|((from, to), evidence)| Succession {
                from,
                to,
                period: self.period,
                source: SuccessionSource::Evidence,
                evidence,
            })
            .collect()
    }
}

impl SuccessionHearing {
    /// The pairs of which it has to be asked whether one goes on as the other: those with a position
    /// that is the same to the share, and those that a notice names.
    fn candidates<'s>(&'s self, left: &'s [Left<'s>]) -> Vec<(&'s Left<'s>, &'s Grown)> {
        let mut holders: BTreeMap<(&PositionKey, Decimal), Vec<usize>> = BTreeMap::new();
        for (place, one) in left.iter().enumerate() {
            for (key, (amount, _)) in one.gone.held.iter() {
                holders.entry((key, amount)).or_default().push(place);
            }
        }
        let mut pairs = Vec::new();
        for grown in self.came.values() {
            let growth = grown.growth.iter();
            let same = growth.filter_map(|(key, amount)| holders.get(&(key, *amount)));
            let same: BTreeSet<usize> = same.flatten().copied().collect();
            let is_one = |(place, one): &(usize, &Left<'_>)| {
                let is_named = || naming(one.gone, grown.cik, &grown.file_numbers).is_some();
                one.cik != grown.cik && (same.contains(place) || is_named())
            };
            let of_grown = left.iter().enumerate().filter(is_one);
            pairs.extend(of_grown.map(|(_, one)| (one, grown)));
        }
        pairs
    }
}

type Links = Vec<((Cik, Cik), Vec<SuccessionEvidence>)>;

fn add_missing(found: &mut BTreeMap<(Cik, Cik), Vec<SuccessionEvidence>>, links: Links) {
    for (key, evidence) in links {
        found.entry(key).or_insert(evidence);
    }
}

/// The links between these, where together they are predecessors and successors. One of the two
/// lists has one manager.
fn linked(left: &[&Left<'_>], grown: &[&Grown]) -> Links {
    let joint = Joint::of(left, grown);
    let pairs = || {
        left.iter()
            .flat_map(|l| grown.iter().map(move |g| (*l, *g)))
    };
    let ties: Vec<Tie> = pairs().map(|(l, g)| Tie::of(l, g)).collect();
    if !stands(&joint, left, grown, &ties) {
        return Vec::new();
    }
    let is_pair = ties.len() == 1;
    let links = pairs().zip(ties).filter_map(|((l, g), tie)| {
        let own = Joint::of(&[l], &[g]);
        let part = joint.exact.iter().any(|key| {
            let has_it = !l.gone.held.amount(key).is_zero();
            has_it && g.growth.contains_key(key)
        });
        (is_pair || part || own.permille >= NO_TRIFLE).then(|| {
            let mut evidence = tie.evidence(l);
            evidence.push(SuccessionEvidence::SameAmounts {
                positions: own.positions(),
                of: own.of,
            });
            evidence.push(SuccessionEvidence::SharedValue {
                permille: own.permille,
            });
            if !is_pair {
                evidence.push(SuccessionEvidence::Together {
                    predecessors: left.iter().map(|one| one.cik).collect(),
                    successors: grown.iter().map(|one| one.cik).collect(),
                    positions: joint.positions(),
                    of: joint.of,
                    permille: joint.permille,
                });
            }
            ((l.cik, g.cik), evidence)
        })
    });
    links.collect()
}

/// Who has fewer thousandths of what another held than this does not go on with it.
const NO_TRIFLE: u32 = 20;
/// Half of the value, and most of it, in thousandths.
const HALF: u32 = 500;
const MOST: u32 = 800;

/// Whether successors go on with what predecessors had.
///
/// Where notices name the successors, it is enough that those have what was held, if they had
/// nothing before; of managers that file in their own right for long, their portfolios must have
/// grown by just what was held. Unnamed, only managers that had nothing are successors, and amounts
/// have to be the same to the share: more of them where neither name nor file number is the same, and
/// where nothing was filed, for that may still come.
fn stands(joint: &Joint, left: &[&Left<'_>], grown: &[&Grown], ties: &[Tie]) -> bool {
    let had_none = grown.iter().all(|one| one.had_none);
    if ties.iter().all(|tie| tie.named.is_some()) {
        return if had_none {
            joint.permille >= HALF
        } else {
            joint.has(1, 5)
        };
    }
    let is_kin = ties.iter().all(Tie::is_any);
    let notices = left.iter().all(|one| !one.gone.notices.is_empty());
    had_none
        && match (notices, is_kin) {
            (true, true) => joint.has(3, 20) && joint.permille >= HALF,
            (true, false) => joint.has(3, 5) && joint.permille >= HALF,
            (false, true) => joint.has(5, 20) && joint.permille >= MOST,
            (false, false) => joint.has(5, 3) && joint.permille >= MOST,
        }
}

fn are_tied(left: &Left<'_>, grown: &Grown) -> bool {
    left.cik != grown.cik && Tie::of(left, grown).is_any()
}

/// What two managers say of each other, or have in common besides what they hold.
#[derive(Debug, Default)]
struct Tie {
    named: Option<Accession>,
    file_number: Option<String>,
    words: Option<String>,
}

impl Tie {
    fn of(left: &Left<'_>, grown: &Grown) -> Self {
        let gone = left.gone;
        let mut same = gone.file_numbers.intersection(&grown.file_numbers);
        Self {
            named: naming(gone, grown.cik, &grown.file_numbers),
            file_number: same.next().cloned(),
            words: name::in_common(&left.words, &grown.words),
        }
    }

    fn is_any(&self) -> bool {
        self.named.is_some() || self.file_number.is_some() || self.words.is_some()
    }

    fn evidence(self, left: &Left<'_>) -> Vec<SuccessionEvidence> {
        use SuccessionEvidence as E;
        let nothing = left.gone.notices.is_empty().then_some(E::FiledNothing);
        let named = self.named.map(|accession| E::NamedByNotice { accession });
        let number = self.file_number;
        let number = number.map(|file_number| E::SameFileNumber { file_number });
        let words = self.words.map(|words| E::SameName { words });
        [named, nothing, number, words]
            .into_iter()
            .flatten()
            .collect()
    }
}

/// The notice that names a manager: by CIK, else by file number.
fn naming(gone: &Gone, cik: Cik, file_numbers: &BTreeSet<String>) -> Option<Accession> {
    let is_meant = |named: &OtherManager| match (named.cik, &named.file_number) {
        (Some(named), _) => named == cik,
        (None, Some(printed)) => {
            file_number(printed).is_some_and(|number| file_numbers.contains(&number))
        }
        (None, None) => false,
    };
    let notices = gone.notices.iter();
    let naming = notices.filter(|notice| notice.names.iter().any(is_meant));
    naming.map(|notice| notice.accession).min()
}

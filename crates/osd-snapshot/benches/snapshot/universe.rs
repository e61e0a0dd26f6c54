//! A made-up period: managers with books of lognormal sizes in securities that many hold. The median
//! book has 100 positions, as books of 2024 do; a tenth of them name other managers.

use osd_domain::{
    AmountType, Cik, Cusip, Discretion, Filing, FilingRef, FilingState, Line, Period, Place,
    Printed, PutCall, Votes,
};
use rust_decimal::Decimal;

/// Whole numbers from a seed (splitmix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound.max(1)
    }

    fn fraction(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let (u, v) = (self.fraction().max(1e-12), self.fraction());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }
}

struct Security {
    cusip: Cusip,
    issuer: String,
    class: &'static str,
    cents: u64,
}

/// Managers and securities that stay from one period to the next.
pub(crate) struct Universe {
    securities: Vec<Security>,
    managers: u64,
    median: f64,
}

const WORDS: [&str; 24] = [
    "APPLE",
    "NORTHERN",
    "UNITED",
    "GLOBAL",
    "FIRST",
    "PACIFIC",
    "AMERICAN",
    "ENERGY",
    "THERAPEUTICS",
    "HOLDINGS",
    "PARTNERS",
    "CAPITAL",
    "FINANCIAL",
    "BIOSCIENCES",
    "REALTY",
    "TECHNOLOGIES",
    "SYSTEMS",
    "MOTORS",
    "FOODS",
    "AIRLINES",
    "PHARMA",
    "INDUSTRIES",
    "RESOURCES",
    "MEDIA",
];

impl Universe {
    /// `securities` in all, of which the first are held by most.
    pub(crate) fn new(managers: u64, securities: usize, median: f64) -> Self {
        let mut dice = Dice::new(7);
        let securities = (0..securities)
            .map(|at| {
                let digits = "0123456789ABCDEFGH".as_bytes();
                let mut number = at as u64 * 7_919 + 10_000;
                let mut text = String::new();
                for _ in 0..6 {
                    text.push(char::from(digits[(number % 10) as usize]));
                    number /= 10;
                }
                text.push_str("10");
                let word = |dice: &mut Dice| WORDS[dice.below(WORDS.len() as u64) as usize];
                Security {
                    cusip: Cusip::from_first_eight(&text).unwrap(),
                    issuer: format!("{} {} {at} INC", word(&mut dice), word(&mut dice)),
                    class: ["COM", "CL A", "COM NEW", "SPONSORED ADR", "SHS"]
                        [dice.below(5) as usize],
                    cents: 100 + dice.below(1_000) * (1 + dice.below(40)),
                }
            })
            .collect();
        Self {
            securities,
            managers,
            median,
        }
    }

    /// The filings of a period with their lines, sorted as a writer wants them.
    pub(crate) fn filings(&self, period: Period) -> impl Iterator<Item = (Filing, Vec<Line>)> + '_ {
        (1..=self.managers).map(move |cik| self.filing(cik, period))
    }

    pub(crate) fn filing(&self, cik: u64, period: Period) -> (Filing, Vec<Line>) {
        let mut dice = Dice::new(cik);
        let size = (self.median * (1.68 * dice.normal()).exp()).clamp(1.0, 30_000.0) as u64;
        let filed = period.end() + chrono::Days::new(40);
        let cik_id = Cik::new(cik).unwrap();
        let year = period.to_string()[2..4].to_owned();
        let quarter = &period.to_string()[5..6];
        let mut filing = Filing::discovered(FilingRef {
            accession: format!("{cik:010}-{year}-00000{quarter}").parse().unwrap(),
            cik: cik_id,
            name: format!("MANAGER {cik} LLC"),
            form: "13F-HR".parse().unwrap(),
            filed,
            co_filers: Vec::new(),
        });
        filing.period = Some(period);
        filing.state = FilingState::Read;
        let several = dice.below(10) == 0;
        let turn = Dice::new(
            cik ^ (u64::from(
                period
                    .end()
                    .format("%Y%m")
                    .to_string()
                    .parse::<u32>()
                    .unwrap(),
            ) << 20),
        )
        .roll();
        let mut now = Dice::new(turn);
        let mut lines = Vec::new();
        let mut sum = 0;
        for _ in 0..size {
            let at = (dice.fraction().powi(3) * self.securities.len() as f64) as usize;
            let base = 10 + (200.0 * (1.8 * dice.normal()).exp()) as u64 * 10;
            let kind = dice.below(100);
            // One in ten is not held this quarter, and one in three has another amount.
            let fate = now.below(30);
            if fate < 3 {
                continue;
            }
            let amount = if fate < 13 {
                base + base * now.below(60) / 100
            } else {
                base
            };
            let security = &self.securities[at];
            let dollars = amount * security.cents / 100;
            sum += dollars;
            let number = |n: u64| Printed::exact(Decimal::from(n));
            let ordinal = lines.len() as u32 + 1;
            lines.push(Line {
                ordinal,
                issuer: if kind.is_multiple_of(7) {
                    format!("{} CORP", security.issuer)
                } else {
                    security.issuer.clone()
                },
                class: security.class.into(),
                cusip: Printed::exact(security.cusip),
                figi: None,
                value: number(dollars),
                amount: number(amount),
                amount_type: Printed::exact(if kind == 99 {
                    AmountType::Principal
                } else {
                    AmountType::Shares
                }),
                put_call: match kind {
                    97 => Printed::exact(PutCall::Put),
                    98 => Printed::exact(PutCall::Call),
                    _ => Printed::default(),
                },
                discretion: Printed::exact(if several {
                    Discretion::Defined
                } else {
                    Discretion::Sole
                }),
                other_managers: several.then(|| (1 + dice.below(4)).to_string()),
                votes: Votes {
                    sole: number(amount),
                    shared: number(0),
                    none: number(0),
                },
                place: Some(Place {
                    document: 2,
                    first_line: ordinal * 20,
                    last_line: ordinal * 20 + 18,
                }),
            });
        }
        filing.value_printed = Some(sum.into());
        filing.cover.entry_total = Some(lines.len() as u64);
        filing.cover.value_total = Some(sum.into());
        filing.lines = lines.len() as u64;
        (filing, lines)
    }
}

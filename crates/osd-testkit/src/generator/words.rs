//! Names: of managers, issuers and classes. Made up, and as long and as much alike as real ones.

use crate::dice::Dice;

const FIRST: [&str; 64] = [
    "ABER", "ACU", "AERO", "ALPI", "ALTA", "AMER", "ANDO", "ARBO", "ARGO", "ASTRA", "ATLAN",
    "AURO", "AVAL", "BASIN", "BAY", "BEACON", "BRIAR", "BRIGHT", "CALA", "CANYON", "CARDI",
    "CASCADE", "CEDAR", "CENTRI", "CIRRUS", "CLEAR", "COBALT", "CORDO", "CREST", "CRYO", "DELTA",
    "DURA", "EAST", "ECHO", "ELEVA", "EMBER", "EQUI", "EVER", "FAIR", "FALCON", "FERRO", "FIRST",
    "GENO", "GLACIER", "GRANITE", "HARBOR", "HELIO", "HIGH", "INTRA", "IRON", "JUNIPER", "KESTREL",
    "LAKE", "LUMEN", "MERI", "MONTE", "NORTH", "NOVA", "OAK", "PINE", "QUANTA", "RIVER", "SIERRA",
    "VERI",
];
const SECOND: [&str; 40] = [
    "BRIDGE", "CELL", "COM", "CREST", "DATA", "DYNE", "FIELD", "FLEX", "FORD", "FRONT", "GEN",
    "GATE", "GRID", "HILL", "LINE", "LINK", "LOGIC", "MARK", "MED", "MERE", "NET", "NOMICS",
    "PATH", "POINT", "PORT", "RIDGE", "SCAPE", "SIDE", "SOFT", "SPAN", "STAR", "STONE", "TEC",
    "TERRA", "TON", "TRONIX", "VALE", "VIEW", "WOOD", "WORKS",
];
const TRADE: [&str; 40] = [
    "",
    "",
    "",
    "",
    "AIRLS",
    "BANCORP",
    "BANCSHARES",
    "BIOSCIENCES",
    "BRANDS",
    "CAP",
    "CHEM",
    "COMMUNICATIONS",
    "ELEC",
    "ENERGY",
    "ENTMT",
    "FINL",
    "FOODS",
    "GOLD",
    "HEALTH",
    "INDS",
    "INTL",
    "LOGISTICS",
    "MATLS",
    "MEDIA",
    "MINING",
    "MOTORS",
    "NETWORKS",
    "OIL & GAS",
    "PETE",
    "PHARMACEUTICALS",
    "PPTYS",
    "RESOURCES",
    "RLTY",
    "SEMICONDUCTOR",
    "SOFTWARE",
    "SYS",
    "TECHNOLOGIES",
    "THERAPEUTICS",
    "UTILS",
    "WATER",
];
const FORM: [&str; 16] = [
    "INC",
    "INC",
    "INC",
    "INC",
    "INC",
    "CORP",
    "CORP",
    "CORP",
    "CO",
    "LTD",
    "PLC",
    "GROUP INC",
    "HLDGS INC",
    "HLDG CORP",
    "N V",
    "TR",
];
const FAMILY: [&str; 16] = [
    "MERIDIAN TR",
    "ANCHOR INDEX FDS",
    "POLARIS ETF TR",
    "STATE HARBOR SPDR TR",
    "VANTAGE EXCHANGE TRADED FD",
    "FIRST KESTREL EXCHANGE TRADED FD",
    "GLOBAL CREST FDS",
    "NORTHLIGHT ETF TR",
    "BEACON TR II",
    "WISDOM LINE TR",
    "PACER RIDGE FDS TR",
    "INNOVATION LINK ETFS TR",
    "SCHOONER STRATEGIC TR",
    "J P MARK EXCHANGE TRADED FD",
    "DIMENSION ETF TRUST",
    "ALPINE SER TR",
];
const FUND: [&str; 24] = [
    "CORE S&P",
    "RUSSELL",
    "MSCI EAFE",
    "MSCI EMRG",
    "TOTAL STK",
    "TOTAL BND",
    "SHORT TERM",
    "US TREAS",
    "HIGH YLD",
    "DIVID APP",
    "VALUE",
    "GROWTH",
    "MID CAP",
    "SMALL CAP",
    "INFLATION",
    "TECHNOLOGY",
    "HEALTH CARE",
    "ENERGY",
    "FINANCIAL",
    "UTILITIES",
    "LOW VOL",
    "MOMENTUM",
    "QUALITY",
    "ULTRA SHRT",
];
const CLASSES: [(&str, u64); 12] = [
    ("COM", 680),
    ("COM NEW", 60),
    ("CL A", 90),
    ("SHS", 40),
    ("SPONSORED ADS", 30),
    ("SPONSORED ADR", 25),
    ("ORD SHS", 20),
    ("CL A COM", 15),
    ("ADR", 10),
    ("UNIT LTD PARTN", 10),
    ("SHS BEN INT", 10),
    ("COM CL A", 10),
];
const PLACE: [&str; 48] = [
    "Abbott",
    "Adams",
    "Ashford",
    "Baxter",
    "Beacon",
    "Bristol",
    "Caldwell",
    "Cambridge",
    "Carlisle",
    "Chandler",
    "Clearwater",
    "Covington",
    "Dalton",
    "Douglas",
    "Eastgate",
    "Edgewood",
    "Fairmont",
    "Fulton",
    "Garrison",
    "Greenwich",
    "Hamilton",
    "Harlow",
    "Hudson",
    "Ironwood",
    "Jefferson",
    "Kensington",
    "Kingsley",
    "Lakeshore",
    "Lexington",
    "Madison",
    "Marlowe",
    "Newport",
    "Norwood",
    "Oakmont",
    "Parkside",
    "Prescott",
    "Quincy",
    "Redwood",
    "Rockwell",
    "Sheffield",
    "Stanton",
    "Stonegate",
    "Thornton",
    "Vernon",
    "Wellesley",
    "Westbrook",
    "Whitman",
    "Winslow",
];
const KEEPER: [&str; 20] = [
    "Hill", "& Co", "Brothers", "Point", "River", "Street", "Park", "Rock", "Creek", "Bay",
    "Global", "Partners", "Private", "National", "Heritage", "Summit", "Legacy", "Square",
    "Bridge", "Pointe",
];
const BUSINESS: [&str; 20] = [
    "Capital Management LLC",
    "Asset Management, Inc.",
    "Advisors LLC",
    "Investment Management Co",
    "Wealth Management, LLC",
    "Capital Partners LP",
    "Financial Group, Inc.",
    "Trust Co",
    "Bank N A",
    "Investment Counsel Inc",
    "Advisory Services, LLC",
    "Capital Advisors, Inc.",
    "Wealth Partners, LLC",
    "Fund Management LP",
    "Global Investors Ltd",
    "Investments, Inc.",
    "Financial Services Corp /ADV",
    "Retirement Plan Advisors",
    "Securities LLC",
    "Holdings Plc",
];

fn one<'a>(of: &[&'a str], dice: &mut Dice) -> &'a str {
    of.get(dice.pick(of.len())).copied().unwrap_or_default()
}

/// A manager's name: what it is called, and what it is. The second can change without the first.
pub(super) fn manager(called: &mut Dice, is: &mut Dice) -> String {
    let (place, business) = (one(&PLACE, called), one(&BUSINESS, is));
    match called.below(3) {
        0 => format!("{place} {business}"),
        1 => format!("{place} {} {business}", one(&KEEPER, called)),
        _ => format!("{place} {} {business}", one(&PLACE, called)),
    }
}

/// A company's name, as the SEC's list of 13(f) securities prints it.
pub(super) fn company(dice: &mut Dice) -> String {
    let mut name = format!("{}{}", one(&FIRST, dice), one(&SECOND, dice));
    for word in [one(&TRADE, dice), one(&FORM, dice)] {
        if !word.is_empty() {
            name.push(' ');
            name.push_str(word);
        }
    }
    name
}

/// A fund family's name: its funds are one issuer, with a class each.
pub(super) fn family(number: u64) -> &'static str {
    let place = usize::try_from(number % FAMILY.len() as u64).unwrap_or_default();
    FAMILY.get(place).copied().unwrap_or_default()
}

/// How many families there are.
pub(super) const FAMILIES: u64 = FAMILY.len() as u64;

/// A class of a fund.
pub(super) fn fund(number: u64, dice: &mut Dice) -> String {
    format!("{} {} ETF", one(&FUND, dice), 1 + number)
}

/// A class of shares.
pub(super) fn class(dice: &mut Dice) -> &'static str {
    let mut at = dice.below(1_000);
    for (class, share) in CLASSES {
        if at < share {
            return class;
        }
        at -= share;
    }
    "COM"
}

/// A note's class: coupon and day.
pub(super) fn note(dice: &mut Dice) -> String {
    let (eighths, month, year) = (dice.below(64), 1 + dice.below(12), 26 + dice.below(8));
    let day = [1, 15][dice.pick(2)];
    format!(
        "NOTE {}.{:03}% {month}/{day:02}/{year}",
        eighths / 8,
        eighths % 8 * 125
    )
}

/// How a manager, or its data vendor, spells names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As the SEC's list does.
    Listed,
    /// `Northgate Energy Inc`, `Common Stock`.
    Title,
    /// `NORTHGATE ENERGY INCORPORATED`.
    WrittenOut,
    /// `NORTHGATE ENERGY INC COM`, and a class of the vendor's own.
    WithClass,
    /// `NORTHGATE ENERGY INC.`
    Dotted,
}

impl Spelling {
    /// Two of three managers spell as the list does.
    pub(super) fn of(dice: &mut Dice) -> Self {
        match dice.below(100) {
            0..=65 => Self::Listed,
            66..=79 => Self::Title,
            80..=85 => Self::WrittenOut,
            86..=93 => Self::WithClass,
            _ => Self::Dotted,
        }
    }

    /// Issuer and class in this spelling.
    pub(super) fn spell(self, issuer: &str, class: &str) -> (String, String) {
        match self {
            Self::Listed => (issuer.to_owned(), class.to_owned()),
            Self::Title => {
                let class = match class {
                    "COM" => "Common Stock".to_owned(),
                    _ => title(class),
                };
                (title(issuer), class)
            }
            Self::WrittenOut => (written_out(issuer), class.to_owned()),
            Self::WithClass => (format!("{issuer} {class}"), "EQUITY".to_owned()),
            Self::Dotted => {
                let dot = issuer.ends_with("INC") || issuer.ends_with("CORP");
                let dot = if dot { "." } else { "" };
                (format!("{issuer}{dot}"), class.to_owned())
            }
        }
    }
}

fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begins = true;
    for c in text.chars() {
        out.push(if begins { c } else { c.to_ascii_lowercase() });
        begins = !c.is_ascii_alphanumeric();
    }
    out
}

fn written_out(issuer: &str) -> String {
    let words = issuer.split(' ').map(|word| match word {
        "INC" => "INCORPORATED",
        "CORP" => "CORPORATION",
        "CO" => "COMPANY",
        "LTD" => "LIMITED",
        "HLDGS" => "HOLDINGS",
        "FINL" => "FINANCIAL",
        "INTL" => "INTERNATIONAL",
        "PETE" => "PETROLEUM",
        "RLTY" => "REALTY",
        other => other,
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_is_spelled_in_several_ways() {
        let spell = |spelling: Spelling| spelling.spell("NORTHGATE FINL CORP", "COM");
        let pair = |issuer: &str, class: &str| (issuer.to_owned(), class.to_owned());
        assert_eq!(spell(Spelling::Listed), pair("NORTHGATE FINL CORP", "COM"));
        assert_eq!(
            spell(Spelling::Title),
            pair("Northgate Finl Corp", "Common Stock")
        );
        assert_eq!(
            spell(Spelling::WrittenOut),
            pair("NORTHGATE FINANCIAL CORPORATION", "COM")
        );
        assert_eq!(
            spell(Spelling::WithClass),
            pair("NORTHGATE FINL CORP COM", "EQUITY")
        );
        assert_eq!(spell(Spelling::Dotted), pair("NORTHGATE FINL CORP.", "COM"));
    }
}

//! What of the catalog can be found, as entries of an index.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use osd_catalog::{ListedManager, ListedSecurity, ListedSymbol, Read};
use osd_domain::{Cik, IssuerId, SecurityId};
use osd_search::{Code, CodeKind, Entry, Kind, Name};

use crate::Problem;

/// A security that nobody holds any more counts as if it had this part of its holders.
const GONE: u64 = 4;

/// Everything that the catalog has a name or a symbol for.
pub(super) struct Source {
    managers: Vec<ListedManager>,
    former_names: Vec<(Cik, String)>,
    securities: Vec<ListedSecurity>,
    former_issuers: Vec<(SecurityId, String)>,
    symbols: Vec<ListedSymbol>,
    listed: Vec<(String, String)>,
}

impl Source {
    pub(super) async fn read(read: &Read) -> Result<Self, Problem> {
        let directory = read.directory();
        Ok(Self {
            managers: directory.managers().await?,
            former_names: directory.former_names().await?,
            securities: directory.securities().await?,
            former_issuers: directory.former_issuers().await?,
            symbols: directory.symbols().await?,
            listed: directory.listed().await?,
        })
    }

    /// The entries, in an order that depends on nothing but what there is.
    pub(super) fn entries(self) -> Vec<Entry> {
        let mut entries = managers(&self.managers, &self.former_names);
        let symbols = Symbols::of(&self.symbols);
        let former = by_key(&self.former_issuers);
        let latest = self.securities.iter().map(|one| one.last_period).max();
        let size = |one: &ListedSecurity| match latest == Some(one.last_period) {
            true => one.holders,
            false => one.holders / GONE,
        };
        let securities = self.securities.iter();
        entries.extend(securities.map(|one| security(one, size(one), &former, &symbols)));
        entries.extend(issuers(&self.securities, size, &former));
        entries.extend(tickers(&self.securities, size, &symbols, &self.listed));
        entries
    }
}

fn by_key<K: Ord, T>(pairs: &[(K, T)]) -> BTreeMap<&K, Vec<&T>> {
    let mut all: BTreeMap<&K, Vec<&T>> = BTreeMap::new();
    for (key, one) in pairs {
        all.entry(key).or_default().push(one);
    }
    all
}

fn names(present: &str, beside: &str, former: Option<&Vec<&String>>) -> Vec<Name> {
    let name = |text: &str, is_former| Name {
        text: text.to_owned(),
        beside: beside.to_owned(),
        is_former,
    };
    let former = former.into_iter().flatten();
    let former = former.map(|text| name(text, true));
    std::iter::once(name(present, false))
        .chain(former)
        .collect()
}

fn code(kind: CodeKind, text: impl ToString, is_former: bool) -> Code {
    Code {
        kind,
        text: text.to_string(),
        is_former,
    }
}

fn managers(managers: &[ListedManager], former: &[(Cik, String)]) -> Vec<Entry> {
    let former = by_key(former);
    let entry = |one: &ListedManager| Entry {
        kind: Kind::Manager,
        id: one.cik.to_string(),
        label: one.name.clone(),
        beside: String::new(),
        symbol: String::new(),
        names: names(&one.name, "", former.get(&one.cik)),
        codes: vec![code(CodeKind::Cik, one.cik, false)],
        size: one
            .value
            .and_then(|value| value.try_into().ok())
            .unwrap_or(0),
    };
    managers.iter().map(entry).collect()
}

fn security(
    one: &ListedSecurity,
    size: u64,
    former: &BTreeMap<&SecurityId, Vec<&String>>,
    symbols: &Symbols<'_>,
) -> Entry {
    let cusip = one.security.cusip();
    let mut codes: Vec<Code> = cusip
        .map(|cusip| code(CodeKind::Cusip, cusip, false))
        .into_iter()
        .collect();
    let mut symbol = "";
    for (ticker, is_former) in symbols.of_security(&one.security) {
        if !is_former {
            symbol = ticker;
        }
        codes.push(code(CodeKind::Ticker, ticker, is_former));
    }
    Entry {
        kind: Kind::Security,
        id: one.security.to_string(),
        label: one.issuer.clone(),
        beside: one.class.clone(),
        symbol: symbol.to_owned(),
        names: names(&one.issuer, &one.class, former.get(&one.security)),
        codes,
        size,
    }
}

/// One for the securities that share the beginning of their CUSIPs, called as most of their holders have
/// it.
fn issuers(
    securities: &[ListedSecurity],
    size: impl Fn(&ListedSecurity) -> u64,
    former: &BTreeMap<&SecurityId, Vec<&String>>,
) -> Vec<Entry> {
    let mut all: BTreeMap<IssuerId, Vec<&ListedSecurity>> = BTreeMap::new();
    let with_cusip = securities
        .iter()
        .filter(|one| one.security.cusip().is_some());
    for one in with_cusip {
        all.entry(IssuerId::of(&one.security))
            .or_default()
            .push(one);
    }
    let entry = |(id, mut of): (IssuerId, Vec<&ListedSecurity>)| {
        of.sort_by_key(|one| (std::cmp::Reverse(size(one)), &one.security));
        let label = of.first().map(|one| one.issuer.clone()).unwrap_or_default();
        let others = of.iter().map(|one| &one.issuer);
        let former = of.iter().filter_map(|one| former.get(&one.security));
        let others: BTreeSet<&String> = others.chain(former.flatten().copied()).collect();
        let others: Vec<&String> = others.into_iter().filter(|one| **one != label).collect();
        Entry {
            kind: Kind::Issuer,
            id: id.to_string(),
            names: names(&label, "", Some(&others)),
            codes: vec![code(CodeKind::Cusip, &id, false)],
            beside: String::new(),
            symbol: String::new(),
            size: of.iter().map(|one| size(one)).max().unwrap_or_default(),
            label,
        }
    };
    all.into_iter().map(entry).collect()
}

/// Every ticker, called as the issuer of the security that had it last, or as the company that lists it.
fn tickers(
    securities: &[ListedSecurity],
    size: impl Fn(&ListedSecurity) -> u64,
    symbols: &Symbols<'_>,
    listed: &[(String, String)],
) -> Vec<Entry> {
    let known: BTreeMap<&SecurityId, &ListedSecurity> =
        securities.iter().map(|one| (&one.security, one)).collect();
    let listed: BTreeMap<&str, &str> = listed
        .iter()
        .map(|(ticker, name)| (ticker.as_str(), name.as_str()))
        .collect();
    let all: BTreeSet<&str> = symbols.last.keys().chain(listed.keys()).copied().collect();
    let entry = |ticker: &str| {
        let security = symbols.last.get(ticker).and_then(|(_, id)| known.get(id));
        let issuer = security.map(|one| one.issuer.as_str());
        let company = listed.get(ticker).copied();
        Entry {
            kind: Kind::Ticker,
            id: ticker.to_owned(),
            label: issuer.or(company).unwrap_or(ticker).to_owned(),
            beside: String::new(),
            symbol: ticker.to_owned(),
            names: Vec::new(),
            codes: vec![code(CodeKind::Ticker, ticker, false)],
            size: security.map_or(0, |one| size(one)),
        }
    };
    all.into_iter().map(entry).collect()
}

/// Who had which ticker, and who had it last.
struct Symbols<'s> {
    by_security: BTreeMap<&'s SecurityId, Vec<(&'s str, NaiveDate)>>,
    /// The last day of each ticker, and whose it was then.
    last: BTreeMap<&'s str, (NaiveDate, &'s SecurityId)>,
}

impl<'s> Symbols<'s> {
    fn of(symbols: &'s [ListedSymbol]) -> Self {
        let mut all = Self {
            by_security: BTreeMap::new(),
            last: BTreeMap::new(),
        };
        for one in symbols {
            let ticker = one.ticker.as_str();
            let tickers = all.by_security.entry(&one.security).or_default();
            tickers.push((ticker, one.last_day));
            let seen = (one.last_day, &one.security);
            let last = all.last.entry(ticker).or_insert(seen);
            *last = (*last).max(seen);
        }
        all
    }

    /// The tickers of a security, and whether each is a former one: because it has another since, or
    /// because another security has it.
    fn of_security(&self, security: &SecurityId) -> impl Iterator<Item = (&'s str, bool)> {
        let tickers = self.by_security.get(security).into_iter().flatten();
        let latest = tickers.clone().map(|(_, day)| *day).max();
        tickers.map(move |(ticker, day)| {
            let is_last = self.last.get(ticker).is_some_and(|(_, of)| *of == security);
            (*ticker, !is_last || Some(*day) != latest)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbol(security: &str, ticker: &str, last_day: &str) -> ListedSymbol {
        ListedSymbol {
            security: security.parse().unwrap(),
            ticker: ticker.to_owned(),
            last_day: last_day.parse().unwrap(),
        }
    }

    #[test]
    fn a_ticker_is_a_former_one_once_either_side_has_another() {
        let all = [
            symbol("30303M102", "FB", "2022-06-08"),
            symbol("30303M102", "META", "2025-03-31"),
            symbol("74347G432", "FB", "2025-01-02"),
            symbol("037833100", "AAPL", "2025-03-31"),
        ];
        let symbols = Symbols::of(&all);
        let of = |security: &str| -> Vec<(&str, bool)> {
            symbols.of_security(&security.parse().unwrap()).collect()
        };
        assert_eq!(of("30303M102"), [("FB", true), ("META", false)]);
        assert_eq!(of("74347G432"), [("FB", false)]);
        assert_eq!(of("037833100"), [("AAPL", false)]);
        assert_eq!(of("594918104"), []);
    }
}

//! Which CUSIP a mistyped one was meant to be.

use std::{borrow::Cow, collections::BTreeSet};

use super::{BySecurity, OTHERS};
use crate::id::{Cusip, SecurityId};

/// The names of an issuer: the first word of each, which filers abbreviate least.
#[derive(Debug, Default)]
pub(super) struct Words(BTreeSet<Box<str>>);

impl Words {
    pub(super) fn hear(&mut self, issuer: &str) {
        if let Some(word) = first_word(issuer)
            && !self.0.contains(word.as_ref())
        {
            self.0.insert(word.into());
        }
    }
}

/// The issuers' names of a period, by CUSIP.
#[derive(Debug, Default)]
pub(super) struct Names(BySecurity<Words>);

impl FromIterator<(SecurityId, Words)> for Names {
    fn from_iter<I: IntoIterator<Item = (SecurityId, Words)>>(words: I) -> Self {
        Self(words.into_iter().collect())
    }
}

impl Names {
    /// The one CUSIP that is a character or a transposition away from a suspect one, is held by
    /// three managers or more, as `managers` tells, and has the issuer's name. None where there
    /// are several, or where the suspect one is itself held by as many.
    pub(super) fn meant(
        &self,
        suspect: Cusip,
        issuer: &str,
        managers: impl Fn(&SecurityId) -> usize,
    ) -> Option<Cusip> {
        if managers(&SecurityId::of_cusip(suspect)) >= OTHERS {
            return None;
        }
        self.only(neighbors(suspect), issuer, managers)
    }

    /// The one CUSIP that a shorter cell is once it has the zeros in front that a spreadsheet took, or
    /// the check digit that was left out, and that is held and named so. None where both are.
    pub(super) fn meant_by_short(
        &self,
        printed: &str,
        issuer: &str,
        managers: impl Fn(&SecurityId) -> usize,
    ) -> Option<Cusip> {
        let cell = printed.trim();
        let zeros = match cell.len() {
            6..=8 => format!("{cell:0>9}").parse::<Cusip>().ok(),
            _ => None,
        };
        let sound = zeros.filter(|cusip| !cusip.is_suspect());
        let whole = Cusip::from_first_eight(cell);
        self.only(sound.into_iter().chain(whole), issuer, managers)
    }

    /// The one of these that has the issuer's name and is held by three managers or more.
    fn only(
        &self,
        candidates: impl Iterator<Item = Cusip>,
        issuer: &str,
        managers: impl Fn(&SecurityId) -> usize,
    ) -> Option<Cusip> {
        let word = first_word(issuer)?;
        let mut fit = candidates.filter(|cusip| {
            let id = SecurityId::of_cusip(*cusip);
            let named_so = |words: &Words| words.0.contains(word.as_ref());
            self.0.get(&id).is_some_and(named_so) && managers(&id) >= OTHERS
        });
        let meant = fit.next()?;
        fit.all(|other| other == meant).then_some(meant)
    }
}

fn first_word(issuer: &str) -> Option<Cow<'_, str>> {
    let word = issuer
        .split(|c: char| !c.is_alphanumeric())
        .find(|word| !word.is_empty())?;
    let is_upper = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    Some(match word.bytes().all(is_upper) {
        true => Cow::Borrowed(word),
        false => Cow::Owned(word.to_uppercase()),
    })
}

/// The sound CUSIPs that differ from one in a single character, or by two neighbors that changed
/// places.
fn neighbors(suspect: Cusip) -> impl Iterator<Item = Cusip> {
    const CHARACTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*@#";
    let text: Vec<u8> = suspect.as_str().bytes().collect();
    let swapped = (1..text.len()).map({
        let text = text.clone();
        move |at| {
            let mut other = text.clone();
            other.swap(at - 1, at);
            other
        }
    });
    let replaced = (0..text.len()).flat_map(move |at| {
        let text = text.clone();
        CHARACTERS.iter().map(move |character| {
            let mut other = text.clone();
            if let Some(place) = other.get_mut(at) {
                *place = *character;
            }
            other
        })
    });
    swapped
        .chain(replaced)
        .filter_map(|other| std::str::from_utf8(&other).ok()?.parse::<Cusip>().ok())
        .filter(move |other| *other != suspect && !other.is_suspect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(cusip: &str) -> SecurityId {
        SecurityId::of_cusip(cusip.parse().unwrap())
    }

    fn names<'t>(held: impl Iterator<Item = (&'t str, &'t str)>) -> Names {
        let mut names = Names::default();
        for (cusip, issuer) in held {
            names.0.entry(id(cusip)).or_default().hear(issuer);
        }
        names
    }

    fn meant(suspect: &str, issuer: &str, held: &[(&str, &str, usize)]) -> Option<String> {
        let names = names(held.iter().map(|(cusip, issuer, _)| (*cusip, *issuer)));
        let managers = |wanted: &SecurityId| {
            held.iter()
                .find(|(cusip, ..)| id(cusip) == *wanted)
                .map_or(0, |(_, _, managers)| *managers)
        };
        let meant = names.meant(suspect.parse().unwrap(), issuer, managers);
        meant.map(|cusip| cusip.to_string())
    }

    #[test]
    fn a_transposition_and_a_wrong_character_are_understood_where_one_security_fits() {
        let market = [
            ("037833100", "APPLE INC", 900),
            ("594918104", "MICROSOFT CORP", 800),
        ];
        assert_eq!(
            meant("037833010", "Apple Computer", &market).as_deref(),
            Some("037833100")
        );
        assert_eq!(
            meant("594918184", "MICROSOFT", &market).as_deref(),
            Some("594918104")
        );
        assert_eq!(meant("594918184", "APPLE INC", &market), None);
        assert_eq!(meant("594918185", "MICROSOFT", &market), None);
    }

    #[test]
    fn lost_zeros_and_a_lost_check_digit_come_back_where_the_issuer_is_held() {
        let market = [
            ("002824100", "ABBOTT LABORATORIES"),
            ("594918104", "MICROSOFT CORP"),
        ];
        let names = names(market.into_iter());
        let meant = |printed: &str, issuer: &str| {
            let cusip = names.meant_by_short(printed, issuer, |_| 3)?;
            Some(cusip.to_string())
        };
        assert_eq!(
            meant("2824100", "ABBOTT LABS").as_deref(),
            Some("002824100")
        );
        assert_eq!(meant("59491810", "MICROSOFT").as_deref(), Some("594918104"));
        for (printed, issuer) in [
            ("2824100", "MICROSOFT"),
            ("282410", "ABBOTT LABS"),
            ("", "ABBOTT"),
        ] {
            assert_eq!(meant(printed, issuer), None, "{printed}");
        }
        assert_eq!(names.meant_by_short("2824100", "ABBOTT LABS", |_| 2), None);
    }

    #[test]
    fn what_three_managers_print_is_not_mistyped_and_what_few_hold_is_not_meant() {
        let market = [
            ("037833100", "APPLE INC", 900),
            ("037833010", "APPLE INC", 3),
        ];
        assert_eq!(meant("037833010", "APPLE INC", &market), None);
        assert_eq!(
            meant("037833010", "APPLE INC", &[("037833100", "APPLE INC", 2)]),
            None
        );
    }
}

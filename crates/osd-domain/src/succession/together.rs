//! A manager together with those it continues and those that continue it.

use super::Succession;
use crate::{
    book::Book,
    change::{Absence, Side},
    id::{Cik, Period},
};

/// One of several managers whose portfolios are added up, in both quarters.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// The manager.
    pub cik: Cik,
    /// What is known of it now.
    pub now: Side<'a>,
    /// What is known of it a quarter before.
    pub before: Side<'a>,
}

/// What is known of several managers together, now and a quarter before. `books` are the sums of
/// their portfolios, now and before.
///
/// Who handed on in this period is not missed now, and who took over is not missed before. Anybody
/// else that has a portfolio in one quarter and none in the other is: its positions were neither
/// bought nor sold. So is who took over and has not filed yet.
pub fn together<'a>(
    period: Period,
    members: &[Member<'_>],
    links: &[Succession],
    books: [Option<&'a Book>; 2],
) -> (Side<'a>, Side<'a>) {
    let links = || links.iter().filter(|link| link.period == period);
    let handed_on = |cik: Cik| links().any(|link| link.from == cik);
    let took_over = |cik: Cik| links().any(|link| link.to == cik);
    let now = members.iter().filter_map(|member| {
        let held = member.before.book().is_some() && !handed_on(member.cik);
        missing(member.now, held || took_over(member.cik))
    });
    let before = members.iter().filter_map(|member| {
        let holds = member.now.book().is_some() && !took_over(member.cik);
        missing(member.before, holds || handed_on(member.cik))
    });
    let (now, before) = (now.max(), before.max());
    let [book, book_before] = books;
    (
        side(book, now, members.iter().map(|member| member.now)),
        side(
            book_before,
            before,
            members.iter().map(|member| member.before),
        ),
    )
}

/// Why something of a manager is missing from the sum, where it is.
fn missing(side: Side<'_>, is_missed: bool) -> Option<Absence> {
    match side {
        Side::Held(_) => None,
        Side::Partial(_) | Side::Missing(Absence::Unread) => Some(Absence::Unread),
        Side::Incomplete(_, reason) => Some(reason),
        Side::Missing(reason) => is_missed.then_some(reason),
        Side::First => is_missed.then_some(Absence::FirstFiling),
    }
}

fn side<'a, 'b>(
    book: Option<&'a Book>,
    missing: Option<Absence>,
    sides: impl Iterator<Item = Side<'b>> + Clone,
) -> Side<'a> {
    let has_any = sides.clone().any(|side| side.book().is_some());
    match (book.filter(|_| has_any), missing) {
        (Some(book), None) => Side::Held(book),
        (Some(book), Some(reason)) => Side::Incomplete(book, reason),
        (None, _) => {
            let reasons = sides.filter_map(|side| match side {
                Side::Missing(reason) => Some(reason),
                _ => None,
            });
            reasons.max().map_or(Side::First, Side::Missing)
        }
    }
}

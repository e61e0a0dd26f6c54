//! A row told by the order of its tokens alone: what is left of the CUSIP names the security,
//! the first two numbers right of it are value and amount, the last that add up to the amount are
//! the votes.

use osd_domain::Discretion;
use rust_decimal::Decimal;

use super::{
    cusip,
    record::{Record, Span},
    role::Order,
    sheet::Sheet,
    token::{Kind, Token},
};

/// Tokens of a line that are tried as its CUSIP.
const MOST_LIKES: usize = 8;

/// What the heading says of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Hints {
    /// The order of value and amount.
    pub(super) order: Order,
    /// There is a heading, and it has no class.
    pub(super) has_no_class: bool,
}

/// Reads the tokens of one row, of which one is a CUSIP that checks (or that `cusip` points to).
/// None where they do not hold two numbers.
pub(super) fn row(
    sheet: &Sheet<'_>,
    tokens: &[Token],
    cusip: Option<usize>,
    hints: Hints,
) -> Option<Record> {
    let at = cusip.or_else(|| tokens.iter().position(|t| t.kind.is_cusip()))?;
    let (left, rest) = tokens.split_at_checked(at)?;
    let (cusip, right) = rest.split_first()?;
    let mut record = Record {
        cusip: span(std::slice::from_ref(cusip)),
        cusip_checks: cusip.kind.is_cusip(),
        ..Record::default()
    };
    let left_words = left.iter().any(|t| !is_figure(t.kind));
    let figures_right = right.iter().filter(|t| t.kind.is_number()).count();
    if figures_right < 2 && parted(sheet, right).is_none() {
        return before_cusip(sheet, left, right, record, hints);
    }
    let right = if left_words {
        names(sheet, left, hints, &mut record);
        right
    } else {
        // The CUSIP comes first: the names stand between it and the numbers.
        let end = numbers_begin(sheet, right);
        let (middle, right) = right.split_at_checked(end)?;
        names(sheet, middle, hints, &mut record);
        right
    };
    figures(sheet, right, record, hints)
}

/// Reads a line that has no CUSIP that checks, where the rest of it leaves little doubt that it is
/// a row: codes of the form stand on it, and the votes add up to the amount.
pub(super) fn loose(sheet: &Sheet<'_>, tokens: &[Token], hints: Hints) -> Option<Record> {
    let is_code = |t: &Token| {
        use Kind::{AmountType, Cross, Discretion, PutCall};
        matches!(t.kind, AmountType(_) | Discretion(_) | PutCall(_) | Cross)
    };
    let first_code = tokens.iter().rposition(is_code)?;
    let is_word = |t: &Token| matches!(t.kind, Kind::Word | Kind::CusipShape);
    // Nine characters that look like a CUSIP are as good as votes that add up.
    let is_nine = |record: &Record| record.cusip.end - record.cusip.start == 9;
    let fits = |record: &Record| record.votes_add_up == Some(true) || is_nine(record);
    let name = tokens.iter().position(is_word)?;
    let is_like = |at: &usize| {
        let like = |t: &Token| t.end - t.start >= 7 && cusip::is_like(sheet.of_token(t));
        tokens.get(*at).is_some_and(like)
    };
    let mut likes = (name + 1..first_code).filter(is_like).take(MOST_LIKES);
    let with_cusip = likes.find_map(|at| row(sheet, tokens, Some(at), hints).filter(fits));
    // Without a CUSIP the first number may be the last word of the class: `UNIT SER 1`.
    let begin = numbers_begin(sheet, tokens.get(..first_code)?);
    let is_number = |at: &usize| tokens.get(*at).is_some_and(|token| token.kind.is_number());
    let numbers = (begin..first_code).filter(is_number).take(3);
    with_cusip.or_else(|| {
        numbers.filter(|at| *at > name).find_map(|at| {
            let (words, rest) = tokens.split_at_checked(at)?;
            let mut record = Record::default();
            names(sheet, words, hints, &mut record);
            figures(sheet, rest, record, hints).filter(fits)
        })
    })
}

/// A row whose CUSIP comes after the numbers.
fn before_cusip(
    sheet: &Sheet<'_>,
    left: &[Token],
    right: &[Token],
    mut record: Record,
    hints: Hints,
) -> Option<Record> {
    let begin = numbers_begin(sheet, left);
    let (words, figures_left) = left.split_at_checked(begin)?;
    if figures_left.iter().filter(|t| t.kind.is_number()).count() < 2 {
        return None;
    }
    names(sheet, words, hints, &mut record);
    let mut tokens = figures_left.to_vec();
    tokens.extend_from_slice(right);
    figures(sheet, &tokens, record, hints)
}

/// Where the numbers of a row begin: at the first after which nothing is a word.
fn numbers_begin(sheet: &Sheet<'_>, tokens: &[Token]) -> usize {
    let last_word = tokens.iter().rposition(|token| {
        token.kind == Kind::Word && !sheet.of_token(token).starts_with(['$', '('])
    });
    let from = last_word.map_or(0, |at| at + 1);
    let rest = tokens.get(from..).unwrap_or_default();
    let number = rest.iter().position(|t| t.kind.is_number());
    let many = rest.iter().filter(|t| t.kind.is_number()).count();
    if many >= 2 {
        from + number.unwrap_or(0)
    } else {
        // A word stands behind the numbers: take them from the left.
        tokens
            .iter()
            .position(|t| t.kind.is_number())
            .unwrap_or(tokens.len())
    }
}

fn is_figure(kind: Kind) -> bool {
    kind.is_number() || matches!(kind, Kind::Nothing | Kind::Rule | Kind::Cross)
}

/// The stretch from the first of some tokens to the last.
pub(super) fn span(tokens: &[Token]) -> Span {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => Span {
            start: first.start,
            end: last.end,
        },
        _ => Span::default(),
    }
}

/// Tells issuer and class apart: at the widest gap of two blanks or more, else at the first word
/// that only a class has.
fn names(sheet: &Sheet<'_>, tokens: &[Token], hints: Hints, record: &mut Record) {
    // Where the CUSIP comes last, the discretion may stand before the figures.
    let tokens = match tokens.split_last() {
        Some((code, words)) if matches!(code.kind, Kind::Discretion(_)) && words.len() >= 2 => {
            record.discretion = one(code);
            words
        }
        _ => tokens,
    };
    if hints.has_no_class {
        record.issuer = span(tokens);
        return;
    }
    let gaps = tokens.windows(2).enumerate().filter_map(|(at, pair)| {
        let [a, b] = pair else { return None };
        let gap = b.left.saturating_sub(a.right);
        (gap >= 2).then_some((at + 1, gap))
    });
    // Of gaps alike the last: a name is padded, a class is short.
    let widest = gaps.max_by_key(|(at, gap)| (*gap, *at)).map(|(at, _)| at);
    let split = widest.or_else(|| {
        let class = tokens
            .iter()
            .rposition(|t| is_class_word(sheet.of_token(t)))?;
        // `CL A`, `COM NEW`: the class begins with the first of its words.
        let before = tokens.get(..class)?;
        let words = before.iter().rev();
        let more = words
            .take_while(|t| is_class_word(sheet.of_token(t)))
            .count();
        Some(class - more).filter(|at| *at > 0)
    });
    let (issuer, class) = tokens
        .split_at_checked(split.unwrap_or(tokens.len()))
        .unwrap_or((tokens, &[]));
    record.issuer = span(issuer);
    record.class = span(class);
}

fn is_class_word(text: &str) -> bool {
    const WORDS: [&str; 26] = [
        "COM",
        "COMMON",
        "CL",
        "CLASS",
        "ADR",
        "ADS",
        "SHS",
        "ORD",
        "PFD",
        "PREF",
        "PREFERRED",
        "STOCK",
        "STK",
        "NOTE",
        "NOTES",
        "DBCV",
        "SDCV",
        "UNIT",
        "UNITS",
        "WTS",
        "WARRANT",
        "CMN",
        "SPONSORED",
        "REIT",
        "CS",
        "SPON",
    ];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Reads value, amount, codes, managers and votes.
fn figures(
    sheet: &Sheet<'_>,
    tokens: &[Token],
    mut record: Record,
    hints: Hints,
) -> Option<Record> {
    let parted = parted(sheet, tokens);
    let tokens = parted.as_deref().unwrap_or(tokens);
    let mut numbers: Vec<Token> = Vec::new();
    let mut rest: Vec<Token> = Vec::with_capacity(tokens.len());
    for &token in tokens {
        match token.kind {
            Kind::AmountType(_) if record.amount_type.is_empty() => {
                record.amount_type = one(&token);
            }
            Kind::PutCall(_) if record.put_call.is_empty() => record.put_call = one(&token),
            Kind::Discretion(_) if record.discretion.is_empty() && !numbers.is_empty() => {
                record.discretion = one(&token);
            }
            // `SHARED OTHER` in two words.
            Kind::Discretion(_) if rest.is_empty() && continues_code(sheet, &record, &token) => {
                record.discretion = record.discretion.with(one(&token));
            }
            kind if kind.is_number() && numbers.len() < 2 => {
                numbers.push(token);
            }
            kind if kind.is_number() && numbers.len() == 2 && rest.is_empty() => {
                match price(sheet, &numbers, &token) {
                    Some(at) => {
                        numbers.remove(at);
                        numbers.push(token);
                    }
                    None => rest.push(token),
                }
            }
            _ => rest.push(token),
        }
    }
    let [first, second] = numbers.get(..2)? else {
        return None;
    };
    let (value, shares) = match hints.order {
        Order::ValueFirst => (first, second),
        Order::AmountFirst => (second, first),
    };
    record.value = one(value);
    record.amount = one(shares);
    record.value_read = value.figure(&sheet.text);
    record.amount_read = shares.figure(&sheet.text);
    votes(sheet, &rest, &mut record);
    Some(record)
}

/// The tokens with value and amount parted, where they touch: `5127310246800` before votes of
/// 10246800 is a value of 51273 and an amount that the votes add up to.
fn parted(sheet: &Sheet<'_>, tokens: &[Token]) -> Option<Vec<Token>> {
    let (first, rest) = tokens.split_first()?;
    let digits = sheet.of_token(first);
    let is_long = digits.len() >= 8 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_code = |t: &&Token| matches!(t.kind, Kind::AmountType(_) | Kind::Discretion(_));
    if !is_long || !rest.first().as_ref().is_some_and(is_code) {
        return None;
    }
    let votes = rest.iter().filter_map(|token| token.figure(&sheet.text));
    let votes = votes
        .fold(Decimal::ZERO, Decimal::saturating_add)
        .to_string();
    let value = digits
        .strip_suffix(&votes)
        .filter(|value| !value.is_empty())?;
    let at = u32::try_from(value.len()).ok()?;
    let value = Token::new(value, first.start, first.left, first.left + at);
    let shares = Token::new(&votes, first.start + at, first.left + at, first.right);
    let mut parted = vec![value, shares];
    parted.extend_from_slice(rest);
    Some(parted)
}

/// Which of two numbers is a price: with a third behind them, value, price and amount fit each
/// other, and the form has no column for a price.
fn price(sheet: &Sheet<'_>, numbers: &[Token], third: &Token) -> Option<usize> {
    let read = |token: &Token| token.figure(&sheet.text);
    let [first, second] = numbers else {
        return None;
    };
    let (first, second, third) = (read(first)?, read(second)?, read(third)?);
    let fits = |value: Decimal, price: Decimal, shares: Decimal| {
        let product = price.saturating_mul(shares);
        let is_near = |value: Decimal, half_unit: Decimal| {
            let tolerance = (value.abs() / Decimal::ONE_HUNDRED).max(half_unit);
            (value - product).abs() <= tolerance && !price.is_zero()
        };
        let thousand = Decimal::ONE_THOUSAND;
        is_near(value, Decimal::ONE)
            || is_near(value.saturating_mul(thousand), thousand / Decimal::TWO)
    };
    let has_point = numbers
        .last()
        .is_some_and(|token| sheet.of_token(token).contains('.'));
    let is_price = has_point && (fits(first, second, third) || fits(third, second, first));
    is_price.then_some(1)
}

/// Whether a token is the second word of a discretion that began with `SHARED`.
pub(super) fn continues_code(sheet: &Sheet<'_>, record: &Record, token: &Token) -> bool {
    let first = record.discretion.text(&sheet.text);
    first.eq_ignore_ascii_case("SHARED") && token.start.saturating_sub(record.discretion.end) <= 3
}

fn one(token: &Token) -> Span {
    span(std::slice::from_ref(token))
}

/// Finds the votes among what follows the amount: the longest run at the end, of up to three
/// numbers, that adds up to the amount; the managers are what stands before it.
pub(super) fn votes(sheet: &Sheet<'_>, rest: &[Token], record: &mut Record) {
    // `Sole` where a figure belongs.
    let rest = match rest.split_last() {
        Some((last, before)) if matches!(last.kind, Kind::Discretion(_)) => {
            let place = match last.kind {
                Kind::Discretion(Discretion::Sole) => 0,
                _ => 1,
            };
            if let Some(vote) = record.votes.get_mut(place) {
                *vote = one(last);
            }
            record.managers = managers(before);
            return;
        }
        _ => rest,
    };
    let is_vote = |t: &Token| t.kind.is_number() || t.kind == Kind::Nothing;
    let at_end = rest.iter().rev().take_while(|t| is_vote(t)).count();
    let read = |token: &Token| match token.kind {
        Kind::Nothing => Some(Decimal::ZERO),
        _ => token.figure(&sheet.text),
    };
    let suffix = |count: usize| rest.get(rest.len().checked_sub(count)?..);
    let adds_up = |count: usize| {
        let tokens = suffix(count)?;
        let sum: Option<Decimal> = tokens.iter().map(read).sum();
        (sum.is_some() && sum == record.amount_read).then_some(count)
    };
    let count = (1..=at_end.min(3)).rev().find_map(adds_up);
    record.votes_add_up = Some(count.is_some());
    let count = count.unwrap_or(if at_end <= 3 { at_end } else { 3 });
    let votes = suffix(count).unwrap_or_default();
    for (place, token) in record.votes.iter_mut().zip(votes) {
        *place = one(token);
    }
    record.managers = managers(rest.get(..rest.len() - votes.len()).unwrap_or_default());
}

fn managers(tokens: &[Token]) -> Span {
    let is_cross = |t: &&Token| t.kind == Kind::Cross;
    let crosses = tokens.iter().take_while(is_cross).count();
    span(tokens.get(crosses..).unwrap_or_default())
}

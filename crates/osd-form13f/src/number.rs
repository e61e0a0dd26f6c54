//! Numbers as people print them.

use std::borrow::Cow;

use osd_domain::Printed;
use rust_decimal::Decimal;

/// Form 13F has room for sixteen digits: ten quadrillion and more is no amount.
const LIMIT: u64 = 10_000_000_000_000_000;

/// Longer texts are prose.
const MAX_LENGTH: usize = 48;

/// How a number is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// Plain digits, as the form asks.
    Plain,
    /// Otherwise, and understood: `1,234`, `$5`, `12.0`, `(5)`, `1.5E3`, `007`, ` 5`.
    Odd,
    /// Not understood.
    Unread,
}

/// Reads a number. The text is kept where it is not the usual spelling of the value.
pub(crate) fn read(text: &str) -> (Printed<Decimal>, Spelling) {
    if let Some(value) = plain(text) {
        return (Printed::exact(value), Spelling::Plain);
    }
    let value = understand(text.trim());
    let spelling = match value {
        Some(_) => Spelling::Odd,
        None => Spelling::Unread,
    };
    (Printed::new(text, value), spelling)
}

/// The value of a text, however it is spelled.
pub(crate) fn value(text: &str) -> Option<Decimal> {
    plain(text).or_else(|| understand(text.trim()))
}

/// One to sixteen digits without leading zeros: nearly all of them.
fn plain(text: &str) -> Option<Decimal> {
    let digits = text.as_bytes();
    let is_plain = matches!(digits, [b'0'] | [b'1'..=b'9', ..])
        && digits.len() <= 16
        && digits.iter().all(u8::is_ascii_digit);
    is_plain
        .then(|| text.parse::<u64>().ok())
        .flatten()
        .map(Decimal::from)
}

fn understand(text: &str) -> Option<Decimal> {
    if text.len() > MAX_LENGTH || !text.is_ascii() {
        return None;
    }
    let (negative, amount) = unsigned(text);
    let (mantissa, exponent) = match amount.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i8>().ok()?),
        None => (amount, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let whole = without_commas(whole)?;
    if exponent == 0
        && let Some(mut value) = short(&whole, fraction)
    {
        value.set_sign_negative(negative && !value.is_zero());
        return (value.abs() < LIMIT.into()).then_some(value);
    }
    let is_number = !(whole.is_empty() && fraction.is_empty())
        && whole
            .bytes()
            .chain(fraction.bytes())
            .all(|b| b.is_ascii_digit());
    if !is_number {
        return None;
    }
    let mut value = shifted(&whole, fraction, exponent)?;
    value.set_sign_negative(negative && !value.is_zero());
    (value.abs() < LIMIT.into()).then_some(value)
}

/// Takes sign and dollar sign off: `-$5`, `$-5`, `+5`, and the bookkeeper's `(5)`.
fn unsigned(text: &str) -> (bool, &str) {
    fn without_dollar(text: &str) -> &str {
        text.strip_prefix('$').map_or(text, str::trim_start)
    }
    let bracketed = without_dollar(text)
        .strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'));
    if let Some(inner) = bracketed {
        return (true, without_dollar(inner.trim()));
    }
    let text = without_dollar(text);
    if let Some(rest) = text.strip_prefix('-') {
        (true, without_dollar(rest))
    } else {
        (
            false,
            without_dollar(text.strip_prefix('+').unwrap_or(text)),
        )
    }
}

/// Takes the commas out of a whole part, where they stand between groups of three.
fn without_commas(whole: &str) -> Option<Cow<'_, str>> {
    if !whole.contains(',') {
        return Some(whole.into());
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let regular = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    regular.then(|| whole.replace(',', "").into())
}

/// The value of up to eighteen digits, `whole.fraction`: nearly all that are not plain.
fn short(whole: &str, fraction: &str) -> Option<Decimal> {
    let digits = whole.len() + fraction.len();
    let mut number: i64 = 0;
    for byte in whole.bytes().chain(fraction.bytes()) {
        let is_digit = byte.is_ascii_digit() && (1..=18).contains(&digits);
        number = is_digit.then(|| number * 10 + i64::from(byte - b'0'))?;
    }
    let places = u32::try_from(fraction.len()).ok()?;
    (digits > 0).then(|| Decimal::new(number, places).normalize())
}

/// The exact value of `whole.fraction` times ten to the power of `exponent`, where a decimal of
/// 28 places can hold it.
fn shifted(whole: &str, fraction: &str, exponent: i8) -> Option<Decimal> {
    let digits = format!("{whole}{fraction}");
    let point = i32::try_from(whole.len()).ok()? + i32::from(exponent);
    let text = match usize::try_from(point) {
        Ok(point) if point >= digits.len() => {
            format!("{digits}{}", "0".repeat(point - digits.len()))
        }
        Ok(point) => format!("{}.{}", digits.get(..point)?, digits.get(point..)?),
        Err(_) => format!(".{}{digits}", "0".repeat(usize::try_from(-point).ok()?)),
    };
    let text = text.trim_start_matches('0');
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    };
    match text.strip_prefix('.') {
        Some(places) => Decimal::from_str_exact(&format!("0.{places}")).ok(),
        None if text.is_empty() => Some(Decimal::ZERO),
        None => Decimal::from_str_exact(text).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn understood(text: &str) -> (String, Spelling) {
        let (printed, spelling) = read(text);
        assert_eq!(printed.text(), text, "what was printed is kept");
        let value = printed.get().map_or("-".to_owned(), |v| v.to_string());
        (value, spelling)
    }

    #[test]
    fn plain_digits_are_plain() {
        for text in ["0", "7", "1234", "9999999999999999"] {
            assert_eq!(understood(text), (text.to_owned(), Spelling::Plain));
            assert_eq!(read(text).0.odd_text(), None);
        }
    }

    #[test]
    fn odd_spellings_are_understood_exactly() {
        for (text, value) in [
            ("1,234", "1234"),
            ("12,345,678", "12345678"),
            ("$5", "5"),
            ("$ 1,234", "1234"),
            ("12.0", "12"),
            ("1234.50", "1234.5"),
            ("1234.5", "1234.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("(5)", "-5"),
            ("$(1,005)", "-1005"),
            ("-5", "-5"),
            ("-$5", "-5"),
            ("$-5", "-5"),
            ("-0", "0"),
            ("+5", "5"),
            ("007", "7"),
            ("000000000000000000000042", "42"),
            ("5 ", "5"),
            ("\n\t5\n", "5"),
            ("1.5E3", "1500"),
            ("1.2345e2", "123.45"),
            ("25e-1", "2.5"),
            ("9.99999999999999E15", "9999999999999990"),
        ] {
            assert_eq!(
                understood(text),
                (value.to_owned(), Spelling::Odd),
                "{text:?}"
            );
        }
    }

    #[test]
    fn other_texts_are_not_guessed_at() {
        for text in [
            "N/A",
            "",
            "-",
            "$",
            "()",
            ".",
            "1,23",
            "1,2345",
            ",123",
            "1.234.567",
            "1 234",
            "12a",
            "1e",
            "e5",
            "--5",
            "5-",
            "٣",
            "1E99",
            "10000000000000000",
            "1E16",
            "-1E16",
            "0.00000000000000000000000000001",
        ] {
            assert_eq!(
                understood(text),
                ("-".to_owned(), Spelling::Unread),
                "{text:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_number_survives_its_odd_spellings(number in 0u64..10_000_000_000_000_000) {
            let value = Some(Decimal::from(number));
            prop_assert_eq!(value, super::value(&number.to_string()));
            prop_assert_eq!(value, super::value(&format!(" ${number}.00")));
            prop_assert_eq!(value.map(|v| -v), super::value(&format!("({number})")));
            prop_assert_eq!(value, super::value(&format!("{number}000e-3")));
        }

        #[test]
        fn any_text_is_survived(text in "[-+$() ,.eE0-9]{0,60}|.*") {
            let (printed, spelling) = read(&text);
            prop_assert_eq!(printed.get().is_some(), spelling != Spelling::Unread);
            prop_assert_eq!(printed.text(), text);
        }
    }
}

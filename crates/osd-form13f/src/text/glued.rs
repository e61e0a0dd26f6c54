//! Two cells printed without a blank between them.

use super::token::Kind;

/// Where two things were printed without a blank between them: `1,234SH`, `SH1,234`,
/// `COM037833100`, `42,2941,416,500`.
pub(super) fn glued(token: &str) -> Option<usize> {
    let has_digit = token.bytes().any(|byte| byte.is_ascii_digit());
    if !has_digit || !token.is_ascii() || token.len() > 32 {
        return None;
    }
    if token.len() > 10
        && let Some((name, cusip)) = token.split_at_checked(token.len() - 9)
        && name
            .bytes()
            .last()
            .is_some_and(|byte| byte.is_ascii_alphabetic())
        && Kind::of(cusip).is_cusip()
    {
        return Some(name.len());
    }
    if token
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b',')
    {
        return touching(token);
    }
    let is_letter = |b: u8| b.is_ascii_alphabetic() || b == b'-';
    let at = token.bytes().rposition(|b| !is_letter(b))? + 1;
    if at < token.len() {
        let (number, word) = token.split_at_checked(at)?;
        let code = Kind::of(word.trim_start_matches('-'));
        return (Kind::of(number).is_number() && code.is_code()).then_some(at);
    }
    let at = token.bytes().position(|b| !b.is_ascii_alphabetic())?;
    let (word, number) = token.split_at_checked(at)?;
    (Kind::of(number).is_number() && Kind::of(word).is_code()).then_some(at)
}

/// Where one number ends and the next begins, in columns with no blank between: a group behind a
/// comma has three digits, so `42,2941,416,500` is 42,294 and 1,416,500.
fn touching(token: &str) -> Option<usize> {
    let mut at = token.find(',')?;
    let is_group = |text: &str| text.bytes().take(3).filter(u8::is_ascii_digit).count() == 3;
    while is_group(token.get(at + 1..)?) {
        let end = at + 4;
        match token.as_bytes().get(end)? {
            b',' => at = end,
            _ => return Kind::of(token.get(end..)?).is_number().then_some(end),
        }
    }
    None
}

//! Elements out of XML that is often not quite XML.

mod events;
mod walk;

pub(crate) use self::walk::{Element, Findings, Step, Walk};

/// Whether markup in `body` opens one of these elements, in whatever namespace and case.
pub(crate) fn opens(body: &[u8], names: &[&str]) -> bool {
    memchr::memchr_iter(b'<', body).any(|at| {
        // No element of the form has a longer name, with any prefix that was ever seen.
        let rest = body.get(at..).unwrap_or_default();
        let tag = rest.get(..80).unwrap_or(rest);
        let length = tag
            .iter()
            .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>'))
            .unwrap_or(tag.len());
        let name = std::str::from_utf8(tag.get(1..length).unwrap_or_default());
        let local = name.map(|name| name.trim_end_matches('/').rsplit(':').next());
        matches!(local, Ok(Some(local)) if names.iter().any(|n| n.eq_ignore_ascii_case(local)))
    })
}

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
        let name = tag.get(1..length).unwrap_or_default();
        names.iter().any(|wanted| ends_in(name, wanted)) && std::str::from_utf8(name).is_ok()
    })
}

/// Whether the name in a tag, which may be an empty one, is `wanted` but for case and prefix.
fn ends_in(mut name: &[u8], wanted: &str) -> bool {
    while let [rest @ .., b'/'] = name {
        name = rest;
    }
    let Some((prefix, local)) = name
        .len()
        .checked_sub(wanted.len())
        .and_then(|length| name.split_at_checked(length))
    else {
        return false;
    };
    matches!(prefix, [] | [.., b':']) && local.eq_ignore_ascii_case(wanted.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_is_seen_in_whatever_dress() {
        for (body, is_there) in [
            ("<infoTable>", true),
            ("text <INFOTABLE\nxmlns='x'>", true),
            ("<ns1:infoTable/>", true),
            ("<a:b:infoTable>", true),
            ("<infoTable", true),
            ("<myinfoTable>", false),
            ("<infoTables>", false),
            ("< infoTable>", false),
            ("infoTable>", false),
            ("</infoTable>", false),
            ("<Table>", false),
            ("", false),
        ] {
            assert_eq!(opens(body.as_bytes(), &["infoTable"]), is_there, "{body}");
        }
        assert!(!opens(b"<\xE9:infoTable>", &["infoTable"]));
        assert!(opens(b"<a><b>", &["infoTable", "B"]));
    }
}

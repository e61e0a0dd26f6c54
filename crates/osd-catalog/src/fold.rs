//! How names are made comparable, the same on both engines.

/// A name as searches see it: lower case, Latin accents taken off, apostrophes dropped, and every
/// run of blanks and punctuation as one blank. `L'Oréal S.A.` and `LOREAL  S A` fold alike.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            // Apostrophes, and accents that stand by themselves.
            '\'' | '’' | '`' | '\u{300}'..='\u{36f}' => {}
            'à'..='å' => folded.push('a'),
            'æ' => folded.push_str("ae"),
            'ç' => folded.push('c'),
            'è'..='ë' => folded.push('e'),
            'ì'..='ï' => folded.push('i'),
            'ñ' => folded.push('n'),
            'ò'..='ö' | 'ø' => folded.push('o'),
            'ù'..='ü' => folded.push('u'),
            'ý' | 'ÿ' => folded.push('y'),
            'ß' => folded.push_str("ss"),
            letter if letter.is_alphanumeric() => folded.push(letter),
            _ if folded.is_empty() || folded.ends_with(' ') => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// A `LIKE` pattern for texts that contain `folded`; to be used with `ESCAPE '\'`.
pub(crate) fn containing(folded: &str) -> String {
    format!("%{}%", escaped(folded))
}

/// A `LIKE` pattern for texts that begin with `folded`; to be used with `ESCAPE '\'`.
pub(crate) fn beginning(folded: &str) -> String {
    format!("{}%", escaped(folded))
}

fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_fold_alike() {
        let alike = [
            ("L'Oréal S.A.", "LOREAL  S A"),
            ("AT&T Inc /DE/", "at t inc, de"),
            ("  Société Générale ", "SOCIETE GENERALE"),
            ("MOODY’S CORP", "Moodys Corp"),
            ("Straße", "STRASSE"),
        ];
        for (one, other) in alike {
            assert_eq!(fold(one), fold(other), "{one}");
        }
        assert_eq!(fold("AT&T Inc /DE/"), "at t inc de");
        assert_eq!(fold(" .,- "), "");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["L'Oréal S.A.", "ÇA İSTANBUL", "日本 生命", "%_\\"] {
            assert_eq!(fold(&fold(text)), fold(text), "{text}");
        }
    }

    #[test]
    fn what_like_treats_specially_is_escaped() {
        assert_eq!(containing(r"50%_\"), r"%50\%\_\\%");
        assert_eq!(beginning("a_"), r"a\_%");
    }
}

//! Names and queries as words.

/// A text as searches see it: lower case, Latin accents taken off, apostrophes dropped, and every run
/// of blanks and punctuation as one blank. `L'Oréal S.A.` and `LOREAL  S A` fold alike.
///
/// It goes further than the folding of the catalog, which stands in columns and would have to be written
/// anew with every letter that is added.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            // Apostrophes, and accents that stand by themselves.
            '\'' | '’' | '`' | '\u{300}'..='\u{36f}' => {}
            letter => match plain(letter) {
                "" if letter.is_alphanumeric() => folded.push(letter),
                "" if folded.is_empty() || folded.ends_with(' ') => {}
                "" => folded.push(' '),
                plain => folded.push_str(plain),
            },
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// What is written for a Latin letter with an accent where there are none; nothing for other letters.
fn plain(letter: char) -> &'static str {
    match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ð' | 'ď' | 'đ' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => "",
    }
}

/// Words that say what kind of company or paper it is, and not which: they weigh little, and may be
/// left out.
const LIGHT: [&str; 58] = [
    "a",
    "adr",
    "ads",
    "ag",
    "and",
    "bv",
    "cap",
    "cl",
    "class",
    "co",
    "com",
    "common",
    "company",
    "corp",
    "corporation",
    "cos",
    "de",
    "del",
    "etf",
    "fd",
    "fds",
    "for",
    "fund",
    "funds",
    "gmbh",
    "grp",
    "hldg",
    "hldgs",
    "holding",
    "holdings",
    "in",
    "inc",
    "incorporated",
    "international",
    "intl",
    "l",
    "limited",
    "llc",
    "llp",
    "lp",
    "ltd",
    "md",
    "new",
    "note",
    "nv",
    "of",
    "ord",
    "p",
    "plc",
    "pte",
    "s",
    "sa",
    "se",
    "sh",
    "shs",
    "spa",
    "the",
    "tr",
];

/// Whether a folded word weighs little.
pub(crate) fn is_light(word: &str) -> bool {
    LIGHT.binary_search(&word).is_ok()
}

/// The words of a folded text.
pub(crate) fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(' ').filter(|word| !word.is_empty())
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
            ("Škoda Ørsted Łódź", "skoda orsted lodz"),
            ("Straße", "STRASSE"),
        ];
        for (one, other) in alike {
            assert_eq!(fold(one), fold(other), "{one}");
        }
        assert_eq!(fold(" .,- "), "");
    }

    #[test]
    fn light_words_are_found_in_their_list() {
        assert!(LIGHT.is_sorted());
        assert!(LIGHT.iter().all(|word| is_light(word)));
        assert!(!is_light("apple"));
    }
}

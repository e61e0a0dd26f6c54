//! The words that two names begin with.

/// Words that say how a firm is organized, not which one it is.
const ORGANIZATION: [&str; 16] = [
    "inc", "llc", "llp", "lp", "l", "p", "co", "corp", "ltd", "plc", "sa", "ag", "the", "of",
    "and", "company",
];

/// Words with which many names begin: alone they say nothing.
const USUAL: [&str; 22] = [
    "first",
    "american",
    "national",
    "capital",
    "global",
    "united",
    "bank",
    "new",
    "north",
    "south",
    "east",
    "west",
    "international",
    "asset",
    "investment",
    "wealth",
    "financial",
    "advisors",
    "private",
    "strategic",
    "great",
    "one",
];

/// The words that both names begin with, where they say which firm it is.
pub(super) fn in_common(one: &[String], other: &[String]) -> Option<String> {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b);
    let common: Vec<&str> = same.map(|(word, _)| word.as_str()).collect();
    match common.as_slice() {
        [] => None,
        [word] if USUAL.contains(word) || word.len() < 3 => None,
        words => Some(words.join(" ")),
    }
}

/// The words of a name, without those that say how the firm is organized.
pub(super) fn words(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty() && !ORGANIZATION.contains(word))
        .map(ToOwned::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_begin_alike_where_the_words_say_which_firm_it_is() {
        let common = |one, other| in_common(&words(one), &words(other));
        assert_eq!(
            common("BlackRock Inc.", "BLACKROCK, INC. /DE/").as_deref(),
            Some("blackrock")
        );
        assert_eq!(
            common(
                "Pershing Square Capital Management, L.P.",
                "PERSHING SQUARE INC"
            )
            .as_deref(),
            Some("pershing square")
        );
        assert_eq!(common("First Horizon Corp", "First Eagle LLC"), None);
        assert_eq!(common("The Inc", "The LLC"), None);
        assert_eq!(common("Alpha Partners", "Beta Partners"), None);
    }
}

//! What is found by what people type, and in which order.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where something is not there"
)]

use osd_search::{Code, CodeKind, Entry, Hit, Index, Kind, Name, Query};
use proptest::prelude::*;

fn names(text: &str, beside: &str, former: &[&str]) -> Vec<Name> {
    let name = |text: &str, is_former| Name {
        text: text.to_owned(),
        beside: beside.to_owned(),
        is_former,
    };
    let former = former.iter().map(|text| name(text, true));
    std::iter::once(name(text, false)).chain(former).collect()
}

fn code(kind: CodeKind, text: &str) -> Code {
    Code {
        kind,
        text: text.to_owned(),
        is_former: false,
    }
}

fn manager(cik: u64, name: &str, dollars: u64) -> Entry {
    Entry {
        kind: Kind::Manager,
        id: cik.to_string(),
        label: name.to_owned(),
        beside: String::new(),
        symbol: String::new(),
        names: names(name, "", &[]),
        codes: vec![code(CodeKind::Cik, &cik.to_string())],
        size: dollars,
    }
}

fn security(cusip: &str, issuer: &str, class: &str, tickers: &[&str], holders: u64) -> Entry {
    let mut codes = vec![code(CodeKind::Cusip, cusip)];
    codes.extend(tickers.iter().map(|one| code(CodeKind::Ticker, one)));
    Entry {
        kind: Kind::Security,
        id: cusip.to_owned(),
        label: issuer.to_owned(),
        beside: class.to_owned(),
        symbol: tickers
            .first()
            .map(|one| (*one).to_owned())
            .unwrap_or_default(),
        names: names(issuer, class, &[]),
        codes,
        size: holders,
    }
}

fn market() -> Index {
    let mut meta = security("30303M102", "META PLATFORMS INC", "CL A", &["META"], 4_800);
    meta.names = names("META PLATFORMS INC", "CL A", &["FACEBOOK INC"]);
    meta.codes.push(Code {
        kind: CodeKind::Ticker,
        text: "FB".to_owned(),
        is_former: true,
    });
    Index::new(vec![
        manager(1067983, "BERKSHIRE HATHAWAY INC", 260_000_000_000),
        manager(102909, "VANGUARD GROUP INC", 5_000_000_000_000),
        manager(1364742, "BLACKROCK INC.", 4_400_000_000_000),
        manager(19617, "JPMORGAN CHASE & CO", 1_200_000_000_000),
        manager(1000001, "JP MORGAN PARTNERS LLC", 300_000_000),
        manager(886982, "GOLDMAN SACHS GROUP INC", 600_000_000_000),
        manager(1000002, "GOLDMAN CAPITAL MANAGEMENT INC", 400_000_000),
        manager(1000003, "VAN GUARD ADVISORS LLC", 120_000_000),
        manager(1000004, "APPLE BANK FOR SAVINGS", 90_000_000),
        security(
            "084670702",
            "BERKSHIRE HATHAWAY INC DEL",
            "CL B NEW",
            &["BRKB"],
            3_900,
        ),
        security(
            "084670108",
            "BERKSHIRE HATHAWAY INC DEL",
            "CL A",
            &["BRKA"],
            900,
        ),
        security("037833100", "APPLE INC", "COM", &["AAPL"], 5_200),
        security(
            "03784Y200",
            "APPLE HOSPITALITY REIT INC",
            "COM NEW",
            &["APLE"],
            700,
        ),
        security(
            "922908363",
            "VANGUARD INDEX FDS",
            "S&P 500 ETF SHS",
            &["VOO"],
            3_000,
        ),
        security("00206R102", "AT&T INC", "COM", &["T"], 3_500),
        security("902973304", "US BANCORP DEL", "COM NEW", &["USB"], 2_000),
        security("931142103", "WAL MART STORES INC", "COM", &["WMT"], 3_300),
        meta,
    ])
}

fn found<'i>(index: &'i Index, text: &str) -> Vec<Hit<'i>> {
    index.search(Query {
        text,
        kinds: &Kind::ALL,
        limit: 10,
    })
}

#[track_caller]
fn first(text: &str) -> String {
    let index = market();
    let hits = found(&index, text);
    let first = hits
        .first()
        .unwrap_or_else(|| panic!("{text} finds nothing"));
    first.id.to_owned()
}

#[test]
fn names_are_found_as_people_type_them() {
    for (text, id) in [
        ("berkshire hathaway", "1067983"),
        ("hathaway berkshire", "1067983"),
        ("Berkshire", "1067983"),
        ("berkshier hathway", "1067983"),
        ("vangard", "102909"),
        ("aple inc", "037833100"),
        ("apple", "037833100"),
        ("Apple, Inc.", "037833100"),
        ("ápple", "037833100"),
        ("apple hosp", "03784Y200"),
        ("blakrock", "1364742"),
        ("black rock", "1364742"),
        ("jpmorgan chase", "19617"),
        ("jp morgan chase", "19617"),
        ("j p morgan chase", "19617"),
        ("goldmansachs", "886982"),
        ("sachs gold", "886982"),
        ("at&t", "00206R102"),
        ("att", "00206R102"),
        ("u.s. bancorp", "902973304"),
        ("walmart", "931142103"),
        ("facebook", "30303M102"),
        ("vanguard s&p 500", "922908363"),
        ("goldman sachs something else", "886982"),
    ] {
        assert_eq!(first(text), id, "{text}");
    }
}

#[test]
fn numbers_and_symbols_come_before_names() {
    for (text, id) in [
        ("1067983", "1067983"),
        ("0001067983", "1067983"),
        ("BRK.B", "084670702"),
        ("brk-b", "084670702"),
        ("BRK B", "084670702"),
        ("brkb", "084670702"),
        ("aapl", "037833100"),
        ("t", "00206R102"),
        ("fb", "30303M102"),
        ("037833100", "037833100"),
        ("037833-10-0", "037833100"),
        ("03783310", "037833100"),
        ("0378", "037833100"),
        ("037833101", "037833100"),
        ("37833100", "037833100"),
        ("073833100", "037833100"),
        ("30303m102", "30303M102"),
        // An exact symbol beats the beginning of one: `aple` is a ticker, too.
        ("aple", "03784Y200"),
    ] {
        assert_eq!(first(text), id, "{text}");
    }
    let index = market();
    let hits = found(&index, "fb");
    assert_eq!((hits[0].matched, hits[0].is_former), ("FB", true));
    let wrong = &found(&index, "037833101")[0];
    assert_eq!((wrong.matched, wrong.is_exact), ("037833100", false));
}

#[test]
fn what_a_hit_was_found_by_is_told() {
    let index = market();
    let hits = found(&index, "facebook");
    let hit = &hits[0];
    assert_eq!(hit.label, "META PLATFORMS INC");
    assert_eq!((hit.matched, hit.is_former), ("FACEBOOK INC", true));
    assert_eq!(hit.code, None);
}

#[test]
fn only_what_was_asked_for_is_found() {
    let index = market();
    let of = |kinds: &[Kind], limit: usize| -> Vec<Kind> {
        let query = Query {
            text: "berkshire",
            kinds,
            limit,
        };
        index.search(query).iter().map(|hit| hit.kind).collect()
    };
    assert_eq!(of(&[Kind::Manager], 10), [Kind::Manager]);
    assert_eq!(of(&[Kind::Security], 10), [Kind::Security, Kind::Security]);
    assert_eq!(of(&Kind::ALL, 2).len(), 2);
    assert_eq!(of(&Kind::ALL, 0), []);
    assert_eq!(of(&[], 10), []);
}

#[test]
fn what_says_nothing_finds_nothing_and_anything_is_survived() {
    let index = market();
    for text in ["", "  ", "...", "&", "\u{0}", "zzzzzzzzz"] {
        assert_eq!(found(&index, text), [], "{text:?}");
    }
    let long = "berkshire ".repeat(1_000);
    assert_eq!(found(&index, &long)[0].id, "1067983");
    assert_eq!(found(&index, &"x".repeat(100_000)), []);
    assert_eq!(
        Index::new(Vec::new()).search(Query {
            text: "apple",
            kinds: &Kind::ALL,
            limit: 5
        }),
        []
    );
}

/// Words of letters, of which no two are alike but for two letters.
fn vocabulary() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[b-y]{5,12}", 12..30).prop_map(|mut words| {
        words.sort();
        words.dedup();
        words
    })
}

/// Names of two or three words.
fn registry() -> impl Strategy<Value = (Vec<String>, Vec<u64>)> {
    (vocabulary(), prop::collection::vec(any::<u64>(), 40)).prop_map(|(words, random)| {
        let word = |at: u64| words[usize::try_from(at % words.len() as u64).unwrap()].as_str();
        let mut names: Vec<String> = random
            .iter()
            .map(|at| [word(*at), word(at / 31), word(at / 1_009)])
            .map(|[one, two, three]| format!("{one} {two} {three} inc"))
            .collect();
        names.sort();
        names.dedup();
        (names, random)
    })
}

fn index_of(names: &[String], sizes: &[u64]) -> Index {
    let all = names.iter().zip(sizes).zip(1..);
    let entries = all.map(|((name, size), cik)| manager(cik, name, *size));
    Index::new(entries.collect())
}

/// One letter left out, doubled, replaced, or two that change places.
fn with_a_typo(word: &str, kind: usize, at: usize) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = at % (letters.len() - 1);
    match kind % 4 {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, 'z'),
        2 => letters[at] = 'z',
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

proptest! {
    #[test]
    fn an_exact_name_is_found_first_whatever_is_larger((names, sizes) in registry(), at in any::<prop::sample::Index>()) {
        let index = index_of(&names, &sizes);
        let wanted = at.get(&names);
        let hits = index.search(Query { text: wanted, kinds: &Kind::ALL, limit: 5 });
        prop_assert_eq!(hits[0].label, wanted.as_str());
        prop_assert!(hits[0].is_exact);
    }

    #[test]
    fn a_name_is_found_with_its_words_in_any_order((names, sizes) in registry(), at in any::<prop::sample::Index>()) {
        let index = index_of(&names, &sizes);
        let wanted = at.get(&names);
        let mut words: Vec<&str> = wanted.split(' ').collect();
        words.reverse();
        let hits = index.search(Query { text: &words.join(" "), kinds: &Kind::ALL, limit: 100 });
        prop_assert!(hits.iter().any(|hit| hit.label == wanted));
    }

    #[test]
    fn one_letter_wrong_in_a_word_still_finds_it((names, sizes) in registry(), at in any::<prop::sample::Index>(), word in 0usize..3, kind in 0usize..4, letter in 0usize..12) {
        let index = index_of(&names, &sizes);
        let wanted = at.get(&names);
        let mut words: Vec<String> = wanted.split(' ').map(str::to_owned).collect();
        words[word] = with_a_typo(&words[word], kind, letter);
        let text = words.join(" ");
        let hits = index.search(Query { text: &text, kinds: &Kind::ALL, limit: 100 });
        prop_assert!(hits.iter().any(|hit| hit.label == wanted), "{} in {:?}", text, names);
        let alone = index.search(Query { text: &words[word], kinds: &Kind::ALL, limit: 100 });
        prop_assert!(alone.iter().any(|hit| hit.label == wanted), "{} alone", words[word]);
    }

    #[test]
    fn a_query_is_answered_alike_whatever_was_asked_before((names, sizes) in registry(), texts in prop::collection::vec("[b-y ]{0,12}", 1..8)) {
        let used = index_of(&names, &sizes);
        for text in &texts {
            let query = Query { text, kinds: &Kind::ALL, limit: 10 };
            let fresh = index_of(&names, &sizes);
            prop_assert_eq!(used.search(query), fresh.search(query));
        }
    }

    #[test]
    fn any_text_is_survived(text in any::<String>()) {
        let index = market();
        let hits = index.search(Query { text: &text, kinds: &Kind::ALL, limit: 10 });
        prop_assert!(hits.len() <= 10);
    }
}

use super::*;

fn entry(form: &str, name: &str, cik: u64, role: &str, accession: &str) -> String {
    format!(
        "<entry>\n<title>{form} - {name} ({cik:010}) ({role})</title>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"https://www.sec.gov/Archives/edgar/data/{cik}/x-index.htm\"/>\n\
         <summary type=\"html\">\n &lt;b&gt;Filed:&lt;/b&gt; 2026-01-12 &lt;b&gt;AccNo:&lt;/b&gt; {accession} \
         &lt;b&gt;Size:&lt;/b&gt; 14 KB\n&lt;br&gt;Item 3C.7: Section 3(c)(7)\n</summary>\n\
         <updated>2026-01-12T11:27:39-05:00</updated>\n\
         <category scheme=\"https://www.sec.gov/\" label=\"form type\" term=\"{form}\"/>\n\
         <id>urn:tag:sec.gov,2008:accession-number={accession}</id>\n</entry>\n"
    )
}

fn feed(entries: &[String]) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" ?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <title>Latest Filings - Mon, 12 Jan 2026 11:28:50 EST</title>\n\
         <link rel=\"alternate\" href=\"/cgi-bin/browse-edgar?action=getcurrent\"/>\n\
         <id>https://www.sec.gov/cgi-bin/browse-edgar?action=getcurrent</id>\n\
         <author><name>Webmaster</name><email>webmaster@sec.gov</email></author>\n\
         <updated>2026-01-12T11:28:50-05:00</updated>\n{}</feed>\n",
        entries.concat()
    )
}

const RYAN: &str = "0002074440-26-000002";

fn ryan(cik: u64) -> String {
    entry(
        "13F-HR",
        "Ryan Investment Management, Inc.",
        cik,
        "Filer",
        RYAN,
    )
}

#[test]
fn an_entry_becomes_a_filing() {
    let page = feed(&[ryan(2_074_440)]);
    let feed = read(page.as_bytes());
    assert_eq!((feed.listed, feed.unreadable_entries), (1, 0));
    assert!(feed.is_feed && feed.is_whole);
    let updated = feed.updated.unwrap().to_rfc3339();
    assert_eq!(updated, "2026-01-12T16:28:50+00:00");
    let [entry] = feed.entries.as_slice() else {
        panic!("{:?}", feed.entries);
    };
    assert_eq!(entry.accession.to_string(), RYAN);
    assert_eq!(entry.cik.number(), 2_074_440);
    assert_eq!(entry.name, "Ryan Investment Management, Inc.");
    assert_eq!(entry.form.as_str(), "13F-HR");
    assert_eq!(entry.role, FeedRole::Filer);
    assert_eq!(entry.filed.to_string(), "2026-01-12");
    let accepted = entry.accepted_at.to_rfc3339();
    assert_eq!(accepted, "2026-01-12T16:27:39+00:00");
}

#[test]
fn several_filers_of_one_accession_are_one_filing() {
    let other = "0000000007-26-000001";
    let notice = entry("13F-NT/A", "SEVEN", 7, "Filer", other);
    let page = feed(&[ryan(30), notice, ryan(7), ryan(200), ryan(30)]);
    let filings = read(page.as_bytes()).filings();
    assert_eq!(filings.len(), 2);
    assert_eq!(filings[0].accession.to_string(), other);
    assert_eq!(filings[0].form.as_str(), "13F-NT/A");
    assert_eq!(filings[1].cik.number(), 7);
    let others: Vec<u64> = filings[1].co_filers.iter().map(|it| it.number()).collect();
    assert_eq!(others, [30, 200]);
}

#[test]
fn other_forms_are_counted_and_passed_over() {
    let page = feed(&[
        entry("4", "Haley John R", 1, "Reporting", "0000000001-26-000001"),
        entry("SC 13F", "NO 13F", 2, "Subject", "0000000001-26-000002"),
        ryan(3),
    ]);
    let feed = read(page.as_bytes());
    assert_eq!((feed.listed, feed.entries.len()), (3, 1));
    assert_eq!(feed.unreadable_entries, 0);
}

#[test]
fn names_hold_entities_parentheses_separators_and_latin_1() {
    let name = "SOCI\u{c9}T\u{c9} &amp; FILS - A (UK) (1)";
    let page = feed(&[entry("13F-HR", name, 5, "Filed by", RYAN)]);
    let latin: Vec<u8> = page.chars().map(|c| u8::try_from(c).unwrap()).collect();
    for bytes in [page.as_bytes(), &latin] {
        let feed = read(bytes);
        assert_eq!(
            feed.entries[0].name,
            "SOCI\u{c9}T\u{c9} & FILS - A (UK) (1)"
        );
        assert_eq!(feed.entries[0].cik.number(), 5);
        assert_eq!(feed.entries[0].role, FeedRole::FiledBy);
    }
}

#[test]
fn without_a_category_the_title_names_the_form() {
    let page = feed(&[ryan(5)]).replace("term=", "name=");
    let feed = read(page.as_bytes());
    assert_eq!(feed.entries[0].form.as_str(), "13F-HR");
    assert_eq!(feed.entries[0].name, "Ryan Investment Management, Inc.");
}

#[test]
fn entries_of_the_family_that_cannot_be_read_are_counted_and_shown() {
    let no_cik = ryan(5).replace("(0000000005)", "");
    let no_day = ryan(5).replace("2026-01-12 ", "2026-13-12 ");
    let no_time = ryan(5).replace("T11:27:39", " noon");
    let no_accession = ryan(5).replace(RYAN, "0002074440");
    let nothing = "<entry></entry>".to_owned();
    let page = feed(&[no_cik, no_day, no_time, no_accession, nothing, ryan(5)]);
    let feed = read(page.as_bytes());
    assert_eq!((feed.listed, feed.entries.len()), (6, 1));
    assert_eq!(feed.unreadable_entries, 5);
    assert!(feed.unreadable[0].contains(RYAN), "{:?}", feed.unreadable);
}

#[test]
fn a_page_without_entries_is_whole_and_empty() {
    let page = feed(&[]);
    let feed = read(page.as_bytes());
    assert!(feed.is_feed && feed.is_whole);
    assert_eq!((feed.listed, feed.entries.len()), (0, 0));
}

#[test]
fn a_cut_page_is_not_whole_wherever_it_is_cut() {
    let page = feed(&[ryan(5), ryan(7)]);
    for length in 0..page.trim_end().len() {
        let cut = read(&page.as_bytes()[..length]);
        assert!(!cut.is_whole, "at {length}");
        assert!(cut.entries.len() as u64 + cut.unreadable_entries <= 2);
    }
    // An entry that is cut is named.
    let within = page.rfind("<id>").unwrap();
    assert_eq!(read(&page.as_bytes()[..within]).unreadable_entries, 1);
}

#[test]
fn another_page_is_no_feed() {
    for other in [
        "",
        "<!DOCTYPE html><html><title>SEC.gov</title></html>",
        "{}",
        "<rss><entry></entry></rss>",
    ] {
        let feed = read(other.as_bytes());
        assert!(!feed.is_feed && !feed.is_whole, "{other:?}");
        assert_eq!(feed.listed, 0, "{other:?}");
    }
}

//! The feed of the latest filings.

use std::fmt::Write as _;

use chrono::{DateTime, NaiveTime, SecondsFormat, Utc};
use osd_domain::Cik;
use url::form_urlencoded;

use super::{calendar, site::Filing, view::View};

/// Entries on a page at most.
const LONGEST_PAGE: usize = 100;
/// Entries on a page unless asked for others.
const USUAL_PAGE: usize = 40;

/// What a request asks of the feed.
struct Question {
    form: String,
    count: usize,
    start: usize,
}

impl Question {
    /// What a query asks for, where it asks for the latest filings as Atom.
    fn of(query: &str) -> Option<Self> {
        let value = |name: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            let pair = pairs.find(|(key, _)| key == name);
            pair.map(|(_, value)| value.into_owned())
        };
        let number = |name: &str| value(name).and_then(|text| text.parse().ok());
        let is_atom = value("output").as_deref() == Some("atom");
        let is_latest = value("action").as_deref() == Some("getcurrent");
        (is_atom && is_latest).then(|| Self {
            form: value("type").unwrap_or_default(),
            count: number("count").unwrap_or(USUAL_PAGE).min(LONGEST_PAGE),
            start: number("start").unwrap_or_default(),
        })
    }
}

/// A page of the feed: an entry for each filer of each filing, the newest first. It goes back some
/// days and some entries, and is empty beyond.
pub(super) fn latest(view: &View<'_>, query: &str) -> Option<Vec<u8>> {
    let question = Question::of(query)?;
    let today = calendar::eastern(view.now).date_naive();
    let oldest = calendar::before(today, view.settings.feed_days);
    let oldest = calendar::instant(oldest.and_time(NaiveTime::MIN));
    let out = view.site.filings.partition_point(|one| view.is_out(one));
    let newest_first = view.site.filings.iter().take(out).rev();
    let entries = newest_first
        .take_while(|filing| filing.out_at >= oldest)
        .filter(|filing| filing.form.starts_with(&question.form))
        .flat_map(|filing| filing.filers.iter().map(move |filer| (filing, filer)))
        .take(view.settings.feed_entries);
    let mut feed = heading(view.now);
    for (filing, (cik, name)) in entries.skip(question.start).take(question.count) {
        entry(&mut feed, filing, *cik, name);
    }
    feed += "</feed>\n";
    Some(latin1(&feed))
}

fn heading(now: DateTime<Utc>) -> String {
    let local = calendar::eastern(now);
    format!(
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" ?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <title>Latest Filings - {}</title>\n\
         <link rel=\"alternate\" href=\"/cgi-bin/browse-edgar?action=getcurrent\"/>\n\
         <link rel=\"self\" href=\"/cgi-bin/browse-edgar?action=getcurrent\"/>\n\
         <id>https://www.sec.gov/cgi-bin/browse-edgar?action=getcurrent</id>\n\
         <author><name>Webmaster</name><email>webmaster@sec.gov</email></author>\n\
         <updated>{}</updated>\n",
        local.format("%a, %d %b %Y %H:%M:%S %Z"),
        local.to_rfc3339_opts(SecondsFormat::Secs, false),
    )
}

fn entry(feed: &mut String, filing: &Filing, cik: Cik, name: &str) {
    let (form, accession) = (escaped(&filing.form), filing.accession);
    let folder = accession.to_string().replace('-', "");
    let size = match filing.size >> 20 {
        0 => format!("{} KB", filing.size.div_ceil(1 << 10)),
        megabytes => format!("{megabytes} MB"),
    };
    let updated = calendar::eastern(filing.out_at).to_rfc3339_opts(SecondsFormat::Secs, false);
    let _ = write!(
        feed,
        "<entry>\n\
         <title>{form} - {name} ({cik:010}) (Filer)</title>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"https://www.sec.gov/Archives/edgar/data/\
         {cik_number}/{folder}/{accession}-index.htm\"/>\n\
         <summary type=\"html\">\n \
         &lt;b&gt;Filed:&lt;/b&gt; {filed} &lt;b&gt;AccNo:&lt;/b&gt; {accession} \
         &lt;b&gt;Size:&lt;/b&gt; {size}\n\
         </summary>\n\
         <updated>{updated}</updated>\n\
         <category scheme=\"https://www.sec.gov/\" label=\"form type\" term=\"{form}\"/>\n\
         <id>urn:tag:sec.gov,2008:accession-number={accession}</id>\n\
         </entry>\n",
        name = escaped(name),
        cik = cik.number(),
        cik_number = cik.number(),
        filed = filing.filed,
    );
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

/// ISO 8859-1, with references for the letters that it does not have.
fn latin1(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for letter in text.chars() {
        match u8::try_from(u32::from(letter)) {
            Ok(byte) => bytes.push(byte),
            Err(_) => bytes.extend(format!("&#{};", u32::from(letter)).bytes()),
        }
    }
    bytes
}

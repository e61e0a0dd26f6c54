//! The list of a filer's submissions, in columns: `submissions/CIK0001067983.json` with the latest,
//! and `CIK0001067983-submissions-001.json` and on with those before.

use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, Utc};
use osd_domain::Cik;
use serde_json::{Map, Value, json};

use super::{site::Filing, view::View};

/// A list by its file name, and since when it stands as it does.
pub(super) fn list(view: &View<'_>, name: &str) -> Option<(Vec<u8>, DateTime<Utc>)> {
    let name = name.strip_prefix("CIK")?.strip_suffix(".json")?;
    let (digits, number) = match name.split_once("-submissions-") {
        Some((digits, number)) => (digits, number.parse().ok().filter(|number| *number > 0)?),
        None => (name, 0_usize),
    };
    let cik: Cik = digits.parse().ok()?;
    let filings = view.site.filings.iter().rev();
    let its: Vec<&Filing> = filings
        .filter(|filing| filing.filers.contains_key(&cik) && view.is_out(filing))
        .collect();
    let latest = its.first()?;
    let parts: Vec<&[&Filing]> = its.chunks(view.settings.filings_in_list.max(1)).collect();
    let part = parts.get(number)?;
    let list = match number {
        0 => about(cik, latest, part, parts.get(1..).unwrap_or_default()),
        _ => columns(cik, part),
    };
    Some((list.to_string().into_bytes(), latest.out_at))
}

fn about(cik: Cik, latest: &Filing, recent: &[&Filing], before: &[&[&Filing]]) -> Value {
    let files: Vec<Value> = (1..)
        .zip(before)
        .map(|(number, part): (usize, _)| {
            let days = || part.iter().map(|filing| filing.filed);
            json!({
                "name": format!("CIK{:010}-submissions-{number:03}.json", cik.number()),
                "filingCount": part.len(),
                "filingFrom": days().min(),
                "filingTo": days().max(),
            })
        })
        .collect();
    json!({
        "cik": format!("{:010}", cik.number()),
        "entityType": "other",
        "sic": "",
        "sicDescription": "",
        "ownerOrg": "",
        "insiderTransactionForOwnerExists": 0,
        "insiderTransactionForIssuerExists": 0,
        "name": latest.filers.get(&cik),
        "tickers": [],
        "exchanges": [],
        "ein": null,
        "lei": null,
        "description": "",
        "website": "",
        "investorWebsite": "",
        "category": "",
        "fiscalYearEnd": "1231",
        "phone": "",
        "flags": "",
        "formerNames": [],
        "filings": {"recent": columns(cik, recent), "files": files},
    })
}

fn columns(cik: Cik, filings: &[&Filing]) -> Value {
    let mut all = Map::new();
    let mut column = |name: &str, cell: &dyn Fn(&Filing) -> Value| {
        let cells = filings.iter().map(|filing| cell(filing)).collect();
        all.insert(name.to_owned(), Value::Array(cells));
    };
    column("accessionNumber", &|filing| {
        json!(filing.accession.to_string())
    });
    column("filingDate", &|filing| json!(filing.filed));
    column("reportDate", &|filing| day_or_blank(filing.header.period));
    column("acceptanceDateTime", &|filing| {
        json!(acceptance(cik, filing))
    });
    column("act", &|_| json!("34"));
    column("form", &|filing| json!(filing.form));
    column("fileNumber", &|filing| {
        json!(filing.header.file_number.as_deref().unwrap_or_default())
    });
    column("filmNumber", &|_| json!(""));
    column("items", &|_| json!(""));
    column("core_type", &|filing| json!(filing.form));
    column("size", &|filing| json!(filing.size));
    column("isXBRL", &|_| json!(0));
    column("isInlineXBRL", &|_| json!(0));
    column("isXBRLNumeric", &|_| Value::Null);
    column("primaryDocument", &|filing| {
        let document = filing.header.document.as_deref().unwrap_or_default();
        let is_form = document == "primary_doc.xml";
        json!(format!(
            "{}{document}",
            if is_form { "xslForm13F_X02/" } else { "" }
        ))
    });
    column("primaryDocDescription", &|_| json!(""));
    Value::Object(all)
}

fn day_or_blank(day: Option<NaiveDate>) -> Value {
    day.map_or_else(|| json!(""), |day| json!(day))
}

/// The acceptance with a `Z` behind it, as the real lists give it: true UTC for some filers, and for
/// others (here, those with an odd CIK) what the clock in Washington read.
fn acceptance(cik: Cik, filing: &Filing) -> String {
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    let read = filing.header.accepted;
    let read = read.unwrap_or_else(|| filing.filed.and_time(noon));
    let at = if cik.number() % 2 == 1 {
        read.and_utc()
    } else {
        filing.out_at
    };
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

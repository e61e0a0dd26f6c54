//! Writes submissions as EDGAR disseminates them.

use osd_domain::{FilingRef, Form};
use osd_form13f::Reading;

/// A submission of manager 1067983, filed on 2025-05-15 for 2025-03-31 unless told otherwise.
#[derive(Debug, Clone)]
pub(crate) struct Paper {
    form: String,
    index_form: Option<String>,
    accession: String,
    filed: String,
    header: String,
    filers: Vec<(u64, String)>,
    co_filers: Vec<u64>,
    documents: Vec<String>,
}

/// A paper of some form, without documents.
pub(crate) fn paper(form: &str) -> Paper {
    Paper {
        form: form.into(),
        index_form: None,
        accession: "0000950123-25-005701".into(),
        filed: "2025-05-15".into(),
        header: "CONFORMED PERIOD OF REPORT:\t20250331\n".into(),
        filers: vec![(1_067_983, "BERKSHIRE HATHAWAY INC".into())],
        co_filers: Vec::new(),
        documents: Vec::new(),
    }
}

/// A holdings report with a cover that says nothing but its type, and these rows.
pub(crate) fn holdings_report(rows: &[Row]) -> Paper {
    paper("13F-HR").cover(&cover()).table(rows)
}

impl Paper {
    pub(crate) fn form(mut self, form: &str) -> Self {
        self.form = form.into();
        self
    }

    pub(crate) fn listed_as(mut self, form: &str) -> Self {
        self.index_form = Some(form.into());
        self
    }

    pub(crate) fn accession(mut self, accession: &str) -> Self {
        self.accession = accession.into();
        self
    }

    pub(crate) fn filed(mut self, filed: &str) -> Self {
        self.filed = filed.into();
        self
    }

    /// Puts these lines in the header instead of the period.
    pub(crate) fn header(mut self, lines: &str) -> Self {
        self.header = format!("{lines}\n");
        self
    }

    pub(crate) fn filers(mut self, filers: &[(u64, &str)]) -> Self {
        self.filers = filers
            .iter()
            .map(|&(cik, name)| (cik, name.into()))
            .collect();
        self
    }

    pub(crate) fn co_filers(mut self, ciks: &[u64]) -> Self {
        self.co_filers = ciks.to_vec();
        self
    }

    pub(crate) fn cover(self, cover: &Cover) -> Self {
        let form = self.form.clone();
        self.document(&form, &cover.xml())
    }

    pub(crate) fn table(self, rows: &[Row]) -> Self {
        self.document("INFORMATION TABLE", &table(rows))
    }

    pub(crate) fn document(mut self, kind: &str, body: &str) -> Self {
        self.documents.push(format!(
            "<DOCUMENT>\n<TYPE>{kind}\n<SEQUENCE>1\n<TEXT>\n{body}\n</TEXT>\n</DOCUMENT>\n"
        ));
        self
    }

    pub(crate) fn text(&self) -> String {
        let Self {
            form,
            accession,
            header,
            ..
        } = self;
        let filers: String = self
            .filers
            .iter()
            .map(|(cik, name)| {
                format!(
                    "FILER:\n\n\tCOMPANY DATA:\t\n\t\tCOMPANY CONFORMED NAME:\t\t\t{name}\n\
                     \t\tCENTRAL INDEX KEY:\t\t\t{cik:010}\n\n"
                )
            })
            .collect();
        format!(
            "<SEC-DOCUMENT>{accession}.txt : 20250515\n<SEC-HEADER>{accession}.hdr.sgml\n{header}\
             ACCESSION NUMBER:\t\t{accession}\nCONFORMED SUBMISSION TYPE:\t{form}\n{filers}\
             </SEC-HEADER>\n{}</SEC-DOCUMENT>\n",
            self.documents.concat()
        )
    }

    /// How an index lists it.
    pub(crate) fn listed(&self) -> FilingRef {
        let form: Form = self
            .index_form
            .as_ref()
            .unwrap_or(&self.form)
            .parse()
            .unwrap();
        let cik = |number: &u64| number.to_string().parse().unwrap();
        FilingRef {
            accession: self.accession.parse().unwrap(),
            cik: cik(&1_067_983),
            name: "NAME IN THE INDEX".into(),
            form,
            filed: self.filed.parse().unwrap(),
            co_filers: self.co_filers.iter().map(cik).collect(),
        }
    }

    pub(crate) fn read(&self) -> Reading {
        osd_form13f::read(self.text().as_bytes(), &self.listed())
    }
}

/// A cover: elements of its two pages.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cover {
    cover_page: String,
    summary_page: String,
}

/// The cover of a holdings report.
pub(crate) fn cover() -> Cover {
    Cover::default().says("reportType", "13F HOLDINGS REPORT")
}

impl Cover {
    /// Puts an element on the cover page.
    pub(crate) fn says(mut self, tag: &str, text: &str) -> Self {
        self.cover_page += &format!("<{tag}>{text}</{tag}>\n");
        self
    }

    /// Puts an element on the summary page.
    pub(crate) fn sums(mut self, tag: &str, text: &str) -> Self {
        self.summary_page += &format!("<{tag}>{text}</{tag}>\n");
        self
    }

    pub(crate) fn totals(self, entries: &str, value: &str) -> Self {
        self.sums("tableEntryTotal", entries)
            .sums("tableValueTotal", value)
    }

    pub(crate) fn xml(&self) -> String {
        format!(
            "<XML>\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <edgarSubmission xmlns=\"http://www.sec.gov/edgar/thirteenffiler\">\n\
             <formData><coverPage>\n{}</coverPage>\n\
             <signatureBlock><name>Marc D. Hamburg</name></signatureBlock>\n\
             <summaryPage>\n{}</summaryPage></formData>\n</edgarSubmission>\n</XML>",
            self.cover_page, self.summary_page
        )
    }
}

/// A row of an information table.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    cells: Vec<(&'static str, String)>,
}

/// Ten Apple shares worth 2,000, held alone.
pub(crate) fn apple() -> Row {
    let cells = [
        ("nameOfIssuer", "APPLE INC"),
        ("titleOfClass", "COM"),
        ("cusip", "037833100"),
        ("value", "2000"),
        ("sshPrnamt", "10"),
        ("sshPrnamtType", "SH"),
        ("investmentDiscretion", "SOLE"),
        ("Sole", "10"),
        ("Shared", "0"),
        ("None", "0"),
    ];
    Row {
        cells: cells.map(|(tag, text)| (tag, text.into())).into(),
    }
}

impl Row {
    /// Sets a cell, or adds it.
    pub(crate) fn with(mut self, tag: &'static str, text: &str) -> Self {
        match self.cells.iter_mut().find(|(known, _)| *known == tag) {
            Some((_, cell)) => *cell = text.into(),
            None => self.cells.push((tag, text.into())),
        }
        self
    }

    /// Adds a cell, even a second one of its kind.
    pub(crate) fn and(mut self, tag: &'static str, text: &str) -> Self {
        self.cells.push((tag, text.into()));
        self
    }

    pub(crate) fn without(mut self, tag: &str) -> Self {
        self.cells.retain(|(known, _)| *known != tag);
        self
    }

    pub(crate) fn xml(&self) -> String {
        let mut xml = String::from("<infoTable>\n");
        for (tag, text) in &self.cells {
            let (begin, end) = match *tag {
                "sshPrnamt" => ("<shrsOrPrnAmt>", ""),
                "sshPrnamtType" => ("", "</shrsOrPrnAmt>"),
                "Sole" => ("<votingAuthority>", ""),
                "None" => ("", "</votingAuthority>"),
                _ => ("", ""),
            };
            xml += &format!("{begin}<{tag}>{text}</{tag}>{end}\n");
        }
        xml + "</infoTable>\n"
    }
}

/// An information table as EDGAR disseminates it.
pub(crate) fn table(rows: &[Row]) -> String {
    let rows: String = rows.iter().map(Row::xml).collect();
    format!(
        "<XML>\n<informationTable \
         xmlns=\"http://www.sec.gov/edgar/document/thirteenf/informationtable\">\n{rows}\
         </informationTable>\n</XML>"
    )
}

/// Puts a namespace prefix on every element of a document.
pub(crate) fn prefixed(xml: &str, prefix: &str) -> String {
    xml.replace("</", "\u{0}")
        .replace('<', &format!("<{prefix}:"))
        .replace('\u{0}', &format!("</{prefix}:"))
        .replace(&format!("<{prefix}:XML>"), "<XML>")
        .replace(&format!("</{prefix}:XML>"), "</XML>")
}

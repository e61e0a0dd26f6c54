//! Floods: documents that say one thing endlessly, made to cost a reader more than they are long.

/// A document that a reader could drown in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flood {
    /// What it is made of.
    pub(crate) name: &'static str,
    /// The piece with a number, counted up.
    piece: fn(usize) -> String,
}

impl Flood {
    /// A submission of about so many bytes that holds it.
    pub(crate) fn submission(&self, bytes: usize) -> String {
        let mut text = String::with_capacity(bytes + 8 * 1024);
        text.push_str(HEADER);
        text.push_str(COVER);
        let mut number = 0;
        while text.len() < bytes {
            text.push_str(&(self.piece)(number));
            number += 1;
        }
        text.push_str("\n</TEXT>\n</DOCUMENT>\n</SEC-DOCUMENT>\n");
        text
    }
}

const HEADER: &str = "\
<SEC-DOCUMENT>0000950123-03-005701.txt : 20030515
<SEC-HEADER>
CONFORMED SUBMISSION TYPE:\t13F-HR
CONFORMED PERIOD OF REPORT:\t20030331
</SEC-HEADER>
<DOCUMENT>
<TYPE>13F-HR
<SEQUENCE>1
<TEXT>
";

/// A cover, a heading and one row, so that what follows stands in a table.
const COVER: &str = "\
                 FORM 13F COVER PAGE
Report for the Calendar Year or Quarter Ended: March 31, 2003
Report Type (Check only one.): [X] 13F HOLDINGS REPORT.
                 FORM 13F SUMMARY PAGE
Form 13F Information Table Entry Total: 7
Form 13F Information Table Value Total: $77

<TABLE>
NAME OF ISSUER       TITLE OF CLASS  CUSIP       VALUE  SHARES  SH/PRN  DISCRETION  SOLE  SHARED  NONE
<S>                  <C>             <C>         <C>    <C>     <C>     <C>         <C>   <C>     <C>
APPLE COMPUTER INC   COM             037833100      10     100  SH      SOLE         100       0     0
";

const ROW: &str = "ABBOTT LABORATORIES  COM             002824100      20     200  SH      SOLE         200       0     0\n";
const HEADING: &str = "\nNAME OF ISSUER       TITLE OF CLASS  CUSIP       VALUE  SHARES  SH/PRN  DISCRETION  SOLE  SHARED  NONE\n";

/// Every flood.
pub(crate) const FLOODS: [Flood; 47] = [
    flood("letters on one line", |_| "A".repeat(64)),
    flood("words on one line", |_| "ABC ".into()),
    flood("blanks on one line", |_| " ".repeat(64)),
    flood("numbers on one line", |_| "1 ".into()),
    flood("commas on one line", |_| ",".into()),
    flood("line ends", |_| "\n".into()),
    flood("blank lines", |_| " \n".into()),
    flood("short lines", |_| "A\n".into()),
    flood("numbers", |_| "1 1 1 1 1\n".into()),
    flood("tables", |_| "<TABLE>\n".into()),
    flood("tables on one line", |_| "<TABLE>".into()),
    flood("marks", |_| "<S> <C> <C> <C> <C> <C>\n".into()),
    flood("marks on one line", |_| "<S> <C> ".into()),
    flood("headings", |_| HEADING.into()),
    flood("headings and rows", |_| format!("{HEADING}{ROW}")),
    flood("marks and rows", |_| {
        format!("<S> <C>   <C>  <C> <C> <C> <C>\n{ROW}")
    }),
    flood("marks in other places", |n| {
        let at = |of: usize| " ".repeat(1 + n / of % 40);
        format!(
            "<S>{}<C>{}<C>{}<C>{}<C> <C> <C>\n{ROW}",
            at(1),
            at(40),
            at(1600),
            at(64_000)
        )
    }),
    flood("rules in other places", |n| {
        let at = |of: usize| "-".repeat(4 + n / of % 40);
        format!(
            "{HEADING}{} {} {} ---- ---- ----\n{ROW}",
            at(1),
            at(40),
            at(1600)
        )
    }),
    flood("rows in other columns", |n| {
        let at = |of: usize| " ".repeat(1 + n / of % 40);
        format!(
            "ACME{}COM{}002824100{}20{}200 SH SOLE 200 0 0\n",
            at(1),
            at(40),
            at(1600),
            at(64_000)
        )
    }),
    flood("sections in other columns", |n| {
        let at = |of: usize| " ".repeat(1 + n / of % 40);
        format!(
            "{HEADING}ACME{}COM{}002824100{}20{}200 SH SOLE 200 0 0\n",
            at(1),
            at(40),
            at(1600),
            at(64_000)
        )
    }),
    flood("one row", |_| ROW.into()),
    flood("rows", |n| {
        let shares = n * 7 % 10_000_000;
        format!(
            "COMPANY {n:>12}  COM  002824100  {n:>9}  {shares:>9}  SH  SOLE  {shares:>9}  0  0\n"
        )
    }),
    flood("short rows", |_| "A B 002824100 2 3\n".into()),
    flood("rows without a CUSIP", |_| {
        "ABBOTT LABORATORIES  COM                  20     200  SH      SOLE         200       0     0\n".into()
    }),
    flood("rows without a security", |_| {
        "                                                  20     200  SH      SOLE         200       0     0\n".into()
    }),
    flood("names before rows without a security", |n| {
        match n {
        0 => format!("{}\n", "ABBOTT ".repeat(300_000)) + &"LABORATORIES\n".repeat(9_000) + ROW,
        _ => "                                                  20     200  SH      SOLE         200       0     0\n".into(),
    }
    }),
    flood("a long issuer above rows without a security", |n| {
        match n {
        0 => format!("{}  COM             002824100      20     200  SH      SOLE         200       0     0\n", "A".repeat(200_000)),
        _ => "                                                  20     200  SH      SOLE         200       0     0\n".into(),
    }
    }),
    flood("CUSIPs", |_| "002824100\n".into()),
    flood("CUSIPs on one line", |_| "002824100 ".into()),
    flood("names", |_| "ABBOTT LABORATORIES\n".into()),
    flood("wrapped names", |_| {
        "ABBOTT LABORATORIES LABO\n   AND MORE\n".into()
    }),
    flood("classes", |_| "                     COM\n".into()),
    flood("managers", |_| {
        "                                                                                 1,2,3\n"
            .into()
    }),
    flood("rules", |_| {
        "------ ------ ------ ------ ------ ------\n".into()
    }),
    flood("totals", |_| {
        "TOTAL                                               20\n".into()
    }),
    flood("almost CUSIPs", |_| {
        format!("ABBOTT {}SOLE\n", "12345678 ".repeat(300))
    }),
    flood("digits and commas", |_| "1,".into()),
    flood("documents", |_| {
        "</TEXT>\n</DOCUMENT>\n<DOCUMENT>\n<TYPE>13F-HR\n<TEXT>\n1\n".into()
    }),
    flood("documents of HTML", |_| {
        "</TEXT>\n</DOCUMENT>\n<DOCUMENT>\n<TYPE>13F-HR\n<TEXT>\n<p><p><p><p><td>1<td>2\n".into()
    }),
    flood("XML rows", |n| {
        match n {
        0 => "</TEXT>\n</DOCUMENT>\n<DOCUMENT>\n<TYPE>INFORMATION TABLE\n<TEXT>\n<XML><informationTable>".into(),
        _ => "<infoTable></infoTable>".into(),
    }
    }),
    flood("tabs", |_| "\t".into()),
    flood("tabs and figures", |_| {
        "A\tB\t002824100\t1\t2\tSH\tSOLE\t2\n".into()
    }),
    flood("commas", |_| "A,B,002824100,1,2,SH,SOLE,2\n".into()),
    flood("cells", |_| "<td>".into()),
    flood("HTML rows", |_| {
        "<tr><td>A<td>COM<td>002824100<td>20<td>200<td>SH<td>SOLE<td>200".into()
    }),
    flood("HTML tables", |_| {
        "<table><tr><td>A<td>COM<td>002824100<td>20<td>200<td>SH<td>SOLE<td>200</table>".into()
    }),
    flood("deep HTML", |_| "<div><table><tr><td>".into()),
];

const fn flood(name: &'static str, piece: fn(usize) -> String) -> Flood {
    Flood { name, piece }
}

//! Information tables in the dress of the programs that made such filings. Managers and holdings
//! are made up.

use super::*;

/// A row with its lines: `first-last: cell@column+span | …`.
fn drawn(html: &str) -> Vec<String> {
    let rows = tables(html).into_iter().flat_map(|table| table.rows);
    rows.map(|row| {
        let cells = row.cells.iter().map(|cell| {
            let text = cell.text.replace('\n', "/");
            format!("{text}@{}+{}", cell.column, cell.span)
        });
        let cells: Vec<_> = cells.collect();
        format!("{}-{}: {}", row.line, row.last_line, cells.join(" | "))
    })
    .collect()
}

/// Excel's "save as web page": a column for each of the sheet, headings merged over rows and
/// columns, comments, and no filled cell without a font.
#[test]
fn a_sheet_of_excel() {
    let html = r#"<html xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta name=Generator content="Microsoft Excel 9"><title>13F</title>
<style><!--
.xl24 {mso-number-format:"\#\,\#\#0"; <td>}
--></style></head>
<!--[if gte mso 9]><xml><x:ExcelWorkbook></x:ExcelWorkbook></xml><![endif]-->
<body><table x:str border=0 cellpadding=0>
 <col width=180><col width=64 span=6>
 <tr height=17>
  <td rowspan=2 class=xl24>NAME OF ISSUER</td>
  <td rowspan=2>TITLE OF<br>
    CLASS</td>
  <td rowspan=2>CUSIP</td>
  <td rowspan=2>VALUE<span style='mso-spacerun:yes'>&nbsp; </span>(x$1000)</td>
  <td colspan=2>SHRS OR PRN AMT</td>
  <td colspan=3>VOTING AUTHORITY</td>
 </tr>
 <tr height=17>
  <td>AMOUNT</td><td>SH/PRN</td>
  <td>SOLE</td><td>SHARED</td><td>NONE</td>
 </tr>
 <tr height=17>
  <td class=xl24>ALDER &amp; ASH CO</td>
  <td>COM</td>
  <td x:str="'012345678">012345678</td>
  <td align=right x:num="1234">1,234</td>
  <td align=right x:num>50,000</td>
  <td>SH</td>
  <td align=right x:num>50,000</td>
  <td></td>
  <td></td>
 </tr>
 <![if supportMisalignedColumns]>
 <tr height=0 style='display:none'><td width=180></td><td></td></tr>
 <![endif]>
</table></body></html>"#;
    assert_eq!(
        drawn(html),
        [
            "9-16: NAME OF ISSUER@0+1 | TITLE OF/CLASS@1+1 | CUSIP@2+1 | VALUE (x$1000)@3+1 \
             | SHRS OR PRN AMT@4+2 | VOTING AUTHORITY@6+3",
            "18-20: AMOUNT@4+1 | SH/PRN@5+1 | SOLE@6+1 | SHARED@7+1 | NONE@8+1",
            "22-31: ALDER & ASH CO@0+1 | COM@1+1 | 012345678@2+1 | 1,234@3+1 | 50,000@4+1 \
             | SH@5+1 | 50,000@6+1",
        ]
    );
}

/// Word: a paragraph and a font in each cell, empty paragraphs that hold the lines open, and what
/// is wrapped in the paragraph of its cell.
#[test]
fn a_table_of_word() {
    let html = r#"<BODY><P ALIGN="CENTER"><B><FONT FACE="Times">FORM 13F INFORMATION TABLE</B></FONT></P>
<P>&nbsp;</P><TABLE BORDER CELLSPACING=1 WIDTH=590>
<TR><TD WIDTH="30%" VALIGN="TOP">
<B><FONT SIZE=2><P>Name of Issuer</B></FONT></TD>
<TD WIDTH="15%" VALIGN="TOP">
<B><FONT SIZE=2><P>CUSIP</B></FONT></TD>
<TD WIDTH="15%" VALIGN="TOP">
<B><FONT SIZE=2><P>Value</P>
<P>(x$1000)</B></FONT></TD>
</TR>
<TR><TD WIDTH="30%" VALIGN="TOP">
<FONT SIZE=2><P>Birch Intl<o:p></o:p></P>
<P>Holdings</FONT></TD>
<TD WIDTH="15%" VALIGN="TOP">
<FONT SIZE=2><P>12345E&nbsp;10&nbsp;4</FONT></TD>
<TD WIDTH="15%" VALIGN="TOP"><P ALIGN="RIGHT"></P>
<FONT SIZE=2><P ALIGN="RIGHT">987</FONT></TD>
</TR>
</TABLE></BODY>"#;
    assert_eq!(
        drawn(html),
        [
            "3-9: Name of Issuer@0+1 | CUSIP@1+1 | Value/(x$1000)@2+1",
            "11-17: Birch Intl/Holdings@0+1 | 12345E 10 4@1+1 | 987@2+1",
        ]
    );
    assert_eq!(
        seen(html),
        "FORM 13F INFORMATION TABLE\n\nName of Issuer  CUSIP  Value (x$1000)\n\
         Birch Intl Holdings  12345E 10 4  987"
    );
}

/// The software of filing agents: an empty column between all others, signs in columns of their
/// own, headings over all of them, a page break in the midst.
#[test]
fn a_table_of_an_agent() {
    let html = r#"<TABLE CELLSPACING="0" BORDER="0" CELLPADDING="0" WIDTH="100%">
<TR VALIGN="BOTTOM"><TD WIDTH="40%" ALIGN="CENTER"><FONT SIZE="1"><B>Issuer</B></FONT></TD><TD><FONT SIZE="1">&nbsp;</FONT></TD><TD COLSPAN="3" ALIGN="CENTER"><FONT SIZE="1"><B>Value<BR>
(x $1,000)</B></FONT></TD><TD>&nbsp;</TD><TD COLSPAN=3 NOWRAP><B>Shares</B></TD></TR>
<TR VALIGN="BOTTOM" BGCOLOR=#CCEEFF><TD><FONT SIZE="2">Cedar Corp</FONT></TD><TD>&nbsp;</TD>
<TD><FONT SIZE="2">$</FONT></TD><TD ALIGN="RIGHT"><FONT SIZE="2">2,345</FONT></TD><TD><FONT SIZE="2">&nbsp;</FONT></TD><TD>&nbsp;</TD>
<TD>&nbsp;</TD><TD ALIGN="RIGHT">10,000</TD><TD>&nbsp;</TD></TR>
<TR VALIGN="BOTTOM"><TD><FONT SIZE="2">Dogwood Inc</FONT></TD><TD>&nbsp;</TD>
<TD>&nbsp;</TD><TD ALIGN="RIGHT">(17</TD><TD>)</TD><TD>&nbsp;</TD>
<TD>&nbsp;</TD><TD ALIGN="RIGHT">(80</TD><TD>)</TD></TR>
</TABLE>
<PAGE>
<P ALIGN="CENTER">2</P>"#;
    assert_eq!(
        drawn(html),
        [
            "2-3: Issuer@0+1 | Value/(x $1,000)@2+3 | Shares@6+3",
            "4-6: Cedar Corp@0+1 | $2,345@3+1 | 10,000@7+1",
            "7-9: Dogwood Inc@0+1 | (17)@3+2 | (80)@7+2",
        ]
    );
}

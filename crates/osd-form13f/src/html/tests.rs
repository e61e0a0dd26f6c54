//! Oddities one by one; tables in the dress of their makers are in `dress`.

mod dress;
mod whatever;

use super::{row::HtmlCell, *};

fn text(html: &str) -> Rendered {
    read(html).text
}

fn tables(html: &str) -> Vec<HtmlTable> {
    read(html).tables
}

/// The text of a document, without its last line end.
fn seen(html: &str) -> String {
    text(html).text.trim_end().to_owned()
}

/// The cells of all rows of all tables.
fn cells(html: &str) -> Vec<Vec<String>> {
    let rows = tables(html).into_iter().flat_map(|table| table.rows);
    rows.map(|row| row.cells.into_iter().map(|cell| cell.text).collect())
        .collect()
}

/// The columns in which the cells of all rows begin.
fn columns(html: &str) -> Vec<Vec<u16>> {
    let rows = tables(html).into_iter().flat_map(|table| table.rows);
    rows.map(|row| row.cells.iter().map(|cell| cell.column).collect())
        .collect()
}

#[test]
fn blocks_and_breaks_end_lines_and_blanks_are_run_together() {
    for (html, lines) in [
        (
            "<P>FORM  13F\n COVER</P><p>Report for<BR>the Quarter",
            "FORM 13F COVER\nReport for\nthe Quarter",
        ),
        ("a<BR><BR/>b", "a\n\nb"),
        ("a<div></div><div>b</div>c", "a\nb\nc"),
        (
            "<B>Form</B> <I>13F</I><FONT SIZE=2>-HR</FONT>",
            "Form 13F-HR",
        ),
        ("Name:&nbsp;&nbsp; X", "Name:   X"),
        ("one\r\ntwo<HR>three", "one two\nthree"),
    ] {
        assert_eq!(seen(html), lines, "{html}");
    }
}

#[test]
fn entities_are_decoded_even_without_their_semicolon() {
    for (html, meant) in [
        ("AT&amp;T &#38; AT&T S&P", "AT&T & AT&T S&P"),
        ("a&nbsp;b&nbsp c", "a b  c"),
        ("MOODY&#146;S &lt;5%&gt; &eacute;", "MOODY’S <5%> é"),
        ("AT&ampT &unknown; <5%", "AT&T &unknown; <5%"),
    ] {
        assert_eq!(seen(html), meant, "{html}");
    }
}

#[test]
fn comments_styles_scripts_and_titles_are_not_seen() {
    let html = "<html><head><title>SEC <FORM</title><style><!-- td {x} --></style>\
        <!--[if gte mso 9]><xml><o:x>1</o:x></xml><![endif]--><xml><w:View>Normal</w:View></xml>\
        <script>if (a<b) c();</script></head><body>one<![if !supportEmptyParas]>&nbsp;<![endif]>\
        <o:p></o:p>two<!-- three --></body></html>";
    assert_eq!(seen(html), "one two");
    assert_eq!(seen("<TITLE>never ended<BODY>seen"), "seen");
}

#[test]
fn boxes_of_symbol_fonts_are_boxes() {
    let html = "<FONT FACE=\"Wingdings\">&#254;</FONT> HOLDINGS <span style='font-family:WingDings'>o</span> NOTICE x";
    assert_eq!(seen(html), "☒ HOLDINGS ☐ NOTICE x");
}

#[test]
fn rows_are_one_line_each() {
    let html = "<TABLE><TR><TD><P>Entry<BR>Total:</P></TD><TD><P>25</P></TD></TR>\
        <TR><TD></TD><TD>&nbsp;</TD></TR><TR><TD COLSPAN=2>Name<BR>Address</TABLE>end";
    assert_eq!(seen(html), "Entry Total:  25\nName\nAddress\nend");
}

#[test]
fn verbatim_text_keeps_its_columns_and_the_marks_of_plain_text() {
    let html = "<HTML><BODY><P>Table</P>\n<PRE>\nNAME     CUSIP\n<S>      <C>\nAT&amp;T     001957109\n\n<PAGE>\n  X\n</PRE>a\nb";
    assert_eq!(
        seen(html),
        "Table\nNAME     CUSIP\n<S>      <C>\nAT&T     001957109\n\n<PAGE>\n  X\na b"
    );
    assert_eq!(text(html).lines, [1, 3, 4, 5, 6, 7, 8, 9]);
    assert_eq!(tables(html), []);
}

#[test]
fn a_table_of_plain_text_inside_html_is_verbatim() {
    let html =
        "<P>a\nb<P>\n<TABLE>\n<CAPTION>\nNAME    VALUE\n<S>     <C>\nIBM         7\n</TABLE>\nc\nd";
    let lines = "a b\n<TABLE>\n<CAPTION>\nNAME    VALUE\n<S>     <C>\nIBM         7\n</TABLE>\nc d";
    assert_eq!(seen(html), lines);
    assert_eq!(text(html).lines, [1, 3, 4, 5, 6, 7, 8, 9]);
}

#[test]
fn end_tags_may_be_missing() {
    let expected = [["a", "b"], ["c", "d"]];
    for html in [
        "<TABLE><TR><TD>a</TD><TD>b</TD></TR><TR><TD>c</TD><TD>d</TD></TR></TABLE>",
        "<table><tr><td>a<td>b<tr><td>c<td>d",
        "<TABLE><TBODY><TD>a<TH>b</TR><TD>c<TD>d</TBODY></TABLE>",
        "<TR><TD>a<TD>b<TR><TD>c<TD>d</TR>",
        "<TABLE><TR><TD>a<TD<B>b</B></TR><TR<TD>c<TD>d",
    ] {
        assert_eq!(cells(html), expected, "{html}");
    }
}

#[test]
fn a_table_without_its_end_loses_no_row() {
    let pages =
        "<TABLE><TR><TD>a<TD>b <P>Page 2 <TABLE><TR><TD>c<TD>d</TD></TR><TABLE><TR><TD>e<TD>f";
    let rows = [["a", "b\nPage 2"], ["c", "d"], ["e", "f"]];
    assert_eq!(cells(pages), rows);
}

#[test]
fn tables_for_the_layout_give_way_to_those_inside() {
    let html = "<TABLE><TR><TD>\n<TABLE>\n<TR><TD>a<TD>b\n<TR><TD>c<TD>d</TABLE>\n</TD></TR></TABLE>\
        <TABLE><TR><TD>x<TD><TABLE><TR><TD>y</TABLE><TD>z</TABLE>";
    let found = tables(html);
    let lines: Vec<_> = found.iter().map(|table| table.rows.len()).collect();
    assert_eq!(lines, [2, 1]);
    assert_eq!(
        cells(html),
        [vec!["a", "b"], vec!["c", "d"], vec!["x", "y", "z"]]
    );
    assert_eq!(seen(html), "a  b\nc  d\nx  y  z");
}

#[test]
fn spans_of_columns_and_rows_place_the_cells_that_follow() {
    let html = "<TABLE><TR><TD ROWSPAN=2>a<TD COLSPAN=\"3\">b<TD>c<TR><TD>d<TD>e<TD>f<TD>g<TR><TD>h<TD COLSPAN=x>i";
    assert_eq!(columns(html), [vec![0, 1, 4], vec![1, 2, 3, 4], vec![0, 1]]);
    assert_eq!(tables(html)[0].rows[0].cells[1].span, 3);
    let to_the_end = "<TABLE><TR><TD ROWSPAN=0>a<TD>b<TR><TD>c<TR><TR><TD>d";
    assert_eq!(columns(to_the_end), [vec![0, 1], vec![1], vec![1]]);
}

#[test]
fn empty_cells_take_their_column() {
    let html = "<TABLE><TR><TD>a<TD>&nbsp;<TD><BR><TD><P>&nbsp;</P><TD>b";
    assert_eq!(columns(html), [[0, 4]]);
}

#[test]
fn signs_in_cells_of_their_own_belong_to_the_number_beside_them() {
    for (html, text, column, span) in [
        ("<TD>$<TD>1,234", "$1,234", 1, 1),
        ("<TD>(<TD>1,234<TD>)", "(1,234)", 1, 2),
        ("<TD>$<TD>(1,234<TD>)", "$(1,234)", 1, 2),
        ("<TD>$<TD>(<TD>1,234<TD>)", "$(1,234)", 2, 2),
        ("<TD>5.5<TD>%", "5.5%", 0, 2),
    ] {
        let merged = HtmlCell {
            text: text.to_owned(),
            column,
            span,
        };
        assert_eq!(tables(html)[0].rows[0].cells, [merged], "{html}");
    }
    // A sign beside a word, or with a column between, is left alone.
    assert_eq!(
        cells("<TD>$<TD>SH<TD>)<TD>$<TD><TD>5"),
        [["$", "SH", ")", "$", "5"]]
    );
}

#[test]
fn a_cell_keeps_its_lines() {
    let html = "<TABLE><TR><TD><P>INTL BUSINESS</P>\n<P>MACHINES<BR>CORP</P><TD>459200101<BR>";
    assert_eq!(
        cells(html),
        [["INTL BUSINESS\nMACHINES\nCORP", "459200101"]]
    );
}

#[test]
fn rows_written_into_one_are_parted() {
    let html = "<TABLE><TR><TD>NAME OF<BR>ISSUER<TD>CUSIP<BR>NUMBER\n<TR><TD>ALPHA<BR>\nBETA<BR>GAMMA<BR>\n\
        <TD>$<BR>$<BR>$<TD>1<BR>2<BR>3<TD><BR>CALL<BR><TD></TR></TABLE>";
    assert_eq!(
        cells(html),
        [
            vec!["NAME OF\nISSUER", "CUSIP\nNUMBER"],
            vec!["ALPHA", "$1"],
            vec!["BETA", "$2", "CALL"],
            vec!["GAMMA", "$3"],
        ]
    );
    // Lines that do not match are one row.
    let wrapped = "<TABLE><TR><TD>ALPHA<BR>BETA<TD>1<BR>2<TD>3";
    assert_eq!(cells(wrapped), [["ALPHA\nBETA", "1\n2", "3"]]);
}

#[test]
fn lines_are_those_of_the_source() {
    let html = "<HTML>\r\n<P>a\r\nb\r\n<TABLE\r\n BORDER=0>\r\n<TR\r\n>\r\n<TD>x</TD>\r\n<TD>\r\n1\r\n</TD>\r\n</TR>\r\n\r\n<TR><TD>y<TD>2\r\n\r\n</TABLE>\r\nend";
    let found = tables(html);
    let places: Vec<_> = found[0]
        .rows
        .iter()
        .map(|row| (row.line, row.last_line))
        .collect();
    assert_eq!(places, [(6, 10), (14, 14)]);
    assert_eq!(seen(html), "a b\nx  1\ny  2\nend");
    assert_eq!(text(html).lines, [2, 6, 14, 17]);
}

#[test]
fn html_is_told_from_plain_text() {
    let rows = "<TABLE>\n<S> <C>\nIBM 459200101 7\n".repeat(50);
    for (body, is) in [
        ("<HTML><BODY><P>a<P>b</BODY></HTML>", true),
        ("<TABLE><TR><TD>a<TD>b<TR><TD>c</TABLE>", true),
        ("<PRE>\n&amp;\n</PRE>", true),
        (
            "<PAGE>\n<TABLE>\n<CAPTION>\n<S> <C>\nA <5 <-\n</TABLE>",
            false,
        ),
        ("", false),
        (rows.as_str(), false),
        (&format!("<P>{rows}<BR><BR><BR>"), false),
        (&format!("<HTML><BODY>{rows}"), false),
    ] {
        assert_eq!(is_html(body.as_bytes()), is, "{body}");
    }
}

//! What holds of any text.

use proptest::prelude::*;

use super::*;

fn anything() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "<TABLE>",
            "</TABLE>",
            "<TR>",
            "</TR>",
            "<TD>",
            "<td colspan=3 rowspan=0>",
            "<TD",
            "<TH ROWSPAN=9>",
            "</TD>",
            "<BR>",
            "<P>",
            "</P>",
            "<PRE>",
            "</PRE>",
            "<S>",
            "<C>",
            "<CAPTION>",
            "<PAGE>",
            "<FONT FACE=Wingdings>",
            "</FONT>",
            "<TITLE>",
            "<style>",
            "<!--",
            "-->",
            "&nbsp;",
            "&nbsp",
            "&#10;",
            "&#0;",
            "&lt",
            "&ngE;",
            "<",
            ">",
            "\"",
            "$",
            "(",
            ")",
            "1,234",
            "\r\n",
            "\n",
            "\r",
            " ",
            "\u{feff}",
            "\u{200b}",
            "\u{a0}",
            "é",
        ])
        .prop_map(str::to_owned),
        ".{0,6}",
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_survived_and_does_not_grow(html in anything()) {
        let Html { text, tables, .. } = read(&html);
        // A line of its own for each tag, and twice the bytes for the rarest of entities.
        prop_assert!(text.text.len() <= 4 * html.len() + 1, "{}", text.text);
        prop_assert_eq!(text.text.lines().count(), text.lines.len());

        let cells = || tables.iter().flat_map(|t| &t.rows).flat_map(|row| &row.cells);
        prop_assert!(cells().map(|cell| cell.text.len()).sum::<usize>() <= 4 * html.len());
        prop_assert!(cells().all(|cell| !cell.text.trim().is_empty()));
    }

    #[test]
    fn places_are_in_the_source_and_in_its_order(html in anything()) {
        let last = u32::try_from(html.matches('\n').count()).unwrap() + 1;
        let Html { text, tables, .. } = read(&html);
        prop_assert!(text.lines.iter().all(|line| (1..=last).contains(line)));
        for row in tables.iter().flat_map(|table| &table.rows) {
            prop_assert!(1 <= row.line && row.line <= row.last_line && row.last_line <= last);
            let columns: Vec<_> = row.cells.iter().map(|cell| cell.column).collect();
            prop_assert!(columns.is_sorted_by(|a, b| a < b), "{:?}", row);
        }
    }

    #[test]
    fn no_word_of_a_table_is_lost(rows in prop::collection::vec(prop::collection::vec("[a-z]{1,8}", 1..6), 1..6)) {
        let html: String = rows
            .iter()
            .map(|row| format!("<TR><TD>{}\n", row.join("<TD>")))
            .collect();
        prop_assert_eq!(cells(&format!("<TABLE>{html}</TABLE>")), rows);
    }
}

/// What takes more than a constant time for each byte takes minutes here.
#[test]
fn hostile_documents_take_linear_time() {
    for piece in [
        "<TABLE>",
        "<TABLE><TR><TD>",
        "<TR><TD>x<TABLE>",
        "<TR><TD ROWSPAN=60000 COLSPAN=255><TD>x",
        "<TD ROWSPAN=0>x<TD>x<TR>",
        "<TD COLSPAN=60000>x",
        "<PRE>",
        "<BR>",
        "<!--",
        "<a ",
        "&amp",
        "<TABLE><S>",
        "<TD>x<BR>",
        "<P>x",
    ] {
        let html = piece.repeat(200_000 / piece.len());
        let Html { text, tables, .. } = read(&html);
        assert!(text.text.len() <= 8 * html.len(), "{piece}");
        let rows: usize = tables.iter().map(|table| table.rows.len()).sum();
        assert!(rows <= html.len(), "{piece}");
    }
}

#[test]
fn what_is_beyond_the_caps_is_noted() {
    let wide = format!("<TABLE><TR>{}", "<TD>x".repeat(300));
    let found = read(&wide);
    assert_eq!(found.left_out, 44);
    assert_eq!(found.tables[0].rows[0].cells.len(), 256);

    let long = format!("<TABLE><TR><TD>a<TD>{}b", "x<BR>".repeat(600_000));
    let found = read(&long);
    assert_eq!(found.left_out, 1);
    assert_eq!(found.tables[0].rows[0].cells[1].text.len(), (1 << 20) - 1);
}

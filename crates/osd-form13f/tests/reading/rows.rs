use osd_domain::{AmountType, Discretion, Grade, Layout, Line, Note, PutCall};
use osd_form13f::Reading;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::paper::{Row, apple, cover, holdings_report, paper, prefixed, table};

/// The notes about cells, without those about the small paper's bare header and cover.
fn notes_of(reading: &Reading) -> Vec<&Note> {
    let about_cells = |note: &&Note| !matches!(note, Note::NoAcceptanceTime);
    reading.filing.notes.iter().filter(about_cells).collect()
}

fn only_line(row: Row) -> (Line, Vec<Note>) {
    let reading = holdings_report(&[row]).read();
    assert_eq!(reading.lines.len(), 1);
    let notes = notes_of(&reading).into_iter().cloned().collect();
    (reading.lines[0].clone(), notes)
}

fn value(row: Row) -> Option<Decimal> {
    only_line(row).0.value.get()
}

#[test]
fn a_row_is_read_as_filed() {
    let (line, notes) = only_line(
        apple()
            .with("figi", "BBG000B9XRY4")
            .with("putCall", "Call")
            .with("otherManager", "4,8,11"),
    );
    assert_eq!(notes, []);
    assert_eq!(line.ordinal, 1);
    assert_eq!((&*line.issuer, &*line.class), ("APPLE INC", "COM"));
    assert_eq!(line.cusip.get().unwrap().as_str(), "037833100");
    assert_eq!(line.figi.as_deref(), Some("BBG000B9XRY4"));
    assert_eq!(line.value.get(), Some(2_000.into()));
    assert_eq!(line.amount.get(), Some(10.into()));
    assert_eq!(line.amount_type.get(), Some(AmountType::Shares));
    assert_eq!(line.put_call.get(), Some(PutCall::Call));
    assert_eq!(line.discretion.get(), Some(Discretion::Sole));
    assert_eq!(line.other_managers.as_deref(), Some("4,8,11"));
    assert_eq!(line.votes.sole.get(), Some(10.into()));
    assert_eq!(line.votes.shared.get(), Some(0.into()));
    assert_eq!(line.votes.none.get(), Some(0.into()));
}

#[test]
fn a_row_is_found_again_where_it_is_printed() {
    let rows = [apple(), apple().with("nameOfIssuer", "NUCOR &amp;\nSONS")];
    let spread = format!("\n{}", table(&rows).replace("<infoTable>", "\n<infoTable>"));
    let paper = paper("13F-HR")
        .cover(&cover())
        .document("INFORMATION TABLE", &spread);
    let reading = paper.read();
    let text = paper.text();
    let submission = osd_edgar::sgml::read(text.as_bytes());
    assert_eq!(reading.lines.len(), 2);
    for (line, issuer) in reading.lines.iter().zip(["APPLE INC", "NUCOR &amp;\nSONS"]) {
        let place = line.place.unwrap();
        assert_eq!(place.document, 2);
        let body = std::str::from_utf8(submission.documents[1].body).unwrap();
        let printed: Vec<&str> = body
            .lines()
            .take(place.last_line as usize)
            .skip(place.first_line as usize - 1)
            .collect();
        assert!(printed[0].contains("<infoTable>"), "{printed:?}");
        assert!(
            printed.last().unwrap().contains("</infoTable>"),
            "{printed:?}"
        );
        let printed = printed.join("\n");
        assert_eq!(printed.matches("nameOfIssuer").count(), 2, "{printed}");
        assert!(printed.contains(issuer), "{printed}");
    }
}

#[test]
fn dress_of_the_elements_does_not_matter() {
    let rows = [apple(), apple().with("value", "5")];
    let plain = table(&rows);
    let upper = plain
        .replace("infoTable", "INFOTABLE")
        .replace("Sole>", "sole>");
    let wrapped = format!("<n:envelope><n:body>{plain}</n:body></n:envelope>");
    let rootless = plain.replace("informationTable", "anything");
    let bom = plain.replace(
        "<XML>\n",
        "<XML>\n\u{feff}<?xml version=\"1.0\"?><!-- table -->",
    );
    let expected = holdings_report(&rows).read().lines;
    assert_eq!(expected.len(), 2);
    for dress in [
        prefixed(&plain, "ns1"),
        prefixed(&plain, "n-1.x"),
        upper,
        wrapped,
        rootless,
        bom,
    ] {
        let reading = paper("13F-HR")
            .cover(&cover())
            .document("INFORMATION TABLE", &dress)
            .read();
        assert_eq!(reading.lines, expected, "{dress}");
        assert_eq!(notes_of(&reading), [] as [&Note; 0], "{dress}");
    }
}

#[test]
fn entities_cdata_and_comments_are_understood() {
    for written in [
        "AT&amp;T INC",
        "AT&#38;T INC",
        "AT&#x26;T INC",
        "<![CDATA[AT&T INC]]>",
        "AT<!-- and -->&amp;T INC",
        "\n  AT&amp;T\n  INC\n",
    ] {
        let (line, notes) = only_line(apple().with("nameOfIssuer", written));
        assert_eq!((&*line.issuer, notes), ("AT&T INC", vec![]), "{written}");
    }
}

#[test]
fn blanks_inside_a_name_stay_as_filed() {
    let (line, _) = only_line(apple().with("nameOfIssuer", " BERKSHIRE   HATHAWAY "));
    assert_eq!(line.issuer, "BERKSHIRE   HATHAWAY");
}

#[test]
fn bare_ampersands_are_themselves_and_counted() {
    let reading = holdings_report(&[
        apple().with("nameOfIssuer", "AT&T INC"),
        apple().with("nameOfIssuer", "&PARTNERS; A & B &amp; C"),
    ])
    .read();
    assert_eq!(reading.lines[0].issuer, "AT&T INC");
    assert_eq!(reading.lines[1].issuer, "&PARTNERS; A & B & C");
    assert_eq!(notes_of(&reading), [&Note::BareAmpersands { count: 3 }]);
}

#[test]
fn windows_1252_is_read_and_noted() {
    let text = holdings_report(&[apple().with("nameOfIssuer", "NESTL# SA")]).text();
    let bytes: Vec<u8> = text
        .bytes()
        .map(|b| if b == b'#' { 0xC9 } else { b })
        .collect();
    let reading = osd_form13f::read(&bytes, &paper("13F-HR").listed());
    assert_eq!(reading.lines[0].issuer, "NESTLÉ SA");
    assert_eq!(notes_of(&reading), [&Note::NotUtf8]);
}

#[test]
fn odd_numbers_are_understood_and_noted_once_a_column() {
    let reading = holdings_report(&[
        apple(),
        apple().with("value", "1,234"),
        apple().with("value", "$5.50").with("sshPrnamt", "12.0"),
    ])
    .read();
    let values: Vec<_> = reading.lines.iter().map(|line| line.value.get()).collect();
    assert_eq!(
        values,
        ["2000", "1234", "5.5"].map(|v| Some(v.parse::<Decimal>().unwrap()))
    );
    assert_eq!(reading.lines[1].value.text(), "1,234");
    assert_eq!(
        reading.filing.value_printed,
        Some("3239.5".parse().unwrap())
    );
    let odd = |field: &str, line, count, text: &str| Note::OddNumber {
        field: field.into(),
        line,
        count,
        text: text.into(),
    };
    assert_eq!(
        notes_of(&reading),
        [&odd("value", 2, 2, "1,234"), &odd("amount", 3, 1, "12.0")]
    );
}

#[test]
fn numbers_that_are_none_are_kept_as_printed_and_never_guessed() {
    let (line, notes) = only_line(
        apple()
            .with("value", "N/A")
            .with("None", "10000000000000000"),
    );
    assert_eq!((line.value.get(), &*line.value.text()), (None, "N/A"));
    assert_eq!(line.votes.none.get(), None);
    let unread = |field: &str, text: &str| Note::UnreadNumber {
        field: field.into(),
        line: 1,
        count: 1,
        text: text.into(),
    };
    assert_eq!(
        notes,
        [
            unread("value", "N/A"),
            unread("votes.none", "10000000000000000")
        ]
    );
    assert_eq!(
        value(apple().with("value", "9999999999999999")),
        Some(9_999_999_999_999_999_u64.into())
    );
}

#[test]
fn missing_cells_are_noted_and_optional_ones_are_not() {
    let (line, notes) = only_line(
        apple()
            .without("cusip")
            .with("sshPrnamt", " ")
            .with("otherManager", "")
            .with("figi", ""),
    );
    assert_eq!(line.cusip.get(), None);
    assert_eq!((line.other_managers, line.figi), (None, None));
    let missing = |field: &str| Note::MissingField {
        field: field.into(),
        line: 1,
        count: 1,
    };
    assert_eq!(notes, [missing("cusip"), missing("amount")]);
}

#[test]
fn cusips_are_kept_as_printed_and_doubted_where_due() {
    let (lower, notes) = only_line(apple().with("cusip", "h1467j104"));
    assert_eq!(lower.cusip.get().unwrap().as_str(), "H1467J104");
    assert_eq!((&*lower.cusip.text(), notes), ("h1467j104", vec![]));

    let (short, notes) = only_line(apple().with("cusip", "37833100"));
    assert_eq!(
        (short.cusip.get(), &*short.cusip.text()),
        (None, "37833100")
    );
    let text = "37833100".to_owned();
    assert_eq!(
        notes,
        [Note::MalformedCusip {
            line: 1,
            count: 1,
            text
        }]
    );

    let placeholder = apple().with("cusip", "000000000");
    let reading = holdings_report(&[apple(), placeholder.clone(), placeholder]).read();
    let cusip = "000000000".parse().unwrap();
    assert_eq!(
        notes_of(&reading),
        [&Note::SuspectCusip {
            line: 2,
            count: 2,
            cusip
        }]
    );
}

#[test]
fn codes_are_those_of_the_schema_in_either_case() {
    let (line, notes) = only_line(apple().with("putCall", "PUT").with("sshPrnamtType", "prn"));
    assert_eq!(line.put_call.get(), Some(PutCall::Put));
    assert_eq!(line.amount_type.get(), Some(AmountType::Principal));
    assert_eq!(notes, []);

    let unknown = |text: &str| Note::UnknownCode {
        field: "put_call".to_owned(),
        line: 1,
        count: 1,
        text: text.to_owned(),
    };
    for (text, option) in [
        ("P", Some(PutCall::Put)),
        ("Puts", Some(PutCall::Put)),
        ("CALL OPTION", Some(PutCall::Call)),
        ("X", None),
    ] {
        let (line, notes) = only_line(apple().with("putCall", text));
        assert_eq!(
            (line.put_call.get(), &*line.put_call.text()),
            (option, text)
        );
        assert_eq!(notes, [unknown(text)]);
    }
}

#[test]
fn other_managers_in_several_elements_are_one_list() {
    let (line, notes) = only_line(
        apple()
            .and("otherManager", "4")
            .and("otherManager", " 8,11 "),
    );
    assert_eq!(
        (line.other_manager_numbers(), notes),
        (vec![4, 8, 11], vec![])
    );
}

#[test]
fn repeated_rows_are_all_kept() {
    let reading = holdings_report(&[apple(), apple(), apple()]).read();
    let ordinals: Vec<u32> = reading.lines.iter().map(|line| line.ordinal).collect();
    assert_eq!(ordinals, [1, 2, 3]);
    assert_eq!(reading.filing.value_printed, Some(6_000.into()));
}

#[test]
fn several_tables_are_numbered_on() {
    let reading = holdings_report(&[apple()])
        .table(&[apple(), apple()])
        .read();
    assert_eq!(reading.lines.last().unwrap().ordinal, 3);
    assert_eq!(notes_of(&reading), [&Note::SeveralTables { tables: 2 }]);
}

#[test]
fn a_table_is_found_in_a_document_of_another_type() {
    let reading = paper("13F-HR")
        .cover(&cover())
        .document("EX-99", &table(&[apple()]))
        .read();
    assert_eq!(reading.lines.len(), 1);
    let document_type = "EX-99".to_owned();
    assert_eq!(
        notes_of(&reading),
        [&Note::TableInDocument { document_type }]
    );
}

#[test]
fn rows_are_graded_against_the_covers_totals() {
    let graded = |entries: &str, value: &str| {
        let paper = paper("13F-HR")
            .cover(&cover().totals(entries, value))
            .table(&[apple()]);
        paper.read().filing.grade
    };
    assert_eq!(graded("1", "2,000"), Some(Grade::A));
    assert_eq!(graded("1", "2001"), Some(Grade::A));
    assert_eq!(graded("1", "2002"), Some(Grade::D));
    assert_eq!(graded("7", "9"), Some(Grade::F));
    assert_eq!(
        holdings_report(&[apple()]).read().filing.grade,
        Some(Grade::C)
    );
}

prop_compose! {
    fn any_row()(
        issuer in "[A-Z][A-Z .]{0,20}[A-Z]",
        value in 0u64..10_000_000_000,
        amount in "[0-9]{0,18}|[0-9]{1,3}(,[0-9]{3}){0,3}|N/A",
        put_call in "|Put|CALL|x",
    ) -> Row {
        let row = apple().with("nameOfIssuer", &issuer).with("value", &value.to_string());
        row.with("sshPrnamt", &amount).with("putCall", &put_call)
    }
}

proptest! {
    #[test]
    fn there_are_as_many_lines_as_rows(rows in proptest::collection::vec(any_row(), 0..20)) {
        let reading = holdings_report(&rows).read();
        prop_assert_eq!(reading.lines.len(), rows.len());
        prop_assert_eq!(reading.filing.lines, rows.len() as u64);
        for (line, ordinal) in reading.lines.iter().zip(1..) {
            prop_assert_eq!(line.ordinal, ordinal);
        }
        let sum: Decimal = reading.lines.iter().filter_map(|line| line.value.get()).sum();
        prop_assert_eq!(reading.filing.value_printed.unwrap_or_default(), sum);
    }
}

#[test]
fn rows_of_parted_cells_in_html_stand_on_the_lines_of_the_html() {
    let html = "<HTML><BODY>\n<P>Form 13F\nInformation\nTable</P>\n<PRE>\n\
        NAME OF ISSUER,TITLE OF CLASS,CUSIP,VALUE,SHARES,SH/PRN,DISCRETION,SOLE,SHARED,NONE\n\
        APPLE COMPUTER INC,COM,037833100,10,100,SH,SOLE,100,0,0\n\
        ABBOTT LABS,COM,002824100,20,200,SH,SOLE,200,0,0\n</PRE></BODY></HTML>";
    let paper = paper("13F-HR").filed("2005-05-15").document("13F-HR", html);
    let reading = paper.read();
    assert_eq!(reading.filing.layout, Some(Layout::Delimited));
    let text = paper.text();
    let lines: Vec<&str> = text
        .lines()
        .skip_while(|line| *line != "<TEXT>")
        .skip(1)
        .collect();
    for line in &reading.lines {
        let place = line.place.unwrap();
        assert_eq!(place.first_line, place.last_line);
        let printed = lines[place.first_line as usize - 1];
        assert!(printed.starts_with(&line.issuer), "{place:?}: {printed}");
    }
    assert_eq!(reading.lines.len(), 2);
}

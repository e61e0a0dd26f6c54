use arrow_array::{Array, ArrayRef, Int32Array, Int64Array};

use super::*;
use crate::{
    codes::{CodedArray, Texts},
    columns::{Column, Holds},
    table::{LAYOUT, Layout, TableWriter},
};

const COLUMNS: &[Column] = &[
    ("key", Holds::Int),
    ("name", Holds::Text),
    ("rare", Holds::Text),
    ("json", Holds::Json),
    ("small", Holds::Small),
];

fn in_groups(group_rows: usize) -> Layout {
    Layout {
        group_rows,
        ..LAYOUT
    }
}

/// Three row groups of five thousand rows, each of more than one page.
fn table(folder: &Path) -> Table {
    let path = folder.join("rows.parquet");
    let mut writer = TableWriter::create(path.clone(), COLUMNS, in_groups(5_000)).unwrap();
    for row in 0..12_345_i64 {
        let rows = writer.row().unwrap();
        rows.int(Some(row))
            .text(Some(format!("name {}", row % 701)))
            .text((row % 97 == 0).then(|| format!("rare {row}")))
            .text((row % 5 != 0).then(|| format!("{{\"row\":{row}}}")))
            .small(i32::try_from(row % 11).ok());
    }
    drop(writer.seal().unwrap().durable().unwrap());
    Table::open(&path, &Dictionaries::default()).unwrap()
}

fn rows(batches: Batches) -> Vec<RecordBatch> {
    batches.map(Result::unwrap).collect()
}

#[test]
fn pages_that_are_found_by_their_index_give_what_whole_chunks_give() {
    let folder = tempfile::tempdir().unwrap();
    let table = table(folder.path());
    assert!(table.is_indexed);
    let by_chunk = Table {
        is_indexed: false,
        ..table.clone()
    };
    let columns: [Option<&[&str]>; 3] = [None, Some(&["name"]), Some(&["key", "rare", "json"])];
    for range in [
        0..1,
        0..12_345,
        17..4_200,
        4_990..5_010,
        9_999..10_001,
        12_344..12_345,
        7..7,
    ] {
        for columns in columns {
            let found = rows(table.slice(range.clone(), columns));
            let expected = rows(by_chunk.slice(range.clone(), columns));
            assert_eq!(found, expected, "{range:?} {columns:?}");
            let count: usize = found.iter().map(RecordBatch::num_rows).sum();
            assert_eq!(count as u64, range.end - range.start);
        }
    }
}

/// All cells, row by row, as text.
fn cells(batches: &[RecordBatch]) -> Vec<Vec<Option<String>>> {
    let of_batch = |batch: &RecordBatch| {
        let columns = batch.columns().iter();
        let int = |column: &ArrayRef, row| {
            let column = column.as_any();
            let long: Option<&Int64Array> = column.downcast_ref();
            let short: Option<&Int32Array> = column.downcast_ref();
            let long = long.map(|cells| cells.value(row));
            long.or_else(|| Some(short?.value(row).into()))
        };
        let cell = |column: &ArrayRef, row| match Texts::of(column.as_ref()) {
            Some(texts) => texts.get(row).map(str::to_owned),
            None if column.is_null(row) => None,
            None => Some(int(column, row).unwrap().to_string()),
        };
        let columns: Vec<&ArrayRef> = columns.collect();
        let row = |row| columns.iter().map(|column| cell(column, row)).collect();
        (0..batch.num_rows()).map(row).collect::<Vec<_>>()
    };
    batches.iter().flat_map(of_batch).collect()
}

#[test]
fn texts_as_codes_are_the_texts() {
    let folder = tempfile::tempdir().unwrap();
    let table = table(folder.path());
    let by_chunk = Table {
        is_indexed: false,
        ..table.clone()
    };
    for range in [0..12_345, 4_090..4_100, 4_990..5_010, 12_344..12_345, 7..7] {
        for columns in [None, Some(["rare", "small"].as_slice())] {
            let plain = cells(&rows(table.slice(range.clone(), columns)));
            let coded = cells(&rows(table.coded_slice(range.clone(), columns)));
            assert_eq!(coded, plain, "{range:?}");
            let few = table
                .coded(range.clone(), columns)
                .map(Result::unwrap)
                .collect::<Vec<_>>();
            assert_eq!(cells(&few), plain, "{range:?}");
            let few = by_chunk
                .coded(range.clone(), columns)
                .map(Result::unwrap)
                .collect::<Vec<_>>();
            assert_eq!(cells(&few), plain, "{range:?}");
            assert_eq!(plain.len() as u64, range.end - range.start);
        }
    }
}

#[test]
fn texts_of_a_few_rows_are_unpacked_once() {
    let folder = tempfile::tempdir().unwrap();
    let table = table(folder.path());
    let texts = |range| {
        let mut rows = table.coded(range, Some(&["name"]));
        let rows = rows.next().unwrap().unwrap();
        let column: &CodedArray = rows.column(0).as_any().downcast_ref().unwrap();
        column.values().to_data().buffers()[1].as_ptr()
    };
    assert_eq!(texts(3..4), texts(4_200..4_300));
    assert_ne!(texts(3..4), texts(5_000..5_001));
}

#[test]
fn a_row_group_of_too_many_texts_has_them_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.parquet");
    let columns: &[Column] = &[("key", Holds::Int), ("text", Holds::Text)];
    let mut writer = TableWriter::create(path.clone(), columns, in_groups(20_000)).unwrap();
    for row in 0..20_000_i64 {
        let text = format!("{row:01000}");
        writer.row().unwrap().int(Some(row)).text(Some(text));
    }
    drop(writer.seal().unwrap().durable().unwrap());
    let table = Table::open(&path, &Dictionaries::default()).unwrap();
    for range in [3..5, 8_000..8_500, 19_990..20_000] {
        let expected = cells(&rows(table.slice(range.clone(), None)));
        let few: Vec<RecordBatch> = table.coded(range, None).map(Result::unwrap).collect();
        assert_eq!(cells(&few), expected);
    }
}

#[test]
fn a_page_that_is_damaged_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.parquet");
    drop(table(folder.path()));
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[4..200].fill(0xff);
    std::fs::write(&path, bytes).unwrap();
    let table = Table::open(&path, &Dictionaries::default()).unwrap();
    let mut batches = table.slice(0..10, None);
    assert!(batches.any(|batch| batch.is_err()));
}

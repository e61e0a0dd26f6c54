use std::borrow::Cow;

use proptest::{collection, option, prelude::*};

use super::*;
use crate::list::{Kind, Request};

/// A row with every kind of value, any of which may be absent or stand many times.
#[derive(Debug, Clone)]
struct Thing {
    id: u16,
    size: Option<i8>,
    share: Option<i8>,
    name: Option<String>,
    good: bool,
}

impl Row for Thing {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("id", Kind::Int, |row: &Self| row.tie()),
            Column::new("size", Kind::Int, |row: &Self| {
                Value::int(row.size.map(i64::from))
            }),
            Column::new("share", Kind::Number, |row: &Self| {
                Value::ratio(row.share.map(|share| f64::from(share) / 3.0))
            }),
            Column::new("name", Kind::Text, |row: &Self| {
                Value::text(row.name.as_deref())
            }),
            Column::new("good", Kind::Flag, |row: &Self| Value::Flag(row.good)),
        ]
    }

    fn tie(&self) -> Value<'_> {
        Value::Int(self.id.into())
    }
}

fn things() -> impl Strategy<Value = Vec<Thing>> {
    let thing = (
        option::of(-3..3i8),
        option::of(-3..3i8),
        option::of("[a-c]{0,2}"),
        any::<bool>(),
    );
    collection::vec(thing, 0..60).prop_map(|things| {
        let things = (0..).zip(things);
        let thing = |(id, (size, share, name, good))| Thing {
            id,
            size,
            share,
            name,
            good,
        };
        things.map(thing).collect()
    })
}

/// Any columns, each once, in any direction.
fn sorts() -> impl Strategy<Value = String> {
    let columns = ["size", "share", "name", "good"];
    let some = proptest::sample::subsequence(columns.to_vec(), 1..=4).prop_shuffle();
    (some, collection::vec(any::<bool>(), 4)).prop_map(|(columns, descending)| {
        let by = columns.iter().zip(descending);
        let by = by.map(|(column, down)| format!("{}{column}", if down { "-" } else { "" }));
        by.collect::<Vec<_>>().join(",")
    })
}

fn ask(rows: &[Thing], request: &Request) -> Picked {
    let question = request
        .read(&Thing::all_shapes(), "id", "things", 1)
        .unwrap();
    pick(rows, &question)
}

/// One column of two rows, as a person would order them: what is absent last.
fn compared(column: &str, a: &Thing, b: &Thing) -> (bool, Ordering) {
    fn of<T: PartialOrd>(a: Option<T>, b: Option<T>) -> (bool, Ordering) {
        match (a, b) {
            (Some(a), Some(b)) => (true, a.partial_cmp(&b).unwrap()),
            (Some(_), None) => (false, Ordering::Less),
            (None, Some(_)) => (false, Ordering::Greater),
            (None, None) => (false, Ordering::Equal),
        }
    }
    match column {
        "size" => of(a.size, b.size),
        "share" => of(a.share, b.share),
        "name" => of(a.name.as_ref(), b.name.as_ref()),
        _ => of(Some(a.good), Some(b.good)),
    }
}

/// The whole order, worked out the slow way.
fn in_order(rows: &[Thing], sort: &str) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|a, b| {
        let mut by = sort.split(',').map(|part| {
            let column = part.trim_start_matches('-');
            let (both, order) = compared(column, &rows[*a], &rows[*b]);
            match part.starts_with('-') && both {
                true => order.reverse(),
                false => order,
            }
        });
        let decided = by.find(|order| order.is_ne());
        decided.unwrap_or_else(|| rows[*a].id.cmp(&rows[*b].id))
    });
    order
}

proptest! {
    #[test]
    fn pages_go_through_all_rows_in_order_and_each_once(
        rows in things(),
        sort in sorts(),
        limit in 1..9u64,
    ) {
        let whole = in_order(&rows, &sort);
        let by_cursor = Request { sort: Some(sort.clone()), limit: Some(limit), ..Request::default() };
        let mut next = Some(by_cursor.clone());
        let mut seen = Vec::new();
        while let Some(request) = next {
            let picked = ask(&rows, &request);
            prop_assert_eq!(picked.page.total, rows.len() as u64);
            prop_assert_eq!(picked.page.offset, seen.len() as u64);
            seen.extend(picked.places);
            next = request.after(&picked.page);
        }
        prop_assert_eq!(&seen, &whole);
        let mut seen = Vec::new();
        for offset in (0..=rows.len() as u64).step_by(limit as usize) {
            seen.extend(ask(&rows, &Request { offset, ..by_cursor.clone() }).places);
        }
        prop_assert_eq!(seen, whole);
    }

    #[test]
    fn a_cursor_keeps_its_place_when_other_rows_come_and_go(
        rows in things(),
        sort in sorts(),
        limit in 1..9u64,
        gone in collection::vec(any::<bool>(), 60),
    ) {
        let request = Request { sort: Some(sort), limit: Some(limit), ..Request::default() };
        let first = ask(&rows, &request);
        let Some(request) = request.after(&first.page) else { return Ok(()) };
        let given: Vec<u16> = first.places.iter().map(|place| rows[*place].id).collect();
        let left: Vec<Thing> = rows
            .iter()
            .filter(|row| !gone[usize::from(row.id)] || given.contains(&row.id))
            .cloned()
            .collect();
        let all = Request { limit: None, ..request };
        let rest: Vec<u16> = ask(&left, &all).places.iter().map(|place| left[*place].id).collect();
        let mut expected: Vec<u16> = left.iter().map(|row| row.id).filter(|id| !given.contains(id)).collect();
        let mut found = rest;
        found.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn only_rows_that_pass_are_counted() {
    let rows: Vec<Thing> = (0..10)
        .map(|id| Thing {
            id,
            size: (id % 2 == 0).then_some(id as i8),
            share: None,
            name: Some(format!("Société {id}")),
            good: id > 4,
        })
        .collect();
    let found = |filters: &[&str], search: Option<&str>| {
        let request = Request {
            filters: filters.iter().map(|text| (*text).to_owned()).collect(),
            search: search.map(ToOwned::to_owned),
            limit: Some(2),
            ..Request::default()
        };
        let picked = ask(&rows, &request);
        (picked.page.total, picked.places)
    };
    assert_eq!(found(&["size:gte:4"], None), (3, vec![4, 6]));
    assert_eq!(
        found(&["size:absent", "good:eq:true"], None),
        (3, vec![5, 7])
    );
    assert_eq!(found(&[], Some("societe 7")), (1, vec![7]));
    let name: Cow<'_, str> = "SOCIÉTÉ".into();
    assert_eq!(found(&[&format!("name:has:{name}")], None).0, 10);
}

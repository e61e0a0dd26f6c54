//! `index.json`: what a folder of the archive holds.
//!
//! There are two makes. Folders of indexes have
//! `{"directory":{"item":[{"name":"company.20250515.idx","href":"company.20250515.idx","type":"file",
//! "last-modified":"05/15/2025 10:01:46 PM","size":"865 KB"}],"name":"daily-index/2025/QTR2/",
//! "parent-dir":"../"}}`; folders of filings write `2000-02-14 00:00:00`, sizes in bytes or none, and
//! one item more without a name.

use chrono::NaiveDateTime;
use serde_json::Value;

/// How many unreadable items are kept, and how many characters of each.
const MAX_UNREADABLE: usize = 100;
const MAX_UNREADABLE_LENGTH: usize = 200;

/// What a folder holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Files and folders, in the order of the listing.
    pub entries: Vec<ListingEntry>,
    /// The first items that have a name which could not be read, each cut to a bearable length.
    pub unreadable: Vec<String>,
    /// The number of all such items.
    pub unreadable_items: u64,
}

/// A file or folder in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingEntry {
    /// Its name, without a slash behind that of a folder.
    pub name: String,
    /// How long it is, in bytes; rounded where the listing gives kilobytes or more.
    pub size: Option<u64>,
    /// When it was written last, by the clock in Washington.
    pub last_modified: Option<NaiveDateTime>,
}

/// Why bytes are no listing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAListing {
    /// The JSON ends too early.
    #[error("the listing is not whole: the JSON ends too early")]
    Cut,
    /// No JSON.
    #[error("the listing is no JSON: {0}")]
    NotJson(String),
    /// JSON of another make.
    #[error("the JSON is no listing of a folder")]
    OtherJson,
}

impl Listing {
    /// Whether a file or folder of this name is there. The folder of a filer names not the submission
    /// `0000950123-25-005701.txt` but its folder, `000095012325005701`, so that stands for it.
    pub fn names(&self, name: &str) -> bool {
        let folder = name.strip_suffix(".txt").map(|name| name.replace('-', ""));
        self.entries
            .iter()
            .any(|entry| entry.name == name || folder.as_deref() == Some(&*entry.name))
    }
}

/// Reads a listing. That of an empty folder is valid.
///
/// # Errors
/// [`NotAListing`] where it is none.
pub fn read(bytes: &[u8]) -> Result<Listing, NotAListing> {
    let json: Value = serde_json::from_slice(bytes).map_err(|error| {
        if error.is_eof() {
            NotAListing::Cut
        } else {
            NotAListing::NotJson(error.to_string())
        }
    })?;
    let items = json.get("directory").and_then(|it| it.get("item"));
    let items = match items {
        Some(Value::Array(items)) => items.as_slice(),
        Some(item @ Value::Object(_)) => std::slice::from_ref(item),
        _ => return Err(NotAListing::OtherJson),
    };
    let mut listing = Listing::default();
    for item in items {
        match item.get("name").map(Value::as_str) {
            // Behind the files of a filing stands the size of them all.
            Some(Some("")) => {}
            Some(Some(name)) => listing.entries.push(entry(name, item)),
            _ => {
                listing.unreadable_items += 1;
                if listing.unreadable.len() < MAX_UNREADABLE {
                    let text = item.to_string();
                    let head = text.chars().take(MAX_UNREADABLE_LENGTH).collect();
                    listing.unreadable.push(head);
                }
            }
        }
    }
    Ok(listing)
}

fn entry(name: &str, item: &Value) -> ListingEntry {
    let text = |key: &str| item.get(key).and_then(Value::as_str);
    ListingEntry {
        name: name.trim_end_matches('/').to_owned(),
        size: match item.get("size") {
            Some(Value::Number(size)) => size.as_u64(),
            Some(Value::String(size)) => bytes_of(size),
            _ => None,
        },
        last_modified: text("last-modified").and_then(moment),
    }
}

/// `6343`, `865 KB`.
fn bytes_of(size: &str) -> Option<u64> {
    let (number, unit) = size.trim().split_once(' ').unwrap_or((size.trim(), ""));
    let number: u64 = number.parse().ok()?;
    let factor = match unit.trim() {
        "" | "B" => 1,
        "KB" => 1 << 10,
        "MB" => 1 << 20,
        "GB" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(factor)
}

fn moment(text: &str) -> Option<NaiveDateTime> {
    let formats = ["%m/%d/%Y %I:%M:%S %p", "%Y-%m-%d %H:%M:%S"];
    formats
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text.trim(), format).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF_INDEXES: &str = r#"{"directory":{"item":[
        {"last-modified":"05/15/2025 10:01:46 PM","name":"company.20250515.idx","type":"file","href":"company.20250515.idx","size":"865 KB"},
        {"last-modified":"11/24/2017 10:30:00 AM","name":"QTR1/","type":"dir","href":"QTR1/","size":"4 KB"}],
        "name":"daily-index/2025/QTR2/","parent-dir":"../"}}"#;
    const OF_A_FILING: &str = r#"{"directory":{"item":[
        {"last-modified": "2000-02-14 00:00:00","name":"0000728672-00-000032.txt","type":"text.gif","size":""},
        {"last-modified": "2000-02-14 00:00:00","name":"","type":"","size":"6343"}],
        "name":"\/Archives\/edgar\/data\/1103804\/000072867200000032"}}"#;

    #[test]
    fn both_makes_are_read() {
        let listing = read(OF_INDEXES.as_bytes()).unwrap();
        let [file, folder] = listing.entries.as_slice() else {
            panic!("{listing:?}");
        };
        assert_eq!(file.name, "company.20250515.idx");
        assert_eq!(file.size, Some(885_760));
        let modified = file.last_modified.unwrap().to_string();
        assert_eq!(modified, "2025-05-15 22:01:46");
        assert_eq!(folder.name, "QTR1");

        let listing = read(OF_A_FILING.as_bytes()).unwrap();
        let [file] = listing.entries.as_slice() else {
            panic!("{listing:?}");
        };
        assert_eq!(file.name, "0000728672-00-000032.txt");
        assert_eq!(file.size, None);
        let modified = file.last_modified.unwrap().to_string();
        assert_eq!(modified, "2000-02-14 00:00:00");
        assert_eq!(listing.unreadable_items, 0);
    }

    #[test]
    fn the_folder_of_a_filing_stands_for_its_submission() {
        let text =
            r#"{"directory":{"item":[{"name":"000095012325005701"},{"name":"master.idx"}]}}"#;
        let listing = read(text.as_bytes()).unwrap();
        assert!(listing.names("0000950123-25-005701.txt") && listing.names("master.idx"));
        assert!(!listing.names("0000950123-25-005702.txt") && !listing.names("form.idx"));
        assert!(!listing.names(""));
    }

    #[test]
    fn an_empty_folder_has_a_listing() {
        let listing = read(br#"{"directory":{"item":[]}}"#).unwrap();
        assert_eq!(listing, Listing::default());
    }

    #[test]
    fn items_without_a_name_are_counted_and_shown() {
        let text =
            r#"{"directory":{"item":[7,{"size":"1"},{"name":null},{"name":"a","size":"many"}]}}"#;
        let listing = read(text.as_bytes()).unwrap();
        assert_eq!((listing.entries.len(), listing.unreadable_items), (1, 3));
        assert_eq!(listing.unreadable[0], "7");
        assert_eq!(listing.entries[0].size, None);
    }

    #[test]
    fn a_listing_cut_anywhere_is_refused() {
        for length in 1..OF_INDEXES.len() {
            let cut = read(&OF_INDEXES.as_bytes()[..length]);
            assert_eq!(cut, Err(NotAListing::Cut), "at {length}");
        }
    }

    #[test]
    fn what_is_no_listing_is_refused() {
        for other in ["{}", "[]", "null", r#"{"directory":7}"#] {
            let read = read(other.as_bytes());
            assert_eq!(read, Err(NotAListing::OtherJson), "{other}");
        }
        assert!(matches!(
            read(b"<!DOCTYPE html>"),
            Err(NotAListing::NotJson(_))
        ));
    }
}

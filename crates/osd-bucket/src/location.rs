use std::{fmt, str::FromStr};

use object_store::path::Path;

/// A place in a bucket: `s3://bucket/prefix`. The prefix may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    bucket: String,
    prefix: Path,
}

/// The text names no place in a bucket.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no place in a bucket such as s3://bucket/prefix: {why}")]
pub struct NoLocation {
    text: String,
    why: &'static str,
}

impl Location {
    /// The bucket's name.
    pub fn bucket(&self) -> &str {
        &self.bucket
    }

    /// What the names of all objects begin with.
    pub(crate) fn prefix(&self) -> &Path {
        &self.prefix
    }
}

impl FromStr for Location {
    type Err = NoLocation;

    fn from_str(text: &str) -> Result<Self, NoLocation> {
        let Some(rest) = text.strip_prefix("s3://") else {
            let why = "only s3:// is understood; without one, the stores are in the home folder";
            // What it is instead is not repeated: it may hold a password.
            let scheme = text.split("://").next().unwrap_or_default();
            return Err(NoLocation {
                text: scheme.chars().take(80).collect(),
                why,
            });
        };
        let no = |why| NoLocation {
            text: text.chars().take(200).collect(),
            why,
        };
        if rest.contains('@') {
            // Not repeated: what stands before it may be a key.
            return Err(NoLocation {
                text: "s3://…@…".to_owned(),
                why: "keys are set by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
            });
        }
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let sound = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        if !(3..=255).contains(&bucket.len()) || !bucket.bytes().all(sound) {
            return Err(no(
                "a bucket's name has at least three letters, digits, dots and dashes",
            ));
        }
        let prefix = prefix.trim_end_matches('/');
        let plain = |byte: u8| sound(byte) || byte == b'/';
        let prefix = Path::parse(prefix)
            .ok()
            .filter(|_| {
                prefix.bytes().all(plain) && !prefix.starts_with('/') && prefix.len() <= 512
            })
            .ok_or_else(|| {
                no("a prefix is made of letters, digits, dots, dashes and single slashes")
            })?;
        Ok(Self {
            bucket: bucket.to_owned(),
            prefix,
        })
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}", self.bucket)?;
        if self.prefix.as_ref().is_empty() {
            return Ok(());
        }
        write!(f, "/{}", self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_bucket_and_a_prefix() {
        for (text, shown) in [
            ("s3://bucket", "s3://bucket"),
            ("s3://bucket/", "s3://bucket"),
            ("s3://bucket/osd", "s3://bucket/osd"),
            ("s3://my.bucket-1/a/b_c/", "s3://my.bucket-1/a/b_c"),
        ] {
            assert_eq!(text.parse::<Location>().unwrap().to_string(), shown);
        }
    }

    #[test]
    fn what_is_none_is_refused_by_name() {
        for text in [
            "",
            "bucket/osd",
            "gs://bucket/osd",
            "s3://",
            "s3://b",
            "s3:///osd",
            "s3://bucket//osd",
            "s3://bucket/../osd",
            "s3://bucket/o d",
            "s3://bucket/osd?region=eu",
            "s3://bucket:9000/osd",
        ] {
            assert!(text.parse::<Location>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_refusal_repeats_no_secret() {
        for text in ["s3://key:hush@bucket/osd", "https://key:hush@bucket"] {
            let refusal = text.parse::<Location>().unwrap_err().to_string();
            assert!(!refusal.contains("hush"), "{refusal}");
        }
    }
}

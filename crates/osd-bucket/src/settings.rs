use std::{collections::BTreeMap, fmt};

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use url::Url;

use crate::error::OpenError;

/// A variable of the environment that says how a bucket is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// Whether its value may also stand in a file that `NAME_FILE` names.
    pub from_file: bool,
}

const fn variable(name: &'static str) -> Variable {
    Variable {
        name,
        from_file: true,
    }
}

/// One whose own value is the name of a file or belongs to a role, so that `NAME_FILE` is not for it.
const fn plain(name: &'static str) -> Variable {
    Variable {
        name,
        from_file: false,
    }
}

/// The variables that are understood: the usual ones of AWS, and two of `object_store`.
pub const VARIABLES: [Variable; 17] = [
    variable("AWS_ACCESS_KEY_ID"),
    variable("AWS_SECRET_ACCESS_KEY"),
    variable("AWS_SESSION_TOKEN"),
    variable("AWS_REGION"),
    variable("AWS_DEFAULT_REGION"),
    variable("AWS_ENDPOINT_URL"),
    variable("AWS_ENDPOINT_URL_S3"),
    variable(VIRTUAL_HOSTED),
    variable("AWS_CONDITIONAL_PUT"),
    plain(CA_BUNDLE),
    plain("AWS_ROLE_ARN"),
    plain("AWS_ROLE_SESSION_NAME"),
    plain("AWS_WEB_IDENTITY_TOKEN_FILE"),
    plain("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"),
    plain("AWS_CONTAINER_CREDENTIALS_FULL_URI"),
    plain("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"),
    plain(NO_INSTANCE),
];

const CA_BUNDLE: &str = "AWS_CA_BUNDLE";
const NO_INSTANCE: &str = "AWS_EC2_METADATA_DISABLED";
const VIRTUAL_HOSTED: &str = "AWS_VIRTUAL_HOSTED_STYLE_REQUEST";

/// How a bucket is reached: the values of [`VARIABLES`] that are set.
#[derive(Clone, Default)]
pub struct Settings(BTreeMap<&'static str, String>);

impl Settings {
    /// Sets a variable; an empty value is as good as none.
    pub fn set(&mut self, variable: Variable, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.0.insert(variable.name, value);
        }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    fn is_true(&self, name: &str) -> bool {
        self.get(name)
            .is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
    }

    /// The file with further certificates to trust.
    pub(crate) fn ca_bundle(&self) -> Option<&str> {
        self.get(CA_BUNDLE)
    }

    /// Where the store answers, unless it is AWS itself.
    pub(crate) fn endpoint(&self) -> Option<&str> {
        self.get("AWS_ENDPOINT_URL_S3")
            .or_else(|| self.get("AWS_ENDPOINT_URL"))
    }

    /// Refuses what cannot work.
    pub(crate) fn check(&self) -> Result<(), OpenError> {
        let (id, key) = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
        match (self.get(id), self.get(key)) {
            (Some(_), None) => {
                return Err(OpenError::HalfAKey {
                    set: id,
                    unset: key,
                });
            }
            (None, Some(_)) => {
                return Err(OpenError::HalfAKey {
                    set: key,
                    unset: id,
                });
            }
            (None, None) if self.is_true(NO_INSTANCE) && !self.has_role() => {
                return Err(OpenError::NoKey);
            }
            _ => {}
        }
        let Some(endpoint) = self.endpoint() else {
            return Ok(());
        };
        let sound = Url::parse(endpoint).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.username().is_empty()
                && url.password().is_none()
                && url.query().is_none()
        });
        if sound {
            Ok(())
        } else {
            Err(OpenError::Endpoint)
        }
    }

    fn has_role(&self) -> bool {
        let roles = [
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        ];
        roles.iter().any(|role| self.get(role).is_some())
    }

    /// Tells the builder. What is ours alone is left out.
    pub(crate) fn tell(&self, mut builder: AmazonS3Builder) -> AmazonS3Builder {
        for (name, value) in &self.0 {
            if let Ok(key) = name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() {
                builder = builder.with_config(key, value);
            }
        }
        // The scheme of the endpoint says what is wanted.
        let is_http = self
            .endpoint()
            .is_some_and(|endpoint| endpoint.starts_with("http://"));
        builder.with_allow_http(is_http)
    }
}

/// Names alone: values may be secrets.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(told: &[(&str, &str)]) -> Settings {
        let mut settings = Settings::default();
        for (name, value) in told {
            let known = VARIABLES.iter().find(|known| known.name == *name);
            settings.set(*known.unwrap(), *value);
        }
        settings
    }

    #[test]
    fn debug_shows_names_and_no_values() {
        let shown = format!(
            "{:?}",
            settings(&[
                ("AWS_ACCESS_KEY_ID", "THE-ID"),
                ("AWS_SECRET_ACCESS_KEY", "THE-SECRET")
            ])
        );
        assert!(shown.contains("AWS_SECRET_ACCESS_KEY"), "{shown}");
        assert!(!shown.contains("THE-"), "{shown}");
    }

    #[test]
    fn half_a_key_is_refused_and_the_other_half_named() {
        let refused = settings(&[("AWS_ACCESS_KEY_ID", "THE-ID")]).check();
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("AWS_SECRET_ACCESS_KEY"), "{refused}");
        assert!(!refused.contains("THE-ID"), "{refused}");
    }

    #[test]
    fn an_endpoint_is_an_address_without_a_password() {
        for (endpoint, sound) in [
            ("https://minio.example.com:9000", true),
            ("http://127.0.0.1:9000", true),
            ("minio.example.com", false),
            ("ftp://minio.example.com", false),
            ("https://id:secret@minio.example.com", false),
        ] {
            let checked = settings(&[("AWS_ENDPOINT_URL", endpoint)]).check();
            assert_eq!(checked.is_ok(), sound, "{endpoint}");
        }
    }

    #[test]
    fn without_any_key_it_is_said_where_no_machine_role_may_be_asked() {
        let told = [("AWS_EC2_METADATA_DISABLED", "true")];
        assert!(matches!(settings(&told).check(), Err(OpenError::NoKey)));
        assert!(settings(&[]).check().is_ok());
    }

    #[test]
    fn every_variable_means_something() {
        for variable in VARIABLES {
            let ours = [CA_BUNDLE, NO_INSTANCE].contains(&variable.name);
            let key = variable.name.to_ascii_lowercase();
            let known = key.parse::<AmazonS3ConfigKey>().is_ok();
            assert_eq!(known, !ours, "{}", variable.name);
        }
    }
}

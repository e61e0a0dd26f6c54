use std::{num::NonZeroU32, time::Duration};

use reqwest::header::HeaderValue;
use url::Url;

use crate::{door::Budget, error::SetupError};

/// The most requests a second that the SEC allows one user, over all machines
/// (<https://www.sec.gov/about/webmaster-frequently-asked-questions#developers>).
const SEC_CEILING: u32 = 10;

/// How to ask sec.gov.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// The site; by default <https://www.sec.gov>. Its path is put before all paths.
    pub base: Url,
    /// The site of what lies below `submissions`; unless set <https://data.sec.gov> where `base` is
    /// <https://www.sec.gov>, else `base`.
    pub data: Option<Url>,
    /// Who asks, with an e-mail address: `Jane Doe jane@example.com`.
    pub user_agent: String,
    /// Requests a second, retries and redirects included; by default 8, at most 10.
    pub rate_per_second: NonZeroU32,
    /// Who shares the rate, and the pause after a block; by default this process alone.
    pub budget: Budget,
    /// How long a connection may take to be made.
    pub connect_timeout: Duration,
    /// How long the server may be silent within an answer.
    pub read_timeout: Duration,
    /// How long a whole answer may take.
    pub timeout: Duration,
    /// How often a request is repeated that brought no answer.
    pub max_retries: u32,
    /// The first wait before a request is repeated; each further one is twice as long, and all
    /// are lengthened by chance, so that many clients do not come back together.
    pub first_wait: Duration,
    /// The longest wait before a request is repeated. Where the server asks for a longer one, the
    /// request fails instead, and the error says how long to wait.
    pub longest_wait: Duration,
    /// The largest file taken, in bytes, unpacked.
    pub max_length: usize,
}

impl HttpSettings {
    /// The usual settings, for the client that `user_agent` names.
    pub fn new(user_agent: impl Into<String>) -> Self {
        Self {
            base: sec_gov(SITE),
            data: None,
            user_agent: user_agent.into(),
            rate_per_second: NonZeroU32::MIN.saturating_add(7),
            budget: Budget::default(),
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(30),
            timeout: Duration::from_secs(300),
            max_retries: 5,
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(60),
            max_length: 512 << 20,
        }
    }

    /// Refuses what would get the machine blocked, or cannot work.
    pub(super) fn check(&self) -> Result<(), SetupError> {
        let agent = self.user_agent.as_str();
        let sendable = HeaderValue::from_str(agent).is_ok() && agent.is_ascii();
        if !sendable || !agent.split(SEPARATORS).any(is_address) {
            let given = agent.to_owned();
            return Err(SetupError::NoContact { given });
        }
        let given = self.rate_per_second.get();
        if given > SEC_CEILING {
            return Err(SetupError::TooFast { given });
        }
        for base in [Some(&self.base), self.data.as_ref()].into_iter().flatten() {
            let site = matches!(base.scheme(), "http" | "https") && base.host().is_some();
            let bare = base.username().is_empty() && base.password().is_none();
            if !site || !bare || base.query().is_some() || base.fragment().is_some() {
                let given = base.origin().ascii_serialization();
                return Err(SetupError::Base { given });
            }
        }
        Ok(())
    }

    /// The site that a path is on, by its first folder.
    pub(super) fn site(&self, folder: &str) -> Url {
        match (&self.data, folder) {
            (Some(data), SUBMISSIONS) => data.clone(),
            (None, SUBMISSIONS) if self.base == sec_gov(SITE) => sec_gov(DATA_SITE),
            _ => self.base.clone(),
        }
    }
}

const SITE: &str = "https://www.sec.gov";
const DATA_SITE: &str = "https://data.sec.gov";
const SUBMISSIONS: &str = "submissions";

fn sec_gov(site: &str) -> Url {
    #[expect(clippy::expect_used, reason = "constants, and a test reads them")]
    Url::parse(site).expect("the address of sec.gov is an address")
}

/// What may stand around an address in a User-Agent.
const SEPARATORS: [char; 8] = [' ', '(', ')', '<', '>', ',', ';', '/'];

/// Whether a word is an e-mail address, as far as its form tells.
fn is_address(word: &str) -> bool {
    let dotted =
        |domain: &str| domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
    matches!(word.split_once('@'), Some((name, domain))
        if !name.is_empty() && !domain.contains('@') && dotted(domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_settings_are_within_the_policy() {
        let settings = HttpSettings::new("Jane Doe jane@example.com");
        settings.check().unwrap();
        assert_eq!(settings.base.as_str(), "https://www.sec.gov/");
        assert_eq!(settings.rate_per_second.get(), 8);
    }

    #[test]
    fn submissions_are_on_a_site_of_their_own() {
        let mut settings = HttpSettings::new("jane@example.com");
        let site = |settings: &HttpSettings, folder| settings.site(folder).to_string();
        assert_eq!(site(&settings, "Archives"), "https://www.sec.gov/");
        assert_eq!(site(&settings, "submissions"), "https://data.sec.gov/");
        settings.base = "http://localhost:8080/sec".parse().unwrap();
        assert_eq!(site(&settings, "submissions"), "http://localhost:8080/sec");
        settings.data = Some("http://localhost:8081".parse().unwrap());
        assert_eq!(site(&settings, "submissions"), "http://localhost:8081/");
        assert_eq!(site(&settings, "Archives"), "http://localhost:8080/sec");
        settings.check().unwrap();
        settings.data = Some("file:///srv".parse().unwrap());
        assert!(settings.check().is_err());
    }

    #[test]
    fn a_user_agent_names_a_contact() {
        for good in [
            "jane@example.com",
            "Example Fund (ops@mail.example.co.uk)",
            "osd/0.1; jane.doe+sec@example.com",
        ] {
            HttpSettings::new(good).check().unwrap();
        }
        for bad in [
            "",
            "osd/0.1",
            "Jane Doe @ example.com",
            "jane@localhost",
            "jane@example.",
            "a@b@example.com",
            "Jane\njane@example.com",
            "Jané jane@example.com",
        ] {
            let error = HttpSettings::new(bad).check().unwrap_err().to_string();
            assert!(error.contains("OSD_USER_AGENT"), "{error}");
            assert!(error.contains("fair access"), "{error}");
        }
    }

    #[test]
    fn no_rate_above_ten_is_accepted() {
        let mut settings = HttpSettings::new("jane@example.com");
        settings.rate_per_second = NonZeroU32::new(10).unwrap();
        settings.check().unwrap();
        settings.rate_per_second = NonZeroU32::new(11).unwrap();
        let error = settings.check().unwrap_err().to_string();
        assert!(error.starts_with("11 requests a second"), "{error}");
    }

    #[test]
    fn a_base_is_a_site_without_credentials() {
        for bad in [
            "file:///srv/edgar",
            "ftp://www.sec.gov",
            "https://jane:secret@www.sec.gov",
            "https://www.sec.gov/?x=1",
        ] {
            let mut settings = HttpSettings::new("jane@example.com");
            settings.base = bad.parse().unwrap();
            let error = settings.check().unwrap_err().to_string();
            assert!(error.contains("is not the address of a site"), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}

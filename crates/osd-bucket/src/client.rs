//! HTTP and TLS to the store.

use std::{fmt, fs, path::Path, sync::Arc, time::Duration};

use object_store::{
    ClientOptions,
    client::{HttpClient, HttpConnector},
};
use rustls::pki_types::{CertificateDer, pem::PemObject as _};

use crate::error::OpenError;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// How long nothing may be heard within an answer. A part of an upload is sent within it.
const SILENCE: Duration = Duration::from_secs(120);

/// Hands out one client for everything, so that its connections are shared. `object_store`'s own
/// would bring another TLS provider, and the system's certificates.
#[derive(Clone)]
pub(crate) struct Client(reqwest::Client);

impl Client {
    /// A client that trusts the roots that browsers do, and those in `ca_bundle`.
    pub(crate) fn new(ca_bundle: Option<&Path>, is_local: bool) -> Result<Self, OpenError> {
        #[expect(
            clippy::disallowed_methods,
            reason = "this client asks a bucket, never sec.gov"
        )]
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("osd/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .redirect(reqwest::redirect::Policy::none())
            .tls_backend_preconfigured(tls(ca_bundle)?);
        if is_local {
            builder = builder.no_proxy(); // no proxy can reach this machine's own addresses
        }
        builder
            .build()
            .map(Self)
            .map_err(|error| OpenError::Client(error.to_string()))
    }
}

impl HttpConnector for Client {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.0.clone()))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client")
    }
}

fn tls(ca_bundle: Option<&Path>) -> Result<rustls::ClientConfig, OpenError> {
    let mut roots = rustls::RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    if let Some(path) = ca_bundle {
        for certificate in certificates(path)? {
            roots
                .add(certificate)
                .map_err(|error| OpenError::CaBundle {
                    path: path.to_owned(),
                    why: error.to_string(),
                })?;
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| OpenError::Client(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, OpenError> {
    let broken = |why: String| OpenError::CaBundle {
        path: path.to_owned(),
        why,
    };
    let pem = fs::read(path).map_err(|error| broken(error.to_string()))?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let found = found.map_err(|error| broken(error.to_string()))?;
    if found.is_empty() {
        return Err(broken("it holds no certificate".to_owned()));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_that_cannot_be_used_is_named() {
        let missing = Path::new("/no/such/bundle.pem");
        let refused = Client::new(Some(missing), false).err().unwrap().to_string();
        assert!(refused.contains("/no/such/bundle.pem"), "{refused}");
        let page = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"));
        let refused = Client::new(Some(page), false).err().unwrap().to_string();
        assert!(refused.contains("no certificate"), "{refused}");
    }
}

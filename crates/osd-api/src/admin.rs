//! The guard of the admin listener. There are no accounts yet: whoever is at this machine may steer the
//! work, and nobody else. What a browser at this machine is talked into by a page of somebody else's is
//! refused.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::Problem;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// As much of a header as an error needs.
const SHOWN: usize = 100;

/// What is asked at this port is let through where it comes from this machine's own pages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Guard {
    /// The port that is listened on.
    pub(crate) port: u16,
}

/// Lets a request through that the guard has nothing against.
pub(crate) async fn guarded(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    match guard.check(request.method(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(problem) => {
            tracing::warn!(method = %request.method(), path = request.uri().path(), %problem,
                "A request to the admin listener was refused");
            problem.into_response()
        }
    }
}

impl Guard {
    fn check(self, method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
        let host = self.host(headers)?;
        if matches!(*method, Method::GET | Method::HEAD) {
            return Ok(());
        }
        from_own_page(headers, &host)?;
        match text(headers.get(header::CONTENT_TYPE)) {
            Some(kind) if is_json(&kind) => Ok(()),
            _ => Err(Problem::NotJson),
        }
    }

    /// The name under which it was asked: a page of another name may have had that name point here.
    fn host(self, headers: &HeaderMap) -> Result<String, Problem> {
        let mut given = headers.get_all(header::HOST).iter();
        let host = text(given.next()).unwrap_or_default();
        let named = host.parse::<Authority>().ok();
        let is_ours = named.is_some_and(|named| self.is_ours(&named));
        if is_ours && given.next().is_none() {
            return Ok(host);
        }
        Err(Problem::ForeignHost {
            host: shown(&host),
            port: self.port,
        })
    }

    fn is_ours(self, named: &Authority) -> bool {
        let host = named.host();
        let address = host.trim_start_matches('[').trim_end_matches(']');
        let is_loopback = address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback());
        let is_plain = !named.as_str().contains('@');
        is_plain
            && named.port_u16().unwrap_or(80) == self.port
            && (is_loopback || host.eq_ignore_ascii_case("localhost"))
    }
}

/// Whether a request that changes something comes from a page of this listener, or from no page.
fn from_own_page(headers: &HeaderMap, host: &str) -> Result<(), Problem> {
    let refused = |name: &HeaderName, value: &str| {
        let value = shown(value);
        Err(Problem::ForeignOrigin(format!("{name} is {value:?}")))
    };
    if let Some(site) = headers.get(FETCH_SITE) {
        let site = text(Some(site)).unwrap_or_default();
        if !matches!(site.as_str(), "same-origin" | "none") {
            return refused(&FETCH_SITE, &site);
        }
    }
    if let Some(origin) = headers.get(header::ORIGIN) {
        let origin = text(Some(origin)).unwrap_or_default();
        let of_this = format!("http://{host}");
        if !origin.eq_ignore_ascii_case(&of_this) {
            return refused(&header::ORIGIN, &origin);
        }
    }
    Ok(())
}

fn is_json(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

fn text(value: Option<&HeaderValue>) -> Option<String> {
    let value = value?.to_str().ok()?;
    Some(value.to_owned())
}

fn shown(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(method: Method, pairs: &[(&'static str, &'static str)]) -> Result<(), &'static str> {
        let headers = pairs.iter().map(|(name, value)| {
            let name = HeaderName::from_static(name);
            (name, HeaderValue::from_static(value))
        });
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, value);
        }
        let checked = Guard { port: 8001 }.check(&method, &map);
        checked.map_err(|problem| problem.kind())
    }

    #[test]
    fn only_names_of_this_machine_with_the_port_are_answered() {
        for host in [
            "localhost:8001",
            "127.0.0.1:8001",
            "127.1.2.3:8001",
            "[::1]:8001",
            "LocalHost:8001",
        ] {
            assert_eq!(check(Method::GET, &[("host", host)]), Ok(()), "{host}");
        }
        for host in [
            "localhost",
            "localhost:8000",
            "evil.example:8001",
            "10.0.0.1:8001",
            "0.0.0.0:8001",
            "localhost.evil.example:8001",
            "me@localhost:8001",
            "",
            "local host:8001",
        ] {
            let refused = check(Method::GET, &[("host", host)]);
            assert_eq!(refused, Err("foreign-host"), "{host}");
        }
        assert_eq!(check(Method::GET, &[]), Err("foreign-host"));
        let two = [("host", "localhost:8001"), ("host", "evil.example:8001")];
        assert_eq!(check(Method::GET, &two), Err("foreign-host"));
    }

    #[test]
    fn orders_are_taken_from_own_pages_and_from_programs_as_json() {
        let order = |more: &[(&'static str, &'static str)]| {
            let mut all = vec![("host", "localhost:8001")];
            all.extend(more);
            check(Method::POST, &all)
        };
        let json = ("content-type", "application/json; charset=utf-8");
        assert_eq!(order(&[json]), Ok(()));
        assert_eq!(order(&[json, ("sec-fetch-site", "same-origin")]), Ok(()));
        assert_eq!(order(&[json, ("sec-fetch-site", "none")]), Ok(()));
        assert_eq!(order(&[json, ("origin", "http://localhost:8001")]), Ok(()));
        for foreign in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "http://localhost:8000"),
            ("origin", "null"),
        ] {
            assert_eq!(
                order(&[json, foreign]),
                Err("foreign-origin"),
                "{foreign:?}"
            );
        }
        for kind in [
            "application/x-www-form-urlencoded",
            "text/plain",
            "multipart/form-data; boundary=x",
        ] {
            assert_eq!(order(&[("content-type", kind)]), Err("not-json"), "{kind}");
        }
        assert_eq!(order(&[]), Err("not-json"));
    }
}

/// Who is asking. Every route takes one; accounts will tell people and keys apart.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Viewer {
    /// Somebody without an account: may read what is public, which is everything so far.
    Anonymous,
}

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Viewer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        _parts: &mut axum::http::request::Parts,
        _state: &S,
    ) -> Result<Self, Self::Rejection> {
        Ok(Self::Anonymous)
    }
}

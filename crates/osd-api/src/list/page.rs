use serde::Serialize;
use utoipa::ToSchema;

/// Which part of a list a page is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Page {
    /// Rows of the whole list, after filters.
    pub total: u64,
    /// Rows that the page has at the most.
    pub limit: u64,
    /// The place of its first row in the list, from 0.
    pub offset: u64,
    /// The `cursor` of the page after it; null where there is none.
    pub next: Option<String>,
}

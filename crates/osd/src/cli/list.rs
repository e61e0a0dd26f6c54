//! Which rows of a list, in which order.

use clap::Args;
use osd_api::{
    Problem,
    list::{Listing, Request},
};

/// Which rows of a list, in which order.
#[derive(Debug, Clone, Args)]
pub(crate) struct List {
    /// The fields to sort by, with - before one for descending
    #[arg(long, value_name = "[-]FIELD,…", allow_hyphen_values = true)]
    pub(crate) sort: Option<String>,
    /// Only rows with this (may be repeated): value:gte:1000000, change:in:NEW,ADD, issuer:has:apple
    #[arg(long = "filter", value_name = "FIELD:TEST:VALUE")]
    pub(crate) filters: Vec<String>,
    /// Only rows with these words in one of their texts
    #[arg(long, value_name = "WORDS")]
    pub(crate) search: Option<String>,
    /// At most so many rows
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
    /// Leave out the first so many rows
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: u64,
}

impl List {
    pub(crate) fn is_given(&self) -> bool {
        let Self {
            sort,
            filters,
            search,
            limit,
            offset,
        } = self;
        let texts = sort.is_some() || search.is_some() || !filters.is_empty();
        texts || limit.is_some() || *offset > 0
    }

    /// What the list of an answer is asked for.
    ///
    /// # Errors
    /// Where it has no such columns.
    pub(crate) fn request<A: Listing>(self) -> Result<Request, Problem> {
        let request = Request {
            sort: self.sort,
            filters: self.filters,
            search: self.search,
            limit: self.limit,
            offset: self.offset,
            ..Request::default()
        };
        request.check(&A::shapes())?;
        Ok(request)
    }
}

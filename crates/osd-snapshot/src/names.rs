//! Texts that come again and again: each is kept once.

use std::{collections::HashMap, sync::Arc};

/// A text, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NameId(pub(crate) u32);

/// Issuers, classes, and what is printed in the place of a CUSIP.
#[derive(Default)]
pub(crate) struct Names {
    ids: HashMap<Arc<str>, NameId, foldhash::fast::FixedState>,
    texts: Vec<Arc<str>>,
}

impl Names {
    pub(crate) fn id(&mut self, text: &str) -> NameId {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let id = NameId(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.ids.insert(text, id);
        id
    }

    pub(crate) fn text(&self, id: NameId) -> Arc<str> {
        let text = self.texts.get(id.0 as usize);
        text.map_or_else(Arc::default, Arc::clone)
    }
}

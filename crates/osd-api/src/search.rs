//! The index that searches go through: made of the catalog, and made anew when that was published to.

mod entries;

use std::sync::{
    Arc, RwLock,
    atomic::{AtomicBool, Ordering},
};

use osd_catalog::{Catalog, Read};
use osd_search::Index;
use tokio::sync::Mutex;

use crate::{Problem, counter::blocking, tables::of_published};

/// The index of a counter. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Search {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    built: RwLock<Option<Arc<Built>>>,
    /// Held by the one that builds.
    building: Mutex<()>,
    /// Whether somebody was sent to build anew.
    is_renewed: AtomicBool,
}

/// An index, and what of the catalog it was made of.
pub(crate) struct Built {
    pub(crate) index: Index,
    of: State,
}

/// Which catalog, and what it had published.
type State = (String, u64);

async fn state(read: &Read) -> Result<State, Problem> {
    Ok(of_published(&read.revision().await?))
}

impl Search {
    /// The index to search in, and whether it is of what the catalog has published now. The first one who
    /// asks has it built and waits; once there is one, it is handed out at once, and where the catalog was
    /// published to since, another is built beside.
    pub(crate) async fn index(&self, catalog: &Catalog) -> Result<(Arc<Built>, bool), Problem> {
        let Some(built) = self.built() else {
            return Ok((self.renew(catalog).await?, true));
        };
        let now = of_published(&catalog.revision().await?);
        let is_current = now == built.of;
        if !is_current && !self.shared.is_renewed.swap(true, Ordering::AcqRel) {
            let (search, catalog) = (self.clone(), catalog.clone());
            tokio::spawn(async move {
                if let Err(error) = search.renew(&catalog).await {
                    tracing::error!(%error, "The search index could not be built anew");
                }
                search.shared.is_renewed.store(false, Ordering::Release);
            });
        }
        Ok((built, is_current))
    }

    /// Builds the index, unless there is one of what the catalog has published now.
    ///
    /// # Errors
    /// [`Problem::Catalog`]; the index that there was stays.
    pub(crate) async fn renew(&self, catalog: &Catalog) -> Result<Arc<Built>, Problem> {
        let _building = self.shared.building.lock().await;
        let read = catalog.read().await?;
        let of = state(&read).await?;
        if let Some(built) = self.built().filter(|built| built.of == of) {
            return Ok(built);
        }
        let source = entries::Source::read(&read).await?;
        drop(read);
        let built = blocking(move || {
            let index = Index::new(source.entries());
            Ok(Arc::new(Built { index, of }))
        })
        .await?;
        if let Ok(mut place) = self.shared.built.write() {
            *place = Some(Arc::clone(&built));
        }
        Ok(built)
    }

    fn built(&self) -> Option<Arc<Built>> {
        self.shared.built.read().ok()?.clone()
    }
}

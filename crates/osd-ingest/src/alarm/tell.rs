//! Has what changed be told, once by each way, and again the next minute where it could not be.

use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use osd_catalog::AlarmMessage;

use super::Watch;
use crate::{House, IngestError};

/// For how long a message is one teller's: less than a minute, so that what could not be told is
/// tried again the next.
const HELD: TimeDelta = TimeDelta::seconds(55);
/// How long a teller waits for the other side: it must be through before another one takes over.
const PATIENCE: Duration = Duration::from_secs(45);

/// Why a message was not told, without a secret in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotTold(pub String);

/// Tells an operator. Handed in, so that nothing here knows of HTTP or mail.
#[async_trait]
pub trait Tell: Send + Sync {
    /// The ways there are, by names that last: each is told everything once.
    fn ways(&self) -> Vec<&'static str>;

    /// Tells a message by a way. It may be told twice where a process dies after it was.
    ///
    /// # Errors
    /// [`NotTold`]: it is tried again.
    async fn tell(&self, way: &str, message: &AlarmMessage) -> Result<(), NotTold>;
}

impl Watch {
    pub(super) fn ways(&self) -> Vec<&'static str> {
        self.tell
            .as_ref()
            .map(|tell| tell.ways())
            .unwrap_or_default()
    }

    /// Tells what is to be told, by all ways at once, and gives how many messages that were.
    ///
    /// # Errors
    /// Where the catalog cannot be read or written; what was told and not noted is told again.
    pub async fn tell(&self, house: &House) -> Result<u64, IngestError> {
        let Some(tell) = &self.tell else {
            return Ok(0);
        };
        let ways = tell.ways().into_iter();
        let told = ways.map(|way| by(house, tell.as_ref(), way));
        Ok(futures::future::try_join_all(told).await?.into_iter().sum())
    }
}

/// Tells by one way until nothing is left, or something could not be told.
async fn by(house: &House, tell: &dyn Tell, way: &'static str) -> Result<u64, IngestError> {
    let mut told = 0;
    while let Some(message) = take(house, way).await? {
        let telling = tokio::time::timeout(PATIENCE, tell.tell(way, &message));
        let outcome = telling
            .await
            .unwrap_or_else(|_| Err(NotTold(format!("no answer within {PATIENCE:?}"))));
        let write = house.catalog.write().await?;
        match outcome {
            Ok(()) => write.alarms().told(&message, house.now()).await?,
            Err(error) => {
                write.alarms().not_told(&message, &error.0).await?;
                tracing::warn!(
                    "That the alarm {} was {} could not be told by {way}, and is again in a minute: \
                     {error}",
                    message.name,
                    message.state
                );
                write.commit().await?;
                break;
            }
        }
        write.commit().await?;
        told += 1;
    }
    Ok(told)
}

async fn take(house: &House, way: &str) -> Result<Option<AlarmMessage>, IngestError> {
    let now = house.now();
    let write = house.catalog.write().await?;
    let taken = write.alarms().take_message(&[way], now, now + HELD).await?;
    write.commit().await?;
    Ok(taken)
}

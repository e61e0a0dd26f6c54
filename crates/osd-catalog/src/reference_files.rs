//! Reference files: which of the SEC's files on securities and companies were looked at, and what
//! was found.

use chrono::{DateTime, Utc};
use osd_domain::ReferenceFile;
use sea_orm::sea_query::OnConflict;

use crate::{
    error::CatalogError,
    stored,
    transaction::{Transaction, Writes, keys},
};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "reference_files")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub file: String,
        pub state: String,
        pub sha256: Option<String>,
        pub rows: i64,
        pub unreadable: i64,
        pub reader_version: i64,
        pub etag: Option<String>,
        pub last_modified: Option<String>,
        pub checked_at: DateTimeUtc,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

osd_domain::named! {
    /// What was found where a reference file should be.
    ReferenceState {
        /// The file, and it was read.
        Read = "read",
        /// Nothing: the SEC has no such file (yet).
        Missing = "missing",
        /// The file was there once, and the vault lost it since.
        Lost = "lost",
    }
}

/// A reference file as it was last looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceRecord {
    /// The file.
    pub file: ReferenceFile,
    /// What was found.
    pub state: ReferenceState,
    /// SHA-256 of the version that counts, in hex.
    pub sha256: Option<String>,
    /// Rows in it that were read.
    pub rows: u64,
    /// Rows in it that could not be read.
    pub unreadable: u64,
    /// The version of the reader that read it.
    pub reader_version: u32,
    /// `ETag` it came with, to ask again cheaply.
    pub etag: Option<String>,
    /// `Last-Modified` it came with, likewise.
    pub last_modified: Option<String>,
    /// When it was looked at.
    pub checked_at: DateTime<Utc>,
}

/// The reference files that were looked at.
#[derive(Debug)]
pub struct ReferenceFiles<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}

impl<M: Writes> ReferenceFiles<'_, M> {
    /// Keeps what was found, in place of what was found before.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn record(&self, found: &[ReferenceRecord]) -> Result<(), CatalogError> {
        use row::Column as C;
        let replace = OnConflict::column(C::File)
            .update_columns([
                C::State,
                C::Sha256,
                C::Rows,
                C::Unreadable,
                C::ReaderVersion,
                C::Etag,
                C::LastModified,
                C::CheckedAt,
            ])
            .to_owned();
        let rows = found.iter().map(written).collect();
        self.tx
            .insert::<row::Entity>(rows, Some(replace))
            .await
            .map(drop)
    }

    /// Notes that the vault lost a file: it has to be had again.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn lose(&self, file: ReferenceFile) -> Result<(), CatalogError> {
        let sql = "UPDATE reference_files SET state = $2, etag = NULL, last_modified = NULL \
                   WHERE file = $1";
        let values = [
            file.to_string().into(),
            ReferenceState::Lost.as_str().into(),
        ];
        self.tx.run(sql, values).await.map(drop)
    }
}

impl<M> ReferenceFiles<'_, M> {
    /// These files as they were last looked at, by name; those that never were are left out.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn find_many(
        &self,
        files: &[ReferenceFile],
    ) -> Result<Vec<ReferenceRecord>, CatalogError> {
        let sql = format!(
            "SELECT * FROM reference_files WHERE file IN {} ORDER BY file",
            self.tx.keys_at(1)
        );
        let rows: Vec<row::Model> = self.tx.rows(&sql, [keys(files)]).await?;
        rows.into_iter().map(|row| self.read(row)).collect()
    }

    /// All files that were looked at, by name.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn list(&self) -> Result<Vec<ReferenceRecord>, CatalogError> {
        let sql = "SELECT * FROM reference_files ORDER BY file";
        let rows: Vec<row::Model> = self.tx.rows(sql, []).await?;
        rows.into_iter().map(|row| self.read(row)).collect()
    }

    /// One file as it was last looked at.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn find(&self, file: ReferenceFile) -> Result<Option<ReferenceRecord>, CatalogError> {
        Ok(self.find_many(&[file]).await?.pop())
    }

    fn read(&self, row: row::Model) -> Result<ReferenceRecord, CatalogError> {
        Ok(ReferenceRecord {
            file: self.tx.parse("reference_files.file", &row.file)?,
            state: self.tx.parse("reference_files.state", &row.state)?,
            sha256: row.sha256,
            rows: stored::counted(row.rows),
            unreadable: stored::counted(row.unreadable),
            reader_version: u32::try_from(row.reader_version).unwrap_or_default(),
            etag: row.etag,
            last_modified: row.last_modified,
            checked_at: row.checked_at,
        })
    }
}

fn written(found: &ReferenceRecord) -> row::Model {
    row::Model {
        file: found.file.to_string(),
        state: found.state.to_string(),
        sha256: found.sha256.clone(),
        rows: stored::count(found.rows),
        unreadable: stored::count(found.unreadable),
        reader_version: found.reader_version.into(),
        etag: found.etag.as_deref().map(stored::text),
        last_modified: found.last_modified.as_deref().map(stored::text),
        checked_at: stored::instant(found.checked_at),
    }
}

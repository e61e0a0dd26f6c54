//! The kinds of columns there are. None of them is nullable unless it says so.

use sea_orm_migration::{
    SchemaManager,
    prelude::{ColumnDef, IntoIden},
    sea_orm::DbBackend,
};

/// Makes columns for the engine of a [`SchemaManager`].
pub(super) struct Columns {
    backend: DbBackend,
}

impl Columns {
    pub(super) fn of(manager: &SchemaManager<'_>) -> Self {
        Self {
            backend: manager.get_database_backend(),
        }
    }

    /// Text that compares byte by byte, as SQLite's does.
    pub(super) fn text(&self, name: &'static str) -> ColumnDef {
        let mut column = ColumnDef::new(name.into_iden());
        column.text().not_null();
        if self.backend == DbBackend::Postgres {
            column.extra("COLLATE \"C\"");
        }
        column
    }

    /// A count, a number, dollars.
    pub(super) fn number(&self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name.into_iden())
            .big_integer()
            .not_null()
            .take()
    }

    /// A number that the engine gives out, ascending; the primary key.
    pub(super) fn serial(&self, name: &'static str) -> ColumnDef {
        self.number(name).auto_increment().primary_key().take()
    }

    /// True or false.
    pub(super) fn flag(&self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name.into_iden()).boolean().not_null().take()
    }

    /// A day.
    pub(super) fn day(&self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name.into_iden()).date().not_null().take()
    }

    /// An instant, UTC, to the microsecond.
    pub(super) fn instant(&self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name.into_iden())
            .timestamp_with_time_zone()
            .not_null()
            .take()
    }
}

//! The columns of a table, where cells take several columns and rows.

/// Columns that are kept of a row. No table of the form has a quarter of them, even where every
/// sign has a column of its own.
pub(super) const MOST_COLUMNS: u16 = 256;

/// Which columns are free.
#[derive(Default)]
pub(super) struct Grid {
    /// For each column, the first row in which it is free.
    free_from: Vec<u32>,
    row: u32,
    /// The column at which the next cell is looked for.
    column: u16,
}

impl Grid {
    /// Goes on to the next row.
    pub(super) fn next_row(&mut self) {
        self.row = self.row.saturating_add(1);
        self.column = 0;
    }

    /// Places a cell in the first column that is free. Gives that column, and how many columns the
    /// cell takes; None beyond the last column.
    pub(super) fn place(&mut self, columns: u16, rows: u16) -> Option<(u16, u16)> {
        let is_taken = |column: &u16| {
            let free_from = self.free_from.get(usize::from(*column));
            free_from.is_some_and(|&free_from| free_from > self.row)
        };
        let column = (self.column..MOST_COLUMNS).find(|column| !is_taken(column))?;
        let end = column.saturating_add(columns).min(MOST_COLUMNS);
        if rows > 1 {
            let needed = self.free_from.len().max(usize::from(end));
            self.free_from.resize(needed, 0);
            let free_from = self.row.saturating_add(u32::from(rows));
            for place in self
                .free_from
                .get_mut(usize::from(column)..usize::from(end))?
            {
                *place = free_from;
            }
        }
        self.column = end;
        Some((column, end - column))
    }
}

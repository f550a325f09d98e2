use crate::abi::*;
use crate::{Batch, Cell, Error, Json, Kind};
use std::ptr;

/// One field of one batch; the first write copies its column. It need not be there: reading gives absent cells, and
/// writing makes it. Panics where a row is not one of the batch.
pub struct Field<'b> {
    batch: &'b Batch,
    name: &'b str,
    /// One a row; null where no record of the batch has the field.
    cells: *const mr_cell,
    /// The same cells, once something was set; null before.
    written: *mut mr_cell,
}

impl<'b> Field<'b> {
    pub(crate) fn new(batch: &'b Batch, name: &'b str, cells: *const mr_cell) -> Field<'b> {
        Field { batch, name, cells, written: ptr::null_mut() }
    }

    pub fn name(&self) -> &'b str {
        self.name
    }

    /// Whether any record of the batch has the field.
    pub fn exists(&self) -> bool {
        !self.cells.is_null()
    }

    pub fn cell(&self, row: u32) -> Cell<'b> {
        assert!(row < self.batch.row_count(), "no such row");
        if self.cells.is_null() {
            Cell::ABSENT
        } else {
            Cell::new(unsafe { *self.cells.add(row as usize) })
        }
    }

    pub fn kind(&self, row: u32) -> Kind {
        self.cell(row).kind()
    }

    /// Absent, null, an empty text, [] or {}.
    pub fn is_empty(&self, row: u32) -> bool {
        self.cell(row).is_empty()
    }

    /// The getters answer none where the cell is of another kind.
    pub fn text(&self, row: u32) -> Option<&'b str> {
        self.bytes(row, Kind::Text)
    }

    pub fn int(&self, row: u32) -> Option<i64> {
        self.integer(row, Kind::Int)
    }

    /// A number of either kind.
    pub fn double(&self, row: u32) -> Option<f64> {
        let cell = self.cell(row);
        match cell.kind() {
            Kind::Double => Some(unsafe { cell.raw.value.number }),
            Kind::Int => Some(unsafe { cell.raw.value.integer } as f64),
            _ => None,
        }
    }

    pub fn bool(&self, row: u32) -> Option<bool> {
        self.integer(row, Kind::Bool).map(|value| value != 0)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn time(&self, row: u32) -> Option<i64> {
        self.integer(row, Kind::Time)
    }

    /// A list or an object.
    pub fn json(&self, row: u32) -> Option<Json<'b>> {
        self.bytes(row, Kind::List).or_else(|| self.bytes(row, Kind::Object)).map(Json::parse)
    }

    /// A part of the row's text, such as a slice or a trimmed one, which stays where it is: nothing is copied. Panics where
    /// `part` is not a part of that text.
    pub fn part(&self, row: u32, part: &str) -> Cell<'b> {
        let text = self.text(row).unwrap_or("");
        let start = if part.is_empty() { 0 } else { (part.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize) };
        assert!(start <= text.len() && part.len() <= text.len() - start, "not a part of the row's text");
        let mut cell = self.cell(row);
        if cell.kind() == Kind::Text {
            cell.raw.value = mr_value { offset: unsafe { cell.raw.value.offset } + start as u64 };
            cell.raw.length = part.len() as u32;
        }
        cell
    }

    /// Sets a bool, an i64, an f64 or a [`Cell`].
    pub fn set<'c>(&mut self, row: u32, value: impl Into<Cell<'c>>) -> Result<(), Error>
    where
        'b: 'c,
    {
        assert!(row < self.batch.row_count(), "no such row");
        if self.written.is_null() {
            self.written = self.batch.write_column(self.name)?;
            self.cells = self.written;
        }
        unsafe { *self.written.add(row as usize) = value.into().raw };
        Ok(())
    }

    /// Copies the text into the batch.
    pub fn set_text(&mut self, row: u32, text: &str) -> Result<(), Error> {
        let cell = self.batch.copy(Kind::Text, text)?;
        self.set(row, cell)
    }

    fn integer(&self, row: u32, kind: Kind) -> Option<i64> {
        let cell = self.cell(row);
        (cell.kind() == kind).then_some(unsafe { cell.raw.value.integer })
    }

    fn bytes(&self, row: u32, kind: Kind) -> Option<&'b str> {
        let cell = self.cell(row);
        (cell.kind() == kind).then(|| self.batch.bytes(&cell.raw))
    }
}

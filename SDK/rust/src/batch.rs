use crate::abi::*;
use crate::{Cell, Error, Field, Kind};
use std::ptr;
use std::slice;
use std::str;

/// Up to 1,024 records, a column for each field. Lent for one call of `process` or `finish`.
///
/// Its functions take `&self`, since fields that were found before stay usable: text that was read or written never
/// moves during the call.
pub struct Batch {
    raw: *mut mr_batch,
}

impl Batch {
    pub(crate) fn new(raw: *mut mr_batch) -> Batch {
        Batch { raw }
    }

    pub fn row_count(&self) -> u32 {
        unsafe { (*self.raw).row_count }
    }

    /// The rows that no step has dropped or rejected, looked at as the loop comes to them.
    pub fn kept(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.row_count()).filter(move |&row| self.is_kept(row))
    }

    pub fn is_kept(&self, row: u32) -> bool {
        row < self.row_count() && unsafe { *(*self.raw).row_states.add(row as usize) } == MR_ROW_KEPT
    }

    /// The record's number in the goal's source, from 1; 0 for a derived row without a parent.
    pub fn row_number(&self, row: u32) -> u64 {
        assert!(row < self.row_count(), "no such row");
        unsafe { *(*self.raw).row_numbers.add(row as usize) }
    }

    /// The run's start in microseconds since 1970 UTC: the clock of a pure processor.
    pub fn now(&self) -> i64 {
        unsafe { (*self.raw).now }
    }

    /// The names of the fields that the batch has now.
    pub fn field_names(&self) -> Vec<String> {
        self.columns().iter().map(|&column| unsafe { text_of((*column).name) }.to_owned()).collect()
    }

    /// Finds a field, which need not be there.
    pub fn field<'b>(&'b self, name: &'b str) -> Field<'b> {
        let column = self.columns().iter().find(|&&column| unsafe { text_of((*column).name) } == name);
        Field::new(self, name, column.map_or(ptr::null(), |&column| unsafe { (*column).cells }))
    }

    pub fn has(&self, name: &str) -> bool {
        self.field(name).exists()
    }

    pub fn remove(&self, name: &str) -> Result<(), Error> {
        Error::check(unsafe { ((*self.raw).remove_column)(self.raw, mr_text::of(name)) })
    }

    /// A field that has the new name already is replaced.
    pub fn rename(&self, name: &str, new_name: &str) -> Result<(), Error> {
        Error::check(unsafe { ((*self.raw).rename_column)(self.raw, mr_text::of(name), mr_text::of(new_name)) })
    }

    /// Filters the row on purpose.
    pub fn drop(&self, row: u32, reason: &'static str) -> Result<(), Error> {
        Error::check(unsafe { ((*self.raw).drop_row)(self.raw, row, mr_text::of(reason)) })
    }

    /// Says that the row cannot be used. `code` is the plugin's own; `field` names the culprit, and may be empty.
    pub fn reject(&self, row: u32, code: u32, field: &str, reason: &'static str) -> Result<(), Error> {
        let (field, reason) = (mr_text::of(field), mr_text::of(reason));
        Error::check(unsafe { ((*self.raw).reject_row)(self.raw, row, code, field, reason) })
    }

    /// A new row that starts as a copy of the row `parent` as this call leaves it, or empty, and goes through the steps
    /// behind this one.
    pub fn derive(&self, parent: impl Into<Option<u32>>) -> Result<Derived<'_>, Error> {
        let mut row = 0;
        let parent = parent.into().unwrap_or(MR_NO_PARENT);
        Error::check(unsafe { ((*self.raw).derive_row)(self.raw, parent, &mut row) })?;
        Ok(Derived { batch: self, row })
    }

    /// A cell with a copy of the text; `kind` is `Text`, or `List` or `Object` for JSON text.
    pub fn copy(&self, kind: Kind, text: &str) -> Result<Cell<'_>, Error> {
        let (kind, length) = match (kind, u32::try_from(text.len())) {
            (Kind::Text, Ok(length)) => (MR_TEXT, length),
            (Kind::List, Ok(length)) => (MR_LIST, length),
            (Kind::Object, Ok(length)) => (MR_OBJECT, length),
            _ => return Err(Error::check(MR_BAD_ARGUMENT).unwrap_err()),
        };
        let mut offset = 0;
        if length > 0 {
            let memory = unsafe { ((*self.raw).allocate)(self.raw, u64::from(length), &mut offset) };
            if memory.is_null() {
                Error::check(MR_OUT_OF_MEMORY)?;
            }
            unsafe { ptr::copy_nonoverlapping(text.as_ptr(), memory, text.len()) };
        }
        Ok(Cell::new(mr_cell { kind, flags: MR_CELL_OUTPUT, spelling: 0, length, value: mr_value { offset } }))
    }

    /// The memory of a column to write, `row_count` cells.
    pub(crate) fn write_column(&self, name: &str) -> Result<*mut mr_cell, Error> {
        let mut cells = ptr::null_mut();
        Error::check(unsafe { ((*self.raw).write_column)(self.raw, mr_text::of(name), &mut cells) })?;
        Ok(cells)
    }

    /// The text of a cell. The host has checked what it lends, and this crate writes nothing but `str`.
    pub(crate) fn bytes(&self, cell: &mr_cell) -> &str {
        if cell.length == 0 {
            return "";
        }
        unsafe {
            let base = if cell.flags & MR_CELL_OUTPUT != 0 { (*self.raw).output } else { (*self.raw).input };
            let start = base.add(cell.value.offset as usize);
            str::from_utf8_unchecked(slice::from_raw_parts(start, cell.length as usize))
        }
    }

    fn columns(&self) -> &[*const mr_column] {
        match unsafe { (*self.raw).column_count } {
            0 => &[],
            count => unsafe { slice::from_raw_parts((*self.raw).columns, count as usize) },
        }
    }
}

/// A row that was derived in this call.
pub struct Derived<'b> {
    batch: &'b Batch,
    row: u32,
}

impl Derived<'_> {
    pub fn set<'c>(&self, field: &str, value: impl Into<Cell<'c>>) -> Result<(), Error> {
        let (raw, cell) = (self.batch.raw, value.into().raw);
        Error::check(unsafe { ((*raw).set_derived)(raw, self.row, mr_text::of(field), &cell) })
    }

    /// Copies the text into the batch.
    pub fn set_text(&self, field: &str, text: &str) -> Result<(), Error> {
        self.set(field, self.batch.copy(Kind::Text, text)?)
    }
}

unsafe fn text_of<'b>(text: mr_text) -> &'b str {
    match text.length {
        0 => "",
        length => str::from_utf8_unchecked(slice::from_raw_parts(text.data as *const u8, length as usize)),
    }
}

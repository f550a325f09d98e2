use crate::abi::*;
use std::marker::PhantomData;

/// What a cell holds. Absent (the record has no such field) is not null (the field is there and empty).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Absent,
    Null,
    Bool,
    Int,
    Double,
    Text,
    /// Microseconds since 1970-01-01T00:00:00Z.
    Time,
    /// JSON text, an array.
    List,
    /// JSON text, an object.
    Object,
}

impl Kind {
    pub(crate) fn of(kind: u8) -> Kind {
        match kind {
            MR_NULL => Kind::Null,
            MR_BOOL => Kind::Bool,
            MR_INT => Kind::Int,
            MR_DOUBLE => Kind::Double,
            MR_TEXT => Kind::Text,
            MR_TIME => Kind::Time,
            MR_LIST => Kind::List,
            MR_OBJECT => Kind::Object,
            _ => Kind::Absent,
        }
    }
}

/// One value of a batch, or one to be put there: copying it copies 16 bytes, its text stays where it is.
#[derive(Clone, Copy)]
pub struct Cell<'b> {
    pub(crate) raw: mr_cell,
    batch: PhantomData<&'b ()>,
}

impl<'b> Cell<'b> {
    /// The row no longer has the field.
    pub const ABSENT: Cell<'static> = Cell::make(MR_ABSENT, 0);
    pub const NULL: Cell<'static> = Cell::make(MR_NULL, 0);

    const fn make(kind: u8, integer: i64) -> Cell<'b> {
        Cell::new(mr_cell { kind, flags: 0, spelling: 0, length: 0, value: mr_value { integer } })
    }

    pub(crate) const fn new(raw: mr_cell) -> Cell<'b> {
        Cell { raw, batch: PhantomData }
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub const fn time(microseconds: i64) -> Cell<'b> {
        Cell::make(MR_TIME, microseconds)
    }

    pub fn kind(&self) -> Kind {
        Kind::of(self.raw.kind)
    }

    /// Absent, null, an empty text, [] or {}.
    pub fn is_empty(&self) -> bool {
        match self.kind() {
            Kind::Absent | Kind::Null => true,
            Kind::Text => self.raw.length == 0,
            Kind::List | Kind::Object => self.raw.length <= 2,
            _ => false,
        }
    }
}

impl From<bool> for Cell<'_> {
    fn from(value: bool) -> Self {
        Cell::make(MR_BOOL, i64::from(value))
    }
}

impl From<i64> for Cell<'_> {
    fn from(value: i64) -> Self {
        Cell::make(MR_INT, value)
    }
}

/// Null for a number that is not finite.
impl From<f64> for Cell<'_> {
    fn from(value: f64) -> Self {
        if !value.is_finite() {
            return Cell::NULL;
        }
        let mut cell = Cell::make(MR_DOUBLE, 0);
        cell.raw.value = mr_value { number: value };
        cell
    }
}

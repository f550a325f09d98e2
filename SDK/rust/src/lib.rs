//! The Millrace plugin ABI in Rust, without dependencies.
//!
//! A processor is a type that reads its configuration and works on batches; what it returns as an error, or panics with,
//! becomes the status and the error of the call:
//!
//! ```ignore
//! struct Upper { field: String }
//!
//! impl Processor for Upper {
//!     fn create(config: Json) -> Result<Self, Error> { … }
//!     fn process(&mut self, batch: &Batch) -> Result<(), Error> { … }
//! }
//!
//! millrace::plugin! {
//!     id: "upper", name: "Upper case", version: env!("CARGO_PKG_VERSION"), description: "…", vendor: "Example",
//!     processors: [Upper { id: "upper", name: "Upper case", description: "…", schema: SCHEMA, flags: PURE }],
//! }
//! ```
//!
//! Values are read where they stand in the batch and are valid until `process` returns; text is copied only where you
//! ask for it. `process` has its processor to itself (`&mut self`), so there is no flag that says otherwise.

pub mod abi;
mod batch;
mod cell;
mod declare;
mod error;
mod field;
mod guard;
pub mod json;

pub use abi::{MR_FOR_EXPORT as FOR_EXPORT, MR_FOR_IMPORT as FOR_IMPORT, MR_PURE as PURE};
pub use batch::{Batch, Derived};
pub use cell::{Cell, Kind};
pub use declare::{PluginFacts, Processor, ProcessorFacts};
pub use error::Error;
pub use field::Field;
pub use json::Json;

/// What [`plugin!`] writes into a plugin.
#[doc(hidden)]
pub mod export {
    pub use crate::declare::{plugin, processor};
    pub use crate::guard::enter;
}

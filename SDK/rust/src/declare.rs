use crate::abi::*;
use crate::guard::guarded;
use crate::{Batch, Error, Json};
use std::mem::size_of;
use std::os::raw::c_void;
use std::panic::{self, AssertUnwindSafe};
use std::slice;
use std::str;

/// A processor: one instance works for one goal of one run. It may be made on one thread and work on another.
pub trait Processor: Sized + Send + 'static {
    /// Reads the validated configuration, defaults filled in.
    fn create(config: Json<'_>) -> Result<Self, Error>;

    /// Works on one batch. Where it fails, the host uses nothing that the call wrote.
    fn process(&mut self, batch: &Batch) -> Result<(), Error>;

    /// After the last batch, with a batch of no rows: what was held back is given with [`Batch::derive`].
    fn finish(&mut self, _batch: &Batch) -> Result<(), Error> {
        Ok(())
    }
}

/// What a plugin says about one of its processors; see `mr_processor`.
pub struct ProcessorFacts {
    pub id: &'static str,
    pub name: &'static str,
    pub description: &'static str,
    /// JSON Schema of the configuration.
    pub schema: &'static str,
    /// Of [`PURE`](crate::PURE), [`FOR_IMPORT`](crate::FOR_IMPORT) and [`FOR_EXPORT`](crate::FOR_EXPORT).
    pub flags: u32,
}

/// What a plugin says about itself; see `mr_plugin`.
pub struct PluginFacts {
    pub id: &'static str,
    pub name: &'static str,
    pub version: &'static str,
    pub description: &'static str,
    pub vendor: &'static str,
}

unsafe extern "C" fn create<P: Processor>(
    _host: *const mr_host,
    config: mr_text,
    instance: *mut *mut c_void,
    error: *mut mr_error,
) -> i32 {
    guarded(error, || {
        let bytes = match config.length {
            0 => &[],
            length => slice::from_raw_parts(config.data as *const u8, length as usize),
        };
        let processor = P::create(Json::parse(str::from_utf8(bytes)?))?;
        *instance = Box::into_raw(Box::new(processor)) as *mut c_void;
        Ok(())
    })
}

unsafe extern "C" fn process<P: Processor>(instance: *mut c_void, batch: *mut mr_batch, error: *mut mr_error) -> i32 {
    guarded(error, || (*(instance as *mut P)).process(&Batch::new(batch)))
}

unsafe extern "C" fn finish<P: Processor>(instance: *mut c_void, batch: *mut mr_batch, error: *mut mr_error) -> i32 {
    guarded(error, || (*(instance as *mut P)).finish(&Batch::new(batch)))
}

unsafe extern "C" fn destroy<P: Processor>(instance: *mut c_void) {
    // There is nobody left to tell.
    if let Err(payload) = panic::catch_unwind(AssertUnwindSafe(|| drop(Box::from_raw(instance as *mut P)))) {
        std::mem::forget(payload);
    }
}

/// The descriptor of the processor that `P` is.
pub const fn processor<P: Processor>(facts: ProcessorFacts) -> mr_processor {
    mr_processor {
        struct_size: size_of::<mr_processor>() as u32,
        flags: facts.flags,
        id: mr_text::of(facts.id),
        name: mr_text::of(facts.name),
        description: mr_text::of(facts.description),
        config_schema: mr_text::of(facts.schema),
        create: create::<P>,
        process: process::<P>,
        finish: Some(finish::<P>),
        destroy: destroy::<P>,
        get_extension: None,
    }
}

/// The descriptor of a plugin.
pub const fn plugin(facts: PluginFacts, processors: &'static [&'static mr_processor]) -> mr_plugin {
    mr_plugin {
        struct_size: size_of::<mr_plugin>() as u32,
        abi_minor: MR_ABI_MINOR,
        id: mr_text::of(facts.id),
        name: mr_text::of(facts.name),
        version: mr_text::of(facts.version),
        description: mr_text::of(facts.description),
        vendor: mr_text::of(facts.vendor),
        processor_count: processors.len() as u32,
        reserved: 0,
        processors: processors.as_ptr() as *const *const mr_processor,
        get_extension: None,
    }
}

/// Declares what the plugin offers, and exports it: once in a crate of type `cdylib`.
#[macro_export]
macro_rules! plugin {
    (
        id: $id:expr, name: $name:expr, version: $version:expr, description: $description:expr, vendor: $vendor:expr,
        processors: [$($processor:ty {
            id: $processor_id:expr, name: $processor_name:expr, description: $processor_description:expr,
            schema: $schema:expr $(, flags: $flags:expr)? $(,)?
        }),+ $(,)?] $(,)?
    ) => {
        const _: () = {
            static PLUGIN: $crate::abi::mr_plugin = $crate::export::plugin(
                $crate::PluginFacts {
                    id: $id, name: $name, version: $version, description: $description, vendor: $vendor,
                },
                {
                    static PROCESSORS: &[&$crate::abi::mr_processor] = &[$(
                        &$crate::export::processor::<$processor>($crate::ProcessorFacts {
                            id: $processor_id, name: $processor_name, description: $processor_description,
                            schema: $schema, flags: 0 $(| $flags)?,
                        })
                    ),+];
                    PROCESSORS
                },
            );

            #[no_mangle]
            #[allow(non_upper_case_globals)]
            pub static millrace_abi_major: u32 = $crate::abi::MR_ABI_MAJOR;

            #[no_mangle]
            pub unsafe extern "C" fn millrace_plugin_v1(
                _host: *const $crate::abi::mr_host,
                out: *mut *const $crate::abi::mr_plugin,
                _error: *mut $crate::abi::mr_error,
            ) -> i32 {
                $crate::export::enter();
                *out = &PLUGIN;
                $crate::abi::MR_OK
            }
        };
    };
}

//! `millrace/plugin.h` as Rust sees it, by the names that it has there; the header says what each thing means.
#![allow(non_camel_case_types, missing_docs)]

use std::mem::{align_of, size_of};
use std::os::raw::{c_char, c_void};

pub const MR_ABI_MAJOR: u32 = 1;
pub const MR_ABI_MINOR: u32 = 0;

pub const MR_ABSENT: u8 = 0;
pub const MR_NULL: u8 = 1;
pub const MR_BOOL: u8 = 2;
pub const MR_INT: u8 = 3;
pub const MR_DOUBLE: u8 = 4;
pub const MR_TEXT: u8 = 5;
pub const MR_TIME: u8 = 6;
pub const MR_LIST: u8 = 7;
pub const MR_OBJECT: u8 = 8;

pub const MR_CELL_OUTPUT: u8 = 1;

pub const MR_OK: i32 = 0;
pub const MR_ERROR: i32 = 1;
pub const MR_OUT_OF_MEMORY: i32 = 2;
pub const MR_BAD_ARGUMENT: i32 = 3;

pub const MR_ROW_KEPT: u8 = 0;
pub const MR_NO_PARENT: u32 = u32::MAX;

pub const MR_PURE: u32 = 2;
pub const MR_FOR_IMPORT: u32 = 4;
pub const MR_FOR_EXPORT: u32 = 8;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct mr_text {
    pub data: *const c_char,
    pub length: u64,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub union mr_value {
    pub integer: i64,
    pub number: f64,
    pub offset: u64,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct mr_cell {
    pub kind: u8,
    pub flags: u8,
    pub spelling: u16,
    pub length: u32,
    pub value: mr_value,
}

#[repr(C)]
pub struct mr_column {
    pub struct_size: u32,
    pub reserved: u32,
    pub name: mr_text,
    pub cells: *const mr_cell,
}

#[repr(C)]
pub struct mr_error {
    pub code: u32,
    pub reserved: u32,
    pub message: [u8; 248],
}

#[repr(C)]
pub struct mr_host {
    pub struct_size: u32,
    pub abi_minor: u32,
    pub name: mr_text,
    pub version: mr_text,
    pub context: *mut c_void,
    pub log: unsafe extern "C" fn(*mut c_void, u32, mr_text),
    pub get_extension: unsafe extern "C" fn(*mut c_void, *const c_char) -> *const c_void,
}

#[repr(C)]
pub struct mr_batch {
    pub struct_size: u32,
    pub row_count: u32,
    pub column_count: u32,
    pub reserved: u32,
    pub columns: *const *const mr_column,
    pub row_states: *const u8,
    pub row_numbers: *const u64,
    pub input: *const u8,
    pub output: *const u8,
    pub now: i64,
    pub host: *mut c_void,
    pub write_column: unsafe extern "C" fn(*mut mr_batch, mr_text, *mut *mut mr_cell) -> i32,
    pub remove_column: unsafe extern "C" fn(*mut mr_batch, mr_text) -> i32,
    pub rename_column: unsafe extern "C" fn(*mut mr_batch, mr_text, mr_text) -> i32,
    pub allocate: unsafe extern "C" fn(*mut mr_batch, u64, *mut u64) -> *mut u8,
    pub drop_row: unsafe extern "C" fn(*mut mr_batch, u32, mr_text) -> i32,
    pub reject_row: unsafe extern "C" fn(*mut mr_batch, u32, u32, mr_text, mr_text) -> i32,
    pub derive_row: unsafe extern "C" fn(*mut mr_batch, u32, *mut u32) -> i32,
    pub set_derived: unsafe extern "C" fn(*mut mr_batch, u32, mr_text, *const mr_cell) -> i32,
}

pub type mr_create = unsafe extern "C" fn(*const mr_host, mr_text, *mut *mut c_void, *mut mr_error) -> i32;
pub type mr_call = unsafe extern "C" fn(*mut c_void, *mut mr_batch, *mut mr_error) -> i32;

#[repr(C)]
pub struct mr_processor {
    pub struct_size: u32,
    pub flags: u32,
    pub id: mr_text,
    pub name: mr_text,
    pub description: mr_text,
    pub config_schema: mr_text,
    pub create: mr_create,
    pub process: mr_call,
    pub finish: Option<mr_call>,
    pub destroy: unsafe extern "C" fn(*mut c_void),
    pub get_extension: Option<unsafe extern "C" fn(*mut c_void, *const c_char) -> *const c_void>,
}

#[repr(C)]
pub struct mr_plugin {
    pub struct_size: u32,
    pub abi_minor: u32,
    pub id: mr_text,
    pub name: mr_text,
    pub version: mr_text,
    pub description: mr_text,
    pub vendor: mr_text,
    pub processor_count: u32,
    pub reserved: u32,
    pub processors: *const *const mr_processor,
    pub get_extension: Option<unsafe extern "C" fn(*const c_char) -> *const c_void>,
}

// Descriptors point to static text and functions and never change.
unsafe impl Sync for mr_processor {}
unsafe impl Sync for mr_plugin {}

impl mr_text {
    pub const fn of(text: &str) -> mr_text {
        mr_text { data: text.as_ptr() as *const c_char, length: text.len() as u64 }
    }
}

// The sizes that the header has on every machine that Millrace runs on.
const _: () = assert!(size_of::<usize>() == 8);
const _: () = assert!(size_of::<mr_text>() == 16 && align_of::<mr_text>() == 8);
const _: () = assert!(size_of::<mr_cell>() == 16 && align_of::<mr_cell>() == 8);
const _: () = assert!(size_of::<mr_column>() == 32);
const _: () = assert!(size_of::<mr_error>() == 256);
const _: () = assert!(size_of::<mr_host>() == 64);
const _: () = assert!(size_of::<mr_batch>() == 136);
const _: () = assert!(size_of::<mr_processor>() == 112);
const _: () = assert!(size_of::<mr_plugin>() == 112);

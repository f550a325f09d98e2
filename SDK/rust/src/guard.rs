//! Nothing unwinds into the host: errors and panics become a status and a message.

use crate::abi::{mr_error, MR_ERROR, MR_OK};
use crate::Error;
use std::any::Any;
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

#[cfg(panic = "abort")]
compile_error!("a Millrace plugin is built with panic = \"unwind\": an abort cannot be turned into an error");

thread_local! {
    /// Where the last panic of this thread was.
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Called once, before anything else: a panic is remembered by its place, and not printed, since what it says may repeat
/// a value. The hook belongs to this plugin's own copy of the standard library.
pub fn enter() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        panic::set_hook(Box::new(|info| {
            let place = info.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
            let _ = PLACE.try_with(|last| *last.borrow_mut() = place);
        }))
    });
}

/// Runs the body; answers its status, and fills the error in.
pub unsafe fn guarded(error: *mut mr_error, body: impl FnOnce() -> Result<(), Error>) -> i32 {
    let failure = match panic::catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => return MR_OK,
        Ok(Err(failure)) => failure,
        Err(payload) => Error::new(describe(payload)),
    };
    fill(error, &failure);
    if failure.status() == MR_OK {
        MR_ERROR
    } else {
        failure.status()
    }
}

/// The panic's place, and its message where that is a literal: one that was put together may repeat a value.
fn describe(payload: Box<dyn Any + Send>) -> String {
    let place = PLACE.try_with(|last| std::mem::take(&mut *last.borrow_mut())).unwrap_or_default();
    let literal = payload.downcast_ref::<&'static str>().copied();
    if !payload.is::<String>() {
        std::mem::forget(payload); // dropping what somebody panicked with may panic again
    }
    match literal {
        Some(message) => format!("panic at {}: {}", place, message),
        None => format!("panic at {}", place),
    }
}

/// As much of the message as fits, cut between characters, and terminated.
unsafe fn fill(error: *mut mr_error, failure: &Error) {
    if error.is_null() {
        return;
    }
    let error = &mut *error;
    let mut length = failure.message().len().min(error.message.len() - 1);
    while !failure.message().is_char_boundary(length) {
        length -= 1;
    }
    error.code = failure.code();
    error.message[..length].copy_from_slice(&failure.message().as_bytes()[..length]);
    error.message[length] = 0;
}

use crate::abi::{MR_ERROR, MR_OK, MR_OUT_OF_MEMORY};
use std::borrow::Cow;
use std::fmt;

/// What a processor returns to give its users a message. It must not repeat values of a record.
#[derive(Debug, Clone)]
pub struct Error {
    message: Cow<'static, str>,
    code: u32,
    status: i32,
}

impl Error {
    pub fn new(message: impl Into<Cow<'static, str>>) -> Error {
        Error { message: message.into(), code: 0, status: MR_ERROR }
    }

    /// The plugin's own code, for its users to look up.
    pub fn with_code(mut self, code: u32) -> Error {
        self.code = code;
        self
    }

    pub fn message(&self) -> &str {
        &self.message
    }

    pub fn code(&self) -> u32 {
        self.code
    }

    /// `MR_ERROR`, or what a function of the batch answered.
    pub fn status(&self) -> i32 {
        self.status
    }

    /// The result of a function of the batch.
    pub(crate) fn check(status: i32) -> Result<(), Error> {
        let message = match status {
            MR_OK => return Ok(()),
            MR_OUT_OF_MEMORY => "the batch's output memory is used up",
            _ => "no such row, field or kind",
        };
        Err(Error { message: message.into(), code: 0, status })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

/// For `?`. The message is the error's type only, since what an error of the library says may repeat a value: use
/// `map_err` where people should read more.
impl<E: std::error::Error> From<E> for Error {
    fn from(_: E) -> Error {
        Error::new(std::any::type_name::<E>())
    }
}

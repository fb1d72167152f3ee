//! The first byte of the result that a submitted form has, for both halves.

/// The form is not as it must be, and the rest is the id of its action, with which those of its errors begin.
pub const REFUSED: u8 = 0;
/// The form was taken.
pub const DONE: u8 = 1;
/// The form was taken, and the rest is the address of another page.
pub const GO: u8 = 2;
/// The action has returned an error that is not about the fields of a form. Sent only for an action that the page may call
/// again.
pub const FAILED: u8 = 3;

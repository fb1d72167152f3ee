//! The first byte of the result that a submitted form has, for both halves.

/// The form is not as it must be, and the rest is the id of its action, with which those of its errors begin.
pub const REFUSED: u8 = 0;
/// The form was taken.
pub const DONE: u8 = 1;
/// The form was taken, and the rest is the address of another page.
pub const GO: u8 = 2;

//! Whether values of a type may hold handles, as a type: then the compiler can ask for it where it checks bounds.

use super::Cross;

/// Whether there may be handles in a value.
pub trait Holds {
    /// Whether there may be.
    const HANDLES: bool;
    /// The same of a value with another one beside it.
    type With<Other: Holds>: Holds;
}

/// There is no handle in it.
#[derive(Debug)]
pub enum NoHandles {}

/// There may be handles in it.
#[derive(Debug)]
pub enum Handles {}

impl Holds for NoHandles {
    const HANDLES: bool = false;
    type With<Other: Holds> = Other;
}

impl Holds for Handles {
    const HANDLES: bool = true;
    type With<Other: Holds> = Handles;
}

/// What two types hold together.
pub type Both<A, B> = <<A as Cross>::Held as Holds>::With<<B as Cross>::Held>;

/// What the browser can send to the server: handles only come down.
#[diagnostic::on_unimplemented(
    message = "the browser cannot send `{Self}` to the server: there are signals in it",
    label = "client code changes this, and the server may need it",
    note = "signals are made by the server, and the browser knows them by number only",
    note = "change it in an action, which runs on the server: \
            `let remove = action(async move |id: u32| items.update(|items| items.retain(|item| item.id != id)));`, \
            and in client code `remove.dispatch(id)`",
    note = "what is in the signals can be changed here: that is not sent as a part of the list"
)]
pub trait Upward: Cross {}

#[diagnostic::do_not_recommend]
impl<T: Cross<Held = NoHandles>> Upward for T {}

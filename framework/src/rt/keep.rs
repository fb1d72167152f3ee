//! Captures of server code.

/// A local that several structure closures may use without cloning by hand: anything that implements `Clone`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be cloned, and markup that comes and goes uses it",
    label = "used in markup that may be made more than once",
    note = "derive `Clone` for it, wrap it in an `Rc`, or compute what the markup needs in a `let` before the `view!`"
)]
pub trait Keep: Sized {
    /// Returns a copy.
    fn keep(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> Keep for T {
    fn keep(&self) -> Self {
        self.clone()
    }
}

/// Returns a copy of a local, for a structure closure to own.
pub fn keep<T: Keep>(local: &T) -> T {
    local.keep()
}

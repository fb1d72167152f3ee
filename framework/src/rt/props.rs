//! Which required props a builder has been given, as types.

/// It has it.
#[derive(Debug)]
pub enum Given {}

/// It does not have it yet.
#[derive(Debug)]
pub enum Missing {}

/// A prop that [`Given`] says is there.
///
/// # Panics
/// If it is not, which generated code excludes.
pub fn given<T>(prop: Option<T>) -> T {
    prop.expect("a required prop is given before the props are built")
}

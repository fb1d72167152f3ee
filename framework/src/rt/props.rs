//! Types that say which required props a builder has been given.

/// The builder has the prop.
#[derive(Debug)]
pub enum Given {}

/// The builder does not have the prop yet.
#[derive(Debug)]
pub enum Missing {}

/// Returns a prop that was given, as [`Given`] proves.
///
/// # Panics
/// If it is missing, which generated code excludes.
pub fn given<T>(prop: Option<T>) -> T {
    prop.expect("a required prop is given before the props are built")
}

//! The check that a composable is called where the compiler sees it: in a component or in another composable. Only then
//! its client code is in the browser's build, and its values have lines in the lock.

use std::collections::HashSet;
use std::panic::Location;
use std::sync::LazyLock;

use super::Facts;
use crate::server::view::is_collecting;

/// The file, line and column of a call.
type SourcePlace = (&'static str, u32, u32);

/// The calls that the compiler has seen.
static SEEN: LazyLock<HashSet<SourcePlace>> = LazyLock::new(|| {
    let instances = Facts::all().flat_map(|facts| facts.instances);
    instances.filter_map(|instance| instance.call).collect()
});

/// Checks the call of the composable that calls this.
///
/// # Panics
/// If a page is rendered, and the call is in a function that is neither a component nor a composable.
#[track_caller]
pub fn composable(name: &str) {
    let at = Location::caller();
    let is_seen = || SEEN.contains(&(at.file(), at.line(), at.column()));
    assert!(
        !is_collecting() || is_seen(),
        "the composable `{name}` is called outside of components and composables, so its client code is not in the \
         browser\nhelp: make the function around the call a composable: write `#[composable]` on it, and begin its \
         name with `use_`"
    );
}

//! Which client function runs: in development builds, for the message of a panic.

// Only a browser has sites; their names are tested everywhere.
#![cfg_attr(test, allow(dead_code))]

use std::any::type_name;
use std::cell::Cell;

thread_local! {
    static SITE: Cell<&'static str> = const { Cell::new("") };
}

/// While it lives, a client function runs.
pub(crate) struct RunningSite {
    before: &'static str,
}

impl Drop for RunningSite {
    fn drop(&mut self) {
        SITE.set(self.before);
    }
}

/// Notes that this client function runs.
pub(crate) fn run<F>() -> RunningSite {
    RunningSite {
        before: SITE.replace(type_name::<F>()),
    }
}

/// The message of a panic, with the component whose function has panicked.
pub(super) fn describe(panic: &str) -> String {
    match component(SITE.get()) {
        Some(component) => format!("`{component}` {panic}"),
        None => panic.to_owned(),
    }
}

/// A client function's closure is in an implementation for its component:
/// `<shop::Basket as watershed::component::Component>::register::{{closure}}`.
fn component(closure: &str) -> Option<&str> {
    let (path, _) = closure.strip_prefix('<')?.split_once(" as ")?;
    path.rsplit("::").next()
}

#[cfg(test)]
mod tests {
    use super::component;

    #[test]
    fn a_closure_tells_its_component() {
        let closure = "<shop::Basket as watershed::component::Component>::register::{{closure}}";
        assert_eq!(component(closure), Some("Basket"));
        assert_eq!(component("shop::main::{{closure}}"), None);
    }
}

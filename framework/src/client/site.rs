//! The client function that is running: in development builds, for the message of a panic.

// Only a browser records sites; the parsing of their names is tested natively.
#![cfg_attr(test, allow(dead_code))]

use std::any::type_name;
use std::cell::Cell;

thread_local! {
    static SITE: Cell<&'static str> = const { Cell::new("") };
}

/// A guard: until it is dropped, a client function is running.
pub(crate) struct RunningSite {
    before: &'static str,
}

impl Drop for RunningSite {
    fn drop(&mut self) {
        SITE.set(self.before);
    }
}

/// Notes that this client function is running.
pub(crate) fn run<F>() -> RunningSite {
    RunningSite {
        before: SITE.replace(type_name::<F>()),
    }
}

/// Returns the message of a panic, with the component whose function has panicked.
pub(super) fn describe(panic: &str) -> String {
    match component(SITE.get()) {
        Some(component) => format!("`{component}` {panic}"),
        None => panic.to_owned(),
    }
}

/// Returns the component of a client function's closure, whose name contains it:
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

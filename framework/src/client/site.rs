//! The client function that is running, and the one that ran last: in development builds, for the message of a panic, and of a
//! value that was refused.

use std::any::type_name;
use std::cell::Cell;

thread_local! {
    static SITE: Cell<&'static str> = const { Cell::new("") };
    static LAST: Cell<&'static str> = const { Cell::new("") };
}

/// A guard: until it is dropped, a client function is running.
pub(crate) struct RunningSite {
    before: &'static str,
}

impl Drop for RunningSite {
    fn drop(&mut self) {
        LAST.set(SITE.replace(self.before));
    }
}

/// Notes that this client function is running.
pub(crate) fn run<F>() -> RunningSite {
    RunningSite {
        before: SITE.replace(type_name::<F>()),
    }
}

/// Returns the component of the function that ran last.
pub(super) fn last() -> Option<&'static str> {
    component(LAST.get())
}

/// Returns the message of a panic, with the component whose function has panicked.
#[cfg(target_arch = "wasm32")]
pub(super) fn describe(panic: &str) -> String {
    match component(SITE.get()) {
        Some(component) => format!("`{component}` {panic}"),
        None => panic.to_owned(),
    }
}

/// Returns the component of a client function's closure, whose name contains it: in a browser
/// `<shop::Basket as watershed::component::Component>::register::{{closure}}`, in the simulation `shop::Basket::{{closure}}`.
fn component(closure: &str) -> Option<&str> {
    let path = match closure.strip_prefix('<') {
        Some(rest) => rest.split_once(" as ")?.0,
        None => closure.split_once("::{{closure}}")?.0,
    };
    let name = path.rsplit("::").next()?;
    name.starts_with(char::is_uppercase).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::component;

    #[test]
    fn a_closure_tells_its_component() {
        let closure = "<shop::Basket as watershed::component::Component>::register::{{closure}}";
        assert_eq!(component(closure), Some("Basket"));
        assert_eq!(
            component("shop::Basket::{{closure}}::{{closure}}"),
            Some("Basket")
        );
        assert_eq!(component("shop::main::{{closure}}"), None);
    }
}

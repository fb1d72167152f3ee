//! Bindings of which the compiler cannot tell whether they read a signal: they run once under a probe.

use crate::graph;
use crate::part::Value;
use crate::rt::convert::{AsText, AsValue, text_of};
use crate::rt::{markup, merge};
use crate::server::view::{Builder, server_text, server_value};

/// A guard: until it is dropped, reads are noticed.
#[derive(Debug)]
#[must_use = "it notices what is read while it lives"]
pub struct BindingProbe {
    probe: graph::Probe,
    file: &'static str,
    line: u32,
}

/// Starts a probe for a binding at this source location.
pub fn probe(file: &'static str, line: u32) -> BindingProbe {
    BindingProbe {
        probe: graph::Probe::start(),
        file,
        line,
    }
}

impl BindingProbe {
    /// Logs an error if something was read: this binding cannot be run again, and its author should know.
    fn end(self) {
        let Self { probe, file, line } = self;
        if probe.end() {
            tracing::error!(
                "{file}:{line}: this reads a signal through something that cannot be copied out of the component's body, \
                 because it borrows from it or is not `Clone`, so it cannot follow the signal; help: read the signal \
                 itself, wrap what reads it in an `Rc`, or give the closure what it needs as a value: `{{move || ..}}`"
            );
        }
    }
}

/// Adds text, which is static unless it is a handle.
pub fn text_probed(view: &mut Builder, text: &(impl AsText + ?Sized), probe: BindingProbe) {
    if text.followed().is_some() {
        drop(probe);
        return markup::text(view, text);
    }
    view.text(text_of(text));
    probe.end();
}

/// Adds the value of an attribute, class, style, property or inner HTML, static unless it is a handle.
pub fn value_probed(view: &mut Builder, value: &(impl AsValue + ?Sized), probe: BindingProbe) {
    if value.followed_value().is_some() {
        drop(probe);
        return markup::value(view, value);
    }
    view.value(value.as_value());
    probe.end();
}

/// Adds static attributes.
pub fn spread_probed<N: Into<String>, V: AsValue>(
    view: &mut Builder,
    given: impl IntoIterator<Item = (N, V)>,
    probe: BindingProbe,
) {
    view.spread(spread_of(given));
    probe.end();
}

/// Adds text, which is kept up to date if computing it reads something.
pub fn text_followed(view: &mut Builder, text: impl Fn() -> String + 'static) {
    let (first, follows) = probed(&text);
    match follows {
        true => view.text_with(server_text(move |out| out.push_str(&text()))),
        false => view.text(first),
    }
}

/// Adds the value of an attribute, class, style, property or inner HTML, kept up to date if computing it reads
/// something.
pub fn value_followed(view: &mut Builder, value: impl Fn() -> Value + 'static) {
    let (first, follows) = probed(&value);
    match follows {
        true => view.value_with(server_value(value)),
        false => view.value(first),
    }
}

/// Adds attributes, kept up to date if computing them reads something.
pub fn spread_followed(
    view: &mut Builder,
    attributes: impl Fn() -> Vec<(String, Value)> + 'static,
) {
    let (first, follows) = probed(&attributes);
    match follows {
        true => view.spread_with(Box::new(attributes)),
        false => view.spread(first),
    }
}

/// Returns the attributes of a spread.
pub fn spread_of<N: Into<String>, V: AsValue>(
    given: impl IntoIterator<Item = (N, V)>,
) -> Vec<(String, Value)> {
    merge::evaluated(given)
}

fn probed<R>(run: &impl Fn() -> R) -> (R, bool) {
    let probe = graph::Probe::start();
    let result = run();
    (result, probe.end())
}

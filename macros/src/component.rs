//! Checks a component for mistakes that no pass finds.

use crate::analyze::capitalised;
use crate::diagnostic::{Diagnostics, Problem};
use crate::emit::Unit;

/// Reports a name that `view!` would parse as the name of an element.
pub fn check(unit: &Unit, diagnostics: &mut Diagnostics) {
    let ident = &unit.component.item.sig.ident;
    let name = ident.to_string();
    if name.starts_with(char::is_lowercase) {
        let other = capitalised(&name);
        diagnostics.report(ident.span(), Problem::LowercaseComponent { name, other });
    }
}

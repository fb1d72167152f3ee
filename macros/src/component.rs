//! What a component must be beside what its passes ask for.

use crate::analyze::capitalised;
use crate::diagnostic::{Diagnostics, Problem};
use crate::emit::Unit;

/// Reports a name that markup would take for an element's.
pub fn check(unit: &Unit, diagnostics: &mut Diagnostics) {
    let ident = &unit.component.item.sig.ident;
    let name = ident.to_string();
    if name.starts_with(char::is_lowercase) {
        let other = capitalised(&name);
        diagnostics.report(ident.span(), Problem::LowercaseComponent { name, other });
    }
}

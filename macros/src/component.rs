//! What a component must be beside what its passes ask for.

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

/// `UserCard` for `user_card`.
fn capitalised(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string());
        first.unwrap_or_default() + letters.as_str()
    });
    words.collect()
}

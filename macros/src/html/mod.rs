//! What HTML, SVG and MathML allow, and what a browser does with the rest.

use crate::diagnostic::Diagnostics;
use crate::view::View;

pub fn validate(_view: &View, _diagnostics: &mut Diagnostics) {}
pub fn is_void(name: &str) -> bool {
    ["br", "img", "input", "hr"].contains(&name)
}
pub fn is_raw_text(name: &str) -> bool {
    ["script", "style"].contains(&name)
}

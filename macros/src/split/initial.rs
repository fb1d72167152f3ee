//! Recognises initial values of signals that need not be sent.

use syn::{Expr, Lit, UnOp};

use crate::lower::names::Symbol;

/// Returns whether the browser can compute the initial value of a signal itself: a literal, a unit variant, `new()` of
/// a std type.
pub fn is_elidable(initial: &Expr) -> bool {
    match initial {
        Expr::Lit(literal) => !matches!(literal.lit, Lit::Verbatim(_)),
        Expr::Unary(node) => matches!(node.op, UnOp::Neg(_)) && is_elidable(&node.expr),
        Expr::Path(path) => path.path.segments.last().is_some_and(|last| {
            let name = last.ident.to_string();
            // Constants may depend on the target: `usize::MAX` differs in a browser. So does `!0`.
            let is_constant = !name.contains(char::is_lowercase);
            Symbol::of_expr(initial).is_none()
                && name.starts_with(char::is_uppercase)
                && !is_constant
        }),
        Expr::Call(call) => is_new_of_std(&call.func) && call.args.is_empty(),
        Expr::Tuple(tuple) => tuple.elems.iter().all(is_elidable),
        _ => false,
    }
}

fn is_new_of_std(func: &Expr) -> bool {
    let Expr::Path(path) = func else { return false };
    let names: Vec<_> = path
        .path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    matches!(&names[..], [.., ty, new] if new == "new" && matches!(&**ty, "String" | "Vec"))
}

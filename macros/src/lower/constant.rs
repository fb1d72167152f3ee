//! Evaluates conditions whose value is known while compiling.

use syn::{BinOp, Expr, ExprMatch, Lit, Pat, UnOp};

/// The value of a literal expression.
#[derive(Clone, Debug, PartialEq)]
enum Constant {
    Bool(bool),
    Int(i128),
    Text(String),
}

/// Returns the value of a condition, if it follows from literals alone.
pub fn truth(condition: &Expr) -> Option<bool> {
    match value(condition)? {
        Constant::Bool(truth) => Some(truth),
        Constant::Int(_) | Constant::Text(_) => None,
    }
}

/// Returns for each arm of a `match` whether literals alone say that it is never taken.
pub fn never_taken(node: &ExprMatch) -> Vec<bool> {
    let scrutinee = value(&node.expr);
    let mut is_taken = false;
    let arms = node.arms.iter().map(|arm| {
        let fits = fits(&arm.pat, scrutinee.as_ref());
        let is_never = is_taken || fits == Some(false);
        is_taken |= fits == Some(true);
        is_never
    });
    arms.collect()
}

/// Returns whether a pattern fits a value, if literals say so.
fn fits(pat: &Pat, scrutinee: Option<&Constant>) -> Option<bool> {
    match pat {
        Pat::Wild(_) => Some(true),
        Pat::Paren(node) => fits(&node.pat, scrutinee),
        Pat::Lit(literal) => {
            let literal = value(&Expr::Lit(literal.clone()))?;
            Some(literal == *scrutinee?)
        }
        Pat::Or(node) => {
            let cases = node.cases.iter().map(|case| fits(case, scrutinee));
            let cases: Option<Vec<bool>> = cases.collect();
            Some(cases?.contains(&true))
        }
        Pat::Guard(node) => match (fits(&node.pat, scrutinee), truth(&node.guard)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        },
        _ => None,
    }
}

fn value(expr: &Expr) -> Option<Constant> {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Bool(literal) => Some(Constant::Bool(literal.value)),
            Lit::Int(literal) => literal.base10_parse().ok().map(Constant::Int),
            Lit::Str(literal) => Some(Constant::Text(literal.value())),
            Lit::Char(literal) => Some(Constant::Text(literal.value().to_string())),
            _ => None,
        },
        Expr::Paren(node) => value(&node.expr),
        Expr::Group(node) => value(&node.expr),
        Expr::Closure(node) => value(&node.body),
        Expr::Unary(node) => match (node.op, value(&node.expr)?) {
            (UnOp::Not(_), Constant::Bool(truth)) => Some(Constant::Bool(!truth)),
            _ => None,
        },
        Expr::Binary(node) => {
            let (left, right) = (value(&node.left), value(&node.right));
            match (node.op, left, right) {
                // One side decides, whatever the other is.
                (BinOp::And(_), Some(Constant::Bool(false)), _)
                | (BinOp::And(_), _, Some(Constant::Bool(false))) => Some(Constant::Bool(false)),
                (BinOp::Or(_), Some(Constant::Bool(true)), _)
                | (BinOp::Or(_), _, Some(Constant::Bool(true))) => Some(Constant::Bool(true)),
                (op, left, right) => computed(op, left?, right?),
            }
        }
        _ => None,
    }
}

fn computed(op: BinOp, left: Constant, right: Constant) -> Option<Constant> {
    match (left, right) {
        (Constant::Bool(left), Constant::Bool(right)) => Some(Constant::Bool(match op {
            BinOp::And(_) => left && right,
            BinOp::Or(_) => left || right,
            BinOp::Eq(_) => left == right,
            BinOp::Ne(_) => left != right,
            _ => return None,
        })),
        (Constant::Int(left), Constant::Int(right)) => match op {
            BinOp::Eq(_) => Some(Constant::Bool(left == right)),
            BinOp::Ne(_) => Some(Constant::Bool(left != right)),
            BinOp::Lt(_) => Some(Constant::Bool(left < right)),
            BinOp::Le(_) => Some(Constant::Bool(left <= right)),
            BinOp::Gt(_) => Some(Constant::Bool(left > right)),
            BinOp::Ge(_) => Some(Constant::Bool(left >= right)),
            BinOp::Add(_) => left.checked_add(right).map(Constant::Int),
            BinOp::Mul(_) => left.checked_mul(right).map(Constant::Int),
            BinOp::Rem(_) => left.checked_rem(right).map(Constant::Int),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::{never_taken, truth};

    #[test]
    fn what_literals_say_is_known() {
        assert_eq!(truth(&parse_quote!(false)), Some(false));
        assert_eq!(truth(&parse_quote!(!(1 > 2))), Some(true));
        assert_eq!(truth(&parse_quote!((2 * 3) % 100 == 6)), Some(true));
        assert_eq!(truth(&parse_quote!(is_open.get() && false)), Some(false));
        assert_eq!(truth(&parse_quote!(move || true)), Some(true));
    }

    #[test]
    fn arms_that_literals_rule_out_are_never_taken() {
        let never = |node| never_taken(&node);
        assert_eq!(
            never(parse_quote!(match 1 + 1 {
                1 | 3 => a,
                2 => b,
                _ => c,
            })),
            [true, false, true]
        );
        assert_eq!(
            never(parse_quote!(match false {
                true => a,
                false if false => b,
                false => c,
            })),
            [true, true, false]
        );
        assert_eq!(
            never(parse_quote!(match "a" {
                "b" => a,
                name => b,
                "c" => c,
            })),
            [true, false, true]
        );
        assert_eq!(
            never(parse_quote!(match page.get() {
                1 => a,
                _ if false => b,
                _ => c,
                2 => d,
            })),
            [false, true, false, true]
        );
        assert_eq!(
            never(parse_quote!(match 1 {
                ONE => a,
                1..=2 => b,
                _ => c,
            })),
            [false, false, false]
        );
    }

    #[test]
    fn what_has_a_name_is_not() {
        assert_eq!(truth(&parse_quote!(DEBUG)), None);
        assert_eq!(truth(&parse_quote!(cfg!(debug_assertions))), None);
        assert_eq!(truth(&parse_quote!(is_open.get() && true)), None);
        assert_eq!(truth(&parse_quote!(1 % 0 == 0)), None);
    }
}

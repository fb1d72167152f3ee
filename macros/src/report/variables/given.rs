//! Reports the variables that are given to components.

use proc_macro2::Span;
use syn::{Expr, Path};

use super::Variables;
use super::in_body::can_be_typed;
use crate::analyze::is_field;
use crate::analyze::uses::{node_within, uses};
use crate::construct::component::PropValue;
use crate::emit::called;
use crate::lower::model::{Part, Role};
use crate::lower::names::Symbol;
use crate::lower::primitives::alias_of;
use crate::report::{Callee, Given};

impl Variables<'_> {
    /// Returns the child components and called composables, with the values that they are given.
    pub fn instances(&mut self) -> Vec<Callee> {
        let component = self.unit.component;
        let templates = component.templates.iter();
        let parts = templates.flat_map(|(_, template)| &template.parts);
        let instances = parts.filter_map(|part| match part {
            Part::Structure { structure, .. } => structure.instance(),
            _ => None,
        });
        let mut found = Vec::new();
        for instance in instances {
            let gives = instance.props.iter().filter_map(|prop| match &prop.value {
                PropValue::Expr(expr) => {
                    Some((prop.name.to_string(), self.given(expr, instance.number)))
                }
                PropValue::Callback(_) => None,
            });
            found.push(Callee {
                gives: gives.collect(),
                path: instance.plain_path(),
                witness: Some(instance.witness()),
                call: None,
                is_bound: false,
            });
        }
        let called = called(self.unit).enumerate();
        found.extend(called.map(|(number, path)| Callee {
            is_bound: self.bound.calls.contains(&number),
            call: path_start(&path),
            path,
            witness: None,
            gives: Vec::new(),
        }));
        found
    }

    fn given(&mut self, expr: &Expr, instance: usize) -> Given {
        if let Some((place, _)) = alias_of(expr) {
            return match self.may_be_handle(&place) {
                true => Given::Variable(self.of_place(&place)),
                false => Given::Value,
            };
        }
        if let Some(Symbol::Site(site)) = Symbol::of_expr(expr)
            && let Role::Memo(_) = self.unit.component.sites[site].role
        {
            return Given::Variable(self.of_memo(site));
        }
        // The type of such a part tells whether it is a handle.
        if let Some((node, _)) = node_within(expr).filter(|_| is_field(expr))
            && can_be_typed(self.unit)
            && self.may_be_handle(&node)
        {
            let variable = self.of_path(&node, expr);
            self.given.push((variable, expr.clone(), instance));
            return Given::Variable(variable);
        }
        let used = uses(self.unit.component, expr);
        let is_plain = used.iter().all(|found| !self.may_be_handle(&found.place));
        match (expr, is_plain) {
            (Expr::Lit(_), _) => Given::Value,
            // The current value of a handle is assumed to hold no handle.
            (Expr::Binary(_) | Expr::Unary(_) | Expr::Macro(_), true) => Given::Value,
            _ => Given::Unknown,
        }
    }
}

fn path_start(path: &Path) -> Option<Span> {
    let colon = path.leading_colon.map(|colon| colon.spans[0]);
    colon.or_else(|| Some(path.segments.first()?.ident.span()))
}

//! Asks a copy of the body for the types of variables that only server code uses.
//!
//! Inference knows these types, but nothing outside of the body can name them. So the facts of a component that has such
//! variables contain the body a second time, behind a `return`: it is typed, not borrow-checked and never run. In it a
//! witness gets the type of each variable: where the variable is bound, or beside the markup that uses it. So that no
//! borrow of it is checked either, closures around a witness start with a `return` as well.

use std::collections::{BTreeMap, HashMap};

use proc_macro2::Ident;
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Item, Pat, Stmt, parse_quote};

use super::{Identity, Variables};
use crate::analyze::Uplink;
use crate::emit::{Unit, function, hidden};
use crate::lower::model::Component;
use crate::lower::names::{Symbol, locals_in};
use crate::lower::table::{LocalId, SiteId};
use crate::report::used::{Used, UsedPlace};
use crate::report::{Lost, Origin, Type};

/// A body with the witnesses of variables.
pub struct TypedBody {
    pub statements: Vec<Stmt>,
    /// The statements beside the parts of templates that have these sites.
    pub at_sites: HashMap<SiteId, Vec<Stmt>>,
    /// The statements beside the components of these numbers.
    pub at_instances: HashMap<usize, Vec<Stmt>>,
    pub witnesses: Vec<Ident>,
}

/// The places at which the types of variables are known.
#[derive(Default)]
pub struct Asked(BTreeMap<usize, (Expr, Option<SiteId>)>);

impl Asked {
    /// Adds a use of a variable.
    pub fn add(&mut self, variable: usize, found: &UsedPlace) {
        let expr = || match &found.path {
            Some(path) => path.clone(),
            None => {
                let place = function::place(&found.place, found.span);
                parse_quote!(#place)
            }
        };
        let (_, site) = self.0.entry(variable).or_insert_with(|| (expr(), None));
        if site.is_none() && found.site.is_some() {
            self.0.insert(variable, (expr(), found.site));
        }
    }
}

impl Variables<'_> {
    /// Gives types to variables that may be handles the compiler has lost sight of, if the body can tell them.
    pub(super) fn type_by_body(
        &mut self,
        asked: Asked,
        used: &BTreeMap<usize, Used>,
        origins: &[Origin],
    ) -> Option<TypedBody> {
        if !can_be_typed(self.unit) {
            return None;
        }
        let component = self.unit.component;
        let mut body = TypedBody {
            statements: component.body.stmts.clone(),
            at_sites: HashMap::new(),
            at_instances: HashMap::new(),
            witnesses: Vec::new(),
        };
        for (variable, (expr, site)) in asked.0 {
            let used = &used[&variable];
            let is_asked = match origins[variable] {
                Origin::Elsewhere | Origin::Part(_) | Origin::Result { .. } => true,
                _ => is_passed_on(used),
            };
            if !is_asked || used.is_vague || self.type_of.contains_key(&variable) {
                continue;
            }
            if let Some(site) = site {
                let (witness, statement) = witness(variable, &expr);
                body.at_sites.entry(site).or_default().push(statement);
                let ty = Type {
                    is_list: used.is_list,
                    is_passed_on: is_passed_on(used),
                    ..Type::default()
                };
                self.told(witness, variable, ty, &mut body);
            } else if let Some((local, is_part)) = self.bound(variable) {
                // The type of a field may not be known before the local is used.
                let name = Symbol::Local(local).expr(component.locals[local].ident.span());
                let (witness, statement) = witness(variable, &name);
                if told_where_bound(component, &mut body, local, statement) {
                    let is_passed_on = is_passed_on(used);
                    let ty = Type {
                        is_part,
                        is_passed_on,
                        ..Type::default()
                    };
                    self.told(witness, variable, ty, &mut body);
                }
            }
        }
        for (variable, expr, instance) in std::mem::take(&mut self.given) {
            if self.type_of.contains_key(&variable) {
                continue;
            }
            let (witness, statement) = witness(variable, &expr);
            body.at_instances
                .entry(instance)
                .or_default()
                .push(statement);
            let ty = Type {
                is_passed_on: true,
                ..Type::default()
            };
            self.told(witness, variable, ty, &mut body);
        }
        (!body.witnesses.is_empty()).then_some(body)
    }

    fn told(&mut self, witness: Ident, variable: usize, ty: Type, body: &mut TypedBody) {
        body.witnesses.push(witness.clone());
        self.type_of.insert(variable, self.types.len());
        self.types.push(Type {
            in_body: Some(witness),
            ..ty
        });
    }

    /// Returns the local that a variable is, and whether it is only a part of it.
    fn bound(&self, variable: usize) -> Option<(LocalId, bool)> {
        match &self.found[variable] {
            Identity::Place(place) => Some((place.local, !place.fields.is_empty())),
            key @ (Identity::Source(_) | Identity::Memo(_)) => Some((self.root(key)?, false)),
            Identity::Path { .. } => None,
        }
    }
}

fn is_passed_on(used: &Used) -> bool {
    used.within != Uplink::Never || used.lost != Lost::Nothing
}

/// Returns the witness of a variable, and the statement that gives it the type of an expression.
fn witness(variable: usize, expr: &Expr) -> (Ident, Stmt) {
    let witness = hidden(&format!("__told{variable}"));
    let statement = parse_quote!(::watershed::rt::is(*#witness, &(#expr)););
    (witness, statement)
}

/// Returns whether the body can be typed beside the component: nothing in its signature depends on a caller, or on the
/// body itself.
pub fn can_be_typed(unit: &Unit) -> bool {
    let signature = &unit.component.item.sig;
    let types = signature.inputs.to_token_stream().into_iter();
    let mut tokens = types.chain(signature.output.to_token_stream());
    unit.check_slice
        && signature.generics.params.is_empty()
        && signature.receiver().is_none()
        && !tokens.any(|token| token.to_string() == "impl")
}

/// Adds the statement behind the binding of a local in the body; returns false if there is none.
fn told_where_bound(
    component: &Component,
    body: &mut TypedBody,
    local: LocalId,
    statement: Stmt,
) -> bool {
    let mut params = component.params.iter();
    if params.any(|param| locals_in(&param.pat).contains(&local)) {
        body.statements.insert(0, statement);
        return true;
    }
    let mut told = TellWhereBound {
        local,
        statement,
        is_done: false,
    };
    let mut block = Block {
        brace_token: Default::default(),
        stmts: std::mem::take(&mut body.statements),
    };
    told.visit_block_mut(&mut block);
    body.statements = block.stmts;
    told.is_done
}

struct TellWhereBound {
    local: LocalId,
    statement: Stmt,
    is_done: bool,
}

impl TellWhereBound {
    fn binds(&self, pat: &Pat) -> bool {
        locals_in(pat).contains(&self.local)
    }
}

impl VisitMut for TellWhereBound {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let bound = block.stmts.iter().position(
            |statement| matches!(statement, Stmt::Local(local) if self.binds(&local.pat)),
        );
        match bound {
            Some(bound) if !self.is_done => {
                self.is_done = true;
                block.stmts.insert(bound + 1, self.statement.clone());
            }
            _ => visit_mut::visit_block_mut(self, block),
        }
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut syn::ExprClosure) {
        let was_done = self.is_done;
        let body = &mut closure.body;
        if !was_done && closure.inputs.iter().any(|pat| self.binds(pat)) {
            let statement = &self.statement;
            **body = parse_quote!({ #statement #body });
            self.is_done = true;
        } else {
            self.visit_expr_mut(body);
        }
        if self.is_done && !was_done {
            **body = parse_quote!({ return ::watershed::rt::any(); #body });
        }
    }

    fn visit_expr_async_mut(&mut self, node: &mut syn::ExprAsync) {
        let was_done = self.is_done;
        visit_mut::visit_expr_async_mut(self, node);
        if self.is_done && !was_done {
            let leave = parse_quote!(return ::watershed::rt::any(););
            node.block.stmts.insert(0, leave);
        }
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
}

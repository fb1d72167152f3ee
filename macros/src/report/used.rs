//! Finds out what server code of a component does with places: follows them, writes them, gives them away.

use proc_macro2::Span;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Expr, ExprBinary, ExprMethodCall, Macro, Stmt};

use super::shown::NeverShown;
use super::variables::{can_be_typed, without_results};
use super::{Lost, ServerWrites};
use crate::analyze::uplink::{self, Uplink};
use crate::analyze::uses::{
    Operation, Use, bound_in, node_within, operation_of, reads_inner, uses, uses_in_body,
};
use crate::analyze::{shown_within, uses_of};
use crate::emit::Unit;
use crate::lower::macros::KnownMacro;
use crate::lower::model::{Component, LocalKind, Part, Role, Site};
use crate::lower::names::{Place, locals_in, place_of};
use crate::lower::primitives::alias_of;
use crate::lower::table::SiteId;
use crate::vocabulary::{Does, call_does};

/// The use of one place by one piece of server code.
pub struct UsedPlace {
    pub place: Place,
    pub span: Span,
    /// The part of the place's value that is used, if its type tells whether anything is followed in there.
    pub path: Option<Expr>,
    /// The site that uses it, if that is a part of markup.
    pub site: Option<SiteId>,
    pub used: Used,
}

/// The uses of a variable by server code, taken together.
pub struct Used {
    pub follow: Uplink,
    pub because: String,
    /// The uses that may follow handles in the value too, and the code that does.
    pub within: Uplink,
    pub because_within: String,
    pub written: ServerWrites,
    pub lost: Lost,
    /// True if it follows something in the value that has no path of its own.
    pub is_vague: bool,
    /// True if it is a list or a condition: a handle in there is followed where the rows are.
    pub is_list: bool,
}

impl Default for Used {
    fn default() -> Self {
        Used {
            follow: Uplink::Never,
            because: String::new(),
            within: Uplink::Never,
            because_within: String::new(),
            written: ServerWrites::Never,
            lost: Lost::Nothing,
            is_vague: false,
            is_list: true,
        }
    }
}

impl Used {
    /// Adds another use. Of equally strong reasons, the first is kept.
    pub fn add(&mut self, other: Used) {
        if other.follow > self.follow {
            (self.follow, self.because) = (other.follow, other.because);
        }
        if other.within > self.within {
            (self.within, self.because_within) = (other.within, other.because_within);
        }
        self.written = self.written.max(other.written);
        self.lost = self.lost.and(other.lost);
        self.is_vague |= other.is_vague;
        self.is_list &= other.is_list;
    }
}

/// Returns all uses by server code.
pub fn used(unit: &Unit) -> Vec<UsedPlace> {
    let component = unit.component;
    let never = NeverShown::of(component);
    let sites = component.sites.ids();
    let server =
        sites.filter(|site| !unit.colours.is_client(*site) && !never.has(&component.sites[*site]));
    let in_sites = server.flat_map(|site| in_site(unit, site));
    let body = uses_in_body(component, &without_results(component));
    let in_body = body
        .into_iter()
        .map(|found| in_body(unit, found, Uplink::Lazy));
    in_sites
        .chain(in_body)
        .chain(in_markup(unit, &never))
        .collect()
}

fn in_site(unit: &Unit, site: SiteId) -> Vec<UsedPlace> {
    let component = unit.component;
    let lowered = &component.sites[site];
    let used = uses_of(component, lowered);
    let shows = lowered.role.is_binding()
        || matches!(lowered.role, Role::Spread | Role::When | Role::Each(_));
    let line = lowered.span.start().line;
    let is_shown =
        |place: &Place| shows && alias_of(&lowered.expr).is_some_and(|(shown, _)| shown == *place);
    // Of what is in a list, the rows know what they follow.
    let is_only_followed = |place: &Place| {
        matches!(lowered.role, Role::When | Role::Each(_))
            && followed(&lowered.expr).is_some_and(|followed| followed == *place)
    };
    let plain = plain_reads(component, &lowered.expr);
    let mut paths = match can_be_typed(unit) {
        true => paths_within(component, lowered),
        false => Vec::new(),
    };
    let templates = component.templates.iter();
    let mut parts = templates.flat_map(|(_, template)| &template.parts);
    let is_part = parts.any(|part| part.decided_by() == Some(site));
    let told: Vec<Place> = paths.iter().map(|(place, _)| place.clone()).collect();
    // A read of which the type of a path tells what it follows counts for the path.
    let is_plain = |place: &Place| {
        let count = |places: &[Place]| places.iter().filter(|other| *other == place).count();
        let mut same = used.iter().filter(|found| found.place == *place);
        let known = count(&plain) + count(&told);
        known > 0 && same.by_ref().filter(|found| !is_in_value(found)).count() == known
    };
    let found = used.iter().map(|found| {
        let found = found.clone();
        let is_read = matches!(found.operation, Operation::Track | Operation::Peek);
        let (follow, reason) = match lowered.role.is_binding() {
            true => uplink::shown(component, unit.colours, site),
            false => uplink::need(component, unit.colours, site, &found),
        };
        let path = paths
            .iter()
            .position(|(place, _)| is_in_value(&found) && *place == found.place);
        let path = path.map(|number| paths.remove(number).1);
        let is_within = match &path {
            Some(_) => found.operation == Operation::Within,
            None if found.operation == Operation::Write => reads_inner(component, &lowered.expr),
            None => !is_plain(&found.place) && !is_only_followed(&found.place),
        };
        UsedPlace {
            used: Used {
                follow,
                because: format!("{reason} at line {line}"),
                within: if is_within { follow } else { Uplink::Never },
                because_within: format!("{reason} at line {line}"),
                written: written(&found, true),
                // The code of a memo or of structure may pass what it uses to any function.
                lost: match is_read
                    || found.operation == Operation::Write
                    || path.is_some()
                    || is_shown(&found.place)
                {
                    true => Lost::Nothing,
                    false => handle(unit, &found.place),
                },
                is_vague: is_in_value(&found) && path.is_none() && !is_shown(&found.place),
                is_list: path.is_some()
                    && found.operation == Operation::ShownWithin
                    && matches!(lowered.role, Role::When | Role::Each(_)),
            },
            site: is_part.then_some(site),
            path,
            span: found.span,
            place: found.place,
        }
    });
    found.collect()
}

/// Returns the place of which an expression is the value: `list` in `list`, `list.get()` and `move || list.get()`.
fn followed(expr: &Expr) -> Option<Place> {
    match expr {
        Expr::Paren(node) => followed(&node.expr),
        Expr::Closure(node) => followed(&node.body),
        Expr::Block(node) => match &node.block.stmts[..] {
            [Stmt::Expr(value, None)] => followed(value),
            _ => None,
        },
        Expr::MethodCall(call)
            if operation_of(call) == Operation::Track && call.args.is_empty() =>
        {
            Some(place_of(&call.receiver)?.0)
        }
        _ => Some(alias_of(expr)?.0),
    }
}

/// Returns whether a use follows a handle in the value of its place.
fn is_in_value(found: &Use) -> bool {
    matches!(found.operation, Operation::Within | Operation::ShownWithin)
}

/// Returns the parts of nodes' values that a site reads or shows, with the nodes: `line.get().text` in
/// `line.get().text.get()`. What a part mentions is bound outside of the site.
fn paths_within(component: &Component, site: &Site) -> Vec<(Place, Expr)> {
    struct Paths(Vec<(Place, Expr)>);
    impl<'a> Visit<'a> for Paths {
        fn visit_expr_method_call(&mut self, node: &'a ExprMethodCall) {
            if operation_of(node) == Operation::Track
                && let Some((place, _)) = node_within(&node.receiver)
            {
                self.0.push((place, (*node.receiver).clone()));
            }
            visit::visit_expr_method_call(self, node);
        }

        fn visit_macro(&mut self, node: &'a Macro) {
            if let Some(mut known) = KnownMacro::parse(node) {
                let mut within = Paths(Vec::new());
                for expr in known.exprs_mut() {
                    within.visit_expr(expr);
                }
                self.0.extend(within.0);
            }
        }
    }
    let mut paths = Paths(Vec::new());
    paths.visit_expr(&site.expr);
    paths.0.extend(shown_within(site));
    let bound = bound_in(component, &site.expr);
    let is_outside = |(_, path): &(Place, Expr)| {
        let mut locals = locals_in(path).into_iter();
        locals.all(|local| !bound.contains(&local))
    };
    paths.0.into_iter().filter(is_outside).collect()
}

/// Returns the node of each read that takes a field of the value and makes data of it: `line` in
/// `format!("row-{}", line.get().id)`. If the field were a handle, it would not compile.
fn plain_reads(component: &Component, expr: &Expr) -> Vec<Place> {
    struct PlainReads<'c>(&'c Component, Vec<Place>);
    impl PlainReads<'_> {
        fn operand(&mut self, expr: &Expr) {
            self.1.extend(field_of_node(expr));
        }
    }
    impl<'a> Visit<'a> for PlainReads<'_> {
        fn visit_expr_binary(&mut self, node: &'a ExprBinary) {
            self.operand(&node.left);
            self.operand(&node.right);
            visit::visit_expr_binary(self, node);
        }

        fn visit_expr_method_call(&mut self, node: &'a ExprMethodCall) {
            if call_does(self.0, node, Does::Data) {
                self.operand(&node.receiver);
            }
            // Handles have no such methods.
            if node.args.is_empty() && (node.method == "len" || node.method == "is_empty") {
                self.1.extend(read_of_node(&node.receiver));
            }
            visit::visit_expr_method_call(self, node);
        }

        fn visit_macro(&mut self, node: &'a Macro) {
            let Some(mut known) = KnownMacro::parse(node) else {
                return;
            };
            for expr in known.exprs_mut() {
                self.operand(expr);
                let mut within = PlainReads(self.0, Vec::new());
                within.visit_expr(expr);
                self.1.extend(within.1);
            }
        }
    }
    let mut found = PlainReads(component, Vec::new());
    found.visit_expr(expr);
    found.1
}

/// Returns the node of whose value an expression takes a field.
fn field_of_node(expr: &Expr) -> Option<Place> {
    match expr {
        Expr::Paren(node) => field_of_node(&node.expr),
        Expr::Reference(node) => field_of_node(&node.expr),
        Expr::Field(node) => read_of_node(&node.base).or_else(|| field_of_node(&node.base)),
        _ => None,
    }
}

/// Returns the node whose value an expression is: `line` in `line.get()`.
fn read_of_node(expr: &Expr) -> Option<Place> {
    let Expr::MethodCall(call) = expr else {
        return None;
    };
    let is_read = matches!(operation_of(call), Operation::Track | Operation::Peek);
    let is_read = is_read && call.args.is_empty();
    let place = place_of(&call.receiver).filter(|_| is_read);
    place.map(|(place, _)| place)
}

/// Returns a use by the body. A read that happens while the body runs needs no later values.
fn in_body(unit: &Unit, found: Use, late: Uplink) -> UsedPlace {
    let late = match found.operation {
        Operation::Write => uplink::written_over(unit.component, &found, "").0,
        _ => late,
    };
    let line = found.span.start().line;
    let is_read = matches!(found.operation, Operation::Track | Operation::Peek);
    let follow = if found.deferred { late } else { Uplink::Never };
    let because = format!("server code captures it at line {line}");
    UsedPlace {
        used: Used {
            follow,
            because: because.clone(),
            within: follow,
            because_within: because,
            written: written(&found, found.deferred),
            lost: match is_read || found.operation == Operation::Write {
                true => Lost::Nothing,
                false => handle(unit, &found.place),
            },
            is_vague: is_in_value(&found),
            is_list: false,
        },
        path: None,
        site: None,
        span: found.span,
        place: found.place,
    }
}

/// Returns the uses by keys, fallbacks, arms and props. A handle that is given to a component directly is not lost
/// track of.
fn in_markup(unit: &Unit, never: &NeverShown) -> Vec<UsedPlace> {
    let component = unit.component;
    let templates = component.templates.iter();
    let templates = templates.filter(|(id, _)| !never.has_template(*id));
    let parts = templates.flat_map(|(_, template)| &template.parts);
    let structures = parts.filter_map(|part| match part {
        Part::Structure { structure, .. } => Some(structure),
        _ => None,
    });
    let mut found = Vec::new();
    for structure in structures {
        let is_given = structure.instance().is_some();
        let exprs = structure.exprs().into_iter();
        let lost = exprs.filter(|expr| !is_given || alias_of(expr).is_none());
        // A child may call a closure at any time.
        let used = lost.flat_map(|expr| uses(component, expr));
        found.extend(used.map(|found| in_body(unit, found, Uplink::Eager)));
    }
    found
}

/// Returns the handles of a node that are lost by giving away a place.
pub fn handle(unit: &Unit, place: &Place) -> Lost {
    let local = &unit.component.locals[place.local];
    let written = local.ty.as_ref().map(|ty| ty.to_token_stream().to_string());
    let is_of = |name: &str| {
        written
            .as_ref()
            .is_some_and(|written| written.contains(name))
    };
    match local.kind {
        LocalKind::Reader(_) | LocalKind::Memo(_) | LocalKind::Row => Lost::Reader,
        LocalKind::Writer(_) => Lost::Writer,
        _ if !place.fields.is_empty() || is_of("RwSignal") => Lost::Both,
        _ if is_of("WriteSignal") => Lost::Writer,
        _ if is_of("ReadSignal") || is_of("Memo") => Lost::Reader,
        _ => Lost::Both,
    }
}

fn written(found: &Use, is_late: bool) -> ServerWrites {
    match found.operation {
        Operation::Write if is_late => ServerWrites::Late,
        Operation::Write => ServerWrites::Once,
        _ => ServerWrites::Never,
    }
}

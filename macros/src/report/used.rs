//! Finds out what server code of a component does with places: follows them, writes them, gives them away.

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Expr, ExprBinary, ExprMethodCall, Macro};

use super::shown::NeverShown;
use super::{Lost, ServerWrites};
use crate::analyze::uplink::{self, Uplink};
use crate::analyze::uses::{Operation, Use, operation_of, uses, uses_in_body};
use crate::analyze::uses_of;
use crate::emit::Unit;
use crate::lower::macros::KnownMacro;
use crate::lower::model::{Component, LocalKind, Part, Role};
use crate::lower::names::{Place, place_of};
use crate::lower::primitives::alias_of;
use crate::lower::table::SiteId;
use crate::vocabulary::{Does, call_does};

/// The use of one place by one piece of server code.
pub struct UsedPlace {
    pub place: Place,
    pub used: Used,
}

/// The uses of a variable by server code, taken together.
pub struct Used {
    pub follow: Uplink,
    pub because: String,
    /// True if it may follow handles in the value too.
    pub is_within: bool,
    pub written: ServerWrites,
    pub lost: Lost,
}

impl Default for Used {
    fn default() -> Self {
        Used {
            follow: Uplink::Never,
            because: String::new(),
            is_within: false,
            written: ServerWrites::Never,
            lost: Lost::Nothing,
        }
    }
}

impl Used {
    /// Adds another use. Of equally strong reasons, the first is kept.
    pub fn add(&mut self, other: Used) {
        if other.follow > self.follow {
            (self.follow, self.because) = (other.follow, other.because);
        }
        self.is_within |= other.is_within && other.follow != Uplink::Never;
        self.written = self.written.max(other.written);
        self.lost = self.lost.and(other.lost);
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
    let body = uses_in_body(component, &component.body);
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
    let plain = plain_reads(component, &lowered.expr);
    let reads = |place: &Place| {
        let same = used.iter().filter(|found| found.place == *place);
        same.count()
    };
    let is_plain = |place: &Place| {
        let same = plain.iter().filter(|plain| *plain == place).count();
        same > 0 && same == reads(place)
    };
    let found = used.iter().map(|found| {
        let found = found.clone();
        let is_read = matches!(found.operation, Operation::Track | Operation::Peek);
        let (follow, reason) = match lowered.role.is_binding() {
            true => uplink::shown(component, unit.colours, site),
            false => uplink::need(component, unit.colours, site, &found),
        };
        UsedPlace {
            used: Used {
                follow,
                because: format!("{reason} at line {line}"),
                is_within: !is_plain(&found.place),
                written: written(&found, true),
                // The code of a memo or of structure may pass what it uses to any function.
                lost: match is_read || found.operation == Operation::Write || is_shown(&found.place)
                {
                    true => Lost::Nothing,
                    false => handle(unit, &found.place),
                },
            },
            place: found.place,
        }
    });
    found.collect()
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
        Expr::Field(node) => match &*node.base {
            Expr::MethodCall(call) if call.args.is_empty() => {
                let is_read = matches!(operation_of(call), Operation::Track | Operation::Peek);
                let place = place_of(&call.receiver).filter(|_| is_read);
                place.map(|(place, _)| place)
            }
            base => field_of_node(base),
        },
        _ => None,
    }
}

/// Returns a use by the body. A read that happens while the body runs needs no later values.
fn in_body(unit: &Unit, found: Use, late: Uplink) -> UsedPlace {
    let late = match found.operation {
        Operation::Write => uplink::written_over(unit.component, &found, "").0,
        _ => late,
    };
    let line = found.span.start().line;
    let is_read = matches!(found.operation, Operation::Track | Operation::Peek);
    UsedPlace {
        used: Used {
            follow: if found.deferred { late } else { Uplink::Never },
            because: format!("server code captures it at line {line}"),
            is_within: true,
            written: written(&found, found.deferred),
            lost: match is_read || found.operation == Operation::Write {
                true => Lost::Nothing,
                false => handle(unit, &found.place),
            },
        },
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
fn handle(unit: &Unit, place: &Place) -> Lost {
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

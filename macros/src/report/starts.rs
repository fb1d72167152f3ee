//! Reports why the server may keep a page's session, beyond the reasons that `watershed::facts` finds in what crosses.
//!
//! *Sure* are reasons that hold on every page with the component: its body starts a task; an event, or a list whose
//! rows the browser makes, at the top of its markup calls an action; a gate or structure there follows a signal that such an event writes. Functions, methods and
//! macros that the compiler does not know *may* start something.

use std::collections::HashSet;

use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprCall, ExprMethodCall, Path, Stmt};

use super::{Start, line};
use crate::analyze::uses::{Operation, operation_of};
use crate::analyze::{Referent, describe, referent};
use crate::emit::Unit;
use crate::lower::macros::KnownMacro;
use crate::lower::model::{LocalKind, Part, Role};
use crate::lower::names::{Symbol, locals_in, place_of};
use crate::lower::primitives::{is_check, is_composable};
use crate::lower::table::{SiteId, SourceId};
use crate::split::functions::Captured;
use crate::vocabulary::{Does, does};

/// Returns the reasons. Those that are sure come first.
pub fn starts(unit: &Unit) -> Vec<Start> {
    let sure = OnEveryPage::of(unit);
    let mut starts: Vec<Start> = sure.into_iter().flat_map(|sure| sure.starts()).collect();
    let mut calls = PossibleStarts {
        unit,
        found: Vec::new(),
    };
    calls.visit_block(&unit.component.body);
    let sites = unit.component.sites.iter();
    let server = sites.filter(|(site, _)| !unit.colours.is_client(*site));
    server.for_each(|(_, site)| calls.visit_expr(&site.expr));
    for expr in unit.component.part_exprs() {
        calls.visit_expr(expr);
    }
    starts.extend(calls.found);
    starts
}

/// Returns the client functions that every page with the component has.
pub fn always(unit: &Unit) -> HashSet<SiteId> {
    let sure = OnEveryPage::of(unit);
    sure.iter().flat_map(OnEveryPage::functions).collect()
}

/// The statements and parts that every page with the component has.
struct OnEveryPage<'c> {
    unit: &'c Unit<'c>,
    statements: &'c [Stmt],
    parts: &'c [Part],
}

impl<'c> OnEveryPage<'c> {
    /// Returns `None` if the body may end in several ways.
    fn of(unit: &'c Unit<'c>) -> Option<Self> {
        let (last, statements) = unit.component.body.stmts.split_last()?;
        let Stmt::Expr(view, None) = last else {
            return None;
        };
        let Some(Symbol::Template(template)) = Symbol::of_expr(view) else {
            return None;
        };
        (!leaves(&unit.component.body)).then(|| OnEveryPage {
            unit,
            statements,
            parts: &unit.component.templates[template].parts,
        })
    }

    fn starts(&self) -> Vec<Start> {
        let tasks = self.statements.iter().filter_map(task);
        let calls = self.functions().filter_map(|site| self.calls(site));
        let followed = self.parts.iter().filter_map(|part| self.follows(part));
        let all = tasks.chain(calls).chain(followed);
        all.map(|what| Start {
            what,
            is_sure: true,
        })
        .collect()
    }

    /// Returns the client functions that the browser has in any case: event handlers and lists whose rows it makes at the top of
    /// the markup, effects and `on_mount`.
    fn functions(&self) -> impl Iterator<Item = SiteId> {
        let listening = self.parts.iter().filter_map(|part| match part {
            Part::Listener { site, .. } => Some(*site),
            Part::Structure { structure, .. } => {
                let each = structure.list()?.each;
                self.unit.colours.lists.contains_key(&each).then_some(each)
            }
            _ => None,
        });
        let starting = self
            .statements
            .iter()
            .filter_map(|statement| match statement {
                Stmt::Expr(expr, _) => match Symbol::of_expr(expr)? {
                    Symbol::Site(site) => Some(site),
                    _ => None,
                },
                _ => None,
            });
        let is_sure = |site: &SiteId| {
            matches!(
                self.unit.component.sites[*site].role,
                Role::Listener(_) | Role::Each(_) | Role::Effect | Role::Mount
            )
        };
        listening.chain(starting).filter(is_sure)
    }

    fn calls(&self, site: SiteId) -> Option<String> {
        let component = self.unit.component;
        let function = self.unit.split.function(site)?;
        let mut captured = function.captures.iter().map(|capture| capture.local());
        let action =
            captured.find(|local| matches!(component.locals[*local].kind, LocalKind::Action(_)))?;
        let (name, user) = (
            &component.locals[action].ident,
            describe(&component.sites[site]),
        );
        Some(format!("`{name}` is called by {user}"))
    }

    /// Returns the signals that such a function writes.
    fn written(&self) -> HashSet<SourceId> {
        let component = self.unit.component;
        let functions = self
            .functions()
            .filter_map(|site| self.unit.split.function(site));
        let captures = functions.flat_map(|function| &function.captures);
        let written = captures.filter_map(|capture| match &capture.what {
            Captured::Place(place) => match component.locals[place.local].kind {
                LocalKind::Writer(source) => Some(source),
                _ => None,
            },
            Captured::Projection(_) => None,
        });
        written.collect()
    }

    fn follows(&self, part: &Part) -> Option<String> {
        let Part::Structure { structure, .. } = part else {
            return None;
        };
        let site = structure.decided_by()?;
        let lowered = &self.unit.component.sites[site];
        let written = self.written();
        let read = self.surely_read(&lowered.expr)?;
        written.contains(&read).then(|| {
            let name = super::nodes::source_name(self.unit, read);
            format!("`{name}` goes up: {} follows it", describe(lowered))
        })
    }

    /// Returns the signal that an expression reads in any case, before everything else.
    fn surely_read(&self, expr: &Expr) -> Option<SourceId> {
        let component = self.unit.component;
        if let Some((place, _)) = place_of(expr) {
            return match referent(component, &place) {
                Referent::Source(source) => Some(source),
                Referent::Memo(memo) => self.surely_read(&component.sites[memo].expr),
                _ => None,
            };
        }
        match expr {
            Expr::Closure(node) => self.surely_read(&node.body),
            Expr::Paren(node) => self.surely_read(&node.expr),
            Expr::Reference(node) => self.surely_read(&node.expr),
            Expr::Unary(node) => self.surely_read(&node.expr),
            Expr::Binary(node) => self.surely_read(&node.left),
            Expr::If(node) => self.surely_read(&node.cond),
            Expr::Let(node) => self.surely_read(&node.expr),
            Expr::Match(node) => self.surely_read(&node.expr),
            Expr::MethodCall(call)
                if matches!(operation_of(call), Operation::Track | Operation::Value) =>
            {
                self.surely_read(&call.receiver)
            }
            Expr::Block(node) => match node.block.stmts.first()? {
                Stmt::Expr(expr, _) => self.surely_read(expr),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Returns the reason if a statement is `task(..);`.
fn task(statement: &Stmt) -> Option<String> {
    let Stmt::Expr(Expr::Call(call), _) = statement else {
        return None;
    };
    let path = callee(call)?;
    let last = path.segments.last()?;
    (last.ident == "task").then(|| started(path))
}

fn started(path: &Path) -> String {
    let name: Vec<String> = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    let last = path.segments.last().map(|segment| segment.ident.span());
    let at = last.map_or(0, line);
    format!(
        "`{}` at line {at} may start something that goes on",
        name.join("::")
    )
}

/// Returns whether a block may end before its last expression.
fn leaves(block: &Block) -> bool {
    struct Leaves(bool);
    impl<'a> Visit<'a> for Leaves {
        fn visit_expr(&mut self, expr: &'a Expr) {
            match expr {
                Expr::Return(_) | Expr::Try(_) => self.0 = true,
                Expr::Closure(_) | Expr::Async(_) => {}
                _ => visit::visit_expr(self, expr),
            }
        }
    }
    let mut leaves = Leaves(false);
    leaves.visit_block(block);
    leaves.0
}

/// Collects calls of unknown functions.
struct PossibleStarts<'c> {
    unit: &'c Unit<'c>,
    found: Vec<Start>,
}

impl PossibleStarts<'_> {
    fn found(&mut self, what: String) {
        self.found.push(Start {
            what,
            is_sure: false,
        });
    }

    fn call(&mut self, call: &ExprCall) {
        let Some(path) = callee(call) else { return };
        if Symbol::of_expr(&call.func).is_none() && !is_known(path) {
            self.found(started(path));
        }
    }

    fn method(&mut self, call: &ExprMethodCall) {
        let name = call.method.to_string();
        if !is_check(call) && !does(&name, Does::Idle) {
            let at = line(call.method.span());
            self.found(format!(
                "`.{name}` at line {at} may start something that goes on"
            ));
        }
    }
}

fn callee(call: &ExprCall) -> Option<&Path> {
    match &*call.func {
        Expr::Path(path) if path.qself.is_none() => Some(&path.path),
        _ => None,
    }
}

/// Returns whether a function is known to start nothing: one of the framework or of std, or a constructor.
fn is_known(path: &Path) -> bool {
    let mut names = path
        .segments
        .iter()
        .rev()
        .map(|segment| segment.ident.to_string());
    let last = names.next().unwrap_or_default();
    let owner = names.next();
    let is_framework = path.leading_colon.is_some()
        && path
            .segments
            .first()
            .is_some_and(|first| first.ident == "watershed");
    let is_type = |name: &String| name.starts_with(char::is_uppercase);
    if is_framework || is_composable(&last) || is_type(&last) {
        return true;
    }
    match owner {
        Some(owner) if is_type(&owner) => TYPES.contains(&&*owner),
        _ => FUNCTIONS.contains(&&*last),
    }
}

const FUNCTIONS: [&str; 17] = [
    "signal",
    "memo",
    "effect",
    "on_mount",
    "on_cleanup",
    "provide_context",
    "use_context",
    "untrack",
    "batch",
    "action",
    "callback",
    "drop",
    "swap",
    "replace",
    "take",
    "max",
    "min",
];

const TYPES: [&str; 26] = [
    "RwSignal",
    "NodeRef",
    "String",
    "Vec",
    "VecDeque",
    "HashMap",
    "HashSet",
    "BTreeMap",
    "BTreeSet",
    "Box",
    "Rc",
    "Arc",
    "Cell",
    "RefCell",
    "Option",
    "Result",
    "Default",
    "Duration",
    "From",
    "Into",
    "Some",
    "View",
    "ToString",
    "Instant",
    "SystemTime",
    "PathBuf",
];

impl<'a> Visit<'a> for PossibleStarts<'_> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Call(node) => self.call(node),
            Expr::MethodCall(node) => self.method(node),
            _ => {}
        }
        visit::visit_expr(self, expr);
    }

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        match KnownMacro::parse(call) {
            Some(mut known) => {
                for expr in known.exprs_mut() {
                    self.visit_expr(&expr.clone());
                }
            }
            None => self.found(started(&call.path)),
        }
    }

    /// Skips closures that only client code calls: they run in the browser.
    fn visit_local(&mut self, local: &'a syn::Local) {
        let bound = locals_in(&local.pat);
        let client_only = &self.unit.split.client_only;
        if bound.is_empty() || !bound.iter().all(|local| client_only.contains(local)) {
            visit::visit_local(self, local);
        }
    }

    fn visit_item(&mut self, _: &'a syn::Item) {}
}

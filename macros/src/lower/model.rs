//! The lowered component: the result of lowering, which every later pass reads and none changes.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Block, Expr, ItemFn, Pat, Path, Stmt, Type, parse_quote_spanned};
use watershed_markup::facts::NodeKind;
pub use watershed_markup::template::{Escape, Root};

use super::names::locals_in;
use super::table::{LocalId, SiteId, SourceId, Table, TemplateId};
use crate::construct::Structure;
use crate::view::Modifiers;

/// A lowered component. Identifiers in its trees are [symbols](super::names).
pub struct Component {
    /// The function as the user wrote it.
    pub item: ItemFn,
    pub params: Vec<Param>,
    pub body: Block,
    pub locals: Table<LocalId, Local>,
    pub sources: Table<SourceId, Source>,
    pub templates: Table<TemplateId, Template>,
    pub sites: Table<SiteId, Site>,
    pub claims: Vec<Claim>,
    /// The composables that the component calls.
    pub composables: Vec<Path>,
    /// The last token of each `view!`.
    pub ends: HashMap<TemplateId, Span>,
}

/// A claim of the user about the colour of a local: `#[server_only] let user = ..`
pub struct Claim {
    pub local: LocalId,
    pub what: Claimed,
    pub span: Span,
}

/// The claims that a `let` can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// The browser does not get the value. On a memo, this decides its colour.
    ServerOnly,
    /// The server does not need the value.
    ClientOnly,
    /// Writes by the browser are not sent up.
    NoUplink,
    /// The value may be lost with its process.
    Volatile,
    /// The value is stored, and outlives its process.
    Durable,
}

/// A parameter of the component: one of its props.
pub struct Param {
    pub name: Ident,
    pub pat: Pat,
    pub ty: Type,
}

impl Component {
    /// Returns whether a memo is computed on the server alone: it follows something outside of the graph, or the user claims so.
    pub fn is_pinned(&self, memo: SiteId) -> bool {
        self.sites[memo].is_outside()
            || self.claims.iter().any(|claim| {
                claim.what == Claimed::ServerOnly
                    && self.locals[claim.local].kind == LocalKind::Memo(memo)
            })
    }

    /// Returns the constructs in its markup.
    pub fn structures(&self) -> impl Iterator<Item = &dyn Structure> {
        let templates = self.templates.iter();
        let parts = templates.flat_map(|(_, template)| &template.parts);
        parts.filter_map(|part| match part {
            Part::Structure { structure, .. } => Some(&**structure),
            _ => None,
        })
    }

    /// Returns the components in its markup.
    pub fn instances(&self) -> impl Iterator<Item = &crate::construct::component::Instance> {
        self.structures()
            .filter_map(|structure| structure.instance())
    }

    /// Returns an expression, and the values of the local closures that it uses, directly or through others.
    pub fn with_closures<'c>(&'c self, expr: &'c Expr) -> Vec<&'c Expr> {
        let (mut code, mut seen, mut next) = (vec![expr], HashSet::new(), 0);
        while let Some(expr) = code.get(next).copied() {
            for local in locals_in(expr) {
                let found = &self.locals[local];
                if found.kind == LocalKind::Closure && seen.insert(local) {
                    code.extend(&found.init);
                }
            }
            next += 1;
        }
        code
    }

    /// Returns the expressions of templates that are not sites: keys, fallbacks, arms, props.
    pub fn part_exprs(&self) -> Vec<&Expr> {
        let structures = self.structures();
        structures.flat_map(|structure| structure.exprs()).collect()
    }
}

/// A name that the component binds: a parameter, a `let`, a pattern, a local macro.
pub struct Local {
    /// The name, with the span of its declaration.
    pub ident: Ident,
    pub kind: LocalKind,
    /// The type, if the user wrote it.
    pub ty: Option<Type>,
    /// The expression that it was bound from: the value of its `let`, or the expression that its pattern was matched
    /// against.
    pub init: Option<Expr>,
    /// True if it is only a part of `init`: an element of the list, a field that a pattern takes.
    pub is_part: bool,
    /// True if it is a reference to an element of `init`: of `names.iter()` or `&names`.
    pub is_lent: bool,
    /// True if the user wrote the `let` in the block that is the value of another `let`, where only that block sees it.
    pub is_hoisted: bool,
}

/// The kind of a local, as far as its declaration tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalKind {
    /// `count` in `let (count, set_count) = signal(0)`.
    Reader(SourceId),
    /// `set_count` in the same `let`.
    Writer(SourceId),
    /// `RwSignal::new(..)`: reader and writer in one.
    Both(SourceId),
    Memo(SiteId),
    Action(SiteId),
    /// A closure without markup.
    Closure,
    /// A closure with markup, a value made from markup, or a prop of type `View`. An expression that uses it is structure, not text.
    Render,
    /// A `macro_rules!` in the body.
    Macro,
    Prop,
    /// A prop of type `Children` or `Slot<..>`. An expression that uses it is structure, not text.
    Children,
    /// `let:item` of a `<For>`.
    Row,
    Plain,
}

impl LocalKind {
    /// Returns whether the local is a handle of a node. Another name for it is a handle of the same node.
    pub fn is_handle(self) -> bool {
        matches!(
            self,
            LocalKind::Reader(_)
                | LocalKind::Writer(_)
                | LocalKind::Both(_)
                | LocalKind::Memo(_)
                | LocalKind::Action(_)
        )
    }

    /// Returns the signal that the local is a handle of.
    pub fn source(self) -> Option<SourceId> {
        match self {
            LocalKind::Reader(source) | LocalKind::Writer(source) | LocalKind::Both(source) => {
                Some(source)
            }
            _ => None,
        }
    }
}

/// A signal made in the component.
pub struct Source {
    /// The local that reads it, if it has a name.
    pub reader: Option<LocalId>,
    /// The local that writes it; the same for `RwSignal`.
    pub writer: Option<LocalId>,
    /// The initial value.
    pub initial: Expr,
    /// The place of its `.validate(..)`, if it has one.
    pub check: Option<Span>,
}

/// An expression that the compiler treats as a unit: a binding, an event handler, a memo, a condition.
pub struct Site {
    pub role: Role,
    /// The expression that it evaluates, or the closure that it runs.
    pub expr: Expr,
    /// The template that contains it; `None` in the body.
    pub template: Option<TemplateId>,
    pub span: Span,
}

impl Site {
    /// Returns the expression as the user wrote it, with the call that the site stands for.
    pub fn as_written(&self) -> Expr {
        let expr = &self.expr;
        match (&self.role, expr) {
            (Role::Memo(path), Expr::Tuple(arguments)) if self.is_outside() => {
                let arguments = &arguments.elems;
                parse_quote_spanned!(path.span()=> #path(#arguments))
            }
            (Role::Memo(path), _) => parse_quote_spanned!(path.span()=> #path(#expr)),
            _ => expr.clone(),
        }
    }

    /// Returns the span of the call `memo(..)` if the site is a memo, and otherwise the span of the site.
    pub fn call_place(&self) -> Span {
        match &self.role {
            Role::Memo(path) => path.span(),
            _ => self.span,
        }
    }

    /// Returns whether it is a resource, which is a memo that waits for its value.
    pub fn is_resource(&self) -> bool {
        self.is_memo_of(&["resource"])
    }

    /// Returns whether it is the memo of an `optimistic(..)`.
    pub fn is_optimistic(&self) -> bool {
        let (Role::Memo(_), Expr::Closure(closure)) = (&self.role, &self.expr) else {
            return false;
        };
        let body = match &*closure.body {
            Expr::Block(body) => body.block.stmts.as_slice(),
            _ => &[],
        };
        let [Stmt::Expr(Expr::Call(call), None)] = body else {
            return false;
        };
        matches!(&*call.func, Expr::Path(path) if is_overlaid(&path.path))
    }

    /// Returns whether it asks what was lost with an earlier session.
    pub fn asks_what_is_lost(&self) -> bool {
        self.is_memo_of(&["lost_state"])
    }

    /// Returns whether it is a memo with values from outside of the graph. Its code is the arguments of its call.
    fn is_outside(&self) -> bool {
        self.is_memo_of(&[
            "resource",
            "presence",
            "stream_signal",
            "watch_signal",
            "lost_state",
            "params",
            "location",
        ])
    }

    fn is_memo_of(&self, functions: &[&str]) -> bool {
        let Role::Memo(path) = &self.role else {
            return false;
        };
        let last = path.segments.last();
        last.is_some_and(|last| functions.iter().any(|name| last.ident == name))
    }
}

/// Returns whether a path is `::watershed::rt::overlaid`.
fn is_overlaid(path: &Path) -> bool {
    let names = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string());
    path.leading_colon.is_some() && names.eq(["watershed", "rt", "overlaid"])
}

/// The purpose of a site.
pub enum Role {
    /// A text in markup, which shows a value.
    Text,
    /// An attribute, property, class, style or inner HTML, which shows a value.
    Value(Target),
    /// Any number of attributes: `{..attrs}`.
    Spread,
    Listener(Listener),
    /// The expression of `node_ref=`.
    Reference,
    /// A closure given to a prop named `on_…`, or to `callback(..)`.
    Callback(Option<GivenTo>),
    /// The condition of a `<Show>`.
    When,
    /// The items of a `<For>`, or of a construct that is lowered to a list.
    Each(&'static Follower),
    /// The number of the arm of an `if` that is shown.
    Arm,
    /// Markup that is rebuilt whenever something that it reads has changed.
    Rebuild,
    /// Markup that reads nothing that changes.
    Fixed,
    /// `memo(..)`
    Memo(Path),
    /// `effect(apply)`
    Effect,
    /// `on_mount(..)`
    Mount,
    /// `action(..)`; the site's expression is the call.
    Action,
}

impl Role {
    /// Returns the kind of its node in the facts.
    pub fn kind(&self) -> NodeKind {
        match self {
            Role::Text => NodeKind::Text,
            Role::Value(_) => NodeKind::Value,
            Role::Spread => NodeKind::Spread,
            Role::Listener(_) => NodeKind::Event,
            Role::Reference => NodeKind::NodeRef,
            Role::Callback(_) => NodeKind::Callback,
            Role::When => NodeKind::When,
            Role::Each(_) => NodeKind::Each,
            Role::Arm => NodeKind::Arm,
            Role::Rebuild => NodeKind::Rebuild,
            Role::Fixed => NodeKind::Fixed,
            Role::Memo(_) => NodeKind::Memo,
            Role::Effect => NodeKind::Effect,
            Role::Mount => NodeKind::OnMount,
            Role::Action => NodeKind::Action,
        }
    }

    /// Returns whether it shows a value in the page: a binding.
    pub fn is_binding(&self) -> bool {
        matches!(self, Role::Text | Role::Value(_))
    }

    /// Returns whether it is a kind of its own, outside of markup.
    pub fn is_unit(&self) -> bool {
        matches!(
            self,
            Role::Memo(_) | Role::Effect | Role::Mount | Role::Callback(_)
        )
    }
}

/// A construct whose content follows a value, as messages name it.
pub struct Follower {
    /// `a list`
    pub name: &'static str,
    /// `` a `<For>` follows it ``
    pub reason: &'static str,
}

/// The prop that a callback is given to, and the number of the child component.
pub struct GivenTo {
    pub instance: usize,
    pub prop: Ident,
}

/// The part of an element that a value binding sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Attribute(String),
    Property(String),
    Class(String),
    Style(String),
    Html,
    Control(Control),
}

/// The state of a form control that a binding sets, as in `watershed::part::Control`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    Field,
    Area,
    Box,
    Choice,
}

/// A listener for an event of an element.
pub struct Listener {
    pub event: String,
    pub event_span: Span,
    pub modifiers: Modifiers,
    /// True if the element is a control whose state is bound.
    pub is_bound: bool,
}

/// One piece of markup: static text with holes.
pub struct Template {
    pub root: Root,
    /// The static text before, between and after the holes: one more than `holes`.
    pub pieces: Vec<String>,
    pub holes: Vec<Hole>,
    /// The things that can change or that listen, in document order.
    pub parts: Vec<Part>,
    /// The line of each element, in the order of the start tags.
    pub lines: Vec<u32>,
    /// True if its root is `<html>`.
    pub is_document: bool,
    /// The calls of `asset!` whose addresses are in the markup.
    pub assets: Vec<Asset>,
    /// The locals that can be named at its place in the source.
    pub visible: HashSet<LocalId>,
    pub span: Span,
}

/// A call of `asset!`, and the address that is written for it.
pub struct Asset {
    pub call: Expr,
    pub address: String,
}

/// The position of a node in a template: `watershed::part::Locator`, encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locator(pub Vec<u8>);

/// A gap in the markup.
pub enum Hole {
    Mark,
    AnchorElement(u16),
    AnchorComment(u16),
    Text {
        at: Locator,
        lone: bool,
        escape: Escape,
    },
    Value {
        at: Locator,
        target: Target,
    },
    /// Inner HTML. `inside` are the elements of the template around it.
    Html {
        at: Locator,
        inside: Vec<String>,
    },
    /// Spread attributes in a start tag. If they may have `classes`, the hole is at the end of an open `class="`: it
    /// adds to that value, closes it, and continues with other attributes.
    Spread {
        at: Locator,
        classes: bool,
    },
    /// Structure. `inside` are the elements of the template around it.
    Structure {
        at: Locator,
        inside: Vec<String>,
    },
    /// Filled by a `<Head>`, which is nothing here.
    Head,
    /// The end of a document, where scripts go.
    Scripts,
    /// The start of the content of a `<noscript>` or `<template>`.
    Inert,
    /// The end of that content.
    InertEnd,
}

/// One thing in a piece of markup that can change or that listens.
pub enum Part {
    /// Fills the next hole.
    Binding {
        site: SiteId,
        at: Locator,
    },
    Listener {
        site: SiteId,
        at: Locator,
    },
    Reference {
        site: SiteId,
        at: Locator,
    },
    /// Fills the next hole.
    Structure {
        structure: Box<dyn Structure>,
        at: Locator,
    },
}

impl Part {
    /// Returns the position of the part.
    pub fn place(&self) -> &Locator {
        match self {
            Part::Binding { at, .. }
            | Part::Listener { at, .. }
            | Part::Reference { at, .. }
            | Part::Structure { at, .. } => at,
        }
    }

    /// Returns the site of the part; of structure, the condition that the browser may evaluate too.
    pub fn site(&self) -> Option<SiteId> {
        match self {
            Part::Binding { site, .. }
            | Part::Listener { site, .. }
            | Part::Reference { site, .. } => Some(*site),
            Part::Structure { structure, .. } => structure.gate(),
        }
    }

    /// Returns the site that decides what the part shows.
    pub fn decided_by(&self) -> Option<SiteId> {
        match self {
            Part::Structure { structure, .. } => structure.decided_by(),
            _ => self.site(),
        }
    }
}

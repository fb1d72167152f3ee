//! What lowering makes of a component, and what every later pass reads: nothing changes it afterwards.

use std::collections::HashSet;

use proc_macro2::{Ident, Span};
use syn::{Block, Expr, ItemFn, Pat, Path, Type, parse_quote};

use super::table::{LocalId, SiteId, SourceId, Table, TemplateId};
use crate::construct::Structure;
use crate::view::Modifiers;

/// One component. Its trees use [names](super::names).
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
    /// The composables that it calls.
    pub composables: Vec<Path>,
}

/// What the user says of the colour of a local: `#[server_only] let user = ..`
pub struct Claim {
    pub local: LocalId,
    pub what: Claimed,
    pub span: Span,
}

/// What can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// The browser does not get it. Said of a memo, it decides that.
    ServerOnly,
    /// The server does not need it.
    ClientOnly,
    /// What the browser writes to it does not go up.
    NoUplink,
    /// That it is lost with its process is fine.
    Volatile,
}

/// A parameter: a prop of the component.
pub struct Param {
    /// The prop's name.
    pub name: Ident,
    pub pat: Pat,
    pub ty: Type,
}

impl Component {
    /// Returns whether the user says that a memo stays on the server.
    pub fn is_pinned(&self, memo: SiteId) -> bool {
        self.claims.iter().any(|claim| {
            claim.what == Claimed::ServerOnly
                && self.locals[claim.local].kind == LocalKind::Memo(memo)
        })
    }

    /// The components in its markup.
    pub fn instances(&self) -> impl Iterator<Item = &crate::construct::component::Instance> {
        let templates = self.templates.iter();
        let parts = templates.flat_map(|(_, template)| &template.parts);
        parts.filter_map(|part| match part {
            Part::Structure { structure, .. } => structure.instance(),
            _ => None,
        })
    }

    /// Expressions of templates that are no sites: keys, fallbacks, arms, props.
    pub fn part_exprs(&self) -> Vec<&Expr> {
        let parts = self
            .templates
            .iter()
            .flat_map(|(_, template)| &template.parts);
        let structures = parts.filter_map(|part| match part {
            Part::Structure { structure, .. } => Some(structure),
            _ => None,
        });
        structures.flat_map(|structure| structure.exprs()).collect()
    }
}

/// Something the component gave a name to.
pub struct Local {
    /// The name, where it was given.
    pub ident: Ident,
    pub kind: LocalKind,
    /// The type, where the user wrote it.
    pub ty: Option<Type>,
    /// What it was made from: the value of its `let`, or what its pattern was matched against.
    pub init: Option<Expr>,
    /// Only a part of that: an element of the list, a field that a pattern takes.
    pub is_part: bool,
    /// The user wrote it in the value of a `let`, where it is visible to that alone.
    pub is_hoisted: bool,
}

/// What a local is, as far as its declaration tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalKind {
    /// `count` in `let (count, set_count) = signal(0)`.
    Reader(SourceId),
    /// `set_count` in the same.
    Writer(SourceId),
    /// `RwSignal::new(..)`: both in one.
    Both(SourceId),
    Memo(SiteId),
    Action(SiteId),
    /// A closure without markup.
    Closure,
    /// A closure with markup, or a value made from markup: using it is structure.
    Render,
    /// A `macro_rules!` in the body.
    Macro,
    Prop,
    /// A prop of type `Children` or `Slot<..>`: using it is structure.
    Children,
    /// `let:item` of a `<For>`.
    Row,
    Plain,
}

impl LocalKind {
    /// Returns whether it stands for a node: another name for it is as good.
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

    /// The signal that it is a handle of.
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
    /// Its first value.
    pub initial: Expr,
}

/// An expression that is more than a value.
pub struct Site {
    pub role: Role,
    /// What it evaluates to, or the closure it runs.
    pub expr: Expr,
    /// The piece of markup it belongs to; `None` in the body.
    pub template: Option<TemplateId>,
    pub span: Span,
}

impl Site {
    /// The expression as the user wrote it, where the site stands for a call.
    pub fn as_written(&self) -> Expr {
        let expr = &self.expr;
        match &self.role {
            Role::Memo(path) => parse_quote!(#path(#expr)),
            _ => expr.clone(),
        }
    }
}

/// What a site is for.
pub enum Role {
    /// A binding: text.
    Text,
    /// A binding: an attribute, property, class, style or inner HTML.
    Value(Target),
    /// Any number of attributes, once.
    Spread,
    Listener(Listener),
    /// `node_ref=`
    Reference,
    /// A closure given to a prop named `on_…`, or to `callback(..)`.
    Callback(Option<GivenTo>),
    /// The condition of a `<Show>`.
    When,
    /// The items of a `<For>`.
    Each,
    /// Which arm of an `if` stands.
    Arm,
    /// Markup that is made anew on every change of what it reads.
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
    /// Returns whether it shows a value in the page.
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

/// The prop of this name of the instance with this number.
pub struct GivenTo {
    pub instance: usize,
    pub prop: Ident,
}

/// What a value binding drives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Attribute(String),
    Property(String),
    Class(String),
    Style(String),
    Html,
    Control(Control),
}

/// What of a form control a binding says: as in `watershed::part::Control`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    Field,
    Area,
    Box,
    Choice,
}

/// An event that an element listens to.
pub struct Listener {
    pub event: String,
    pub event_span: Span,
    pub modifiers: Modifiers,
    /// The element is a control whose state is bound.
    pub is_bound: bool,
}

/// One piece of markup: what stands between its holes is known now.
pub struct Template {
    pub root: Root,
    /// One more than `holes`.
    pub pieces: Vec<String>,
    pub holes: Vec<Hole>,
    /// What can change or listens, in document order.
    pub parts: Vec<Part>,
    /// The line of each element, in the order of the start tags.
    pub lines: Vec<u32>,
    /// Its root is `<html>`.
    pub is_document: bool,
    /// The locals that can be named where it stands.
    pub visible: HashSet<LocalId>,
    pub span: Span,
}

/// What stands at the top of a piece of markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    Element,
    Transparent,
    Range,
}

/// Where something stands: `watershed::part::Locator`, encoded.
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
    /// Inner HTML, in these elements of the piece of markup.
    Html {
        at: Locator,
        inside: Vec<String>,
    },
    /// In a start tag; or, if it may have `classes`, at the end of an open `class="`: it adds to that, closes it, and goes
    /// on with other attributes.
    Spread {
        at: Locator,
        classes: bool,
    },
    /// In these elements of the piece of markup.
    Structure {
        at: Locator,
        inside: Vec<String>,
    },
    /// Filled by a `<Head>`, which is nothing here.
    Head,
    /// The end of a document: scripts go there.
    Scripts,
    /// The content of a `<noscript>` or `<template>` begins.
    Inert,
    /// It ends.
    InertEnd,
}

/// The language that a text is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    Text,
    Css,
    Json,
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
    /// The place of the part.
    pub fn place(&self) -> &Locator {
        match self {
            Part::Binding { at, .. }
            | Part::Listener { at, .. }
            | Part::Reference { at, .. }
            | Part::Structure { at, .. } => at,
        }
    }

    /// The site of the part; that of a condition that the browser may evaluate too for structure.
    pub fn site(&self) -> Option<SiteId> {
        match self {
            Part::Binding { site, .. }
            | Part::Listener { site, .. }
            | Part::Reference { site, .. } => Some(*site),
            Part::Structure { structure, .. } => structure.gate(),
        }
    }
}

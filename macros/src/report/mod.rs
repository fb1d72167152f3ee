//! The report: what the compiler found out about a component, as data. `emit/facts.rs` writes it down.
//!
//! *Input*: a [`Unit`]. *Output*: its nodes with their colours and reasons; its *variables* (what client code takes, and
//! what else may be a handle), with what server code does with them; which client function takes which of them, and
//! which component is given which; where its nodes are in its markup. What follows for a whole program is found out by
//! `watershed::facts`, when all components are there: by the same facts the overlay and the tests name what is sent.

mod kinds;
mod nodes;
mod shown;
mod starts;
mod used;
mod variables;

use proc_macro2::{Ident, Span};
use syn::Path;

use crate::analyze::Uplink;
use crate::emit::Unit;
pub use variables::Variables;

/// What is said of a component.
pub struct Report {
    pub nodes: Vec<Node>,
    pub variables: Vec<Variable>,
    pub functions: Vec<Function>,
    pub instances: Vec<Callee>,
    pub starts: Vec<Start>,
    pub kinds: Vec<Kind>,
    pub types: Vec<Type>,
}

/// A signal, or an expression that is more than a value.
pub struct Node {
    pub kind: NodeKind,
    pub name: String,
    pub line: u32,
    pub colour: Colour,
    pub rule: u8,
    pub reason: String,
    /// The names of the nodes that it uses.
    pub uses: Vec<String>,
    pub is_lost: bool,
}

/// As in `watershed::facts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    Signal,
    Text,
    Value,
    Spread,
    Event,
    NodeRef,
    Callback,
    When,
    Each,
    Arm,
    Rebuild,
    Fixed,
    Memo,
    Effect,
    OnMount,
    Action,
}

/// As in `watershed::facts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    Const,
    Server,
    Iso,
    Open,
    Client,
    Static,
}

/// Something that client code takes, or that may be a handle.
pub struct Variable {
    pub name: String,
    pub node: Option<usize>,
    pub origin: Origin,
    /// When server code needs what the browser writes.
    pub follow: Uplink,
    pub because: String,
    pub written: Written,
    pub lost: Lost,
    pub is_volatile: bool,
    pub ty: Option<usize>,
}

/// Where a variable comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Source,
    Memo { reads: Vec<usize>, is_pinned: bool },
    Mirror,
    Action,
    Prop(String),
    Elsewhere,
}

/// When server code writes a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Written {
    Never,
    Once,
    Late,
}

/// Which handles of a node the compiler loses sight of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    Nothing,
    Reader,
    Writer,
    Both,
}

impl Lost {
    pub fn and(self, other: Lost) -> Lost {
        match (self, other) {
            (Lost::Nothing, other) | (other, Lost::Nothing) => other,
            (one, other) if one == other => one,
            _ => Lost::Both,
        }
    }
}

/// A client function.
pub struct Function {
    pub node: usize,
    pub user: String,
    pub is_sure: bool,
    pub presence: Presence,
    pub memo: Option<usize>,
    pub takes: Vec<Take>,
}

/// On which pages with the component a client function is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Always,
    Perhaps,
    Never,
}

/// One capture.
#[derive(Clone, Copy)]
pub struct Take {
    pub variable: usize,
    pub purpose: Purpose,
    pub is_elidable: bool,
}

/// What client code does with what it captures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Read,
    Write,
    Use,
}

/// A component in markup, or a composable that is called.
pub struct Callee {
    pub path: Path,
    /// The witness of its type in the slice check; none for a composable, whose path says all.
    pub witness: Option<Ident>,
    pub gives: Vec<(String, Given)>,
}

/// What a prop is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    Variable(usize),
    Value,
    Unknown,
}

/// Something that may keep a page's session.
pub struct Start {
    pub what: String,
    pub is_sure: bool,
}

/// A piece of the component's markup, or a client function outside of markup.
pub struct Kind {
    pub holes: Vec<Option<usize>>,
    pub functions: Vec<usize>,
    pub slots: Vec<usize>,
}

/// The type of a captured variable.
pub struct Type {
    /// What has it in the slice check.
    pub witness: Option<Ident>,
    /// The source names it.
    pub written: Option<String>,
}

/// What there is to say of `unit`.
pub fn report(unit: &Unit) -> Report {
    let mut variables = Variables::new(unit);
    let functions = variables.functions();
    let instances = variables.instances();
    let kinds = kinds::kinds(unit, &mut variables, &functions);
    let (variables, types) = variables.finish();
    Report {
        nodes: nodes::nodes(unit),
        starts: starts::starts(unit),
        variables,
        functions,
        instances,
        kinds,
        types,
    }
}

/// The number of the line that something starts in.
fn line(span: Span) -> u32 {
    u32::try_from(span.start().line).unwrap_or(0)
}

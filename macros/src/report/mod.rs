//! The report: the facts about a component, as data. `emit/facts.rs` turns them into code.
//!
//! *Input*: a [`Unit`]. *Output*: its nodes with their colours and reasons; its *variables* (places that client code
//! captures, or that may be handles) with what server code does with them; which client function captures which of
//! them, and which child component is given which; and where its nodes are in its markup.
//!
//! `watershed::facts` has the facts of all components and draws the conclusions about a whole program. The overlay and
//! the tests name what is sent by the same facts. The compiler and the framework share the types of
//! `watershed_markup::facts`. Records are written field by field, so that one without a field does not compile.

mod features;
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
pub use nodes::source_name;
pub use variables::{TypedBody, Variables, type_text};
pub use watershed_markup::facts::{
    Colour, Feature, Lost, NodeKind, Presence, Purpose, Restored, ServerWrites,
};

/// The facts about a component.
pub struct Report {
    pub nodes: Vec<Node>,
    pub variables: Vec<Variable>,
    pub functions: Vec<Function>,
    pub instances: Vec<Callee>,
    pub returned: Vec<Returned>,
    pub starts: Vec<Start>,
    /// True if there is a `<title>` in a `<Head>`.
    pub has_title: bool,
    /// The parts of the client that the markup needs on a live page.
    pub features: Vec<Feature>,
    pub kinds: Vec<Kind>,
    pub types: Vec<Type>,
    /// The body that has the types of variables which only server code uses, if there are such.
    pub body: Option<TypedBody>,
}

/// A signal or a site.
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

/// A place that client code captures, or that may be a handle.
pub struct Variable {
    pub name: String,
    pub node: Option<usize>,
    pub origin: Origin,
    /// The time at which server code needs the values that the browser writes.
    pub follow: Uplink,
    pub because: String,
    /// The same for the handles in its value.
    pub follow_within: Uplink,
    pub because_within: String,
    pub written: ServerWrites,
    pub lost: Lost,
    pub restored: Restored,
    /// The line of the check of what the browser writes, if the signal has one.
    pub checked: Option<usize>,
    pub ty: Option<usize>,
}

/// The origin of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Source,
    Memo {
        reads: Vec<usize>,
        is_pinned: bool,
    },
    Mirror,
    Action,
    Prop(String),
    /// A part of what a composable returns: the number among the instances, and the path.
    Result {
        instance: usize,
        path: String,
    },
    /// A part of the values of these variables, which are nodes.
    Part(Vec<usize>),
    Elsewhere,
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

/// One capture.
#[derive(Clone, Copy)]
pub struct Take {
    pub variable: usize,
    pub purpose: Purpose,
    pub is_elidable: bool,
    pub reads_within: bool,
}

/// A component in the markup, or a composable that is called.
pub struct Callee {
    pub path: Path,
    /// The witness of its type in the slice check; `None` for a composable, whose path is enough.
    pub witness: Option<Ident>,
    /// The start of the call, if it is a composable.
    pub call: Option<Span>,
    pub gives: Vec<(String, Given)>,
    /// True if all that a composable returns is in variables of the caller.
    pub is_bound: bool,
}

/// A handle that a composable returns.
pub struct Returned {
    /// The fields of the result that lead to it: `value`, `0`, or nothing.
    pub path: String,
    pub variable: usize,
    /// The handles of it that are lost if a caller is not seen to use it.
    pub lost: Lost,
}

/// The value that a prop is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    Variable(usize),
    Value,
    Unknown,
}

/// A reason for which the server may keep a page's session.
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

/// The type of a variable.
#[derive(Default)]
pub struct Type {
    /// The witness of the type in the slice check.
    pub witness: Option<Ident>,
    /// The type as the source names it.
    pub written: Option<String>,
    /// The type in the source, of a variable that only server code uses.
    pub declared: Option<syn::Type>,
    /// The witness of the type in the [typed body](TypedBody), of a variable that only server code uses.
    pub in_body: Option<Ident>,
    /// True if that is the type of a local, and the variable is a part of it.
    pub is_part: bool,
    /// True if server code follows the variable as a list or condition, and not what is in it.
    pub is_list: bool,
    /// True if server code may pass on handles in the values of the variable's node.
    pub is_passed_on: bool,
}

/// Collects the facts about `unit`.
pub fn report(unit: &Unit) -> Report {
    let mut variables = Variables::new(unit);
    let functions = variables.functions();
    let instances = variables.instances();
    let returned = variables.returned();
    let kinds = kinds::kinds(unit, &mut variables, &functions);
    let (variables, types, body) = variables.finish();
    Report {
        nodes: nodes::nodes(unit),
        starts: starts::starts(unit),
        has_title: has_title(unit),
        features: features::features(unit),
        variables,
        functions,
        instances,
        returned,
        kinds,
        types,
        body,
    }
}

fn has_title(unit: &Unit) -> bool {
    let templates = unit.component.templates.iter();
    let mut starts = templates.filter_map(|(_, template)| template.pieces.first());
    starts.any(|start| start == "<title")
}

/// Returns the number of the line in which something starts.
fn line(span: Span) -> u32 {
    u32::try_from(span.start().line).unwrap_or(0)
}

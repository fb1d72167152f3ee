//! What the compiler found out about components, and what follows from that for a whole program: which values can cross,
//! and which pages are static.
//!
//! `#[component]` and `#[composable]` submit one [`Facts`] each: what client code takes, what server code follows, what
//! is given to whom. [`crossings`] applies the rules of `server/link` to all of them at once. A server that finds
//! [`ASKED`] in its environment writes both to stdout instead of serving; `cargo watershed build` makes
//! `crossings.lock` of that. The overlay and [`crossed`](crate::server::page_state::crossed) name what is sent by the same facts.

mod crossings;
mod kinds;
mod pages;
mod types;

use std::env;
use std::io::{self, Write};

use serde::Serialize;

pub use crossings::{Class, Line, Way, crossings};
#[doc(hidden)]
pub use inventory::submit;
#[doc(hidden)]
pub use kinds::note;
#[cfg(debug_assertions)]
pub(crate) use kinds::{ComponentKind, facts_of, named};
pub(crate) use kinds::{holds, kind};
pub use pages::{Route, Static, Verdict, statics};
#[doc(hidden)]
pub use types::{ByCross, ByTypeName};
pub use types::{Type, Types};

/// The environment variable by which a server is asked for its facts.
const ASKED: &str = "WATERSHED_FACTS";

/// One component or composable.
#[derive(Serialize)]
pub struct Facts {
    /// Its path: `app::pages::Home`.
    pub component: &'static str,
    /// The file it stands in, as the compiler names it.
    pub file: &'static str,
    /// The line of its name.
    pub line: u32,
    /// Its signals, and everything that is more than a value.
    pub nodes: &'static [NodeFacts],
    /// What client code takes, and what else may be a handle.
    #[serde(skip)]
    pub variables: &'static [Variable],
    /// Its client functions.
    #[serde(skip)]
    pub functions: &'static [FunctionFacts],
    /// The components in its markup, and the composables that it calls.
    #[serde(skip)]
    pub instances: &'static [InstanceFacts],
    /// Why a page with it may need the server, beyond what crosses.
    #[serde(skip)]
    pub starts: &'static [Start],
    /// Its kinds, by their numbers.
    #[serde(skip)]
    pub kinds: &'static [KindFacts],
    /// The types that inference found.
    #[serde(skip)]
    pub types: fn() -> Types,
}

inventory::collect!(Facts);

/// A node of the reactive graph.
#[derive(Serialize)]
pub struct NodeFacts {
    /// The node's kind.
    pub kind: NodeKind,
    /// The local's name, or where it stands.
    pub name: &'static str,
    /// The line it stands in.
    pub line: u32,
    /// Where it runs, or who writes it.
    pub colour: Colour,
    /// The number of the rule that gave it its colour.
    pub rule: u8,
    /// What the rule was applied to.
    pub reason: &'static str,
    /// The names of the nodes that it uses.
    pub uses: &'static [&'static str],
    /// True if it is a signal that is lost with its process, and nobody said that this is fine.
    pub is_lost: bool,
}

/// The kind of a node: a signal, or what the compiler takes an expression for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "&'static str")]
pub enum NodeKind {
    /// `signal(..)`, `RwSignal::new(..)`
    Signal,
    /// Text in markup.
    Text,
    /// An attribute, property, class, style or the state of a control.
    Value,
    /// Spread attributes.
    Spread,
    /// `on:click`
    Event,
    /// `node_ref`
    NodeRef,
    /// A closure that is given away to be called in the browser.
    Callback,
    /// The condition of a `<Show>`.
    When,
    /// The items of a `<For>`.
    Each,
    /// The arm of an `if`.
    Arm,
    /// Markup that is made anew.
    Rebuild,
    /// Markup that never changes.
    Fixed,
    /// `memo(..)`
    Memo,
    /// `effect(..)`
    Effect,
    /// `on_mount(..)`
    OnMount,
    /// `action(..)`
    Action,
}

impl NodeKind {
    /// Returns its name in one word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Signal => "signal",
            Self::Text => "text",
            Self::Value => "value",
            Self::Spread => "spread",
            Self::Event => "event",
            Self::NodeRef => "node_ref",
            Self::Callback => "callback",
            Self::When => "when",
            Self::Each => "each",
            Self::Arm => "arm",
            Self::Rebuild => "rebuild",
            Self::Fixed => "fixed",
            Self::Memo => "memo",
            Self::Effect => "effect",
            Self::OnMount => "on_mount",
            Self::Action => "action",
        }
    }
}

impl From<NodeKind> for &'static str {
    fn from(kind: NodeKind) -> Self {
        kind.name()
    }
}

/// The colour of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Colour {
    /// A signal that nobody writes.
    Const,
    /// A signal that only the server writes; a site that runs there whenever what it reads has changed.
    Server,
    /// A signal that the browser may write.
    Iso,
    /// A signal whose setter is given away: settled when the server links.
    Open,
    /// A site that runs in the browser.
    Client,
    /// A site that runs once, on the server.
    Static,
}

/// Something that client code takes, or that may be a handle: a local, a field of one, a path that the server evaluates.
pub struct Variable {
    /// What it is called. Another one of the same name has a number behind it.
    pub name: &'static str,
    /// Its place among [`Facts::nodes`], if it is a node of the component.
    pub node: Option<usize>,
    /// Where it comes from.
    pub origin: VariableOrigin,
    /// When server code of the component needs what the browser writes to it.
    pub follow: Follow,
    /// Who in the component follows it.
    pub because: &'static str,
    /// When server code of the component writes it.
    pub written: ServerWrites,
    /// Which handles of it code gets that the compiler does not see.
    pub lost: Lost,
    /// What becomes of its value when its page is built again, if the browser does not write it.
    pub is_volatile: bool,
    /// Its place in [`Types::captured`], if client code takes it.
    pub ty: Option<usize>,
}

/// Where a variable comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VariableOrigin {
    /// A signal of the component.
    Source,
    /// A memo of the component, and what it follows.
    Memo {
        /// The variables that it reads.
        reads: &'static [usize],
        /// It stays on the server.
        is_pinned: bool,
    },
    /// A node that only the server writes, or a part of one.
    Mirror,
    /// An action of the component.
    Action,
    /// The prop of this name.
    Prop(&'static str),
    /// A context, a field, what a function returned.
    Elsewhere,
}

/// When server code needs what the browser writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Follow {
    /// It does not.
    Never,
    /// With the next batch.
    Lazy,
    /// At once.
    Eager,
}

/// When server code writes a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ServerWrites {
    /// Never.
    Never,
    /// While the component runs.
    Once,
    /// Later.
    Late,
}

/// Which handles of a node the compiler loses sight of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// None.
    Nothing,
    /// One that reads it.
    Reader,
    /// One that writes it.
    Writer,
    /// Both.
    Both,
}

/// A client function.
pub struct FunctionFacts {
    /// Its site, by its place among [`Facts::nodes`].
    pub node: usize,
    /// What it is to its author, and where: `` `on:click` at line 9 ``.
    pub user: &'static str,
    /// True if it runs in the browser in any case. Else it does if what it reads is written there.
    pub is_sure: bool,
    /// On which pages with the component it is.
    pub presence: Presence,
    /// The memo that it computes.
    pub memo: Option<usize>,
    /// What it captures, in order.
    pub takes: &'static [Take],
}

/// On which pages with the component a client function is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// On all.
    Always,
    /// On some, as far as can be told.
    Perhaps,
    /// On none: what it is in is never shown.
    Never,
}

/// One capture.
pub struct Take {
    /// Which variable.
    pub variable: usize,
    /// What is done with it.
    pub how: How,
    /// The browser makes the first value itself.
    pub is_elidable: bool,
}

/// What client code does with what it captures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Reads it.
    Read,
    /// Writes it.
    Write,
    /// Anything else.
    Use,
}

/// A component in markup, or a composable that is called.
pub struct InstanceFacts {
    /// Its name without the modules around it.
    pub name: &'static str,
    /// Its path, unless that is generic: then [`Types::children`] may tell.
    pub path: Option<fn() -> &'static str>,
    /// What it is given, by prop.
    pub gives: &'static [(&'static str, PropValue)],
}

/// What a prop is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropValue {
    /// A variable as it is.
    Variable(usize),
    /// A value in which there is no handle.
    Value,
    /// Anything else.
    Unknown,
}

/// Something that may keep a page's session.
pub struct Start {
    /// What it is, in words: `` `task` at line 9 ``.
    pub what: &'static str,
    /// True if it does so on every page with the component.
    pub is_sure: bool,
}

/// A piece of the component's markup, or a client function outside of markup.
pub struct KindFacts {
    /// What fills the holes of its template, in order, by place among [`Facts::nodes`]; none for a component.
    pub holes: &'static [Option<usize>],
    /// Its client functions, in part order, by place among [`Facts::functions`].
    pub functions: &'static [usize],
    /// The variables in the slots of its scopes.
    pub slots: &'static [usize],
}

/// Everything a server says of itself.
#[derive(Serialize)]
struct ProgramFacts<'r> {
    routes: Vec<Static<'r>>,
    components: &'r [&'static Facts],
    crossings: Vec<Line>,
}

impl Facts {
    /// Those of every component in this program.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        inventory::iter::<Self>()
    }

    /// Those of every component in this program, by their paths.
    pub fn sorted() -> Vec<&'static Self> {
        let mut all: Vec<_> = Self::all().collect();
        all.sort_by_key(|facts| facts.component);
        all
    }

    /// The path without the modules around the name.
    pub fn name(&self) -> &'static str {
        let name = self.component.rsplit("::").next();
        name.unwrap_or(self.component)
    }

    /// A sentence about this component, with its file wherever a line is told.
    fn placed(&self, sentence: &str) -> String {
        sentence.replace("at line ", &format!("at {}:", self.file))
    }
}

/// Writes the facts to stdout if they are asked for, and says whether they were.
///
/// # Errors
/// If they cannot be written.
pub fn answer(routes: &[Route]) -> io::Result<bool> {
    if env::var_os(ASKED).is_none() {
        return Ok(false);
    }
    let components = Facts::sorted();
    let report = ProgramFacts {
        routes: statics(&components, routes),
        crossings: crossings(&components),
        components: &components,
    };
    io::stdout().write_all(&serde_json::to_vec(&report)?)?;
    Ok(true)
}

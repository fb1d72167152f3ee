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

use serde::{Serialize, Serializer};

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
pub use watershed_markup::facts::{
    Colour, Lost, NodeKind, Presence, Purpose, ServerWrites, Uplink,
};

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
    #[serde(serialize_with = "kind_name")]
    pub kind: NodeKind,
    /// The local's name, or where it stands.
    pub name: &'static str,
    /// The line it stands in.
    pub line: u32,
    /// Where it runs, or who writes it.
    #[serde(serialize_with = "colour_name")]
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

/// Something that client code takes, or that may be a handle: a local, a field of one, a path that the server evaluates.
pub struct Variable {
    /// What it is called. Another one of the same name has a number behind it.
    pub name: &'static str,
    /// Its place among [`Facts::nodes`], if it is a node of the component.
    pub node: Option<usize>,
    /// Where it comes from.
    pub origin: VariableOrigin,
    /// When server code of the component needs what the browser writes to it.
    pub follow: Uplink,
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

/// One capture.
pub struct Take {
    /// Which variable.
    pub variable: usize,
    /// What for.
    pub purpose: Purpose,
    /// The browser makes the first value itself.
    pub is_elidable: bool,
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

fn kind_name<S: Serializer>(kind: &NodeKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.name())
}

pub(crate) fn colour_name<S: Serializer>(
    colour: &Colour,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(colour.name())
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

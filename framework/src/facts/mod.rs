//! The compiler's knowledge of components, and what follows from it for a whole program: which values can cross, and
//! which pages are static.
//!
//! `#[component]` and `#[composable]` submit one [`Facts`] each: the captures of client code, the nodes that server
//! code follows, the props that are given. `crossings` applies the rules of `server/page_state/link` to all of them
//! at once. A server that finds `ASKED` in its environment writes both to stdout instead of serving;
//! `cargo watershed build` makes `crossings.lock` of that. The overlay and
//! [`crossed`](crate::server::page_state::crossed) name what is sent by the same facts.

mod callers;
mod crossings;
mod instances;
mod kinds;
mod pages;
#[cfg(feature = "testing")]
mod replaced;
mod types;

#[cfg(not(feature = "testing"))]
use std::borrow::Cow;
use std::env;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

#[doc(hidden)]
pub use callers::composable;
pub use crossings::{Class, Line, Way, crossings};
#[doc(hidden)]
pub use inventory::submit;
#[doc(hidden)]
pub use kinds::note;
#[cfg(debug_assertions)]
pub(crate) use kinds::{ComponentKind, facts_of, named};
pub(crate) use kinds::{digest, holds, kind};
pub use pages::{Route, Static, Verdict, statics};
#[cfg(feature = "testing")]
pub(crate) use replaced::{lasting_name, replace};
pub use types::{Child, Type, Types};
#[doc(hidden)]
pub use types::{TakeByCross, TakeByParameter, TakeOther, TellByName, TellByParts, TypeInBody};
pub use watershed_markup::facts::{
    Colour, Feature, Lost, NodeKind, Presence, Purpose, Restored, ServerWrites, Uplink,
};

/// The environment variable that makes a server write its facts and end.
const ASKED: &str = "WATERSHED_FACTS";

/// Returns the path of a component that names have.
#[cfg(not(feature = "testing"))]
pub(crate) fn lasting_name(path: &str) -> Cow<'_, str> {
    Cow::Borrowed(path)
}

/// One component or composable.
#[derive(Serialize)]
pub struct Facts {
    /// The path: `app::pages::Home`.
    pub component: &'static str,
    /// The source file, as the compiler names it.
    pub file: &'static str,
    /// The line of the component's name.
    pub line: u32,
    /// The signals of the component, and every expression that is more than a plain value.
    pub nodes: &'static [NodeFacts],
    /// The variables that client code captures, and other variables that may be handles.
    #[serde(skip)]
    pub variables: &'static [Variable],
    /// The client functions.
    #[serde(skip)]
    pub functions: &'static [FunctionFacts],
    /// The components in the markup, and the composables that are called.
    #[serde(skip)]
    pub instances: &'static [InstanceFacts],
    /// The handles that a composable returns.
    #[serde(skip)]
    pub returned: &'static [ReturnedFacts],
    /// The reasons why a page with the component may need the server, besides the values that cross.
    #[serde(skip)]
    pub starts: &'static [Start],
    /// True if a `<Head>` of the component has a `<title>`.
    #[serde(skip)]
    pub has_title: bool,
    /// The parts of the client that the markup needs on a live page.
    #[serde(serialize_with = "feature_names")]
    pub features: &'static [Feature],
    /// True for an asynchronous composable, of which the server cannot check who calls it.
    #[serde(skip)]
    pub is_called_unseen: bool,
    /// The kinds, by their numbers.
    #[serde(skip)]
    pub kinds: &'static [KindFacts],
    /// The types that inference found.
    #[serde(skip)]
    pub types: fn() -> Types,
}

inventory::collect!(Facts);

/// A note that a component asks what is lost with a session.
#[doc(hidden)]
pub struct AsksWhatIsLost;

inventory::collect!(AsksWhatIsLost);

/// Returns whether a component of the program asks what is lost with a session.
pub(crate) fn asks_what_is_lost() -> bool {
    inventory::iter::<AsksWhatIsLost>().next().is_some()
}

/// A file that the application names with `asset!`.
#[derive(Serialize)]
pub struct AssetFacts {
    /// The name that the browser knows it by.
    pub name: &'static str,
    /// The file.
    pub path: &'static str,
}

inventory::collect!(AssetFacts);

impl AssetFacts {
    /// Returns all of them, each name once.
    pub fn all() -> Vec<&'static Self> {
        let mut all: Vec<&Self> = inventory::iter::<Self>().collect();
        all.sort_by_key(|asset| asset.name);
        all.dedup_by_key(|asset| asset.name);
        all
    }
}

/// A node of the reactive graph.
#[derive(Serialize)]
pub struct NodeFacts {
    /// The node's kind.
    #[serde(serialize_with = "kind_name")]
    pub kind: NodeKind,
    /// The name of the local; for other nodes, a description with the line.
    pub name: &'static str,
    /// The source line.
    pub line: u32,
    /// The colour: where the node runs, or who writes it.
    #[serde(serialize_with = "colour_name")]
    pub colour: Colour,
    /// The number of the rule that gave it its colour.
    pub rule: u8,
    /// The premise to which the rule was applied.
    pub reason: &'static str,
    /// The names of the nodes that it uses.
    pub uses: &'static [&'static str],
    /// True if it is a signal whose value is lost with the process, and the source does not say `volatile`.
    pub is_lost: bool,
}

/// A variable that client code captures, or that may be a handle: a local, a field of one, a path that the server
/// evaluates.
pub struct Variable {
    /// The name. The second variable of the same name has a number after it.
    pub name: &'static str,
    /// The index in [`Facts::nodes`], if the variable is a node of the component.
    pub node: Option<usize>,
    /// The place where the value comes from.
    pub origin: VariableOrigin,
    /// The time at which server code of the component needs the browser's writes.
    pub follow: Uplink,
    /// The code in the component that follows it, in words.
    pub because: &'static str,
    /// The time at which it needs the browser's writes of handles in the value.
    pub follow_within: Uplink,
    /// The code in the component that follows these, in words.
    pub because_within: &'static str,
    /// The time at which server code of the component writes it.
    pub written: ServerWrites,
    /// The handles of it that are given to code which the compiler does not see.
    pub lost: Lost,
    /// The fate of its value when the page is built again, as the component says.
    pub restored: Restored,
    /// The line of the check of what the browser writes, if it is a signal that is made with one.
    pub checked: Option<usize>,
    /// The index in [`Types::captured`], if client code captures it.
    pub ty: Option<usize>,
}

/// The place where a variable's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VariableOrigin {
    /// A signal of the component.
    Source,
    /// A memo of the component.
    Memo {
        /// The variables that it reads.
        reads: &'static [usize],
        /// True for `#[server_only]`: the memo stays on the server.
        is_pinned: bool,
    },
    /// A node that only the server writes, or a part of its value.
    Mirror,
    /// An action of the component.
    Action,
    /// The prop of this name.
    Prop(&'static str),
    /// A part of what a composable returns.
    Result {
        /// The index of the call in [`Facts::instances`].
        instance: usize,
        /// The fields that lead to it.
        path: &'static str,
    },
    /// A part of the values of these variables, which are nodes.
    Part(&'static [usize]),
    /// Anything else: a context, a field, a function's result.
    Elsewhere,
}

/// A client function.
pub struct FunctionFacts {
    /// The function's node, as an index into [`Facts::nodes`].
    pub node: usize,
    /// The function as its author wrote it, and the line: `` `on:click` at line 9 ``.
    pub user: &'static str,
    /// True if it runs in the browser in any case. Otherwise it does if a node that it reads is written there.
    pub is_sure: bool,
    /// The pages with the component on which the function is.
    pub presence: Presence,
    /// The variable that it computes: a memo, or the item of rows that the browser makes.
    pub memo: Option<usize>,
    /// The captures, in order.
    pub takes: &'static [Take],
}

/// One capture.
pub struct Take {
    /// The captured variable, as an index into [`Facts::variables`].
    pub variable: usize,
    /// The use that the function makes of it.
    pub purpose: Purpose,
    /// True if the browser can make the first value itself, so that it need not be sent.
    pub is_elidable: bool,
    /// True if all that it does with the node's value is to read it as a handle: `line.get().text.get()`.
    pub reads_within: bool,
}

/// A component in markup, or a composable that is called.
pub struct InstanceFacts {
    /// The name without the modules around it.
    pub name: &'static str,
    /// The path; `None` if it is generic: [`Types::children`] may have it.
    pub path: Option<fn() -> &'static str>,
    /// The file, line and column of the call, if it is a composable.
    pub call: Option<(&'static str, u32, u32)>,
    /// The props that are given, by name.
    pub gives: &'static [(&'static str, PropValue)],
    /// True if all that a composable returns is in variables of the caller.
    pub is_bound: bool,
}

/// A handle that a composable returns.
pub struct ReturnedFacts {
    /// The fields of the result that lead to it: `value`, `0`, or nothing.
    pub path: &'static str,
    /// The variable, as an index into [`Facts::variables`].
    pub variable: usize,
    /// The handles of it that are lost if a caller is not seen to use it.
    pub lost: Lost,
}

/// The value that a prop is given.
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
    /// The description, with the line: `` `task` at line 9 ``.
    pub what: &'static str,
    /// True if every page with the component keeps its session because of this.
    pub is_sure: bool,
}

/// A piece of the component's markup, or a client function outside of markup.
pub struct KindFacts {
    /// The nodes that fill the holes of its template, in order, as indices into [`Facts::nodes`]; `None` for a
    /// component.
    pub holes: &'static [Option<usize>],
    /// The client functions, in part order, as indices into [`Facts::functions`].
    pub functions: &'static [usize],
    /// The variables in the slots of its frames.
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

fn feature_names<S: Serializer>(
    features: &&'static [Feature],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(features.iter().map(|feature| feature.name()))
}

/// Everything that a server writes about its program.
#[derive(Serialize)]
struct ProgramFacts<'r> {
    routes: Vec<Static<'r>>,
    components: &'r [&'static Facts],
    /// The application's own files.
    assets: Vec<&'static AssetFacts>,
    crossings: Vec<Line>,
}

impl Facts {
    /// Returns the facts of every component in this program.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        inventory::iter::<Self>()
    }

    /// Returns the facts of every component in this program, sorted by path.
    pub fn sorted() -> Vec<&'static Self> {
        let mut all: Vec<_> = Self::all().collect();
        all.sort_by_key(|facts| facts.component);
        all
    }

    /// Returns the name: the path without the modules around it.
    pub fn name(&self) -> &'static str {
        let name = self.component.rsplit("::").next();
        name.unwrap_or(self.component)
    }

    /// Returns a sentence about this component, with its file in front of each line number.
    fn placed(&self, sentence: &str) -> String {
        sentence.replace("at line ", &format!("at {}:", self.file))
    }
}

/// Returns what is wrong if two components have one name: the client functions of one would run for the other.
fn namesakes(components: &[&Facts]) -> Option<String> {
    let two = components
        .windows(2)
        .find(|two| two[0].component == two[1].component)?;
    let places = [two[0], two[1]].map(|facts| (facts.file, facts.line));
    Some(namesake(two[0].component, places))
}

/// Returns the message that two components have one name.
pub(crate) fn namesake(name: &str, places: [(&str, u32); 2]) -> String {
    let name = name.split('#').next().unwrap_or(name);
    let [first, second] = places.map(|(file, line)| format!("{file}:{line}"));
    format!(
        "two components are called `{name}`, at {first} and at {second}\nhelp: rename one, or put it into a module of \
         its own: a component is known by its module and its name, and a function is not a module"
    )
}

/// Writes the facts to stdout if `ASKED` is set, and returns whether it was.
///
/// # Errors
/// If they cannot be written, or two components have one name.
pub fn answer(routes: &[Route]) -> io::Result<bool> {
    let components = Facts::sorted();
    if let Some(message) = namesakes(&components) {
        return Err(io::Error::other(message));
    }
    if env::var_os(ASKED).is_none() {
        return Ok(false);
    }
    let report = ProgramFacts {
        routes: statics(&components, routes),
        crossings: crossings(&components),
        components: &components,
        assets: AssetFacts::all(),
    };
    io::stdout().write_all(&serde_json::to_vec(&report)?)?;
    Ok(true)
}

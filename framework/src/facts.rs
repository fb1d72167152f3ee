//! What the compiler found out about components: their nodes with their colours, and which values can cross, each with
//! the reason.
//!
//! `#[component]` submits one [`Facts`] for each component. A server that finds [`ASKED`] in its environment writes
//! them to stdout instead of serving: `cargo watershed build` makes `crossings.lock` from that.

use std::env;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

#[doc(hidden)]
pub use inventory::submit;

/// The environment variable by which a server is asked for its facts.
const ASKED: &str = "WATERSHED_FACTS";

/// One component.
#[derive(Serialize)]
pub struct Facts {
    /// Its path: `app::pages::Home`.
    pub component: &'static str,
    /// The file it stands in, as the compiler names it.
    pub file: &'static str,
    /// The line of its name.
    pub line: u32,
    /// Whether anything in it can need the server after the page was sent.
    pub live: bool,
    /// The names of the components in its markup.
    pub children: &'static [&'static str],
    /// Its signals, and everything that is more than a value.
    pub nodes: &'static [Node],
    /// The values that can cross.
    pub crossings: &'static [Crossing],
    /// Where the nodes stand, by the numbers of the component's kinds.
    #[serde(skip)]
    pub kinds: &'static [Kind],
    /// The types that crossings refer to: as inference found them, or as the source names them; else `_`.
    #[serde(serialize_with = "call")]
    pub types: fn() -> Vec<String>,
}

inventory::collect!(Facts);

/// A node of the reactive graph.
#[derive(Serialize)]
pub struct Node {
    /// `signal`, `memo`, `text`, `event` and so on.
    pub kind: &'static str,
    /// The local's name, or where it stands.
    pub name: &'static str,
    /// The line it stands in.
    pub line: u32,
    /// `const`, `server`, `iso` or `open` for signals; `client`, `server` or `static` for all others.
    pub colour: &'static str,
    /// The number of the rule that gave it its colour.
    pub rule: u8,
    /// What the rule was applied to.
    pub reason: &'static str,
    /// The names of the nodes that it uses.
    pub uses: &'static [&'static str],
    /// Whether it is a signal that is lost with its process, and nobody said that this is fine.
    pub is_lost: bool,
}

/// A value that can cross.
#[derive(Serialize)]
pub struct Crossing {
    /// `down` to the browser, `up` to the server, or `call` of an action.
    pub way: &'static str,
    /// The variable or path.
    pub name: &'static str,
    /// How it is restored when a page is built again: `browser`, `recomputed`, `volatile`; `open` where the caller
    /// decides; `action` for calls.
    pub class: &'static str,
    /// Why it crosses.
    pub reason: &'static str,
    /// The prop on which it hangs whether it does.
    pub condition: Option<&'static str>,
    /// Which of [`Facts::types`] it has.
    pub ty: usize,
}

/// A piece of the component's markup, or a client function outside of markup. Nodes are named by their place in
/// [`Facts::nodes`].
pub struct Kind {
    /// What fills the holes of its template, in order; none for a component.
    pub holes: &'static [Option<usize>],
    /// Its client functions, in part order.
    pub functions: &'static [usize],
    /// What its scopes hold.
    pub slots: &'static [Held],
}

/// What a slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// A node.
    Node(usize),
    /// A value, or a handle from elsewhere, of this name.
    Value(&'static str),
}

/// A page: where it is served, and its component.
#[derive(Serialize)]
pub struct Route {
    /// The path as it was written.
    pub path: &'static str,
    /// The component as it was named there.
    pub component: &'static str,
    /// Whether shared caches may keep it, if it is static.
    pub is_cached: bool,
}

/// Everything a server says of itself.
#[derive(Serialize)]
struct Report<'r> {
    routes: &'r [Route],
    components: Vec<&'static Facts>,
}

impl Facts {
    /// Those of every component in this program.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        inventory::iter::<Self>()
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
    let mut components: Vec<_> = Facts::all().collect();
    components.sort_by_key(|facts| facts.component);
    let report = serde_json::to_vec(&Report { routes, components })?;
    io::stdout().write_all(&report)?;
    Ok(true)
}

fn call<S: Serializer>(types: &fn() -> Vec<String>, serializer: S) -> Result<S::Ok, S::Error> {
    types().serialize(serializer)
}

/// The name of a type, as [`short_type`] has it.
#[doc(hidden)]
pub fn type_name<T: ?Sized>() -> String {
    short_type(std::any::type_name::<T>())
}

/// The name of a type without the paths in it; that of its value for a signal.
#[doc(hidden)]
pub fn short_type(name: &str) -> String {
    let mut short = String::new();
    for word in name.split_inclusive(|letter: char| !is_path(letter)) {
        short.push_str(word.rsplit("::").next().unwrap_or(word));
    }
    let value = HANDLES
        .iter()
        .find_map(|handle| short.strip_prefix(handle)?.strip_suffix('>'));
    value.map_or(short.clone(), str::to_owned)
}

/// What handles are called: what crosses is their value.
const HANDLES: [&str; 4] = ["ReadSignal<", "WriteSignal<", "RwSignal<", "Memo<"];

fn is_path(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | ':')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::ReadSignal;

    #[test]
    fn types_are_named_without_their_paths() {
        assert_eq!(
            type_name::<Option<Vec<std::path::PathBuf>>>(),
            "Option<Vec<PathBuf>>"
        );
        assert_eq!(type_name::<(u32, String)>(), "(u32, String)");
    }

    #[test]
    fn the_type_of_a_signal_is_that_of_its_value() {
        assert_eq!(type_name::<ReadSignal<Option<u32>>>(), "Option<u32>");
    }
}

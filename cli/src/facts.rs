//! The facts that a server prints when it is asked: the nodes of its components with their colours, and the values that
//! can cross, each with a reason.

use std::{
    fmt::{self, Display},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// The environment variable that asks a server for its facts.
const ASKED: &str = "WATERSHED_FACTS";

/// The facts of one server.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Facts {
    pub routes: Vec<Route>,
    pub components: Vec<Component>,
    pub crossings: Vec<Crossing>,
    pub assets: Vec<File>,
}

/// A file that the application names with `asset!`.
#[derive(Debug, Clone, Deserialize)]
pub struct File {
    /// The name that the browser knows it by.
    pub name: String,
    /// The path of the file.
    pub path: PathBuf,
}

/// A page.
#[derive(Debug, Clone, Deserialize)]
pub struct Route {
    pub path: String,
    pub is_cached: bool,
    /// False if no component that can be on it has a `<title>`.
    pub has_title: bool,
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// The answer to whether a page is static.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase", tag = "is_static", content = "reason")]
pub enum Verdict {
    Always,
    /// Contains the reason why it may not be.
    Sometimes(String),
    /// Contains the reason why it is not.
    Never(String),
}

/// One component.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Component {
    #[serde(rename = "component")]
    pub name: String,
    pub file: String,
    pub line: u32,
    pub nodes: Vec<Node>,
    /// The parts of the client that the markup needs on a live page.
    pub features: Vec<String>,
}

/// A node of the reactive graph.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Node {
    pub kind: String,
    pub name: String,
    pub line: u32,
    pub colour: String,
    pub rule: u8,
    pub reason: String,
    pub uses: Vec<String>,
    /// True if its value is lost with the process, and no `#[volatile]` says that this is acceptable.
    pub is_lost: bool,
}

/// A value that can cross.
#[derive(Debug, Clone, Deserialize)]
pub struct Crossing {
    pub component: String,
    pub way: Way,
    pub name: String,
    /// The type; `_` if neither inference nor the source tells it.
    pub ty: String,
    pub class: String,
    /// The reason, including the places in the source.
    pub reason: String,
}

/// The direction in which a value crosses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// To the server, as the argument of an action.
    Call,
    /// To the browser.
    Down,
    /// To the server.
    Up,
}

impl Way {
    /// Returns the direction with this name: `call`, `down` or `up`.
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::Call, Self::Down, Self::Up];
        all.into_iter().find(|way| way.to_string() == name)
    }
}

impl Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Call => "call",
            Self::Down => "down",
            Self::Up => "up",
        })
    }
}

impl Component {
    /// Returns its name without the modules.
    pub fn short_name(&self) -> &str {
        self.name.rsplit("::").next().unwrap_or(&self.name)
    }
}

/// Asks a server for its facts.
///
/// # Errors
///
/// If the server does not run, or prints something else.
pub fn ask(server: &Path) -> Result<Facts> {
    let output = Command::new(server)
        .env(ASKED, "1")
        .output()
        .with_context(|| format!("{} does not run", server.display()))?;
    serde_json::from_slice(&output.stdout)
        .with_context(|| format!("what {} says of itself is not understood", server.display()))
}

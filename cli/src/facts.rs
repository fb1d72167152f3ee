//! What a server says of itself when it is asked for its facts: the nodes of its components with their colours, and
//! which values can cross, each with the reason.

use std::{path::Path, process::Command};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// The environment variable by which a server is asked.
const ASKED: &str = "WATERSHED_FACTS";

/// Everything a server says of itself.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Facts {
    pub routes: Vec<Route>,
    pub components: Vec<Component>,
}

/// A page.
#[derive(Debug, Clone, Deserialize)]
pub struct Route {
    pub path: String,
    pub component: String,
    pub is_cached: bool,
}

/// One component.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Component {
    #[serde(rename = "component")]
    pub name: String,
    pub file: String,
    pub line: u32,
    /// Whether anything in it can need the server after the page was sent.
    pub live: bool,
    pub children: Vec<String>,
    pub nodes: Vec<Node>,
    pub crossings: Vec<Crossing>,
    pub types: Vec<String>,
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
    /// Whether it is lost with its process, and nobody said that this is fine.
    pub is_lost: bool,
}

/// A value that can cross.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Crossing {
    pub way: String,
    pub name: String,
    pub class: String,
    pub reason: String,
    pub condition: Option<String>,
    pub ty: usize,
}

impl Component {
    /// Its name without the modules around it.
    pub fn short_name(&self) -> &str {
        self.name.rsplit("::").next().unwrap_or(&self.name)
    }
}

/// Asks a server for its facts.
///
/// # Errors
///
/// The server does not run, or says what nobody understands.
pub fn ask(server: &Path) -> Result<Facts> {
    let output = Command::new(server)
        .env(ASKED, "1")
        .output()
        .with_context(|| format!("{} does not run", server.display()))?;
    serde_json::from_slice(&output.stdout)
        .with_context(|| format!("what {} says of itself is not understood", server.display()))
}

//! Finds and builds the packages under `examples/`.

use std::path::PathBuf;

use anyhow::Result;
use cargo_metadata::MetadataCommand;
use cargo_watershed::{Application, Profile, Request};

use crate::shell;

/// One example.
pub struct Example {
    pub name: String,
    /// The text of its README below the title.
    pub about: String,
}

/// Returns all examples, by name.
pub fn all() -> Result<Vec<Example>> {
    let metadata = MetadataCommand::new()
        .current_dir(shell::root())
        .no_deps()
        .exec()?;
    let folder = metadata.workspace_root.join("examples");
    let mut examples: Vec<_> = metadata
        .workspace_packages()
        .into_iter()
        .filter(|package| package.manifest_path.starts_with(&folder))
        .map(|package| Example {
            name: package.name.to_string(),
            about: about(package.manifest_path.with_file_name("README.md").into()),
        })
        .collect();
    examples.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(examples)
}

/// Builds all examples at once.
pub fn build(server: Profile, client: Profile) -> Result<Vec<Application>> {
    let packages: Vec<_> = all()?.into_iter().map(|example| example.name).collect();
    if packages.is_empty() {
        return Ok(Vec::new());
    }
    cargo_watershed::build(&Request {
        directory: shell::root(),
        packages,
        server,
        client,
        locked: true,
        options: Vec::new(),
    })
}

fn about(readme: PathBuf) -> String {
    let text = std::fs::read_to_string(readme).unwrap_or_default();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.collect::<Vec<_>>().join(" ").trim().into()
}

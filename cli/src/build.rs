//! One source, two artifacts: the flow from a package to a server binary and compressed browser assets.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::{
    assets::{self, Manifest},
    bindings::{self, Bound},
    cargo, crossings, entry,
    facts::{self, Facts},
    glue::Glue,
    lost, minify, optimize, progress, prune, routes, snip, toolchain,
    workspace::{Package, Workspace},
};

/// What to build.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where cargo is run: a directory of the workspace.
    pub directory: PathBuf,
    /// The packages to build; when empty, the package of `directory`, else every application of the workspace.
    pub packages: Vec<String>,
    /// How the server binary is compiled.
    pub server: Profile,
    /// How the browser's artifact is compiled.
    pub client: Profile,
    /// Whether it is an error if `crossings.lock` would change.
    pub locked: bool,
}

/// How one half is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build, readable in the browser's debugger.
    Dev,
    /// As small and as fast as it gets.
    Release,
}

impl Profile {
    /// The name of the directory that holds the assets of this profile.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }
}

/// One application that was built.
#[derive(Debug, Clone)]
pub struct Application {
    /// The package's name.
    pub name: String,
    /// The server binary.
    pub server: PathBuf,
    /// The directory that holds the browser's files and their manifest.
    pub assets: PathBuf,
    /// What stands in the manifest.
    pub manifest: Manifest,
}

/// Builds both halves of every package of the request: the native one first, so that a mistake is reported once.
///
/// # Errors
///
/// [`CompilerFailed`](crate::CompilerFailed) when cargo has already reported the mistakes; otherwise an error whose text says what to do.
pub fn build(request: &Request) -> Result<Vec<Application>> {
    let workspace = Workspace::read(&request.directory)?;
    let packages = workspace.applications(&request.packages)?;
    bindings::check_version(&workspace)?;
    toolchain::ensure_wasm_target(&request.directory)?;

    let servers = cargo::build_servers(&request.directory, &packages, request.server)?;
    let facts = all_facts(&packages, &servers)?;
    for (package, facts) in &facts {
        routes::tell(package, facts)?;
        lost::warn(facts);
    }
    crossings::update(workspace.root(), &facts, request.locked)?;
    let clients = cargo::build_clients(&request.directory, &packages, request.client)?;

    packages
        .iter()
        .zip(servers.into_iter().zip(clients))
        .map(|(package, (server, wasm))| {
            let directory = workspace.assets(&package.name, request.client);
            let manifest = client(package, &wasm, request.client, &directory)?;
            let own = facts.iter().filter(|(name, _)| *name == package.name);
            for (_, facts) in own {
                assets::copy(&directory, &facts.assets, request.client)?;
            }
            Ok(Application {
                name: package.name.clone(),
                server,
                assets: directory,
                manifest,
            })
        })
        .collect()
}

/// What the application of the request says of its components. Only its server is built.
///
/// # Errors
///
/// As [`build`].
pub fn inspect(request: &Request) -> Result<Facts> {
    let workspace = Workspace::read(&request.directory)?;
    let packages = workspace.applications(&request.packages)?;
    let servers = cargo::build_servers(&request.directory, &packages, request.server)?;
    let facts = all_facts(&packages, &servers)?;
    let mut all = Facts::default();
    for (_, facts) in facts {
        all.routes.extend(facts.routes);
        all.components.extend(facts.components);
        all.crossings.extend(facts.crossings);
    }
    Ok(all)
}

/// By package.
fn all_facts(packages: &[Package], servers: &[PathBuf]) -> Result<Vec<(String, Facts)>> {
    let ask =
        |(package, server): (&Package, &PathBuf)| Ok((package.name.clone(), facts::ask(server)?));
    let servers = packages.iter().zip(servers);
    servers
        .filter(|(package, _)| package.has_facts)
        .map(ask)
        .collect()
}

/// From the wasm that rustc wrote to the files that the browser loads.
fn client(package: &Package, wasm: &Path, profile: Profile, directory: &Path) -> Result<Manifest> {
    progress::step("Binding", &package.name);
    let Bound {
        mut module,
        script,
        relocations,
    } = bindings::bind(wasm, profile)?;
    let glue = Glue::new(&script, &mut module)?;
    if profile == Profile::Release {
        entry::bare(&mut module);
        snip::panics(&mut module);
        if let Some(relocations) = relocations {
            prune::unused(&mut module, &relocations);
        }
    }
    let script = glue.link(&mut module);
    let wasm = module.emit_wasm();
    let (script, wasm) = match profile {
        Profile::Dev => (script, wasm),
        Profile::Release => (minify::script(&script)?, optimize::wasm(wasm)?),
    };
    progress::step("Compressing", &package.name);
    let manifest = assets::write(directory, &script, &wasm, profile)?;
    progress::step("Finished", &manifest.summary(&package.name));
    Ok(manifest)
}

//! Builds two artifacts from one source: a server binary, and compressed assets for the browser.

use std::{
    path::{Path, PathBuf},
    thread,
};

use anyhow::{Result, ensure};
use walrus::Module;

use crate::{
    assets::{self, Manifest},
    bindings::{self, Bound},
    cargo, crossings, entry,
    facts::{self, Facts},
    features::{self, FEATURES, Feature},
    glue::Glue,
    lost, minify, optimize, progress, prune,
    rebuild::{REBUILD, RebuildScript},
    routes, snip, toolchain, unread,
    workspace::{Package, Workspace},
};

/// A request to build applications.
#[derive(Debug, Clone)]
pub struct Request {
    /// The directory in which cargo runs, in the workspace.
    pub directory: PathBuf,
    /// The packages to build. If empty: the package of `directory`, or else every application of the workspace.
    pub packages: Vec<String>,
    /// The profile of the server binary.
    pub server: Profile,
    /// The profile of the browser's artifact.
    pub client: Profile,
    /// True if a change of `crossings.lock` is an error.
    pub locked: bool,
    /// Further options of `cargo build`, for both halves: `--features`, `--offline` and the like.
    pub options: Vec<String>,
}

/// The optimization of one half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build, readable in the browser's debugger.
    Dev,
    /// As small and as fast as possible.
    Release,
}

impl Profile {
    /// Returns the name of the directory that contains the assets of this profile.
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
    /// The name of the package.
    pub name: String,
    /// The server binary.
    pub server: PathBuf,
    /// The directory that holds the browser's files and their manifest.
    pub assets: PathBuf,
    /// The content of the manifest.
    pub manifest: Manifest,
    /// The browser's half as rustc wrote it.
    wasm: PathBuf,
}

/// Builds both halves of every package of the request. The native half is first, so that a mistake is reported once.
///
/// # Errors
///
/// [`CompilerFailed`](crate::CompilerFailed) if cargo has already reported the mistakes; otherwise an error whose text
/// says what to do.
pub fn build(request: &Request) -> Result<Vec<Application>> {
    let workspace = Workspace::read(request)?;
    let packages = workspace.applications(&request.packages)?;
    bindings::check_version(&workspace)?;
    toolchain::ensure_wasm_target(&request.directory)?;

    let servers = cargo::build_servers(request, &packages)?;
    let facts = all_facts(&packages, &servers)?;
    for (package, facts) in &facts {
        routes::tell(package, facts)?;
        lost::warn(facts);
    }
    crossings::update(workspace.root(), &facts, request.locked)?;
    let clients = cargo::build_clients(request, &packages)?;

    packages
        .iter()
        .zip(servers.into_iter().zip(clients))
        .map(|(package, (server, wasm))| {
            let directory = workspace.assets(&package.name, request.client);
            let own = facts.iter().find(|(name, _)| *name == package.name);
            let own = own.map(|(_, facts)| facts);
            let rebuild = RebuildScript::new(own);
            let manifest = client(package, &wasm, own, &rebuild, request.client, &directory)?;
            let files = own.map_or(&[][..], |facts| &facts.assets);
            assets::copy(&directory, files, request.client)?;
            assets::remove_older(&directory, &manifest, &rebuild, files)?;
            Ok(Application {
                name: package.name.clone(),
                server,
                assets: directory,
                manifest,
                wasm,
            })
        })
        .collect()
}

/// Returns the facts about the components of the requested applications. Only their servers are built.
///
/// # Errors
///
/// The same as for [`build`].
pub fn inspect(request: &Request) -> Result<Facts> {
    let workspace = Workspace::read(request)?;
    let packages = workspace.applications(&request.packages)?;
    let servers = cargo::build_servers(request, &packages)?;
    let facts = all_facts(&packages, &servers)?;
    let mut all = Facts::default();
    for (_, facts) in facts {
        all.routes.extend(facts.routes);
        all.components.extend(facts.components);
        all.crossings.extend(facts.crossings);
    }
    Ok(all)
}

/// Asks the servers for their facts, and returns them by package.
fn all_facts(packages: &[Package], servers: &[PathBuf]) -> Result<Vec<(String, Facts)>> {
    let ask =
        |(package, server): (&Package, &PathBuf)| Ok((package.name.clone(), facts::ask(server)?));
    let servers = packages.iter().zip(servers);
    servers
        .filter(|(package, _)| package.has_facts)
        .map(ask)
        .collect()
}

/// Returns the price of each part of the live client: the bytes (brotli) by which a release of the application is larger
/// with that part than without it, if all others are there.
///
/// # Errors
///
/// If the application does not contain the part.
pub fn prices(application: &Application) -> Result<Vec<(&'static str, usize)>> {
    let weigh = |cut: &FeatureCut| -> Result<usize> {
        let (script, wasm) = artifact(&application.wasm, Profile::Release, cut)?;
        let mut weight = 0;
        for bytes in [script.as_bytes(), &wasm] {
            weight += assets::brotli(bytes, Profile::Release)?.len();
        }
        Ok(weight)
    };
    let without = |feature: &'static Feature| {
        weigh(&|module, glue| {
            ensure!(
                features::cut(module, glue, feature),
                "{} contains nothing of `{}`",
                application.name,
                feature.name
            );
            Ok(())
        })
    };
    let whole = weigh(&|_, _| Ok(()))?;
    let rest: Vec<Result<usize>> = thread::scope(|scope| {
        let all: Vec<_> = FEATURES
            .iter()
            .map(|feature| scope.spawn(move || without(feature)))
            .collect();
        let results = all.into_iter().map(|each| each.join());
        results
            .map(|result| result.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    FEATURES
        .iter()
        .zip(rest)
        .map(|(feature, rest)| Ok((feature.name, whole.saturating_sub(rest?))))
        .collect()
}

/// Turns the wasm file that rustc wrote into the files that the browser loads.
fn client(
    package: &Package,
    wasm: &Path,
    facts: Option<&Facts>,
    rebuild: &RebuildScript,
    profile: Profile,
    directory: &Path,
) -> Result<Manifest> {
    progress::step("Binding", &package.name);
    let (script, wasm) = artifact(wasm, profile, &|module, glue| {
        if let Some(facts) = facts {
            features::cut_unused(module, glue, facts);
        }
        Ok(())
    })?;
    let script = script.replace(REBUILD, &rebuild.name);
    progress::step("Compressing", &package.name);
    let manifest = assets::write(directory, &script, &wasm, rebuild, profile)?;
    progress::step("Finished", &manifest.summary(&package.name));
    Ok(manifest)
}

/// A function that removes what a release does not need.
type FeatureCut<'a> = dyn Fn(&mut Module, &mut Glue) -> Result<()> + 'a;

/// Returns the script and the module of the wasm file that rustc wrote, after the cut, if it is a release.
fn artifact(wasm: &Path, profile: Profile, cut: &FeatureCut) -> Result<(String, Vec<u8>)> {
    let Bound {
        mut module,
        script,
        relocations,
    } = bindings::bind(wasm, profile)?;
    let mut glue = Glue::new(&script, &mut module)?;
    if profile == Profile::Dev {
        glue.say_lost();
    }
    if profile == Profile::Release {
        entry::bare(&mut module);
        cut(&mut module, &mut glue)?;
        glue.remove_other_exports(&mut module);
        snip::panics(&mut module);
        unread::arguments(&mut module);
        if let Some(relocations) = relocations {
            prune::unused(&mut module, &relocations);
        }
    }
    let script = glue.link(&mut module);
    let wasm = module.emit_wasm();
    Ok(match profile {
        Profile::Dev => (script, wasm),
        Profile::Release => (minify::script(&script)?, optimize::wasm(wasm)?),
    })
}

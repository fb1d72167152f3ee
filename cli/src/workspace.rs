//! Reads from cargo which packages of the workspace are applications, and where their assets go.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use cargo_metadata::{Error, Metadata, MetadataCommand};

use crate::build::{Profile, Request};

/// Cargo's option to ask no registry.
const OFFLINE: &str = "--offline";

/// A cargo workspace.
pub struct Workspace {
    metadata: Metadata,
}

/// A package that is an application, and the binary that is its entry point.
#[derive(Debug, PartialEq, Eq)]
pub struct Package {
    pub name: String,
    pub binary: String,
    /// True if its server can be asked for its facts.
    pub has_facts: bool,
}

impl Workspace {
    /// Reads the workspace that the directory of a request belongs to.
    pub fn read(request: &Request) -> Result<Self> {
        let mut command = MetadataCommand::new();
        command.current_dir(&request.directory);
        if request.options.iter().any(|option| option == OFFLINE) {
            command.other_options([OFFLINE.to_owned()]);
        }
        match command.exec() {
            Ok(metadata) => Ok(Self { metadata }),
            // Cargo's own words, without what was run to hear them.
            Err(Error::CargoMetadata { stderr }) => bail!(
                "cargo cannot read this workspace: {}",
                stderr.trim().trim_start_matches("error: ")
            ),
            Err(error) => Err(error).context("cargo cannot read this workspace"),
        }
    }

    /// Returns the directory of the workspace's Cargo.lock.
    pub fn root(&self) -> &Path {
        self.metadata.workspace_root.as_std_path()
    }

    /// Returns the applications called `names`. Without names: the application of this directory, or else every
    /// application among the default members.
    pub fn applications(&self, names: &[String]) -> Result<Vec<Package>> {
        let packages = match (names, self.metadata.root_package()) {
            ([], Some(package)) => vec![package],
            ([], None) => self.default_applications()?,
            (names, _) => names
                .iter()
                .map(|name| self.member(name))
                .collect::<Result<_>>()?,
        };
        packages.into_iter().map(application).collect()
    }

    /// Returns the names of these applications: see [`Workspace::applications`].
    pub fn names_of(&self, names: &[String]) -> Result<Vec<String>> {
        let applications = self.applications(names)?;
        Ok(applications
            .into_iter()
            .map(|package| package.name)
            .collect())
    }

    /// Returns the version of wasm-bindgen that the applications are compiled with.
    pub fn wasm_bindgen(&self) -> Option<String> {
        let package = self
            .metadata
            .packages
            .iter()
            .find(|package| package.name == "wasm-bindgen")?;
        Some(package.version.to_string())
    }

    /// Returns the directory that contains the browser's files of a package.
    pub fn assets(&self, package: &str, profile: Profile) -> PathBuf {
        self.metadata
            .target_directory
            .join("watershed")
            .join(package)
            .join(profile.name())
            .into()
    }

    /// The file with the news for the pages of a package: see [`NEWS`](crate::serve::NEWS).
    pub fn news(&self, package: &str) -> PathBuf {
        let folder = self.metadata.target_directory.join("watershed");
        folder.join(package).join("news.json").into()
    }

    /// The file with the values of `#[durable]` signals of a package, for development: see [`DURABLE`](crate::serve::DURABLE).
    pub fn durable(&self, package: &str) -> PathBuf {
        let folder = self.metadata.target_directory.join("watershed");
        folder.join(package).join("durable").into()
    }

    /// The directory that cargo builds in.
    pub fn target(&self) -> &Path {
        self.metadata.target_directory.as_std_path()
    }

    /// The directories of the packages that are on this machine: not those of registries and repositories.
    pub fn local_packages(&self) -> Vec<PathBuf> {
        let packages = self.metadata.packages.iter();
        let local = packages.filter(|package| package.source.is_none());
        local
            .filter_map(|package| package.manifest_path.parent())
            .map(Into::into)
            .collect()
    }

    fn member(&self, name: &str) -> Result<&cargo_metadata::Package> {
        self.metadata
            .workspace_packages()
            .into_iter()
            .find(|package| package.name == name)
            .with_context(|| format!("there is no package `{name}` in this workspace"))
    }

    fn default_applications(&self) -> Result<Vec<&cargo_metadata::Package>> {
        let packages: Vec<_> = self
            .metadata
            .workspace_default_packages()
            .into_iter()
            .filter(|package| uses_watershed(package) && application(package).is_ok())
            .collect();
        if packages.is_empty() {
            bail!(
                "no package here is a Watershed application\nhelp: name one with `-p PKG`, or go to its directory"
            );
        }
        Ok(packages)
    }
}

fn uses_watershed(package: &cargo_metadata::Package) -> bool {
    package
        .dependencies
        .iter()
        .any(|dependency| dependency.name == "watershed")
}

fn application(package: &cargo_metadata::Package) -> Result<Package> {
    let binaries: Vec<_> = package
        .targets
        .iter()
        .filter(|target| target.is_bin())
        .map(|target| target.name.as_str())
        .collect();
    let name = package.name.as_str();
    let entry = package
        .default_run
        .as_deref()
        .or_else(|| binaries.iter().copied().find(|binary| *binary == name))
        .or_else(|| (binaries.len() == 1).then(|| binaries[0]));
    match entry {
        Some(binary) => Ok(Package {
            name: name.into(),
            binary: binary.into(),
            has_facts: uses_watershed(package),
        }),
        None if binaries.is_empty() => bail!(
            "the package `{name}` has no binary\nhelp: an application is a `src/main.rs` whose `main` has `#[watershed::main]`"
        ),
        None => bail!(
            "the package `{name}` has several binaries\nhelp: name the application with `default-run` in its Cargo.toml"
        ),
    }
}

//! Watches the files that an application is made of.
//!
//! These are Rust files and manifests in the folders of all local packages, and all other files that the last build has
//! read, which rustc lists next to the binary.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher, event::ModifyKind};

use crate::{build::Request, workspace::Workspace};

/// The files of an application, and the folders that are watched for them.
pub struct Sources {
    watcher: RecommendedWatcher,
    watched: HashSet<PathBuf>,
    /// The files that the last build has read.
    read: HashSet<PathBuf>,
    root: PathBuf,
    target: PathBuf,
}

impl Sources {
    /// Watches nothing yet. Changes will be reported to `changed`.
    pub fn watched_by(changed: impl Fn(PathBuf) + Send + 'static) -> Result<Self> {
        let tell = move |event: notify::Result<notify::Event>| {
            let Ok(event) = event else { return };
            if is_change(event.kind) {
                event.paths.into_iter().for_each(&changed);
            }
        };
        let watcher = notify::recommended_watcher(tell).context("cannot watch files")?;
        Ok(Self {
            watcher,
            watched: HashSet::new(),
            read: HashSet::new(),
            root: PathBuf::new(),
            target: PathBuf::new(),
        })
    }

    /// Watches the folders of all local packages, including new ones. If the workspace cannot be read, the watched
    /// folders stay the same.
    pub fn follow(&mut self, request: &Request) -> Result<()> {
        let Ok(workspace) = Workspace::read(request) else {
            return self.watch(&request.directory, RecursiveMode::NonRecursive);
        };
        self.root = workspace.root().into();
        self.target = workspace.target().into();
        self.watch(&workspace.root().to_owned(), RecursiveMode::NonRecursive)?;
        for package in workspace.local_packages() {
            self.watch(&package, RecursiveMode::NonRecursive)?;
            for folder in folders(&package) {
                if folder != self.target {
                    self.watch(&folder, RecursiveMode::Recursive)?;
                }
            }
        }
        let read: Vec<_> = self.read.iter().filter_map(|file| file.parent()).collect();
        for folder in read.into_iter().map(PathBuf::from).collect::<HashSet<_>>() {
            let is_watched = folder
                .ancestors()
                .any(|folder| self.watched.contains(folder));
            if !is_watched && !folder.starts_with(&self.target) {
                self.watch(&folder, RecursiveMode::NonRecursive)?;
            }
        }
        Ok(())
    }

    /// Records the files that a binary was made of.
    pub fn read(&mut self, binary: &Path) {
        let text = fs::read_to_string(binary.with_extension("d")).unwrap_or_default();
        self.read = files(&text);
    }

    /// Returns whether a change of this file is a change of the application.
    pub fn concern(&self, path: &Path) -> bool {
        let is_hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        if path.starts_with(&self.target) || inside.file_name().is_some_and(is_hidden) {
            return false;
        }
        let is_rust = path.extension().is_some_and(|extension| extension == "rs");
        let is_manifest = path.file_name().is_some_and(|name| name == "Cargo.toml");
        is_rust || is_manifest || self.read.contains(path)
    }

    /// Formats a path relative to the workspace.
    pub fn brief(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        inside.display().to_string()
    }

    fn watch(&mut self, folder: &Path, mode: RecursiveMode) -> Result<()> {
        if self.watched.insert(folder.into()) {
            self.watcher
                .watch(folder, mode)
                .with_context(|| format!("cannot watch {}", folder.display()))?;
        }
        Ok(())
    }
}

/// Returns whether an event means that the content of a file has changed or that the file is gone.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => false,
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) => true,
        EventKind::Other => false,
    }
}

/// Returns the folders of a package that may contain sources.
fn folders(package: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(package).into_iter().flatten().flatten();
    let is_source = |entry: &fs::DirEntry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        is_folder && !name.starts_with('.') && name != "target" && name != "node_modules"
    };
    entries
        .filter(is_source)
        .map(|entry| entry.path())
        .collect()
}

/// Parses the list of files that rustc writes: `target: file file`, with backslashes before spaces.
fn files(text: &str) -> HashSet<PathBuf> {
    let Some((_, list)) = text.split_once(": ") else {
        return HashSet::new();
    };
    let list = list.replace("\\ ", "\0");
    let files = list.split_whitespace();
    files.map(|file| file.replace('\0', " ").into()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources() -> Sources {
        let mut sources = Sources::watched_by(|_| {}).expect("files can be watched");
        sources.root = "/app".into();
        sources.target = "/app/target".into();
        sources.read = files("/app/target/debug/app: /app/src/main.rs /app/a\\ b.css\n");
        sources
    }

    #[test]
    fn sources_count_and_what_was_read() {
        let sources = sources();
        for path in [
            "/app/src/new.rs",
            "/app/Cargo.toml",
            "/app/a b.css",
            "/framework/src/lib.rs",
        ] {
            assert!(sources.concern(Path::new(path)), "{path}");
        }
    }

    #[test]
    fn what_a_build_or_the_application_writes_does_not_count() {
        let sources = sources();
        for path in [
            "/app/crossings.lock",
            "/app/Cargo.lock",
            "/app/app.db",
            "/app/target/x.rs",
            "/app/src/.#main.rs",
        ] {
            assert!(!sources.concern(Path::new(path)), "{path}");
        }
    }
}

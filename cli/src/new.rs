//! `cargo watershed new`: an application in a folder of its own.
//!
//! The files are those of `cli/template`, which `cargo generate` understands too.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::progress;

/// The files of an application, by their paths in it.
const TEMPLATE: [(&str, &str); 4] = [
    ("Cargo.toml", include_str!("../template/Cargo.toml.liquid")),
    (".gitignore", include_str!("../template/.gitignore")),
    ("README.md", include_str!("../template/README.md")),
    ("src/main.rs", include_str!("../template/src/main.rs")),
];

/// The place where an application finds the framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Framework {
    /// A checkout of Watershed, or the folder of the framework in it.
    Path(PathBuf),
    /// A repository of Watershed.
    Git(String),
}

/// Creates the application `name` in `directory`. Without a framework, it uses the checkout that this tool was built
/// from.
///
/// # Errors
///
/// If the name is not a valid crate name, if its folder exists or is inside of another workspace, or if the framework
/// is not found.
pub fn new(directory: &Path, name: &str, framework: Option<Framework>) -> Result<()> {
    check_name(name)?;
    let folder = directory.join(name);
    if folder.exists() {
        bail!(
            "{} exists already\nhelp: choose another name, or remove it",
            folder.display()
        );
    }
    check_surroundings(directory, name)?;
    let framework = dependency(framework)?;
    for (path, text) in TEMPLATE {
        write(&folder.join(path), &filled(text, name, &framework))?;
    }
    progress::step("Created", &format!("{name}: its page is src/main.rs"));
    progress::step("Next", &format!("cd {name} && cargo watershed serve"));
    Ok(())
}

/// Fills in the names that `cargo generate` would ask for.
fn filled(text: &str, name: &str, framework: &str) -> String {
    text.replace("{{project-name}}", name)
        .replace("{{watershed}}", framework)
}

/// Names that cargo refuses, or that collide with a dependency of the application.
const RESERVED: [&str; 14] = [
    "alloc",
    "build",
    "core",
    "deps",
    "examples",
    "incremental",
    "proc-macro",
    "proc_macro",
    "self",
    "std",
    "super",
    "test",
    "watershed",
    "watershed-macros",
];

/// Keywords of Rust, which are not valid crate names.
const KEYWORDS: [&str; 47] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe",
    "unsized", "use", "virtual",
];

fn check_name(name: &str) -> Result<()> {
    let refuse = |reason: &str| -> Result<()> {
        bail!(
            "`{name}` is not a name for a crate: {reason}\n\
             help: letters, digits, `-` and `_`, beginning with a letter: `cargo watershed new hello`"
        )
    };
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() {
        return refuse("it is empty");
    }
    if let Some(character) = name.chars().find(|c| !is_allowed(*c)) {
        return refuse(&format!("it has a `{character}`"));
    }
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return refuse("it does not begin with a letter");
    }
    if KEYWORDS.contains(&name) {
        return refuse("it is a keyword of Rust");
    }
    if RESERVED.contains(&name) {
        return refuse("something else has this name already");
    }
    Ok(())
}

/// Reports a folder inside of a workspace, because cargo would take the package for a member of it.
fn check_surroundings(directory: &Path, name: &str) -> Result<()> {
    for ancestor in directory.ancestors() {
        let manifest = ancestor.join("Cargo.toml");
        let text = fs::read_to_string(&manifest).unwrap_or_default();
        if text
            .lines()
            .any(|line| line.trim_start().starts_with("[workspace"))
        {
            bail!(
                "this folder is inside of another workspace, and cargo would take `{name}` for a part of it: {}\n\
                 help: go to a folder outside of {}",
                manifest.display(),
                ancestor.display()
            );
        }
    }
    Ok(())
}

/// Returns the dependency on the framework as it is written in Cargo.toml.
fn dependency(framework: Option<Framework>) -> Result<String> {
    match framework {
        Some(Framework::Git(url)) => Ok(format!("git = {url:?}")),
        Some(Framework::Path(path)) => {
            let found = framework_in(&path).with_context(|| {
                format!(
                    "there is no Watershed in {}\nhelp: `--path` is the folder of a checkout",
                    path.display()
                )
            })?;
            Ok(format!("path = {found:?}"))
        }
        None => {
            let found = framework_in(&checkout()).context(
                "the checkout that this tool was built from is gone\n\
                 help: say where Watershed is: `--path CHECKOUT`, or `--git URL`",
            )?;
            Ok(format!("path = {found:?}"))
        }
    }
}

/// Returns the checkout that this tool was built from.
fn checkout() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).into()
}

/// Returns the folder of the framework in a checkout, or that folder itself.
fn framework_in(path: &Path) -> Option<PathBuf> {
    let folders = [path.join("framework"), path.into()];
    let is_framework = |folder: &PathBuf| {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        manifest.contains("name = \"watershed\"")
    };
    let found = folders.into_iter().find(is_framework)?;
    fs::canonicalize(found).ok()
}

fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().context("a file is in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn names_are_those_of_crates() {
        for name in ["hello", "hello-world", "hello_2", "H"] {
            assert!(check_name(name).is_ok(), "{name}");
        }
        for name in [
            "",
            "2nd",
            "-x",
            "a b",
            "a/b",
            "über",
            "match",
            "test",
            "watershed",
        ] {
            let error = check_name(name).expect_err(name).to_string();
            assert!(error.contains("is not a name for a crate"), "{error}");
            assert!(error.contains("\nhelp: "), "{error}");
        }
    }

    #[test]
    fn nothing_stays_to_be_filled_in() {
        for (path, text) in TEMPLATE {
            let filled = filled(text, "hello", "path = \"/framework\"");
            assert!(
                !filled.contains("{{") && !filled.contains("}}"),
                "{path}: {filled}"
            );
        }
    }

    #[test]
    fn cargo_generate_knows_what_to_ask_for() {
        let asked = include_str!("../template/cargo-generate.toml");
        let text: String = TEMPLATE.iter().map(|(_, text)| *text).collect();
        let names = text
            .split("{{")
            .skip(1)
            .filter_map(|rest| rest.split("}}").next());
        for name in names.filter(|name| *name != "project-name") {
            assert!(asked.contains(&format!("[placeholders.{name}]")), "{name}");
        }
    }

    /// Renders a text as Liquid does: `{{ name }}` is the value of a name; everything else between braces is an error.
    fn rendered(text: &str, values: &[(&str, &str)]) -> String {
        assert!(!text.contains("{%"), "there are no tags here: {text}");
        let mut parts = text.split("{{");
        let mut rendered = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once("}}").expect("each name ends");
            let value = values.iter().find(|(known, _)| *known == name.trim());
            let (_, value) = value.unwrap_or_else(|| panic!("nobody asks for `{name}`"));
            rendered += value;
            rendered += rest;
        }
        rendered
    }

    /// Returns the files below a folder, by their paths in it.
    fn files_below(folder: &Path) -> BTreeMap<PathBuf, String> {
        let mut files = BTreeMap::new();
        let mut folders = vec![folder.to_path_buf()];
        while let Some(next) = folders.pop() {
            for entry in fs::read_dir(next).expect("it is a folder") {
                let path = entry.expect("it can be read").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = fs::read_to_string(&path).expect("it is a text");
                let name = path.strip_prefix(folder).expect("it is below");
                files.insert(name.to_path_buf(), text);
            }
        }
        files
    }

    /// `cargo generate` leaves out its own configuration, renders each file and name, and drops the ending `.liquid`.
    #[test]
    fn cargo_generate_makes_the_same_files() {
        let made = tempfile::tempdir().expect("there is room");
        let framework = Framework::Git("https://example.org/watershed".into());
        new(made.path(), "hello", Some(framework)).expect("it is a name");
        let values = [
            ("project-name", "hello"),
            ("watershed", "git = \"https://example.org/watershed\""),
        ];
        let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("template");
        let files = files_below(&template).into_iter();
        let files = files.filter(|(path, _)| path != Path::new("cargo-generate.toml"));
        let generated = files.map(|(path, text)| {
            let path = path.to_str().expect("it is a text");
            let name = rendered(path, &values);
            let name = name.strip_suffix(".liquid").unwrap_or(&name);
            (PathBuf::from(name), rendered(&text, &values))
        });
        let generated: BTreeMap<PathBuf, String> = generated.collect();
        assert_eq!(generated, files_below(&made.path().join("hello")));
    }
}

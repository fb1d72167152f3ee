//! Measures of the language of the source: how doc comments open, which type names are defined twice,
//! and where the two most overloaded words occur in names.

mod names;
mod openings;

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::shell;

/// The largest share of doc comments that may open with a question word or a pronoun.
const ALLOWED: f64 = 0.01;

/// A Rust file of the workspace.
struct File {
    path: String,
    text: String,
}

impl File {
    /// Returns the package whose library or program contains the file; `None` for tests and their applications.
    fn package(&self) -> Option<&str> {
        let (package, _) = self.path.split_once("/src/")?;
        (!package.starts_with("tests")).then_some(package)
    }
}

/// Prints the three measures. Fails if a comment or a type name breaks the rules of `CONTRIBUTING.md`.
///
/// With `list`, every comment that opens badly is printed too.
pub fn run(list: bool) -> Result<()> {
    let files = files()?;
    let openings = openings::of(&files);
    openings.print(list);
    let reasons = names::reasons(&glossary()?);
    let doubles = names::defined_twice(&files, &reasons);
    print_names("type names defined in two files of one crate", &doubles);
    for word in ["live", "scope"] {
        let title = format!("names with the word `{word}`");
        print_names(&title, &names::with_word(&files, word));
    }
    if openings.share() > ALLOWED {
        bail!(
            "more than {:.0} % of the doc comments open badly",
            ALLOWED * 100.0
        );
    }
    if !doubles.is_empty() {
        bail!(
            "{} type names are defined twice: rename one, or say why in book/src/glossary.md",
            doubles.len()
        );
    }
    Ok(())
}

/// Names, each with the files that define it.
type Names = BTreeMap<String, Vec<String>>;

fn print_names(title: &str, names: &Names) {
    println!("\n{title}: {}", names.len());
    for (name, files) in names {
        println!("  {name:<40} {}", files.join(", "));
    }
}

fn glossary() -> Result<String> {
    read(&shell::root().join("book/src/glossary.md"))
}

/// Reads the Rust files that git knows.
fn files() -> Result<Vec<File>> {
    let output = Command::new("git")
        .args(["ls-files", "*.rs"])
        .current_dir(shell::root())
        .output()
        .context("`git` does not run")?;
    let paths = String::from_utf8(output.stdout)?;
    let read = |path: &str| {
        let text = read(&shell::root().join(path))?;
        Ok(File {
            path: path.into(),
            text,
        })
    };
    paths
        .lines()
        .filter(|path| shell::root().join(path).exists())
        .map(read)
        .collect()
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

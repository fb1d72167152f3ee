//! Tests that a pass does not name a later one.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders, and the folders of later passes. Constructs belong to all passes, which use them through traits.
const WALLS: [(&str, &[&str]); 6] = [
    ("html", &["lower", "analyze", "split", "report", "emit"]),
    ("view", &["lower", "analyze", "split", "report", "emit"]),
    ("lower", &["analyze", "split", "report", "emit"]),
    ("analyze", &["split", "report", "emit"]),
    ("split", &["report", "emit"]),
    ("emit", &["composable", "component", "pipeline"]),
];

#[test]
fn no_pass_names_a_later_one() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut seen = 0;
    for (folder, behind) in WALLS {
        for file in files(&sources.join(folder)) {
            let text = fs::read_to_string(&file).expect("a source can be read");
            for later in behind {
                let named = text.contains(&format!("crate::{later}::"))
                    || text.contains(&format!("crate::{later};"));
                assert!(!named, "{} names `{later}`", file.display());
            }
            seen += 1;
        }
    }
    assert!(seen > 50, "only {seen} files were looked at");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is part of the crate");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let (folders, sources): (Vec<_>, Vec<_>) = paths.partition(|path| path.is_dir());
    let inside = folders.iter().flat_map(|folder| files(folder));
    sources.into_iter().chain(inside).collect()
}

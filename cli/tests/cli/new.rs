//! `cargo watershed new`: what it says instead of making an application that cannot be built. That the one which it makes can be is
//! shown where it is served.

use std::{fs, path::Path};

use crate::sandbox;

/// Claims that no application `name` is made in a folder, for this reason.
fn is_refused(folder: &Path, arguments: &[&str], reason: &str) {
    let output = sandbox::command(folder, &["watershed", "new"])
        .args(arguments)
        .output()
        .expect("the command runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(reason) && said.contains("\nhelp: "), "{said}");
}

#[test]
fn a_name_must_be_one_of_a_crate() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    is_refused(
        folder.path(),
        &["2nd"],
        "`2nd` is not a name for a crate: it does not begin with a letter",
    );
    is_refused(folder.path(), &["my app"], "it has a ` `");
    is_refused(folder.path(), &["async"], "it is a keyword of Rust");
    assert_eq!(fs::read_dir(folder.path()).expect("it is ours").count(), 0);
}

#[test]
fn what_is_there_is_left_alone() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    fs::create_dir(folder.path().join("hello")).expect("it is ours");
    is_refused(folder.path(), &["hello"], "hello exists already");
}

#[test]
fn an_application_is_no_part_of_another_workspace() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    fs::write(folder.path().join("Cargo.toml"), "[workspace]\n").expect("it is ours");
    let inside = folder.path().join("deep");
    fs::create_dir(&inside).expect("it is ours");
    is_refused(
        &inside,
        &["hello"],
        "this folder is inside of another workspace",
    );
    assert!(!inside.join("hello").exists());
}

#[test]
fn the_framework_is_found_before_anything_is_written() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    is_refused(
        folder.path(),
        &["hello", "--path", "nowhere"],
        "there is no Watershed in nowhere",
    );
    assert!(!folder.path().join("hello").exists());
}

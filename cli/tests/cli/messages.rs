//! Tests of error messages and exit codes.

use crate::sandbox::Sandbox;

#[test]
fn a_mistake_is_reported_once_and_ends_the_build() {
    let sandbox = Sandbox::new("src/main.rs", "fn main() { missing(); }");
    let output = sandbox.run();
    assert_eq!(output.code, Some(101));
    assert_eq!(
        output
            .said
            .matches("cannot find function `missing`")
            .count(),
        1,
        "{}",
        output.said
    );
    assert!(!output.said.contains("browser half"), "{}", output.said);
}

#[test]
fn what_only_the_server_half_has_is_explained() {
    let source = "#[cfg(not(target_arch = \"wasm32\"))]\nfn load() {}\n\nfn main() { load(); }";
    let output = Sandbox::new("src/main.rs", source).run();
    assert_eq!(output.code, Some(101));
    assert!(
        output.said.contains("cannot find function `load`")
            && output.said.contains("Put `#[server]` on items"),
        "{}",
        output.said
    );
}

#[test]
fn another_version_of_wasm_bindgen_is_explained() {
    let output = Sandbox::new("src/main.rs", "fn main() {}")
        .wasm_bindgen("0.2.92")
        .run();
    assert_eq!(output.code, Some(1));
    assert!(
        output.said.contains("uses wasm-bindgen 0.2.92"),
        "{}",
        output.said
    );
    assert!(output.said.contains("--precise 0.2.130"), "{}", output.said);
    assert!(!output.said.contains("Compiling"), "{}", output.said);
}

#[test]
fn a_package_without_a_binary_is_no_application() {
    let output = Sandbox::new("src/lib.rs", "").run();
    assert_eq!(output.code, Some(1));
    assert!(
        output.said.contains("`shelf` has no binary\nhelp:"),
        "{}",
        output.said
    );
}

#[test]
#[cfg(unix)]
fn a_missing_target_without_rustup_says_what_to_type() {
    let output = Sandbox::new("src/main.rs", "fn main() {}")
        .without_wasm_target()
        .run();
    assert_eq!(output.code, Some(1));
    assert!(
        output.said.contains("no rustup to add it\nhelp:"),
        "{}",
        output.said
    );
    assert!(
        output
            .said
            .contains("rustup target add wasm32-unknown-unknown"),
        "{}",
        output.said
    );
}

#[test]
#[cfg(unix)]
fn a_missing_target_is_added_by_rustup() {
    let sandbox = Sandbox::new("src/main.rs", "fn main() { missing(); }");
    let output = sandbox.without_wasm_target().with_rustup().run();
    assert!(
        output
            .said
            .contains("rustup was asked: target add wasm32-unknown-unknown"),
        "{}",
        output.said
    );
    assert!(
        output.said.contains("server half"),
        "the build goes on: {}",
        output.said
    );
}

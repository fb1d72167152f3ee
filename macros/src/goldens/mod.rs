//! Golden tests: the input is a component; the output is its coloured graph with reasons, and both halves (for rules
//! only the graph). [`edits`] compares the colours of two components.

mod edits;
mod report;

use std::path::Path;

use quote::ToTokens;
use syn::ItemFn;

use crate::diagnostic::Diagnostics;
use crate::{analyze, emit, lower, split};

#[test]
fn components_are_split_as_agreed() {
    for (name, source) in sources("components") {
        insta::assert_snapshot!(name, golden(&source));
    }
}

/// One component for each colouring rule.
#[test]
fn rules_colour_as_they_say() {
    for (name, source) in sources("rules") {
        let graph = with_split(&source, |unit, messages| {
            assert!(messages.is_empty(), "{name}: {messages:?}");
            report::graph(unit.component, unit.colours, unit.split)
        });
        insta::assert_snapshot!(name, graph);
    }
}

#[test]
fn mistakes_are_named_with_what_to_write_instead() {
    for (name, source) in sources("mistakes") {
        let messages = with_split(&source, |_, messages| messages.join("\n"));
        insta::assert_snapshot!(format!("mistake_{name}"), messages);
    }
}

/// Returns name and content of the files in a folder next to this file.
fn sources(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/goldens")
        .join(folder);
    let entries = std::fs::read_dir(folder).expect("the folder is part of the crate");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let source = |path: std::path::PathBuf| {
        let name = path
            .file_stem()
            .expect("a file has a name")
            .to_string_lossy()
            .into_owned();
        (
            name,
            std::fs::read_to_string(&path).expect("the file can be read"),
        )
    };
    let mut sources: Vec<_> = paths.map(source).collect();
    sources.sort();
    sources
}

fn golden(source: &str) -> String {
    with_split(source, |unit, messages| {
        assert!(messages.is_empty(), "{messages:?}");
        let graph = report::graph(unit.component, unit.colours, unit.split);
        let (server, client) = emit::halves(unit);
        let (server, client) = (pretty(server), pretty(client));
        format!("{graph}\n// ---- server\n\n{server}\n// ---- client\n\n{client}")
    })
}

/// Runs the passes up to emitting.
fn with_split<R>(source: &str, look: impl FnOnce(&emit::Unit, Vec<String>) -> R) -> R {
    let item: ItemFn = syn::parse_str(source).expect("a golden is one function");
    split_of(&item, look)
}

fn split_of<R>(item: &ItemFn, look: impl FnOnce(&emit::Unit, Vec<String>) -> R) -> R {
    let mut item = item.clone();
    item.attrs.clear();
    let mut diagnostics = Diagnostics::default();
    let component = lower::lower(&item, &mut diagnostics);
    let colours = analyze::analyze(&component, &mut diagnostics);
    let split = split::split(&component, &colours, &mut diagnostics);
    let unit = emit::Unit {
        component: &component,
        colours: &colours,
        split: &split,
        check_slice: false,
    };
    look(&unit, diagnostics.messages().map(str::to_owned).collect())
}

fn pretty(tokens: impl ToTokens) -> String {
    let file = syn::parse2(tokens.to_token_stream()).expect("what is emitted is Rust");
    prettyplease::unparse(&file).replace("::watershed::rt::", "rt::")
}

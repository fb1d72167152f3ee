//! Goldens: a component in; its coloured graph with the reasons, and both halves, out.

mod report;

use std::path::Path;

use quote::ToTokens;
use syn::ItemFn;

use crate::diagnostic::Diagnostics;
use crate::{analyze, emit, lower, split};

#[test]
fn components_are_split_as_agreed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/goldens/components");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder is part of the crate")
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    paths.sort();
    for path in paths {
        let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        let source = std::fs::read_to_string(&path).expect("the file can be read");
        insta::assert_snapshot!(name, golden(&source));
    }
}

fn golden(source: &str) -> String {
    let mut item: ItemFn = syn::parse_str(source).expect("a golden is one function");
    item.attrs.clear();
    let mut diagnostics = Diagnostics::default();
    let component = lower::lower(&item, &mut diagnostics);
    let colours = analyze::analyze(&component);
    let split = split::split(&component, &colours, &mut diagnostics);
    let problems: Vec<_> = diagnostics.messages().map(str::to_owned).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let unit = emit::Unit {
        component: &component,
        colours: &colours,
        split: &split,
        check_slice: false,
    };
    let graph = report::graph(&component, &colours, &split);
    let (server, client) = emit::halves(&unit);
    format!("{graph}\n// ---- server\n\n{}\n// ---- client\n\n{}", pretty(server), pretty(client))
}

fn pretty(tokens: impl ToTokens) -> String {
    let file = syn::parse2(tokens.to_token_stream()).expect("what is emitted is Rust");
    prettyplease::unparse(&file).replace("::watershed::rt::", "rt::")
}

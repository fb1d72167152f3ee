//! Builds the book, and looks at what came out: every link leads somewhere, and every block of Rust is compiled.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use kuchikikiki::{parse_html, traits::TendrilSink};
use mdbook_driver::MDBook;

#[test]
fn every_link_leads_somewhere() {
    let pages = build();
    let dead: Vec<_> = pages
        .iter()
        .flat_map(|(path, page)| {
            let links = page.links.iter();
            links.filter_map(|link| dead(&pages, path, link))
        })
        .collect();
    assert!(dead.is_empty(), "dead links:\n{}", dead.join("\n"));
}

#[test]
fn every_page_is_in_the_summary() {
    let summary = read(&source().join("SUMMARY.md"));
    for page in files(&source(), "md") {
        let name = page
            .strip_prefix(source())
            .expect("it is a page")
            .display()
            .to_string();
        let is_listed = name == "SUMMARY.md" || summary.contains(&format!("({name})"));
        assert!(is_listed, "{name} is not in SUMMARY.md");
    }
}

#[test]
fn every_block_of_rust_is_compiled() {
    let problems: Vec<_> = files(&source(), "md")
        .iter()
        .flat_map(|page| {
            blocks(page)
                .into_iter()
                .filter_map(|block| refused(page, &block))
        })
        .collect();
    assert!(
        problems.is_empty(),
        "not compiled:\n{}",
        problems.join("\n")
    );
}

#[test]
fn files_that_the_repository_links_to_are_there() {
    for page in fs::read_dir(root()).expect("there is a repository") {
        let page = page.expect("it can be listed").path();
        if page.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        for link in read(&page).split("](").skip(1) {
            let link = link.split([')', '#']).next().unwrap_or_default();
            let is_file = !link.is_empty() && !link.contains("://");
            let target = root().join(link);
            assert!(!is_file || target.exists(), "{}: {link}", page.display());
        }
    }
}

#[test]
fn files_that_the_map_names_are_there() {
    let sources = [
        "macros",
        "markup",
        "framework",
        "cli",
        "tests",
        "xtask",
        "examples",
        "book",
    ];
    let known: Vec<_> = sources
        .iter()
        .flat_map(|folder| ["rs", "js", "md"].map(|kind| files(&root().join(folder), kind)))
        .flatten()
        .collect();
    for map in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
        for named in read(&root().join(map)).split('`').skip(1).step_by(2) {
            let is_file = [".rs", ".js", ".md"].iter().any(|end| named.ends_with(end))
                && !named.contains(' ');
            let is_known =
                known.iter().any(|path| path.ends_with(named)) || root().join(named).is_file();
            assert!(!is_file || is_known, "{map} names `{named}`");
        }
    }
}

/// The links of a page, and the ids that they can lead to.
struct Page {
    links: Vec<String>,
    ids: BTreeSet<String>,
}

/// Builds the book, and reads its pages.
fn build() -> BTreeMap<PathBuf, Page> {
    let into = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("book");
    let mut book =
        MDBook::load(env!("CARGO_MANIFEST_DIR")).expect("book.toml and SUMMARY.md are right");
    book.config.build.build_dir = into.clone();
    book.build().expect("the book builds");
    let own = ["print.html", "toc.html", "404.html"];
    let pages = files(&into, "html").into_iter();
    let pages = pages.filter(|path| !own.iter().any(|name| path.ends_with(name)));
    pages.map(|path| (path.clone(), page(&path))).collect()
}

fn page(path: &Path) -> Page {
    let html = read(path);
    assert!(
        !html.contains("{{#"),
        "{} includes what is not there",
        path.display()
    );
    let document = parse_html().one(html);
    let all = |selector, attribute: &'static str| {
        let found = document.select(selector).expect("it is a selector");
        let values = found
            .filter_map(move |node| node.attributes.borrow().get(attribute).map(str::to_owned));
        values.collect::<Vec<_>>()
    };
    let mut links = all("main a", "href");
    links.extend(all("main img", "src"));
    Page {
        links,
        ids: all("[id]", "id").into_iter().collect(),
    }
}

/// Says what is wrong with a link of the page at `path`, if something is.
fn dead(pages: &BTreeMap<PathBuf, Page>, path: &Path, link: &str) -> Option<String> {
    if link.contains("://") {
        return None;
    }
    let (file, id) = link.split_once('#').unwrap_or((link, ""));
    let target = match file {
        "" => path.to_path_buf(),
        file => lexical(&path.parent().expect("a page is in a folder").join(file)),
    };
    let leads = match pages.get(&target) {
        Some(page) => id.is_empty() || page.ids.contains(id),
        None => id.is_empty() && target.is_file(),
    };
    (!leads).then(|| format!("{}: {link}", path.display()))
}

/// `a/c` for `a/b/../c`.
fn lexical(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut path, part| {
        match part {
            std::path::Component::ParentDir => drop(path.pop()),
            part => path.push(part),
        }
        path
    })
}

/// A block of Rust in a page.
struct Block {
    line: usize,
    /// The words after its fence.
    info: String,
    content: Vec<String>,
}

/// The blocks of a page that say they are Rust.
fn blocks(page: &Path) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    for (line, text) in read(page).lines().enumerate() {
        match text.trim_start().strip_prefix("```") {
            Some(_) if is_open => is_open = false,
            Some(info) => {
                is_open = true;
                blocks.push(Block {
                    line: line + 1,
                    info: info.trim().to_owned(),
                    content: Vec::new(),
                });
            }
            None if is_open => blocks
                .last_mut()
                .expect("one is open")
                .content
                .push(text.trim().to_owned()),
            None => {}
        }
    }
    blocks.retain(|block| block.info.starts_with("rust"));
    blocks
}

/// Says why a block is not known to be compiled. One that is marked `compile_fail` is a file that is known to be refused.
fn refused(page: &Path, block: &Block) -> Option<String> {
    let place = format!("{}:{}", page.display(), block.line);
    let is_failing = match block.info.as_str() {
        "rust" => false,
        "rust,compile_fail" => true,
        "rust,ignore" if is_written(page, block) => return None,
        info => {
            return Some(format!(
                "{place}: `{info}` is neither `rust` nor `rust,compile_fail`"
            ));
        }
    };
    if block.content.is_empty() {
        return Some(format!("{place}: an empty block"));
    }
    let mut lines = block.content.iter().filter(|line| !line.is_empty());
    lines.find_map(|line| {
        let include = line
            .strip_prefix("{{#include ")
            .and_then(|line| line.strip_suffix("}}"));
        let Some(include) = include else {
            return Some(format!("{place}: `{line}` is not included from a file"));
        };
        let (file, anchor) = include.split_once(':').unwrap_or((include, ""));
        let file = lexical(&page.parent().expect("a page is in a folder").join(file));
        match () {
            () if !file.is_file() => Some(format!("{place}: no file {file:?}")),
            () if !has_anchor(&file, anchor) => Some(format!("{place}: no {anchor:?} in {file:?}")),
            () if is_failing != is_refused(&file) => Some(format!(
                "{place}: {file:?} is refused or not, unlike the block"
            )),
            () if !is_failing && !is_compiled(&file) => {
                Some(format!("{place}: {file:?} is not compiled"))
            }
            () => None,
        }
    })
}

/// Returns whether `cargo xtask diagnostics` has written the block: it is in a file that is known to be refused, or in one
/// that is compiled.
fn is_written(page: &Path, block: &Block) -> bool {
    let mut folders = [
        "framework/compile-fail",
        "framework/tests/compiled_accepted",
    ]
    .iter();
    let is_in = |file: &PathBuf| {
        let text = read(file);
        let mut lines = text.lines().map(str::trim);
        block
            .content
            .iter()
            .all(|line| lines.any(|found| found == line))
    };
    page.starts_with(source().join("diagnostics"))
        && folders.any(|folder| files(&root().join(folder), "rs").iter().any(is_in))
}

fn has_anchor(file: &Path, anchor: &str) -> bool {
    let is_range = anchor.chars().all(|c| c.is_ascii_digit() || c == ':');
    let is_there = |mark: &str| {
        read(file)
            .lines()
            .any(|line| line.trim() == format!("// {mark}: {anchor}"))
    };
    is_range || is_there("ANCHOR") && is_there("ANCHOR_END")
}

/// Returns whether a test holds that the compiler refuses the file.
fn is_refused(file: &Path) -> bool {
    file.starts_with(root().join("framework/compile-fail"))
        && file.with_extension("stderr").is_file()
}

/// Returns whether the file is a module of the book's examples, or of an example or test application.
fn is_compiled(file: &Path) -> bool {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    if let Ok(name) = file.strip_prefix(&own) {
        let module = format!("mod {};", name.with_extension("").display());
        return read(&own.join("lib.rs"))
            .lines()
            .any(|line| line.ends_with(&module));
    }
    ["examples", "tests/apps", "cli/template"]
        .iter()
        .any(|folder| file.starts_with(root().join(folder)))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder can be read");
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => files(&path, extension),
            false => vec![path],
        })
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect()
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn root() -> PathBuf {
    let book = Path::new(env!("CARGO_MANIFEST_DIR"));
    book.parent()
        .expect("the book is in the repository")
        .to_path_buf()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

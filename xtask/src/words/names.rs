//! Names that are defined in the source.

use std::collections::{BTreeMap, BTreeSet};

use super::{File, Names};

/// Reads which names the glossary allows in two files: its lines of the form ``- `Name`: why``.
pub fn reasons(glossary: &str) -> BTreeSet<String> {
    let name = |line: &str| Some(line.strip_prefix("- `")?.split_once("`:")?.0.to_owned());
    glossary.lines().filter_map(name).collect()
}

/// Returns the type names that two files of one package define, as `package::Name`.
pub fn defined_twice(files: &[File], reasons: &BTreeSet<String>) -> Names {
    let mut definitions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, package) in in_packages(files) {
        for name in types(&file.text).filter(|name| !reasons.contains(*name)) {
            let name = format!("{package}::{name}");
            definitions
                .entry(name)
                .or_default()
                .insert(file.path.clone());
        }
    }
    let twice = definitions.into_iter().filter(|(_, files)| files.len() > 1);
    twice
        .map(|(name, files)| (name, files.into_iter().collect()))
        .collect()
}

/// Returns the names that packages define and that contain a word, in any case.
pub fn with_word(files: &[File], word: &str) -> Names {
    let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, _) in in_packages(files) {
        for name in definitions(&file.text).filter(|name| words(name).any(|part| part == word)) {
            names
                .entry(name.into())
                .or_default()
                .insert(file.path.clone());
        }
    }
    names
        .into_iter()
        .map(|(name, files)| (name, files.into_iter().collect()))
        .collect()
}

fn in_packages(files: &[File]) -> impl Iterator<Item = (&File, &str)> {
    files
        .iter()
        .filter_map(|file| Some((file, file.package()?)))
}

fn types(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let associated = line.starts_with(' ') && line.trim_start().starts_with("type ");
        if associated {
            None
        } else {
            defined(line, TYPES)
        }
    })
}

fn definitions(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| defined(line, ITEMS))
}

const TYPES: &[&str] = &["struct", "enum", "union", "trait", "type"];
const ITEMS: &[&str] = &[
    "struct", "enum", "union", "trait", "type", "fn", "mod", "const", "static",
];
const QUALIFIERS: &[&str] = &["const", "async", "unsafe", "auto"];

/// Returns the name that a line defines with one of the keywords.
fn defined<'a>(line: &'a str, keywords: &[&str]) -> Option<&'a str> {
    let mut words = without_visibility(line.trim_start()).split_whitespace();
    let mut keyword = words.next()?;
    let mut name = words.next()?;
    while QUALIFIERS.contains(&keyword) && ITEMS.contains(&name) {
        keyword = name;
        name = words.next()?;
    }
    let end = name.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let name = &name[..end.unwrap_or(name.len())];
    (keywords.contains(&keyword) && !name.is_empty()).then_some(name)
}

fn without_visibility(line: &str) -> &str {
    match line.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => rest.split_once(')').map_or(rest, |(_, rest)| rest),
        Some(rest) if rest.starts_with(' ') => rest,
        _ => line,
    }
}

/// Splits `snake_case` and `CamelCase` into words in lower case.
fn words(name: &str) -> impl Iterator<Item = String> {
    let mut words = vec![String::new()];
    let mut before = '_';
    for letter in name.chars() {
        if letter == '_' || (letter.is_uppercase() && before.is_lowercase()) {
            words.push(String::new());
        }
        if letter != '_' {
            words
                .last_mut()
                .into_iter()
                .for_each(|word| word.extend(letter.to_lowercase()));
        }
        before = letter;
    }
    words.into_iter().filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File {
            path: path.into(),
            text: text.into(),
        }
    }

    #[test]
    fn definitions_of_all_forms_are_found() {
        let text = "pub(crate) struct Page<T> {\npub enum Way {\n    type Item = u8;\ntype Row = u8;\nlet x = Page;\n";
        assert_eq!(types(text).collect::<Vec<_>>(), ["Page", "Way", "Row"]);
        let text = "pub const fn live(&self) {\nmod scope;\nconst LIVE: u8 = 0;\npub(in crate::a) fn scoped() {}\n";
        let names: Vec<_> = definitions(text).collect();
        assert_eq!(names, ["live", "scope", "LIVE", "scoped"]);
    }

    #[test]
    fn a_name_counts_once_per_package_and_not_in_tests() {
        let files = [
            file("a/src/one.rs", "struct Row;"),
            file("a/src/two.rs", "struct Row;\nstruct Page;"),
            file("a/src/three.rs", "struct Page;"),
            file("a/tests/one.rs", "struct Row;"),
            file("b/src/one.rs", "struct Row;"),
        ];
        let reasons = reasons("- `Page`: one on each side.\n");
        let twice = defined_twice(&files, &reasons);
        assert_eq!(twice.keys().collect::<Vec<_>>(), ["a::Row"]);
    }

    #[test]
    fn names_are_split_into_words() {
        assert_eq!(words("PageScope").collect::<Vec<_>>(), ["page", "scope"]);
        assert_eq!(
            words("is_live_now").collect::<Vec<_>>(),
            ["is", "live", "now"]
        );
        assert_eq!(words("LIVE").collect::<Vec<_>>(), ["live"]);
    }
}

//! One page of the book for each diagnostic: `cargo xtask diagnostics`.
//!
//! A page is made of what the tests hold anyway: the file in `framework/compile-fail` that is refused, the message that
//! the compiler gives for it, and the file in `framework/tests/compiled_accepted` that compiles and says why. The command
//! line tool contains the same pages for `cargo watershed explain`.

use std::{collections::BTreeMap, fs, path::PathBuf};

use anyhow::{Context, Result, ensure};

use crate::shell;

const TABLE: &str = "macros/src/diagnostic/table.rs";
const REFUSED: &str = "framework/compile-fail";
const ACCEPTED: &str = "framework/tests/compiled_accepted";
const BOOK: &str = "book/src/diagnostics";
const SUMMARY: &str = "book/src/SUMMARY.md";
const EXPLAINED: &str = "cli/src/explain/pages.md";
/// The line of the summary under which the pages are listed.
const HEADING: &str = "- [Diagnostics](diagnostics/index.md)";

/// Writes the pages, their list in the summary, and the copy in the command line tool.
pub fn write() -> Result<()> {
    let files = files()?;
    for stale in pages_there()? {
        fs::remove_file(stale)?;
    }
    fs::create_dir_all(path(BOOK))?;
    for (file, text) in files {
        fs::write(path(&file), text)?;
    }
    Ok(())
}

/// Returns the content of each file.
fn files() -> Result<BTreeMap<String, String>> {
    let pages = pages()?;
    let mut files = BTreeMap::new();
    for page in &pages {
        files.insert(format!("{BOOK}/{}.md", page.code), page.text());
    }
    files.insert(format!("{BOOK}/index.md"), index(&pages));
    files.insert(SUMMARY.to_owned(), summary(&read(SUMMARY)?, &pages));
    let explained = pages.iter().map(|page| page.text());
    files.insert(
        EXPLAINED.to_owned(),
        explained.collect::<Vec<_>>().join("\n"),
    );
    Ok(files)
}

/// One diagnostic.
struct Page {
    code: String,
    /// A sentence without names of the example.
    title: String,
    /// Why this is not allowed.
    why: String,
    refused: String,
    /// The message of the compiler for `refused`.
    message: String,
    accepted: String,
}

impl Page {
    fn read(code: &str) -> Result<Page> {
        let refused = refused(code)?;
        let messages = read(&refused.replace(".rs", ".stderr"))?;
        let (words, accepted_code) = described(&read(&accepted(code))?);
        let (title, why) = words.split_once("\n\n").unwrap_or_default();
        ensure!(
            !why.is_empty(),
            "`{}` begins with a sentence, an empty line, and why",
            accepted(code)
        );
        Ok(Page {
            code: code.to_owned(),
            title: title.trim_end_matches('.').replace('\n', " "),
            why: why.to_owned(),
            refused: described(&read(&refused)?).1,
            message: message(&messages, code)
                .with_context(|| format!("`{refused}` is not refused with {code}"))?,
            accepted: accepted_code,
        })
    }

    fn text(&self) -> String {
        let Page {
            code,
            title,
            why,
            refused,
            message,
            accepted,
        } = self;
        format!(
            "# {code}: {title}\n\n{why}\n\n## Refused\n\n```rust,ignore\n{refused}\n```\n\n```text\n{message}\n```\n\n\
            ## Accepted\n\n```rust,ignore\n{accepted}\n```\n"
        )
    }
}

fn pages() -> Result<Vec<Page>> {
    codes()?.iter().map(|code| Page::read(code)).collect()
}

/// The codes of the table, in order.
fn codes() -> Result<Vec<String>> {
    let table = read(TABLE)?;
    let rows = table
        .lines()
        .filter_map(|line| line.trim().strip_prefix('"'));
    let codes = rows.filter_map(|row| row.split_once('"'));
    let is_code = |code: &&str| {
        code.strip_prefix('W')
            .is_some_and(|number| number.len() == 3 && number.parse::<u16>().is_ok())
    };
    Ok(codes
        .map(|(code, _)| code)
        .filter(is_code)
        .map(str::to_owned)
        .collect())
}

/// The first file that is refused with `code`.
fn refused(code: &str) -> Result<String> {
    let prefix = format!("{}_", code.to_lowercase());
    let mut names = Vec::new();
    for entry in fs::read_dir(path(REFUSED))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with(&prefix) && name.ends_with(".rs") {
            names.push(name);
        }
    }
    names.sort();
    let first = names
        .first()
        .with_context(|| format!("{code} has no file in `{REFUSED}`"))?;
    Ok(format!("{REFUSED}/{first}"))
}

fn accepted(code: &str) -> String {
    format!("{ACCEPTED}/{}.rs", accepted_name(code))
}

fn accepted_name(code: &str) -> String {
    code.to_lowercase()
}

/// The `//!` lines on top of a file, and its code without what each such file has.
fn described(source: &str) -> (String, String) {
    let words = source.lines().map_while(|line| line.strip_prefix("//!"));
    let words: Vec<_> = words.map(str::trim).collect();
    let is_code = |line: &&str| !["use watershed::prelude::*;", "fn main() {}"].contains(line);
    let code: Vec<_> = source.lines().skip(words.len()).filter(is_code).collect();
    (words.join("\n"), code.join("\n").trim().to_owned())
}

/// The sentence and the help of the first message with `code`.
fn message(messages: &str, code: &str) -> Option<String> {
    let number = format!("[{code}]");
    let lines = messages.lines().skip_while(|line| !line.contains(&number));
    let lines: Vec<_> = lines
        .take_while(|line| !line.trim_start().starts_with("-->"))
        .map(str::trim)
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn index(pages: &[Page]) -> String {
    let rows = pages
        .iter()
        .map(|page| format!("| [{0}]({0}.md) | {1} |\n", page.code, page.title));
    format!(
        "# Diagnostics\n\nEach message of the compiler ends with a number. Its page says why, and shows what is refused and \
        what is accepted.\n`cargo watershed explain W409` prints it.\n\n| number | |\n|---|---|\n{}",
        rows.collect::<String>()
    )
}

/// The summary, with the pages under their heading.
fn summary(written: &str, pages: &[Page]) -> String {
    let mut lines = Vec::new();
    for line in written
        .lines()
        .filter(|line| !line.contains("](diagnostics/W"))
    {
        lines.push(line.to_owned());
        if line.trim() == HEADING {
            let indent = &line[..line.len() - line.trim_start().len()];
            lines.extend(pages.iter().map(|page| {
                format!(
                    "{indent}  - [{0}: {1}](diagnostics/{0}.md)",
                    page.code, page.title
                )
            }));
        }
    }
    lines.join("\n") + "\n"
}

/// The pages that the book has now.
fn pages_there() -> Result<Vec<PathBuf>> {
    match fs::read_dir(path(BOOK)) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(_) => Ok(Vec::new()),
    }
}

fn read(file: &str) -> Result<String> {
    fs::read_to_string(path(file)).with_context(|| format!("`{file}` is not there"))
}

fn path(file: &str) -> PathBuf {
    shell::root().join(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_has_a_page_for_each_diagnostic() {
        let files = files().expect("each diagnostic has what its page is made of");
        for (file, text) in &files {
            assert!(
                read(file).is_ok_and(|written| written == *text),
                "`{file}` is old: type `cargo xtask diagnostics`"
            );
        }
        let is_written = |page: &PathBuf| files.keys().any(|file| path(file) == *page);
        assert!(
            pages_there()
                .expect("it is a folder")
                .iter()
                .all(is_written)
        );
        assert!(read(SUMMARY).expect("the book has one").contains(HEADING));
    }

    #[test]
    fn each_accepted_example_is_compiled() {
        let list = read(&format!("{ACCEPTED}/main.rs")).expect("it lists them");
        for code in codes().expect("there is a table") {
            let module = format!("mod {};", accepted_name(&code));
            assert!(
                list.contains(&module),
                "`{ACCEPTED}/main.rs` does not have `{module}`"
            );
        }
    }
}

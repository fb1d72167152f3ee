//! The file from which a server reads the news that its pages show: see `server/reload` in the framework.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::json;

/// The news of one application.
pub struct News(PathBuf);

impl News {
    /// Creates news in this file, which are empty at first.
    pub fn at(path: PathBuf) -> Result<Self> {
        let folder = path.parent().context("a file is in a folder")?;
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        let news = Self(std::path::absolute(path)?);
        news.tell_nothing()?;
        Ok(news)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Shows on the pages why the last build failed.
    pub fn tell_problem(&self, text: &str) -> Result<()> {
        self.write(&json!({ "problem": without_colours(text) }).to_string())
    }

    /// Removes the error from the pages.
    pub fn tell_nothing(&self) -> Result<()> {
        self.write("{}")
    }

    /// Replaces the text in one step, so that a reader gets the old text or the new one.
    fn write(&self, text: &str) -> Result<()> {
        let next = self.0.with_extension("next");
        fs::write(&next, text).with_context(|| format!("cannot write {}", next.display()))?;
        fs::rename(&next, &self.0).with_context(|| format!("cannot write {}", self.0.display()))
    }
}

/// Removes the codes that set a terminal's colours.
fn without_colours(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\x1b[") {
        plain.push_str(before);
        let end = after.find(|c: char| c.is_ascii_alphabetic());
        rest = end.map_or("", |end| &after[end + 1..]);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_no_terminal() {
        let said = "\x1b[1m\x1b[91merror\x1b[0m: no `x`\n";
        assert_eq!(without_colours(said), "error: no `x`\n");
    }

    #[test]
    fn news_replace_each_other() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let news = News::at(folder.path().join("deep/news.json")).expect("the folder is ours");
        let read = || fs::read_to_string(news.path()).expect("it is there");
        assert_eq!(read(), "{}");
        news.tell_problem("a \"b\"").expect("the folder is ours");
        assert_eq!(read(), r#"{"problem":"a \"b\""}"#);
        news.tell_nothing().expect("the folder is ours");
        assert_eq!(read(), "{}");
    }
}

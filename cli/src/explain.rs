//! The pages of the compiler's messages, as the book has them.

use anyhow::{Result, bail};

/// Written by `cargo xtask diagnostics`: one page after the other, each with its number in the heading.
const PAGES: &str = include_str!("explain/pages.md");

/// The page of the message with this number.
pub fn explain(code: &str) -> Result<String> {
    let code = code.trim_matches(['[', ']']).to_uppercase();
    match pages().find(|page| page.starts_with(&format!("{code}:"))) {
        Some(page) => Ok(format!(
            "# {}\n",
            page.trim_end().replace("```rust,ignore", "```rust")
        )),
        None => bail!(
            "the compiler has no message `{code}`; its messages end with a number such as [W409]"
        ),
    }
}

fn pages() -> impl Iterator<Item = &'static str> {
    let pages = PAGES.split("\n# ");
    pages.map(|page| page.trim_start_matches("# "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_its_page() {
        let page = explain("[w409]").expect("there is one");
        assert!(page.starts_with("# W409: "), "{page}");
        assert!(page.contains("## Refused") && page.contains("## Accepted"));
        assert_eq!(page.matches("\n# ").count(), 0, "and no other");
        assert!(explain("E0308").is_err());
    }
}

//! The script that starts a page, as the server sends it: minified when Watershed is built, not when an application is.

use anyhow::Result;

use crate::minify;

/// The two texts of the script; a page gets one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bootstrap {
    /// For pages that say what is to be prevented before the client is there.
    pub preventing: String,
    /// For the others: without what is between the lines `// [prevent` and `// prevent]`.
    pub bare: String,
}

/// Minifies the script.
///
/// # Errors
///
/// If it is none.
pub fn bootstrap(source: &str) -> Result<Bootstrap> {
    Ok(Bootstrap {
        preventing: minify::classic(source)?,
        bare: minify::classic(&without_sections(source))?,
    })
}

fn without_sections(source: &str) -> String {
    let mut is_in_section = false;
    let mut kept = String::new();
    for line in source.lines() {
        match line.trim() {
            "// [prevent" => is_in_section = true,
            "// prevent]" => is_in_section = false,
            _ if is_in_section => {}
            _ => kept.extend([line, "\n"]),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_in_one_text_only() {
        let source = "(() => {\nlet first = 1; // why\n// [prevent\nprevent(first);\n// prevent]\nstart(first);\n})();\n";
        let Bootstrap { preventing, bare } = bootstrap(source).expect("this is a script");
        assert!(preventing.contains("prevent(") && preventing.contains("start("));
        assert!(!bare.contains("prevent(") && bare.contains("start("));
        assert!(!bare.contains("why") && !bare.contains('\n'));
    }
}

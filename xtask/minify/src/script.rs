//! Minifies the script that starts a page.

use anyhow::{Result, bail};
use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{CompressOptions, MangleOptions, Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

/// The texts of the script; a page gets one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bootstrap {
    /// For pages with events whose default action is prevented before the client has started.
    pub preventing: String,
    /// For all other pages: without the lines between `// [prevent` and `// prevent]`.
    pub bare: String,
    /// For pages whose boundaries come behind them: with those between `// [stream` and `// stream]`, in place of those between
    /// `// [whole` and `// whole]`.
    pub streaming: String,
}

impl Bootstrap {
    /// Minifies the script.
    ///
    /// # Errors
    ///
    /// On a syntax error.
    pub fn of(source: &str) -> Result<Self> {
        Ok(Self {
            preventing: minified(&without(source, &["stream"]))?,
            bare: minified(&without(source, &["stream", "prevent"]))?,
            streaming: minified(&without(source, &["whole"]))?,
        })
    }
}

/// Returns the script without these sections.
fn without(source: &str, sections: &[&str]) -> String {
    let mut open = None;
    let mut kept = String::new();
    for line in source.lines() {
        let mark = line.trim().strip_prefix("// ").unwrap_or_default();
        let starts = |name: &&&str| mark.strip_prefix('[') == Some(**name);
        match open {
            None => open = sections.iter().find(starts),
            Some(name) if mark.strip_suffix(']') == Some(name) => open = None,
            Some(_) => continue,
        }
        if open.is_none() {
            kept.extend([line, "\n"]);
        }
    }
    kept
}

/// Minifies a script.
fn minified(source: &str) -> Result<String> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, SourceType::cjs()).parse();
    if let Some(problem) = parsed.diagnostics.first() {
        bail!("the script cannot be read: {problem}");
    }
    let mut program = parsed.program;
    let options = MinifierOptions {
        mangle: Some(MangleOptions::default()),
        mangle_properties: None,
        compress: Some(CompressOptions::smallest()),
    };
    let minified = Minifier::new(options).minify(&allocator, &mut program);
    let printed = Codegen::new()
        .with_options(CodegenOptions::minify())
        .with_scoping(minified.scoping)
        .build(&program);
    Ok(printed.code.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_in_one_text_only() {
        let source = "(() => {\nlet first = 1; // why\n// [prevent\nprevent(first);\n// prevent]\nstart(first);\n// [stream\ncome();\n// stream]\n})();\n";
        let Bootstrap {
            preventing,
            bare,
            streaming,
        } = Bootstrap::of(source).expect("this is a script");
        assert!(preventing.contains("prevent(") && preventing.contains("start("));
        assert!(!bare.contains("prevent(") && bare.contains("start("));
        assert!(!bare.contains("why") && !bare.contains('\n'));
        assert!(streaming.contains("prevent(") && streaming.contains("come("));
        assert!(!preventing.contains("come(") && !bare.contains("come("));
    }

    #[test]
    fn a_syntax_error_is_an_error() {
        assert!(Bootstrap::of("let = {").is_err());
    }
}

//! The script without comments, whitespace and long names.

use anyhow::{Result, bail};
use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{CompressOptions, MangleOptions, Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

/// The shortest equivalent of an ES module.
pub fn script(source: &str) -> Result<String> {
    minified(source, SourceType::mjs())
}

/// The shortest equivalent of a script that is no module.
pub fn classic(source: &str) -> Result<String> {
    minified(source, SourceType::cjs())
}

fn minified(source: &str, kind: SourceType) -> Result<String> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, kind).parse();
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
    use super::script;

    #[test]
    fn local_names_shrink_and_exported_ones_stay() {
        let long = "let counter = 0;\n/** Adds. */\nexport function increment(amount) { counter += amount; return counter; }";
        let short = script(long).expect("this is an ES module");
        assert!(short.len() < long.len() - 40, "{short}");
        assert!(
            short.contains("increment") && !short.contains("amount"),
            "{short}"
        );
    }

    #[test]
    fn a_syntax_error_is_an_error() {
        assert!(script("export function {").is_err());
    }
}

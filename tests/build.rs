//! Writes generated components for the compiler: pages, `WATERSHED_GENERATED` of them from the seed `WATERSHED_FIRST_SEED`
//! on, and kinds of components for trees, of the seed `WATERSHED_KINDS`.

#[path = "src/generate/kind_source.rs"]
mod kind_source;
#[path = "src/generate/kinds.rs"]
mod kinds;
#[path = "src/generate/page_source.rs"]
mod page_source;
#[path = "src/generate/program.rs"]
mod program;
#[path = "src/generate/random.rs"]
mod random;
#[path = "src/generate/source.rs"]
mod source;

use std::{env, fs, path::PathBuf};

/// As many as compile in a few seconds.
const DEFAULT: u64 = 40;

fn main() {
    println!("cargo::rerun-if-changed=src/generate");
    write("generated.rs", &pages());
    let seed = number("WATERSHED_KINDS").unwrap_or(0);
    write("kinds.rs", &kind_source::source(seed, &kinds::kinds(seed)));
}

/// The pages, and a macro for them.
fn pages() -> String {
    let first = number("WATERSHED_FIRST_SEED").unwrap_or(0);
    let seeds = first..first + number("WATERSHED_GENERATED").unwrap_or(DEFAULT);
    let components: String = seeds
        .clone()
        .map(|seed| page_source::source(&random::program(seed), &name(seed)))
        .collect();
    let pages: String = seeds
        .map(|seed| format!("        $page!(page_{seed}, {seed}, {});\n", name(seed)))
        .collect();
    let each = format!(
        "\n/// Does something with each page.\nmacro_rules! each_page {{\n    ($page:ident) => {{\n{pages}    }};\n}}\n"
    );
    components + &each
}

fn write(name: &str, source: &str) {
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo tells where to write"));
    fs::write(folder.join(name), source).expect("cargo's folder can be written to");
}

/// Returns a variable of the environment as a number, if it is set.
fn number(variable: &str) -> Option<u64> {
    println!("cargo::rerun-if-env-changed={variable}");
    let text = env::var(variable).ok()?;
    let number = text.parse();
    Some(number.unwrap_or_else(|_| panic!("{variable} is a number")))
}

fn name(seed: u64) -> String {
    format!("Drawn{seed}")
}

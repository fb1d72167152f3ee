//! Writes generated components for the compiler: `WATERSHED_GENERATED` of them, from the seeds 0, 1, ….

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
    println!("cargo::rerun-if-env-changed=WATERSHED_GENERATED");
    println!("cargo::rerun-if-changed=src/generate");
    let wanted = env::var("WATERSHED_GENERATED").ok();
    let count = wanted.map_or(DEFAULT, |wanted| {
        wanted.parse().expect("WATERSHED_GENERATED is a number")
    });
    let components: String = (0..count)
        .map(|seed| source::source(&random::program(seed), &name(seed)))
        .collect();
    let pages: String = (0..count)
        .map(|seed| format!("        $page!(page_{seed}, {seed}, {});\n", name(seed)))
        .collect();
    let each = format!(
        "\n/// Does something with each page.\nmacro_rules! each_page {{\n    ($page:ident) => {{\n{pages}    }};\n}}\n"
    );
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo tells where to write"));
    fs::write(folder.join("generated.rs"), components + &each)
        .expect("cargo's folder can be written to");
}

fn name(seed: u64) -> String {
    format!("Drawn{seed}")
}

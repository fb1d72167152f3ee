//! Measures the rendering of pages and of single kinds of markup beside the same written with maud, and the encoding of
//! messages. `cargo xtask bench` runs this.

mod codec;
mod instructions;
mod kinds;
mod leptos;
mod pages;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use kinds::Counted;

#[derive(Parser)]
struct Arguments {
    /// Renders everything once and compares the texts with those of maud: measures no time.
    #[arg(long)]
    short: bool,
    #[command(subcommand)]
    only: Option<Only>,
}

#[derive(Subcommand)]
enum Only {
    /// The pages alone.
    Pages,
    /// The kinds of markup alone, in instructions.
    Kinds,
    /// The encoding of messages alone.
    Codec,
    /// The page of a thousand rows beside that of the program of Leptos.
    #[command(hide = true)]
    Leptos { program: PathBuf },
    /// Some pages in this process: pages whose sessions are kept would cost the next ones time.
    #[command(hide = true)]
    Group { name: String },
    /// Renders one kind of markup: valgrind counts the instructions of this.
    #[command(hide = true)]
    Once {
        kind: String,
        /// The number of elements on the page.
        count: u32,
        #[arg(long, value_enum, default_value_t)]
        what: Counted,
    },
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    match &arguments.only {
        _ if arguments.short => {
            kinds::compare()?;
            pages::compare()?;
            instructions::check()
        }
        None => {
            pages::measure()?;
            instructions::measure()?;
            codec::measure();
            Ok(())
        }
        Some(Only::Pages) => pages::measure(),
        Some(Only::Leptos { program }) => leptos::measure(program),
        Some(Only::Group { name }) => pages::group(name),
        Some(Only::Kinds) => instructions::measure(),
        Some(Only::Codec) => {
            codec::measure();
            Ok(())
        }
        Some(Only::Once { kind, count, what }) => kinds::once(kind, *count, *what),
    }
}

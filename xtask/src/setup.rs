//! Installs what is missing: parts of the Rust toolchain, a browser with its driver, wasm-opt, valgrind.

use anyhow::{Context, Result, bail};

use crate::shell;

/// Makes this machine ready for every other task.
pub fn run() -> Result<()> {
    cargo_watershed::ensure_wasm_target(&shell::root())?;
    for tool in TOOLS {
        tool.ensure()?;
    }
    Ok(())
}

/// The version is fixed because sizes are compared. `sizes.txt` was written with it.
const WASM_OPT: &str = "binaryen@132.0.0";

const TOOLS: &[Tool] = &[
    Tool {
        name: "rustfmt",
        check: &[&["cargo", "fmt", "--version"]],
        install: &["rustup", "component", "add", "rustfmt"],
    },
    Tool {
        name: "clippy",
        check: &[&["cargo", "clippy", "--version"]],
        install: &["rustup", "component", "add", "clippy"],
    },
    Tool {
        name: "rust-analyzer",
        check: &[&["rust-analyzer", "--version"]],
        install: &["rustup", "component", "add", "rust-analyzer"],
    },
    Tool {
        // rust-analyzer knows the types of std by it.
        name: "the source of std",
        check: &[&[
            "sh",
            "-c",
            "test -d \"$(rustc --print sysroot)/lib/rustlib/src/rust/library/std\"",
        ]],
        install: &["rustup", "component", "add", "rust-src"],
    },
    Tool {
        name: "wasm-opt",
        check: &[&["wasm-opt", "--version"]],
        install: &["npm", "install", "--global", WASM_OPT],
    },
    Tool {
        // Counts instructions.
        name: "valgrind",
        check: &[&["valgrind", "--version"]],
        install: &["apt-get", "install", "--yes", "valgrind"],
    },
    Tool {
        name: "Chromium",
        check: &[
            &["chromium", "--version"],
            &["chromium-browser", "--version"],
            &["google-chrome", "--version"],
        ],
        install: &["apt-get", "install", "--yes", "chromium"],
    },
    Tool {
        name: "ChromeDriver",
        check: &[&["chromedriver", "--version"]],
        install: &["apt-get", "install", "--yes", "chromium-driver"],
    },
];

struct Tool {
    name: &'static str,
    /// The commands. One of them must succeed.
    check: &'static [&'static [&'static str]],
    install: &'static [&'static str],
}

impl Tool {
    fn ensure(&self) -> Result<()> {
        if self.is_there() {
            return Ok(());
        }
        println!("installing {}", self.name);
        self.install().with_context(|| {
            let command = self.install.join(" ");
            format!(
                "{} is missing\nhelp: type `{command}`, as root where that is needed",
                self.name
            )
        })?;
        if !self.is_there() {
            bail!("{} was installed, but does not run", self.name);
        }
        Ok(())
    }

    fn is_there(&self) -> bool {
        self.check
            .iter()
            .any(|command| shell::answers(command[0], &command[1..]))
    }

    fn install(&self) -> Result<()> {
        let (program, arguments) = (self.install[0], &self.install[1..]);
        match program {
            "apt-get" => apt(arguments),
            "npm" if !shell::answers("npm", &["--version"]) => {
                apt(&["install", "--yes", "npm"])?;
                shell::run(program, arguments)
            }
            _ => shell::run(program, arguments),
        }
    }
}

/// Runs apt, after updating the package lists: on a fresh machine they are empty or old.
fn apt(arguments: &[&str]) -> Result<()> {
    shell::run("apt-get", &["update"])?;
    shell::run("apt-get", arguments)
}

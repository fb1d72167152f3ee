//! Packages to run the command on.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// The application in `tests/fixture`.
pub fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixture")
}

/// The command, about to run in `directory`.
pub fn command(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-watershed"));
    command.current_dir(directory).args(arguments);
    command
}

/// A throw-away package `shelf`, which uses something that calls itself wasm-bindgen.
pub struct Sandbox {
    directory: TempDir,
    command: Command,
}

/// How the command ended.
pub struct Ending {
    pub code: Option<i32>,
    /// What it wrote to stderr.
    pub said: String,
}

impl Sandbox {
    /// A package with one source file.
    pub fn new(source: &str, text: &str) -> Self {
        let directory = tempfile::tempdir().expect("there is room for a directory");
        let mut command = command(directory.path(), &["build"]);
        command.env("CARGO_TARGET_DIR", directory.path().join("target"));
        let sandbox = Self { directory, command };
        sandbox.write(source, text);
        sandbox.write(
            "Cargo.toml",
            "[package]\nname = 'shelf'\nedition = '2024'\n\n\
             [dependencies]\nwasm-bindgen = { path = 'wasm-bindgen' }\n\n[workspace]\n",
        );
        sandbox.write("wasm-bindgen/src/lib.rs", "");
        sandbox.wasm_bindgen("0.2.130")
    }

    /// The version that the thing calls its own.
    pub fn wasm_bindgen(self, version: &str) -> Self {
        let manifest =
            format!("[package]\nname = 'wasm-bindgen'\nversion = '{version}'\nedition = '2024'\n");
        self.write("wasm-bindgen/Cargo.toml", &manifest);
        self
    }

    /// A toolchain that knows nothing of wasm, and no rustup.
    #[cfg(unix)]
    pub fn without_wasm_target(mut self) -> Self {
        let rustc = real("rustc");
        self.program(
            "rustc",
            &format!(
                "case \"$*\" in *target-libdir*) echo /nowhere;; *) exec {rustc} \"$@\";; esac"
            ),
        );
        self.command
            .env("PATH", self.programs())
            .env("RUSTC", rustc);
        self
    }

    /// A rustup that tells what it was asked.
    #[cfg(unix)]
    pub fn with_rustup(self) -> Self {
        self.program("rustup", "echo \"rustup was asked: $*\" >&2");
        self
    }

    /// Runs `cargo-watershed build`.
    pub fn run(mut self) -> Ending {
        let output = self.command.output().expect("the command runs");
        Ending {
            code: output.status.code(),
            said: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    #[cfg(unix)]
    fn program(&self, name: &str, script: &str) {
        use std::os::unix::fs::PermissionsExt;

        let path = self.programs().join(name);
        self.write(
            &format!("programs/{name}"),
            &format!("#!/bin/sh\n{script}\n"),
        );
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("the file is ours");
    }

    #[cfg(unix)]
    fn programs(&self) -> PathBuf {
        self.directory.path().join("programs")
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.directory.path().join(name);
        fs::create_dir_all(path.parent().expect("a file is in a directory"))
            .expect("the directory is ours");
        fs::write(path, text).expect("the directory is ours");
    }
}

/// Where a program of the toolchain really is.
#[cfg(unix)]
fn real(program: &str) -> String {
    let output = Command::new("rustc").args(["--print", "sysroot"]).output();
    let sysroot = String::from_utf8(output.expect("rustc runs").stdout).expect("a path is text");
    format!("{}/bin/{program}", sysroot.trim())
}

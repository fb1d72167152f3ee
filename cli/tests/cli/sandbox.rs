//! Temporary packages to run the command on.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// Returns the application in `tests/fixture`.
pub fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixture")
}

/// Returns the command, ready to run in `directory`.
pub fn command(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-watershed"));
    command.current_dir(directory).args(arguments);
    command
}

/// A temporary package `shelf` that depends on a crate named wasm-bindgen.
pub struct Sandbox {
    directory: TempDir,
    command: Command,
}

/// The result of the command.
pub struct Ending {
    pub code: Option<i32>,
    /// The text that it wrote to stderr.
    pub said: String,
}

impl Sandbox {
    /// Creates a package with one source file.
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

    /// Sets the version of the crate named wasm-bindgen.
    pub fn wasm_bindgen(self, version: &str) -> Self {
        let manifest =
            format!("[package]\nname = 'wasm-bindgen'\nversion = '{version}'\nedition = '2024'\n");
        self.write("wasm-bindgen/Cargo.toml", &manifest);
        self
    }

    /// Replaces the toolchain by one without the wasm target, and removes rustup.
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

    /// Adds a rustup that prints its arguments.
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
        self.write(
            &format!("programs/{name}"),
            &format!("#!/bin/sh\n{script}\n"),
        );
        executable(&self.programs().join(name));
    }

    #[cfg(unix)]
    fn programs(&self) -> PathBuf {
        self.directory.path().join("programs")
    }

    fn write(&self, name: &str, text: &str) {
        write(self.directory.path(), name, text);
    }
}

/// Returns the path of a program of the toolchain.
#[cfg(unix)]
fn real(program: &str) -> String {
    let output = Command::new("rustc").args(["--print", "sysroot"]).output();
    let sysroot = String::from_utf8(output.expect("rustc runs").stdout).expect("a path is text");
    format!("{}/bin/{program}", sysroot.trim())
}

/// A temporary application of the framework in this workspace.
///
/// The application is compiled next to the workspace's own packages, so that their shared dependencies are there already. Its
/// browser half is requested but never compiled.
#[cfg(unix)]
pub struct Application(TempDir);

/// The settings of new applications, so that all of them share what is compiled.
#[cfg(unix)]
const PROFILE: &str = "\
[profile.dev]
debug = 'line-tables-only'

[profile.dev.package.'*']
debug = false

[profile.dev.build-override]
debug = false
";

#[cfg(unix)]
impl Application {
    /// Creates an application `shelf` with this source file.
    pub fn new(main: &str) -> Self {
        let application = Self(tempfile::tempdir().expect("there is room for a directory"));
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let framework = workspace.join("framework");
        application.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = 'shelf'\nedition = '2024'\n\n[dependencies]\nwatershed = {{ path = '{}' }}\n\n\
                 {PROFILE}\n[workspace]\n",
                framework.display()
            ),
        );
        let lock = fs::read_to_string(workspace.join("Cargo.lock")).expect("it is committed");
        application.write("Cargo.lock", &lock);
        application.write("cargo", &cargo_without_wasm());
        application.executable("cargo");
        application.edit(main);
        application
    }

    /// Replaces its source file.
    pub fn edit(&self, main: &str) {
        self.write("src/main.rs", main);
    }

    /// Runs `cargo-watershed build`.
    pub fn build(&self, arguments: &[&str]) -> Ending {
        let output = command(self.0.path(), &["build"])
            .args(arguments)
            .env("CARGO_TARGET_DIR", target())
            .env("CARGO", self.0.path().join("cargo"))
            .output()
            .expect("the command runs");
        Ending {
            code: output.status.code(),
            said: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Returns its crossings.lock.
    pub fn crossings(&self) -> String {
        fs::read_to_string(self.0.path().join("crossings.lock")).expect("a build writes it")
    }

    fn write(&self, name: &str, text: &str) {
        write(self.0.path(), name, text);
    }

    fn executable(&self, name: &str) {
        executable(&self.0.path().join(name));
    }
}

/// Returns a replacement for cargo that prints that the browser half was requested, and fails.
#[cfg(unix)]
fn cargo_without_wasm() -> String {
    let cargo = env!("CARGO");
    format!(
        "#!/bin/sh\ncase \"$*\" in *--target*) echo 'a browser half was asked for' >&2; exit 7;; esac\nexec {cargo} \"$@\"\n"
    )
}

/// Returns the target directory of this test.
#[cfg(unix)]
pub fn target() -> PathBuf {
    let binary = Path::new(env!("CARGO_BIN_EXE_cargo-watershed"));
    binary
        .ancestors()
        .nth(2)
        .expect("a profile is in a target directory")
        .into()
}

fn write(directory: &Path, name: &str, text: &str) {
    let path = directory.join(name);
    fs::create_dir_all(path.parent().expect("a file is in a directory"))
        .expect("the directory is ours");
    fs::write(path, text).expect("the directory is ours");
}

#[cfg(unix)]
fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;

    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("the file is ours");
}

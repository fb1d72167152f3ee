//! Runs a server binary with its assets.

use std::{
    ffi::OsString,
    path::PathBuf,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, bail};

use crate::build::Application;

/// The environment variable with the directory of a server's assets.
pub const ASSETS: &str = "WATERSHED_ASSETS";

/// The environment variable that asks a server to show the overlay. A release build has none.
pub const OVERLAY: &str = "WATERSHED_OVERLAY";

/// The environment variable with the address on which a server listens.
pub const ADDRESS: &str = "WATERSHED_ADDR";

/// Returns the command that starts the server of `application`. It listens on `address`, or else on the value of
/// [`ADDRESS`], or else on the server's default.
pub fn server_command(application: &Application, address: Option<&str>) -> Command {
    let mut command = Command::new(&application.server);
    command.env(ASSETS, absolute(&application.assets));
    if let Some(address) = address {
        command.env(ADDRESS, address);
    }
    command
}

/// Starts the one application that was built, with these arguments, and returns its exit code when it ends. Its pages
/// show the overlay.
pub fn serve(applications: &[Application], arguments: &[OsString]) -> Result<ExitCode> {
    let [application] = applications else {
        let names: Vec<_> = applications
            .iter()
            .map(|application| application.name.as_str())
            .collect();
        bail!(
            "there are {} applications here: {}\nhelp: choose one with `-p PKG`",
            names.len(),
            names.join(", ")
        );
    };
    let mut command = server_command(application, None);
    command.env(OVERLAY, "1").args(arguments);
    become_server(command)
}

fn absolute(path: &std::path::Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.into())
}

/// Replaces this process by the server, so that signals reach it and no process is left behind.
#[cfg(unix)]
fn become_server(mut command: Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;

    Err(command.exec()).context("the server binary does not run")
}

#[cfg(not(unix))]
fn become_server(mut command: Command) -> Result<ExitCode> {
    let status = command.status().context("the server binary does not run")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}

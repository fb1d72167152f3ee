//! A server of an example: a child process on a port of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use bench::{browser, cpu};
use tempfile::TempDir;

use crate::pages::CONSTANT;

/// A running server, which ends with its handle.
pub struct Server {
    process: Child,
    pub address: SocketAddr,
    _files: TempDir,
}

impl Server {
    /// Starts a server on the given cores, or on all.
    pub fn start(program: &Path, cores: Option<&str>) -> Result<Self> {
        Self::run(on_cores(program, cores))
    }

    /// Starts a server that believes what requests from this machine say of their client.
    pub fn behind_proxy(program: &Path, cores: Option<&str>) -> Result<Self> {
        let mut command = on_cores(program, cores);
        command.env("WATERSHED_PROXIES", "127.0.0.1");
        Self::run(command)
    }

    /// Starts the server of the pages that others are compared with. Its constant is the page of another server.
    pub fn plain(cores: Option<&str>, constant: &str) -> Result<Self> {
        let mut command = on_cores(&std::env::current_exe()?, cores);
        command.arg("--plain").env(CONSTANT, constant);
        Self::run(command)
    }

    /// Starts this program as a server, with an argument and variables.
    pub fn itself(argument: &str, variables: &[(&str, &str)]) -> Result<Self> {
        let mut command = on_cores(&std::env::current_exe()?, None);
        command.arg(argument).envs(variables.iter().copied());
        Self::run(command)
    }

    fn run(mut command: Command) -> Result<Self> {
        let files = browser::files()?;
        let mut process = command
            .env("WATERSHED_ADDR", "127.0.0.1:0")
            .env("WATERSHED_ASSETS", files.path())
            // The database of an example is there.
            .env("TMPDIR", files.path())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{command:?} does not start"))?;
        let address = address(&mut process)?;
        Ok(Self {
            process,
            address,
            _files: files,
        })
    }

    /// Returns the processor time that the server has used.
    pub fn time(&self) -> Result<Duration> {
        cpu::time(self.process.id())
    }

    /// Returns the memory that the server has now.
    pub fn memory_now(&self) -> Result<u64> {
        cpu::memory(self.process.id())
    }

    /// Returns the memory that the server has, once it has nothing to do.
    pub fn memory(&self) -> Result<u64> {
        let mut before = self.time()?;
        for _ in 0..50 {
            thread::sleep(Duration::from_millis(200));
            let now = self.time()?;
            // The workers report ten times a second that they are not stuck.
            if now - before < Duration::from_millis(2) {
                break;
            }
            before = now;
        }
        cpu::memory(self.process.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Returns the command that runs a program on some cores.
fn on_cores(program: &Path, cores: Option<&str>) -> Command {
    let Some(cores) = cores else {
        return Command::new(program);
    };
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", cores]).arg(program);
    command
}

/// Reads the address from the line that a server writes when it is ready.
fn address(process: &mut Child) -> Result<SocketAddr> {
    let output = process.stdout.take().context("the output is read")?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    let (_, address) = line
        .trim()
        .split_once("http://")
        .with_context(|| format!("the server says {line:?} where its address is expected"))?;
    Ok(address.parse()?)
}

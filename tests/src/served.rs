//! An example, built and served: a child process on a port of its own that ends with its handle.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use cargo_watershed::{ADDRESS, Application, Profile, Request};

/// How long a server may take until it accepts connections.
const START: Duration = Duration::from_secs(20);

/// A running example.
pub struct Served {
    process: Child,
    address: SocketAddr,
}

impl Served {
    /// Starts the server of an application that was built.
    ///
    /// # Errors
    ///
    /// The binary cannot be started, or does not accept connections in time.
    pub fn start(application: &Application) -> Result<Self> {
        let address = free_address()?;
        let process = cargo_watershed::server_command(application)
            .env(ADDRESS, address.to_string())
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {}", application.name))?;
        let served = Self { process, address };
        served.wait()?;
        Ok(served)
    }

    /// The address of a path on this server.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn wait(&self) -> Result<()> {
        let start = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            if start.elapsed() > START {
                bail!("the server on {} did not start in {START:?}", self.address);
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Nothing can be done about a process that is gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Builds examples as they are shipped: both halves in release.
///
/// # Errors
///
/// What `cargo watershed build` reports.
pub fn build(packages: &[&str]) -> Result<Vec<Application>> {
    cargo_watershed::build(&Request {
        directory: concat!(env!("CARGO_MANIFEST_DIR"), "/..").into(),
        packages: packages.iter().map(ToString::to_string).collect(),
        server: Profile::Release,
        client: Profile::Release,
    })
}

/// A loopback address that was free a moment ago.
fn free_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?)
}

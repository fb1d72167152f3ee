//! Serves all examples: each is a server of its own, and one page links to them.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    process::Child,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail};
use cargo_watershed::{Application, Profile};
use tiny_http::Server;

use crate::{examples, shell};

mod page;

const INDEX_PORT: u16 = 3000;
const PATIENCE: Duration = Duration::from_secs(20);

/// Builds the examples and serves them until Ctrl-C.
pub fn run(release: bool) -> Result<()> {
    let profile = if release {
        Profile::Release
    } else {
        Profile::Dev
    };
    let index = Server::http(address(INDEX_PORT))
        .map_err(|error| anyhow!("cannot serve on port {INDEX_PORT}: {error}"))?;
    let applications = examples::build(profile, profile)?;
    let servers = Servers::stopped_by_signals()?;
    let ports = servers.start(&applications)?;
    println!(
        "\nThe examples are at http://{}/ (Ctrl-C ends them)",
        address(INDEX_PORT)
    );
    page::serve(&index, &examples::all()?, &ports);
    Ok(())
}

/// Takes the pictures that the book shows.
pub fn screenshots() -> Result<()> {
    let folder = shell::root().join("book/src/pictures");
    fs::create_dir_all(&folder)?;
    let index = Server::http(address(0)).map_err(|error| anyhow!("no port is free: {error}"))?;
    let port = index.server_addr().to_ip().context("it has a port")?.port();
    thread::spawn(move || {
        let examples = examples::all().unwrap_or_default();
        let ports: Vec<_> = (INDEX_PORT + 1..).take(examples.len()).collect();
        page::serve(&index, &examples, &ports);
    });
    let file = format!("--screenshot={}", folder.join("demo.png").display());
    let page = format!("http://{}/", address(port));
    shell::run(
        "chromium",
        &[
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--window-size=1200,900",
            &file,
            &page,
        ],
    )?;
    let overlay = ["test", "-p", "watershed-tests", "--test", "overlay"];
    shell::cargo(&[&overlay[..], &["--", "--ignored", "the_book_shows"]].concat())
}

fn address(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

type Running = Arc<Mutex<Vec<Child>>>;

/// The running examples. They end with this process.
#[derive(Default)]
struct Servers {
    running: Running,
}

impl Servers {
    fn stopped_by_signals() -> Result<Self> {
        let servers = Self::default();
        let running = Arc::clone(&servers.running);
        ctrlc::set_handler(move || {
            stop(&running);
            std::process::exit(0);
        })?;
        Ok(servers)
    }

    /// Starts one server per application, on the next free ports, and waits until all of them answer.
    fn start(&self, applications: &[Application]) -> Result<Vec<u16>> {
        let mut free = free_ports();
        let mut ports = Vec::new();
        for application in applications {
            let port = free.next().context("no port is free")?;
            let address = address(port).to_string();
            let server = cargo_watershed::server_command(application, Some(&address))
                .spawn()
                .with_context(|| format!("the example `{}` does not start", application.name))?;
            children(&self.running).push(server);
            ports.push(port);
        }
        for (application, port) in applications.iter().zip(&ports) {
            wait_for(&application.name, *port)?;
        }
        Ok(ports)
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        stop(&self.running);
    }
}

fn stop(running: &Running) {
    for server in children(running).iter_mut() {
        // A server that has ended already is fine.
        let _ = server.kill();
        let _ = server.wait();
    }
}

fn children(running: &Running) -> MutexGuard<'_, Vec<Child>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}

fn free_ports() -> impl Iterator<Item = u16> {
    (INDEX_PORT + 1..).filter(|port| TcpListener::bind(address(*port)).is_ok())
}

fn wait_for(name: &str, port: u16) -> Result<()> {
    let start = Instant::now();
    while TcpStream::connect(address(port)).is_err() {
        if start.elapsed() > PATIENCE {
            bail!("the example `{name}` does not answer on port {port}");
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

//! All examples at once: each is a server of its own, and one page links to them.

use std::{
    fmt::Write,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    process::Child,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail};
use cargo_watershed::{Application, Profile};
use tiny_http::{Header, Response, Server};

use crate::examples::{self, Example};

const INDEX_PORT: u16 = 3000;
const PATIENCE: Duration = Duration::from_secs(20);

/// Builds the examples and serves them until Ctrl-C.
pub fn run(release: bool) -> Result<()> {
    let profile = if release {
        Profile::Release
    } else {
        Profile::Dev
    };
    let applications = examples::build(profile, profile)?;
    let index = Server::http(address(INDEX_PORT))
        .map_err(|error| anyhow!("cannot serve on port {INDEX_PORT}: {error}"))?;
    let servers = Servers::stopped_by_signals()?;
    let ports = servers.start(&applications)?;
    println!(
        "\nThe examples are at http://{}/ (Ctrl-C ends them)",
        address(INDEX_PORT)
    );
    serve_index(&index, &page(&examples::all()?, &ports));
    Ok(())
}

fn address(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

type Running = Arc<Mutex<Vec<Child>>>;

/// The running examples; they end with this process.
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
        // A server that has ended already is what we want.
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

fn page(examples: &[Example], ports: &[u16]) -> String {
    let mut list = String::new();
    for (Example { name, about }, port) in examples.iter().zip(ports) {
        let address = address(*port);
        let _ = write!(
            list,
            "<li><a href=\"http://{address}/\">{name}</a> {about}</li>"
        );
    }
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Watershed examples</title>\
         <h1>Watershed examples</h1><ul>{list}</ul></html>"
    )
}

fn serve_index(index: &Server, page: &str) {
    for request in index.incoming_requests() {
        let mut response = Response::from_string(page);
        if let Ok(header) = Header::from_bytes("Content-Type", "text/html; charset=utf-8") {
            response.add_header(header);
        }
        // A visitor who has gone away needs no answer.
        let _ = request.respond(response);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_links_every_example() {
        let examples = ["counter", "toggle"].map(|name| Example {
            name: name.into(),
            about: "It counts.".into(),
        });
        let page = page(&examples, &[3001, 3005]);
        assert!(page.contains("<a href=\"http://127.0.0.1:3001/\">counter</a> It counts."));
        assert!(page.contains("<a href=\"http://127.0.0.1:3005/\">toggle</a>"));
    }
}

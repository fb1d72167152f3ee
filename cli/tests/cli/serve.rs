//! A new application, served while somebody works on it.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::sandbox;

/// The time that a build may take, with all dependencies, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(400);

/// A new application `hello` and its server.
struct Serving {
    folder: TempDir,
    address: SocketAddr,
    command: Child,
}

impl Serving {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let made = sandbox::command(folder.path(), &["watershed", "new", "hello"]).output();
        let made = made.expect("the command runs");
        assert!(made.status.success(), "{made:?}");
        let application = folder.path().join("hello");
        // The versions of this workspace, which are on this machine.
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
        fs::copy(lock, application.join("Cargo.lock")).expect("the folder is ours");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("a listener has an address");
        drop(listener);
        let command = sandbox::command(&application, &["watershed", "serve", "--offline"])
            .args(["--address", &address.to_string()])
            .env("CARGO_TARGET_DIR", sandbox::target())
            .stdout(Stdio::null())
            .spawn()
            .expect("the command runs");
        Self {
            folder,
            address,
            command,
        }
    }

    fn source(&self) -> PathBuf {
        self.folder.path().join("hello/src/main.rs")
    }

    /// Changes one place of the source.
    fn edit(&self, from: &str, to: &str) {
        let text = fs::read_to_string(self.source()).expect("the folder is ours");
        assert_eq!(text.matches(from).count(), 1, "the edit is one edit");
        fs::write(self.source(), text.replace(from, to)).expect("the folder is ours");
    }

    /// The page, if there is a server.
    fn page(&self) -> Option<String> {
        let mut stream = TcpStream::connect(self.address).ok()?;
        write!(
            stream,
            "GET / HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n",
            self.address
        )
        .ok()?;
        let mut page = String::new();
        stream.read_to_string(&mut page).ok()?;
        Some(page)
    }

    /// Waits until the page shows this.
    fn shows(&self, text: &str) {
        let start = Instant::now();
        while !self.page().is_some_and(|page| page.contains(text)) {
            assert!(start.elapsed() < PATIENCE, "no page shows `{text}`");
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Opens the websocket by which a page hears of changes.
    fn listen(&self) -> Page {
        let mut stream = TcpStream::connect(self.address).expect("there is a server");
        stream
            .set_read_timeout(Some(PATIENCE))
            .expect("it is a socket");
        let address = self.address;
        write!(
            stream,
            "GET /_watershed/reload HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\nconnection: upgrade\r\n\
             upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        )
        .expect("there is a server");
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            reader.read_line(&mut line).expect("a response has a head");
        }
        Page(reader)
    }

    /// Ends the command as Ctrl-C does, and waits for it.
    fn end(&mut self) {
        let pid = self.command.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &pid]).status();
        let _ = self.command.wait();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.end();
    }
}

/// An open page, as far as it listens.
struct Page(BufReader<TcpStream>);

impl Page {
    /// The next message; nothing once the server is gone.
    fn hears(&mut self) -> Option<String> {
        let mut head = [0; 2];
        self.0.read_exact(&mut head).ok()?;
        let length = match head[1] {
            126 => {
                let mut length = [0; 2];
                self.0.read_exact(&mut length).ok()?;
                u16::from_be_bytes(length).into()
            }
            length => usize::from(length),
        };
        let mut text = vec![0; length];
        self.0.read_exact(&mut text).ok()?;
        String::from_utf8(text).ok()
    }
}

#[test]
fn a_changed_line_is_on_the_page_by_itself() {
    let mut serving = Serving::start();
    serving.shows("<h1>Hello from hello</h1>");

    serving.edit("Hello from", "Welcome to");
    serving.shows("<h1>Welcome to hello</h1>");

    let mut page = serving.listen();
    let server = page.hears().expect("a page is told which server answers");
    assert!(server.starts_with("{\"server\":"), "{server}");
    assert_eq!(page.hears().as_deref(), Some("{}"));

    serving.edit("*count += 1", "*count += missing");
    let problem = page
        .hears()
        .expect("the server that was there is still there");
    assert!(problem.contains("cannot find value `missing`"), "{problem}");
    serving.shows("<h1>Welcome to hello</h1>");

    serving.edit("*count += missing", "*count += 2");
    while page.hears().is_some() {}
    serving.shows("<h1>Welcome to hello</h1>");
    let other = serving.listen().hears().expect("there is another server");
    assert_ne!(server, other);

    serving.end();
    assert!(
        TcpStream::connect(serving.address).is_err(),
        "the server ends with the command"
    );
}

#[test]
fn an_address_that_is_in_use_is_told_before_anything_is_built() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("a listener has an address");
    let output = sandbox::command(
        &sandbox::fixture(),
        &["watershed", "serve", "--address", &address.to_string()],
    )
    .output()
    .expect("the command runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains(&format!(
            "another program listens on {address} already\nhelp: "
        )),
        "{said}"
    );
    assert!(!said.contains("Building"), "{said}");
}

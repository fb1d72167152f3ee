//! Builds an application and runs its server; builds and runs it again when a source changes.

mod news;
mod sources;

use std::{
    ffi::OsString,
    net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs},
    path::{Path, PathBuf},
    process::{Child, Command, ExitCode, ExitStatus},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::{Duration, Instant, SystemTime},
};

use anyhow::{Context, Result, bail};

use crate::{
    assets::Manifest,
    build::{Application, Request, build},
    cargo::CompilerFailed,
    progress,
    workspace::Workspace,
};
use news::News;
use sources::Sources;

/// The environment variable with the directory of a server's assets.
pub const ASSETS: &str = "WATERSHED_ASSETS";

/// The environment variable that asks a server to show the overlay. A release build has none.
pub const OVERLAY: &str = "WATERSHED_OVERLAY";

/// The environment variable with the address on which a server listens.
pub const ADDRESS: &str = "WATERSHED_ADDR";

/// The environment variable with the file that has the news for a server's pages. A release build reads none.
pub const NEWS: &str = "WATERSHED_NEWS";

/// The environment variable with the file in which a server stores the values of `#[durable]` signals.
pub const DURABLE: &str = "WATERSHED_DURABLE";

/// The address on which a server listens by default.
const DEFAULT_ADDRESS: &str = "127.0.0.1:3000";

/// The settings of `cargo watershed serve`.
#[derive(Debug)]
pub struct Serve {
    /// The application.
    pub request: Request,
    /// The address on which its server listens, if it is not the value of [`ADDRESS`].
    pub address: Option<String>,
    /// True to build again when a source changes.
    pub watches: bool,
    /// Arguments for the server.
    pub arguments: Vec<OsString>,
}

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

/// Builds the one application of a request and serves it, until Ctrl-C or until its server ends by itself. Its pages
/// show the overlay.
///
/// # Errors
///
/// If the address is in use, if there is not exactly one application, or if the first build fails for another reason
/// than a mistake in a source.
pub fn serve(asked: Serve) -> Result<ExitCode> {
    let address = asked.address.clone();
    let address = address.or_else(|| std::env::var(ADDRESS).ok());
    let address = address.unwrap_or_else(|| DEFAULT_ADDRESS.into());
    check_address(&address)?;
    let workspace = Workspace::read(&asked.request)?;
    let package = one_of(&workspace.names_of(&asked.request.packages)?)?;
    if asked.watches {
        let news = News::at(workspace.news(&package))?;
        return Serving::new(asked, address, news, workspace.durable(&package))?.run();
    }
    let application = build(&asked.request)?.remove(0);
    let mut command = development_command(&application, &address, &workspace.durable(&package));
    command.args(&asked.arguments);
    become_server(command)
}

/// Returns the command that starts the server of `application` for development: with the overlay, and with a file for the values
/// of `#[durable]` signals, which so outlive a rebuild as they outlive a deploy, unless the environment names another one.
fn development_command(application: &Application, address: &str, durable: &Path) -> Command {
    let mut command = server_command(application, Some(address));
    command.env(OVERLAY, "1");
    if std::env::var_os(DURABLE).is_none() {
        command.env(DURABLE, durable);
    }
    command
}

fn one_of(names: &[String]) -> Result<String> {
    match names {
        [name] => Ok(name.clone()),
        _ => bail!(
            "there are {} applications here: {}\nhelp: choose one with `-p PKG`",
            names.len(),
            names.join(", ")
        ),
    }
}

fn check_address(address: &str) -> Result<()> {
    let help =
        || format!("help: choose one with `--address`, such as `--address {DEFAULT_ADDRESS}`");
    let addresses = address
        .to_socket_addrs()
        .with_context(|| format!("`{address}` is not an address\n{}", help()))?;
    let addresses: Vec<SocketAddr> = addresses.collect();
    match TcpListener::bind(&*addresses) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => bail!(
            "another program listens on {address} already\n\
             help: end it, or choose another port: `cargo watershed serve --address 127.0.0.1:3001`"
        ),
        Err(error) => Err(error).with_context(|| format!("cannot listen on {address}\n{}", help())),
    }
}

/// An event that the loop handles.
enum Event {
    /// A file was written, created or removed.
    Changed(PathBuf),
    /// Ctrl-C.
    End,
}

/// The interval at which the loop checks whether the server has ended.
const TICK: Duration = Duration::from_millis(100);

/// The time without changes after which a build starts: editors and `git` write in several steps.
const QUIET: Duration = Duration::from_millis(50);

/// The time that a server may take until it answers.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server that is built again when a source changes.
struct Serving {
    asked: Serve,
    address: String,
    news: News,
    /// The file for the values of `#[durable]` signals.
    durable: PathBuf,
    events: Receiver<Event>,
    sources: Sources,
    server: Option<Child>,
    is_over: Arc<AtomicBool>,
    /// The time of the binary, and the manifest, that the server was started from.
    built: Option<(SystemTime, Manifest)>,
}

impl Serving {
    fn new(asked: Serve, address: String, news: News, durable: PathBuf) -> Result<Self> {
        let (sender, events) = mpsc::channel();
        let is_over = end_by_signal(sender.clone())?;
        let sources = Sources::watched_by(move |path| {
            // Nobody listens any more once the loop has ended.
            let _ = sender.send(Event::Changed(path));
        })?;
        Ok(Self {
            asked,
            address,
            news,
            durable,
            events,
            sources,
            server: None,
            is_over,
            built: None,
        })
    }

    fn run(mut self) -> Result<ExitCode> {
        self.sources.follow(&self.asked.request)?;
        match self.renew() {
            // What is wrong is in a source, and a change of it may help.
            Err(error) if !error.is::<CompilerFailed>() => return Err(error),
            _ => {}
        }
        loop {
            if let Some(code) = self.step()? {
                return Ok(code);
            }
        }
    }

    /// Waits for the next event. Returns an exit code if serving ends.
    fn step(&mut self) -> Result<Option<ExitCode>> {
        match self.events.recv_timeout(TICK) {
            Ok(Event::Changed(path)) if self.sources.concern(&path) => {
                if self.waits_for_quiet() {
                    return Ok(Some(ExitCode::SUCCESS));
                }
                progress::step("Changed", &self.sources.brief(&path));
                // The error is told already, and a change may help.
                let _ = self.renew();
                Ok(None)
            }
            Ok(Event::Changed(_)) => Ok(None),
            Ok(Event::End) | Err(RecvTimeoutError::Disconnected) => Ok(Some(ExitCode::SUCCESS)),
            Err(RecvTimeoutError::Timeout) => self.look_after_server(),
        }
    }

    /// Collects changes until there are no more. Returns whether serving ends.
    fn waits_for_quiet(&self) -> bool {
        loop {
            match self.events.recv_timeout(QUIET) {
                Ok(Event::Changed(_)) => {}
                Ok(Event::End) => return true,
                Err(_) => return false,
            }
        }
    }

    /// Builds the application, and restarts the server if the binary changed.
    fn renew(&mut self) -> Result<()> {
        let start = Instant::now();
        let built = build(&self.asked.request).map(|mut applications| applications.remove(0));
        let renewed = match built {
            Ok(application) => self.restart(&application, start),
            Err(error) => Err(error),
        };
        // What a build has read may be more than before.
        self.sources.follow(&self.asked.request)?;
        let Err(error) = &renewed else {
            return renewed;
        };
        // Ctrl-C has ended cargo too.
        if self.is_over.load(Ordering::Relaxed) {
            return renewed;
        }
        if !error.is::<CompilerFailed>() {
            eprintln!("error: {error:#}");
        }
        self.news.tell_problem(&problem(error))?;
        let what = match self.server {
            Some(_) => "for a change; the page is served as it was before",
            None => "for a change",
        };
        progress::step("Waiting", what);
        renewed
    }

    fn restart(&mut self, application: &Application, start: Instant) -> Result<()> {
        self.sources.read(&application.server);
        let modified = std::fs::metadata(&application.server)?.modified()?;
        let built = (modified, application.manifest.clone());
        self.news.tell_nothing()?;
        if self.server.is_some() && self.built.as_ref() == Some(&built) {
            progress::step("Unchanged", &application.name);
            return Ok(());
        }
        self.stop();
        self.built = Some(built);
        let mut command = development_command(application, &self.address, &self.durable);
        command.env(NEWS, self.news.path());
        let server = command.args(&self.asked.arguments).spawn();
        self.server = Some(server.context("the server binary does not run")?);
        self.wait_for_server()?;
        if self.server.is_some() {
            let seconds = start.elapsed().as_secs_f64();
            let text = format!(
                "{} on http://{} after {seconds:.1} s; a change is built and shown by itself, Ctrl-C ends it",
                application.name, self.address
            );
            progress::step("Serving", &text);
        }
        Ok(())
    }

    /// Waits until the server answers, or has ended.
    fn wait_for_server(&mut self) -> Result<()> {
        let start = Instant::now();
        while TcpStream::connect(&self.address).is_err() && start.elapsed() < PATIENCE {
            let server = self.server.as_mut().context("it was started")?;
            if server.try_wait()?.is_some() {
                break;
            }
            thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// Returns an exit code if the server has ended successfully. After a failure, serving waits for the next change.
    fn look_after_server(&mut self) -> Result<Option<ExitCode>> {
        let Some(server) = &mut self.server else {
            return Ok(None);
        };
        match server.try_wait()? {
            None => Ok(None),
            Some(status) if status.success() => Ok(Some(ExitCode::SUCCESS)),
            Some(status) => {
                self.server = None;
                progress::step("Waiting", &format!("for a change; {}", ended(status)));
                Ok(None)
            }
        }
    }

    fn stop(&mut self) {
        if let Some(mut server) = self.server.take() {
            // A server that has ended already is what we want.
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.stop();
    }
}

fn ended(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("the server ended with the exit code {code}"),
        None => "the server was ended by a signal".into(),
    }
}

/// Returns the text that a page shows of an error.
fn problem(error: &anyhow::Error) -> String {
    match error.downcast_ref::<CompilerFailed>() {
        Some(failed) => failed.errors.clone(),
        None => format!("error: {error:#}"),
    }
}

/// Sends the end as an event when Ctrl-C is pressed; returns what is true from then on.
fn end_by_signal(sender: Sender<Event>) -> Result<Arc<AtomicBool>> {
    let is_over = Arc::new(AtomicBool::new(false));
    let over = Arc::clone(&is_over);
    ctrlc::set_handler(move || {
        over.store(true, Ordering::Relaxed);
        let _ = sender.send(Event::End);
    })
    .context("cannot listen for Ctrl-C")?;
    Ok(is_over)
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

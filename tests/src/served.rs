//! Examples, built as they are shipped and served: a child process on a port of its own that ends with its handle.

use std::{
    collections::BTreeSet,
    env,
    ffi::OsStr,
    fs::{self, OpenOptions},
    io::Write,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

use cargo_watershed::{ADDRESS, ASSETS, Application, DURABLE, NEWS, OVERLAY, Profile, Request};

/// The variable with which a server of a development build records the values that cross.
const RECORD: &str = "WATERSHED_RECORD";

/// The longest time until a server accepts connections.
const START: Duration = Duration::from_secs(20);

/// The packages that are built and visited.
pub const PACKAGES: &[&str] = &[
    "counter",
    "toggle",
    "rows",
    "gallery",
    "hackernews",
    "profile",
    "beside",
    "secrets",
    "signup",
    "stream",
    "chat",
    "ticker",
    "shop",
    "todos",
    "search",
];

/// A running example.
pub struct Served {
    command: Command,
    process: Child,
    address: SocketAddr,
    /// The package, and the file in which its server records the values that cross.
    recorded: (String, PathBuf),
}

impl Served {
    /// Starts the server of a package. The first call in a process builds all packages.
    ///
    /// # Panics
    ///
    /// If the package cannot be built, or its server does not accept connections in time.
    pub fn start(package: &str) -> Self {
        let application = built(package);
        Self::from(&application.server, &application.assets, &[])
    }

    /// Starts the server of a package as `cargo watershed serve` does: its pages have the overlay.
    ///
    /// # Panics
    ///
    /// Like [`Served::start`].
    pub fn for_developers(package: &str) -> Self {
        let application = built(package);
        let mut command = Command::new(&application.server);
        command.env(OVERLAY, "1");
        Self::run(command, &application.assets)
    }

    /// Starts a server with its browser files and these arguments.
    ///
    /// # Panics
    ///
    /// If it does not accept connections in time.
    pub fn from(server: &Path, assets: &Path, arguments: &[&OsStr]) -> Self {
        let mut command = Command::new(server);
        command.args(arguments);
        Self::run(command, assets)
    }

    fn run(mut command: Command, assets: &Path) -> Self {
        let address = free_address();
        let package = package_of(command.get_program());
        let record = env::temp_dir().join(format!(
            "watershed-{package}-{}-{}",
            std::process::id(),
            address.port()
        ));
        command
            .env(RECORD, &record)
            .env(ASSETS, assets)
            .env(ADDRESS, address.to_string())
            .stdout(Stdio::null());
        let process = command
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        let served = Self {
            command,
            process,
            address,
            recorded: (package, record),
        };
        served.wait();
        served
    }

    /// Starts the server as `cargo watershed serve` does: its pages show the news in this file, and load again after a restart.
    ///
    /// # Panics
    ///
    /// As [`Served::start`].
    pub fn with_news(package: &str, news: &Path) -> Self {
        Self::of(built(package), news)
    }

    /// Starts a server that was built, as [`Served::with_news`] does.
    ///
    /// # Panics
    ///
    /// As [`Served::start`].
    pub fn of(application: &Application, news: &Path) -> Self {
        Self::with(application, NEWS, news)
    }

    /// Starts a server that was built, with a variable of its environment.
    ///
    /// # Panics
    ///
    /// As [`Served::start`].
    pub fn with(application: &Application, variable: &str, value: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(&application.server);
        command.env(variable, value);
        Self::run(command, &application.assets)
    }

    /// Starts a server that was built, and that stores the values of `#[durable]` signals in this file.
    ///
    /// # Panics
    ///
    /// As [`Served::start`].
    pub fn storing(application: &Application, path: &Path) -> Self {
        Self::with(application, DURABLE, path)
    }

    /// Ends the server and starts another one in its place.
    ///
    /// # Panics
    ///
    /// As [`Served::from`].
    pub fn restart(&mut self) {
        self.kill();
        self.start_again();
    }

    /// Kills the server.
    pub fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// Starts a server that was killed.
    ///
    /// # Panics
    ///
    /// As [`Served::from`].
    pub fn start_again(&mut self) {
        self.process = self.command.spawn().expect("it has started before");
        self.wait();
    }

    /// Asks the server to end, and waits until it has.
    ///
    /// # Panics
    ///
    /// If it does not end well.
    pub fn end(&mut self) {
        let asked = Command::new("kill")
            .arg(self.process.id().to_string())
            .status();
        assert!(
            asked.is_ok_and(|asked| asked.success()),
            "there is no `kill`"
        );
        let ended = self.process.wait().expect("it has not ended before");
        assert!(ended.success(), "the server ends with {ended}");
    }

    /// Returns the address of the server.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the URL of its page.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    fn wait(&self) {
        let start = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            assert!(
                start.elapsed() < START,
                "the server on {} did not start in {START:?}",
                self.address
            );
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let (package, record) = &self.recorded;
        let recorded = fs::read_to_string(record).unwrap_or_default();
        let _ = fs::remove_file(record);
        keep(&recorded);
        if !thread::panicking() {
            let missing = missing(package, &recorded);
            assert!(missing.is_empty(), "not in crossings.lock: {missing:#?}");
        }
    }
}

/// Adds recorded values to the record of this process, if it has one: `cargo xtask test` asks whether every line of the lock
/// has crossed somewhere.
fn keep(recorded: &str) {
    let Some(record) = env::var_os(RECORD) else {
        return;
    };
    let record = OpenOptions::new().create(true).append(true).open(record);
    // The reader of the record notices a missing line.
    let _ = record.and_then(|mut record| record.write_all(recorded.as_bytes()));
}

fn package_of(server: &OsStr) -> String {
    let name = Path::new(server).file_stem().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Returns the recorded values that have no line in `crossings.lock`.
fn missing(package: &str, recorded: &str) -> BTreeSet<String> {
    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../crossings.lock");
    let lock = fs::read_to_string(lock).unwrap_or_default();
    let lines = lock
        .lines()
        .skip_while(|line| *line != format!("[{package}]"))
        .skip(1)
        .take_while(|line| !line.starts_with('['));
    let known: BTreeSet<&str> = lines.filter_map(|line| line.split(" | ").next()).collect();
    let is_known = |line: &&str| {
        let (way, variables) = line.split_once(' ').unwrap_or((line, ""));
        let mut variables = variables.split("; ").filter_map(|one| one.split_once(' '));
        variables.any(|(component, name)| known.contains(&*format!("{component} {way} {name}")))
    };
    let missing = recorded.lines().filter(|line| !is_known(line));
    missing.map(str::to_owned).collect()
}

/// Returns the build of a package: a server that is quick to build, and the released files of the browser.
///
/// The first call in a process builds all packages.
///
/// # Panics
///
/// If the package cannot be built.
pub fn built(package: &str) -> &'static Application {
    let application = all_built()
        .iter()
        .find(|application| application.name == package);
    application.unwrap_or_else(|| panic!("{package} is not among what is built"))
}

/// Builds one package, for a process that needs no other.
///
/// # Panics
///
/// If the package cannot be built.
pub fn built_alone(package: &str) -> Application {
    let mut built = build(&[package]);
    built.pop().expect("one package is one application")
}

fn all_built() -> &'static [Application] {
    static BUILT: OnceLock<Vec<Application>> = OnceLock::new();
    BUILT.get_or_init(|| build(PACKAGES))
}

fn build(packages: &[&str]) -> Vec<Application> {
    let request = Request {
        directory: concat!(env!("CARGO_MANIFEST_DIR"), "/..").into(),
        packages: packages.iter().map(ToString::to_string).collect(),
        server: Profile::Dev,
        client: Profile::Release,
        locked: true,
        options: Vec::new(),
    };
    cargo_watershed::build(&request)
        .unwrap_or_else(|error| panic!("the examples do not build: {error:#}"))
}

/// Returns a loopback address that was free a moment ago.
fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    listener.local_addr().expect("a listener has an address")
}

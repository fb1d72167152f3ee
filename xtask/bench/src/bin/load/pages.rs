//! The processor time of first pages: requests on connections that stay open.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bench::plain;
use bench::report::say;

use crate::measure::Cores;
use crate::server::Server;
use crate::visitor::fetch;

/// The connections on which pages are requested, one after the other.
const CONNECTIONS: usize = 2;

/// Measures the pages, and prints the figures.
pub fn measure(folder: &Path, time: Duration) -> Result<()> {
    println!("pages: processor time of the server for a request");
    let cores = Cores::split();
    let start = |name: &str| Server::start(&folder.join(name), cores.server());
    let counter = start("counter")?;
    let plain = Server::plain(cores.server(), body(&fetch(counter.address, "/")?))?;
    let each = |server: &Server, path| each(server, path, time);

    let (counter, constant) = (each(&counter, "/")?, each(&plain, "/plain/constant")?);
    say(
        "the counter",
        counter,
        constant,
        "a constant string",
        Some(3.0),
    );
    let (rows, maud) = (each(&start("rows")?, "/")?, each(&plain, "/plain/rows")?);
    say(
        "1,000 rows with two client functions each",
        rows,
        maud,
        "maud",
        Some(5.0),
    );
    let queries = each(&plain, "/plain/queries")?;
    for (path, name) in [
        ("/", "500 comments"),
        ("/unrender", "500 comments that can be unrendered"),
    ] {
        let thread = each(&start("hackernews")?, path)?;
        say(
            &format!("{name}, SQLite included"),
            thread,
            queries,
            "their queries alone",
            None,
        );
        say(
            &format!("{name}, without the queries"),
            thread - queries,
            1_500.0,
            "goal",
            Some(1.0),
        );
    }
    Ok(())
}

/// Returns the body of an answer.
fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

/// Returns the microseconds of processor time that the server needs for a request.
fn each(server: &Server, path: &str, time: Duration) -> Result<f64> {
    requests(server.address, path, time / 5)?;
    let before = server.time()?;
    let count = requests(server.address, path, time)?;
    Ok((server.time()? - before).as_secs_f64() * 1e6 / count as f64)
}

/// Requests a page again and again. Returns the number of answers.
fn requests(server: SocketAddr, path: &str, time: Duration) -> Result<usize> {
    thread::scope(|scope| {
        let threads = Vec::from_iter(
            (0..CONNECTIONS).map(|_| scope.spawn(|| connection(server, path, time))),
        );
        let counts = threads
            .into_iter()
            .map(|thread| thread.join().expect("requests do not panic"));
        counts.sum()
    })
}

fn connection(server: SocketAddr, path: &str, time: Duration) -> Result<usize> {
    let mut stream = BufReader::new(TcpStream::connect(server)?);
    stream.get_ref().set_nodelay(true)?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {server}\r\n\r\n");
    let (start, mut count, mut body) = (Instant::now(), 0, Vec::new());
    while start.elapsed() < time {
        stream.get_mut().write_all(request.as_bytes())?;
        let length = head(&mut stream)?;
        body.resize(length, 0);
        stream.read_exact(&mut body)?;
        count += 1;
    }
    Ok(count)
}

/// Reads the head of an answer. Returns the length of its body.
fn head(stream: &mut impl BufRead) -> Result<usize> {
    const LENGTH: &str = "content-length:";
    let (mut status, mut length) = (String::new(), None);
    stream.read_line(&mut status)?;
    ensure!(
        status.starts_with("HTTP/1.1 200"),
        "the server answers {status:?}"
    );
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let line = line.trim().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix(LENGTH) {
            length = Some(value.trim().parse()?);
        }
        if line.is_empty() {
            return length.context("an answer has a length");
        }
    }
}

/// Serves the pages that others are compared with, until the process is ended.
pub fn serve() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let constant = std::env::var(CONSTANT)?;
        let files = std::env::var("WATERSHED_ASSETS").context("the folder is given")?;
        plain::open_thread(Path::new(&files).join("thread.sqlite"))?;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("listening on http://{}", listener.local_addr()?);
        Ok(axum::serve(listener, plain::router(constant)).await?)
    })
}

/// The variable with the text of `/plain/constant`.
pub const CONSTANT: &str = "BENCH_CONSTANT";

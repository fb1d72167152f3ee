//! Accepts connections and answers their requests until the server is asked to end.

use std::env;
use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
#[cfg(unix)]
use tokio::signal::unix::SignalKind;
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;

use super::admission::admitting;
use super::assets;
use crate::server::host::connection::SeatedConnection;
use crate::server::host::worker::Workers;
use crate::server::view::limit::Limit;
use crate::wire::limits::{CONNECTIONS, HEAD, HEAD_SIZE};

/// The time that open requests, and the calls of pages, have to end when the server ends.
const DRAIN: Duration = Duration::from_secs(25);

/// The answer to a connection for which there is no seat.
const NO_SEAT: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Serves an application at `WATERSHED_ADDR`, or at `127.0.0.1:3000`, until Ctrl-C or SIGTERM.
///
/// Then it accepts no more connections, lets requests and the calls of pages come to their end, tells the pages when to
/// connect to the next server, and returns within half a minute. A second signal ends it at once.
///
/// Logs through `tracing`, to stderr and filtered by `RUST_LOG`, unless the application has installed a subscriber of
/// its own.
///
/// # Errors
/// If the address cannot be bound.
pub fn serve(router: Router) -> io::Result<()> {
    serve_with(async { Ok(router) })
}

/// Serves an application like [`serve`], with a router whose making is asynchronous: it opens a pool, or reads a file.
///
/// # Errors
/// If the address cannot be bound, and the errors of `router`.
pub fn serve_with<E: From<io::Error>>(
    router: impl Future<Output = Result<Router, E>>,
) -> Result<(), E> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let router = router.await?;
        log();
        let address = env::var("WATERSHED_ADDR").unwrap_or_else(|_| "127.0.0.1:3000".into());
        let listener = TcpListener::bind(&address).await?;
        println!("listening on http://{}", listener.local_addr()?);
        if assets::manifest().is_none() {
            tracing::warn!(
                "there are no files for browsers, so buttons and the like do nothing; help: start the server with \
                 `cargo watershed serve`, or set WATERSHED_ASSETS to the folder that `cargo watershed build` has written"
            );
        }
        accept(listener, router).await;
        Ok(())
    })
}

/// Logs to stderr, unless the application has installed a subscriber.
fn log() {
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::INFO.into())
        .from_env_lossy();
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .try_init();
}

/// Accepts connections until a signal, then lets the open ones end.
async fn accept(listener: TcpListener, router: Router) {
    let end = watch::Sender::new(false);
    tokio::select! {
        () = answer_all(listener, router, &end) => {}
        () = signal() => {}
    }
    tracing::info!("the server ends");
    end.send_replace(true);
    // Pages that are being rendered still become sessions, which end at once.
    let drained = async { tokio::join!(end.closed(), Workers::drain()) };
    tokio::select! {
        // What has not ended by then ends with the process.
        _ = timeout(DRAIN, drained) => {}
        () = signal() => {}
    }
}

/// Waits until the process is asked to end.
async fn signal() {
    #[cfg(unix)]
    if let Ok(mut asked) = tokio::signal::unix::signal(SignalKind::terminate()) {
        tokio::select! {
            _ = asked.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        return;
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Answers requests at `listener` for as long as the future is polled. For tests of servers.
#[doc(hidden)]
pub async fn answer(listener: TcpListener, router: Router) {
    answer_all(listener, router, &watch::Sender::new(false)).await;
}

async fn answer_all(listener: TcpListener, router: Router, end: &watch::Sender<bool>) {
    let router = admitting(router);
    let seats = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let Ok(seat) = Arc::clone(&seats).try_acquire_owned() else {
                    Limit::Connections.hit();
                    // The kernel has room for so few bytes.
                    let _ = stream.try_write(NO_SEAT);
                    continue;
                };
                // Small messages must not wait for an acknowledgement. A socket that refuses the option is about to
                // fail anyway.
                let _ = stream.set_nodelay(true);
                let connection = SeatedConnection::new(stream, peer, seat);
                tokio::spawn(converse(connection, router.clone(), end.subscribe()));
            }
            // Most likely the process is out of descriptors, so waiting is all that helps.
            Err(error) => {
                tracing::warn!(%error, "cannot accept");
                sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// Waits for the end of the server.
async fn ended_by(end: &mut watch::Receiver<bool>) {
    // A dropped sender means the end, too.
    let _ = end.wait_for(|end| *end).await;
}

/// Answers the requests of one connection.
async fn converse(connection: SeatedConnection, router: Router, mut end: watch::Receiver<bool>) {
    let mut server = Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_header_size(HEAD_SIZE);
    let (peer, router) = (connection.peer(), TowerToHyperService::new(router));
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.call(request)
    });
    let requests = server.serve_connection(TokioIo::new(connection), service);
    let mut requests = pin!(requests.with_upgrades());
    let ended = tokio::select! {
        ended = &mut requests => ended,
        () = ended_by(&mut end) => {
            requests.as_mut().graceful_shutdown();
            requests.await
        }
    };
    if let Err(error) = ended {
        if error.is_timeout() {
            Limit::Head.hit();
        } else if error.is_parse_too_large() {
            Limit::HeadSize.hit();
        }
        tracing::debug!(%error, "a connection failed");
    }
}

//! Listens, and answers until asked to end.

use std::env;
use std::future::Future;
use std::io;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;

/// How long a request's head may take: a half-sent one would hold its connection for ever.
const HEAD: Duration = Duration::from_secs(10);

/// How long open requests may take to end once the server is asked to.
const DRAIN: Duration = Duration::from_secs(5);

/// Serves an application at `WATERSHED_ADDR`, or at `127.0.0.1:3000`, until Ctrl-C.
///
/// What happens is logged through `tracing`: to stderr, as `RUST_LOG` says, unless the application has a subscriber of
/// its own.
///
/// # Errors
/// If the address cannot be listened at.
pub fn serve(router: Router) -> io::Result<()> {
    serve_with(async { Ok(router) })
}

/// As [`serve`], for an application whose router has to wait for something: a pool, a file.
///
/// # Errors
/// If the address cannot be listened at, and what `router` gives.
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
        accept(listener, router).await;
        Ok(())
    })
}

/// Logs to stderr. The application may have said otherwise before.
fn log() {
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::INFO.into())
        .from_env_lossy();
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .try_init();
}

/// Accepts connections until Ctrl-C, then lets the open ones end.
async fn accept(listener: TcpListener, router: Router) {
    let connections = GracefulShutdown::new();
    loop {
        tokio::select! {
            connection = listener.accept() => match connection {
                Ok((stream, _)) => answer(stream, router.clone(), connections.watcher()),
                // Out of descriptors, most likely: waiting is all that helps.
                Err(error) => {
                    tracing::warn!(%error, "cannot accept");
                    sleep(Duration::from_millis(50)).await;
                }
            },
            _ = tokio::signal::ctrl_c() => break,
        }
    }
    // What has not ended by then ends with the process.
    let _ = timeout(DRAIN, connections.shutdown()).await;
}

fn answer(stream: TcpStream, router: Router, watcher: Watcher) {
    // Small frames must not wait for an acknowledgement; a socket that refuses is about to fail anyway.
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router);
    tokio::spawn(async move {
        let mut server = Builder::new(TokioExecutor::new()).http1_only();
        server
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD);
        let connection = server.serve_connection_with_upgrades(TokioIo::new(stream), service);
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(%error, "a connection failed");
        }
    });
}

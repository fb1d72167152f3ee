//! The native half of `#[watershed::main]`.

use std::process::ExitCode;

use axum::Router;

use crate::component::Error;
use crate::facts::{self, Route};
use crate::part::KindId;
use crate::server;

/// Whether to serve at all: a server that is asked for its facts says them, and is done.
///
/// It is asked before any of the application's code runs.
pub fn serves(pages: &[Route]) -> Result<(), ExitCode> {
    match facts::answer(pages) {
        Ok(false) => Ok(()),
        Ok(true) => Err(ExitCode::SUCCESS),
        Err(error) => {
            eprintln!("error: {error}");
            Err(ExitCode::FAILURE)
        }
    }
}

/// Serves what `router` gives until asked to end. `first` is the first kind of the artifact's first page: what the
/// browser reads all snapshots relative to.
pub fn serve<R: Routes>(first: KindId, router: impl AsyncFnOnce() -> R) -> ExitCode {
    server::set_artifact(first);
    let served = server::serve_with(async { router().await.routes() });
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What a function with `#[watershed::main]` may give.
#[diagnostic::on_unimplemented(
    message = "`#[watershed::main]` needs a router, not `{Self}`",
    label = "gives no router",
    note = "give a `Router` (`watershed::router()` makes one), or a `Result` with one and any error"
)]
pub trait Routes {
    /// The router, or why there is none.
    ///
    /// # Errors
    /// The function's own.
    fn routes(self) -> Result<Router, Error>;
}

impl Routes for Router {
    fn routes(self) -> Result<Router, Error> {
        Ok(self)
    }
}

impl<E: Into<Error>> Routes for Result<Router, E> {
    fn routes(self) -> Result<Router, Error> {
        self.map_err(E::into)
    }
}

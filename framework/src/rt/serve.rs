//! The native half of `#[watershed::main]`.

use std::process::ExitCode;

use axum::Router;

use crate::component::Error;
use crate::facts::{self, Route};
use crate::part::KindId;
use crate::server;

/// Returns whether to serve at all: a server that is asked for its facts writes them and ends. Called before any of the
/// application's code runs.
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

/// Serves the router until the server is asked to end. `first` is the first kind of the artifact's first page: the
/// browser reads the kinds in all snapshots relative to it.
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

/// The result of a function with `#[watershed::main]`.
#[diagnostic::on_unimplemented(
    message = "`#[watershed::main]` needs a router, not `{Self}`",
    label = "not a router",
    note = "give a `Router` (`watershed::router()` makes one), or a `Result` with one and any error"
)]
pub trait Routes {
    /// Returns the router, or the error why there is none.
    ///
    /// # Errors
    /// The error of the function.
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

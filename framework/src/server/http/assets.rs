//! The browser's files, as the build left them.

use std::path::PathBuf;
use std::sync::OnceLock;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use axum::response::Response;
use serde::Deserialize;
use tower_http::services::{ServeDir, ServeFile};

use super::admission::secure;
use crate::facts::AssetFacts;

pub(crate) use watershed_markup::asset::ROUTE;

/// `watershed.json`: the names of the files. A name contains a hash of the content, so the file of a name never
/// changes.
#[derive(Debug, Deserialize)]
pub(crate) struct Manifest {
    /// The script that loads the wasm.
    pub glue: String,
    /// The client half.
    pub wasm: String,
}

/// Returns the manifest in `WATERSHED_ASSETS`; `None` if the server runs without a client build: then its pages are
/// static.
pub(crate) fn manifest() -> Option<&'static Manifest> {
    static MANIFEST: OnceLock<Option<Manifest>> = OnceLock::new();
    MANIFEST.get_or_init(read).as_ref()
}

/// Serves the files, compressed as the build wrote them.
pub(crate) fn routes() -> Router {
    let Some(directory) = directory() else {
        return sources();
    };
    let files = ServeDir::new(directory)
        .precompressed_br()
        .precompressed_gzip();
    Router::new()
        .nest_service(ROUTE, files)
        .layer(map_response(cached))
}

/// Serves the application's own files from where they were compiled in, for a server without a client build.
fn sources() -> Router {
    let files = AssetFacts::all().into_iter();
    files.fold(Router::new(), |router, file| {
        let path = watershed_markup::asset::address(file.name);
        router.route_service(&path, ServeFile::new(file.path))
    })
}

/// Sets the caching of a file: the content of a name never changes. That a name is missing may change: in a rolling
/// deploy the file may be there a moment later.
async fn cached(mut response: Response) -> Response {
    let is_file = matches!(
        response.status(),
        StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::NOT_MODIFIED
    );
    let policy = match is_file {
        true => "public, max-age=31536000, immutable",
        false => "no-store",
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(policy));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    secure(response)
}

static DIRECTORY: OnceLock<Option<PathBuf>> = OnceLock::new();

/// Sets the directory of the browser's files, whatever the environment says. For tests of servers.
#[doc(hidden)]
pub fn use_assets(directory: impl Into<PathBuf>) {
    DIRECTORY.get_or_init(|| Some(directory.into()));
}

fn directory() -> Option<PathBuf> {
    DIRECTORY
        .get_or_init(|| std::env::var_os("WATERSHED_ASSETS").map(PathBuf::from))
        .clone()
}

fn read() -> Option<Manifest> {
    let path = directory()?.join("watershed.json");
    let text = std::fs::read(&path)
        .inspect_err(|error| tracing::error!(?path, %error, "no client build"))
        .ok()?;
    serde_json::from_slice(&text)
        .inspect_err(|error| tracing::error!(?path, %error, "not a manifest"))
        .ok()
}

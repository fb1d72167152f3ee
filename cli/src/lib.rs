//! Builds and serves Watershed applications: one source, a server binary and a small browser artifact.
//!
//! [`build`] is the whole flow on one screen; the binary `cargo-watershed` only parses arguments.
//! Other tools can call it without starting a process:
//!
//! ```no_run
//! use cargo_watershed::{Profile, Request};
//!
//! let applications = cargo_watershed::build(&Request {
//!     directory: ".".into(),
//!     packages: vec!["counter".into()],
//!     server: Profile::Dev,
//!     client: Profile::Release,
//!     locked: false,
//!     options: Vec::new(),
//! })?;
//! println!("{} bytes of wasm", applications[0].manifest.sizes.wasm.brotli);
//! # Ok::<(), anyhow::Error>(())
//! ```

mod arguments;
mod assets;
mod bindings;
mod build;
mod cargo;
mod crossings;
mod entry;
mod explain;
mod facts;
mod features;
mod glue;
mod graph;
mod lost;
mod minify;
mod new;
mod optimize;
mod progress;
mod prune;
mod rebuild;
mod relocations;
mod routes;
mod serve;
mod snip;
mod toolchain;
mod unread;
mod workspace;

pub use arguments::run;
pub use assets::{Manifest, Size, Sizes};
pub use build::{Application, Profile, Request, build, prices};
pub use cargo::CompilerFailed;
pub use serve::{ADDRESS, ASSETS, DURABLE, NEWS, OVERLAY, server_command};
pub use toolchain::ensure_wasm_target;

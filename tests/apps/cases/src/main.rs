//! Situations that people reported against other frameworks, and that newcomers and hostile visitors bring about:
//! one page each. `tests/tests/cases` visits them in Chromium, and in the simulation where it can tell.

pub mod colours;
pub mod compiler;
pub mod controls;
pub mod events;
pub mod limits;
pub mod places;
pub mod rows;
pub mod turns;

use watershed::prelude::*;

#[watershed::main]
fn main() -> Router {
    watershed::router()
        // colours.rs
        .page("/colours/handles", colours::Handles)
        .page("/colours/opaque", colours::Opaque)
        .page("/colours/pending", colours::Pending)
        // compiler.rs
        .page("/compiler/first", compiler::First)
        // controls.rs
        .page("/controls/first", controls::First)
        // events.rs
        .page("/events/first", events::First)
        // limits.rs
        .page("/limits/first", limits::First)
        // places.rs
        .page("/places/first", places::First)
        // rows.rs
        .page("/rows/bare", rows::Bare)
        .page("/rows/fields", rows::Fields)
        .page("/rows/todos", rows::Todos)
        // turns.rs
        .page("/turns/first", turns::First)
}

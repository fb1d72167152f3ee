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
    let areas = [
        colours::pages,
        compiler::pages,
        controls::pages,
        events::pages,
        limits::pages,
        places::pages,
        rows::pages,
        turns::pages,
    ];
    areas
        .into_iter()
        .fold(watershed::router(), |router, add| add(router))
}

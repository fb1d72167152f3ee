//! The pages of `tests/apps/cases`: in Chromium, and in the simulation where it can tell.

mod assets;
mod colours;
mod compiler;
mod controls;
mod events;
mod fresh;
mod heads;
mod limits;
mod places;
mod portal;
mod reports;
mod rows;
mod shown;
mod turns;
mod variants;

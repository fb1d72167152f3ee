//! The pages of `tests/apps/cases`: in Chromium, and in the simulation where it can tell.

mod around;
mod assets;
mod colours;
mod compiler;
mod connection;
mod controls;
mod corpus;
mod events;
mod forms;
mod fresh;
mod heads;
mod limits;
mod lists;
mod places;
mod portal;
mod rebuilt;
mod recent;
mod reports;
mod rest;
mod restored;
mod rows;
mod scopes;
mod shown;
mod trackers;
mod turns;
mod variants;

//! The sources of the examples: what the simulation runs is what users see.

#![allow(dead_code)] // Their `main`s: a test opens the pages without a server.

#[path = "../apps/beside/src/main.rs"]
pub mod beside;
#[path = "../apps/cases/src/main.rs"]
pub mod cases;
#[path = "../../examples/chat/src/main.rs"]
pub mod chat;
#[path = "../../examples/counter/src/main.rs"]
pub mod counter;
#[path = "../../examples/gallery/src/main.rs"]
pub mod gallery;
#[path = "../../examples/hackernews/src/main.rs"]
pub mod hackernews;
#[path = "../../examples/profile/src/main.rs"]
pub mod profile;
#[path = "../../examples/rows/src/main.rs"]
pub mod rows;
#[path = "../../examples/search/src/main.rs"]
pub mod search;
#[path = "../apps/secrets/src/main.rs"]
pub mod secrets;
#[path = "../../examples/shop/src/main.rs"]
pub mod shop;
#[path = "../../examples/signup/src/main.rs"]
pub mod signup;
#[path = "../../examples/stream/src/main.rs"]
pub mod stream;
#[path = "../../examples/ticker/src/main.rs"]
pub mod ticker;
#[path = "../../examples/todos/src/main.rs"]
pub mod todos;
#[path = "../../examples/toggle/src/main.rs"]
pub mod toggle;

//! The pages of the examples as one would write them with maud, where they are only looked at.

use std::path::PathBuf;

use anyhow::Result;
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::examples::hackernews::import::Thread;
use crate::examples::hackernews::thread::{Comment, Story, store};

/// The comments of the thread.
const COMMENTS: usize = 500;

/// Opens the thread of the example in a new database.
///
/// # Errors
/// If there is no room for it.
pub fn open_thread(database: PathBuf) -> Result<()> {
    store::open(database, &Thread::made_up(), COMMENTS)
        .map_err(|error| anyhow::anyhow!("{error:?}"))
}

/// Queries the story with its comments.
///
/// # Panics
/// If the thread is not open.
pub fn story() -> Story {
    store::story().expect("the thread is open")
}

/// Makes a router with the pages. `/constant` answers with a text.
pub fn router(constant: String) -> Router {
    Router::new()
        .route("/plain/rows", get(async || rows()))
        .route("/plain/thread", get(async move || thread(&story())))
        .route("/plain/queries", get(async move || story().title))
        .route(
            "/plain/constant",
            get(move || std::future::ready(Html(constant.clone()))),
        )
}

/// Writes the document around a page.
fn document(title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { (title) }
                link rel="stylesheet" href="/_watershed/style-0123456789abcdef.css";
            }
            body { (content) }
        }
    }
}

/// Writes a thousand rows, made as the example makes them.
pub fn rows() -> Markup {
    const COLOURS: [&str; 5] = ["red", "blue", "green", "brown", "white"];
    const NOUNS: [&str; 4] = ["table", "chair", "house", "mouse"];
    let label = |id: usize| format!("{} {} {id}", COLOURS[id % 5], NOUNS[id % 4]);
    let rows: Vec<(usize, String)> = (1..=1000).map(|id| (id, label(id))).collect();
    let buttons = [
        ("create", "Create 1,000"),
        ("create10", "Create 10,000"),
        ("append", "Append 1,000"),
        ("insert", "Insert first"),
        ("update", "Update every 10th"),
        ("swap", "Swap"),
        ("remove", "Remove selected"),
        ("clear", "Clear"),
    ];
    let selected = 0;
    document(
        "Rows",
        &html! {
            main {
                @for (id, text) in buttons { button id=(id) { (text) } }
                ul {
                    @for (id, label) in &rows {
                        li class=[(*id == selected).then_some("selected")] { (label) }
                    }
                }
            }
        },
    )
}

/// Writes a story with its comments.
pub fn thread(story: &Story) -> Markup {
    document(
        &story.title,
        &html! {
            main {
                h1 { (story.title) }
                ul { @for each in &story.comments { (comment(each)) } }
            }
        },
    )
}

fn comment(comment_of: &Comment) -> Markup {
    html! {
        li {
            p { b { (comment_of.user) } " " i { (comment_of.age) } button { "[-]" } }
            div style="display:block" {
                div { (PreEscaped(&comment_of.html)) }
                ul { @for reply in &comment_of.replies { (comment(reply)) } }
            }
        }
    }
}

//! The state of the page's connection to its server, for client code.
//!
//! The script beside the wasm knows the state, and tells of it with an event at the root element. The signal here follows
//! that event, and only artifacts that call [`connection`] contain it, and the part of the script that sends the event.

use std::cell::Cell;
use std::rc::Rc;

use super::dom::{Dom, Surroundings};
use super::event::RawEvent;
use super::page::{self, Page};
use crate::Cross;
use crate::graph::{RwSignal, provide_context, use_context};

/// The event at the root element.
const NAME: &str = "watershed-connection";

/// The state of a page's connection to its server: see [`connection`].
#[derive(Clone, Debug, Default, PartialEq, Cross)]
#[non_exhaustive]
pub enum Connection {
    /// The connection works, or the page needs none.
    #[default]
    Live,
    /// There is none. What the browser can do alone goes on, and the rest waits.
    Offline {
        /// The time when it was lost, as [`Window::now`](super::window::Window::now) counts: milliseconds since the page
        /// began to load.
        since: f64,
    },
    /// The connection is back, and the server is about to say which messages it has received.
    Resuming,
    /// There is none, because the server has ended and another one takes its place.
    Updating,
}

#[derive(Clone)]
struct FollowedConnection {
    state: RwSignal<Connection>,
    /// The time when it was lost.
    since: Rc<Cell<f64>>,
}

/// Returns the state of the connection to the server, and follows it like a signal. In client code: an effect, a handler.
/// A page that calls it says itself that there is no connection; otherwise a sentence appears after some seconds.
///
/// ```
/// use watershed::prelude::*;
/// use watershed::testing::App;
///
/// #[component]
/// fn Page() -> View {
///     let state = RwSignal::new(Connection::Live);
///     effect(move || state.set(connection()));
///     let (notes, set_notes) = signal(0);
///     let note = action(async move |_: ()| set_notes.update(|notes| *notes += 1));
///     view! {
///         <button class:waits={state.get() != Connection::Live} on:click=move |_| note.dispatch(())>{notes}</button>
///     }
/// }
///
/// let app = App::new(Page);
/// app.offline(|| {
///     app.click("button");
///     assert_eq!(app.count("button.waits"), 1);
/// });
/// app.settle();
/// assert_eq!(app.count("button.waits"), 0);
/// app.sees("1");
/// ```
///
/// # Panics
/// On the server.
#[inline(never)]
pub fn connection() -> Connection {
    let page = page::current();
    let followed = page
        .graph
        .root()
        .run(|| match use_context::<FollowedConnection>() {
            Some(followed) => followed,
            None => follow(&page),
        });
    followed.state.get()
}

/// Begins to follow the state.
fn follow(page: &Page) -> FollowedConnection {
    let root = page.dom.query("html");
    let state = root.and_then(|root| page.dom.attribute(&root, "data-connection"));
    let since = page.dom.now();
    let followed = FollowedConnection {
        state: RwSignal::new(stated(state, since)),
        since: Rc::new(Cell::new(since)),
    };
    provide_context(followed.clone());
    page.hook(NAME, changed);
    followed
}

fn changed(page: &Page, event: &RawEvent) {
    let event = event.host();
    // So no sentence is shown.
    page.dom.prevent(event);
    if let Some(FollowedConnection { state, since }) = page.graph.root().run(use_context) {
        if state.get_untracked() == Connection::Live {
            since.set(page.dom.now());
        }
        let name = page.dom.event_text(event, "detail");
        state.set(stated(name, since.get()));
    }
}

fn stated(name: Option<String>, since: f64) -> Connection {
    match name.as_deref() {
        Some("offline") => Connection::Offline { since },
        Some("resuming") => Connection::Resuming,
        Some("updating") => Connection::Updating,
        _ => Connection::Live,
    }
}

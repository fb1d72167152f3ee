//! The address of a page, and its response, on the server.

use std::cell::RefCell;
use std::panic::resume_unwind;

use cookie::Cookie;
use serde::de::DeserializeOwned;

use super::Location;
use crate::graph::{Memo, memo};
use crate::request::RequestAround;
use crate::server;

/// Returns the parameters of the page's path as a memo: one value, a tuple in their order, or a struct with their names. On the
/// server; client code reads it like any memo.
///
/// Within a [layout](crate::Pages::layout), a page that a visitor leaves for another one of the same route stays, and its parameters
/// change. (A page that reads them with [`request`](crate::request()) is made anew.)
///
/// ```
/// use watershed::prelude::*;
///
/// /// Served at `/story/{id}`.
/// #[component]
/// fn Story() -> View {
///     let id = params::<u32>();
///     view! { <h1>"Story " {id}</h1> }
/// }
/// ```
///
/// If the parameters do not have these types, the page is answered with 404.
///
/// # Panics
/// Outside of a page.
pub fn params<T: DeserializeOwned + Clone + PartialEq + Send + 'static>() -> Memo<T> {
    let around = around();
    let first = around.followed(|request| request.path::<T>());
    let last = match first {
        Ok(value) => RefCell::new(value),
        // The page is answered with the status of the error.
        Err(error) => resume_unwind(Box::new(error)),
    };
    memo(
        move || match around.followed(|request| request.path::<T>()) {
            Ok(value) => {
                last.replace(value.clone());
                value
            }
            Err(_) => {
                around.refuse();
                last.borrow().clone()
            }
        },
    )
}

/// Returns the page's address as a memo. On the server; client code reads it like any memo. Within a
/// [layout](crate::Pages::layout) it changes when the visitor goes to another page.
///
/// ```
/// use watershed::prelude::*;
///
/// #[component]
/// fn Shop() -> View {
///     let place = location();
///     view! { <nav class:is-home={place.get().path == "/"}>"Shop"</nav> }
/// }
/// ```
///
/// # Panics
/// Outside of a page.
pub fn location() -> Memo<Location> {
    let around = around();
    memo(move || around.followed(|request| Location::of(&request.address())))
}

/// Sets the status of the page's response, which is 200 otherwise: `status(404)`. On the server, in the body of a component, outside of
/// boundaries that are still loading: once the page is out it has no effect.
///
/// ```
/// use watershed::prelude::*;
///
/// #[component]
/// fn NotFound() -> View {
///     status(404);
///     view! { <h1>"There is nothing here"</h1> }
/// }
/// ```
///
/// # Panics
/// Outside of a page, and if it is no status of HTTP that a page can have (200 to 599).
pub fn status(status: u16) {
    assert!(
        (200..600).contains(&status),
        "a page has a status from 200 to 599, not {status}"
    );
    server::say_of_response(|answer| answer.set_status(status));
}

/// Sets a cookie with the page's response. On the server, in the body of a component, outside of boundaries that are still loading. The
/// response belongs to this visitor then. Within a layout, a link to such a page is loaded by the browser, since only a response
/// can set a cookie. Once the page is out it has no effect, and the log says so.
///
/// ```
/// use watershed::Cookie;
/// use watershed::prelude::*;
///
/// #[component]
/// fn Welcome() -> View {
///     set_cookie(Cookie::build(("seen", "yes")).path("/").http_only(true));
///     view! { <h1>"Welcome"</h1> }
/// }
/// ```
///
/// # Panics
/// Outside of a page.
pub fn set_cookie(cookie: impl Into<Cookie<'static>>) {
    let cookie = cookie.into();
    let request = around().request();
    request.set_personal();
    server::say_of_response(|answer| answer.set_cookie(&cookie));
}

fn around() -> RequestAround {
    RequestAround::here()
        .expect("this works on the server, while a page is made or its session runs")
}

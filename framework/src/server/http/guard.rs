//! Guards: functions of the application that decide who may see a page.
//!
//! A guard is asked whenever the router is asked for the page: by a visitor, for its socket, on the way from another page, with
//! a form. A page that stays open is asked for again before anything goes to its browser or is taken from it, once the last
//! answer is a second old: see [`Permit`].

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tokio::time::Instant;

use super::page::PageRoot;
use super::response::{NO_STORE, failure};
use super::router::Served;
use crate::server::view::permit::Permit;

/// A page with a guard: see [`guard`].
#[derive(Debug)]
pub struct Guarded<F> {
    component: F,
    guard: PageGuard,
}

/// Lets a function decide who may see a page.
///
/// The function takes one of axum's extractors, or several in a tuple. With `Ok(())` the visitor gets the page; an `Err` is the
/// response in its place, and no component runs. It is asked when the page is loaded, when its socket comes, when a form is sent,
/// and when a link of its layout leads to it. While the page is open, it is asked again before a message is taken from the browser or sent
/// to it, unless the last time was less than a second ago. If it refuses then, the session ends, and the browser loads the page once more.
///
/// For all pages of a layout there is [`LayoutPages::guard`](super::router::LayoutPages::guard). The function runs on the server, and so do
/// the layers of the router before it is asked.
///
/// ```
/// use axum::http::HeaderMap;
/// use axum::response::Redirect;
/// use watershed::prelude::*;
///
/// #[component]
/// fn Account() -> View {
///     view! { <h1>"Your account"</h1> }
/// }
///
/// async fn signed_in(headers: HeaderMap) -> Result<(), Redirect> {
///     match headers.contains_key("authorization") {
///         true => Ok(()),
///         false => Err(Redirect::to("/login")),
///     }
/// }
///
/// let router = watershed::router().page("/account", guard(Account, signed_in));
/// # let _: Router = router;
/// ```
pub fn guard<F, C, E, A, R>(component: F, check: C) -> Guarded<F>
where
    C: Fn(E) -> A + Send + Sync + 'static,
    E: FromRequestParts<()> + Send + 'static,
    A: Future<Output = Result<(), R>> + Send + 'static,
    R: IntoResponse + 'static,
{
    let guard = PageGuard::new(check);
    Guarded { component, guard }
}

impl<P, F: Served<P>> Served<P> for Guarded<F> {
    fn root(self) -> PageRoot {
        self.component.root().guarded(&[self.guard])
    }
}

/// A function of the application that decides who may see a page.
#[derive(Clone)]
pub struct PageGuard {
    /// A number of its own, by which it is told from others.
    number: u32,
    check: Arc<dyn Checks>,
}

/// All guards of a page, the outermost first.
pub type PageGuards = Arc<[PageGuard]>;

/// The answer of a guard, once it has one.
type GuardAnswer<'a> = Pin<Box<dyn Future<Output = Result<(), Response>> + Send + 'a>>;

trait Checks: Send + Sync {
    fn check<'a>(&'a self, request: &'a mut Parts) -> GuardAnswer<'a>;
}

struct GuardFunction<C, E> {
    check: C,
    takes: PhantomData<fn(E)>,
}

impl<C, E, A, R> Checks for GuardFunction<C, E>
where
    C: Fn(E) -> A + Send + Sync,
    E: FromRequestParts<()> + Send,
    A: Future<Output = Result<(), R>> + Send,
    R: IntoResponse,
{
    fn check<'a>(&'a self, request: &'a mut Parts) -> GuardAnswer<'a> {
        Box::pin(async move {
            let given = E::from_request_parts(request, &()).await;
            let given = given.map_err(IntoResponse::into_response)?;
            let checked = (self.check)(given).await;
            checked.map_err(IntoResponse::into_response)
        })
    }
}

impl PageGuard {
    /// Makes a guard of a function.
    pub fn new<C, E, A, R>(check: C) -> Self
    where
        C: Fn(E) -> A + Send + Sync + 'static,
        E: FromRequestParts<()> + Send + 'static,
        A: Future<Output = Result<(), R>> + Send + 'static,
        R: IntoResponse + 'static,
    {
        let takes = PhantomData;
        static NEXT: AtomicU32 = AtomicU32::new(0);
        Self {
            number: NEXT.fetch_add(1, Ordering::Relaxed),
            check: Arc::new(GuardFunction { check, takes }),
        }
    }

    /// Asks whether the visitor may see the page. The error is the response in place of the page.
    fn check<'a>(&'a self, request: &'a mut Parts) -> GuardAnswer<'a> {
        self.check.check(request)
    }
}

impl fmt::Debug for PageGuard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("PageGuard").finish_non_exhaustive()
    }
}

/// Asks the guards of a page, the outermost first, and gives the request their permit.
pub(super) async fn ask(guards: &PageGuards, request: &mut Parts) -> Result<(), Response> {
    if guards.is_empty() {
        return Ok(());
    }
    let asked = Instant::now();
    for guard in guards.iter() {
        let checked = AssertUnwindSafe(guard.check(request)).catch_unwind();
        match checked.await {
            Ok(Ok(())) => {}
            Ok(Err(refusal)) => return Err(unkept(refusal)),
            Err(_) => {
                tracing::error!("a guard panicked, so its page is refused");
                return Err(failure(StatusCode::INTERNAL_SERVER_ERROR));
            }
        }
    }
    let guards = guards.iter().map(|guard| guard.number).collect();
    request.extensions.insert(Permit { guards, asked });
    Ok(())
}

/// Lets no cache keep a refusal, unless it says otherwise itself.
fn unkept(mut refusal: Response) -> Response {
    let (name, value) = NO_STORE;
    refusal.headers_mut().entry(name).or_insert(value);
    refusal
}

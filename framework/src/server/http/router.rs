//! The framework's routes, as a router like any other.

use std::fmt;
use std::time::Duration;

use axum::Router;
use axum::extract::{FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use axum::routing::{any, get};
use tower_http::compression::CompressionLayer;

use super::guard::PageGuard;
use super::page::PageRoot;
use super::response::respond;
use super::{assets, submit, upload};
use crate::component::Page;
use crate::server::host::{arrival, hosts, stream};
use crate::server::view::Pending;
use crate::server::view::layer::Layer;
#[cfg(debug_assertions)]
use crate::server::{overlay, reload};

/// Makes a router with the routes that every application needs: the browser's files and the sockets of pages with a session.
///
/// It is a plain [`axum::Router`]: add routes, state and layers as to any other, and pages with [`Pages::page`].
pub fn router() -> Router {
    let router = Router::new()
        .merge(assets::routes())
        .route(
            "/_watershed/socket",
            any(|request| arrival::upgrade(request, build)),
        )
        .merge(stream::routes(build))
        .merge(upload::routes());
    #[cfg(debug_assertions)]
    let router = router.merge(overlay::routes()).merge(reload::routes());
    router
}

/// Returns the name of the client's file.
fn build() -> Option<&'static str> {
    assets::manifest().map(|manifest| &*manifest.wasm)
}

/// Adds pages to a router.
pub trait Pages {
    /// Serves a component at a path, privately or as [`cache`] says.
    ///
    /// # Panics
    /// If there is a route for that path already.
    #[must_use]
    fn page<P: Page>(self, path: &str, page: impl Served<P>) -> Self;

    /// Serves pages inside of a layout: a component around all of them, which shows each in the place of its `<Outlet/>`. The paths
    /// of the pages follow that of the layout. Layouts may be in layouts.
    ///
    /// ```
    /// use watershed::prelude::*;
    ///
    /// #[component]
    /// fn Shop() -> View {
    ///     view! { <nav><A href="/shop">"All items"</A></nav> <main><Outlet/></main> }
    /// }
    ///
    /// #[component]
    /// fn List() -> View {
    ///     view! { <h1>"All items"</h1> <A href="/shop/7">"The seventh"</A> }
    /// }
    ///
    /// #[component]
    /// fn Item() -> View {
    ///     let id = params::<u32>();
    ///     view! { <h1>"Item " {id}</h1> }
    /// }
    ///
    /// let router = watershed::router().layout("/shop", Shop, |shop| shop.page("", List).page("/{id}", Item));
    /// # let _: Router = router;
    /// ```
    ///
    /// # Panics
    /// If there is a route for one of the paths already.
    #[must_use]
    fn layout<P: Page>(
        self,
        path: &str,
        layout: impl Fn(P) -> Pending + Send + Sync + 'static,
        pages: impl FnOnce(LayoutPages) -> LayoutPages,
    ) -> Self;

    /// Serves a component where there is no other route, with the status 404.
    ///
    /// ```
    /// use watershed::prelude::*;
    ///
    /// #[component]
    /// fn NotFound() -> View {
    ///     view! { <h1>"There is nothing here"</h1> }
    /// }
    ///
    /// let router = watershed::router().not_found(NotFound);
    /// # let _: Router = router;
    /// ```
    #[must_use]
    fn not_found<P: Page>(self, page: impl Served<P>) -> Self;

    /// Adds hosts that the server answers for, besides `localhost` and IP addresses: `example.com` with and without
    /// encryption, on any port; `https://example.com` for this origin alone; `*` for every name. They count for the
    /// whole process. If `WATERSHED_HOSTS` is set, only its hosts count.
    ///
    /// A request for any other host is refused with the status 421, so that no other site can lead its own name here.
    ///
    /// ```
    /// use watershed::Pages;
    ///
    /// let router = watershed::router().hosts(["https://example.com", "https://www.example.com"]);
    /// # let _: watershed::prelude::Router = router;
    /// ```
    #[must_use]
    fn hosts<H: Into<String>>(self, hosts: impl IntoIterator<Item = H>) -> Self;

    /// Adds origins of other sites whose pages may send requests that change something (`POST`, `PUT`, `DELETE`): to routes
    /// of the application, with the cookies of the visitor. They count for the whole process.
    ///
    /// Without this, such a request of another site's page is refused with the status 403 before any route sees it, because
    /// the visitor may not know of it. Requests that do not come from a browser are not concerned.
    ///
    /// ```
    /// use watershed::Pages;
    ///
    /// let router = watershed::router().origins(["https://checkout.example.com"]);
    /// # let _: watershed::prelude::Router = router;
    /// ```
    #[must_use]
    fn origins<O: AsRef<str>>(self, origins: impl IntoIterator<Item = O>) -> Self;
}

impl<S: Clone + Send + Sync + 'static> Pages for Router<S> {
    fn page<P: Page>(self, path: &str, page: impl Served<P>) -> Self {
        route(self, path, page.root())
    }

    fn layout<P: Page>(
        self,
        path: &str,
        layout: impl Fn(P) -> Pending + Send + Sync + 'static,
        pages: impl FnOnce(LayoutPages) -> LayoutPages,
    ) -> Self {
        let none = LayoutPages {
            path: String::new(),
            layers: Vec::new(),
            guards: Vec::new(),
            found: Vec::new(),
        };
        let pages = none.layout(path, layout, pages).found.into_iter();
        pages.fold(self, |router, (path, root)| route(router, &path, root))
    }

    fn not_found<P: Page>(self, page: impl Served<P>) -> Self {
        let root = PageRoot {
            status: StatusCode::NOT_FOUND.as_u16(),
            ..page.root()
        };
        let missing = get(move |request: Parts| respond(root, request))
            .fallback(async || StatusCode::NOT_FOUND);
        self.fallback_service(missing.layer(CompressionLayer::new()).with_state(()))
    }

    fn hosts<H: Into<String>>(self, hosts: impl IntoIterator<Item = H>) -> Self {
        hosts.into_iter().map(H::into).for_each(hosts::name);
        self
    }

    fn origins<O: AsRef<str>>(self, origins: impl IntoIterator<Item = O>) -> Self {
        let origins = origins.into_iter();
        origins.for_each(|origin| hosts::trust(origin.as_ref()));
        self
    }
}

fn route<S: Clone + Send + Sync + 'static>(
    router: Router<S>,
    path: &str,
    root: PageRoot,
) -> Router<S> {
    let form = root.clone();
    let page = get(move |request: Parts| respond(root, request))
        .fallback(move |request: Request| submit::respond(form, request));
    router.route(path, page.layer(CompressionLayer::new()))
}

/// The pages inside of a layout: see [`Pages::layout`].
pub struct LayoutPages {
    /// The path of the layout.
    path: String,
    /// The layout, behind those around it.
    layers: Vec<Layer>,
    /// The guards of the layout, the outermost first.
    guards: Vec<PageGuard>,
    found: Vec<(String, PageRoot)>,
}

impl LayoutPages {
    /// Serves a component inside of the layout, at a path that follows the layout's: `""` is the layout's own.
    #[must_use]
    pub fn page<P: Page>(mut self, path: &str, page: impl Served<P>) -> Self {
        let path = self.below(path);
        let root = page.root().within(&self.layers, &path);
        self.found.push((path, root));
        self
    }

    /// Serves pages inside of a layout in this one.
    #[must_use]
    pub fn layout<P: Page>(
        mut self,
        path: &str,
        layout: impl Fn(P) -> Pending + Send + Sync + 'static,
        pages: impl FnOnce(Self) -> Self,
    ) -> Self {
        let path = self.below(path);
        let root = PageRoot::of(layout).within(&self.layers, &path);
        let inside = Self {
            path,
            layers: root.layers.to_vec(),
            guards: Vec::new(),
            found: Vec::new(),
        };
        let Self { guards, found, .. } = pages(inside);
        let found = found.into_iter();
        self.found
            .extend(found.map(|(path, root)| (path, root.guarded(&guards))));
        self
    }

    /// Fails the build with a message: a layout has no page of its own for addresses without a route.
    #[doc(hidden)]
    #[must_use]
    pub fn not_found<P: MissingInLayout>(self, _: impl Served<P>) -> Self {
        self
    }

    /// Lets a function decide who may see the layout, and with it all of its pages: see [`guard`](crate::guard). What it is asked about does
    /// not depend on where in the layout this is said.
    ///
    /// A link to a page with other guards loads the document, also within a layout.
    ///
    /// ```
    /// use axum::http::{HeaderMap, StatusCode};
    /// use watershed::prelude::*;
    ///
    /// #[component]
    /// fn Office() -> View {
    ///     view! { <main><Outlet/></main> }
    /// }
    ///
    /// #[component]
    /// fn Orders() -> View {
    ///     view! { <h1>"Orders"</h1> }
    /// }
    ///
    /// async fn is_staff(headers: HeaderMap) -> Result<(), StatusCode> {
    ///     match headers.contains_key("authorization") {
    ///         true => Ok(()),
    ///         false => Err(StatusCode::FORBIDDEN),
    ///     }
    /// }
    ///
    /// let router = watershed::router().layout("/office", Office, |office| office.guard(is_staff).page("", Orders));
    /// # let _: Router = router;
    /// ```
    #[must_use]
    pub fn guard<C, E, A, R>(mut self, check: C) -> Self
    where
        C: Fn(E) -> A + Send + Sync + 'static,
        E: FromRequestParts<()> + Send + 'static,
        A: Future<Output = Result<(), R>> + Send + 'static,
        R: IntoResponse + 'static,
    {
        self.guards.push(PageGuard::new(check));
        self
    }

    /// Returns the path that follows the layout's.
    ///
    /// # Panics
    /// If it does not start with a slash.
    fn below(&self, path: &str) -> String {
        assert!(
            path.is_empty() || path.starts_with('/'),
            "the path of a page in a layout is empty or starts with `/`: `{path}`"
        );
        let whole = format!("{}{path}", self.path.trim_end_matches('/'));
        match whole.is_empty() {
            true => "/".to_owned(),
            false => whole,
        }
    }
}

impl fmt::Debug for LayoutPages {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let paths = self.found.iter().map(|(path, _)| path);
        out.debug_set().entries(paths).finish()
    }
}

/// Never implemented, so that [`LayoutPages::not_found`] says what to write.
#[diagnostic::on_unimplemented(
    message = "a layout has no page for addresses without a route: the router has one for all",
    label = "not in a layout",
    note = "write `.not_found(Page)` behind `.layout(..)`, or a page of the layout at the path `\"/{{*rest}}\"` that calls `status(404)`"
)]
pub trait MissingInLayout {}

/// A component that can be served as a page: one without required props, or one in [`cache`].
pub trait Served<P> {
    #[doc(hidden)]
    fn root(self) -> PageRoot;
}

impl<P: Page, F: Fn(P) -> Pending + Send + Sync + 'static> Served<P> for F {
    fn root(self) -> PageRoot {
        PageRoot::of(self)
    }
}

/// A page that shared caches may keep: see [`cache`].
#[derive(Debug)]
pub struct Cached<F> {
    component: F,
    age: Duration,
}

/// Lets shared caches (a proxy, a content delivery network) keep a page for `age` and show it to other visitors.
///
/// A response is public only if it is static and its components read nothing of the request but path and query. Any
/// other response stays as private as without `cache`, and an error is logged. A page that can never be static is an
/// error of `cargo watershed build`.
///
/// ```
/// use std::time::Duration;
/// use watershed::prelude::*;
///
/// #[component]
/// fn About() -> View {
///     view! { <h1>"About us"</h1> }
/// }
///
/// let router = watershed::router().page("/about", cache(About, Duration::from_secs(300)));
/// # let _: Router = router;
/// ```
pub fn cache<F>(component: F, age: Duration) -> Cached<F> {
    Cached { component, age }
}

/// A page whose sessions sleep after a time of its own: see [`sleep_after`].
#[derive(Debug)]
pub struct Sleepy<F> {
    component: F,
    idle: Duration,
}

/// Lets the sessions of a page sleep when nothing came from the browser for `idle`, in place of five minutes. With
/// [`Duration::MAX`] they stay awake.
///
/// A session that sleeps costs next to nothing. It is made again when its browser sends something: the page is rendered
/// once more, and the session gets the same messages as before. So only sessions sleep in which no action was called and
/// server code changed nothing by itself.
///
/// ```
/// use std::time::Duration;
/// use watershed::prelude::*;
///
/// #[component]
/// fn Editor() -> View {
///     view! { <textarea></textarea> }
/// }
///
/// let router = watershed::router().page("/editor", sleep_after(Editor, Duration::from_secs(3600)));
/// # let _: Router = router;
/// ```
pub fn sleep_after<F>(component: F, idle: Duration) -> Sleepy<F> {
    Sleepy { component, idle }
}

impl<P, F: Served<P>> Served<P> for Sleepy<F> {
    fn root(self) -> PageRoot {
        let idle = Some(self.idle);
        PageRoot {
            idle,
            ..self.component.root()
        }
    }
}

impl<P, F: Served<P>> Served<P> for Cached<F> {
    fn root(self) -> PageRoot {
        let age = Some(self.age);
        PageRoot {
            age,
            ..self.component.root()
        }
    }
}

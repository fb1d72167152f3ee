//! A guard of pages, whatever it takes, and the proof that it has let a visitor in.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use tokio::time::Instant;

/// A function of the application that decides who may see a page.
#[derive(Clone)]
pub struct PageGuard(Arc<dyn Checks>);

/// All guards of a page, the outermost first.
pub type PageGuards = Arc<[PageGuard]>;

/// The answer of a guard, once it has one.
pub(crate) type Checked<'a> = Pin<Box<dyn Future<Output = Result<(), Response>> + Send + 'a>>;

trait Checks: Send + Sync {
    fn check<'a>(&'a self, request: &'a mut Parts) -> Checked<'a>;
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
    fn check<'a>(&'a self, request: &'a mut Parts) -> Checked<'a> {
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
        Self(Arc::new(GuardFunction { check, takes }))
    }

    /// Asks whether the visitor may see the page. The error is the response in place of the page.
    pub fn check<'a>(&'a self, request: &'a mut Parts) -> Checked<'a> {
        self.0.check(request)
    }
}

impl fmt::Debug for PageGuard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("PageGuard").finish_non_exhaustive()
    }
}

/// The proof, in a request, that the guards of its page have let the visitor in.
#[derive(Clone, Debug)]
pub(crate) struct Permit {
    pub guards: PageGuards,
    /// The time at which they were asked.
    pub asked: Instant,
}

impl Permit {
    /// Returns whether both are of the same guards.
    pub fn is_alike(one: Option<&Self>, other: Option<&Self>) -> bool {
        let guards = |permit: Option<&Self>| {
            permit.map_or(Arc::default(), |permit| Arc::clone(&permit.guards))
        };
        let (one, other): (PageGuards, PageGuards) = (guards(one), guards(other));
        one.len() == other.len()
            && one
                .iter()
                .zip(other.iter())
                .all(|(one, other)| Arc::ptr_eq(&one.0, &other.0))
    }
}

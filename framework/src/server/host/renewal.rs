//! A visitor who is somebody else from now on, because they have logged in or out.

use std::collections::{HashSet, VecDeque};
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponseParts, ResponseParts};
use tokio::time::sleep;

use super::cookie::{PageCookie, VisitorCookie};
use super::worker::Workers;

/// The time until the sockets of a visitor are closed: their browser gets the other cookie first.
const SOON: Duration = Duration::from_millis(300);

/// The time for which an ended cookie is remembered, and the most of them.
const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);
const MOST: usize = 1 << 16;

/// Gives a visitor another cookie, and ends all sessions of the pages that they have: for the answer to a login and a logout.
///
/// A page is rendered for whoever the visitor was then. Its session goes on as such, in all their tabs, and so would one that somebody
/// else has got hold of. So let the handler that changes who the visitor is take this, and return it as a part of its
/// answer: the pages that are open are made anew within a second, by the same requests as any other, and what was known of the visitor
/// before is of no use any more.
///
/// ```
/// use watershed::prelude::*;
/// use watershed::server::RenewedVisitor;
///
/// async fn log_out(renewed: RenewedVisitor) -> (RenewedVisitor, &'static str) {
///     // Here the application forgets its own cookie.
///     (renewed, "Goodbye.")
/// }
///
/// let router = watershed::router().route("/logout", axum::routing::post(log_out));
/// # let _: Router = router;
/// ```
///
/// Several processes do not tell each other: each ends the sessions that it has.
#[derive(Debug)]
pub struct RenewedVisitor {
    before: Option<VisitorCookie>,
    now: PageCookie,
}

impl<S: Sync> FromRequestParts<S> for RenewedVisitor {
    type Rejection = Infallible;

    async fn from_request_parts(request: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self {
            before: VisitorCookie::of(&request.headers),
            now: PageCookie::renewed(&request.headers),
        })
    }
}

impl IntoResponseParts for RenewedVisitor {
    type Error = Infallible;

    fn into_response_parts(self, mut response: ResponseParts) -> Result<ResponseParts, Infallible> {
        if let Some(cookie) = self.before {
            end(cookie);
        }
        if let Some((name, value)) = self.now.header() {
            response.headers_mut().append(name, value);
        }
        Ok(response)
    }
}

/// Ends a cookie, and soon the sessions that are bound to it.
fn end(cookie: VisitorCookie) {
    let mut ended = ENDED.lock().unwrap_or_else(PoisonError::into_inner);
    ended.add(*cookie.bytes(), Instant::now());
    ARE_ANY.store(true, Ordering::Release);
    drop(ended);
    tokio::spawn(async move {
        sleep(SOON).await;
        Workers::end_visitor(cookie.tag()).await;
    });
}

/// Returns whether a cookie was ended.
pub(super) fn is_ended(cookie: &[u8; 16]) -> bool {
    let ended = || {
        let ended = ENDED.lock().unwrap_or_else(PoisonError::into_inner);
        ended.all.contains(cookie)
    };
    ARE_ANY.load(Ordering::Acquire) && ended()
}

/// True once a cookie was ended: most applications end none.
static ARE_ANY: AtomicBool = AtomicBool::new(false);

static ENDED: LazyLock<Mutex<EndedCookies>> = LazyLock::new(Mutex::default);

/// Cookies that were ended, the first one first.
#[derive(Default)]
struct EndedCookies {
    all: HashSet<[u8; 16]>,
    order: VecDeque<(Instant, [u8; 16])>,
}

impl EndedCookies {
    fn add(&mut self, cookie: [u8; 16], now: Instant) {
        while let Some((at, oldest)) = self.order.front()
            && (self.order.len() >= MOST || now.duration_since(*at) >= REMEMBERED)
        {
            self.all.remove(oldest);
            self.order.pop_front();
        }
        if self.all.insert(cookie) {
            self.order.push_back((now, cookie));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ended_cookies_are_remembered_for_a_day_and_not_without_end() {
        let mut ended = EndedCookies::default();
        let start = Instant::now();
        ended.add([1; 16], start);
        ended.add([1; 16], start);
        ended.add([2; 16], start + REMEMBERED / 2);
        assert_eq!(ended.order.len(), 2);
        ended.add([3; 16], start + REMEMBERED);
        assert!(!ended.all.contains(&[1; 16]) && ended.all.contains(&[2; 16]));
        for number in 0..2 * MOST as u128 {
            ended.add(number.to_le_bytes(), start + REMEMBERED);
        }
        assert_eq!((ended.all.len(), ended.order.len()), (MOST, MOST));
    }
}

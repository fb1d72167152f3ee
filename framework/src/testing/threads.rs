//! PageWaits for other threads: a database answers in real time, of which a paused clock knows nothing.
//!
//! Nothing tells what waits for a timer from what waits for a thread, so the simulation looks who wakes it. A page that a thread
//! or a socket has woken once waits for them in real time from then on, before its clock moves.

use std::collections::HashMap;
use std::future::poll_fn;
use std::mem::replace;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{ThreadId, current};
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::task::spawn_blocking;

use crate::part::KindId;

/// The longest wait for a page that no other thread has woken yet, and the number of such waits.
const FIRST: Duration = Duration::from_millis(50);
const FIRST_WAITS: u8 = 3;

/// The longest wait for a page that another thread has woken.
const LATER: Duration = Duration::from_millis(500);

/// The waits of all simulations in the process, by the first kinds of their pages.
static PAGES: LazyLock<Mutex<HashMap<KindId, PageWaits>>> = LazyLock::new(Mutex::default);

/// The waits of a page for other threads.
#[derive(Clone, Copy, Default)]
struct PageWaits {
    /// True if another thread has woken the page.
    was_woken: bool,
    /// The number of waits in which none has.
    in_vain: u8,
}

/// The waits of a simulation for other threads.
pub(super) struct OtherThreads(KindId);

impl OtherThreads {
    /// Returns the waits of a page that begins with this kind.
    pub fn of(first: KindId) -> Self {
        Self(first)
    }

    /// Runs a future to its end. The clock moves whenever no thread answers.
    pub fn run<T>(&self, runtime: &Runtime, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        runtime.block_on(async {
            loop {
                if let Some(output) = self.wait(future.as_mut()).await {
                    return output;
                }
                if let Some(output) = until_woken(future.as_mut()).await {
                    return output;
                }
            }
        })
    }

    /// Runs a future as long as other threads wake it; the clock stands still. Returns `None` if the future has not ended.
    pub async fn wait<T>(&self, mut future: Pin<&mut impl Future<Output = T>>) -> Option<T> {
        while let Some(limit) = self.limit() {
            match next_wake(future.as_mut(), limit).await {
                ThreadWait::Ended(output) => return Some(output),
                ThreadWait::Woken => self.note(|waits| waits.was_woken = true),
                ThreadWait::Over => {
                    self.note(|waits| waits.in_vain = waits.in_vain.saturating_add(1));
                    return None;
                }
            }
        }
        None
    }

    /// Returns the longest wait, if there is one.
    fn limit(&self) -> Option<Duration> {
        match self.note(|waits| *waits) {
            PageWaits {
                was_woken: true, ..
            } => Some(LATER),
            waits => (waits.in_vain < FIRST_WAITS).then_some(FIRST),
        }
    }

    fn note<T>(&self, note: impl FnOnce(&mut PageWaits) -> T) -> T {
        let mut pages = PAGES.lock().unwrap_or_else(PoisonError::into_inner);
        note(pages.entry(self.0).or_default())
    }
}

/// The end of a wait.
enum ThreadWait<T> {
    Ended(T),
    Woken,
    Over,
}

/// Polls a future, and waits in real time until another thread wakes it.
async fn next_wake<T>(
    mut future: Pin<&mut impl Future<Output = T>>,
    limit: Duration,
) -> ThreadWait<T> {
    // Tokio's clock stands still while a thread for blocking code is busy.
    let (end, ended) = mpsc::channel::<()>();
    let mut pause = spawn_blocking(move || {
        let _ = ended.recv_timeout(limit);
    });
    let woken = Woken::new();
    let wait = poll_fn(|context| {
        if woken.is_woken.load(Ordering::Acquire) {
            return Poll::Ready(ThreadWait::Woken);
        }
        if let Poll::Ready(output) = woken.poll(future.as_mut(), context) {
            return Poll::Ready(ThreadWait::Ended(output));
        }
        Pin::new(&mut pause).poll(context).map(|_| ThreadWait::Over)
    });
    let wait = wait.await;
    drop(end);
    if !matches!(wait, ThreadWait::Over) {
        let _ = pause.await;
    }
    wait
}

/// Polls a future once, and again only when it is woken: then, `None` says that it has not ended.
async fn until_woken<T>(mut future: Pin<&mut impl Future<Output = T>>) -> Option<T> {
    let mut is_woken = false;
    poll_fn(|context| match replace(&mut is_woken, true) {
        true => Poll::Ready(None),
        false => future.as_mut().poll(context).map(Some),
    })
    .await
}

/// A waker that notes who wakes.
struct Woken {
    /// The thread of the simulation.
    home: ThreadId,
    is_polling: AtomicBool,
    /// True if another thread has woken, or a socket.
    is_woken: AtomicBool,
    waker: Mutex<Option<Waker>>,
}

impl Woken {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            home: current().id(),
            is_polling: AtomicBool::default(),
            is_woken: AtomicBool::default(),
            waker: Mutex::default(),
        })
    }

    fn poll<T>(
        self: &Arc<Self>,
        future: Pin<&mut impl Future<Output = T>>,
        context: &Context<'_>,
    ) -> Poll<T> {
        *self.waker() = Some(context.waker().clone());
        self.is_polling.store(true, Ordering::Release);
        let polled = future.poll(&mut Context::from_waker(&Waker::from(Arc::clone(self))));
        self.is_polling.store(false, Ordering::Release);
        polled
    }

    fn waker(&self) -> MutexGuard<'_, Option<Waker>> {
        self.waker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        if current().id() != self.home || !self.is_polling.load(Ordering::Acquire) {
            self.is_woken.store(true, Ordering::Release);
        }
        if let Some(waker) = &*self.waker() {
            waker.wake_by_ref();
        }
    }
}

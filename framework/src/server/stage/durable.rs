//! The signals of a page whose values are stored: `#[durable]`.
//!
//! A signal has the stored value from the moment when it is made. At the end of each turn the values that have changed are
//! stored, before the browser is told that the turn is over. If another process has stored a later value meanwhile, the
//! signal takes that.
//!
//! A stored value that cannot be read (it is of another type since a deploy, say) is not lost: before another one is stored in its place,
//! it is stored under another name.

use std::cell::{Cell, OnceCell, RefCell};
use std::io;
use std::rc::Rc;
use std::sync::Arc;

use crate::cross::ValueOps;
use crate::durable::{self, DurableKey, DurableStore, DurableWrite, StoredValue};
use crate::graph::{NodeId, hooks, on_cleanup};
use crate::server::view::limit::Limit;
use crate::wire::bounded::Budget;
use crate::wire::limits::{DURABLE_BYTES, DURABLE_SIGNALS, Limits};

/// The signals, and where their values are.
#[derive(Default)]
pub(crate) struct DurableSignals {
    store: OnceCell<Arc<dyn DurableStore>>,
    /// The page's session; without one nothing is stored.
    session: OnceCell<PageSession>,
    /// The session of the page in whose place this one is.
    before: Cell<Option<[u8; 16]>>,
    signals: RefCell<Vec<DurableSignal>>,
}

/// The names of sessions in the store.
pub(crate) struct PageSession {
    /// The name of this one.
    pub own: [u8; 16],
    /// Returns the name of the session that a page with this ticket has had.
    pub of_ticket: Box<dyn Fn([u8; 16]) -> [u8; 16]>,
}

struct DurableSignal {
    node: NodeId,
    name: u64,
    /// The name in the program.
    called: String,
    value: &'static ValueOps,
    /// The revision that this session has seen.
    seen: u64,
    /// The encoded value that need not be stored: what is stored, or what the signal was made with.
    known: Vec<u8>,
    /// The stored value, if it cannot be read and is not stored under another name yet.
    unread: Option<Vec<u8>>,
}

impl DurableSignals {
    /// Sets the page's session, and for a test the store. Signals that are there take the values that it has stored.
    pub fn begin(&self, session: PageSession, store: Option<Arc<dyn DurableStore>>) {
        // A page has one session.
        let _ = self.session.set(session);
        if let Some(store) = store {
            let _ = self.store.set(store);
        }
        // The page may have had a session before.
        let mut signals = self.signals.borrow_mut();
        signals.iter_mut().for_each(|signal| self.find(signal));
    }

    /// Stores the values of a signal from now on, for as long as the current scope exists. It takes the value that is stored
    /// already.
    pub fn add(self: &Rc<Self>, node: NodeId, name: u64, called: &str, value: &'static ValueOps) {
        let mut signals = self.signals.borrow_mut();
        if signals.iter().any(|other| other.name == name) {
            tracing::error!(
                "`{called}` is on a page twice, and only the first one is stored; help: say which is which: `#[durable(key)]`"
            );
            return;
        }
        if signals.len() >= DURABLE_SIGNALS {
            Limit::DurableSignals.hit();
            tracing::error!(
                "`{called}` is not stored: a page has {DURABLE_SIGNALS} `#[durable]` signals at most"
            );
            return;
        }
        let mut signal = DurableSignal {
            node,
            name,
            called: called.to_owned(),
            value,
            seen: 0,
            known: encoded(node, value),
            unread: None,
        };
        self.find(&mut signal);
        signals.push(signal);
        let durable = Rc::downgrade(self);
        on_cleanup(move || {
            if let Some(durable) = durable.upgrade() {
                durable.forget(node);
            }
        });
    }

    /// Stores a last time what has changed, and forgets the signal.
    fn forget(&self, node: NodeId) {
        if let Err(error) = self.save() {
            tracing::error!(%error, "a value of a `#[durable]` signal is not stored");
        }
        if let Ok(mut signals) = self.signals.try_borrow_mut() {
            signals.retain(|signal| signal.node != node);
        }
    }

    /// Gives the signals the values of the page in whose place this one is. `ticket` is that page's. Values that this page
    /// has stored itself are later ones. Returns false if there are none.
    pub fn come_after(&self, ticket: [u8; 16]) -> bool {
        let Some(session) = self.session.get() else {
            return false;
        };
        self.before.set(Some((session.of_ticket)(ticket)));
        let mut signals = self.signals.borrow_mut();
        let mut fresh = signals.iter_mut().filter(|signal| signal.seen == 0);
        fresh.by_ref().for_each(|signal| self.find(signal));
        !signals.is_empty()
    }

    /// Gives a signal the value that is stored.
    fn find(&self, signal: &mut DurableSignal) {
        let own = self.session.get().map(|session| session.own);
        for session in [own, self.before.get()].into_iter().flatten() {
            match self.store().get(signal.key(session)) {
                Ok(Some(stored)) if Some(session) == own => return signal.take(stored),
                // It is stored under the name of this session too, since it differs from what is known.
                Ok(Some(stored)) => {
                    signal.write(&stored.bytes);
                    return;
                }
                Ok(None) => {}
                Err(error) => {
                    tracing::error!(%error, "a value of a `#[durable]` signal cannot be read")
                }
            }
        }
    }

    /// Stores the values that have changed. A signal whose value another process has stored later takes that.
    ///
    /// # Errors
    /// If they cannot be stored.
    pub fn save(&self) -> io::Result<()> {
        let Ok(mut signals) = self.signals.try_borrow_mut() else {
            return Ok(());
        };
        let Some(session) = self.session.get().filter(|_| !signals.is_empty()) else {
            return Ok(());
        };
        let (mut writes, mut changed) = (Vec::new(), Vec::new());
        for signal in signals
            .iter_mut()
            .filter(|signal| hooks::exists(signal.node))
        {
            let bytes = encoded(signal.node, signal.value);
            if bytes == signal.known {
                continue;
            }
            if bytes.len() > DURABLE_BYTES {
                Limit::DurableBytes.hit();
                return Err(io::Error::other(
                    "a value of a `#[durable]` signal is too large",
                ));
            }
            writes.push(DurableWrite {
                key: signal.key(session.own),
                seen: signal.seen,
                bytes,
            });
            changed.push(signal);
        }
        if writes.is_empty() {
            return Ok(());
        }
        let copies = changed.iter().filter_map(|signal| signal.copy(session.own));
        let copies: Vec<_> = copies.collect();
        if !copies.is_empty() {
            self.store().put(&copies)?;
        }
        let stored = self.store().put(&writes)?;
        for ((signal, write), is_stored) in changed.into_iter().zip(writes).zip(stored) {
            if is_stored {
                signal.seen = write.seen + 1;
                signal.known = write.bytes;
                signal.unread = None;
            } else if let Some(later) = self.store().get(write.key)? {
                tracing::info!("another process has stored a value of a `#[durable]` signal");
                signal.take(later);
            }
        }
        Ok(())
    }

    /// Returns whether values are stored.
    pub fn has_stored(&self) -> bool {
        let signals = self.signals.try_borrow();
        signals.is_ok_and(|signals| signals.iter().any(|signal| signal.seen > 0))
    }

    fn store(&self) -> &Arc<dyn DurableStore> {
        self.store.get_or_init(durable::store)
    }
}

impl DurableSignal {
    fn key(&self, session: [u8; 16]) -> DurableKey {
        DurableKey {
            session,
            signal: self.name,
        }
    }

    /// Takes a value that is stored under the name of this signal and session.
    fn take(&mut self, stored: StoredValue) {
        self.seen = stored.revision;
        self.unread = (!self.write(&stored.bytes)).then(|| stored.bytes.clone());
        self.known = stored.bytes;
    }

    /// Writes an encoded value. Returns false if it cannot be read.
    fn write(&self, bytes: &[u8]) -> bool {
        let value = bytes.strip_prefix(&self.value.shape.to_le_bytes());
        let value =
            value.and_then(|value| (self.value.receive)(value, &Budget::new(&Limits::STORED)).ok());
        match value {
            Some(value) => {
                hooks::replace_value(self.node, value);
                true
            }
            None => {
                tracing::warn!(
                    "the stored value of `{}` is too large, or of another type than the signal, which begins anew; the value is kept",
                    self.called
                );
                false
            }
        }
    }

    /// Returns the write that keeps the stored value, if it cannot be read. The store refuses it if it has been kept before.
    fn copy(&self, session: [u8; 16]) -> Option<DurableWrite> {
        let bytes = self.unread.clone()?;
        let key = DurableKey {
            session,
            signal: self.name.wrapping_add(self.seen),
        };
        Some(DurableWrite {
            key,
            seen: 0,
            bytes,
        })
    }
}

/// Encodes a value, behind the shape of its type.
fn encoded(node: NodeId, value: &ValueOps) -> Vec<u8> {
    let mut bytes = value.shape.to_le_bytes().to_vec();
    hooks::with_value(node, |inner| (value.append)(inner, &mut bytes));
    bytes
}

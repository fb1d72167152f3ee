//! A page and its session, with the test in the browser's place.

#![allow(dead_code)] // Not every test file needs all of it.

use std::future::poll_fn;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::FutureExt;
use watershed::rt::Pending;
use watershed::server::session::{Outgoing, Rendered, Session};
use watershed::wire::close::Reason;
use watershed::wire::message::{Batch, Call, FromClient, FromServer, Op, Update, Write};
use watershed::wire::number::{CallId, NodeNumber, Seq, Version};
use watershed::wire::{decode, encode};

/// A rendered page.
pub struct Page {
    pub rendered: Rendered,
    session: Session,
    seq: Seq,
    version: Version,
}

/// The answer to one batch.
#[derive(Debug)]
pub struct Answer {
    pub updates: Vec<Update>,
    pub dismissed: Option<Reason>,
    pub bytes: usize,
}

impl Page {
    pub fn open<C: watershed::rt::Component>(root: impl FnOnce() -> Pending) -> Self {
        let mut session = Session::new(C::FIRST);
        let rendered = session
            .render(root)
            .now_or_never()
            .expect("nothing to wait for")
            .expect("no error");
        Self {
            rendered,
            session,
            seq: Seq(0),
            version: Version(0),
        }
    }

    /// Makes a page whose socket is open.
    pub fn attached<C: watershed::rt::Component>(root: impl FnOnce() -> Pending) -> Self {
        let mut page = Self::open::<C>(root);
        page.attach();
        page
    }

    pub fn attach(&mut self) -> Answer {
        let version = self.version;
        self.frame(FromClient::Attach {
            ticket: [0; 16],
            version,
        })
    }

    pub fn detach(&mut self) {
        self.session.detach();
    }

    pub fn write(&mut self, node: u32, value: &impl serde::Serialize) -> Answer {
        self.batch(
            vec![Write {
                node: NodeNumber(node),
                value: encode(value),
            }],
            Vec::new(),
        )
    }

    pub fn call(&mut self, action: u32, argument: &impl serde::Serialize) -> Answer {
        self.batch(
            Vec::new(),
            vec![Call {
                id: CallId(self.seq.0),
                action: NodeNumber(action),
                argument: encode(argument),
            }],
        )
    }

    pub fn batch(&mut self, writes: Vec<Write>, calls: Vec<Call>) -> Answer {
        self.seq = self.seq.next();
        self.frame(FromClient::Batch(Batch {
            seq: self.seq,
            seen: self.version,
            writes,
            calls,
        }))
    }

    pub fn frame(&mut self, frame: FromClient) -> Answer {
        let outgoing = self.session.handle(frame);
        self.answer(outgoing)
    }

    pub fn flush(&mut self) -> Answer {
        let outgoing = self.session.flush();
        self.answer(outgoing)
    }

    /// Sends a batch of a browser that acknowledges nothing.
    pub fn deaf_batch(&mut self, calls: Vec<Call>) -> Answer {
        self.version = Version(0);
        self.batch(Vec::new(), calls)
    }

    /// Lets tasks and calls continue, and takes the resulting updates.
    pub async fn go_on(&mut self) -> Answer {
        let poll = |context: &mut Context<'_>| Poll::Ready(self.session.poll(context).is_ready());
        let answer = match poll_fn(poll).await {
            true => self.flush(),
            false => self.answer(Vec::new()),
        };
        self.acknowledge();
        answer
    }

    pub fn acknowledge(&mut self) {
        let version = self.version;
        self.session.handle(FromClient::Ack { version });
    }

    /// Tells the session the time.
    pub fn expire(&mut self, now: Duration) {
        self.session.expire_calls(now);
    }

    /// Returns the memory of the session by its own estimate.
    pub fn held(&self) -> usize {
        self.session.held()
    }

    /// Returns whether the browser is to be read no further.
    pub fn is_full(&self) -> bool {
        self.session.is_full()
    }

    pub fn is_calling(&self) -> bool {
        self.session.is_calling()
    }

    /// Runs code in the session.
    pub fn on_server<R>(&self, code: impl FnOnce() -> R) -> R {
        self.session.run_here(code)
    }

    fn answer(&mut self, outgoing: Vec<Outgoing>) -> Answer {
        let mut answer = Answer {
            updates: Vec::new(),
            dismissed: None,
            bytes: 0,
        };
        for each in outgoing {
            match each {
                Outgoing::Frame(frame) => {
                    answer.bytes += frame.len();
                    if let FromServer::Update(update) = decode(&frame).expect("a frame") {
                        self.version = update.version;
                        answer.updates.push(update);
                    }
                }
                Outgoing::Dismissal(reason) => answer.dismissed = Some(reason),
            }
        }
        answer
    }
}

impl Answer {
    pub fn ops(&self) -> Vec<&Op> {
        self.updates.iter().flat_map(|update| &update.ops).collect()
    }
}

impl Page {
    /// Gives the session a name in a store of `#[durable]` signals.
    pub fn remember(
        &self,
        own: [u8; 16],
        store: std::sync::Arc<dyn watershed::durable::DurableStore>,
    ) {
        self.session.remember(own, |ticket| ticket, Some(store));
    }
}

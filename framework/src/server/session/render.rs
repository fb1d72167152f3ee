//! The first page.

use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Context, Poll};

use super::{CurrentSession, Session, SubmitAnswer, SubmittedForm};
use crate::graph::flush;
use crate::server::render::heads;
use crate::server::render::markup::PageHtml;
use crate::server::render::mount::Mount;
use crate::server::render::structure::waits_outside;
use crate::server::render::tree::{HoleContent, grow_component};
use crate::server::stage::{GrowthPlace, PageHead};
use crate::server::view::{Failure, Pending};
use crate::wire::names::Losses;

/// A rendered page.
#[derive(Debug)]
pub struct Rendered {
    /// The markup of the page.
    pub html: String,
    /// The position of the scripts, if the markup is a whole document.
    pub end: Option<usize>,
    /// A description of the elements that a browser would re-arrange. Only a development build checks.
    pub rearranged: Option<String>,
    /// The snapshot that the browser resumes from, encoded.
    pub snapshot: Vec<u8>,
    /// The names of its regions and nodes, encoded, by which another session finds their like.
    pub names: Vec<u8>,
    /// The names of the events that client functions listen to.
    pub events: Vec<&'static str>,
    /// True if handlers prevent default actions, also before the client is there.
    pub prevents: bool,
    /// True if it has client functions, or elements that can change; otherwise it needs no script.
    pub starts: bool,
    /// True if client functions run without waiting for an event.
    pub has_effects: bool,
    /// True if code of the server can still change the page.
    pub has_session: bool,
    /// True if boundaries come behind it, in the same response: see [`Session::poll_part`].
    pub is_streamed: bool,
    /// The status and cookies of its response.
    pub(crate) head: PageHead,
}

impl Rendered {
    /// Passes each part to `each` that decides what a browser is given, or does with it.
    pub(crate) fn each_part(&self, mut each: impl FnMut(&[u8])) {
        each(self.html.as_bytes());
        each(&self.snapshot);
        each(&self.names);
        each(&(self.end.map_or(0, |end| end as u64 + 1)).to_le_bytes());
        each(&[
            self.prevents.into(),
            self.starts.into(),
            self.has_effects.into(),
        ]);
        self.events.iter().for_each(|event| each(event.as_bytes()));
    }
}

impl Session {
    /// Makes room for a page of so many bytes.
    pub(crate) fn expect(&mut self, bytes: usize) {
        self.expected = bytes;
    }

    /// Runs the root component, waits for every `async fn` in it, and writes the page.
    ///
    /// # Errors
    /// The error of the component that failed first.
    pub async fn render(&mut self, root: impl FnOnce() -> Pending) -> Result<Rendered, Failure> {
        let (rendered, _) = self.answer(root, None).await?;
        Ok(rendered)
    }

    /// Renders the page like [`render`](Self::render). If a form was submitted, its action runs before the page is written.
    ///
    /// # Errors
    /// The error of the component that failed first.
    pub(crate) async fn answer(
        &mut self,
        root: impl FnOnce() -> Pending,
        form: Option<SubmittedForm>,
    ) -> Result<(Rendered, Option<SubmitAnswer>), Failure> {
        self.render_until(root, form, |_, _| false).await
    }

    /// Renders the page, and waits for nothing that a boundary waits for: such content comes later.
    ///
    /// # Errors
    /// The error of the component that failed first.
    pub async fn render_shell(
        &mut self,
        root: impl FnOnce() -> Pending,
    ) -> Result<Rendered, Failure> {
        let (rendered, _) = self.render_until(root, None, Self::is_shell_ready).await?;
        Ok(rendered)
    }

    async fn render_until(
        &mut self,
        root: impl FnOnce() -> Pending,
        form: Option<SubmittedForm>,
        is_ready: impl Fn(&Self, &Rc<HoleContent>) -> bool,
    ) -> Result<(Rendered, Option<SubmitAnswer>), Failure> {
        let root = {
            let _here = self.enter();
            self.stage.canvas.growth.set(GrowthPlace::PAGE);
            self.stage.canvas.grows_all.set(form.is_some());
            Rc::new(grow_component(root))
        };
        poll_fn(|context| match self.poll_unfinished(context) {
            Poll::Pending if is_ready(self, &root) => Poll::Ready(()),
            poll => poll,
        })
        .await;
        let answer = match form {
            Some(form) => Some(self.submit(form).await),
            None => None,
        };
        if let Some(failure) = self.stage.beside.take_failure() {
            return Err(failure);
        }
        let root = Rc::into_inner(root).unwrap_or(HoleContent::Rows);
        Ok((self.write(root), answer))
    }

    /// Polls waiting components, those that their views bring, and what loads values.
    pub(super) fn poll_unfinished(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let _here = self.enter();
        let waiting = &mut self.unfinished;
        loop {
            waiting.extend(self.stage.beside.take_unfinished());
            let count = waiting.len();
            waiting.retain_mut(|awaited| awaited.go_on(context).is_pending());
            // Their writes may change values that others show.
            flush();
            match waiting.len() {
                0 if !self.stage.beside.is_awaiting() => return Poll::Ready(()),
                left if left == count && !self.stage.beside.is_awaiting() => return Poll::Pending,
                _ => {}
            }
        }
    }

    /// Returns whether everything that stands outside of boundaries is there.
    fn is_shell_ready(&self, root: &Rc<HoleContent>) -> bool {
        let _here = self.enter();
        !self.stage.boundaries.is_empty()
            && self.unfinished.iter().all(|waiting| waiting.is_inside())
            && !waits_outside(root)
    }

    fn write(&mut self, root: HoleContent) -> Rendered {
        let _here: CurrentSession = self.enter();
        let mut markup = PageHtml::with_room(self.expected);
        let observer = self.stage.observer.as_deref();
        let (canvas, known) = (&self.stage.canvas, &self.stage.known);
        let is_streamed = !self.unfinished.is_empty();
        if is_streamed {
            canvas.streamed.open();
        }
        if let HoleContent::Fixed(tree) = root {
            let tree = heads::documented(*tree);
            Mount::new(canvas, known, observer, &mut markup).tree(tree);
        }
        canvas.go_out();
        canvas.growth.take();
        let mut snapshot = self.stage.settle();
        self.stage.lost.page_is_made();
        let names = self.stage.take_names().map(|names| names.encode());
        known.numbers().set_names_lasting(true);
        self.is_eager = snapshot.is_eager();
        let has_session = self.can_change();
        if has_session || is_streamed {
            snapshot.append(&self.begin_journey());
            // A page that is made anew has a journey of its own.
            canvas.names.take(Losses::default());
        }
        let starts = has_session || snapshot.has_frames();
        let rearranged = markup.rearranged();
        if let Some(rearranged) = &rearranged {
            tracing::error!("{rearranged}");
        }
        let (html, end) = markup.into_html();
        // An empty encoding means a snapshot with one frame, not one with none.
        let encoded = match starts || is_streamed {
            true => snapshot.encode(self.first),
            false => Vec::new(),
        };
        self.given = encoded.len();
        if let Some(observer) = observer {
            observer.rendered(known, &html, &snapshot.records(), encoded.len());
        }
        let code = known.link(|link| link.browser_code());
        let rendered = Rendered {
            html,
            end,
            rearranged,
            events: code.events,
            prevents: code.prevents,
            has_effects: code.has_effects,
            starts,
            names: match &names {
                Some(names) if has_session || is_streamed => names.to_vec(),
                _ => Vec::new(),
            },
            snapshot: encoded,
            has_session,
            is_streamed,
            head: self.take_head(),
        };
        self.stage.answer.set_out(true);
        self.names = Some(names.into_iter().collect());
        self.stage.changes.take();
        // Otherwise the session ends with its page.
        if has_session || is_streamed {
            canvas.names.trim();
            known.trim();
            self.runtime.trim();
        }
        rendered
    }

    /// Takes what components have said about the response of the page.
    pub(crate) fn take_head(&self) -> PageHead {
        self.stage.answer.take()
    }

    /// Returns whether the server acts on something that the browser can send, or still runs code of the page.
    pub(super) fn can_change(&self) -> bool {
        let numbers = self.stage.known.numbers();
        let is_in_browser = |action| numbers.of(action).is_some();
        self.stage.actions.any(is_in_browser)
            || self.stage.beside.has_tasks()
            || self.stage.known.link(|link| link.has_gates())
            || self.is_eager
    }
}

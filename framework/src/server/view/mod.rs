//! The values that components return: markup as data.
//!
//! A [`View`] is a template with its holes filled. Nothing is rendered while it is built: components in it have not
//! run, conditions have not been read. So children, slots and views in variables need no special care.

pub(crate) mod cells;
pub(crate) mod exceeded;
mod functions;
pub(crate) mod layer;
pub(crate) mod limit;
pub(crate) mod permit;
mod server_binding;

use std::any::type_name;
use std::cell::RefCell;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use self::exceeded::Exceeded;
use self::functions::KindFunctions;
pub(crate) use self::server_binding::{RegionHole, server_text, server_value, with_spare};
pub use self::server_binding::{ServerText, ServerValue, Shown, ShownText};
use crate::caught::CaughtError;
use crate::function::{Frame, Function, Role};
use crate::graph::{NodeId, hooks};
use crate::part::{KindId, Template, Value};
use crate::rt::choice::Choosing;
use crate::wire::limits::NESTED_VIEWS;

/// The error of a component that failed. Its text is logged, never sent.
pub type Failure = Box<dyn std::error::Error>;

/// A piece of markup that has not been rendered yet.
///
/// `view!` makes one, components return one. Server side only.
#[derive(Debug, Default)]
pub struct View {
    pub(in crate::server) markup: Markup,
    /// The number of views that are nested in it, this one included.
    height: u32,
}

#[derive(Debug, Default)]
pub(crate) enum Markup {
    #[default]
    Empty,
    Text(String),
    List(Vec<View>),
    Fragment(Fragment),
}

/// One use of a template.
#[derive(Debug)]
pub(crate) struct Fragment {
    pub template: &'static Template,
    /// One per hole that is filled at run time, in the order of the holes: marks and anchors have none.
    pub cells: Vec<FragmentCell>,
    /// In part order; `cells` refers to the bindings among them by index.
    pub functions: Rc<[Function]>,
    /// The values that the functions captured.
    pub frame: Frame,
    /// Bindings that are kinds of their own; `cells` refers to them by index.
    pub open: Vec<Unit>,
}

/// The filling of a hole of a fragment.
pub(crate) type FragmentCell = HoleFilling<(Structure, Condition)>;

/// The filling of a hole; `S` is the type of structures.
pub(crate) enum HoleFilling<S> {
    Text(String),
    Value(Value),
    Spread(Vec<(String, Value)>),
    TextWith(Rc<dyn ServerText>),
    ValueWith(Rc<dyn ServerValue>),
    SpreadWith(Box<dyn Fn() -> Vec<(String, Value)>>),
    /// The client function with this index computes the content.
    Client(usize),
    /// The open binding with this index computes the content.
    Open(usize),
    /// Elements that come and go, or a component.
    Structure(S),
}

impl<S> HoleFilling<S> {
    /// Converts the structure.
    pub fn map<T>(self, structure: impl FnOnce(S) -> T) -> HoleFilling<T> {
        match self {
            Self::Text(text) => HoleFilling::Text(text),
            Self::Value(value) => HoleFilling::Value(value),
            Self::Spread(attributes) => HoleFilling::Spread(attributes),
            Self::TextWith(text) => HoleFilling::TextWith(text),
            Self::ValueWith(value) => HoleFilling::ValueWith(value),
            Self::SpreadWith(attributes) => HoleFilling::SpreadWith(attributes),
            Self::Client(index) => HoleFilling::Client(index),
            Self::Open(index) => HoleFilling::Open(index),
            Self::Structure(inner) => HoleFilling::Structure(structure(inner)),
        }
    }
}

/// The side on which the condition of a structure is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// On the server: the browser must send what it reads at once.
    Server,
    /// On the server and in the browser, which sends what it reads only when that changes the condition.
    Gated,
}

/// Elements that come and go, or a component.
pub enum Structure {
    /// Markup that tracks nothing.
    Fixed(Box<View>),
    /// A component: runs when it is mounted, in a scope of its own.
    Component(Box<dyn FnOnce() -> Pending>),
    /// Markup under a condition.
    Show {
        /// The condition.
        when: ShowCondition,
        /// The content while the condition holds.
        children: ShowContent,
        /// The content while it does not.
        fallback: Option<ShowContent>,
    },
    /// Rows by key: see [`Structure::each`].
    Each(Box<dyn EachDriver>),
    /// One of several views, chosen by number. The same number again changes nothing.
    Branch {
        /// The number.
        arm: Box<dyn Fn() -> u32>,
        /// The view for a number.
        views: Box<dyn Fn(u32) -> View>,
    },
    /// One of several views, chosen by patterns. An equal choice changes nothing.
    Choose(Rc<dyn Fn(&mut Choosing) -> Option<View>>),
    /// The place of a page in its layout.
    Outlet,
    /// The elements that a `<Head>` adds to the document.
    Head(Vec<Box<dyn Fn() -> View>>),
    /// The elements of all `<Head>`s.
    HeadRows,
    /// Markup that is made again whenever something it reads changes.
    Rebuild(Box<dyn Fn() -> View>),
    /// Markup whose errors are caught.
    Catch {
        /// The markup.
        children: Box<dyn Fn() -> View>,
        /// The content once something has failed.
        fallback: Box<dyn Fn(CaughtError) -> View>,
    },
    /// Markup that waits for what it reads.
    Suspense {
        /// The markup.
        children: Box<dyn FnOnce() -> View>,
        /// The content while it waits.
        fallback: Option<Box<dyn Fn() -> View>>,
        /// True if markup that was shown stays while something is loaded again.
        keeps: bool,
    },
}

/// A list whose types are hidden.
pub trait EachDriver {
    /// Reads the list, tracked, and writes rows that stay with another value. Returns for each row of the new order its
    /// index in the old order, if it was there.
    fn read(&mut self) -> Vec<Option<usize>>;

    /// Returns whether the browser makes and removes the rows once they are on the page.
    fn is_in_browser(&self) -> bool {
        false
    }

    /// Tracks what the list is read from, and does nothing else.
    fn follow(&self) {}

    /// Returns the number of bytes that an item takes, roughly.
    fn item_bytes(&self) -> usize;

    /// Makes the view of a row that is new or rests, in the scope that will own the row. A resting one has the value
    /// that it had.
    fn view(&mut self, row: usize) -> View;

    /// Returns a number for the key of a row, by which the row is named; `None` for the fallback. Equal keys have equal
    /// numbers, also in another process.
    fn key(&self, row: usize) -> Option<u32>;

    /// Returns the source of the value of a row, if its view has one.
    fn source(&self, row: usize) -> Option<NodeId>;

    /// Lets a row rest: disposes of its view, and keeps its value. Returns false, and does nothing, if somebody else has
    /// the value at the moment.
    fn rest(&mut self, row: usize, dispose: &mut dyn FnMut()) -> bool;

    /// Returns the first row that rested when the list was read, and has a new value that was not written yet.
    fn changed(&self) -> Option<usize>;

    /// Writes that value into the signal of the row's view.
    fn renew(&mut self);

    /// Makes that value the one of the row, whose view was disposed of.
    fn replace(&mut self);
}

/// The condition of a [`Structure::Show`].
pub enum ShowCondition {
    /// The value of a signal or memo.
    Node(NodeId),
    /// The result of code.
    Code(Box<dyn Fn() -> bool>),
}

impl ShowCondition {
    /// Returns whether the condition holds now, and follows all that it reads.
    pub(crate) fn holds(&self) -> bool {
        match self {
            Self::Node(node) => hooks::with_tracked(*node, |value| {
                value.downcast_ref::<bool>().is_some_and(|holds| *holds)
            }),
            Self::Code(code) => code(),
        }
    }
}

/// The content of a [`Structure::Show`] for one value of its condition.
pub enum ShowContent {
    /// Content that is kept with its state and its elements, on both sides, while it is not shown. It is made once, when
    /// it is shown first; until then this makes it.
    Once(Box<dyn FnOnce() -> View>),
    /// Content that is disposed of when it is not shown any more: showing it again makes new content.
    Fresh(Box<dyn Fn() -> View>),
}

/// The result of running a component.
pub enum Pending {
    /// The component's view.
    Ready(View),
    /// An error.
    Failed(Failure),
    /// An `async fn` that has not ended.
    Later(Pin<Box<dyn Future<Output = Result<View, Failure>>>>),
}

/// Fills a template's holes, in order.
#[derive(Debug)]
pub struct Builder {
    template: &'static Template,
    cells: Vec<FragmentCell>,
    functions: KindFunctions,
    frame: Frame,
    open: Vec<Unit>,
    /// True if the browser evaluates the condition of the next structure too.
    is_gated: bool,
    /// The height of the highest view in a hole.
    inside: u32,
}

impl View {
    /// A view of nothing.
    pub fn empty() -> Self {
        Self::default()
    }

    /// A view of plain text, which is escaped when it is rendered.
    pub fn text(text: impl Into<String>) -> Self {
        Self::around(Markup::Text(text.into()), 0)
    }

    /// Several views, one after the other.
    pub fn list(views: Vec<View>) -> Self {
        let inside = views.iter().map(|view| view.height).max();
        Self::around(Markup::List(views), inside.unwrap_or(0))
    }

    /// Makes a view of markup that was taken out of another one.
    pub(in crate::server) fn of(markup: Markup) -> Self {
        Self { markup, height: 1 }
    }

    /// Makes a view around views of this height. Dropping it recurses as deep as it is high, so the height is bounded.
    fn around(markup: Markup, inside: u32) -> Self {
        let height = inside + 1;
        if height > NESTED_VIEWS {
            Exceeded::Views.end_session();
        }
        Self { markup, height }
    }
}

impl Builder {
    /// Starts a view of this template.
    pub fn new(template: &'static Template) -> Self {
        Self {
            template,
            cells: cells::spare(template),
            functions: KindFunctions::of(template),
            frame: Frame::new(template.slots),
            open: Vec::new(),
            is_gated: false,
            inside: 0,
        }
    }

    /// Returns the template, and how many of its client functions were added.
    #[cfg(feature = "testing")]
    pub(crate) fn functions(&self) -> (&'static Template, usize) {
        (self.template, self.functions.count())
    }

    /// Returns the finished view.
    pub fn finish(self) -> View {
        let fragment = Fragment {
            template: self.template,
            cells: self.cells,
            functions: self.functions.finish(self.template),
            frame: self.frame,
            open: self.open,
        };
        View::around(Markup::Fragment(fragment), self.inside)
    }

    /// Fills the next hole with text.
    pub fn text(&mut self, text: String) {
        self.cells.push(HoleFilling::Text(text));
    }

    /// Fills the next hole with a value.
    pub fn value(&mut self, value: Value) {
        self.cells.push(HoleFilling::Value(value));
    }

    /// Fills the next hole with attributes.
    pub fn spread(&mut self, attributes: Vec<(String, Value)>) {
        self.cells.push(HoleFilling::Spread(attributes));
    }

    /// Fills the next hole with text that the server keeps up to date.
    pub fn text_with(&mut self, text: Rc<dyn ServerText>) {
        self.cells.push(HoleFilling::TextWith(text));
    }

    /// Fills the next hole with a value that the server keeps up to date.
    pub fn value_with(&mut self, value: Rc<dyn ServerValue>) {
        self.cells.push(HoleFilling::ValueWith(value));
    }

    /// Fills the next hole with attributes that the server keeps up to date.
    pub fn spread_with(&mut self, attributes: Box<dyn Fn() -> Vec<(String, Value)>>) {
        self.cells.push(HoleFilling::SpreadWith(attributes));
    }

    /// Adds a client function, in part order. A binding fills the next hole; other functions say where their element
    /// is. Returns the frame, for the function's captures.
    pub fn client(&mut self, function: Function) -> &mut Frame {
        self.is_gated = matches!(function.role, Role::Gate { .. });
        if matches!(function.role, Role::Binding { .. }) {
            self.cells.push(HoleFilling::Client(self.functions.count()));
        }
        self.functions.add(function);
        &mut self.frame
    }

    /// Fills the next hole with a binding that is a kind of its own.
    pub fn open(&mut self, binding: Unit) {
        self.cells.push(HoleFilling::Open(self.open.len()));
        self.open.push(binding);
    }

    /// Fills the next hole with structure.
    pub fn structure(&mut self, structure: Structure) {
        let condition = match std::mem::take(&mut self.is_gated) {
            true => Condition::Gated,
            false => Condition::Server,
        };
        if let Structure::Fixed(view) = &structure {
            self.inside = self.inside.max(view.height);
        }
        let structure = HoleFilling::Structure((structure, condition));
        self.cells.push(structure);
    }
}

/// Adds a client function outside of markup (a memo, an effect) to the region that is being built.
///
/// # Panics
/// Outside of a component.
pub fn unit(unit: Unit) {
    UNITS.with_borrow_mut(|collectors| {
        let units = collectors
            .last_mut()
            .expect("memos and effects belong to a component");
        units.push(unit);
    });
}

/// A client function that is a kind of its own, with the values that it captured.
#[derive(Debug)]
pub struct Unit {
    /// The kind.
    pub kind: KindId,
    /// The function.
    pub function: Function,
    /// The captured values.
    pub frame: Frame,
}

thread_local! {
    /// One collector for each component body that is running.
    static UNITS: RefCell<Vec<Vec<Unit>>> = const { RefCell::new(Vec::new()) };
}

/// Runs a component's body (or a part of it) and appends its units to `units`.
pub(crate) fn collecting<R>(units: &mut Vec<Unit>, body: impl FnOnce() -> R) -> R {
    let collector = Collector::begin(std::mem::take(units));
    let result = body();
    *units = collector.end();
    result
}

/// Returns whether a component's body is running.
pub(crate) fn is_collecting() -> bool {
    UNITS.with_borrow(|collectors| !collectors.is_empty())
}

/// Keeps the stack of collectors correct when a body panics.
struct Collector;

impl Collector {
    fn begin(units: Vec<Unit>) -> Self {
        UNITS.with_borrow_mut(|collectors| collectors.push(units));
        Self
    }

    fn end(self) -> Vec<Unit> {
        UNITS
            .with_borrow_mut(|collectors| collectors.last_mut().map(std::mem::take))
            .unwrap_or_default()
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        UNITS.with_borrow_mut(|collectors| collectors.pop());
    }
}

impl fmt::Debug for HoleFilling<(Structure, Condition)> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(out, "Text({text:?})"),
            Self::Value(value) => write!(out, "Value({value:?})"),
            Self::Spread(attributes) => write!(out, "Spread({attributes:?})"),
            Self::TextWith(_) => write!(out, "TextWith"),
            Self::ValueWith(_) => write!(out, "ValueWith"),
            Self::SpreadWith(_) => write!(out, "SpreadWith"),
            Self::Client(index) => write!(out, "Client({index})"),
            Self::Open(index) => write!(out, "Open({index})"),
            Self::Structure((structure, _)) => structure.fmt(out),
        }
    }
}

impl fmt::Debug for Structure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Fixed(view) => return view.fmt(out),
            Self::Component(_) => "Component",
            Self::Show { .. } => "Show",
            Self::Each(_) => "Each",
            Self::Branch { .. } => "Branch",
            Self::Choose(_) => "Choose",
            Self::Head(_) => "Head",
            Self::HeadRows => "HeadRows",
            Self::Outlet => "Outlet",
            Self::Rebuild(_) => "Rebuild",
            Self::Catch { .. } => "Catch",
            Self::Suspense { .. } => "Suspense",
        };
        out.write_str(name)
    }
}

impl fmt::Debug for Pending {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready(view) => view.fmt(out),
            Self::Failed(failure) => write!(out, "Failed({failure})"),
            Self::Later(_) => out.write_str(type_name::<Self>()),
        }
    }
}

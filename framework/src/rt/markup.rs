//! Fills a template's holes on the server.

use std::hash::Hash;
use std::rc::Rc;

use crate::action::Action;
use crate::caught::CaughtError;
use crate::children::{FromMarkup, Slot};
use crate::component::{ComponentOutcome, IntoView};
use crate::form::{Form, FormResult};
use crate::graph::ReadSignal;
#[cfg(feature = "testing")]
use crate::graph::{NodeId, ScopeId};
use crate::part::{Hole, KindId, Locator, Origin, Root, Target, Template, place};
use crate::rt::choice::Choosing;
use crate::rt::convert::{AsText, AsValue, text_of};
use crate::rt::items::{AsCondition, Item};
use crate::rt::merge::evaluated;
use crate::rt::selector::Lends;
use crate::rt::{Ty, uses};
use crate::server;
use crate::server::view::{
    Builder, Pending, ShowCondition, ShowContent, Structure, View, server_text, server_value,
};

/// Ends a view.
pub fn finish(view: Builder) -> View {
    view.finish()
}

/// Adds text that is known when the view is built; if it is a handle, the server keeps the text up to date.
pub fn text(view: &mut Builder, text: &(impl AsText + ?Sized)) {
    match text.followed() {
        None => view.text(text_of(text)),
        Some((node, read)) => {
            uses::eager(&[node]);
            view.text_with(read);
        }
    }
}

/// Adds text that the server keeps up to date.
pub fn text_with<R: AsText>(view: &mut Builder, text: impl Fn() -> R + 'static) {
    view.text_with(server_text(move |out| text().append_to(out)));
}

/// Adds text that is a part of a node's value, and that the server keeps up to date.
pub fn text_in<S: Lends, R: AsText>(
    view: &mut Builder,
    source: &S,
    part: impl Fn(&S::Value) -> &R + 'static,
) {
    let source = *source;
    let append_to = move |out: &mut String| source.lend(|value| part(value).append_to(out));
    view.text_with(server_text(append_to));
}

/// Adds the value of an attribute, class, style, property or inner HTML; if it is a handle, the server keeps it up to
/// date.
pub fn value(view: &mut Builder, value: &(impl AsValue + ?Sized)) {
    match value.followed_value() {
        None => view.value(value.as_value()),
        Some((node, read)) => {
            uses::eager(&[node]);
            view.value_with(read);
        }
    }
}

/// Adds the value of an attribute, class, style, property or inner HTML that the server keeps up to date.
pub fn value_with<R: AsValue>(view: &mut Builder, value: impl Fn() -> R + 'static) {
    view.value_with(server_value(move || value().as_value()));
}

/// Adds such a value that is a part of a node's value, and that the server keeps up to date.
pub fn value_in<S: Lends, R: AsValue>(
    view: &mut Builder,
    source: &S,
    part: impl Fn(&S::Value) -> &R + 'static,
) {
    let source = *source;
    view.value_with(server_value(move || {
        source.lend(|value| part(value).as_value())
    }));
}

/// Adds spread attributes: `{..attributes}`.
pub fn spread<N: Into<String>, V: AsValue>(
    view: &mut Builder,
    attributes: impl IntoIterator<Item = (N, V)>,
) {
    view.spread(evaluated(attributes));
}

/// Adds spread attributes that the server keeps up to date.
pub fn spread_with<N: Into<String>, V: AsValue>(
    view: &mut Builder,
    attributes: impl Fn() -> Vec<(N, V)> + 'static,
) {
    view.spread_with(Box::new(move || evaluated(attributes())));
}

/// Makes a view of text, in an arm whose neighbours are markup.
pub fn written(text: &(impl AsText + ?Sized)) -> View {
    View::text(text_of(text))
}

/// Adds markup that tracks nothing: `{children()}`, a loop over a plain list.
pub fn fixed(view: &mut Builder, markup: impl IntoView) {
    view.structure(Structure::Fixed(Box::new(markup.into_view())));
}

/// Adds markup that is made again whenever something it read changes: a loop, the result of a function.
pub fn rebuild<V: IntoView>(view: &mut Builder, markup: impl Fn() -> V + 'static) {
    view.structure(Structure::Rebuild(Box::new(move || markup().into_view())));
}

/// Adds a `match`, or an `if` with patterns or with more than markup in its arms: see [`choice`](crate::rt::choice).
pub fn choose<V: IntoView>(view: &mut Builder, run: impl Fn(&mut Choosing) -> Option<V> + 'static) {
    let run = move |choosing: &mut Choosing| run(choosing).map(IntoView::into_view);
    view.structure(Structure::Choose(Rc::new(run)));
}

/// Adds an `if` whose conditions are separate from its arms: the same arm again changes nothing.
pub fn branch<V: IntoView>(
    view: &mut Builder,
    arm: impl Fn() -> u32 + 'static,
    markup: impl Fn(u32) -> V + 'static,
) {
    let views = Box::new(move |arm| markup(arm).into_view());
    view.structure(Structure::Branch {
        arm: Box::new(arm),
        views,
    });
}

/// Adds a `<Show>`.
pub fn show(
    view: &mut Builder,
    when: ShowCondition,
    children: ShowContent,
    fallback: Option<ShowContent>,
) {
    view.structure(Structure::Show {
        when,
        children,
        fallback,
    });
}

/// Makes a condition of code.
pub fn when(code: impl Fn() -> bool + 'static) -> ShowCondition {
    ShowCondition::Code(Box::new(code))
}

/// Makes the condition that a variable is, with the code that reads it. Of a signal or memo only the node is kept: most
/// conditions are one.
pub fn when_variable(
    variable: &impl AsCondition,
    code: impl Fn() -> bool + 'static,
) -> ShowCondition {
    variable
        .node()
        .map_or_else(|| when(code), ShowCondition::Node)
}

/// Makes the content of a `<Show>`, which keeps it.
pub fn kept_content<V: IntoView>(markup: impl FnOnce() -> V + 'static) -> ShowContent {
    ShowContent::Once(Box::new(move || markup().into_view()))
}

/// Makes the content of a `<Show fresh>`.
pub fn fresh_content<V: IntoView>(markup: impl Fn() -> V + 'static) -> ShowContent {
    ShowContent::Fresh(Box::new(move || markup().into_view()))
}

/// Adds a `<For>`: `key` identifies rows, `row` makes one. A row whose key stays is written if its item differs. Without
/// rows, `fallback` is shown.
pub fn each<T, K, V>(
    view: &mut Builder,
    items: impl Fn() -> Vec<T> + 'static,
    key: impl Fn(&T) -> K + 'static,
    row: impl Fn(ReadSignal<T>) -> V + 'static,
    fallback: Option<Box<dyn Fn() -> View>>,
) where
    T: Item,
    K: Clone + Eq + Hash + 'static,
    V: IntoView,
{
    let row = move |item| row(item).into_view();
    view.structure(Structure::each(items, key, row, fallback));
}

/// Adds a `<For>` whose rows the browser makes once they are on the page.
pub fn each_in_browser<T, K, V>(
    view: &mut Builder,
    items: impl Fn() -> Vec<T> + 'static,
    key: impl Fn(&T) -> K + 'static,
    row: impl Fn(ReadSignal<T>) -> V + 'static,
    _: Option<Box<dyn Fn() -> View>>,
) where
    T: Item,
    K: Clone + Eq + Hash + 'static,
    V: IntoView,
{
    let row = move |item| row(item).into_view();
    #[cfg(feature = "testing")]
    note_row(&row);
    view.structure(Structure::each_in_browser(items, key, row));
}

/// Adds the browser's code for a row to the simulation, which may make rows before the server does.
#[cfg(feature = "testing")]
fn note_row<T: 'static>(row: impl Fn(ReadSignal<T>) -> View) {
    let scope = ScopeId::current().child();
    scope.run(|| drop(row(ReadSignal::from_id(NO_NODE))));
    scope.dispose();
}

/// The node of a row that nobody looks at.
#[cfg(feature = "testing")]
const NO_NODE: NodeId = NodeId {
    index: u32::MAX,
    generation: 0,
};

/// Adds a `<Suspense>`.
pub fn suspense<V: IntoView>(
    view: &mut Builder,
    children: impl FnOnce() -> V + 'static,
    fallback: Option<Box<dyn Fn() -> View>>,
) {
    waiting(view, children, fallback, false);
}

/// Adds a `<Transition>`.
pub fn transition<V: IntoView>(
    view: &mut Builder,
    children: impl FnOnce() -> V + 'static,
    fallback: Option<Box<dyn Fn() -> View>>,
) {
    waiting(view, children, fallback, true);
}

/// Adds an `<ErrorBoundary>`.
pub fn catch<V: IntoView, F: IntoView>(
    view: &mut Builder,
    children: impl Fn() -> V + 'static,
    fallback: impl Fn(CaughtError) -> F + 'static,
) {
    view.structure(Structure::Catch {
        children: Box::new(move || children().into_view()),
        fallback: Box::new(move |error| fallback(error).into_view()),
    });
}

/// The control that names the action of a form in a request without scripts.
static NAMED_ACTION: Template = Template {
    id: KindId(0),
    name: "watershed::Form#0",
    origin: Origin::NONE,
    root: Root::Element,
    slots: 0,
    client: false,
    pieces: &["<input type=hidden name=_action", "", ">"],
    holes: &[
        Hole::Mark,
        Hole::Value {
            at: Locator(&[0, place::ELEMENT]),
            target: Target::Attribute("value"),
        },
    ],
};

/// Lets a form be submitted to an action. Returns the control that names it.
pub fn form<F: Form, R: FormResult>(action: Action<F, R>) -> View {
    let mut view = Builder::new(&NAMED_ACTION);
    view.value(action.provide_form().as_value());
    view.finish()
}

/// Adds an `<Outlet/>`.
pub fn outlet(view: &mut Builder) {
    view.structure(Structure::Outlet);
}

fn waiting<V: IntoView>(
    view: &mut Builder,
    children: impl FnOnce() -> V + 'static,
    fallback: Option<Box<dyn Fn() -> View>>,
    keeps: bool,
) {
    view.structure(Structure::Suspense {
        children: Box::new(move || children().into_view()),
        fallback,
        keeps,
    });
}

/// `<Head>`
pub fn head(view: &mut Builder, entries: Vec<Box<dyn Fn() -> View>>) {
    view.structure(Structure::Head(entries));
}

/// One element of a `<Head>`.
pub fn head_entry<V: IntoView>(markup: impl Fn() -> V + 'static) -> Box<dyn Fn() -> View> {
    Box::new(move || markup().into_view())
}

/// The place of what `<Head>`s add, in a document's `<head>`.
pub fn head_rows(view: &mut Builder) {
    view.structure(Structure::HeadRows);
}

/// Gives the closure that makes a row its parameter's type, from the closure that returns the items.
pub fn row<T, V, F: Fn(ReadSignal<T>) -> V>(_items: &impl Fn() -> Vec<T>, row: F) -> F {
    row
}

/// Makes the `fallback` of a construct.
pub fn fallback<V: IntoView>(markup: impl Fn() -> V + 'static) -> Box<dyn Fn() -> View> {
    Box::new(move || markup().into_view())
}

/// Makes the markup between a component's tags or in its slot.
pub fn content<S: FromMarkup, V: IntoView>(_: Ty<S>, markup: impl Fn() -> V + 'static) -> S {
    S::from_markup(move || markup().into_view())
}

/// Makes the markup in a slot with `let:item`.
pub fn content_of<A, V: IntoView>(_: Ty<Slot<A>>, markup: impl Fn(A) -> V + 'static) -> Slot<A> {
    Slot::new(move |item| markup(item).into_view())
}

/// Adds a component.
pub fn child<P: 'static>(view: &mut Builder, component: fn(P) -> Pending, props: P) {
    let run = move || {
        server::starts::<P>();
        component(props)
    };
    view.structure(Structure::Component(Box::new(run)));
}

/// Runs the body of a component.
pub fn component<V: ComponentOutcome>(body: impl FnOnce() -> V) -> Pending {
    match body().outcome() {
        Ok(view) => Pending::Ready(view),
        Err(failure) => Pending::Failed(failure),
    }
}

/// Runs the body of an `async fn` component.
pub fn async_component<V: ComponentOutcome>(body: impl AsyncFnOnce() -> V + 'static) -> Pending {
    Pending::Later(Box::pin(async move { body().await.outcome() }))
}

/// Asserts, when the component is compiled, that a call of `asset!` in an attribute gives the address that the compiler
/// has written into the markup.
///
/// # Panics
/// If it is another macro of that name.
pub const fn is_asset(given: &str, written: &str) {
    let (given, written) = (given.as_bytes(), written.as_bytes());
    let mut is_same = given.len() == written.len();
    let mut at = 0;
    while is_same && at < given.len() {
        is_same = given[at] == written[at];
        at += 1;
    }
    assert!(
        is_same,
        "this `asset!` is not Watershed's; help: give your macro another name"
    );
}

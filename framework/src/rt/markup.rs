//! Filling a template's holes on the server.

use crate::component::IntoView;
use crate::part::Value;
use crate::rt::convert::{AsText, AsValue, text_of};
use crate::server::view::{Builder, Pending, ShowMode, Structure, View};

/// Ends a view.
pub fn finish(view: Builder) -> View {
    view.finish()
}

/// Text that is known when the view is built.
pub fn text(view: &mut Builder, text: &(impl AsText + ?Sized)) {
    view.text(text_of(text));
}

/// Text that the server keeps up to date.
pub fn text_with<R: AsText>(view: &mut Builder, text: impl Fn() -> R + 'static) {
    view.text_with(Box::new(move || text_of(&text())));
}

/// An attribute, class, style or property that is known when the view is built.
pub fn value(view: &mut Builder, value: &(impl AsValue + ?Sized)) {
    view.value(value.as_value());
}

/// An attribute, class, style or property that the server keeps up to date.
pub fn value_with<R: AsValue>(view: &mut Builder, value: impl Fn() -> R + 'static) {
    view.value_with(Box::new(move || value().as_value()));
}

/// `{..attributes}`
pub fn spread<N: Into<String>, V: AsValue>(
    view: &mut Builder,
    attributes: impl IntoIterator<Item = (N, V)>,
) {
    let attributes = attributes
        .into_iter()
        .map(|(name, value)| (name.into(), value.as_value()));
    view.spread(attributes.collect());
}

/// A component in a view.
pub fn child<P: 'static>(view: &mut Builder, component: fn(P) -> Pending, props: P) {
    view.structure(Structure::Component(Box::new(move || component(props))));
}

/// The body of a component.
pub fn component<V: IntoView>(body: impl FnOnce() -> V) -> Pending {
    match body().into_view() {
        Ok(view) => Pending::Ready(view),
        Err(failure) => Pending::Failed(failure),
    }
}

/// The body of an `async fn` component.
pub fn async_component<V: IntoView>(body: impl AsyncFnOnce() -> V + 'static) -> Pending {
    Pending::Later(Box::pin(async move { body().await.into_view() }))
}

/// `<Show>`
pub fn show(
    view: &mut Builder,
    when: impl Fn() -> bool + 'static,
    children: impl Fn() -> View + 'static,
    fallback: Option<Box<dyn Fn() -> View>>,
    mode: ShowMode,
) {
    view.structure(Structure::Show {
        when: Box::new(when),
        children: Box::new(children),
        fallback,
        mode,
    });
}

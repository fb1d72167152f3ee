//! What a `view!` says, as data.
//!
//! The parser builds these types and nothing changes them afterwards. They are close to the source: every name keeps
//! the place it was written at, expressions are kept as the user wrote them, and nothing is decided about where code runs.

use syn::{Expr, Ident, Pat, Path};

use crate::construct::ConstructSyntax;
use crate::diagnostic::SourceRange;

/// The contents of one `view!`: any number of roots.
pub struct View {
    pub nodes: Vec<ViewNode>,
}

/// Whatever may stand between two tags.
pub enum ViewNode {
    Element(Element),
    Component(ComponentTag),
    Text(Text),
    /// `{expr}`: text or structure, which lowering tells. A block with statements is
    /// an [`Expr::Block`]; braces around a single expression are gone, and so are braces around a string literal, which
    /// is [`ViewNode::Text`].
    Expr(Expr),
    /// `<>…</>`
    Fragment(Vec<ViewNode>),
    /// `<Show>`, `<For>` and the like.
    Construct(Box<dyn ConstructSyntax>),
    /// `<!DOCTYPE html>`
    Doctype(SourceRange),
}

/// An HTML, SVG or MathML element, or a custom element.
pub struct Element {
    /// The name as written: SVG names keep their capitals.
    pub name: Name,
    pub attributes: Vec<Attribute>,
    pub children: Vec<ViewNode>,
}

/// `<Row row=r selected>…</Row>`
pub struct ComponentTag {
    /// With generic arguments always in turbofish form: `<Select<u32>/>` gives `Select::<u32>`.
    pub path: Path,
    pub props: Vec<PropAttribute>,
    /// `let:item`: what the component passes to its children.
    pub item: Option<Pat>,
    pub children: Vec<ViewNode>,
    /// `<slot:name>` among the children, wherever they stood.
    pub slots: Vec<Slot>,
}

/// One prop of a component. `on:name=f` has become `on_name=f`, and a bare `selected` has become `selected=true`.
pub struct PropAttribute {
    pub name: Ident,
    pub value: Expr,
}

/// `<slot:name let:item>…</slot:name>` among a component's children.
pub struct Slot {
    pub name: Ident,
    /// `let:item`: what the component passes to the slot.
    pub item: Option<Pat>,
    pub children: Vec<ViewNode>,
}

/// Text that is known now, not yet escaped.
pub struct Text {
    pub value: String,
    pub place: SourceRange,
}

/// What stands in the opening tag of an element.
pub enum Attribute {
    /// `class="a"`, `width=100`: a string, number or character literal.
    Static {
        name: Name,
        value: String,
    },
    /// `disabled`
    Flag {
        name: Name,
    },
    /// `id=expr`
    Dynamic {
        name: Name,
        value: Expr,
    },
    /// `{..attrs}`
    Spread(Expr),
    /// `class:name=condition` or `class=("name", condition)`
    Class {
        name: Name,
        condition: Expr,
    },
    /// `style:property=value` or `style=("property", value)`; custom properties start with `--`.
    Style {
        property: Name,
        value: Expr,
    },
    /// `prop:name=value`: the DOM property, not the attribute.
    Prop {
        name: Name,
        value: Expr,
    },
    On(Event),
    Bind(Bind),
    /// `node_ref=expr`
    NodeRef(Expr),
    /// `inner_html=expr`
    InnerHtml(Expr),
    /// `key=expr`: identifies the element in the `for` that makes it.
    Key(Expr),
}

/// `on:name:modifier…=handler`
pub struct Event {
    pub name: Name,
    pub modifiers: Modifiers,
    pub handler: Expr,
}

/// What follows the name of an event, in any order and each at most once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Modifiers {
    pub flags: Vec<EventFlag>,
    /// The handler runs if all [`Key::Held`] are down and, where there is a [`Key::Pressed`], if it is one of these.
    pub keys: Vec<Key>,
    pub rate: Option<Rate>,
}

impl Modifiers {
    /// Returns whether `flag` was written.
    pub fn has(&self, flag: EventFlag) -> bool {
        self.flags.contains(&flag)
    }
}

/// A modifier without an argument that is not a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventFlag {
    Prevent,
    Stop,
    Capture,
    Once,
    Passive,
    /// `:self`: only if the target is the element itself.
    Own,
    /// `:window`: wherever it happens, also on the window.
    Window,
    /// `:document`: wherever it happens, also on the document.
    Document,
    /// `:outside`: only if it does not happen in the element.
    Outside,
    /// `:exact`: only if no key is held but those that are named.
    Exact,
    /// `:custom`: an event by this name that is not the browser's own.
    Custom,
}

/// `:enter`, `:ctrl`, `:s`
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    Held(HeldKey),
    /// The value of `KeyboardEvent.key`, as the browser reports it: `Enter`, `ArrowUp`, `s`.
    Pressed(String),
}

/// A key that changes what another key or the mouse means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldKey {
    Ctrl,
    Shift,
    Alt,
    Meta,
}

/// How often the handler may run, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    Debounce(u32),
    Throttle(u32),
}

/// `bind:value=signal`
pub struct Bind {
    /// `bind` and the property's name.
    pub place: SourceRange,
    pub target: BindTarget,
    pub signal: Expr,
}

/// What of a control is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BindTarget {
    Value,
    Checked,
    Group,
    /// Of `<details>` and `<dialog>`.
    Open,
}

/// The name of an element, attribute, class, property or event. Unlike an identifier it may hold dashes and colons.
#[derive(Clone)]
pub struct Name {
    pub text: String,
    pub place: SourceRange,
}

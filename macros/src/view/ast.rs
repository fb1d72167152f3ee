//! The syntax tree of a `view!`.
//!
//! The parser builds these types and nothing changes them afterwards. They are close to the source: every name keeps
//! its place there, expressions are kept as the user wrote them, and nothing is decided about where code runs.

use syn::{Expr, Ident, Pat, Path};

use crate::construct::ConstructSyntax;
use crate::diagnostic::SourceRange;

/// The content of one `view!`: any number of roots.
pub struct View {
    pub nodes: Vec<ViewNode>,
}

/// A node between two tags.
pub enum ViewNode {
    Element(Element),
    Component(ComponentTag),
    Text(Text),
    /// `{expr}`: text or structure, which lowering decides. A block with statements is an [`Expr::Block`]. Braces
    /// around a single expression are removed, as are braces around a string literal, which is [`ViewNode::Text`].
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
    /// The name of the component. Generic arguments always have turbofish form: `<Select<u32>/>` gives `Select::<u32>`.
    pub path: Path,
    pub props: Vec<PropAttribute>,
    /// `let:item`: the pattern of the value that the component passes to its children.
    pub item: Option<Pat>,
    pub children: Vec<ViewNode>,
    /// The `<slot:name>`s among the children, which are removed from `children`.
    pub slots: Vec<Slot>,
}

/// One prop in a component's tag. `on:name=f` has become `on_name=f`, and a bare `selected` has become `selected=true`.
pub struct PropAttribute {
    pub name: Ident,
    pub value: Expr,
    /// True if the value is not written: the prop is `true`.
    pub is_bare: bool,
}

/// `<slot:name let:item>…</slot:name>` among a component's children.
pub struct Slot {
    pub name: Ident,
    /// `let:item`: the pattern of the value that the component passes to the slot.
    pub item: Option<Pat>,
    pub children: Vec<ViewNode>,
}

/// Static text, not yet escaped.
pub struct Text {
    pub value: String,
    pub place: SourceRange,
}

/// An attribute in the opening tag of an element.
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

/// The modifiers after the name of an event, in any order and each at most once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Modifiers {
    pub flags: Vec<EventFlag>,
    /// The handler runs if all keys that are [`Key::Held`] are down and, if some are [`Key::Pressed`], the event is
    /// about one of them.
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
    /// `:self`: runs only if the target is the element itself.
    Own,
    /// `:window`: listens on the window, and runs wherever the event happens.
    Window,
    /// `:document`: listens on the document, and runs wherever the event happens.
    Document,
    /// `:outside`: runs only for events outside of the element.
    Outside,
    /// `:exact`: runs only if no other modifier key is held than those that are named.
    Exact,
    /// `:custom`: an event of this name that is not one of the browser's own.
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

/// The rate at which the handler may run, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    Debounce(u32),
    Throttle(u32),
}

/// `bind:value=signal`
pub struct Bind {
    /// The place of `bind` and the property's name.
    pub place: SourceRange,
    pub target: BindTarget,
    pub signal: Expr,
}

/// The property of a control that is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BindTarget {
    Value,
    Checked,
    Group,
    /// `open` of `<details>` and `<dialog>`.
    Open,
}

/// The name of an element, attribute, class, property or event. Unlike an identifier, it may contain dashes and colons.
#[derive(Clone)]
pub struct Name {
    pub text: String,
    pub place: SourceRange,
}

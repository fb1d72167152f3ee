//! The vocabulary of the facts, which the compiler writes and the framework reads.
//!
//! The compiler writes each value as the name of its variant, so that both sides know the same values.

/// The kind of a node: a signal, or the role of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// `signal(..)`, `RwSignal::new(..)`
    Signal,
    /// Text in markup.
    Text,
    /// An attribute, property, class, style or the state of a control.
    Value,
    /// Spread attributes.
    Spread,
    /// `on:click`
    Event,
    /// `node_ref`
    NodeRef,
    /// A closure that is given away to be called in the browser.
    Callback,
    /// The condition of a `<Show>`.
    When,
    /// The items of a `<For>`, or the value of a `<ShowLet>`.
    Each,
    /// The arm of an `if`.
    Arm,
    /// Markup that is made again whenever something it reads changes.
    Rebuild,
    /// Markup that never changes.
    Fixed,
    /// `memo(..)`
    Memo,
    /// `effect(..)`
    Effect,
    /// `on_mount(..)`
    OnMount,
    /// `action(..)`
    Action,
}

impl NodeKind {
    /// Returns the kind in one word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Signal => "signal",
            Self::Text => "text",
            Self::Value => "value",
            Self::Spread => "spread",
            Self::Event => "event",
            Self::NodeRef => "node_ref",
            Self::Callback => "callback",
            Self::When => "when",
            Self::Each => "each",
            Self::Arm => "arm",
            Self::Rebuild => "rebuild",
            Self::Fixed => "fixed",
            Self::Memo => "memo",
            Self::Effect => "effect",
            Self::OnMount => "on_mount",
            Self::Action => "action",
        }
    }
}

/// A part of the client of a live page that only some components need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// A list, whose rows can move.
    Rows,
    /// An attribute, property, class, style or inner HTML that the server may set.
    Values,
    /// Explicit marks.
    Marks,
    /// Elements of SVG or MathML.
    Vocabularies,
    /// A boundary, whose content may come behind the page.
    Stream,
    /// The place of a page in its layout.
    Outlet,
    /// An action that may run more than once.
    Idempotent,
}

impl Feature {
    /// Returns the feature in one word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::Values => "values",
            Self::Marks => "marks",
            Self::Vocabularies => "vocabularies",
            Self::Stream => "stream",
            Self::Outlet => "outlet",
            Self::Idempotent => "idempotent",
        }
    }
}

/// The colour of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// A signal that nobody writes.
    Const,
    /// A signal that only the server writes, or a site that runs on the server whenever what it reads has changed.
    Server,
    /// A signal that the browser may write.
    Iso,
    /// A signal whose setter is given away: decided when the server links the page.
    Open,
    /// A site that runs in the browser.
    Client,
    /// A site that runs once, on the server.
    Static,
}

impl Colour {
    /// Returns its name in one word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Const => "const",
            Self::Server => "server",
            Self::Iso => "iso",
            Self::Open => "open",
            Self::Client => "client",
            Self::Static => "static",
        }
    }
}

/// The time at which server code needs what the browser writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Uplink {
    /// Server code does not need it.
    Never,
    /// With the next batch.
    Lazy,
    /// At once, in a batch of its own.
    Eager,
}

/// The time at which server code writes a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ServerWrites {
    /// Never.
    Never,
    /// While the component runs.
    Once,
    /// After the component has run.
    Late,
}

/// The fate of a value when its page is built again, as its component says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restored {
    /// The component computes it again.
    Computed,
    /// It is stored.
    Stored,
    /// It is lost.
    Lost,
}

/// The handles of a node that the compiler loses track of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// None.
    Nothing,
    /// One that reads it.
    Reader,
    /// One that writes it.
    Writer,
    /// Both.
    Both,
}

impl Lost {
    /// Returns what is lost if both are.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nothing, other) | (other, Self::Nothing) => other,
            (one, other) if one == other => one,
            _ => Self::Both,
        }
    }
}

/// The pages with the component on which a client function is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// On all of them.
    Always,
    /// On some pages or on none: the compiler cannot tell.
    Perhaps,
    /// On none: the markup that contains it is never shown.
    Never,
}

/// The use that client code makes of a captured variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Reads it.
    Read,
    /// Writes it.
    Write,
    /// Anything else.
    Use,
}

//! The words of the facts: what the compiler says of a component, and what the framework reads of it.
//!
//! The compiler writes each of them down by the name of its variant, so that a word that one side does not know is no
//! word of the other.

/// The kind of a node: a signal, or what the compiler takes an expression for.
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
    /// Markup that is made anew.
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
    /// Returns its name in one word.
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

/// The colour of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// A signal that nobody writes.
    Const,
    /// A signal that only the server writes; a site that runs there whenever what it reads has changed.
    Server,
    /// A signal that the browser may write.
    Iso,
    /// A signal whose setter is given away: settled when the server links.
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

/// When server code needs what the browser writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Uplink {
    /// Not at all.
    Never,
    /// With the next batch that is sent anyway.
    Lazy,
    /// At once.
    Eager,
}

/// When server code writes a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ServerWrites {
    /// Never.
    Never,
    /// While the component runs.
    Once,
    /// Later.
    Late,
}

/// The handles of a node of which the compiler loses sight.
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

/// The pages with a component that have one of its client functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// All.
    Always,
    /// Some, as far as can be told.
    Perhaps,
    /// None: what it is in is never shown.
    Never,
}

/// The purpose for which client code captures a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Reads it.
    Read,
    /// Writes it.
    Write,
    /// Anything else.
    Use,
}

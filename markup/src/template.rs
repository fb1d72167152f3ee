//! The words in which a piece of markup is described.

/// The root of a template, which decides how its region is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// Exactly one element.
    Element,
    /// Nothing but one structure hole that is never rebuilt (a component, `children()`): its region starts where that one does.
    Transparent,
    /// Text, several roots, or none: the region is bracketed.
    Range,
}

/// The language that a text is in, which decides how markup has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    /// Character data: `&` and `<`.
    Text,
    /// The content of `<style>`, which no browser decodes.
    Css,
    /// The content of a `<script>` that is data.
    Json,
}

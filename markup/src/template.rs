//! The types that describe a piece of markup.

/// The root of a template, which decides how its region is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// Exactly one element.
    Element,
    /// Nothing but one structure hole that is never rebuilt (a component, `children()`). Its region starts where the
    /// region in the hole does.
    Transparent,
    /// Text, several roots, or none: the region is bracketed.
    Range,
}

/// The language of a text, which decides how markup escapes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    /// Character data: `&` and `<`.
    Text,
    /// The content of `<style>`, which no browser decodes.
    Css,
    /// The content of a `<script>` that is data.
    Json,
}

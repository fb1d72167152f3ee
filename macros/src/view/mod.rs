//! Parses the tokens of a `view!` to a [`View`].
//!
//! The grammar, in words. Everything else is an error with a help.
//!
//! ```text
//! node       element | component | <>nodes</> | {block} | "text" | words | <!-- comment --> | <!DOCTYPE html>
//! element    <name attribute…>nodes</name> | <name attribute…/> | <void attribute…>
//! component  <path::Name<Type> prop… let:pattern>nodes and slots</path::Name> | <Name prop…/>
//! slot       <slot:name let:pattern>nodes</slot:name>
//! attribute  name | name=value | {..value} | class:name=value | style:name=value | prop:name=value
//!            | on:name:modifier…=value | bind:name=value | node_ref=value | inner_html=value | key=value
//! prop       name | name=value | on:name=value
//! value      an expression; braces are needed only where it could end in two places
//! ```

mod ast;
mod cursor;
mod directive;
mod loose;
mod modifier;
mod name;
mod node;
mod path;
mod props;
mod source;
mod spelling;
mod tag;
mod text;
mod value;

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use source::SourceText;
use syn::Macro;

pub use ast::*;
pub use directive::{DIRECTIVES, OWN_ATTRIBUTES, attributes, bound};
pub use loose::{LooseAttribute, LooseName, LooseNode, LooseTag, parse_loosely};
pub use modifier::names as modifier_names;
pub use name::NameSegment;
pub use props::{Props, required};
pub use spelling::closest;
pub use tag::{RawAttribute, RawValue, Tag, TagBody};

use crate::diagnostic::Diagnostics;

/// Parses one `view!`.
///
/// Parts with mistakes are reported and left out, so that the rest can still be checked. Views inside of expressions
/// are not part of the result: they are parsed on their own.
pub fn parse(call: &Macro, diagnostics: &mut Diagnostics) -> View {
    let source = SourceText::of(&call.delimiter);
    node::Parser::new(call.tokens.clone(), source, diagnostics).view()
}

/// Parses tokens as if they were those of a `view!`, and checks them against the rules of HTML.
#[cfg(test)]
pub fn parse_tokens(tokens: TokenStream, diagnostics: &mut Diagnostics) -> View {
    let view = node::Parser::new(tokens, None, diagnostics).view();
    crate::html::validate(&view, None, diagnostics);
    view
}

/// Parses the tokens of a `view!` whose mistakes are reported elsewhere.
pub fn parse_unchecked(tokens: TokenStream) -> View {
    node::Parser::new(tokens, None, &mut Diagnostics::default()).view()
}

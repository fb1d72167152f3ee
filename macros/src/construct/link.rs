//! `<A href="/shop">`: a link that is written with some attributes of ours: `aria-current` says that it leads to the page that it is
//! on, and a mark tells the client that the link may lead to a page of the same layout (`client/journey.rs`).

use proc_macro2::{Ident, Span};
use syn::{Expr, parse_quote_spanned};

use super::component::refuse_slots;
use crate::diagnostic::Diagnostics;
use crate::view::{Attribute, Element, Name, RawAttribute, TagBody, ViewNode, attributes};

/// The attribute without which an `<A>` is a component of the application's.
pub const HREF: &str = "href";

/// The mark of such a link.
const MARK: &str = "_a";

/// Builds the link, with the attributes that are written.
pub fn parse(
    name: &Ident,
    given: Vec<RawAttribute>,
    content: TagBody,
    diagnostics: &mut Diagnostics,
) -> ViewNode {
    refuse_slots(&content.slots, diagnostics);
    let span = name.span();
    let name = named("a", span);
    let mut attributes = attributes(&name, given, diagnostics);
    let current = attributes.iter().find_map(|attribute| match attribute {
        Attribute::Static { name, value } if name.text == HREF => {
            Some(parse_quote_spanned!(span=> ::watershed::rt::current(#value)))
        }
        Attribute::Dynamic { name, value } if name.text == HREF => {
            Some(parse_quote_spanned!(span=> ::watershed::rt::current(&(#value))))
        }
        _ => None,
    });
    attributes.extend(current.map(|value: Expr| Attribute::Dynamic {
        name: named("aria-current", span),
        value,
    }));
    attributes.push(Attribute::Flag {
        name: named(MARK, span),
    });
    ViewNode::Element(Element {
        name,
        attributes,
        children: content.nodes,
    })
}

fn named(name: &str, span: Span) -> Name {
    Name {
        text: name.to_owned(),
        place: span.into(),
    }
}

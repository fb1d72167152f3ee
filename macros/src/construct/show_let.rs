//! `<ShowLet some=.. let:value fallback=..>`: markup for the value of an `Option`, while there is one.
//!
//! It is a list of at most one row. All items have the same key, so that another value is written to the row's signal
//! and the row stays.

use proc_macro2::Ident;
use quote::quote;
use syn::parse_quote;

use super::EditedConstruct;
use super::component::refuse_slots;
use super::each::{For, ListTag, bound_in_editor, required_item};
use crate::diagnostic::Diagnostics;
use crate::emit::rt;
use crate::lower::model::Follower;
use crate::view::{LooseTag, Props, TagBody, ViewNode, required};

static SHOW_LET: ListTag = ListTag {
    #[cfg(test)]
    name: "ShowLet",
    follower: Follower {
        name: "a `<ShowLet>`",
        reason: "a `<ShowLet>` follows it",
    },
    items: "some",
    item: "some_of",
};

/// Builds a `<ShowLet>`. Without an option and a name there is none, but its children are still checked.
pub fn parse(
    name: &Ident,
    mut props: Props,
    content: TagBody,
    diagnostics: &mut Diagnostics,
) -> ViewNode {
    let some = required(name, "some", props.take("some"), diagnostics);
    let item = required_item(name, "some=…", &mut props, diagnostics);
    let fallback = props.take("fallback");
    props.finish(name, "`some`, `fallback` and `let:`", diagnostics);
    refuse_slots(&content.slots, diagnostics);
    let (Some(each), Some(item)) = (some, item) else {
        return ViewNode::Fragment(content.nodes);
    };
    ViewNode::Construct(Box::new(For {
        tag: &SHOW_LET,
        span: name.span(),
        each,
        key: parse_quote!(|_| ()),
        item,
        fallback,
        children: content.nodes,
    }))
}

/// Expands a `<ShowLet>` for an editor: the signal of the value.
pub fn edited(tag: &LooseTag) -> EditedConstruct {
    let rt = rt();
    let row = match tag.value("some") {
        Some(some) => quote!(#rt::some_of(&{ #some })),
        None => quote!(#rt::any()),
    };
    let bound = bound_in_editor(tag);
    EditedConstruct {
        taken: &["some"],
        bound: quote!(let __row = #row; #bound),
    }
}

//! Expands a `view!`: one statement for each piece of code in it.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};

use super::{chooser, code, names, placeless};
use crate::construct;
use crate::emit::{hidden, rt};
use crate::html;
use crate::view::{
    LooseAttribute, LooseName, LooseNode, LooseTag, Name, NameSegment, parse_loosely,
};

/// Expands the tokens of a `view!` to a block. Its type is open: `for row in rows { view! { .. } }` is markup.
pub fn view(tokens: TokenStream) -> TokenStream {
    let rt = rt();
    let statements = nodes(&parse_loosely(tokens), None);
    quote!({ #statements #rt::any() })
}

/// Emits nodes. `parent` is the path of the component whose tag is directly around them.
fn nodes(nodes: &[LooseNode], parent: Option<&TokenStream>) -> TokenStream {
    let statements = nodes.iter().map(|node| match node {
        LooseNode::Code(code) => {
            let code = code::block(code);
            quote!(let _ = #code;)
        }
        LooseNode::Tag(tag) => self::tag(tag, parent),
    });
    statements.collect()
}

fn tag(tag: &LooseTag, parent: Option<&TokenStream>) -> TokenStream {
    let statements = match &tag.name {
        LooseName::Fragment => nodes(&tag.children, None),
        LooseName::Element(name) => element(name, tag),
        LooseName::Component(path) => match construct_of(path) {
            Some(edited) => construct(path, edited, tag),
            None => component(path, tag),
        },
        LooseName::Slot(name) => slot(name, tag, parent),
    };
    let close = match &tag.close {
        Some(LooseName::Component(path)) => named(path),
        Some(LooseName::Element(name)) => named_element(name),
        _ => TokenStream::new(),
    };
    quote!({ #statements #close })
}

/// Emits a type that the tokens name. Types are what tags are called by, and all that is offered for a name.
fn named(path: &TokenStream) -> TokenStream {
    let rt = rt();
    quote!({
        use #rt::editor::constructs::*;
        let _: #path;
    })
}

fn construct_of(path: &TokenStream) -> Option<construct::Edited> {
    construct::edited(&syn::parse2::<Ident>(path.clone()).ok()?)
}

/// Emits the type of an element. An editor offers components beside it.
fn named_element(name: &Name) -> TokenStream {
    let rt = rt();
    let ty = name.identifier().map(|name| {
        quote! {
            use #rt::editor::names::elements::*;
            use #rt::editor::constructs::*;
            let _: #name;
        }
    });
    quote!({ #ty })
}

fn element(name: &Name, tag: &LooseTag) -> TokenStream {
    let rt = rt();
    let attributes = tag.attributes.iter().map(|attribute| match attribute {
        LooseAttribute::Named { parts, value } => {
            let named = attribute_names(name, parts);
            let value = match (parts.as_slice(), value) {
                ([on, event, modifiers @ ..], Some(value)) if on.name.text == "on" => {
                    let event = event_type(event, modifiers);
                    quote!(#rt::editor::on(#rt::Ty::<#event>::new(), { #value });)
                }
                (_, value) => evaluated(value.as_ref()),
            };
            quote!(#named #value)
        }
        LooseAttribute::Spread(value) => evaluated(Some(value)),
        LooseAttribute::Let(_) => TokenStream::new(),
    });
    let attributes: TokenStream = attributes.collect();
    let name = named_element(name);
    let children = nodes(&tag.children, None);
    quote!(#name #attributes #children)
}

/// Emits a type for each part of an attribute's name that is one of a list. Whether the list has the name does not
/// matter, because while somebody types it does not.
fn attribute_names(element: &Name, parts: &[NameSegment]) -> TokenStream {
    let rt = rt();
    let names = quote!(#rt::editor::names);
    let element = names::attributes_of(element);
    let first = parts[0].name.text.as_str();
    let types = parts.iter().enumerate().map(|(place, part)| {
        let list = match (place, first) {
            (0, _) => quote!(#names::attributes::#element),
            (1, "on") => quote!(#rt::event),
            (_, "on") => quote!(#names::modifiers),
            (1, "bind") => quote!(#names::bound),
            _ => return TokenStream::new(),
        };
        let name = part.name.identifier();
        name.map_or_else(TokenStream::new, |name| quote!(let _: #list::#name;))
    });
    types.collect()
}

/// Returns the type of an event.
fn event_type(event: &NameSegment, modifiers: &[NameSegment]) -> TokenStream {
    let rt = rt();
    let is_custom = modifiers
        .iter()
        .any(|modifier| modifier.name.text == "custom");
    if is_custom || !html::is_known_event(&event.name.text) {
        return quote!(#rt::event::custom);
    }
    let name = Ident::new(&event.name.text, Span::call_site());
    quote!(#rt::event::#name)
}

fn evaluated(value: Option<&TokenStream>) -> TokenStream {
    value
        .map(code::value)
        .map(|value| quote!(let _ = { #value };))
        .unwrap_or_default()
}

/// Emits a construct: its attributes, and its children with the name that its `let:` binds.
fn construct(path: &TokenStream, edited: construct::Edited, tag: &LooseTag) -> TokenStream {
    let name = named(path);
    let own = edited(tag);
    let is_left = |name: &str| !own.taken.contains(&name);
    let others = tag.attributes.iter().map(|attribute| match attribute {
        LooseAttribute::Named { parts, value } if is_left(&parts[0].name.text) => {
            evaluated(value.as_ref())
        }
        LooseAttribute::Spread(value) => evaluated(Some(value)),
        _ => TokenStream::new(),
    });
    let others: TokenStream = others.collect();
    let (bound, children) = (own.bound, nodes(&tag.children, None));
    quote!(#name #others #bound #children)
}

fn component(path: &TokenStream, tag: &LooseTag) -> TokenStream {
    let (name, child) = (named(path), hidden("__child"));
    let path = placeless(path.clone());
    let props = tag.attributes.iter().map(|attribute| match attribute {
        LooseAttribute::Named { parts, value } => prop(&path, parts, value.as_ref()),
        LooseAttribute::Spread(value) => evaluated(Some(value)),
        LooseAttribute::Let(_) => TokenStream::new(),
    });
    let props: TokenStream = props.collect();
    let children = content(&Ident::new("children", Span::call_site()), tag, Some(&path));
    quote! {
        #name
        let #child = #path::__editor();
        #props
        #children
    }
}

/// Emits a prop: the field that its name names, and its value, whose type the field decides.
fn prop(path: &TokenStream, parts: &[NameSegment], value: Option<&TokenStream>) -> TokenStream {
    let name = match parts {
        [name] => name.identifier(""),
        [on, name, ..] if on.name.text == "on" => name.identifier("on_"),
        _ => None,
    };
    let Some(name) = name else {
        return evaluated(value);
    };
    let child = hidden("__child");
    let value = value.map_or_else(|| quote!(true), code::value);
    let witness = witness(&name, &value);
    let chooser = chooser(&name);
    quote! {
        let #path { #name: _, .. } = &#child;
        #child.#chooser().#witness({ #value });
    }
}

/// Returns the function of the witness that takes a value: a closure for a prop named `on_..` is client code.
fn witness(prop: &Ident, value: &TokenStream) -> Ident {
    let begins_closure = |token: &TokenTree| match token {
        TokenTree::Ident(word) => word == "move" || word == "async",
        TokenTree::Punct(bar) => bar.as_char() == '|',
        _ => false,
    };
    let is_closure = value
        .clone()
        .into_iter()
        .next()
        .is_some_and(|token| begins_closure(&token));
    let is_run = is_closure && prop.to_string().starts_with("on_");
    format_ident!("{}", if is_run { "run" } else { "give" })
}

fn slot(name: &Ident, tag: &LooseTag, parent: Option<&TokenStream>) -> TokenStream {
    let Some(parent) = parent else {
        let (rt, children) = (rt(), nodes(&tag.children, None));
        let item = tag.item().map(|item| quote!(let #item = #rt::any();));
        return quote!(#item #children);
    };
    let child = hidden("__child");
    let content = content(name, tag, None);
    quote!(let #parent { #name: _, .. } = &#child; #content)
}

/// Emits the markup that is given to a component, with the name that its `let:` binds.
fn content(slot: &Ident, tag: &LooseTag, path: Option<&TokenStream>) -> TokenStream {
    let (child, chooser) = (hidden("__child"), chooser(slot));
    let item = tag
        .item()
        .map(|item| quote!(let #item = #child.#chooser().item();));
    let children = nodes(&tag.children, path);
    quote!(#item #children)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Counts the names of the user's in tokens: those that begin with `x`.
    fn names(tokens: TokenStream, found: &mut BTreeMap<String, usize>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => names(group.stream(), found),
                TokenTree::Ident(name) if name.to_string().starts_with('x') => {
                    *found.entry(name.to_string()).or_default() += 1;
                }
                _ => {}
            }
        }
    }

    /// Claims that each name in a view is in its expansion once. `source` need not be a complete view.
    fn keeps(source: &str) {
        let tokens: TokenStream = source.parse().expect("it consists of tokens");
        let (mut before, mut after) = (BTreeMap::new(), BTreeMap::new());
        names(tokens.clone(), &mut before);
        names(view(tokens), &mut after);
        assert!(before.values().all(|count| *count == 1), "{source}");
        assert_eq!(before, after, "{source}");
    }

    #[test]
    fn each_name_is_there_once() {
        keeps(
            "<p class=x1 on:click=move |x2| x3.set(1) {..x4} class:odd=x5>{x6} \"text\" {x7; x8}</p>",
        );
        keeps("<Row by=x1 on_pick=|x2| x3 let:x4>{x5}<slot:end let:x6>{x7}</slot:end></Row>");
        keeps("<For each=x1 key=|x2| x3 let:x4 fallback=|| x5>{x6}</For>");
        keeps(
            "<Show when=x1 fallback=x2>{if x3 { x4 }}</Show><ShowLet some=x5 let:x6>{x7}</ShowLet>",
        );
        keeps("<Portal to=x1>{x2}</Portal><Head><title>{x3}</title></Head>");
    }

    #[test]
    fn each_name_is_there_in_broken_views() {
        keeps("<p>{x1.}{x2}");
        keeps("<p title=x1. id=x2>{x3.}</p></div>{x4}");
        keeps("<p title= {x1}<b class: on:cl>{x2}</b");
        keeps("<p on:click=move |_| { x1.; x2 }>{x3}<");
        keeps("<For let:x1>{x2}</For><Show>{x3}</Show><For each=x4.>{x5}</For>");
        keeps("<Row by=x1. {x2}<Row on_pick=>{x3}</slot:row>");
        keeps("<slot:row let:x1>{x2}</slot:row>{x3} <!-- text {a} <!DOCTYPE");
    }
}

//! Emits the static descriptions that both halves share.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::generics::Generics;
use super::{Unit, hidden, nested, rt};
use crate::lower::model::{
    Component, Control, Escape, Hole, Listener, Locator, Part, Role, Root, Target, Template,
};
use crate::lower::table::{Id, SiteId, TemplateId};
use crate::split::ListRows;
use crate::view::{EventFlag, HeldKey, Key, Modifiers, Rate};

/// Returns the number of a template among the component's kinds.
pub fn template_kind(template: TemplateId) -> u32 {
    template.index() as u32
}

/// Returns the number of a memo, effect, callback or open binding. They follow the templates, in this order.
pub fn unit_kind(unit: &Unit, site: SiteId) -> u32 {
    let mut units = units(unit.component).chain(open_bindings(unit));
    let before = units.position(|unit| unit == site).unwrap_or_default();
    (unit.component.templates.len() + before) as u32
}

/// Returns the sites that always have a kind of their own.
pub fn units(component: &Component) -> impl Iterator<Item = SiteId> {
    let units = component.sites.iter();
    units
        .filter(|(_, site)| site.role.is_unit())
        .map(|(site, _)| site)
}

/// Returns the bindings that only types make client functions.
pub fn open_bindings(unit: &Unit) -> impl Iterator<Item = SiteId> {
    let sites = unit.component.sites.iter();
    sites
        .filter(|(site, lowered)| unit.colours.is_open(*site) && !lowered.role.is_unit())
        .map(|(site, _)| site)
}

/// Emits `kind_id(module_path!(), "Counter", 0)`, which is the same for all instances of a generic component.
pub fn kind_id(unit: &Unit, kind: u32) -> TokenStream {
    let rt = rt();
    let name = unit.component.item.sig.ident.to_string();
    let kind = Literal::u32_unsuffixed(kind);
    quote!(#rt::kind_id(::core::module_path!(), #name, #kind))
}

/// Emits the id of a kind in this instance, whose types `__shape` knows.
pub fn instance_id(unit: &Unit, kind: u32, generics: &Generics) -> TokenStream {
    in_instance(kind_id(unit, kind), generics)
}

/// Combines an id with the types of this instance.
pub fn in_instance(id: TokenStream, generics: &Generics) -> TokenStream {
    if generics.client().is_empty() {
        return id;
    }
    let (rt, shape) = (rt(), hidden("__shape"));
    quote!(#rt::instance_of(#id, #shape))
}

/// Emits `let __shape = ..`, made of the witnesses of what the client functions capture. A type parameter that their
/// code names counts like a captured type.
pub fn shape(unit: &Unit, generics: &Generics, witnesses: &[TokenStream]) -> TokenStream {
    if generics.client().is_empty() {
        return TokenStream::new();
    }
    let (rt, shape) = (rt(), hidden("__shape"));
    let named = generics.named(unit);
    let named = nested(named.iter().map(ToTokens::to_token_stream));
    let all = nested(
        [quote!(#rt::Ty::<#named>::new())]
            .into_iter()
            .chain(witnesses.iter().cloned())
            .collect::<Vec<_>>()
            .into_iter(),
    );
    quote!(let #shape = #all;)
}

/// Emits the name of a kind in the facts: `app::Counter#0`.
fn kind_name(unit: &Unit, kind: u32) -> TokenStream {
    let name = format!("::{}#{kind}", unit.component.item.sig.ident);
    quote!(::core::concat!(::core::module_path!(), #name))
}

/// Emits the same id as [`instance_id`], and notes its name on the server, because the facts of a generic component
/// only have names.
pub fn noted_kind_id(unit: &Unit, kind: u32, generics: &Generics) -> TokenStream {
    let id = instance_id(unit, kind, generics);
    if generics.client().is_empty() {
        return id;
    }
    let (rt, name) = (rt(), kind_name(unit, kind));
    quote!(#rt::facts::note(#id, #name))
}

pub fn template(unit: &Unit, id: TemplateId) -> TokenStream {
    let rt = rt();
    let template = &unit.component.templates[id];
    let kind = template_kind(id);
    let kind_id = kind_id(unit, kind);
    let name = kind_name(unit, kind);
    let root = root(template.root);
    let slots = Literal::u16_unsuffixed(unit.split.template_slots(id));
    let client = has_client_functions(unit, template);
    let pieces = &template.pieces;
    let lines = template
        .lines
        .iter()
        .map(|line| Literal::u32_unsuffixed(*line));
    let holes = template.holes.iter().map(hole);
    quote! {
        #rt::Template {
            id: #kind_id,
            name: #name,
            origin: #rt::Origin { file: ::core::file!(), lines: &[#(#lines),*] },
            root: #root,
            slots: #slots,
            client: #client,
            pieces: &[#(#pieces),*],
            holes: &[#(#holes),*],
        }
    }
}

pub fn has_client_functions(unit: &Unit, template: &Template) -> bool {
    functions_in(unit, template).next().is_some()
}

/// Returns the sites of the client functions that belong to a template's own kind.
pub fn functions_in<'c>(
    unit: &'c Unit,
    template: &'c Template,
) -> impl Iterator<Item = SiteId> + use<'c> {
    let sites = template.parts.iter().filter_map(Part::site);
    sites.filter(|site| unit.split.function(*site).is_some() && !unit.colours.is_open(*site))
}

pub fn locator(Locator(bytes): &Locator) -> TokenStream {
    let rt = rt();
    let bytes = bytes.iter().map(|byte| Literal::u8_unsuffixed(*byte));
    quote!(#rt::Locator(&[#(#bytes),*]))
}

pub fn slots(slots: &[u16]) -> TokenStream {
    let slots = slots.iter().map(|slot| Literal::u16_unsuffixed(*slot));
    quote!(&[#(#slots),*])
}

/// Emits the target that a binding sets.
pub fn target(role: &Role) -> TokenStream {
    match role {
        Role::Value(target) => value_target(target),
        _ => {
            let rt = rt();
            quote!(#rt::Target::Text)
        }
    }
}

pub fn event_def(listener: &Listener) -> TokenStream {
    let rt = rt();
    let name = &listener.event;
    let flags = flags(listener);
    let keys = listener.modifiers.keys.iter().filter_map(|key| match key {
        Key::Pressed(key) => Some(key.to_lowercase()),
        Key::Held(_) => None,
    });
    let wait = Literal::u32_unsuffixed(match listener.modifiers.rate {
        Some(Rate::Debounce(wait) | Rate::Throttle(wait)) => wait,
        None => 0,
    });
    quote!(&#rt::EventDef { name: #name, flags: #flags, keys: &[#(#keys),*], wait: #wait })
}

/// Emits what the browser makes rows of.
pub fn rows_def(unit: &Unit, rows: &ListRows) -> TokenStream {
    let rt = rt();
    let kind = kind_id(unit, template_kind(rows.template));
    let template = &unit.component.templates[rows.template];
    let html = outline(template);
    let is_bracketed = template.root != Root::Element;
    let slots = rows.slots.iter().map(|slot| match slot {
        Some(slot) => Literal::u16_unsuffixed(*slot).to_token_stream(),
        None => quote!(#rt::RowsDef::ITEM),
    });
    quote! {
        const { &#rt::RowsDef { kind: #kind, slots: &[#(#slots),*], html: #html, is_bracketed: #is_bracketed } }
    }
}

/// Returns the markup of a template without structure, with its holes empty.
fn outline(template: &Template) -> String {
    let holes = template.holes.iter().map(|hole| match hole {
        Hole::AnchorElement(mark) => format!(" _=.{mark}"),
        Hole::AnchorComment(mark) => format!("<!--.{mark}-->"),
        Hole::Text { lone: true, .. } => "<!>".to_owned(),
        _ => String::new(),
    });
    let holes = holes.chain([String::new()]);
    let pieces = template.pieces.iter().zip(holes);
    pieces
        .map(|(piece, hole)| format!("{piece}{hole}"))
        .collect()
}

fn flags(listener: &Listener) -> TokenStream {
    let rt = rt();
    let modifiers: &Modifiers = &listener.modifiers;
    let written = modifiers.flags.iter().filter_map(|flag| match flag {
        EventFlag::Prevent => Some(quote!(PREVENT)),
        EventFlag::Stop => Some(quote!(STOP)),
        EventFlag::Capture => Some(quote!(CAPTURE)),
        EventFlag::Once => Some(quote!(ONCE)),
        EventFlag::Passive => Some(quote!(PASSIVE)),
        EventFlag::Own => Some(quote!(OWN)),
        EventFlag::Window => Some(quote!(WINDOW)),
        EventFlag::Document => Some(quote!(DOCUMENT)),
        EventFlag::Outside => Some(quote!(OUTSIDE)),
        EventFlag::Exact => Some(quote!(EXACT)),
        // It only determines the type of the event.
        EventFlag::Custom => None,
    });
    let held = modifiers.keys.iter().filter_map(|key| match key {
        Key::Held(HeldKey::Ctrl) => Some(quote!(CTRL)),
        Key::Held(HeldKey::Shift) => Some(quote!(SHIFT)),
        Key::Held(HeldKey::Alt) => Some(quote!(ALT)),
        Key::Held(HeldKey::Meta) => Some(quote!(META)),
        Key::Pressed(_) => None,
    });
    let rate = modifiers.rate.map(|rate| match rate {
        Rate::Debounce(_) => quote!(DEBOUNCE),
        Rate::Throttle(_) => quote!(THROTTLE),
    });
    let bound = listener.is_bound.then(|| quote!(BOUND));
    let names: Vec<_> = written.chain(held).chain(rate).chain(bound).collect();
    if names.is_empty() {
        return quote!(0);
    }
    quote!(#(#rt::event_flags::#names)|*)
}

fn root(root: Root) -> TokenStream {
    let rt = rt();
    match root {
        Root::Element => quote!(#rt::Root::Element),
        Root::Transparent => quote!(#rt::Root::Transparent),
        Root::Range => quote!(#rt::Root::Range),
    }
}

fn hole(hole: &Hole) -> TokenStream {
    let rt = rt();
    match hole {
        Hole::Mark => quote!(#rt::Hole::Mark),
        Hole::Inert => quote!(#rt::Hole::Inert),
        Hole::InertEnd => quote!(#rt::Hole::InertEnd),
        Hole::AnchorElement(number) => quote!(#rt::Hole::AnchorElement(#number)),
        Hole::AnchorComment(number) => quote!(#rt::Hole::AnchorComment(#number)),
        Hole::Text { at, lone, escape } => {
            let at = locator(at);
            let escape = match escape {
                Escape::Text => quote!(Text),
                Escape::Css => quote!(Css),
                Escape::Json => quote!(Json),
            };
            quote!(#rt::Hole::Text { at: #at, lone: #lone, escape: #rt::Escape::#escape })
        }
        Hole::Value { at, target } => {
            let (at, target) = (locator(at), value_target(target));
            quote!(#rt::Hole::Value { at: #at, target: #target })
        }
        Hole::Spread { at, classes } => {
            let at = locator(at);
            quote!(#rt::Hole::Spread { at: #at, classes: #classes })
        }
        Hole::Html { at, inside } => {
            let at = locator(at);
            quote!(#rt::Hole::Html { at: #at, inside: &[#(#inside),*] })
        }
        Hole::Structure { at, inside } => {
            let at = locator(at);
            quote!(#rt::Hole::Structure { at: #at, inside: &[#(#inside),*] })
        }
        Hole::Head => quote!(#rt::Hole::Head),
        Hole::Scripts => quote!(#rt::Hole::Scripts),
    }
}

fn value_target(target: &Target) -> TokenStream {
    let rt = rt();
    match target {
        Target::Attribute(name) => quote!(#rt::Target::Attribute(#name)),
        Target::Property(name) => quote!(#rt::Target::Property(#name)),
        Target::Class(name) => quote!(#rt::Target::Class(#name)),
        Target::Style(name) => quote!(#rt::Target::Style(#name)),
        Target::Html => quote!(#rt::Target::Html),
        Target::Control(control) => {
            let control = match control {
                Control::Field => quote!(Field),
                Control::Area => quote!(Area),
                Control::Box => quote!(Box),
                Control::Choice => quote!(Choice),
            };
            quote!(#rt::Target::Control(#rt::Control::#control))
        }
    }
}

//! Emits the parts of client functions that both halves share: the capture tuple, the closure, and the proof that it
//! captures nothing.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Member};

use super::restore::restore_if;
use super::{Unit, hidden, nested, role, rt, rt_at};
use crate::html;
use crate::lower::model::{Listener, LocalKind};
use crate::lower::names::{Place, Symbol};
use crate::lower::table::{Id, LocalId, SiteId};
use crate::split::functions::{Access, Capture, Captured, ClientFunction, Crossing, TypeTest};
use crate::split::project::Projection;
use crate::view::EventFlag;

/// Emits the capture tuple: `(cap(&a), (cap_or(&b, || 0), ()))`. `check` may wrap each capture.
pub fn captures(
    function: &ClientFunction,
    check: impl Fn(&Capture, TokenStream) -> TokenStream,
) -> TokenStream {
    // rustc reports a type that does not cross once for each place. So all that demands it of one signal or value has
    // the place of its first capture.
    function
        .captures
        .iter()
        .rev()
        .fold(quote!(()), |rest, capture| {
            let taken = check(capture, capture_expr(capture));
            quote_spanned!(capture.reported()=> (#taken, #rest))
        })
}

/// Emits a `let` for each projection that the functions capture.
pub fn projections<'f>(functions: impl IntoIterator<Item = &'f ClientFunction>) -> TokenStream {
    made_before(functions, |projection| &projection.made)
}

/// Emits the same `let`s for a slice, where only their types matter.
pub fn typed_projections<'f>(
    functions: impl IntoIterator<Item = &'f ClientFunction>,
) -> TokenStream {
    made_before(functions, |projection| &projection.typed)
}

fn made_before<'f>(
    functions: impl IntoIterator<Item = &'f ClientFunction>,
    by: impl Fn(&Projection) -> &Expr,
) -> TokenStream {
    let captures = functions
        .into_iter()
        .flat_map(|function| &function.captures);
    let projections = captures.filter_map(|capture| match &capture.what {
        Captured::Projection(projection) => Some((projection.name.to_string(), projection)),
        Captured::Place(_) => None,
    });
    let projections: BTreeMap<String, _> = projections.collect();
    let made = projections.into_values().map(|projection| {
        let (name, expr) = (&projection.name, by(projection));
        quote!(let #name = #expr;)
    });
    made.collect()
}

/// Emits a closure that returns the captures of an open site: `|| { projections; captures }`. It is called only if the
/// types make the site a client function.
pub fn made_later(unit: &Unit, function: &ClientFunction) -> TokenStream {
    let (projections, captures) = (
        projections([function]),
        captures(function, |capture, taken| only_read(unit, capture, taken)),
    );
    // That a captured local was moved is said of this closure.
    let place = function.captures.first().map(Capture::reported);
    let span = place.map_or_else(Span::call_site, |place| {
        Span::mixed_site().located_at(place)
    });
    quote_spanned!(span=> || { #projections #captures })
}

/// Wraps a captured handle that is only read, so that a browser that claims to run the function cannot write it.
/// `taken` is its capture.
pub fn only_read(unit: &Unit, capture: &Capture, taken: TokenStream) -> TokenStream {
    let kind = unit.component.locals[capture.local()].kind;
    let never_writes = matches!(
        kind,
        LocalKind::Reader(_) | LocalKind::Memo(_) | LocalKind::Row
    );
    let taken = match capture.access {
        Access::Read if !never_writes => {
            let span = capture.reported();
            let rt = rt_at(span);
            quote_spanned!(span=> #rt::only_read(#taken))
        }
        Access::Read | Access::Any => taken,
    };
    match capture.within {
        Access::Read => {
            let span = capture.reported();
            let rt = rt_at(span);
            quote_spanned!(span=> #rt::reads_within(#taken))
        }
        Access::Any => taken,
    }
}

/// Emits the lifted closure. Its parameter is the capture tuple, its body restores the user's names and contains the
/// user's code.
pub fn closure(unit: &Unit, site: SiteId, function: &ClientFunction) -> TokenStream {
    let pattern = nested(function.captures.iter().map(slot_ident));
    let restored = restored(function);
    let role = &unit.component.sites[site].role;
    let code = role::code(role, &function.expr);
    let argument = role::argument(role).into_iter();
    let closure = quote!(|#pattern #(, #argument)*| { #restored #code });
    // Local closures are defined inside, so their symbols must not count as captures.
    restore_if(unit, closure, &|local| {
        function.closures.contains_key(&local)
    })
}

/// Emits a place: `count`, `user.joined`.
pub fn place(place: &Place, span: Span) -> TokenStream {
    let local = Symbol::Local(place.local).ident(span);
    let fields = place.fields.iter().map(|field| member(field, span));
    quote_spanned!(span=> #local #(.#fields)*)
}

/// Returns the identifier of the witness of a capture's type. It has the span of the capture, so that messages about
/// its type point there.
pub fn witness(unit: &Unit, capture: &Capture) -> Ident {
    let what = match &capture.what {
        Captured::Place(place) => {
            let fields = place.fields.iter().map(|field| format!("_{field}"));
            format!("{}{}", place.local.index(), fields.collect::<String>())
        }
        Captured::Projection(projection) => projection.name.to_string(),
    };
    let what = what.trim_start_matches('_').replace("r#", "");
    let name = &unit.component.item.sig.ident;
    let span = name.span().located_at(capture.reported());
    format_ident!("__ty_{what}", span = span)
}

/// Emits the captured place or projection under its name outside of the function.
pub fn captured(capture: &Capture) -> TokenStream {
    match &capture.what {
        Captured::Place(captured) => place(captured, capture.span),
        Captured::Projection(projection) => projection.name.to_token_stream(),
    }
}

/// Emits the type of the event that a listener gets.
pub fn event_type(listener: &Listener) -> TokenStream {
    let rt = rt();
    if listener.modifiers.has(EventFlag::Custom) || !html::is_known_event(&listener.event) {
        return quote!(#rt::event::custom);
    }
    let name = Ident::new(&listener.event, listener.event_span);
    quote!(#rt::event::#name)
}

fn capture_expr(capture: &Capture) -> TokenStream {
    let span = capture.span;
    let (rt, taken) = (rt_at(span), captured(capture));
    let lent = quote_spanned!(span=> &#taken);
    let (of_type, lent) = match capture.earlier {
        // Messages about the value are at its own place, and those about its type are not.
        Some(first) => {
            let rt = rt_at(first);
            (rt.clone(), quote_spanned!(first=> #rt::lent(#lent)))
        }
        None => (rt.clone(), lent),
    };
    let reported = capture.reported();
    match &capture.crossing {
        Crossing::Value => quote_spanned!(reported=> #of_type::cap(#lent)),
        Crossing::Or(initial) => {
            // Without the user's span: lints would give the user advice about this closure.
            let closure = quote!(|| #initial);
            quote_spanned!(reported=> #of_type::cap_or(#lent, #closure))
        }
        Crossing::Borrowed(_) => quote_spanned!(span=> #rt::cap_ref(#taken)),
        Crossing::Lent => quote_spanned!(reported=> #of_type::cap_lent(#taken)),
        Crossing::Open(TypeTest::Holds(None)) => quote_spanned!(span=> #rt::open!(&#taken)),
        Crossing::Open(TypeTest::Holds(Some(initial))) => {
            let closure = quote!(|| #initial);
            quote_spanned!(span=> #rt::open!(&#taken, #closure))
        }
        Crossing::Open(TypeTest::Within) => quote_spanned!(span=> #rt::open_within!(&#taken)),
        Crossing::Open(TypeTest::Action) => quote_spanned!(span=> #rt::open_action!(&#taken)),
    }
}

fn slot_ident(capture: &Capture) -> Ident {
    match (&capture.alias, &capture.what) {
        (Some(alias), _) => format_ident!("__slot{alias}", span = Span::mixed_site()),
        (None, Captured::Place(place)) => hidden(&format!("__slot_{}", place.local.index())),
        (None, Captured::Projection(projection)) => {
            format_ident!("__slot{}", projection.name, span = Span::mixed_site())
        }
    }
}

/// Emits the `let`s that restore captures and local closures, in the order of their definition, so that shadowing works
/// as the user wrote it.
fn restored(function: &ClientFunction) -> TokenStream {
    let mut statements: BTreeMap<LocalId, TokenStream> = BTreeMap::new();
    for capture in &function.captures {
        statements
            .entry(capture.local())
            .or_default()
            .extend(restore(capture));
    }
    for (local, code) in &function.closures {
        statements.insert(*local, made_again(*local, code));
    }
    statements.into_values().collect()
}

fn restore(capture: &Capture) -> TokenStream {
    let slot = slot_ident(capture);
    let name = match (&capture.alias, &capture.what) {
        (Some(alias), _) => alias.clone(),
        (None, Captured::Place(place)) => Symbol::Local(place.local).ident(capture.span),
        (None, Captured::Projection(projection)) => projection.name.clone(),
    };
    match &capture.crossing {
        Crossing::Borrowed(ty) => quote! {
            #[allow(unused_variables)]
            let #name: #ty = ::core::borrow::Borrow::borrow(&#slot);
        },
        Crossing::Lent => quote!(#[allow(unused_variables)] let #name = &#slot;),
        Crossing::Value | Crossing::Or(_) | Crossing::Open(_) => {
            quote!(#[allow(unused_variables)] let #name = #slot;)
        }
    }
}

fn made_again(local: LocalId, code: &Expr) -> TokenStream {
    match code {
        Expr::Verbatim(definition) => definition.clone(),
        closure => {
            let name = Symbol::Local(local).ident(closure.span());
            quote!(#[allow(unused_variables)] let #name = #closure;)
        }
    }
}

fn member(field: &str, span: Span) -> Member {
    match field.parse::<u32>() {
        Ok(index) => Member::Unnamed(syn::Index { index, span }),
        Err(_) => Member::Named(match field.strip_prefix("r#") {
            Some(keyword) => Ident::new_raw(keyword, span),
            None => Ident::new(field, span),
        }),
    }
}

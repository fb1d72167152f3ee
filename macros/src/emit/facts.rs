//! What the compiler found out about a component, for `cargo watershed build` and `graph`: its nodes with their colours,
//! and every value that can cross, each with the reason.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::Type;

use super::generics::Generics;
use super::kinds::{self, path};
use super::{Unit, rt, server};
use crate::analyze::classes::{Class, Classes};
use crate::analyze::uses::{Place, Use, uses};
use crate::analyze::{Because, Node, SiteColour, SourceColour, Uplink, describe, node, role_name};
use crate::lower::model::{LocalKind, Part, Structure};
use crate::lower::table::{LocalId, SiteId, SourceId};
use crate::split::functions::{self, Capture, Captured};

/// Submits the component's facts to the list of all.
pub fn facts(unit: &Unit, generics: &Generics) -> TokenStream {
    let rt = rt();
    let item = &unit.component.item;
    let name = item.sig.ident.to_string();
    let line = line(item.sig.ident.span());
    let live = unit.split.live;
    let children = children(unit);
    let mut crossings = Crossings {
        unit,
        classes: Classes::of(unit.component, unit.colours),
        found: BTreeMap::new(),
    };
    crossings.find();
    let types = types(unit, generics, crossings.found.values());
    let crossings = (0..)
        .zip(crossings.found.values())
        .map(|(number, crossing)| crossing.emit(number));
    let nodes = sources(unit).into_iter().chain(sites(unit));
    let kinds = kinds::kinds(unit);
    quote! {
        #[cfg(not(target_arch = "wasm32"))]
        #rt::facts::submit! {
            #rt::facts::Facts {
                component: ::core::concat!(::core::module_path!(), "::", #name),
                file: ::core::file!(),
                line: #line,
                live: #live,
                children: &[#(#children),*],
                nodes: &[#(#nodes),*],
                crossings: &[#(#crossings),*],
                kinds: &[#(#kinds),*],
                types: #types,
            }
        }
    }
}

/// The names of the components in its markup.
fn children(unit: &Unit) -> Vec<String> {
    let parts = unit
        .component
        .templates
        .iter()
        .flat_map(|(_, template)| &template.parts);
    let instances = parts.filter_map(|part| match part {
        Part::Structure {
            structure: Structure::Component(instance),
            ..
        } => Some(instance),
        _ => None,
    });
    let name = |path: &syn::Path| {
        path.segments
            .last()
            .map(|segment| segment.ident.to_string())
    };
    instances
        .filter_map(|instance| name(&instance.path))
        .collect()
}

/// A function that gives the types of all crossings: those that inference found. In a generic component it finds none,
/// and they are those that the source names.
fn types<'c>(
    unit: &Unit,
    generics: &Generics,
    crossings: impl Iterator<Item = &'c Crossing>,
) -> TokenStream {
    let is_inferred = generics.is_empty() && unit.check_slice;
    let types: Vec<_> = crossings.map(|crossing| crossing.ty(is_inferred)).collect();
    let check = (is_inferred && !types.is_empty()).then(|| server::check(unit, generics));
    quote!(|| { #check ::std::vec![#(#types),*] })
}

fn sources(unit: &Unit) -> Vec<TokenStream> {
    let sources = unit.component.sources.iter().map(|(id, source)| {
        let coloured = &unit.colours.sources[id];
        let colour = match coloured.colour {
            SourceColour::Const => "const",
            SourceColour::Server => "server",
            SourceColour::Iso => "iso",
            SourceColour::Open => "open",
        };
        let span = source
            .reader
            .or(source.writer)
            .map_or_else(Span::call_site, |local| span(unit, local));
        emit_node(
            "signal",
            &source_name(unit, id),
            span,
            colour,
            &coloured.because,
            Vec::new(),
        )
    });
    sources.collect()
}

fn sites(unit: &Unit) -> Vec<TokenStream> {
    let sites = unit.component.sites.iter().map(|(id, site)| {
        let coloured = &unit.colours.sites[id];
        let colour = match coloured.colour {
            SiteColour::Client => "client",
            SiteColour::Server => "server",
            SiteColour::Static => "static",
        };
        emit_node(
            role_name(&site.role),
            &site_name(unit, id),
            site.span,
            colour,
            &coloured.because,
            reads(unit, id),
        )
    });
    sites.collect()
}

/// The signals, memos and other nodes that a site uses.
fn reads(unit: &Unit, site: SiteId) -> Vec<String> {
    let component = unit.component;
    let used = uses(component, &component.sites[site].expr);
    let names = used
        .iter()
        .filter_map(|found| match node(component, &found.place) {
            Node::Source(source) => Some(source_name(unit, source)),
            Node::Memo(_) | Node::Server => Some(path(unit, &found.place)),
            Node::Open | Node::Data => None,
        });
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

fn emit_node(
    kind: &str,
    name: &str,
    span: Span,
    colour: &str,
    because: &Because,
    uses: Vec<String>,
) -> TokenStream {
    let rt = rt();
    let (line, rule, reason) = (line(span), because.rule, &because.reason);
    quote! {
        #rt::facts::Node {
            kind: #kind, name: #name, line: #line, colour: #colour, rule: #rule, reason: #reason,
            uses: &[#(#uses),*],
        }
    }
}

/// One value that can cross.
struct Crossing {
    way: &'static str,
    name: String,
    class: &'static str,
    reason: String,
    /// The prop on which it hangs whether it does.
    condition: Option<String>,
    /// What has its type in the slice check.
    witness: Option<Ident>,
    /// The type that the source names.
    written: Option<String>,
}

impl Crossing {
    fn ty(&self, is_inferred: bool) -> TokenStream {
        let rt = rt();
        match (&self.witness, &self.written) {
            (Some(witness), _) if is_inferred => quote!(#witness.name()),
            (_, Some(written)) => quote!(#rt::facts::short_type(#written)),
            _ => quote!(::std::string::String::from("_")),
        }
    }

    /// `number` is that of its type.
    fn emit(&self, number: usize) -> TokenStream {
        let rt = rt();
        let Crossing {
            way,
            name,
            class,
            reason,
            ..
        } = self;
        let condition = match &self.condition {
            Some(condition) => quote!(::core::option::Option::Some(#condition)),
            None => quote!(::core::option::Option::None),
        };
        quote! {
            #rt::facts::Crossing {
                way: #way, name: #name, class: #class, reason: #reason, condition: #condition, ty: #number,
            }
        }
    }
}

/// What crosses, each once: by way and name.
struct Crossings<'c> {
    unit: &'c Unit<'c>,
    classes: Classes<'c>,
    found: BTreeMap<(&'static str, String), Crossing>,
}

impl Crossings<'_> {
    fn find(&mut self) {
        for (site, lowered) in self.unit.component.sites.iter() {
            let Some(client) = self.unit.split.function(site) else {
                continue;
            };
            let user = describe(lowered);
            for capture in &client.captures {
                self.capture(&Taken {
                    site,
                    user: &user,
                    capture,
                });
            }
        }
    }

    fn capture(&mut self, taken: &Taken) {
        match &taken.capture.what {
            Captured::Place(place) => self.place(place, taken),
            Captured::Projection(projection) => {
                let how = if projection.is_mirror {
                    "a mirror for"
                } else {
                    "used by"
                };
                self.down(projection.path.clone(), how, taken);
            }
        }
    }

    fn place(&mut self, place: &Place, taken: &Taken) {
        let component = self.unit.component;
        let local = &component.locals[place.local];
        let path = path(self.unit, place);
        match node(component, place) {
            Node::Source(source) => self.source(source, place, taken),
            Node::Memo(memo) if self.unit.colours.is_client(memo) => {}
            Node::Server if matches!(local.kind, LocalKind::Action(_)) => {
                let reason = format!("called by {}", taken.user);
                self.add("call", path, "action", reason, taken, None);
            }
            Node::Memo(_) | Node::Server => self.down(path, "a mirror for", taken),
            Node::Open | Node::Data => self.down(path, "used by", taken),
        }
    }

    fn source(&mut self, source: SourceId, place: &Place, taken: &Taken) {
        let colours = &self.unit.colours;
        let name = source_name(self.unit, source);
        match colours.sources[source].colour {
            SourceColour::Const => return self.down(name, "used by", taken),
            SourceColour::Server => return self.down(name, "a mirror for", taken),
            SourceColour::Iso | SourceColour::Open => {}
        }
        let (reads, writes) = self.handles(place, taken);
        if reads {
            self.down(name.clone(), "read by", taken);
        }
        let uplink = &colours.uplinks[source];
        let when = match uplink.colour {
            Uplink::Never => return,
            Uplink::Lazy => "with the next batch",
            Uplink::Eager => "at once",
        };
        if writes {
            let because = &uplink.because.reason;
            let reason = format!("{when}, because {because}; written by {}", taken.user);
            self.add("up", name, "browser", reason, taken, None);
        }
    }

    /// Whether a client function reads the signal, and whether it writes it.
    fn handles(&self, place: &Place, taken: &Taken) -> (bool, bool) {
        let component = self.unit.component;
        match component.locals[place.local].kind {
            LocalKind::Writer(_) => (false, true),
            LocalKind::Both(_) => {
                let used = uses(component, &component.sites[taken.site].expr);
                let own = || used.iter().filter(|found| found.place.local == place.local);
                (own().any(|found| !found.holds()), own().any(Use::holds))
            }
            _ => (true, false),
        }
    }

    fn down(&mut self, name: String, how: &str, taken: &Taken) {
        let local = taken.capture.local();
        let class = self.classes.local(local);
        // Whoever gave the prop knows.
        let condition =
            (class == Class::Open).then(|| self.unit.component.locals[local].ident.to_string());
        let reason = format!("{how} {}", taken.user);
        self.add("down", name, class.name(), reason, taken, condition);
    }

    fn add(
        &mut self,
        way: &'static str,
        name: String,
        class: &'static str,
        reason: String,
        taken: &Taken,
        condition: Option<String>,
    ) {
        let witness = server::witness(self.unit, taken.capture);
        let crossing = Crossing {
            way,
            name: name.clone(),
            class,
            reason,
            condition,
            witness,
            written: written(self.unit, taken.capture),
        };
        self.found.entry((way, name)).or_insert(crossing);
    }
}

/// A capture, and whose it is.
struct Taken<'c> {
    site: SiteId,
    user: &'c str,
    capture: &'c Capture,
}

/// The type of a captured local, if the source names it.
fn written(unit: &Unit, capture: &Capture) -> Option<String> {
    match (&capture.how, &capture.what) {
        (functions::Crossing::Borrowed(ty), _) => Some(text(ty)),
        (_, Captured::Place(place)) if place.fields.is_empty() => {
            unit.component.locals[place.local].ty.as_ref().map(text)
        }
        _ => None,
    }
}

/// A type as people write it: tokens alone would have a space around each sign.
fn text(ty: &Type) -> String {
    let tokens = ty.to_token_stream().to_string();
    let spaced = tokens.replace(',', ", ");
    let mut words = spaced.split_whitespace();
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let is_word = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric());
        let apart = text.ends_with([',', ';'])
            || is_word(text.chars().last()) && is_word(word.chars().next());
        text + if apart { " " } else { "" } + word
    })
}

fn source_name(unit: &Unit, source: SourceId) -> String {
    let source = &unit.component.sources[source];
    let local = source.reader.or(source.writer);
    local.map_or_else(
        || "_".to_owned(),
        |local| unit.component.locals[local].ident.to_string(),
    )
}

/// The name of the memo, action or resource; for everything else where it stands.
fn site_name(unit: &Unit, site: SiteId) -> String {
    let named = unit
        .component
        .locals
        .iter()
        .find(|(_, local)| match local.kind {
            LocalKind::Memo(own) | LocalKind::Resource(own) | LocalKind::Action(own) => own == site,
            _ => false,
        });
    named.map_or_else(
        || describe(&unit.component.sites[site]),
        |(_, local)| local.ident.to_string(),
    )
}

fn span(unit: &Unit, local: LocalId) -> Span {
    unit.component.locals[local].ident.span()
}

fn line(span: Span) -> u32 {
    u32::try_from(span.start().line).unwrap_or(0)
}

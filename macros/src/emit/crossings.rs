//! Every value that can cross, each with the reason: what client functions capture, by way and name.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::Type;

use super::facts::source_name;
use super::kinds::path;
use super::{Unit, rt, server};
use crate::analyze::classes::{Class, Classes};
use crate::analyze::uses::{Place, Use, uses};
use crate::analyze::{Node, SourceColour, Uplink, describe, node};
use crate::lower::model::LocalKind;
use crate::lower::table::{SiteId, SourceId};
use crate::split::functions::{self, Capture, Captured};

/// What crosses, each once.
pub fn crossings(unit: &Unit, classes: &Classes) -> Vec<Crossing> {
    let mut crossings = Crossings {
        unit,
        classes,
        found: BTreeMap::new(),
    };
    crossings.find();
    crossings.found.into_values().collect()
}

/// One value that can cross.
pub struct Crossing {
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
    /// Its type, as a string. Inference has found it only where the slice check stands beside.
    pub fn ty(&self, is_inferred: bool) -> TokenStream {
        let rt = rt();
        match (&self.witness, &self.written) {
            (Some(witness), _) if is_inferred => quote!(#witness.name()),
            (_, Some(written)) => quote!(#rt::facts::short_type(#written)),
            _ => quote!(::std::string::String::from("_")),
        }
    }

    /// `number` is that of its type.
    pub fn emit(&self, number: usize) -> TokenStream {
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
    classes: &'c Classes<'c>,
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

//! Splitting: from a coloured component to what each half is made of.
//!
//! *Input*: a [`Component`] and its [`Colours`]. *Output*: the client functions with their captures and slots, which
//! locals the server half leaves out or renames, and the slice of the body that types the client functions.
//! *Example*: `on:click=move |_| set_count.set(step)` becomes a function of the captures `set_count` and `step`; the
//! slice keeps the two `let`s and nothing else.

mod absent;
mod copies;
pub mod functions;
mod initial;
mod lending;
mod mistakes;
mod needs;
mod path;
pub mod project;
mod reduce;
mod rewrite;
pub mod slice;
mod slots;

use std::collections::{HashMap, HashSet};

use quote::ToTokens;
use syn::Stmt;

use crate::analyze::{self, Colours, SiteColour, Uplink};
use crate::diagnostic::Diagnostics;
use crate::lower::model::{Component, Control, Role, Target};
use crate::lower::table::{LocalId, SiteId, TemplateId};
use functions::{Capture, ClientFunction};
use slots::Slots;

/// What the halves are made of.
pub struct Split {
    /// Client functions, by their site.
    pub functions: HashMap<SiteId, ClientFunction>,
    /// Conditions of `<Show>` that run in the browser too, by the condition's site.
    pub gates: HashMap<SiteId, ClientFunction>,
    slots: Slots,
    /// Local closures and macros that only client code uses.
    pub client_only: HashSet<LocalId>,
    /// Locals whose name is hidden where a client function captures them.
    pub hidden: HashSet<LocalId>,
    /// The body as the browser's build sees it. The server's build compares it with the body.
    pub slice: Vec<Stmt>,
    /// True if anything in it can need the server.
    pub needs_server: bool,
    /// True if it binds the state of a form control that the server may have a say in.
    pub controls: bool,
}

impl Split {
    /// The client function of a site, if it has one.
    pub fn function(&self, site: SiteId) -> Option<&ClientFunction> {
        self.functions.get(&site).or_else(|| self.gates.get(&site))
    }

    /// How many slots the scopes of a template have.
    pub fn template_slots(&self, template: TemplateId) -> u16 {
        self.slots.of_template(template)
    }

    /// How many slots the scopes of a memo or effect have.
    pub fn unit_slots(&self, site: SiteId) -> u16 {
        self.slots.of_unit(site)
    }
}

/// Splits `component`; what client code must not do goes to `diagnostics`.
pub fn split(component: &Component, colours: &Colours, diagnostics: &mut Diagnostics) -> Split {
    let mut slots = Slots::default();
    let functions = functions::functions(component, colours, &mut slots, diagnostics);
    let gates = functions::gates(component, colours, &mut slots);
    mistakes::check_signals(component, colours, diagnostics);
    mistakes::check_operands(component, diagnostics);
    absent::check_spawned(component, |site| colours.is_client(site), diagnostics);
    let hidden = hidden(component, &functions);
    let client_only = client_only(component, colours, &functions);
    let slice = slice::slice(component, colours, &functions, &gates);
    let needs_server = can_need_server(component, colours, &functions);
    Split {
        needs_server,
        controls: has_controls(component, colours, needs_server),
        functions,
        gates,
        slots,
        client_only,
        hidden,
        slice,
    }
}

/// Captured only through a local closure, or hoisted out of a block, while another local has the same name.
fn hidden(component: &Component, functions: &HashMap<SiteId, ClientFunction>) -> HashSet<LocalId> {
    let captures = functions.values().flat_map(|function| &function.captures);
    let indirect = captures
        .filter(|capture| !capture.direct)
        .flat_map(Capture::locals);
    let hoisted = component
        .locals
        .iter()
        .filter(|(_, local)| local.is_hoisted);
    indirect
        .chain(hoisted.map(|(local, _)| local))
        .filter(|local| has_namesake(component, *local))
        .collect()
}

fn has_namesake(component: &Component, local: LocalId) -> bool {
    let ident = &component.locals[local].ident;
    component
        .locals
        .iter()
        .any(|(other, found)| other != local && found.ident == *ident)
}

/// A closure is code: what only client functions call exists only in them.
fn client_only(
    component: &Component,
    colours: &Colours,
    functions: &HashMap<SiteId, ClientFunction>,
) -> HashSet<LocalId> {
    let by_client = functions
        .values()
        .flat_map(|function| function.code.iter().copied());
    let by_server = needs::server_locals(component, colours);
    by_client
        .filter(|local| !by_server.contains(local))
        .collect()
}

/// A component whose controls are the browser's alone, and that knows of nothing outside of itself, has none that the
/// server may have a say in, wherever it is used. The options of a select may be others'.
fn has_controls(component: &Component, colours: &Colours, needs_server: bool) -> bool {
    let is_open = needs_server
        || !component.params.is_empty()
        || !component.composables.is_empty()
        || component.instances().next().is_some()
        || reads_context(component);
    component.sites.iter().any(|(site, lowered)| {
        let Role::Value(Target::Control(control)) = &lowered.role else {
            return false;
        };
        let is_own = colours.on_server(site) == SiteColour::Client;
        is_open || !is_own || *control == Control::Choice
    })
}

fn reads_context(component: &Component) -> bool {
    let body = component.item.block.to_token_stream();
    body.to_string().contains("use_context")
}

/// Reactive structure, actions, server bindings and mirrors may need the server.
fn can_need_server(
    component: &Component,
    colours: &Colours,
    functions: &HashMap<SiteId, ClientFunction>,
) -> bool {
    let captures = || functions.values().flat_map(|function| &function.captures);
    let captured: HashSet<LocalId> = captures().flat_map(Capture::locals).collect();
    component
        .sites
        .iter()
        .any(|(site, lowered)| match lowered.role {
            Role::When | Role::Each | Role::Arm | Role::Rebuild | Role::Action => true,
            Role::Text | Role::Value(_) | Role::Spread => match colours.on_server(site) {
                SiteColour::Server => true,
                SiteColour::Probed if analyze::is_opaque(component, site) => true,
                SiteColour::Probed | SiteColour::Static => {
                    colours.may_show_handle(component, site, |local| captured.contains(&local))
                }
                SiteColour::Client | SiteColour::Open => false,
            },
            _ => false,
        })
        || captured
            .iter()
            .any(|local| colours.follows_server(component, *local))
        || colours
            .uplinks
            .iter()
            .any(|(_, uplink)| uplink.colour != Uplink::Never)
}

//! Splitting: decides what each half of a component contains.
//!
//! *Input*: a [`Component`] and its [`Colours`]. *Output*: the client functions with their captures and slots; the
//! locals that the server half leaves out or renames; and the slice of the body that gives the client functions their
//! types. *Example*: `on:click=move |_| set_count.set(step)` becomes a function with the captures `set_count` and
//! `step`; the slice keeps the two `let`s and nothing else.

mod absent;
mod copies;
pub mod functions;
mod initial;
mod lending;
mod lists;
mod mistakes;
mod needs;
pub mod path;
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
pub use lists::ListRows;
use slots::FrameSlots;

/// The contents of the two halves.
pub struct Split {
    /// Client functions, by their site.
    pub functions: HashMap<SiteId, ClientFunction>,
    /// Conditions of `<Show>` that run in the browser too, by the condition's site, and the lists whose rows it makes, by the
    /// site with the items.
    pub gates: HashMap<SiteId, ClientFunction>,
    /// The rows of these lists.
    pub lists: HashMap<SiteId, ListRows>,
    slots: FrameSlots,
    /// Local closures and macros that only client code uses.
    pub client_only: HashSet<LocalId>,
    /// Locals whose names are hidden at a place where a client function captures them.
    pub hidden: HashSet<LocalId>,
    /// The slice of the body in the browser's build. The server's build compares its types with those of the body.
    pub slice: Vec<Stmt>,
    /// True if something in the component may need the server.
    pub needs_server: bool,
    /// True if it binds the state of a form control that the server may set.
    pub controls: bool,
}

impl Split {
    /// Returns the client function of a site, if it has one.
    pub fn function(&self, site: SiteId) -> Option<&ClientFunction> {
        self.functions.get(&site).or_else(|| self.gates.get(&site))
    }

    /// Returns the number of slots in the frames of a template.
    pub fn template_slots(&self, template: TemplateId) -> u16 {
        self.slots.of_template(template)
    }

    /// Returns the number of slots in the frames of a memo or effect.
    pub fn unit_slots(&self, site: SiteId) -> u16 {
        self.slots.of_unit(site)
    }
}

/// Splits `component`. Mistakes in client code are reported to `diagnostics`.
pub fn split(component: &Component, colours: &Colours, diagnostics: &mut Diagnostics) -> Split {
    let mut slots = FrameSlots::default();
    let mut functions = functions::functions(component, colours, &mut slots, diagnostics);
    let mut gates = functions::gates(component, colours, &mut slots);
    let mut lists = HashMap::new();
    for (each, (function, rows)) in lists::lists(component, colours, &functions, &mut slots) {
        gates.insert(each, function);
        lists.insert(each, rows);
    }
    functions::find_earlier(component, functions.iter_mut().chain(&mut gates));
    mistakes::check_signals(component, colours, diagnostics);
    mistakes::check_operands(component, diagnostics);
    let code = functions.values().chain(gates.values());
    let code = code.flat_map(|function| function.code.iter().copied());
    mistakes::check_closures(component, &code.collect(), diagnostics);
    absent::check_on_server(component, diagnostics);
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
        lists,
        slots,
        client_only,
        hidden,
        slice,
    }
}

/// Returns the locals that are captured only through a local closure, or were hoisted out of a block, while another
/// local has the same name.
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

/// Returns the local closures and macros that only client functions use: these exist only there.
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

/// Returns whether the server may set the state of a form control in the component. It cannot if the component knows
/// nothing outside of itself and the browser alone sets its controls. For a `<select>` it always can, because its
/// options may belong to another component.
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

/// Returns whether something may need the server: reactive structure, actions, server bindings, mirrors.
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
            Role::When | Role::Each(_) | Role::Arm | Role::Rebuild | Role::Action => true,
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

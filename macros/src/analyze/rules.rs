//! The colouring rules, numbered as in the book. Each match arm names the rule that it implements.
//!
//! 1. A source is *const* if nobody writes it, *iso* if client code holds its setter, *open* if the setter escapes or
//!    the handle comes from elsewhere, else *server*.
//! 2. A source that is iso or open is *client-dirty*, and so is everything that reads (tracks) one. Code that the
//!    compiler cannot look into may read anything: its first run tells, or, where a type can tell, the type.
//! 3. Structure, actions, spread attributes and `#[server_only]` memos are server sinks; events, callbacks and effects
//!    are client sinks; a binding is a client sink if it is client-dirty, a server sink if it can change, else static.
//! 4. The browser needs what client code captures. If that is not client-dirty, the browser gets its value: a mirror.
//! 5. An iso source goes up at once (*eager*) if a server sink follows it, with the next message (*lazy*) if other
//!    server code captures it, else never: [`uplink`]. Gates: `split::functions`.
//! 6. A value crosses if client code captures it: `split::functions`. Captured are places, not locals: `split::rewrite`.
//! 7. A path into a node of the server is captured as a mirror of the path: `split::rewrite`.
//! 8. Only types that implement `Cross` cross. The capture is where rustc reports one that does not.
//! 9. No rule depends on size, length or shape. A local closure counts as the code that it contains.
//! 10. A memo that client code reads runs on both sides; one that only server sinks read runs on the server.
//! 11. A binding that compares a signal with a value asks a selector: `split::rewrite`.
//! 12. The rows of a list over an `optimistic(..)` change with the browser's calls, so what reads their items is client-dirty:
//!     [`lists`].
//!
//! Each rule has a golden in `goldens/rules`; rule 8 has the compile-fail tests `crossing_…`.
//!
//! Each round uses the results of the round before it, so the reason that is kept is a shortest one. Colours only ever
//! grow (server to iso, static to client), so the rounds end.

use std::collections::{HashMap, HashSet};

use syn::Expr;
use syn::visit::{self, Visit};

use super::facts::{Facts, Referent, referent};
use super::leaves;
use super::lists::{self, List};
use super::opaque::{calls_unknown, is_portable, may_read};
use super::uses::{Operation, Use, reads_inner};
use super::within_reach::ReachableTypes;
use super::{Because, Coloured, Colours, SiteColour, SourceColour, awaits, describe, uplink};
use crate::lower::macros::KnownMacro;
use crate::lower::model::{Component, LocalKind, Role};
use crate::lower::names::{Symbol, mentioned};
use crate::lower::table::{SiteId, SourceId, Table};

/// Computes the least colouring that the rules allow.
pub fn colour(component: &Component, facts: &Facts) -> Colours {
    let mut lists = lists::candidates(component);
    loop {
        let colours = colour_with(component, facts, lists.clone());
        let before = lists.len();
        lists.retain(|_, list| lists::fits(component, &colours, list));
        if lists.len() == before {
            return colours;
        }
    }
}

/// Computes it with these lists whose rows the browser makes.
fn colour_with(component: &Component, facts: &Facts, lists: HashMap<SiteId, List>) -> Colours {
    let mut rules = Rules {
        component,
        facts,
        unnamed: unnamed(component),
        colours: Colours {
            sources: component
                .sources
                .ids()
                .map(|_| coloured(SourceColour::Const, 1, "nobody writes it"))
                .collect(),
            sites: component
                .sites
                .iter()
                .map(|(id, site)| match lists.contains_key(&id) {
                    true => coloured(SiteColour::Server, 12, FIRST_ROWS),
                    false => first_colour(&site.role),
                })
                .collect(),
            otherwise: HashMap::new(),
            given: given(component, facts),
            handed_on: handed_on(component, facts),
            lists,
            uplinks: Table::default(),
        },
    };
    rules.server_writes();
    while rules.round() {}
    while rules.open_round() {}
    rules.server_bindings();
    let uplinks = uplink::uplinks(component, facts, &rules.colours);
    Colours {
        uplinks,
        ..rules.colours
    }
}

/// Returns the signals whose handles the body gives away.
fn given(component: &Component, facts: &Facts) -> HashSet<SourceId> {
    let values = facts
        .body
        .iter()
        .filter(|found| found.operation == Operation::Value);
    let sources = values.filter_map(|found| match referent(component, &found.place) {
        Referent::Source(source) => Some(source),
        _ => None,
    });
    sources.collect()
}

/// Returns the signals whose handles may reach client functions of other components or of callbacks. Those functions do
/// not know the initial value, and may be the first that need the signal.
fn handed_on(component: &Component, facts: &Facts) -> HashSet<SourceId> {
    let sites = component.sites.iter().flat_map(|(site, lowered)| {
        let is_handed_on = move |found: &&Use| match lowered.role {
            Role::Callback(_) => true,
            Role::Arm | Role::Rebuild | Role::Fixed => found.operation == Operation::Value,
            _ => false,
        };
        facts.sites[site].iter().filter(is_handed_on)
    });
    let sources = sites.filter_map(|found| match referent(component, &found.place) {
        Referent::Source(source) => Some(source),
        _ => None,
    });
    given(component, facts).into_iter().chain(sources).collect()
}

/// Returns the memos that the body makes without a name while it runs. Closures and markup may run where no component is rendered.
fn unnamed(component: &Component) -> HashSet<SiteId> {
    let mut made = MadeInBody(HashSet::new());
    made.visit_block(&component.body);
    for (_, local) in component.locals.iter() {
        if let LocalKind::Memo(memo) = local.kind {
            made.0.remove(&memo);
        }
    }
    made.0
        .retain(|site| matches!(component.sites[*site].role, Role::Memo(_)));
    made.0
}

/// Collects the sites outside of closures.
struct MadeInBody(HashSet<SiteId>);

impl<'a> Visit<'a> for MadeInBody {
    fn visit_expr(&mut self, expr: &'a Expr) {
        match (Symbol::of_expr(expr), expr) {
            (Some(Symbol::Site(site)), _) => {
                self.0.insert(site);
            }
            (_, Expr::Closure(_) | Expr::Async(_)) => {}
            (_, Expr::Macro(call)) => {
                if let Some(mut known) = KnownMacro::parse(&call.mac) {
                    let exprs = known.exprs_mut();
                    exprs
                        .into_iter()
                        .for_each(|expr| MadeInBody::visit_expr(self, &expr.clone()));
                }
            }
            _ => visit::visit_expr(self, expr),
        }
    }
}

/// The reason for the colour of a list whose rows the browser makes.
const FIRST_ROWS: &str = "the server renders the first rows, and the browser makes the others";

struct Rules<'c> {
    component: &'c Component,
    facts: &'c Facts,
    unnamed: HashSet<SiteId>,
    colours: Colours,
}

/// Rule 3: returns the colour that a sink has by its role alone. Everything else starts as code that runs once, on the
/// server.
fn first_colour(role: &Role) -> Coloured<SiteColour> {
    match role {
        Role::Listener(_) => coloured(SiteColour::Client, 3, "an event"),
        Role::Reference => coloured(SiteColour::Client, 3, "an element reference"),
        Role::Callback(_) => coloured(SiteColour::Client, 3, "a callback"),
        Role::Effect => coloured(SiteColour::Client, 3, "an effect"),
        Role::Mount => coloured(SiteColour::Client, 3, "runs when the page is there"),
        Role::When | Role::Each(_) | Role::Arm | Role::Rebuild => {
            coloured(SiteColour::Server, 3, "structure is made by the server")
        }
        Role::Action => coloured(SiteColour::Server, 3, "runs on the server"),
        Role::Memo(_) => coloured(SiteColour::Server, 10, "the browser does not compute it"),
        Role::Text | Role::Value(_) | Role::Spread | Role::Fixed => {
            coloured(SiteColour::Static, 3, "reads nothing that changes")
        }
    }
}

impl Rules<'_> {
    /// Rule 1, first part: colours the sources that server code writes or whose setter it gives away.
    fn server_writes(&mut self) {
        let facts = self.facts;
        let server: Vec<_> = facts
            .server_uses(|site| self.colours.has_function(site))
            .collect();
        for found in server {
            let Some(source) = self.writes(found) else {
                continue;
            };
            let name = self.name(found);
            match found.operation {
                Operation::Value | Operation::Opaque => {
                    let reason = format!("its setter `{name}` is given away");
                    self.set_source(source, SourceColour::Open, 1, reason);
                }
                _ => {
                    let reason = format!("server code writes it through `{name}`");
                    self.set_source(source, SourceColour::Server, 1, reason);
                }
            }
        }
    }

    /// Applies rules 1 to 4 once; returns false once nothing grows any more.
    fn round(&mut self) -> bool {
        let sources = self.iso_sources();
        let sites: Vec<_> = self
            .component
            .sites
            .ids()
            .filter_map(|site| self.client_site(site))
            .collect();
        let grew = !sources.is_empty() || !sites.is_empty();
        for (source, reason) in sources {
            self.set_source(source, SourceColour::Iso, 1, reason);
        }
        for (site, rule, reason) in sites {
            self.colours.sites[site] = coloured(SiteColour::Client, rule, reason);
        }
        grew
    }

    /// Rule 1, second part: returns the sources that are iso because client code holds their setter.
    fn iso_sources(&self) -> Vec<(SourceId, String)> {
        let uses = self.client_uses();
        let held = uses.filter_map(|(site, found)| {
            let source = self.writes(found)?;
            let user = describe(&self.component.sites[site]);
            let reason = match found.operation {
                Operation::Write => format!("written by {user}"),
                _ => format!("its setter `{}` is held by {user}", self.name(found)),
            };
            Some((source, reason))
        });
        held.filter(|(source, _)| self.colours.sources[*source].colour != SourceColour::Iso)
            .collect()
    }

    /// Rules 2 to 4: returns the rule and the reason if a site has become client code.
    fn client_site(&self, site: SiteId) -> Option<(SiteId, u8, String)> {
        if self.colours.is_client(site) {
            return None;
        }
        let role = &self.component.sites[site].role;
        match role {
            // Rule 3: a binding is a client sink if it reads what the browser changes.
            role if role.is_binding() => Some((site, 3, self.dirty_read(site)?)),
            // Rule 3: a memo that the user keeps on the server is a server sink.
            Role::Memo(_) if self.component.is_pinned(site) => None,
            // Rule 4: a memo is compiled into the client if client code captures it and it can change there.
            Role::Memo(_) => {
                self.dirty_read(site)?;
                let reason = self
                    .captured_by_client(site)
                    .or_else(|| self.given_to_caller(site));
                let gate = || Some((site, 5, self.decides_gate(site)?));
                let list = || Some((site, 12, self.shown_by_list(site)?));
                reason
                    .map(|reason| (site, 4, reason))
                    .or_else(gate)
                    .or_else(list)
            }
            _ => None,
        }
    }

    /// Applies rules 2 to 4 to sites that only types and linking can decide; returns false once nothing grows any more.
    fn open_round(&mut self) -> bool {
        let sites = || self.component.sites.ids();
        let client = sites().filter(|site| self.colours.is_client(*site));
        let reach = ReachableTypes::of(self.component, client);
        let open: Vec<_> = sites()
            .filter_map(|site| Some((site, self.open_site(site, &reach)?)))
            .collect();
        let grew = !open.is_empty();
        for (site, reason) in open {
            self.colours.sites[site] = coloured(SiteColour::Open, 2, reason);
        }
        grew
    }

    /// Returns the reason if a site has become open.
    fn open_site(&self, site: SiteId, reach: &ReachableTypes) -> Option<String> {
        let lowered = &self.component.sites[site];
        if self.colours.has_function(site) || !self.can_be_open(site, reach) {
            return None;
        }
        match lowered.role {
            Role::Text | Role::Value(_) => {
                let uses = self.facts.sites[site].iter();
                let mut told = uses.clone().filter(|found| found.is_told_by_type());
                let holder = || {
                    let mut holders = uses.filter(|found| match found.operation {
                        Operation::Value => may_read(self.component, found),
                        Operation::Track => self.is_told(found),
                        _ => false,
                    });
                    let reads = reads_inner(self.component, &lowered.expr);
                    reads.then(|| holders.next())?
                };
                let found = told.find(|found| self.is_told(found)).or_else(holder)?;
                let name = self.name(found);
                Some(format!("reads `{name}`, if that holds a handle"))
            }
            Role::Memo(_) if !self.component.is_pinned(site) => {
                self.dirty_read(site)?;
                self.given_away(site).or_else(|| self.read_by_open(site))
            }
            _ => None,
        }
    }

    /// Returns whether the type of a used place can decide anything. It cannot for plain data and constant signals.
    fn is_told(&self, found: &Use) -> bool {
        match referent(self.component, &found.place) {
            Referent::Data => false,
            Referent::Source(source) => self.colours.sources[source].colour != SourceColour::Const,
            Referent::Memo(_) | Referent::Server | Referent::Open => true,
        }
    }

    /// Returns whether a client function can be made of a site, whatever the types are: it only reads, and the
    /// browser's build can have the types of everything that it captures.
    fn can_be_open(&self, site: SiteId, reach: &ReachableTypes) -> bool {
        let lowered = &self.component.sites[site];
        let code = match &lowered.expr {
            Expr::Closure(closure) => &closure.body,
            expr => expr,
        };
        let only_reads = |found: &Use| match found.operation {
            Operation::Write | Operation::Opaque | Operation::Assign | Operation::Outcome => false,
            Operation::Value | Operation::Pending => self.writes(found).is_none(),
            Operation::Track
            | Operation::Peek
            | Operation::Within
            | Operation::Shown
            | Operation::ShownWithin => true,
        };
        let is_reached = |found: &Use| {
            let is_code = self.component.locals[found.place.local].kind == LocalKind::Closure;
            is_code || reach.has(&found.place)
        };
        let mut uses = self.facts.sites[site].iter();
        uses.all(|found| only_reads(found) && is_reached(found))
            && !leaves(code)
            && !awaits::waits(&lowered.expr)
            && !calls_unknown(&lowered.expr)
            && !has_sites(&lowered.expr)
    }

    /// Returns the reason if the memo is given to code whose client functions may read it.
    fn given_away(&self, memo: SiteId) -> Option<String> {
        let is_given = self.is_given(memo);
        is_given.then(|| "given to whoever may read it in the browser".to_owned())
    }

    /// Returns whether the body gives a memo away: by its name, or where it is made without one, as in `Shop { total: memo(..) }`.
    fn is_given(&self, memo: SiteId) -> bool {
        self.unnamed.contains(&memo)
            || self.facts.body.iter().any(|found| {
                found.operation == Operation::Value
                    && referent(self.component, &found.place) == Referent::Memo(memo)
            })
    }

    fn read_by_open(&self, memo: SiteId) -> Option<String> {
        let sites = self.facts.sites.iter();
        let mut open = sites.filter(|(site, _)| self.colours.is_open(*site));
        let (site, _) = open.find(|(_, uses)| {
            let mut nodes = uses
                .iter()
                .map(|found| referent(self.component, &found.place));
            nodes.any(|node| node == Referent::Memo(memo))
        })?;
        Some(format!("read by {}", describe(&self.component.sites[site])))
    }

    /// Rule 2: returns the reason if a site reads something that the browser changes.
    fn dirty_read(&self, site: SiteId) -> Option<String> {
        let tracked = self.facts.sites[site]
            .iter()
            .filter(|found| found.operation == Operation::Track);
        let mut reasons = tracked.filter_map(|found| self.dirty(found));
        reasons.next()
    }

    fn dirty(&self, found: &Use) -> Option<String> {
        let name = self.name(found);
        match referent(self.component, &found.place) {
            Referent::Source(source) if self.colours.is_dirty(source) => {
                Some(format!("reads `{name}`, which the browser may write"))
            }
            Referent::Memo(memo) if self.component.is_pinned(memo) => None,
            Referent::Memo(memo) if self.dirty_read(memo).is_some() => Some(format!(
                "reads `{name}`, which follows what the browser may write"
            )),
            Referent::Server if is_action(self.component, found) => {
                Some(format!("reads `{name}`, whose calls the browser counts"))
            }
            Referent::Server if self.colours.is_own_row(found.place.local) => {
                Some(format!("reads `{name}`, of a row that the browser makes"))
            }
            Referent::Open => Some(format!("reads `{name}`, which comes from elsewhere")),
            Referent::Source(_) | Referent::Memo(_) | Referent::Server | Referent::Data => None,
        }
    }

    fn captured_by_client(&self, memo: SiteId) -> Option<String> {
        let mut uses = self.client_uses();
        let (site, _) =
            uses.find(|(_, found)| referent(self.component, &found.place) == Referent::Memo(memo))?;
        Some(format!("read by {}", describe(&self.component.sites[site])))
    }

    /// Rule 5: returns the reason if the memo is the condition of a `<Show>` and could be a gate, as its closure in its
    /// place would be. A memo whose code may exist on the server alone stays there.
    fn decides_gate(&self, memo: SiteId) -> Option<String> {
        let is_there = |found: &Use| self.colours.is_on_client(self.component, found);
        let is_portable = is_portable(&self.component.sites[memo].expr);
        if !is_portable || !self.facts.sites[memo].iter().all(is_there) {
            return None;
        }
        let is_memo = |found: &Use| referent(self.component, &found.place) == Referent::Memo(memo);
        let mut conditions = self.facts.sites.iter().filter(|(site, uses)| {
            matches!(self.component.sites[*site].role, Role::When)
                && uses.iter().any(is_memo)
                && uses.iter().all(|found| is_memo(found) || is_there(found))
        });
        let (site, _) = conditions.next()?;
        Some(format!("decides {}", describe(&self.component.sites[site])))
    }

    /// Rule 12: returns the reason if the browser makes the rows of a list that follows the memo.
    fn shown_by_list(&self, memo: SiteId) -> Option<String> {
        let lists = self.colours.lists.iter();
        let of_memo = lists.filter(|(_, list)| list.memo == memo);
        let first = of_memo.map(|(site, _)| *site).min()?;
        let list = describe(&self.component.sites[first]);
        Some(format!("the browser makes the rows of {list}"))
    }

    /// Returns the reason if a composable returns the memo: its callers may have client code that reads it.
    fn given_to_caller(&self, memo: SiteId) -> Option<String> {
        let is_composable = self.component.templates.len() == 0;
        let is_given = is_composable && self.is_given(memo);
        is_given.then(|| "returned to whoever calls this".to_owned())
    }

    /// Returns each use by client code, with its site.
    fn client_uses(&self) -> impl Iterator<Item = (SiteId, &Use)> {
        let sites = self.facts.sites.iter();
        let client = sites.filter(|(site, _)| self.colours.is_client(*site));
        client.flat_map(|(site, uses)| uses.iter().map(move |found| (site, found)))
    }

    /// Rule 3: a binding that is not a client sink is a server sink if it reads anything that changes or may change.
    /// Spread attributes are never a client sink, because the client is compiled for the attribute names that its
    /// bindings have.
    fn server_bindings(&mut self) {
        for (site, lowered) in self.component.sites.iter() {
            let is_bound = lowered.role.is_binding() || matches!(lowered.role, Role::Spread);
            let colour = self.colours.sites[site].colour;
            if !is_bound || colour == SiteColour::Client {
                continue;
            }
            let found = self.on_server(site);
            if colour == SiteColour::Open {
                let fixed = || coloured(SiteColour::Static, 3, "reads nothing that changes");
                self.colours
                    .otherwise
                    .insert(site, found.unwrap_or_else(fixed));
            } else if let Some(found) = found {
                self.colours.sites[site] = found;
            }
        }
    }

    /// Returns the colour of a binding on the server; `None` if it is static.
    fn on_server(&self, site: SiteId) -> Option<Coloured<SiteColour>> {
        let lowered = &self.component.sites[site];
        let uses = &self.facts.sites[site];
        let tracked = uses
            .iter()
            .find(|found| found.operation == Operation::Track && self.can_change(found));
        let reason = match tracked {
            Some(found) if lowered.role.is_binding() => {
                format!("reads `{}`, which only the server writes", self.name(found))
            }
            Some(found) => format!("follows `{}`", self.name(found)),
            None if matches!(lowered.expr, Expr::Closure(_)) => "is a closure".to_owned(),
            None => return self.probed(site),
        };
        Some(coloured(SiteColour::Server, 3, reason))
    }

    /// Rule 2: returns the colour of a binding that may read a signal, which its first run tells.
    fn probed(&self, site: SiteId) -> Option<Coloured<SiteColour>> {
        let mut uses = self.facts.sites[site].iter();
        let unclear = uses.find(|found| may_read(self.component, found) && self.can_change(found));
        let reason = match unclear {
            Some(found) => format!("may read a signal in `{}`", self.name(found)),
            None if calls_unknown(&self.component.sites[site].expr) => {
                "calls what may read a signal".to_owned()
            }
            None => return None,
        };
        Some(coloured(SiteColour::Probed, 2, reason))
    }

    /// Rule 1: a source that nobody writes does not change.
    fn can_change(&self, found: &Use) -> bool {
        match referent(self.component, &found.place) {
            Referent::Source(source) => self.colours.sources[source].colour != SourceColour::Const,
            _ => true,
        }
    }

    /// Returns the source that a use can write.
    fn writes(&self, found: &Use) -> Option<SourceId> {
        match self.component.locals[found.place.local].kind {
            LocalKind::Writer(source) => Some(source),
            LocalKind::Both(source) if found.holds_handle() => Some(source),
            _ => None,
        }
    }

    fn set_source(&mut self, source: SourceId, colour: SourceColour, rule: u8, reason: String) {
        let known = &mut self.colours.sources[source];
        if rank(colour) > rank(known.colour) {
            *known = coloured(colour, rule, reason);
        }
    }

    fn name(&self, found: &Use) -> String {
        found.path(self.component)
    }
}

fn is_action(component: &Component, found: &Use) -> bool {
    matches!(
        component.locals[found.place.local].kind,
        LocalKind::Action(_)
    )
}

/// Returns whether `expr` contains a site or a template.
fn has_sites(expr: &Expr) -> bool {
    let mut names = mentioned(expr).into_iter();
    names.any(|name| !matches!(name, Symbol::Local(_)))
}

fn rank(colour: SourceColour) -> u8 {
    match colour {
        SourceColour::Const => 0,
        SourceColour::Server => 1,
        SourceColour::Open => 2,
        SourceColour::Iso => 3,
    }
}

fn coloured<C>(colour: C, rule: u8, reason: impl Into<String>) -> Coloured<C> {
    let reason = reason.into();
    Coloured {
        colour,
        because: Because { rule, reason },
    }
}

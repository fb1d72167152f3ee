//! Compares the colours that the user claims (`#[server_only] let ..`) with those that the rules found.
//!
//! A claim that does not hold is an error, with the reason for the colour that the rules found.

use std::collections::HashSet;

use super::facts::{Facts, Referent, referent};
use super::uses::Use;
use super::{Because, Colours, SourceColour, Uplink, describe};
use crate::diagnostic::{Diagnostics, Problem};
use crate::lower::model::{Claim, Claimed, Component};
use crate::lower::names::Place;
use crate::lower::table::{SiteId, SourceId};

/// Reports the claims of `component` that do not hold, each once.
pub fn check(
    component: &Component,
    facts: &Facts,
    colours: &Colours,
    diagnostics: &mut Diagnostics,
) {
    let checker = Checker {
        component,
        facts,
        colours,
    };
    let mut seen = HashSet::new();
    for claim in &component.claims {
        let Some(reason) = checker.violated(claim) else {
            continue;
        };
        // Both handles of a signal carry the claim.
        if seen.insert((claim.span.start(), reason.clone())) {
            let name = component.locals[claim.local].ident.to_string();
            if let Some(problem) = problem(claim.what, name, reason) {
                diagnostics.report(claim.span, problem);
            }
        }
    }
}

fn problem(what: Claimed, name: String, reason: String) -> Option<Problem> {
    match what {
        Claimed::ServerOnly => Some(Problem::NotServerOnly { name, reason }),
        Claimed::ClientOnly => Some(Problem::NotClientOnly { name, reason }),
        Claimed::NoUplink => Some(Problem::Uplinked { name, reason }),
        Claimed::Durable => Some(Problem::NotDurable { name, reason }),
        // It silences a warning and claims nothing.
        Claimed::Volatile => None,
    }
}

struct Checker<'c> {
    component: &'c Component,
    facts: &'c Facts,
    colours: &'c Colours,
}

impl Checker<'_> {
    /// Returns the reason why a claim does not hold; `None` if it holds.
    fn violated(&self, claim: &Claim) -> Option<String> {
        let fields = Vec::new();
        let local = claim.local;
        let node = referent(self.component, &Place { local, fields });
        match (claim.what, node) {
            (Claimed::ServerOnly, Referent::Source(source)) => self.reaches_client(source),
            (Claimed::ServerOnly, Referent::Memo(_) | Referent::Server) => None,
            (Claimed::ServerOnly, Referent::Open | Referent::Data) => {
                self.captured_by_client(claim)
            }
            (Claimed::ClientOnly, Referent::Source(source)) => {
                self.goes_up(source).or_else(|| self.used_by_server(claim))
            }
            (Claimed::ClientOnly, _) => self.used_by_server(claim),
            (Claimed::NoUplink, Referent::Source(source)) => self.goes_up(source),
            (Claimed::Durable, Referent::Source(source)) => self.stays_in_browser(source),
            (Claimed::Durable, _) => {
                Some("only a signal can be stored, where it is made".to_owned())
            }
            (Claimed::NoUplink, _) | (Claimed::Volatile, _) => None,
        }
    }

    fn reaches_client(&self, source: SourceId) -> Option<String> {
        let coloured = &self.colours.sources[source];
        let colour = match coloured.colour {
            SourceColour::Const | SourceColour::Server => return None,
            SourceColour::Iso => "iso",
            SourceColour::Open => "open",
        };
        Some(path(colour, &coloured.because))
    }

    /// A value that the server never gets cannot be stored there.
    fn stays_in_browser(&self, source: SourceId) -> Option<String> {
        let is_written_there = self.colours.sources[source].colour == SourceColour::Iso;
        let is_sent = self.colours.uplinks[source].colour != Uplink::Never;
        (is_written_there && !is_sent)
            .then(|| "only the browser has its value, and brings it along".to_owned())
    }

    fn goes_up(&self, source: SourceId) -> Option<String> {
        let coloured = &self.colours.uplinks[source];
        let uplink = match coloured.colour {
            Uplink::Never => return None,
            Uplink::Lazy => "lazy",
            Uplink::Eager => "eager",
        };
        Some(path(uplink, &coloured.because))
    }

    fn captured_by_client(&self, claim: &Claim) -> Option<String> {
        self.used_in(claim, |site| self.colours.is_client(site))
            .map(|user| format!("captured by {user}"))
    }

    /// Finds server code that uses the local. Client functions do not count, although the server creates them.
    fn used_by_server(&self, claim: &Claim) -> Option<String> {
        let in_site = self.used_in(claim, |site| !self.colours.is_client(site));
        in_site.map(|user| format!("used by {user}")).or_else(|| {
            let found = self.facts.body.iter().find(|found| is_of(claim, found))?;
            let line = found.span.start().line;
            Some(format!("used by server code at line {line}"))
        })
    }

    fn used_in(&self, claim: &Claim, is_wanted: impl Fn(SiteId) -> bool) -> Option<String> {
        let mut sites = self.facts.sites.iter();
        let (site, _) = sites.find(|(site, uses)| {
            is_wanted(*site) && uses.iter().any(|found| is_of(claim, found))
        })?;
        Some(describe(&self.component.sites[site]))
    }
}

fn is_of(claim: &Claim, found: &Use) -> bool {
    found.place.local == claim.local
}

/// `it is iso: written by `on:click` at line 9 (rule 1)`
fn path(colour: &str, because: &Because) -> String {
    format!("it is {colour}: {} (rule {})", because.reason, because.rule)
}

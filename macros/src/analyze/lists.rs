//! Rule 12: the lists whose rows the browser makes.
//!
//! Such a list follows an `optimistic(..)`, so the browser has its items. Its rows are plain markup, in which the browser
//! computes all that can change. Everything else in a row would be a hole that waits for the server, so such lists are left to
//! the server as a whole.

use std::collections::HashMap;

use syn::Expr;

use super::Colours;
use super::opaque::is_portable;
use super::uses::uses;
use crate::lower::model::{Component, Hole, LocalKind, Part};
use crate::lower::names::Symbol;
use crate::lower::table::{LocalId, SiteId, TemplateId};

/// A list whose rows the browser makes.
#[derive(Clone, Copy)]
pub struct List {
    /// The memo that it follows.
    pub memo: SiteId,
    /// The local with that memo.
    pub shown: LocalId,
    /// The signal of a row.
    pub item: LocalId,
    /// The markup of a row.
    pub row: TemplateId,
}

/// Returns the lists that follow an `optimistic(..)`, and whose rows may be made by the browser, by the sites with their items.
pub fn candidates(component: &Component) -> HashMap<SiteId, List> {
    if component.item.sig.generics.type_params().next().is_some() {
        return HashMap::new();
    }
    let lists = component.structures().filter_map(|structure| {
        let shape = structure.list()?;
        let (shown, memo) = followed(component, shape.each)?;
        let list = List {
            memo,
            shown,
            item: shape.item,
            row: shape.row,
        };
        let may_be = is_plain(component, list.row) && is_free(component, shape.key);
        may_be.then_some((shape.each, list))
    });
    lists.collect()
}

/// Returns whether the browser computes all that can change in the rows of a list.
pub fn fits(component: &Component, colours: &Colours, list: &List) -> bool {
    let parts = &component.templates[list.row].parts;
    let sites = || parts.iter().filter_map(Part::site);
    let takes_item = |site: SiteId| {
        let used = uses(component, &component.sites[site].expr);
        used.iter().any(|found| found.place.local == list.item)
    };
    colours.is_client(list.memo)
        && sites().all(|site| colours.is_client(site))
        && sites().any(takes_item)
}

/// Returns the memo of an `optimistic(..)` that a site yields the items of: `shown`, `shown.get()`, `move || shown.get()`.
fn followed(component: &Component, each: SiteId) -> Option<(LocalId, SiteId)> {
    let mut expr = &component.sites[each].expr;
    if let Expr::Closure(closure) = expr {
        expr = &closure.body;
    }
    if let Expr::MethodCall(call) = expr
        && call.method == "get"
    {
        expr = &call.receiver;
    }
    let Some(Symbol::Local(local)) = Symbol::of_expr(expr) else {
        return None;
    };
    match component.locals[local].kind {
        LocalKind::Memo(memo) => {
            let is_followed = component.sites[memo].is_optimistic() && !component.is_pinned(memo);
            is_followed.then_some((local, memo))
        }
        _ => None,
    }
}

/// Returns whether the browser can run the closure of a key: it captures nothing, so with it nothing crosses, and calls nothing
/// that may be on the server only.
fn is_free(component: &Component, key: &Expr) -> bool {
    matches!(key, Expr::Closure(_)) && is_portable(key) && uses(component, key).is_empty()
}

/// Returns whether markup consists of elements and texts, with bindings and handlers.
fn is_plain(component: &Component, row: TemplateId) -> bool {
    let template = &component.templates[row];
    let is_simple = |hole: &Hole| {
        matches!(
            hole,
            Hole::Mark
                | Hole::AnchorElement(_)
                | Hole::AnchorComment(_)
                | Hole::Text { .. }
                | Hole::Value { .. }
                | Hole::Html { .. }
        )
    };
    template.holes.iter().all(is_simple)
        && template
            .parts
            .iter()
            .all(|part| matches!(part, Part::Binding { .. } | Part::Listener { .. }))
}

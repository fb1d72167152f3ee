//! The way of the visitor from one page of a layout to another, as the script beside the wasm does it in a browser
//! (`cli/src/glue/travel.js`).

use std::cell::{Cell, RefCell};

use kuchikikiki::NodeRef;

use super::event::SimEvent;
use super::{Dom, Sim, attribute, set_attribute};
use crate::client::HistoryStep;
use crate::rt::leads_to;

/// The state of the tab's history, as far as one document knows it.
#[derive(Default)]
pub(super) struct Travels {
    /// The page that is shown: path and query.
    shown: RefCell<String>,
    is_away: Cell<bool>,
    /// The addresses that the document has added to the history, each with the position at which the page before was left.
    pushed: RefCell<Vec<(String, (f64, f64))>>,
    /// The address that the present entry has got in place of its own.
    replaced: RefCell<Option<String>>,
    /// The position at which the page of the present entry was left.
    left_at: Cell<(f64, f64)>,
}

impl Sim {
    /// Takes the addresses that the page has added to the tab's history, each with the position at which the page before was left.
    pub fn take_pushed(&self) -> Vec<(String, (f64, f64))> {
        self.network().travels.pushed.take()
    }

    /// Takes the address that the present entry of the tab's history has got in place of its own.
    pub fn take_replaced(&self) -> Option<String> {
        self.network().travels.replaced.take()
    }

    /// Goes to another entry of the tab's history, which is of the same document: its address, and the position at which it was left.
    pub fn go_to_entry(&self, address: &str, left_at: (f64, f64)) {
        self.network().travels.left_at.set(left_at);
        self.network().set_address(address);
        self.deliver(&SimEvent::new("popstate", None, Vec::new()));
    }

    /// Lets a link lead to another address, as a script of somebody else's may do.
    pub fn set_link(&self, selector: &str, address: &str) {
        set_attribute(&self.find(selector), "href", Some(address));
    }

    /// Tells the page that its line is cut.
    pub(super) fn say_cut(&self) {
        self.deliver(&SimEvent::new("watershed-cut", None, Vec::new()));
    }

    pub(super) fn begin_to_travel(&self) {
        let address = self.network().address();
        self.network()
            .travels
            .shown
            .replace(page_of(&address).to_owned());
    }

    pub(super) fn departure_of(&self, event: &SimEvent) -> Option<String> {
        let travels = &self.network().travels;
        let here = self.network().address();
        if event.name() == "popstate" {
            let is_same = page_of(&here) == *travels.shown.borrow();
            return (travels.is_away.get() || !is_same).then(|| {
                travels.is_away.set(true);
                here
            });
        }
        let target = event.target()?;
        let link = target.inclusive_ancestors().find(is_link)?;
        let held = ["metaKey", "ctrlKey", "shiftKey", "altKey"];
        let is_ours = !event.is_prevented()
            && !held.iter().any(|key| event.flag(key))
            && attribute(&link, "download").is_none()
            && matches!(
                attribute(&link, "target").as_deref(),
                None | Some("" | "_self")
            )
            && !self.is_offline();
        let address = attribute(&link, "href").filter(|_| is_ours)?;
        let is_own = address.starts_with('/') && !leads_away(&address);
        let is_part = address.contains('#') && page_of(&address) == page_of(&here);
        (is_own && !is_part).then(|| {
            event.prevent();
            travels.is_away.set(true);
            address
        })
    }

    fn is_offline(&self) -> bool {
        let root = self.try_find("html");
        let state = root.and_then(|root| attribute(&root, "data-connection"));
        state.is_some_and(|state| state != "resuming")
    }

    pub(super) fn travel_to(&self, address: &str, step: HistoryStep) {
        let travels = &self.network().travels;
        travels.is_away.set(false);
        if step == HistoryStep::Push && address != self.network().address() {
            let left = (address.to_owned(), self.network().scrolled());
            travels.pushed.borrow_mut().push(left);
            self.network().set_address(address);
        }
        if step == HistoryStep::Gone && address != self.network().address() {
            travels.replaced.replace(Some(address.to_owned()));
            self.network().set_address(address);
        }
        let here = self.network().address();
        travels.shown.replace(page_of(&here).to_owned());
        self.network().scroll(match step {
            HistoryStep::Push => (0.0, 0.0),
            HistoryStep::Gone => travels.left_at.get(),
        });
        self.mark_links(&here);
        self.move_focus();
    }

    fn mark_links(&self, here: &str) {
        for link in self.0.document.select("a[_a]").into_iter().flatten() {
            let link = link.as_node();
            let address = attribute(link, "href").unwrap_or_default();
            let is_current = leads_to(&address, here);
            let was_current = attribute(link, "aria-current").as_deref() == Some("page");
            if is_current || was_current {
                set_attribute(link, "aria-current", is_current.then_some("page"));
            }
        }
    }

    /// Moves the focus to the heading of the page. Who writes in a field of the layout goes on.
    fn move_focus(&self) {
        let focused = self.focused();
        let writes = focused.is_some_and(|focused| {
            ["input", "textarea", "select"].contains(&super::control::tag(&focused).as_str())
        });
        if !writes && let Some(heading) = self.try_find("[autofocus], h1, h2") {
            set_attribute(&heading, "tabindex", Some("-1"));
            self.call(&heading, "focus", &[]);
        }
    }
}

fn is_link(node: &NodeRef) -> bool {
    super::control::tag(node) == "a" && attribute(node, "_a").is_some()
}

/// Returns whether a path without its dots starts with two slashes, and would name another site.
fn leads_away(address: &str) -> bool {
    let mut rest = address;
    while let Some(inner) = rest.strip_prefix("/..").or_else(|| rest.strip_prefix("/."))
        && inner.starts_with('/')
    {
        rest = inner;
    }
    rest.starts_with("//")
}

/// Returns an address without its fragment.
fn page_of(address: &str) -> &str {
    address.split('#').next().unwrap_or_default()
}

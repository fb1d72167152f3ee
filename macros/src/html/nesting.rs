//! Which element may stand in which without a browser re-arranging them.
//!
//! This is not HTML's content model (a `<div>` in a `<span>` is bad style and stays where it is), but what the parser
//! of the HTML standard does with a tag: some close elements that are open, some are moved out of tables, some are
//! dropped. A tree that comes out of the parser in another form than the compiler knows it could not be resumed.
//!
//! Every rule looks from a new element to the open ones, innermost first, and stops where the parser stops. What is
//! around a component's children, and around the whole view, is not known; nothing is reported across that.

mod rules;

use self::rules::{BREAKS_OUT, CLOSINGS, CONTENT, Closing, Extent, NO_TEXT, PARENTS, TABLE};
use super::ancestors::{Ancestor, Ancestors, Open, namespace};
use super::elements::Namespace;
use crate::diagnostic::Problem;

/// Why an element cannot stand where it was written.
pub struct Violation {
    /// The index of the open element that it collides with.
    pub culprit: usize,
    pub problem: Problem,
}

/// What a browser would re-arrange if `name` opened inside of `ancestors`.
pub fn violation(ancestors: &Ancestors, name: &str, is_hidden_input: bool) -> Option<Violation> {
    let parent = ancestors.parent()?;
    if !parent.holds_html() {
        return breakout(ancestors, parent, name);
    }
    if namespace(Some(parent), name) != Namespace::Html && !is_closed_to_foreign(parent) {
        return None;
    }
    content(ancestors, parent, name, is_hidden_input)
        .or_else(|| misplaced(ancestors, parent, name))
        .or_else(|| closing(ancestors, name))
}

/// What a browser would do with text inside of `ancestors`.
pub fn text_violation(ancestors: &Ancestors) -> Option<Violation> {
    let parent = ancestors.parent()?;
    refuses_text(parent).then(|| Violation {
        culprit: ancestors.len() - 1,
        problem: Problem::MisplacedText {
            parent: parent.name.clone(),
        },
    })
}

/// Returns whether a browser moves text out of an element.
pub fn refuses_text(parent: &Open) -> bool {
    parent.namespace == Namespace::Html && NO_TEXT.contains(&parent.name.as_str())
}

/// Whether the HTML element `name` ends `<svg>` or `<math>` where it opens in it.
pub fn breaks_out(name: &str, namespace: Namespace) -> bool {
    namespace != Namespace::Html && BREAKS_OUT.contains(&name)
}

fn breakout(ancestors: &Ancestors, parent: &Open, name: &str) -> Option<Violation> {
    breaks_out(name, parent.namespace).then(|| Violation {
        culprit: ancestors.len() - 1,
        problem: Problem::BreaksOut {
            child: name.to_owned(),
            parent: parent.name.clone(),
            vocabulary: parent.namespace.title().to_owned(),
        },
    })
}

/// In tables and `<select>`, `<svg>` and `<math>` are moved like everything else.
fn is_closed_to_foreign(parent: &Open) -> bool {
    allowed_in(parent).is_some()
}

fn allowed_in(parent: &Open) -> Option<&'static [&'static str]> {
    let is_html = parent.namespace == Namespace::Html;
    is_html.then(|| find(CONTENT, &parent.name)).flatten()
}

/// The right side of the row whose left side holds `name`.
fn find(table: &'static [(&[&str], &[&str])], name: &str) -> Option<&'static [&'static str]> {
    table
        .iter()
        .find(|(names, _)| names.contains(&name))
        .map(|(_, found)| *found)
}

fn content(
    ancestors: &Ancestors,
    parent: &Open,
    name: &str,
    is_hidden_input: bool,
) -> Option<Violation> {
    let allowed = allowed_in(parent)?;
    let is_in_table = TABLE.contains(&parent.name.as_str());
    if allowed.contains(&name) || (is_hidden_input && is_in_table) {
        return None;
    }
    let (child, parent) = (name.to_owned(), parent.name.clone());
    let problem = match (parent.as_str(), name) {
        ("table", "tr") => Problem::RowInTable {},
        _ => Problem::MisplacedChild {
            allowed: tags(allowed),
            child,
            parent,
        },
    };
    Some(Violation {
        culprit: ancestors.len() - 1,
        problem,
    })
}

fn misplaced(ancestors: &Ancestors, parent: &Open, name: &str) -> Option<Violation> {
    let parents = find(PARENTS, name)?;
    if parents.contains(&parent.name.as_str()) {
        return None;
    }
    let problem = Problem::MisplacedPart {
        child: name.to_owned(),
        parent: parent.name.clone(),
        parents: tags(parents),
    };
    Some(Violation {
        culprit: ancestors.len() - 1,
        problem,
    })
}

/// `<a>`, `<b>` or `<c>`
fn tags(names: &[&str]) -> String {
    let mut tags: Vec<String> = names.iter().map(|name| format!("`<{name}>`")).collect();
    match (tags.pop(), tags.join(", ")) {
        (None, _) => "the root of the page".to_owned(),
        (Some(only), others) if others.is_empty() => only,
        (Some(last), others) => format!("{others} or {last}"),
    }
}

fn closing(ancestors: &Ancestors, name: &str) -> Option<Violation> {
    let rules = CLOSINGS
        .iter()
        .filter(|rule| rule.opens.contains(&name) && applies(ancestors, rule));
    let culprit = rules
        .filter_map(|rule| innermost(ancestors, rule.closes, rule.extent))
        .max()?;
    let ancestor = ancestors.open(culprit)?.name.clone();
    let child = name.to_owned();
    let problem = if ancestor == child {
        Problem::NestedInItself { name: child }
    } else {
        Problem::ClosesAncestor { child, ancestor }
    };
    Some(Violation { culprit, problem })
}

fn applies(ancestors: &Ancestors, rule: &Closing) -> bool {
    match rule.extent {
        Extent::Ruby => innermost(ancestors, &["ruby"], Extent::Context).is_some(),
        Extent::Page => !ancestors.contains("template"),
        _ => true,
    }
}

/// Returns the index of the innermost of these elements that `extent` reaches.
fn innermost(ancestors: &Ancestors, names: &[&str], extent: Extent) -> Option<usize> {
    for (index, ancestor) in ancestors.innermost_first() {
        let Ancestor::Open(open) = ancestor else {
            return None;
        };
        if open.namespace == Namespace::Html && names.contains(&open.name.as_str()) {
            return Some(index);
        }
        if extent.ends_at(open) {
            return None;
        }
    }
    None
}

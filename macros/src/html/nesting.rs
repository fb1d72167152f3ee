//! Reports elements that a browser would rearrange because of the elements around them.
//!
//! This is not HTML's content model (a `<div>` in a `<span>` is bad style but stays in place). These rules follow the
//! parser of the HTML standard: some tags close elements that are open, some are moved out of tables, some are dropped.
//! The browser could not resume a page whose tree differs from the one that the compiler knows.
//!
//! Every rule looks from a new element to the open ones, innermost first, and stops where the parser stops. The
//! surroundings of a component's children and of the whole view are not known, and nothing is reported across that edge.

mod rules;

use self::rules::{BREAKS_OUT, CLOSINGS, CONTENT, Closing, Extent, NO_TEXT, PARENTS, TABLE};
use super::ancestors::{Ancestor, Ancestors, OpenElement, namespace};
use super::elements::Namespace;
use crate::diagnostic::Problem;

/// An element at a place where a browser would not leave it.
pub struct Violation {
    /// The index of the open element that it collides with.
    pub culprit: usize,
    pub problem: Problem,
}

/// Returns the violation if a browser would rearrange an element `name` inside of `ancestors`.
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

/// Returns the violation if a browser would move text that is inside of `ancestors`.
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
pub fn refuses_text(parent: &OpenElement) -> bool {
    parent.namespace == Namespace::Html && NO_TEXT.contains(&parent.name.as_str())
}

/// Returns whether the HTML element `name` ends the `<svg>` or `<math>` that contains it.
pub fn breaks_out(name: &str, namespace: Namespace) -> bool {
    namespace != Namespace::Html && BREAKS_OUT.contains(&name)
}

fn breakout(ancestors: &Ancestors, parent: &OpenElement, name: &str) -> Option<Violation> {
    breaks_out(name, parent.namespace).then(|| Violation {
        culprit: ancestors.len() - 1,
        problem: Problem::BreaksOut {
            child: name.to_owned(),
            parent: parent.name.clone(),
            vocabulary: parent.namespace.title().to_owned(),
        },
    })
}

/// Returns whether `<svg>` and `<math>` are moved out of `parent`, as everything else is out of tables and `<select>`.
fn is_closed_to_foreign(parent: &OpenElement) -> bool {
    allowed_in(parent).is_some()
}

fn allowed_in(parent: &OpenElement) -> Option<&'static [&'static str]> {
    let is_html = parent.namespace == Namespace::Html;
    is_html.then(|| find(CONTENT, &parent.name)).flatten()
}

/// Returns the right side of the row whose left side contains `name`.
fn find(table: &'static [(&[&str], &[&str])], name: &str) -> Option<&'static [&'static str]> {
    table
        .iter()
        .find(|(names, _)| names.contains(&name))
        .map(|(_, found)| *found)
}

fn content(
    ancestors: &Ancestors,
    parent: &OpenElement,
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

fn misplaced(ancestors: &Ancestors, parent: &OpenElement, name: &str) -> Option<Violation> {
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

/// Formats names as `<a>`, `<b>` or `<c>`.
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

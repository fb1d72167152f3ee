//! Which element may stand in which without a browser re-arranging them.
//!
//! This is not HTML's content model (a `<div>` in a `<span>` is bad style and stays where it is), but what the parser
//! of the HTML standard does with a tag: some close elements that are open, some are moved out of tables, some are
//! dropped. A tree that comes out of the parser in another form than the compiler knows it could not be resumed.
//!
//! Every rule looks from a new element to the open ones, innermost first, and stops where the parser stops. What is
//! around a component's children, and around the whole view, is not known; nothing is reported across that.

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
    let is_refused = parent.namespace == Namespace::Html && NO_TEXT.contains(&parent.name.as_str());
    is_refused.then(|| Violation {
        culprit: ancestors.len() - 1,
        problem: Problem::MisplacedText {
            parent: parent.name.clone(),
        },
    })
}

/// Elements out of which text is moved.
const NO_TEXT: &[&str] = &[
    "table", "thead", "tbody", "tfoot", "tr", "colgroup", "html", "head",
];

/// Elements in which a hidden input may stand.
const TABLE: &[&str] = &["table", "thead", "tbody", "tfoot", "tr"];

/// Elements in which all but these children are moved out, dropped, or wrapped in an element that was not written.
const CONTENT: &[(&[&str], &[&str])] = &[
    (
        &["table"],
        &[
            "caption", "colgroup", "thead", "tbody", "tfoot", "script", "style", "template",
        ],
    ),
    (
        &["thead", "tbody", "tfoot"],
        &["tr", "script", "style", "template"],
    ),
    (&["tr"], &["td", "th", "script", "style", "template"]),
    (&["colgroup"], &["col", "template"]),
    (&["html"], &["head", "body"]),
    (
        &["head"],
        &[
            "base", "link", "meta", "title", "script", "style", "noscript", "template",
        ],
    ),
    (
        &["select"],
        &["option", "optgroup", "hr", "script", "template"],
    ),
    (&["optgroup"], &["option", "script", "template"]),
    (&["option"], &["script", "template"]),
];

/// Elements that a browser drops outside of these parents.
const PARENTS: &[(&[&str], &[&str])] = &[
    (
        &["caption", "colgroup", "thead", "tbody", "tfoot"],
        &["table", "template"],
    ),
    (&["tr"], &["thead", "tbody", "tfoot", "template"]),
    (&["td", "th"], &["tr", "template"]),
    (&["col"], &["colgroup", "template"]),
    (&["head", "body"], &["html"]),
    (&["html"], &[]),
];

/// An element whose opening tag closes another that is open.
struct Closing {
    opens: &'static [&'static str],
    closes: &'static [&'static str],
    scope: Scope,
}

/// How far out an opening tag closes elements.
#[derive(Clone, Copy)]
enum Scope {
    /// Only the parent.
    Parent,
    /// Up to an element that starts a new context for its content.
    Context,
    /// The same, and up to a button.
    Button,
    /// Up to any structural element but these three: `<address>`, `<div>`, `<p>`.
    Item,
    /// Up to an element that starts a new list of formatting elements.
    Formatting,
    /// Up to a template.
    Template,
}

const CLOSINGS: &[Closing] = &[
    Closing {
        opens: CLOSES_PARAGRAPH,
        closes: &["p"],
        scope: Scope::Button,
    },
    Closing {
        opens: HEADINGS,
        closes: HEADINGS,
        scope: Scope::Parent,
    },
    Closing {
        opens: &["a"],
        closes: &["a"],
        scope: Scope::Formatting,
    },
    Closing {
        opens: &["button"],
        closes: &["button"],
        scope: Scope::Context,
    },
    Closing {
        opens: &["nobr"],
        closes: &["nobr"],
        scope: Scope::Context,
    },
    Closing {
        opens: &["form"],
        closes: &["form"],
        scope: Scope::Template,
    },
    Closing {
        opens: &["li"],
        closes: &["li"],
        scope: Scope::Item,
    },
    Closing {
        opens: &["dd", "dt"],
        closes: &["dd", "dt"],
        scope: Scope::Item,
    },
    Closing {
        opens: &["rb", "rtc"],
        closes: RUBY_TEXT,
        scope: Scope::Parent,
    },
    Closing {
        opens: &["rp", "rt"],
        closes: &["rb", "rp", "rt"],
        scope: Scope::Parent,
    },
    Closing {
        opens: &["option", "optgroup"],
        closes: &["option"],
        scope: Scope::Parent,
    },
];

const HEADINGS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6"];

const RUBY_TEXT: &[&str] = &["rb", "rp", "rt", "rtc"];

const CLOSES_PARAGRAPH: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "ul",
];

const CONTEXT: &[&str] = &[
    "caption", "html", "table", "td", "th", "marquee", "object", "template", "select",
];

const FORMATTING: &[&str] = &["caption", "td", "th", "marquee", "object", "template"];

/// The "special" elements of the standard without `address`, `div` and `p`.
const ITEM: &[&str] = &[
    "area",
    "article",
    "aside",
    "base",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dir",
    "dl",
    "dt",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "iframe",
    "img",
    "input",
    "li",
    "link",
    "main",
    "marquee",
    "menu",
    "meta",
    "nav",
    "noscript",
    "object",
    "ol",
    "pre",
    "script",
    "search",
    "section",
    "select",
    "source",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
    "wbr",
];

/// HTML elements that end `<svg>` or `<math>` when they open in it.
const BREAKS_OUT: &[&str] = &[
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "i",
    "img",
    "li",
    "menu",
    "meta",
    "nobr",
    "ol",
    "p",
    "pre",
    "ruby",
    "s",
    "small",
    "span",
    "strong",
    "strike",
    "sub",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
    "var",
];

impl Scope {
    /// Whether the search for what is closed goes no further out than `open`.
    fn ends_at(self, open: &Open) -> bool {
        let name = open.name.as_str();
        if open.namespace != Namespace::Html {
            return matches!(self, Scope::Context | Scope::Button | Scope::Item)
                && open.holds_html();
        }
        match self {
            Scope::Parent => true,
            Scope::Context => CONTEXT.contains(&name),
            Scope::Button => CONTEXT.contains(&name) || name == "button",
            Scope::Item => ITEM.contains(&name),
            Scope::Formatting => FORMATTING.contains(&name),
            Scope::Template => name == "template",
        }
    }
}

fn breakout(ancestors: &Ancestors, parent: &Open, name: &str) -> Option<Violation> {
    let problem = || Problem::BreaksOut {
        child: name.to_owned(),
        parent: parent.name.clone(),
        vocabulary: parent.namespace.title().to_owned(),
    };
    BREAKS_OUT.contains(&name).then(|| Violation {
        culprit: ancestors.len() - 1,
        problem: problem(),
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
    let rules = CLOSINGS.iter().filter(|rule| rule.opens.contains(&name));
    let culprit = rules.filter_map(|rule| closed(ancestors, rule)).max()?;
    let ancestor = ancestors.open(culprit)?.name.clone();
    let child = name.to_owned();
    let problem = if ancestor == child {
        Problem::NestedInItself { name: child }
    } else {
        Problem::ClosesAncestor { child, ancestor }
    };
    Some(Violation { culprit, problem })
}

/// The index of the element that `rule` closes.
fn closed(ancestors: &Ancestors, rule: &Closing) -> Option<usize> {
    for (index, ancestor) in ancestors.innermost_first() {
        let Ancestor::Open(open) = ancestor else {
            return None;
        };
        if open.namespace == Namespace::Html && rule.closes.contains(&open.name.as_str()) {
            return Some(index);
        }
        if rule.scope.ends_at(open) {
            return None;
        }
    }
    None
}

//! The tables behind the rules: data of the HTML standard's tree construction.

use crate::html::ancestors::OpenElement;
use crate::html::elements::Namespace;

/// Elements that do not keep text: a browser moves it out.
pub const NO_TEXT: &[&str] = &[
    "table", "thead", "tbody", "tfoot", "tr", "colgroup", "html", "head",
];

/// Elements that may contain a hidden input.
pub const TABLE: &[&str] = &["table", "thead", "tbody", "tfoot", "tr"];

/// Elements and the only children that they keep. Others are moved out, dropped, or wrapped in an element that was not
/// written.
pub const CONTENT: &[(&[&str], &[&str])] = &[
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

/// Elements and the only parents in which a browser keeps them.
pub const PARENTS: &[(&[&str], &[&str])] = &[
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
pub struct Closing {
    pub opens: &'static [&'static str],
    pub closes: &'static [&'static str],
    pub extent: Extent,
}

/// The limit up to which an opening tag closes elements.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Only the parent.
    Parent,
    /// Only the parent, and only within `<ruby>`.
    Ruby,
    /// Up to an element that starts a new context for its content.
    Context,
    /// Up to a button, or to an element that starts a new context.
    Button,
    /// Up to any structural element but these three: `<address>`, `<div>`, `<p>`.
    Item,
    /// Up to an element that starts a new list of formatting elements.
    Formatting,
    /// Any distance, but not within `<template>`.
    Page,
}

pub const CLOSINGS: &[Closing] = &[
    Closing {
        opens: CLOSES_PARAGRAPH,
        closes: &["p"],
        extent: Extent::Button,
    },
    Closing {
        opens: HEADINGS,
        closes: HEADINGS,
        extent: Extent::Parent,
    },
    Closing {
        opens: &["a"],
        closes: &["a"],
        extent: Extent::Formatting,
    },
    Closing {
        opens: &["button"],
        closes: &["button"],
        extent: Extent::Context,
    },
    Closing {
        opens: &["nobr"],
        closes: &["nobr"],
        extent: Extent::Context,
    },
    Closing {
        opens: &["form"],
        closes: &["form"],
        extent: Extent::Page,
    },
    Closing {
        opens: &["li"],
        closes: &["li"],
        extent: Extent::Item,
    },
    Closing {
        opens: &["dd", "dt"],
        closes: &["dd", "dt"],
        extent: Extent::Item,
    },
    Closing {
        opens: &["rb", "rtc"],
        closes: &[
            "dd", "dt", "li", "optgroup", "option", "p", "rb", "rp", "rt", "rtc",
        ],
        extent: Extent::Ruby,
    },
    Closing {
        opens: &["rp", "rt"],
        closes: &[
            "dd", "dt", "li", "optgroup", "option", "p", "rb", "rp", "rt",
        ],
        extent: Extent::Ruby,
    },
    Closing {
        opens: &["option", "optgroup"],
        closes: &["option"],
        extent: Extent::Parent,
    },
];

const HEADINGS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6"];

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
pub const BREAKS_OUT: &[&str] = &[
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

impl Extent {
    /// Returns whether the search for elements to close ends at `open`.
    pub fn ends_at(self, open: &OpenElement) -> bool {
        let name = open.name.as_str();
        if open.namespace != Namespace::Html {
            return matches!(self, Extent::Context | Extent::Button | Extent::Item)
                && open.holds_html();
        }
        match self {
            Extent::Parent | Extent::Ruby => true,
            Extent::Context => CONTEXT.contains(&name),
            Extent::Button => CONTEXT.contains(&name) || name == "button",
            Extent::Item => ITEM.contains(&name),
            Extent::Formatting => FORMATTING.contains(&name),
            Extent::Page => false,
        }
    }
}

//! The elements of HTML, SVG and MathML, and those that a parser treats specially.

/// A vocabulary of element names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Namespace {
    Html,
    Svg,
    MathMl,
}

impl Namespace {
    /// Returns the names of its elements.
    pub fn elements(self) -> &'static [&'static str] {
        match self {
            Namespace::Html => HTML,
            Namespace::Svg => SVG,
            Namespace::MathMl => MATH_ML,
        }
    }

    /// Returns its name for messages.
    pub fn title(self) -> &'static str {
        match self {
            Namespace::Html => "HTML",
            Namespace::Svg => "SVG",
            Namespace::MathMl => "MathML",
        }
    }
}

/// The way in which a browser reads the content of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentModel {
    /// Text and elements.
    Nodes,
    /// No content and no closing tag: `<br>`.
    Void,
    /// Text without character references: `<script>`. It ends at the first `</script`.
    RawText,
    /// Text with character references: `<title>`.
    EscapableText,
}

/// Returns how a browser reads the content of the element `name`. In SVG and MathML no name is special.
pub fn content(namespace: Namespace, name: &str) -> ContentModel {
    match namespace {
        Namespace::Svg | Namespace::MathMl => ContentModel::Nodes,
        Namespace::Html if is_void(name) => ContentModel::Void,
        Namespace::Html if is_raw_text(name) => ContentModel::RawText,
        Namespace::Html if ESCAPABLE_TEXT.contains(&name) => ContentModel::EscapableText,
        Namespace::Html => ContentModel::Nodes,
    }
}

/// Returns whether the HTML element `name` has neither children nor a closing tag.
pub fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// Returns whether a browser reads the content of the HTML element `name` without decoding it. In SVG, `<style>` and
/// `<script>` are like any other element.
pub fn is_raw_text(name: &str) -> bool {
    RAW_TEXT.contains(&name)
}

/// Returns whether `name` is a custom element: any name with a dash.
pub fn is_custom(name: &str) -> bool {
    name.contains('-') && name != "annotation-xml"
}

const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

const RAW_TEXT: &[&str] = &["script", "style", "iframe"];

const ESCAPABLE_TEXT: &[&str] = &["textarea", "title"];

/// Obsolete elements that browsers have removed are left out, and those that a parser treats unlike all others
/// (`plaintext`, `frameset`).
const HTML: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
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
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "marquee",
    "menu",
    "meta",
    "meter",
    "nav",
    "nobr",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "picture",
    "pre",
    "progress",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "slot",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "svg",
    "math",
];

const SVG: &[&str] = &[
    "a",
    "animate",
    "animateMotion",
    "animateTransform",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "discard",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feImage",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "foreignObject",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "metadata",
    "mpath",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "script",
    "set",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
    "view",
];

const MATH_ML: &[&str] = &[
    "annotation",
    "annotation-xml",
    "maction",
    "math",
    "menclose",
    "merror",
    "mfenced",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "ms",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "none",
    "semantics",
];

//! Decides which values are allowed in an attribute, a property or a style.
//!
//! Markup, updates and client bindings ask the same functions. All of them refuse values that would run as code, load
//! something from elsewhere, or leave their attribute. Literals of the author are not checked.

pub use crate::style::style;

/// The kinds of attributes, by the values that they may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Any value is allowed.
    Plain,
    /// An address, which may run code.
    Address,
    /// Several addresses: values of an animation, between semicolons.
    Addresses,
    /// Declarations, which may load something.
    Style,
    /// The value of a style property: a presentation attribute of SVG, which may load something.
    Presentation,
    /// Code.
    Code,
    /// A word, also for `true` and `false`.
    Words(Words),
}

/// The words that an attribute uses for `true` and `false`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// `true` and `false`
    TrueFalse,
    /// `yes` and `no`
    YesNo,
    /// `on` and `off`
    OnOff,
}

impl Words {
    /// Returns the word for a boolean.
    #[inline]
    pub const fn of(self, is_on: bool) -> &'static str {
        match (self, is_on) {
            (Words::TrueFalse, true) => "true",
            (Words::TrueFalse, false) => "false",
            (Words::YesNo, true) => "yes",
            (Words::YesNo, false) => "no",
            (Words::OnOff, true) => "on",
            (Words::OnOff, false) => "off",
        }
    }
}

const ADDRESSES: &[&str] = &[
    "href",
    "src",
    "action",
    "formaction",
    "xlink:href",
    "data",
    "poster",
    "background",
    "cite",
    "ping",
    "manifest",
    "codebase",
    "longdesc",
];

const ANIMATED: &[&str] = &["to", "from", "by", "values"];

/// Presentation attributes that take `url(..)`.
const PRESENTATION: &[&str] = &[
    "fill",
    "stroke",
    "filter",
    "mask",
    "clip-path",
    "cursor",
    "marker",
    "marker-start",
    "marker-mid",
    "marker-end",
    "color-profile",
];

/// The attribute by which a parser takes a template out of the page.
pub const SHADOW: &str = "shadowrootmode";

const CODE: &[&str] = &["srcdoc", "innerhtml", "outerhtml"];

/// Attributes for which absence does not mean `false`.
const TRUE_FALSE: &[&str] = &[
    "contenteditable",
    "draggable",
    "spellcheck",
    "writingsuggestions",
    // Words of the author's own.
    "value",
    "content",
    // SVG and MathML.
    "focusable",
    "preserveAlpha",
    "externalResourcesRequired",
    "accent",
    "accentunder",
    "displaystyle",
    "fence",
    "largeop",
    "movablelimits",
    "separator",
    "stretchy",
    "symmetric",
];

const ON_OFF: &[&str] = &["autocapitalize", "autocomplete", "autocorrect"];

/// Returns the kind of an attribute, or of the property of this name.
pub const fn sort(name: &str) -> Sort {
    if is_one_of(name, ADDRESSES) {
        return Sort::Address;
    }
    if is_one_of(name, ANIMATED) {
        return Sort::Addresses;
    }
    if starts_with(name, "on") || is_one_of(name, CODE) {
        return Sort::Code;
    }
    if name.eq_ignore_ascii_case("style") {
        return Sort::Style;
    }
    if is_one_of(name, PRESENTATION) {
        return Sort::Presentation;
    }
    if starts_with(name, "aria-") || is_one_of(name, TRUE_FALSE) {
        return Sort::Words(Words::TrueFalse);
    }
    if is_one_of(name, ON_OFF) {
        return Sort::Words(Words::OnOff);
    }
    if name.eq_ignore_ascii_case("translate") {
        return Sort::Words(Words::YesNo);
    }
    Sort::Plain
}

const fn is_one_of(name: &str, names: &[&str]) -> bool {
    let mut at = 0;
    while at < names.len() {
        if name.eq_ignore_ascii_case(names[at]) {
            return true;
        }
        at += 1;
    }
    false
}

const fn starts_with(name: &str, start: &str) -> bool {
    match name.as_bytes().split_at_checked(start.len()) {
        Some((head, _)) => head.eq_ignore_ascii_case(start.as_bytes()),
        None => false,
    }
}

impl Sort {
    /// Returns whether an attribute of this kind may have this value.
    #[inline]
    pub fn takes(self, value: &str) -> bool {
        match self {
            Sort::Plain | Sort::Words(_) => true,
            Sort::Address => address(value),
            Sort::Addresses => value
                .split(';')
                .all(|value| address(value) && presentation(value)),
            Sort::Style => style(value, true),
            Sort::Presentation => presentation(value),
            Sort::Code => false,
        }
    }
}

/// Formats the message that an attribute, property or style may not have a value, and why.
pub fn refusal(name: &str, value: &str) -> String {
    let reason = match sort(name) {
        Sort::Address => "an address must not run code",
        Sort::Addresses => "an animation must not run code, and loads nothing from other sites",
        Sort::Code => "what it holds would run",
        Sort::Presentation => "it loads nothing from other sites",
        Sort::Style | Sort::Plain | Sort::Words(_) => {
            "a style must end where its property ends, and loads nothing from other sites"
        }
    };
    let start: String = value.chars().take(80).collect();
    format!("`{name}` is left out, because it would be {start:?}: {reason}")
}

/// Returns whether an attribute may have this name, if the name is computed.
pub fn name(name: &str) -> bool {
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.');
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(is_plain)
        && sort(name) != Sort::Code
        && !name.eq_ignore_ascii_case(SHADOW)
}

/// Returns whether an address may be followed. Whatever its scheme opens, it must run nothing in this page.
pub fn address(value: &str) -> bool {
    match scheme(value) {
        Some((scheme, rest)) if scheme == "data" => is_inert(rest),
        Some((scheme, _)) => scheme != "javascript" && scheme != "vbscript",
        None => true,
    }
}

/// Returns whether a presentation attribute may have this value. It ends with its attribute, and only functions load something.
pub fn presentation(value: &str) -> bool {
    !value.contains('(') || style(value, false)
}

/// Splits an address after its scheme, as browsers read it: leading control characters and spaces are skipped, tabs and
/// line ends dropped.
pub(crate) fn scheme(value: &str) -> Option<(String, &str)> {
    let start = value.trim_start_matches(|first: char| first <= ' ');
    let (before, rest) = start.split_once(':')?;
    let mut scheme: String = before
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    scheme.make_ascii_lowercase();
    is_scheme.then_some((scheme, rest))
}

/// Returns whether the data of a `data:` address can only be shown, played or saved, and is never read as a page or a
/// script.
fn is_inert(data: &str) -> bool {
    const MEDIA: [&str; 4] = ["image/", "audio/", "video/", "font/"];
    const FILES: [&str; 6] = [
        "",
        "text/plain",
        "text/csv",
        "application/json",
        "application/pdf",
        "application/octet-stream",
    ];
    let mut kind: String = data
        .split([',', ';'])
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_ascii_whitespace())
        .collect();
    kind.make_ascii_lowercase();
    MEDIA.iter().any(|media| kind.starts_with(media)) || FILES.contains(&kind.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(name: &str, value: &str) -> bool {
        sort(name).takes(value)
    }

    #[test]
    fn addresses_that_run_code_are_refused() {
        for code in [
            "javascript:alert(1)",
            "  \u{1}JaVa\tScript\n:x",
            "data:text/html,x",
            "data: Text/HTML;charset=utf-8,x",
            "data:application/xhtml+xml,x",
            "data:text/javascript,x",
            "vbscript:x",
        ] {
            assert!(!takes("href", code), "{code:?}");
            assert!(!takes("formAction", code), "{code:?}");
            assert!(!takes("values", &format!("/a; {code}")), "{code:?}");
        }
    }

    #[test]
    fn ordinary_addresses_pass() {
        for plain in [
            "/a?b=javascript:c",
            "a/b:c",
            "#x",
            "?y:z",
            "https://example.org",
            "MAILTO:a@b",
            "tel:1",
            "sms:+49123",
            "geo:1,2",
            "blob:https://example.org/3a",
            "web+recipe:cake",
            "data:image/png;base64,AAAA",
            "data:image/svg+xml,%3Csvg/%3E",
            "data:text/csv;charset=utf-8,a,b",
            "data:,plain",
            "",
        ] {
            assert!(takes("href", plain), "{plain:?}");
        }
        assert!(takes("title", "javascript:just text"));
        assert!(takes("values", "0;10;0") && takes("to", "rotate(10)"));
    }

    #[test]
    fn drawings_load_nothing_from_elsewhere() {
        for name in ["fill", "Clip-Path", "marker-end", "to", "values"] {
            for loading in [
                "url(https://evil/x)",
                "URL( '//evil/x#a' ) none",
                "image-set(\"https://evil\" 1x)",
            ] {
                assert!(!takes(name, loading), "{name}: {loading:?}");
            }
            for local in ["url(#a)", "url('#a') red", "rgb(1 2 3)", "none", "a < b; c"] {
                assert!(takes(name, local), "{name}: {local:?}");
            }
        }
        assert!(!takes("values", "url(#a); url(https://evil/x)"));
        assert!(takes("values", "0 0; rotate(10)"));
    }

    #[test]
    fn dynamic_names_are_never_code() {
        for code in [
            "onclick",
            "ONLOAD",
            "srcdoc",
            "shadowRootMode",
            "a b",
            "a>",
            "",
            "_",
            "é",
        ] {
            assert!(!name(code), "{code:?}");
        }
        assert!(name("data-id") && name("aria-label") && name("xlink:href"));
    }

    #[test]
    fn booleans_of_some_attributes_are_words() {
        assert_eq!(sort("aria-expanded"), Sort::Words(Words::TrueFalse));
        assert_eq!(sort("contentEditable"), Sort::Words(Words::TrueFalse));
        assert_eq!(sort("value"), Sort::Words(Words::TrueFalse));
        assert_eq!(sort("content"), Sort::Words(Words::TrueFalse));
        assert_eq!(sort("translate"), Sort::Words(Words::YesNo));
        assert_eq!(sort("autocomplete"), Sort::Words(Words::OnOff));
        assert_eq!(sort("disabled"), Sort::Plain);
        assert_eq!(sort("data-open"), Sort::Plain);
    }
}

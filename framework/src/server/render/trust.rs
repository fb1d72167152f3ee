//! Which values may stand in an attribute: what would run as code, or break out of its place, is refused.

/// Whether this attribute may have this value.
pub(crate) fn attribute(name: &str, value: &str) -> bool {
    if is_address(name) {
        return address(value);
    }
    let is_style = name.eq_ignore_ascii_case("style");
    let is_harmless = !is_style || !calls_out(value);
    is_harmless && !is_code(name)
}

/// Whether an attribute may have this name, when the name is data.
pub(crate) fn name(name: &str) -> bool {
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.');
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(is_plain)
        && !is_code(name)
}

/// Whether an address may be followed: relative, or of a scheme that runs nothing.
pub(crate) fn address(value: &str) -> bool {
    match scheme(value) {
        None => true,
        Some(scheme) => ["http", "https", "mailto", "tel"].contains(&scheme.as_str()),
    }
}

/// Whether a style property may have this value: it stays inside its declaration and loads nothing.
pub(crate) fn style(value: &str) -> bool {
    let stays_inside = !value.contains([';', '{', '}', '\\', '<']) && !value.contains("/*");
    stays_inside && is_balanced(value) && !calls_out(value)
}

fn is_code(name: &str) -> bool {
    let starts_with_on = name
        .get(..2)
        .is_some_and(|start| start.eq_ignore_ascii_case("on"));
    starts_with_on || name.eq_ignore_ascii_case("srcdoc")
}

fn is_address(name: &str) -> bool {
    const ADDRESSES: [&str; 10] = [
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
    ];
    ADDRESSES
        .iter()
        .any(|address| name.eq_ignore_ascii_case(address))
}

/// The scheme as browsers read it: leading control characters and spaces are skipped, tabs and line ends dropped.
fn scheme(value: &str) -> Option<String> {
    let start = value.trim_start_matches(|first: char| first <= ' ');
    let (before, _) = start.split_once(':')?;
    let scheme: String = before
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

fn is_balanced(value: &str) -> bool {
    let is_even = |quote| value.matches::<char>(quote).count().is_multiple_of(2);
    is_even('"') && is_even('\'')
}

fn calls_out(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    ["url(", "image-set(", "src(", "expression(", "@import"]
        .iter()
        .any(|call| lower.contains(call))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_run_code_are_refused() {
        for code in [
            "javascript:alert(1)",
            "  \u{1}JaVa\tScript\n:x",
            "data:text/html,x",
            "vbscript:x",
            "blob:x",
        ] {
            assert!(!attribute("href", code), "{code:?}");
            assert!(!attribute("formAction", code), "{code:?}");
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
            "",
        ] {
            assert!(attribute("href", plain), "{plain:?}");
        }
        assert!(attribute("title", "javascript:just text"));
    }

    #[test]
    fn dynamic_names_are_never_code() {
        for code in ["onclick", "ONLOAD", "srcdoc", "a b", "a>", "", "_", "é"] {
            assert!(!name(code), "{code:?}");
        }
        assert!(name("data-id") && name("aria-label") && name("xlink:href"));
    }

    #[test]
    fn style_values_stay_in_their_declaration() {
        for escape in [
            "red;position:fixed",
            "URL(x)",
            "a}b{",
            "\\75rl(x)",
            "\"open",
            "/*",
        ] {
            assert!(!style(escape), "{escape:?}");
        }
        assert!(style("calc(1px + 2em)") && style("\"A B\", serif"));
    }
}

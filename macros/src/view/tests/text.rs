use super::{accepted, codes, parsed};

#[test]
fn words_keep_the_spaces_between_them() {
    let table = [
        ("<p>Hello, world!</p>", "p[\"Hello, world!\"]"),
        ("<p>never (ever) do a-b</p>", "p[\"never (ever) do a-b\"]"),
        ("<p>Hello {name}!</p>", "p[\"Hello \" {name} \"!\"]"),
        ("<p>a<b>b </b>c</p>", "p[\"a\" b[\"b \"] \"c\"]"),
        (
            "<p>\"quoted \"{name}\" text\"</p>",
            "p[\"quoted \" {name} \" text\"]",
        ),
        ("<p>one   two</p>", "p[\"one two\"]"),
    ];
    for (source, outline) in table {
        assert_eq!(accepted(source), outline, "in {source}");
    }
}

#[test]
fn a_line_break_is_a_space_between_nodes_and_nothing_at_an_edge() {
    let source = "<p>\n    one\n    two\n    {three}\n    four\n</p>";
    assert_eq!(accepted(source), "p[\"one two \" {three} \" four\"]");
}

#[test]
fn tokens_without_places_are_separated_as_words() {
    let mut diagnostics = crate::diagnostic::Diagnostics::default();
    let tokens = quote::quote!(<p>one two, three</p>);
    let view = crate::view::parse_tokens(tokens, &mut diagnostics);
    assert_eq!(super::outline::outline(&view), "p[\"one two,three\"]");
}

#[test]
fn raw_text_keeps_its_lines() {
    let source = "<script>\n    let a = 1\n    go(a)\n</script>";
    assert_eq!(accepted(source), "script[\"let a = 1\\ngo(a)\"]");
}

#[test]
fn what_would_not_be_text_in_html_is_refused() {
    let table = [
        ("<p>a > b</p>", "W012"),
        ("<p>a < 2</p>", "W012"),
        ("<p>a &nbsp; b</p>", "W013"),
        ("<p>a &#160; b</p>", "W013"),
    ];
    for (source, code) in table {
        assert_eq!(codes(&parsed(source).1), [code], "in {source}");
    }
}

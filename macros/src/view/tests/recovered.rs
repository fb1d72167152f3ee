use proc_macro2::TokenTree;

use super::{codes, parsed};
use crate::diagnostic::Diagnostics;
use crate::view::parse_tokens;

/// Asserts the codes that each source is reported with, and the outline of the view that is left.
#[track_caller]
fn check(table: &[(&str, &[&str], &str)]) {
    for (source, expected, outline) in table {
        let (found, messages) = parsed(source);
        assert_eq!(codes(&messages), *expected, "in {source}: {messages:#?}");
        assert_eq!(found, *outline, "in {source}");
    }
}

#[test]
fn tags() {
    check(&[
        ("<div><p>\"a\"</div>", &["W006"], "div[p[\"a\"]]"),
        ("<div><p><b></div>", &["W006", "W006"], "div[p[b]]"),
        (
            "<div><p>\"a\"</span></div>\"b\"",
            &["W007"],
            "div[p[\"a\"]] \"b\"",
        ),
        (
            "<div>\"a\"</span></div>\"b\"",
            &["W007"],
            "div[\"a\"] \"b\"",
        ),
        ("<div/></div><p/>", &["W008"], "div p"),
        ("<p><br>\"a\"</br></p>", &["W009"], "p[br \"a\"]"),
        ("<div id=\"a\"", &["W005"], "div(id=\"a\")"),
        ("<div <p>\"a\"</p></div>", &["W005"], "div[p[\"a\"]]"),
        ("<p/><!-- a", &["W010"], "p"),
        ("<!ELEMENT p><p/>", &["W011"], "p"),
        ("<></p></>", &["W007"], ""),
        ("<Row></Rows>", &["W007"], "Row"),
    ]);
}

#[test]
fn attributes() {
    check(&[
        ("<p id= title=\"a\"/>", &["W002"], "p(title=\"a\")"),
        ("<p id=>\"a\"</p>", &["W002"], "p[\"a\"]"),
        ("<p id=a.! title=b/>", &["W001"], "p(title=b)"),
        (
            "<p id={a.} title={b.}/>{c.}",
            &["W001", "W001", "W001"],
            "p",
        ),
        (
            "{for a in b { <p>{a}</p> }}{match a { _ => <p/> }}{<T>::a(1 1)}<p id={|| <b>c</b>}/>",
            &["W020", "W020", "W001", "W020"],
            "p",
        ),
        ("<p #a id=b/>", &["W004"], "p(a id=b)"),
        ("<p {a} id=b/>", &["W014"], "p(id=b)"),
        (
            "<p clas:a=b stye:c=d foo:e=f/>",
            &["W102", "W102", "W101"],
            "p",
        ),
        ("<p style:a:b=c prop:d:e=f/>", &["W103", "W103"], "p"),
        ("<p class=(\"a b\", c)/>", &["W104"], "p"),
        (
            "<p class:a bind:value on:click node_ref/>",
            &["W003"; 4],
            "p",
        ),
        ("<input bind:text=a/>", &["W105"], "input"),
        ("<p let:a/>", &["W106"], "p"),
        ("<p class(a)=b/>", &["W110"], "p(class=b)"),
        ("<Row let:2/>", &["W015"], "Row(let:_)"),
        ("<p class:=true/>", &["W103"], "p"),
        ("<Row on:=true/>", &["W103"], "Row"),
    ]);
}

#[test]
fn modifiers() {
    check(&[
        ("<p on:click:prevnt=a/>", &["W108"], "p(on:click=a)"),
        (
            "<p on:click:foo:bar=a/>",
            &["W107", "W107"],
            "p(on:click=a)",
        ),
        ("<p on:click:debounce=a/>", &["W109"], "p(on:click=a)"),
        ("<p on:click:throttle(x)=a/>", &["W109"], "p(on:click=a)"),
        ("<p on:click:stop(1)=a/>", &["W110"], "p(on:click=a)"),
        ("<p on:click:stop:stop=a/>", &["W111"], "p(on:click:Stop=a)"),
        (
            "<p on:click:debounce(1):throttle(2)=a/>",
            &["W111"],
            "p(on:click:Debounce(1)=a)",
        ),
        (
            "<p on:touchmove:passive:prevent=a/>",
            &["W112"],
            "p(on:touchmove:Passive=a)",
        ),
        ("<p on:click:enter=a/>", &["W113"], "p(on:click=a)"),
    ]);
}

#[test]
fn components() {
    check(&[
        ("<Row class:a=b/>", &["W120"], "Row"),
        ("<Row on:click:stop=a/>", &["W121"], "Row(on_click=a)"),
        ("<Row {..a}/>", &["W122"], "Row"),
        ("<Row data-x=a/>", &["W123"], "Row"),
        ("<Row a=b a=c/>", &["W124"], "Row(a=b)"),
        ("<Show fallback=a>\"x\"</Show>", &["W125"], "[\"x\"]"),
        ("<For each=a>\"x\"</For>", &["W125", "W126"], "[\"x\"]"),
        (
            "<Show when=a unless=b let:c/>",
            &["W127", "W127"],
            "Show(when=a Suspend)",
        ),
        ("<div><slot:a/></div><slot:b/>", &["W128", "W128"], "div"),
        ("<Row><slot:a b=c/></Row>", &["W129"], "Row slot:a"),
    ]);
}

#[test]
fn a_message_says_what_is_wrong_and_what_to_write() {
    let (_, messages) = parsed("<p on:click:prevnt=a/>");
    let expected = "`:prevnt` is not a modifier of an event [W108]\nhelp: did you mean `:prevent`?";
    assert_eq!(messages, [expected]);
}

/// The parser looks any distance ahead and back. It must still end, whatever is typed.
#[test]
fn half_typed_views_are_parsed() {
    let source = r#"<!DOCTYPE html><!-- a --><section id=a < b class:x-y=c {..d} on:click:prevent:debounce(3)=|e| -> () { e }>
        <For each=f::<u8>() key=|x| x let:y><br><Row<u8> a let:(b, c)><slot:d let:e>words {f} "g"</slot:d></Row></For>
        <style>p > a { b: c }</style><>{if h { view! { <p/> } }}</></section>"#;
    let tokens: Vec<TokenTree> = source
        .parse::<proc_macro2::TokenStream>()
        .expect("tokens")
        .into_iter()
        .collect();
    for index in 0..tokens.len() {
        let (before, after) = tokens.split_at(index);
        let without = [before, &after[1..]].concat();
        let twice = [before, &after[..1], after].concat();
        let swapped = [after, before].concat();
        for mutant in [before.to_vec(), without, twice, swapped] {
            parse_tokens(mutant.into_iter().collect(), &mut Diagnostics::default());
        }
    }
}

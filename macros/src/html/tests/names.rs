//! Names of elements, attributes and events.

use super::{accepts, checked, refuses};

#[test]
fn elements() {
    refuses(&[
        ("<dvi/>", "W302"),
        ("<foo/>", "W301"),
        ("<svg><lineargradient/></svg>", "W302"),
        ("<svg><foo/></svg>", "W301"),
        ("<svg><input/></svg>", "W321"),
        ("<div><circle/></div>", "W303"),
        ("<div><mfrac/></div>", "W303"),
    ]);
    accepts(&[
        "<my-chart/>",
        "<svg><my-shape/></svg>",
        "<svg><use/><foreignObject><input/></foreignObject></svg>",
    ]);
}

#[test]
fn attributes() {
    refuses(&[
        ("<p id=\"a\" id=b/>", "W304"),
        ("<p class:a=b class:a=c/>", "W304"),
        ("<p style:color=a style:color=b/>", "W304"),
        ("<p clas=\"a\"/>", "W305"),
        ("<a herf=\"a\"/>", "W305"),
        ("<p className=\"a\"/>", "W305"),
        ("<label htmlFor=\"a\"/>", "W305"),
        ("<p tabIndex=0/>", "W305"),
        ("<p aria-lable=a/>", "W305"),
        ("<svg viewbox=\"a\"/>", "W305"),
        ("<p onclick=a/>", "W306"),
        ("<p onClick=a/>", "W306"),
        ("<p on-click=a/>", "W306"),
        ("<div bind:value=a/>", "W308"),
        ("<textarea bind:checked=a/>", "W308"),
        ("<p inner_html=a>b</p>", "W309"),
        ("<br inner_html=a/>", "W309"),
    ]);
    accepts(&[
        "<p class=\"a\" class:b=c class=(\"d\", e)/>",
        "<p on:click=a on:click=b/>",
        "<p data-clas=a wibble=b aria-label=c/>",
        "<my-chart clas=a bind:value=b on:clik=c/>",
        "<select bind:value=a/>",
    ]);
}

#[test]
fn states_of_controls() {
    refuses(&[
        ("<input type=\"file\" bind:value=a/>", "W140"),
        ("<input type=\"file\" prop:value=a/>", "W140"),
        ("<input type=\"checkbox\" bind:value=a/>", "W140"),
        ("<input type=\"radio\" bind:value=a/>", "W140"),
        ("<input type=\"submit\" bind:value=a/>", "W140"),
        ("<input type=\"text\" bind:checked=a/>", "W140"),
        ("<input value=\"a\" bind:value=b/>", "W141"),
        ("<input prop:value=a bind:value=b/>", "W141"),
        ("<select value=a bind:value=b/>", "W141"),
        ("<input type=\"checkbox\" checked bind:checked=b/>", "W141"),
        ("<textarea bind:value=a>{b}</textarea>", "W142"),
        ("<textarea value=a>\"b\"</textarea>", "W142"),
        ("<input type=\"radio\" bind:group=a/>", "W144"),
        ("<input value=\"a\" bind:group=b/>", "W144"),
        ("<input defaultValue=a/>", "W305"),
    ]);
    accepts(&[
        "<input type=\"file\" on:change=a/>",
        "<input type=\"checkbox\" value=\"a\" bind:checked=b/>",
        "<input type=\"checkbox\" value=\"a\" bind:group=b/>",
        "<input type=kind value=\"a\" bind:group=b/>",
        "<input type=\"submit\" value=\"send\" prop:disabled=a/>",
        "<textarea value=a/>",
        "<details bind:open=a/>",
        "<select multiple bind:value=a/>",
    ]);
}

#[test]
fn events() {
    refuses(&[
        ("<p on:clik=a/>", "W307"),
        ("<p on:keyDown=a/>", "W307"),
        ("<p on:dblcick=a/>", "W307"),
        ("<p on:popstate=a/>", "W150"),
        ("<p on:resize=a/>", "W150"),
        ("<p on:popstate:document=a/>", "W150"),
        ("<p on:visibilitychange=a/>", "W150"),
        ("<p _=\"on click\"/>", "W151"),
        ("<p _p=a/>", "W151"),
    ]);
    accepts(&[
        "<p on:click=a on:my-clik=b on:DOMContentLoaded=c/>",
        "<p on:itemSelected=a on:selected:custom=b on:clik:custom=c/>",
        "<x-list on:selected=a on:popstate=b/>",
        "<p on:popstate:window=a on:resize:window=b on:visibilitychange:document=c/>",
        "<p on:visibilitychange:window=a on:selectionchange:document=b/>",
        "<video on:resize=a on:playing=b on:waiting=c/>",
        "<input on:selectionchange=a/>",
    ]);
}

#[test]
fn contents() {
    refuses(&[
        ("<script>{a}</script>", "W311"),
        ("<svg><script>{a}</script></svg>", "W311"),
        ("<style><Show when=a>\"b\"</Show></style>", "W311"),
        ("<textarea><Show when=a>\"b\"</Show></textarea>", "W312"),
        (
            "<title>{match a { b => view! { \"c\" }, d => view! { \"e\" } }}</title>",
            "W312",
        ),
        ("<textarea inner_html=a></textarea>", "W330"),
        ("<select><option inner_html=a></option></select>", "W330"),
        ("<script inner_html=a></script>", "W330"),
        ("<p prop:innerHTML=a/>", "W331"),
        ("<iframe srcdoc=a></iframe>", "W332"),
        ("<Show when=a><html><body/></html></Show>", "W333"),
        ("<script><Analytics/></script>", "W311"),
        ("<iframe><p/></iframe>", "W311"),
        ("<script>\"a </script> b\"</script>", "W310"),
        ("<title><b>a</b></title>", "W312"),
        ("<textarea><Draft/></textarea>", "W312"),
        ("<noscript><p on:click=a/></noscript>", "W320"),
        ("<template><p on:click=a/></template>", "W320"),
    ]);
    accepts(&[
        "<title>{a} b</title>",
        "<textarea>{a}</textarea>",
        "<svg><style>{a}</style></svg>",
        "<style>{a}</style>",
        "<style inner_html=a></style>",
        "<script type=\"application/ld+json\">{a}</script>",
        "<iframe srcdoc=\"<p>a</p>\"></iframe>",
        "<p prop:textContent=a/>",
        "<a href=\"#\"><text>a</text></a>",
        "<svg>{if a { view! { <circle/> } } else { view! { <a><text>b</text></a> } }}</svg>",
    ]);
}

#[test]
fn all_mistakes_are_reported() {
    let (_, messages) = checked("<dvi clas=a><p on:clik=b><p/></p></dvi>");
    assert_eq!(messages.len(), 4, "{messages:#?}");
}

#[test]
fn a_suggestion_names_what_is_meant() {
    let (_, messages) = checked("<p on:clik=a/>");
    let expected = "browsers dispatch no event `clik` [W307]\n\
                    help: did you mean `on:click`? A custom event of this name is `on:clik:custom`";
    assert_eq!(messages, [expected]);
}

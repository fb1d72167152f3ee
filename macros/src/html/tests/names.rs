//! Names of elements, attributes and events.

use super::{accepts, checked, refuses};

#[test]
fn elements() {
    refuses(&[
        ("<dvi/>", "W202"),
        ("<foo/>", "W201"),
        ("<svg><lineargradient/></svg>", "W202"),
        ("<svg><foo/></svg>", "W201"),
        ("<svg><input/></svg>", "W221"),
        ("<div><circle/></div>", "W203"),
        ("<div><mfrac/></div>", "W203"),
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
        ("<p id=\"a\" id=b/>", "W204"),
        ("<p class:a=b class:a=c/>", "W204"),
        ("<p style:color=a style:color=b/>", "W204"),
        ("<p clas=\"a\"/>", "W205"),
        ("<a herf=\"a\"/>", "W205"),
        ("<p className=\"a\"/>", "W205"),
        ("<label htmlFor=\"a\"/>", "W205"),
        ("<p tabIndex=0/>", "W205"),
        ("<p aria-lable=a/>", "W205"),
        ("<svg viewbox=\"a\"/>", "W205"),
        ("<p onclick=a/>", "W206"),
        ("<p onClick=a/>", "W206"),
        ("<p on-click=a/>", "W206"),
        ("<div bind:value=a/>", "W208"),
        ("<textarea bind:checked=a/>", "W208"),
        ("<p inner_html=a>b</p>", "W209"),
        ("<br inner_html=a/>", "W209"),
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
fn events() {
    refuses(&[
        ("<p on:clik=a/>", "W207"),
        ("<p on:keyDown=a/>", "W207"),
        ("<p on:dblcick=a/>", "W207"),
    ]);
    accepts(&["<p on:click=a on:my-clik=b on:DOMContentLoaded=c/>"]);
}

#[test]
fn contents() {
    refuses(&[
        ("<style>{a}</style>", "W211"),
        ("<script><Analytics/></script>", "W211"),
        ("<iframe><p/></iframe>", "W211"),
        ("<script>\"a </script> b\"</script>", "W210"),
        ("<title><b>a</b></title>", "W212"),
        ("<textarea><Draft/></textarea>", "W212"),
        ("<noscript><p on:click=a/></noscript>", "W220"),
    ]);
    accepts(&[
        "<title>{a} b</title>",
        "<textarea>{a}</textarea>",
        "<svg><style>{a}</style></svg>",
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
    let expected = "no element has an event `clik` [W207]\n\
                    help: did you mean `on:click`? The name of a custom event has a dash";
    assert_eq!(messages, [expected]);
}

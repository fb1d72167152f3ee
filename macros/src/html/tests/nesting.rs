//! Compares the rules about nesting with a browser's parser.

use super::browser::{keeps, keeps_page};
use super::{accepts, checked, refuses};
use crate::html::elements::{ContentModel, Namespace, content};

#[test]
fn what_a_browser_leaves_alone_is_accepted() {
    let sources = [
        "<div><p>a<b>b<i>c</i></b></p><ul><li>a<ul><li>b</li></ul></li></ul></div>",
        "<table><caption>a</caption><colgroup><col/></colgroup><thead><tr><th>a</th></tr></thead>
         <tbody><tr><td><table><tbody><tr><td>b</td></tr></tbody></table></td></tr></tbody></table>",
        "<a href=\"/\"><div><h1>a</h1></div></a>",
        "<p><button><div>a</div></button></p>",
        "<p><object><p>a</p></object></p>",
        "<p><svg><foreignObject><div>a</div></foreignObject><title>b</title></svg></p>",
        "<svg viewBox=\"0 0 1 1\"><linearGradient><stop/></linearGradient><a><text>b</text></a></svg>",
        "<math><mrow><mi>a</mi><mo>=</mo><mtext><b>c</b></mtext></mrow></math>",
        "<math><semantics><mi>a</mi><annotation-xml encoding=\"text/html\"><p>b</p></annotation-xml></semantics></math>",
        "<math><annotation-xml encoding=\"Application/XHTML+xml\"><p>b</p></annotation-xml></math>",
        "<select><optgroup><option>a</option></optgroup><hr/><option>b</option></select>",
        "<dl><div><dt>a</dt><dd>b<dl><dt>c</dt></dl></dd></div></dl>",
        "<ruby>a<rp>b</rp><rt>c</rt><rp>d</rp></ruby>",
        "<table><tbody><tr><td><a>a</a></td></tr></tbody></table><a>b</a>",
        "<form><table><tbody><tr><td><input/></td></tr></tbody></table></form>",
        "<details><summary><h2>a</h2></summary><p>b</p></details>",
        "<template><tr><td>a</td></tr></template>",
        "<div><style>p { color: red }</style><textarea>a</textarea><title>b</title></div>",
        "<video><source src=\"a\"/><track src=\"b\"/></video><picture><source/><img/></picture>",
        "<table><input type=\"hidden\"/><tbody><tr><td></td></tr></tbody></table>",
    ];
    accepts(&sources);
    for source in sources {
        assert!(keeps(&checked(source).0), "a browser rearranges {source}");
    }
}

#[test]
fn a_whole_page_is_accepted() {
    let source = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"/><title>a</title>
                  <link rel=\"icon\" href=\"b\"/></head><body><main>c</main></body></html>";
    accepts(&[source]);
    assert!(keeps_page(&checked(source).0));
}

#[test]
fn what_a_browser_rearranges_is_refused() {
    let table = [
        ("<div><p>a<p>b</p></p></div>", "W318"),
        ("<p><span><div>a</div></span></p>", "W319"),
        ("<p><ul><li>a</li></ul></p>", "W319"),
        ("<p><table></table></p>", "W319"),
        ("<p>a<hr/></p>", "W319"),
        ("<table><tr></tr></table>", "W315"),
        ("<table><div>a</div></table>", "W316"),
        ("<table>a</table>", "W314"),
        ("<table><tbody><tr>a</tr></tbody></table>", "W314"),
        ("<table><tbody><td>a</td></tbody></table>", "W316"),
        ("<table><form><input/></form></table>", "W316"),
        ("<table><tbody><svg></svg></tbody></table>", "W316"),
        ("<table><colgroup><tr></tr></colgroup></table>", "W316"),
        ("<table><col/></table>", "W316"),
        ("<div><td>a</td></div>", "W317"),
        ("<div><tr></tr></div>", "W317"),
        ("<a>a<span><a>b</a></span></a>", "W318"),
        ("<button><span><button>b</button></span></button>", "W318"),
        ("<form><div><form></form></div></form>", "W318"),
        ("<ul><li>a<li>b</li></li></ul>", "W318"),
        ("<ul><li>a<div><li>b</li></div></li></ul>", "W318"),
        ("<dl><dt>a<dd>b</dd></dt></dl>", "W319"),
        ("<h1>a<h2>b</h2></h1>", "W319"),
        ("<h1>a<h1>b</h1></h1>", "W318"),
        ("<nobr>a<nobr>b</nobr></nobr>", "W318"),
        (
            "<datalist><option>a<option>b</option></option></datalist>",
            "W316",
        ),
        ("<ruby><rt>a<rt>b</rt></rt></ruby>", "W318"),
        ("<svg><div>a</div></svg>", "W313"),
        ("<math><mrow><p>a</p></mrow></math>", "W313"),
        ("<div><body>a</body></div>", "W317"),
    ];
    refuses(&table);
    for (source, _) in table {
        assert!(
            !keeps(&checked(source).0),
            "a browser leaves {source} alone"
        );
    }
}

/// The current standard keeps these, but older browsers drop them.
#[test]
fn what_an_older_browser_drops_from_a_select_is_refused() {
    refuses(&[
        ("<select><div>a</div></select>", "W316"),
        ("<select><option><b>a</b></option></select>", "W316"),
        ("<select><optgroup><hr/></optgroup></select>", "W316"),
        ("<select><select></select></select>", "W316"),
    ]);
}

#[test]
fn every_pair_of_elements_is_judged_as_a_browser_does() {
    for parent in Namespace::Html
        .elements()
        .iter()
        .filter(|name| is_parent(name))
    {
        for child in Namespace::Html
            .elements()
            .iter()
            .filter(|name| is_child(name))
        {
            judge(&[parent, child]);
        }
    }
}

#[test]
fn chains_of_elements_are_judged_as_a_browser_does() {
    for outer in CHAINED.iter().filter(|name| is_parent(name)) {
        for middle in CHAINED.iter().filter(|name| is_parent(name)) {
            for inner in CHAINED {
                judge(&[outer, middle, inner]);
                judge(&[outer, "span", middle, inner]);
            }
        }
    }
}

/// One element of each kind that a rule mentions.
const CHAINED: &[&str] = &[
    "a",
    "address",
    "b",
    "button",
    "caption",
    "col",
    "colgroup",
    "dd",
    "div",
    "dt",
    "foreignObject",
    "form",
    "h1",
    "h2",
    "hr",
    "li",
    "math",
    "mi",
    "nobr",
    "object",
    "p",
    "rp",
    "rt",
    "ruby",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "tr",
    "ul",
];

/// Returns whether the element is tested as a parent. Elements without children are not, nor are those with tests of
/// their own.
fn is_parent(name: &str) -> bool {
    let elsewhere = [
        "html", "head", "body", "noscript", "select", "option", "optgroup",
    ];
    content(Namespace::Html, name) == ContentModel::Nodes && !elsewhere.contains(&name)
}

fn is_child(name: &str) -> bool {
    !["html", "head", "body"].contains(&name)
}

/// Asserts that a chain of elements is refused if and only if a browser rearranges it.
fn judge(chain: &[&str]) {
    let open: String = chain.iter().map(|name| format!("<{name}>")).collect();
    let is_void = |name: &str| content(Namespace::Html, name) == ContentModel::Void;
    let closed = chain.iter().rev().filter(|name| !is_void(name));
    let close: String = closed.map(|name| format!("</{name}>")).collect();
    let source = format!("<div>{open}{}{close}</div>", filling(chain));
    let (view, messages) = checked(&source);
    let codes = ["[W301]", "[W302]", "[W303]", "[W321]"];
    let is_unknown = |message: &String| codes.iter().any(|code| message.contains(code));
    if !messages.iter().any(is_unknown) {
        assert_eq!(messages.is_empty(), keeps(&view), "{source}: {messages:#?}");
    }
}

/// Returns text for a form, because a browser leaves a form in a table in place and moves its content out.
fn filling(chain: &[&str]) -> &'static str {
    if chain.ends_with(&["form"]) {
        "text"
    } else {
        ""
    }
}

#[test]
fn a_view_in_an_expression_is_judged_with_what_is_around_it() {
    refuses(&[
        ("<p>{if a { view! { <div/> } }}</p>", "W319"),
        ("<table>{for a in b { view! { <tr/> } }}</table>", "W315"),
        ("<a>{move || view! { <b>{view! { <a/> }}</b> }}</a>", "W318"),
        (
            "<p><Show when=a fallback=|| view! { <p/> }>b</Show></p>",
            "W318",
        ),
    ]);
    accepts(&["<p>{view! { <p><p/></p> }}</p>"
        .replace("<p><p/></p>", "<b/>")
        .as_str()]);
}

/// The view in the expression is parsed on its own, and its mistake would be reported twice.
#[test]
fn a_mistake_inside_of_a_view_in_an_expression_is_left_to_it() {
    accepts(&["<div>{view! { <p><p/></p> <foo/> }}</div>"]);
}

#[test]
fn nothing_is_said_across_the_edge_of_a_component_or_view() {
    accepts(&[
        "<tr/>",
        "<td/>",
        "<li/>",
        "<circle/>",
        "<mi/>",
        "<p><Card><p/></Card></p>",
        "<table><Rows/></table>",
    ]);
}

//! An application in an editor: the answers of a real rust-analyzer.
//!
//! One rust-analyzer is asked by all tests, because it takes ten seconds to start.

mod client;

use std::sync::{LazyLock, Mutex, PoisonError};

use client::{Editor, Place, place_in};
use serde_json::{Value, json};

/// Examples in one file.
const EXAMPLES: [&str; 5] = ["counter", "gallery", "profile", "rows", "toggle"];

static EDITOR: LazyLock<Mutex<Option<Editor>>> =
    LazyLock::new(|| Mutex::new(Editor::open(include_str!("shop.rs"), &EXAMPLES)));

/// Runs a test with the editor, if there is one.
fn with_editor(test: impl FnOnce(&mut Editor)) {
    let mut editor = EDITOR.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(editor) = editor.as_mut() {
        editor.set(include_str!("shop.rs"));
        test(editor);
    }
}

impl Editor {
    /// The places of the definitions, in `main.rs` or in another file.
    fn definitions(&mut self, part: &str) -> Vec<(String, Place)> {
        let found = self.at("textDocument/definition", part, json!({}));
        let main = self.main();
        let mut places: Vec<_> = found
            .as_array()
            .into_iter()
            .flatten()
            .map(location)
            .collect();
        for (file, _) in &mut places {
            *file = if *file == main {
                "main.rs".to_owned()
            } else {
                file.rsplit('/').next().unwrap_or_default().to_owned()
            };
        }
        places
    }

    /// Claims that the definition of the name at a place is one other place.
    fn leads(&mut self, from: &str, to: &str) {
        let found = self.definitions(from);
        let expected = place_in(self.source(), to);
        assert_eq!(
            found,
            [("main.rs".to_owned(), expected)],
            "the definition of `{from}`"
        );
    }

    /// Claims that the text over a name contains this.
    fn tells(&mut self, part: &str, text: &str) {
        let hover = self.at("textDocument/hover", part, json!({}));
        let told = hover["contents"]["value"].as_str().unwrap_or_default();
        assert!(told.contains(text), "over `{part}`: {told}");
    }

    /// The names that are offered after an edit.
    fn offered(&mut self, from: &str, to: &str) -> Vec<String> {
        let found = self.after_edit("textDocument/completion", from, to);
        let items = found.get("items").unwrap_or(&found).as_array();
        let labels = items
            .into_iter()
            .flatten()
            .filter_map(|item| item["label"].as_str());
        labels
            .map(|label| label.split('(').next().unwrap_or(label).to_owned())
            .collect()
    }

    /// Claims that names are offered after an edit.
    fn offers(&mut self, from: &str, to: &str, names: &[&str]) {
        let offered = self.offered(from, to);
        for name in names {
            assert!(
                offered.iter().any(|label| label == name),
                "`{to}` offers {offered:?}"
            );
        }
    }

    /// Renames, and claims that these parts of the source, at `$0`, are changed and nothing else.
    fn renames(&mut self, part: &str, places: &[&str]) {
        let answer = self.at("textDocument/rename", part, json!({ "newName": "other" }));
        let changes = answer["documentChanges"].as_array();
        let changes = changes.unwrap_or_else(|| panic!("`{part}` is not renamed: {answer}"));
        assert_eq!(changes.len(), 1, "only main.rs is changed");
        let edits = changes[0]["edits"].as_array().expect("a file has edits");
        assert!(
            edits.iter().all(|edit| edit["newText"] == "other"),
            "{edits:?}"
        );
        self.are(edits.iter().map(|edit| start(&edit["range"])), places, part);
    }

    /// Claims that the references of a name are these.
    fn refers(&mut self, part: &str, places: &[&str]) {
        let context = json!({ "context": { "includeDeclaration": true } });
        let found = self.at("textDocument/references", part, context);
        let found = found.as_array().expect("references are a list").clone();
        self.are(
            found.iter().map(|found| start(&found["range"])),
            places,
            part,
        );
    }

    fn are(&self, found: impl Iterator<Item = Place>, places: &[&str], part: &str) {
        let mut found: Vec<_> = found.collect();
        let mut expected: Vec<_> = places
            .iter()
            .map(|place| place_in(self.source(), place))
            .collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "the places of `{part}`");
    }
}

fn location(found: &Value) -> (String, Place) {
    let file = found["uri"].as_str().unwrap_or_default().to_owned();
    (file, start(&found["range"]))
}

fn start(range: &Value) -> Place {
    let number = |name: &str| range["start"][name].as_u64().expect("a place has numbers");
    Place(number("line"), number("character"))
}

#[test]
fn a_definition_is_one_place() {
    with_editor(|shop| {
        shop.leads("<h1>{cou$0nt}", "let ($0count");
        shop.leads("set_cou$0nt.set(doubled(2))", "(count, $0set_count)");
        shop.leads("{doub$0led(count", "fn $0doubled");
        shop.leads("set(doub$0led(2))", "fn $0doubled");
        shop.leads("<St$0ep by=3", "fn $0Step(");
        shop.leads("\"three\"</St$0ep>", "fn $0Step(");
        shop.leads("<parts::St$0ep", "fn $0Step(");
        shop.leads("</parts::St$0ep>", "fn $0Step(");
        shop.leads("<parts$0::Step", "mod $0parts");
        shop.leads("<Step b$0y=3", "        $0by: i32");
        shop.leads("on:st$0ep=move", "        $0on_step: ");
        shop.leads("on_st$0ep=move", "        $0on_step: ");
        shop.leads("<slot:ro$0w", " $0row: Slot");
        shop.leads("<li>{it$0em.get()", "let:$0item");
        shop.leads("<li>{item.get().lab$0el", "    $0label: String");
        shop.leads("{on$0ly.get()", "let:$0only");
        shop.leads("key=|item| item.i$0d", "    $0id: u32");
        shop.leads("= use_to$0tal(items)", "fn $0use_total");
        shop.leads("on_step.run(b$0y)", "        $0by: i32");
        shop.leads("page(\"/\", Sh$0op)", "fn $0Shop()");
        let methods = shop.definitions("event.prevent_de$0fault()");
        assert_eq!(methods.len(), 1, "{methods:?}");
        assert_eq!(methods[0].0, "event.rs");
        for method in [
            "count.ge$0t())}",
            "set_count.se$0t(added)",
            "set_count.upd$0ate(",
        ] {
            let found = shop.definitions(method);
            assert_eq!(found.len(), 1, "{method}: {found:?}");
        }
    });
}

#[test]
fn types_are_told() {
    with_editor(|shop| {
        shop.tells("<h1>{cou$0nt}", "let count: ReadSignal<i32>");
        shop.tells("move |ev$0ent|", "event: Event<click>");
        shop.tells("by=3 on:step=move |add$0ed|", "added: i32");
        shop.tells("<li>{it$0em.get()", "item: ReadSignal<Item>");
        shop.tells("key=|it$0em| item.id", "item: &Item");
        shop.tells("{on$0ly.get()", "only: ReadSignal<Item>");
        shop.tells("{num$0ber}</slot", "number: u8");
        shop.tells("log!(\"{no$0w}", "now: i32");
        shop.tells("<Step b$0y=3", "by: i32");
        shop.tells("<St$0ep by=3", "A button that adds to a number.");
        shop.tells("<F$0or each", "for each item of a list");
    });
}

#[test]
fn rows_have_types() {
    with_editor(|shop| {
        let whole = shop.source().to_owned();
        let of_closure = whole.replace(
            "let found",
            "let listed = move || items.get();\n    let found",
        );
        shop.set(&of_closure.replace("each=items", "each=listed"));
        shop.offers("{item.get().label}", "{item.get().$0}", &["id", "label"]);
        let in_parts = whole.replace("let:item>", "let:Item { label, .. }>");
        shop.set(&in_parts.replace("{item.get().label}", "{label}"));
        shop.tells("<li>{lab$0el}", "let label: Memo<String>");
        shop.leads("<li>{lab$0el}", "let:Item { $0label");
    });
}

#[test]
fn names_are_offered() {
    with_editor(|shop| {
        shop.offers("<h1>{count}", "<h1>{count.$0}", &["get", "with"]);
        shop.offers("<h1>{count}", "<h1>{cou$0}", &["count", "set_count"]);
        shop.offers("set_count.set(added)", "set_count.$0", &["set", "update"]);
        shop.offers(
            "event.prevent_default()",
            "event.$0",
            &["client_x", "prevent_default"],
        );
        shop.offers(
            "<li>{item.get().label}",
            "<li>{item.get().$0}",
            &["id", "label"],
        );
        shop.offers("item| item.id", "item| item.$0", &["id", "label"]);
        shop.offers("{total.get() == 0}", "total.$0", &["get"]);
        shop.offers("<Step by=3", "<Step by=count.$0", &["get"]);
        shop.offers("<Step by=3", "<Step b$0", &["by", "hint", "on_step"]);
        shop.offers(
            "<Step by=3",
            "<Ste$0 by=3",
            &["Step", "Shop", "Show", "For"],
        );
        shop.offers("<parts::Step by=4", "<parts::$0 by=4", &["Step"]);
    });
}

#[test]
fn names_of_html_are_offered() {
    with_editor(|shop| {
        shop.offers(
            "<h1>{count}</h1>",
            "<$0",
            &["div", "button", "circle", "Step", "Show"],
        );
        shop.offers("<h1>{count}</h1>", "<but$0><h1>{count}</h1>", &["button"]);
        shop.offers(
            "<label for",
            "<label ti$0 for",
            &["title", "on", "bind", "node_ref"],
        );
        shop.offers(
            "<input id",
            "<input pla$0 id",
            &["placeholder", "required", "hidden"],
        );
        shop.offers("<svg viewBox", "<svg view$0", &["viewBox", "class"]);
        shop.offers("<x-clock zone", "<x-clock ti$0 zone", &["title", "on"]);
        shop.offers(
            "<label for=\"sum\">",
            "<label on:k$0>",
            &["click", "keydown", "focusin"],
        );
        shop.offers("on:tick:custom", "on:cl$0", &["click"]);
        shop.offers(
            "on:keydown:enter:prevent",
            "on:keydown:en$0",
            &["enter", "prevent", "debounce"],
        );
        shop.offers("bind:value=sum", "bind:$0", &["value", "checked", "group"]);
        // An element does not offer what another has.
        let offered = shop.offered("<label for", "<label pla$0 for");
        assert!(
            !offered.iter().any(|name| name == "placeholder"),
            "{offered:?}"
        );
        shop.tells("<ma$0in class", "The element `<main>` of HTML.");
    });
}

/// While somebody types, more than one place is incomplete.
#[test]
fn names_are_offered_in_broken_views() {
    with_editor(|shop| {
        let methods = ["get", "with"];
        // Another incomplete expression.
        shop.offers(
            "<h1>{count}</h1>",
            "<h1>{total.}</h1><p>{count.$0}</p>",
            &methods,
        );
        // Tags without an end, and without a name.
        shop.offers("<h1>{count}</h1>", "<h1>{count.$0}", &methods);
        shop.offers("<h1>{count}</h1>", "<h1>{count.$0}</h2>", &methods);
        shop.offers("<h1>{count}</h1>", "<h1>{count.$0}</h1><", &methods);
        shop.offers("<h1>{count}</h1>", "<h1>{count.$0}</h1><Ste", &methods);
        shop.offers("<h1>{count}</h1>", "<><p>{count.$0}", &methods);
        // Half of an attribute.
        shop.offers("<h1>{count}", "<h1 on:cl>{count.$0}", &methods);
        shop.offers("<h1>{count}", "<h1 on:click=>{count.$0}", &methods);
        shop.offers("<h1>{count}", "<h1 class:>{count.$0}", &methods);
        shop.offers(
            "<h1>{count}",
            "<h1 class:odd={count.$0} title=>{count}",
            &methods,
        );
        shop.offers(
            "<h1>{count}",
            "<h1 title=count.$0 id=\"title\">{count}",
            &methods,
        );
        shop.offers("<h1>{count}", "<h1 title=count.$0 {count}", &methods);
        // Half of a handler.
        shop.offers(
            "set_count.set(added)",
            "{ let more = ; count.$0 }",
            &methods,
        );
        shop.offers(
            "set_count.set(added)",
            "{ if added > { } count.$0 }",
            &methods,
        );
        // A list without a key, a tag without its props.
        shop.offers(
            "key=|item| item.id let:item>\n                    <li>{item.get().label}",
            "let:item>\n                    <li>{item.get().$0}",
            &["id", "label"],
        );
        shop.offers(
            "on_step=move |added| set_count.set(added)",
            "on_step=move |added| added.$0",
            &["abs"],
        );
        // Mistakes that only the compiler knows.
        shop.offers(
            "<h1>{count}",
            "<h1 on:klick=count class:odd class=\"a\" class=\"b\">{count.$0}",
            &methods,
        );
        shop.offers(
            "let found",
            "let sum = count + ; count.$0; let found",
            &methods,
        );
        shop.offers("<h1>{count}</h1>", "<h1>{count.$0}</h1> Don't", &methods);
    });
}

#[test]
fn a_new_name_is_everywhere() {
    with_editor(|shop| {
        let count = [
            "let ($0count",
            "effect(move || $0count",
            "<h1>{$0count",
            "doubled($0count",
            "{if $0count",
        ];
        shop.renames("let (cou$0nt", &count);
        shop.renames("<h1>{cou$0nt", &count);
        shop.refers("doubled(cou$0nt", &count);
        shop.renames("let:it$0em", &["let:$0item", "<li>{$0item"]);
        shop.renames(
            "fn doub$0led",
            &["fn $0doubled", "<p>{$0doubled", "set($0doubled(2)"],
        );
        shop.renames(
            "all=vec![1_u8, 2]><slot:row let:num$0ber",
            &["let:$0number", "{$0number}"],
        );
        let step = [
            "fn $0Step(",
            "use parts::$0Step",
            "<$0Step by=3",
            "\"three\"</$0Step>",
            "<parts::$0Step by",
            "</parts::$0Step>",
        ];
        shop.renames("fn St$0ep(", &step);
        shop.renames("<St$0ep by=3", &step);
        shop.refers("</parts::St$0ep>", &step);
        let by = ["        $0by: i32", "<Step $0by=3", "<parts::Step $0by=4"];
        shop.refers("<Step b$0y=3", &by);
        shop.renames(
            "        b$0y: i32",
            &[by[0], by[1], by[2], "on_step.run($0by)"],
        );
    });
}

#[test]
fn nothing_is_wrong() {
    with_editor(|shop| {
        assert_eq!(shop.diagnostics("src/main.rs"), [""; 0]);
        for name in EXAMPLES {
            let said = shop.diagnostics(&format!("src/bin/{name}.rs"));
            assert_eq!(said, [""; 0], "{name}");
        }
    });
}

#[test]
fn a_mistake_is_told() {
    with_editor(|shop| {
        let mistaken = shop
            .source()
            .replace("<h1>{count}</h1>", "<h1 on:klick=move |_| ()></h1>");
        shop.set(&mistaken);
        let said = shop.diagnostics("src/main.rs");
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("klick"), "{said:?}");
    });
}

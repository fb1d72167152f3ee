//! The overlay of dev mode: every byte that was sent, and the facts of the compiler.

#![cfg(all(not(target_arch = "wasm32"), debug_assertions))]
#![allow(missing_docs)]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt;
use watershed::facts::Facts;
use watershed::prelude::*;
use watershed::server::{PageReport, Pages, use_overlay};
use watershed::testing::App;

#[component]
fn Counter() -> View {
    let (count, set_count) = signal(7);
    view! { <button on:click=move |_| set_count.update(|count| *count += 1)>{count}</button> }
}

#[component]
fn Toggle(children: Children) -> View {
    let (show, set_show) = signal(false);
    on_mount(move || set_show.set(true));
    view! {
        <button id="toggle" on:click=move |_| set_show.update(|show| *show = !*show)>"Toggle"</button>
        <Show when=show>{children()}</Show>
    }
}

#[component]
fn Page() -> View {
    let (steps, set_steps) = signal(vec![String::from("one")]);
    let (mark, set_mark) = signal(String::new());
    let add = action(async move |step: String| set_steps.update(|steps| steps.push(step)));
    let latest = memo(move || steps.with(|steps| steps.last().cloned()));
    view! {
        <main>
            <Toggle><p id="hidden">{move || steps.with(Vec::len)}" steps"</p></Toggle>
            <button id="add" on:click=move |_| add.dispatch("two".to_owned())>"add"</button>
            <button id="mark" on:click=move |_| set_mark.set(latest.get().unwrap_or_default())>{mark}</button>
            <ul><For each=steps key=|step| step.clone() let:step><Step name=step.get()/></For></ul>
        </main>
    }
}

#[component]
fn Step(name: String) -> View {
    let (done, set_done) = signal(false);
    view! { <li class:done=done on:click=move |_| set_done.set(true)>{name}</li> }
}

fn opened() -> App {
    use_overlay();
    App::new(Page)
}

fn report(app: &App) -> PageReport {
    app.overlay().expect("the page is live")
}

/// Returns the bytes sent for a line of a component, in all its instances: snapshot, updates, batches.
fn bytes(report: &PageReport, component: &str, name: &str) -> [usize; 3] {
    let mut sum = [0; 3];
    for instance in &report.instances {
        let known = &report.components[instance.component];
        for entry in &instance.entries {
            let line = &known.lines[entry.line];
            if known.name.ends_with(component) && line.name.starts_with(name) {
                let bytes = entry.bytes;
                for (sum, part) in sum.iter_mut().zip([bytes.snapshot, bytes.down, bytes.up]) {
                    *sum += part;
                }
            }
        }
    }
    sum
}

#[test]
fn every_byte_is_somebodys() {
    let app = opened();
    let (mut down, mut up) = (app.received().bytes(), app.sent().bytes());
    for selector in ["#add", "#mark", "li", "#toggle", "#toggle"] {
        app.click(selector);
        down += app.received().bytes();
        up += app.sent().bytes();
        let report = report(&app);
        assert_eq!(report.total.snapshot, app.snapshot().len(), "{selector}");
        assert_eq!(report.total.down, down, "{selector}");
        assert_eq!(report.total.up, up, "{selector}");
    }
}

#[test]
fn bytes_stand_where_they_were_sent_for() {
    let app = opened();
    let before = report(&app);
    let content = "<p id=\"hidden\">".len();
    let [_, down, up] = bytes(&before, "Toggle", "a `<Show>`");
    assert!(down > content && up == 0, "{down} {up}");
    assert!(
        bytes(&before, "Toggle", "show")[2] > 0,
        "the browser wrote it"
    );
    let [resumed, ..] = bytes(&before, "Step", "its client functions");
    assert!(resumed > 0, "the snapshot tells where they are");

    app.click("#add");
    let after = report(&app);
    let added =
        |component, name| bytes(&after, component, name)[1] - bytes(&before, component, name)[1];
    assert!(added("Page", "a list") > "two".len(), "a row came");
    assert!(added("Page", "the text") > 0, "the number of steps changed");
    assert!(
        added("Page", "latest") > "two".len(),
        "a mirror's value came"
    );
    assert_eq!(added("Toggle", "a `<Show>`"), 0);
    assert!(
        bytes(&after, "Page", "add")[2] > "two".len(),
        "a call went up"
    );
}

#[test]
fn lines_are_what_the_compiler_says() {
    let report = report(&opened());
    let names: Vec<_> = report.components.iter().map(|known| known.name).collect();
    assert_eq!(names, ["overlay::Page", "overlay::Toggle", "overlay::Step"]);
    for known in &report.components {
        let facts = Facts::all().find(|facts| facts.component == known.name);
        for (node, line) in facts
            .expect("it was compiled")
            .nodes
            .iter()
            .zip(&known.lines)
        {
            assert_eq!(
                (node.kind.name(), node.name, node.colour, node.reason),
                (line.kind, line.name, line.colour, line.reason)
            );
        }
    }
}

#[test]
fn instances_stand_in_each_other() {
    let app = opened();
    app.click("#add");
    let report = report(&app);
    let tree: Vec<_> = report
        .instances
        .iter()
        .map(|instance| (report.components[instance.component].name, instance.parent))
        .collect();
    let root = Some(report.instances[0].id);
    assert_eq!(tree[0], ("overlay::Page", None));
    assert_eq!(tree[1], ("overlay::Toggle", root));
    assert_eq!(tree[2..], [("overlay::Step", root); 2]);
}

#[test]
fn a_line_tells_how_many_of_it_are_linked() {
    let app = opened();
    let report = report(&app);
    let toggle = &report.instances[1];
    let lines = &report.components[toggle.component].lines;
    let show = toggle
        .entries
        .iter()
        .find(|entry| lines[entry.line].name == "show");
    let show = show.expect("it is captured");
    assert_eq!((show.count, show.linked, show.uplink), (1, 1, Some("lazy")));
}

fn app() -> Router {
    use_overlay();
    watershed::server::router()
        .page("/", Counter)
        .page("/live", Page)
}

async fn get(app: Router, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = app.oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

/// Requests the report of a page.
async fn asked(path: &str) -> Value {
    let (_, html) = get(app(), path).await;
    let (_, rest) = html
        .split_once("<script src=/_watershed/overlay.js data-page=")
        .expect("the overlay's tag");
    let (page, _) = rest.split_once('>').unwrap();
    let (status, report) = get(app(), &format!("/_watershed/overlay/{page}")).await;
    assert_eq!(status, StatusCode::OK);
    serde_json::from_str(&report).unwrap()
}

#[tokio::test]
async fn a_static_page_is_remembered_for_a_while() {
    let report = asked("/").await;
    assert_eq!(report["has_session"], false);
    let nodes = &report["components"][0]["lines"];
    assert_eq!(nodes[0]["name"], "count");
    assert_eq!(nodes[0]["colour"], "iso");
}

#[tokio::test]
async fn a_live_page_is_asked_for_where_it_lives() {
    let report = asked("/live").await;
    assert_eq!(report["has_session"], true);
    assert_eq!(report["instances"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn who_has_no_ticket_is_told_nothing() {
    for page in ["0", "zz", "00112233445566778899aabbccddeeff"] {
        let (status, _) = get(app(), &format!("/_watershed/overlay/{page}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{page}");
    }
}

#[tokio::test]
async fn script_and_style_are_files_of_our_own() {
    for file in ["overlay.js", "overlay.css"] {
        let (status, text) = get(app(), &format!("/_watershed/{file}")).await;
        assert_eq!(status, StatusCode::OK);
        assert!(!text.contains("innerHTML") && !text.contains("eval("));
    }
}

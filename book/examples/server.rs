#[server]
use std::sync::atomic::{AtomicU32, Ordering};

use watershed::prelude::*;

// ANCHOR: items
#[server]
use std::fs;

#[server]
async fn lines(path: &str) -> Result<Vec<String>, std::io::Error> {
    let text = fs::read_to_string(path)?;
    Ok(text.lines().map(str::to_owned).collect())
}

#[component]
async fn File() -> Result<View, Error> {
    let lines = lines(concat!(env!("CARGO_MANIFEST_DIR"), "/book.toml")).await?;
    let (is_open, set_is_open) = signal(false);
    Ok(view! {
        <button on:click=move |_| set_is_open.set(true)>{lines.len()} " lines"</button>
        <pre hidden={!is_open.get()}>{lines.join("\n")}</pre>
    })
}
// ANCHOR_END: items

// ANCHOR: static
#[server]
static VISITS: AtomicU32 = AtomicU32::new(0);

#[server]
fn visited() -> u32 {
    VISITS.fetch_add(1, Ordering::Relaxed) + 1
}
// ANCHOR_END: static

#[component]
fn Visits() -> View {
    let (shown, set_shown) = signal(visited());
    view! { <button on:click=move |_| set_shown.set(0)>{shown}</button> }
}

// ANCHOR: secret
#[server]
fn sign(key: &Secret<String>, name: &str) -> String {
    // A real application computes a signature here.
    format!("{}-{}", name.len(), key.expose().len())
}

#[component]
fn Link(#[prop(default = Secret::new("s3cret".into()))] key: Secret<String>) -> View {
    let name = "report.pdf";
    let signature = sign(&key, name);
    let (number, set_number) = signal(0);
    view! {
        <a href=format!("/files/{name}?signed={signature}") on:click=move |_| set_number.update(|number| *number += 1)>
            {name} ", opened " {number} " times"
        </a>
    }
}
// ANCHOR_END: secret

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use watershed::testing::App;

    #[test]
    fn a_file_is_read_on_the_server() {
        let app = App::new(File);
        assert!(app.text("pre").contains("title = \"Watershed\""));
        app.click("button");
        assert_eq!(app.count("pre[hidden]"), 0);
        app.is_static();
        let first: u32 = App::new(Visits).text("button").parse().expect("a number");
        assert_eq!(App::new(Visits).text("button"), (first + 1).to_string());
        let app = App::new(Link);
        app.click("a");
        app.sees("opened 1 times");
        app.never_received("s3cret");
    }
}

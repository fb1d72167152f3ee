//! One page, whose counter runs in the browser.

use watershed::prelude::*;

#[component]
fn Home() -> View {
    let (count, set_count) = signal(0);
    view! {
        <Head><title>"{{project-name}}"</title></Head>
        <main>
            <h1>"Hello from {{project-name}}"</h1>
            <button id="more" on:click=move |_| set_count.update(|count| *count += 1)>"Clicked " {count} " times"</button>
        </main>
    }
}

#[watershed::main]
fn main() -> Router {
    watershed::router().page("/", Home)
}

#[cfg(test)]
mod tests {
    use watershed::testing::App;

    use super::Home;

    #[test]
    fn a_click_is_counted_in_the_browser() {
        let app = App::new(Home);
        app.click("#more");
        app.sees("Clicked 1 times");
        app.sent_nothing();
    }
}

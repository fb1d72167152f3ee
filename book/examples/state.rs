use watershed::prelude::*;

// ANCHOR: signal
#[component]
fn Counter() -> View {
    let (count, set_count) = signal(0);
    view! {
        <p>{count}</p>
        <button id="one" on:click=move |_| set_count.set(1)>"one"</button>
        <button id="more" on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
    }
}
// ANCHOR_END: signal

// ANCHOR: rw
#[component]
fn Switch() -> View {
    let on = RwSignal::new(false);
    view! {
        <button aria-pressed=on on:click=move |_| on.update(|on| *on = !*on)>
            {if on.get() { "on" } else { "off" }}
        </button>
    }
}
// ANCHOR_END: rw

// ANCHOR: with
#[component]
fn Tags() -> View {
    let tags = RwSignal::new(vec![String::from("rust"), String::from("web")]);
    view! {
        <p>{tags.with(|tags| tags.join(", "))}</p>
        <button on:click=move |_| tags.update(|tags| tags.push("wasm".into()))>"tag"</button>
    }
}
// ANCHOR_END: with

// ANCHOR: validate
#[component]
fn Tickets() -> View {
    let (problem, set_problem) = signal(String::new());
    let (count, set_count) = signal(1).validate(move |count: u32| {
        let result = if count <= 10 {
            Ok(count)
        } else {
            Err("at most ten tickets each")
        };
        set_problem.set(result.err().unwrap_or_default().to_owned());
        result
    });
    let seats = RwSignal::new(String::new()).validate(|seats: String| seats.trim().to_uppercase());
    let order = action(async move |_: ()| book(count.get(), seats.get()).await);
    view! {
        <button id="more" on:click=move |_| set_count.update(|count| *count += 4)>{count}</button>
        <input bind:value=seats/>
        {if count.get() > 5 { view! { <p>"with a discount"</p> } }}
        <p id="problem">{problem}</p>
        <button id="order" on:click=move |_| order.dispatch(())>"order"</button>
    }
}
// ANCHOR_END: validate

/// The orders that were taken.
#[server]
static ORDERS: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());

#[server]
async fn book(count: u32, seats: String) {
    ORDERS
        .lock()
        .expect("no thread panics with it")
        .push(format!("{count} {seats}"));
}

// ANCHOR: memo
#[component]
fn Total() -> View {
    let (number, set_number) = signal(1);
    let (price, set_price) = signal(250);
    let total = memo(move || number.get() * price.get());
    let is_dear = move || total.get() > 1_000;
    view! {
        <button id="number" on:click=move |_| set_number.update(|number| *number += 1)>"one more"</button>
        <button id="price" on:click=move |_| set_price.update(|price| *price *= 2)>"dearer"</button>
        <output class:dear=is_dear>{number} " × " {price} " = " {total}</output>
    }
}
// ANCHOR_END: memo

// ANCHOR: effects
#[component]
fn Draft() -> View {
    let text = RwSignal::new(String::new());
    on_mount(move || text.set(storage().get("draft").unwrap_or_default()));
    effect(
        move || text.get(),
        move |text| storage().set("draft", &text),
    );
    view! { <textarea bind:value=text></textarea> }
}
// ANCHOR_END: effects

// ANCHOR: cleanup
#[component]
fn Clock() -> View {
    let (seconds, set_seconds) = signal(0);
    let (is_running, set_is_running) = signal(true);
    effect(move || {
        if is_running.get() {
            let timer = interval(1_000, move || set_seconds.update(|seconds| *seconds += 1));
            on_cleanup(move || timer.cancel());
        }
    });
    view! {
        <p>{seconds} " s"</p>
        <button on:click=move |_| set_is_running.update(|running| *running = !*running)>"stop or go on"</button>
    }
}
// ANCHOR_END: cleanup

// ANCHOR: server
#[derive(Clone)]
struct User {
    name: String,
    password_hash: String,
}

#[server]
async fn user() -> Result<User, Error> {
    let (name, password_hash) = ("Ada".to_owned(), "$argon2id$hash".to_owned());
    Ok(User {
        name,
        password_hash,
    })
}

#[component]
async fn Profile() -> Result<View, Error> {
    let user = user().await?;
    let (is_loud, set_is_loud) = signal(false);
    let state = if user.password_hash.is_empty() {
        "invited"
    } else {
        "active"
    };
    Ok(view! {
        <p>{if is_loud.get() { user.name.to_uppercase() } else { user.name.clone() }} " is " {state}</p>
        <button on:click=move |_| set_is_loud.set(true)>"louder"</button>
    })
}
// ANCHOR_END: server

// ANCHOR: record
#[derive(Clone, Copy, PartialEq, Cross)]
struct Size {
    width: RwSignal<u32>,
    height: RwSignal<u32>,
}

#[component]
fn Area() -> View {
    let size = Size {
        width: RwSignal::new(2),
        height: RwSignal::new(3),
    };
    view! {
        <button on:click=move |_| size.width.update(|width| *width += 1)>"wider"</button>
        <p>{size.width.get() * size.height.get()}</p>
    }
}
// ANCHOR_END: record

// ANCHOR: batch
#[component]
fn Swap() -> View {
    let left = RwSignal::new(1);
    let right = RwSignal::new(2);
    let log = RwSignal::new(String::new());
    effect(
        move || (left.get(), right.get()),
        move |(left, right)| log.update(|log| log.push_str(&format!("{left}{right} "))),
    );
    view! {
        <button on:click=move |_| {
            let old = left.get();
            left.set(right.get());
            right.set(old);
        }>"swap"</button>
        <p>{log}</p>
    }
}
// ANCHOR_END: batch

// ANCHOR: untracked
#[component]
fn Rename() -> View {
    let name = RwSignal::new(String::from("Ada"));
    let draft = RwSignal::new(String::new());
    // Runs again when `name` changes, and not for each letter of the draft.
    effect(move || log!("{}, draft {}", name.get(), draft.get_untracked()));
    view! {
        <input bind:value=draft/>
        <button on:click=move |_| name.set(draft.get())>"rename"</button>
    }
}
// ANCHOR_END: untracked

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use watershed::testing::App;

    #[test]
    fn writes_are_shown_and_nothing_is_sent() {
        let app = App::new(Counter);
        app.click("#one");
        app.click("#more");
        assert_eq!(app.text("p"), "2");
        app.is_static();
        let app = App::new(Switch);
        app.click("button");
        assert_eq!(app.text("button"), "on");
        assert_eq!(app.count("[aria-pressed=true]"), 1);
        let app = App::new(Tags);
        app.click("button");
        assert_eq!(app.text("p"), "rust, web, wasm");
        let app = App::new(Total);
        app.click("#number");
        app.click("#price");
        app.click("#price");
        app.click("#price");
        assert_eq!(app.text("output.dear"), "2 × 2000 = 4000");
        let app = App::new(Area);
        app.click("button");
        assert_eq!(app.text("p"), "9");
    }

    #[test]
    fn what_a_browser_writes_is_checked() {
        let app = App::new(Tickets);
        app.click("#more");
        app.click("#more");
        app.settle();
        assert_eq!(app.text("#more"), "9");
        app.click("#more");
        app.settle();
        assert_eq!(app.text("#more"), "9");
        assert_eq!(app.text("#problem"), "at most ten tickets each");
        app.type_into("input", " a7 ");
        app.click("#order");
        app.settle();
        assert_eq!(ORDERS.lock().unwrap().as_slice(), ["9 A7"]);
    }

    #[test]
    fn an_effect_runs_when_the_page_is_there_and_at_every_change() {
        let app = App::new(Draft);
        app.type_into("textarea", "hi");
        app.is_static();
        let app = App::new(Clock);
        app.pass(2_500);
        assert_eq!(app.text("p"), "2 s");
        app.click("button");
        app.pass(5_000);
        assert_eq!(app.text("p"), "2 s");
        app.click("button");
        app.pass(1_500);
        assert_eq!(app.text("p"), "3 s");
    }

    #[test]
    fn a_handler_is_one_turn() {
        let app = App::new(Swap);
        app.click("button");
        assert_eq!(app.text("p"), "12 21 ");
    }

    #[test]
    fn an_untracked_read_wakes_nobody() {
        let app = App::new(Rename);
        app.type_into("input", "Bo");
        app.click("button");
        assert_eq!(app.console(), ["Ada, draft ", "Bo, draft Bo"]);
    }

    #[test]
    fn of_a_record_the_part_that_is_read_crosses() {
        let app = App::new(Profile);
        app.sees("Ada is active");
        app.click("button");
        app.sees("ADA is active");
        app.sent_nothing();
        app.never_received("argon2id");
    }
}

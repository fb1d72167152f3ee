//! Actions that may run more than once, and the ids of calls.

use std::time::Duration;

use watershed::form::Errors;
use watershed::prelude::*;

/// One run of a call: what was ordered, and the id of the call.
#[server]
static RUNS: std::sync::Mutex<Vec<(String, u128)>> = std::sync::Mutex::new(Vec::new());

/// Returns the ids of the runs of an order.
#[server]
pub fn runs(order: &str) -> Vec<u128> {
    let runs = RUNS.lock().expect("nobody panicked");
    let own = runs.iter().filter(|(what, _)| what == order);
    own.map(|(_, id)| *id).collect()
}

/// Notes a run. The first one of an order of that name returns an error, or panics.
#[server]
async fn place(order: &str) -> Result<u128, Error> {
    tokio::time::sleep(Duration::from_millis(20)).await;
    let id = call_id();
    let is_first = runs(order).is_empty();
    {
        let mut runs = RUNS.lock().expect("nobody panicked");
        runs.push((order.to_owned(), id));
    }
    match order.split(' ').next() {
        Some("torn") if is_first => return Err("canary-depot does not answer".into()),
        Some("lost") if is_first => panic!("canary-depot is on fire"),
        Some("slow") => tokio::time::sleep(Duration::from_millis(2_000)).await,
        _ => {}
    }
    assert_eq!(call_id(), id, "the id is the same after an await");
    Ok(id)
}

/// Two actions: one may run more than once, the other may not.
#[component]
pub fn Orders() -> View {
    let order = RwSignal::new(String::new());
    #[volatile]
    let placed = RwSignal::new(Vec::<String>::new());
    #[volatile]
    let id = RwSignal::new(String::new());
    let many = action(async move |order: String| -> Result<(), Error> {
        id.set(format!("{:032x}", call_id()));
        place(&order).await?;
        placed.update(|placed| placed.push(order));
        Ok(())
    })
    .idempotent();
    let once = action(async move |order: String| -> Result<(), Error> {
        place(&order).await?;
        placed.update(|placed| placed.push(order));
        Ok(())
    });
    let server = std::process::id();
    let shown = optimistic(placed)
        .while_(many, |shown, order| shown.push(order.clone()))
        .while_(once, |shown, order| shown.push(order.clone()));
    view! {
        <input id="order" bind:value=order/>
        <button id="many" on:click=move |_| many.dispatch(order.get())>"many"</button>
        <button id="once" on:click=move |_| once.dispatch(order.get())>"once"</button>
        <p id="shown">{shown.get().join(", ")}</p>
        <p id="placed">{placed.get().join(", ")}</p>
        <p id="input">{many.input()}</p>
        <p id="failed">{many.failed_inputs().join(", ")}</p>
        <p id="once-failed">{once.failed_inputs().join(", ")}</p>
        <button id="retry" disabled={!many.can_retry()} on:click=move |_| many.retry()>"Try again"</button>
        <button id="retry-once" disabled={!once.can_retry()} on:click=move |_| once.retry()>"Try again"</button>
        <p id="unknown">{if many.failed() == Some(CallError::Unknown) { "unknown" } else { "" }}</p>
        <p id="id">{id}</p>
        <p id="server">{server}</p>
    }
}

/// The only sign of an action that may run more than once is the list of what is there.
#[component]
pub fn Plain() -> View {
    #[volatile]
    let placed = RwSignal::new(0);
    let save = action(async move |order: String| {
        if place(&order).await.is_ok() {
            placed.update(|placed| *placed += 1);
        }
    })
    .idempotent();
    view! {
        <button id="save" on:click=move |_| save.dispatch("slow plain".to_owned())>"Save"</button>
        <p id="pending">{if save.pending() { "pending" } else { "" }}</p>
        <p id="placed">{placed}</p>
    }
}

/// Nothing asks for the calls that have failed.
#[component]
pub fn Quiet() -> View {
    #[volatile]
    let placed = RwSignal::new(0);
    let save = action(async move |order: String| -> Result<(), Error> {
        place(&order).await?;
        placed.update(|placed| *placed += 1);
        Ok(())
    })
    .idempotent();
    view! {
        <button id="torn" on:click=move |_| save.dispatch("torn quiet".to_owned())>"torn"</button>
        <button id="lost" on:click=move |_| save.dispatch("lost quiet".to_owned())>"lost"</button>
        <p id="pending">{if save.pending() { "pending" } else { "" }}</p>
        <p id="placed">{placed}</p>
    }
}

/// An address.
#[derive(Form, Clone, Default)]
pub struct Parcel {
    #[form(required, max_len = 40)]
    address: String,
}

/// A form whose action may run more than once.
#[component]
pub fn Parcels() -> View {
    let send = action(async move |parcel: Parcel| -> Result<(), Errors<Parcel>> {
        match place(&parcel.address).await {
            Ok(_) => Ok(()),
            Err(_) => Err(Errors::one(Parcel::ADDRESS, "cannot be reached")),
        }
    })
    .idempotent();
    view! {
        <Form action=send>
            <input id="address" {..send.field(Parcel::ADDRESS)}/>
            <FieldErrors of=send.field(Parcel::ADDRESS)/>
            <button id="send">"Send"</button>
        </Form>
        <p id="pending">{if send.pending() { "pending" } else { "" }}</p>
    }
}

/// A counter of runs, which one composable returns with the action.
#[composable]
fn use_ordering(prefix: &'static str) -> (Action<u32>, RwSignal<u32>) {
    #[volatile]
    let count = RwSignal::new(0);
    let order = action(async move |number: u32| {
        if place(&format!("{prefix} {number}")).await.is_ok() {
            count.update(|count| *count += 1);
        }
    })
    .idempotent();
    (order, count)
}

#[component]
fn Line(number: u32, shared: Action<u32>) -> View {
    #[volatile]
    let own_count = RwSignal::new(0);
    let own = action(async move |(): ()| {
        if place(&format!("own {number}")).await.is_ok() {
            own_count.update(|count| *count += 1);
        }
    })
    .idempotent();
    view! {
        <li>
            <button class="shared" on:click=move |_| shared.dispatch(number)>"shared"</button>
            <button class="own" on:click=move |_| own.dispatch(())>"own"</button>
            <b>{own_count}</b>
        </li>
    }
}

/// Such actions of a composable, in the rows of a list, and behind a `<Show>`.
#[component]
pub fn Lines() -> View {
    let (shared, count) = use_ordering("shared");
    let (hidden, hidden_count) = use_ordering("hidden");
    let open = RwSignal::new(false);
    view! {
        <ul><For each={|| 1..=3_u32} key=|number| *number let:number><Line number=number.get() shared=shared/></For></ul>
        <p id="count">{count}</p>
        <button id="open" on:click=move |_| open.set(true)>"open"</button>
        <Show when=open>
            <button id="hidden" on:click=move |_| hidden.dispatch(7)>"hidden"</button>
            <i>{hidden_count}</i>
        </Show>
    }
}

/// Rows with such actions in a `<Show>` that the server opens after the first render.
#[component]
pub fn Drawers() -> View {
    let open = RwSignal::new(false);
    #[server_only]
    let is_open = memo(move || open.get() && runs("nothing").is_empty());
    view! {
        <button id="open" on:click=move |_| open.set(true)>"open"</button>
        <Show when=is_open>
            <ul><For each={|| 11..=12_u32} key=|number| *number let:number><Drawer number=number.get()/></For></ul>
        </Show>
    }
}

#[component]
fn Drawer(number: u32) -> View {
    let own =
        action(async move |(): ()| drop(place(&format!("drawer {number}")).await)).idempotent();
    view! { <li><button on:click=move |_| own.dispatch(())>"own"</button></li> }
}

/// A `<Show>` that is open only until the server is lost, with two such actions.
#[component]
pub fn Fleeting() -> View {
    #[volatile]
    let is_open = RwSignal::new(false);
    let open = action(async move |(): ()| is_open.set(true));
    view! {
        <button id="open" on:click=move |_| open.dispatch(())>"open"</button>
        <ul><Show when=is_open><Drawer number=21/><Drawer number=22/></Show></ul>
    }
}

/// An action with such large values beside it that a page which is rebuilt cannot send them.
#[component]
pub fn Large() -> View {
    let (first, second) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    #[server_only]
    let length = memo(move || runs("nothing").len() + first.get().len() + second.get().len());
    view! {
        <input id="first" bind:value=first/>
        <input id="second" bind:value=second/>
        <p>{length}</p>
        <Drawer number=31/>
    }
}

/// A page of which the browser stores nothing.
#[component]
pub fn Secretive() -> View {
    view! { <input type="password"/> <Drawer number=41/> }
}

/// Later builds of the page.
pub mod next {
    use watershed::prelude::*;

    /// Of an action that may run more than once one that may not, and the other way around.
    #[component]
    pub fn Orders() -> View {
        let order = RwSignal::new(String::new());
        #[volatile]
        let placed = RwSignal::new(Vec::<String>::new());
        let many = action(async move |order: String| -> Result<(), Error> {
            placed.update(|placed| placed.push(order));
            Ok(())
        });
        let once = action(async move |order: String| -> Result<(), Error> {
            placed.update(|placed| placed.push(order));
            Ok(())
        })
        .idempotent();
        view! {
            <input id="order" bind:value=order/>
            <button id="many" on:click=move |_| many.dispatch(order.get())>"many"</button>
            <button id="once" on:click=move |_| once.dispatch(order.get())>"once"</button>
            <p id="next">{placed.get().join(", ")}</p>
            <p id="failed">{if many.has_failed() { "failed" } else { "" }}</p>
            <p id="once-failed">{if once.has_failed() { "failed" } else { "" }}</p>
            <button id="retry" disabled={!many.can_retry()} on:click=move |_| many.retry()>"Try again"</button>
            <button id="retry-once" disabled={!once.can_retry()} on:click=move |_| once.retry()>"Try again"</button>
        }
    }

    /// The page with an action that takes something else.
    #[component]
    pub fn Retyped() -> View {
        let order = RwSignal::new(Vec::<u8>::new());
        let many = action(async move |order: Vec<u8>| {
            let order = String::from_utf8_lossy(&order).into_owned();
            super::place(&order).await.map(drop)
        })
        .idempotent();
        view! {
            <button id="many" on:click=move |_| many.dispatch(order.get())>"many"</button>
            <p id="unknown">{if many.failed() == Some(CallError::Unknown) { "unknown" } else { "" }}</p>
        }
    }

    /// The page with the same action.
    #[component]
    pub fn Renewed() -> View {
        let order = RwSignal::new(String::new());
        let many =
            action(async move |order: String| super::place(&order).await.map(drop)).idempotent();
        view! {
            <button id="many" on:click=move |_| many.dispatch(order.get())>"many"</button>
            <p id="pending">{if many.pending() { "pending" } else { "" }}</p>
            <p id="unknown">{if many.failed() == Some(CallError::Unknown) { "unknown" } else { "" }}</p>
        }
    }

    /// The page with another action in front of it.
    #[component]
    pub fn Rearranged() -> View {
        let order = RwSignal::new(String::new());
        let check = action(async move |(): ()| {});
        let many =
            action(async move |order: String| super::place(&order).await.map(drop)).idempotent();
        view! {
            <button id="check" on:click=move |_| check.dispatch(())>"check"</button>
            <button id="many" on:click=move |_| many.dispatch(order.get())>"many"</button>
            <p id="pending">{if many.pending() { "pending" } else { "" }}</p>
            <p id="unknown">{if many.failed() == Some(CallError::Unknown) { "unknown" } else { "" }}</p>
        }
    }
}

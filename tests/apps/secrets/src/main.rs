//! Every way to hold a value that no browser may get. All of these values contain "canary".

use watershed::prelude::*;

/// The server's record of a member. Client code may use the nickname.
#[derive(Clone, PartialEq)]
struct Member {
    id: u32,
    nickname: String,
    mail: String,
    visits: Vec<String>,
}

/// A type that crosses except for one field.
#[derive(Clone, PartialEq, Cross)]
struct Card {
    title: String,
    #[cross(skip)]
    note: String,
}

/// A context for everything on the page.
#[derive(Clone)]
struct Tenant(String);

#[server]
fn member(id: u32) -> Member {
    Member {
        id,
        nickname: format!("member {id}"),
        mail: format!("canary-mail-{id}"),
        visits: vec![format!("canary-visit-{id}"); 3],
    }
}

#[server]
fn card() -> Card {
    Card {
        title: "a card".into(),
        note: "canary-note".into(),
    }
}

#[server]
fn password() -> String {
    "canary-password".into()
}

#[server]
fn fails(id: u32) -> Result<u32, Error> {
    match id {
        0 => Err("canary-error".into()),
        id => Ok(id),
    }
}

/// Takes a whole record; its client code needs one field.
#[component]
fn Badge(member: Member) -> View {
    let (long, set_long) = signal(false);
    let Tenant(tenant) = use_context().unwrap_or(Tenant(String::new()));
    view! {
        <p class:known={!tenant.is_empty()}>
            <button on:click=move |_| set_long.update(|long| *long = !*long)>
                {if long.get() { member.nickname.to_uppercase() } else { member.nickname.clone() }}
            </button>
        </p>
    }
}

/// A page with one of each.
#[component]
pub fn Secrets() -> View {
    provide_context(Tenant("canary-tenant".into()));
    let (open, set_open) = signal(false);
    let (guess, set_guess) = signal(String::new());
    #[volatile]
    let (said, set_said) = signal(String::new());
    let key = Secret::new(String::from("canary-key"));
    let secret = password();
    let members = RwSignal::new((1..4).map(member).collect::<Vec<_>>());
    #[volatile]
    let log = RwSignal::new(vec![String::from("canary-log")]);
    let entries = memo(move || log.get().len());
    #[server_only]
    let suspects = memo(move || {
        let open = open.get();
        members
            .get()
            .into_iter()
            .filter(move |member| open || !member.mail.is_empty())
            .collect::<Vec<_>>()
    });
    let (shown, set_shown) = signal(card());
    let check = action(async move |guess: String| {
        log.update(|log| log.push(format!("canary-guess {guess}")));
        let is_right = guess == secret || guess == *key.expose();
        set_said.set(if is_right { "right" } else { "wrong" }.into());
    });
    let ask = action(async move |id: u32| {
        set_said.set(fails(id).map_or("failed".into(), |id| id.to_string()))
    });
    view! {
        <main>
            <input on:input=move |event| set_guess.set(event.value())/>
            <button on:click=move |_| check.dispatch(guess.get())>"try"</button>
            <button on:click=move |_| ask.dispatch(0)>"fail"</button>
            <button on:click=move |_| set_open.update(|open| *open = !*open)>"open"</button>
            <button on:click=move |_| set_shown.update(|card| card.title.push('!'))>{shown.get().title}</button>
            <output>{said} ", " {entries}</output>
            <Show when={open.get() && entries.get() > 1}>
                <For each=members key=|member| member.id let:member><Badge member={member.get()}/></For>
            </Show>
            <ul>
                <For each=suspects key=|member| member.id let:member>
                    <li class:open=open title={format!("{} times", member.get().visits.len())}>
                        <i on:click=move |_| set_guess.set(member.get().nickname)>{member.get().nickname}</i>
                    </li>
                </For>
            </ul>
        </main>
    }
}

/// Fails with an error that contains a secret.
#[component]
pub fn Failing() -> Result<View, Error> {
    let id = fails(0)?;
    Ok(view! { <p>{id}</p> })
}

/// Panics with a secret.
#[component]
pub fn Panicking() -> View {
    let known = "unknown".parse::<u32>();
    view! { <p>{known.expect("canary-panic")}</p> }
}

#[watershed::main]
fn main() -> Router {
    watershed::router()
        .page("/", Secrets)
        .page("/failing", Failing)
        .page("/panicking", Panicking)
}

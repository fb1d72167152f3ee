//! Forms, with scripts and without.

use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use watershed::form::{Errors, ValidateForm};
use watershed::prelude::*;

#[derive(Clone, Debug, PartialEq, Form)]
struct Address {
    #[form(required)]
    street: String,
    number: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Form)]
enum Plan {
    Free,
    ForTeams,
}

#[derive(Clone, Debug, PartialEq, Form)]
#[form(validate)]
struct SignUp {
    #[form(email, required)]
    email: String,
    #[form(required, min_len = 8)]
    password: Secret<String>,
    terms: bool,
    plan: Plan,
    address: Address,
    #[form(max_len = 100)]
    about: String,
}

impl ValidateForm for SignUp {
    fn validate(&self, errors: &mut Errors<Self>) {
        if !self.terms {
            errors.at(Self::TERMS, "must be accepted");
        }
    }
}

/// A form of all kinds of controls. Nobody may sign up twice, or as `slow@example.org` at once.
#[component]
pub fn Signing() -> View {
    let (signed, set_signed) = signal(Vec::<String>::new());
    let sign_up = action(async move |form: SignUp| -> Result<(), Errors<SignUp>> {
        if form.email.starts_with("slow") {
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        if form.email == "taken@example.org" {
            return Err(Errors::one(SignUp::EMAIL, "is taken"));
        }
        if form.email == "full@example.org" {
            return Err(Errors::whole("There is no room."));
        }
        assert!(form.email != "panic@example.org", "a form that panics");
        set_signed.update(|signed| {
            let street = &form.address.street;
            signed.push(format!("{} {:?} {street}", form.email, form.plan));
        });
        Ok(())
    });
    view! {
        <Form action=sign_up id="form" class:busy=sign_up.pending() novalidate>
            <p id="whole">{sign_up.form_error()}</p>
            <label>"E-mail" <input id="email" {..sign_up.field(SignUp::EMAIL)}/></label>
            <FieldErrors of=sign_up.field(SignUp::EMAIL) class="email"/>
            <input id="password" {..sign_up.field(SignUp::PASSWORD)}/>
            <FieldErrors of=sign_up.field(SignUp::PASSWORD) class="password"/>
            <input id="terms" {..sign_up.field(SignUp::TERMS)}/>
            <FieldErrors of=sign_up.field(SignUp::TERMS) class="terms"/>
            <input id="free" {..sign_up.field(SignUp::PLAN).initial(&Plan::Free).choice("free")}/>
            <input id="teams" {..sign_up.field(SignUp::PLAN).initial(&Plan::Free).choice("for-teams")}/>
            <input id="street" {..sign_up.field(SignUp::ADDRESS.then(Address::STREET))}/>
            <FieldErrors of=sign_up.field(SignUp::ADDRESS.then(Address::STREET)) class="street"/>
            <input id="number" {..sign_up.field(SignUp::ADDRESS.then(Address::NUMBER))}/>
            <FieldErrors of=sign_up.field(SignUp::ADDRESS.then(Address::NUMBER)) class="number"/>
            <textarea id="about" name="about">{sign_up.field(SignUp::ABOUT).text()}</textarea>
            <button id="send" disabled=sign_up.pending()>"Sign up"</button>
        </Form>
        <p id="failed">{if sign_up.failed().is_some() { "failed" } else { "" }}</p>
        <ul><For each=signed key=|signed| signed.clone() let:signed><li>{signed}</li></For></ul>
    }
}

/// The notes that all visitors see.
static NOTES: LazyLock<Mutex<Vec<(u32, String)>>> = LazyLock::new(|| {
    let notes = ["milk", "bread", "tea"].map(str::to_owned);
    Mutex::new((1..).zip(notes).collect())
});

/// Makes the notes as they were at first, for a test.
#[server]
pub fn reset() {
    change(|notes| {
        let first = ["milk", "bread", "tea"].map(str::to_owned);
        *notes = (1..).zip(first).collect();
    });
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Note {
    #[form(required, max_len = 20)]
    text: String,
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Nothing {}

#[server]
fn notes() -> Vec<(u32, String)> {
    NOTES.lock().expect("nobody panics with the notes").clone()
}

#[server]
fn change(change: impl FnOnce(&mut Vec<(u32, String)>)) {
    change(&mut NOTES.lock().expect("nobody panics with the notes"));
}

/// A list with a form in each row, which removes the note of its row.
#[component]
pub fn Notes() -> View {
    let (shown, set_shown) = signal(notes());
    let add = action(async move |note: Note| -> Result<(), Errors<Note>> {
        if notes().iter().any(|(_, text)| *text == note.text) {
            return Err(Errors::one(Note::TEXT, "is there already"));
        }
        change(|notes| {
            let next = notes.iter().map(|(id, _)| id + 1).max().unwrap_or(1);
            notes.push((next, note.text));
        });
        set_shown.set(notes());
        Ok(())
    });
    view! {
        <Form action=add id="add">
            <input id="text" {..add.field(Note::TEXT)}/>
            <FieldErrors of=add.field(Note::TEXT) class="error"/>
            <button id="send">"Add"</button>
        </Form>
        <ul>
            <For each=shown key=|note| note.0 let:note>
                <Row id={note.get().0} text={note.get().1.clone()} set_shown=set_shown/>
            </For>
        </ul>
        <p id="texts">{shown.get().iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ")}</p>
    }
}

#[component]
fn Row(id: u32, text: String, set_shown: WriteSignal<Vec<(u32, String)>>) -> View {
    let remove = action(async move |_: Nothing| {
        change(|notes| notes.retain(|note| note.0 != id));
        set_shown.set(notes());
    });
    view! {
        <li>
            {text}
            <Form action=remove><button id={format!("remove-{id}")}>"Remove"</button></Form>
        </li>
    }
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Put {
    #[form(required)]
    fruit: String,
}

/// Several forms of one action that takes its time.
#[component]
pub fn Basket() -> View {
    let basket = RwSignal::new(Vec::<String>::new());
    let put = action(async move |put: Put| {
        let time = if put.fruit == "slow" { 1_500 } else { 300 };
        tokio::time::sleep(Duration::from_millis(time)).await;
        basket.update(|basket| basket.push(put.fruit));
    });
    view! {
        <Form action=put>
            <input id="fruit" {..put.field(Put::FRUIT)}/>
            <button id="put">"Put"</button>
        </Form>
        <Form action=put>
            <button id="lemon" name="fruit" value="lemon">"Lemon"</button>
            <button id="slow" name="fruit" value="slow">"Slow"</button>
        </Form>
        <ul>
            <For each={|| ["apple", "pear"]} key=|fruit| *fruit let:fruit>
                <li><Form action=put><button id=fruit name="fruit" value=fruit>{fruit}</button></Form></li>
            </For>
        </ul>
        <p id="basket">{basket.get().join(" ")}</p>
    }
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Order {
    #[form(min = 1, max = 9)]
    count: u32,
}

/// Leads to another page.
#[component]
pub fn Ordering() -> View {
    let order = action(
        async move |order: Order| -> Result<Redirect, Errors<Order>> {
            match order.count {
                7 => Err(Errors::one(Order::COUNT, "is not sold")),
                count => Ok(Redirect::to(format!("/submitted/ordered?count={count}"))),
            }
        },
    );
    view! {
        <Form action=order id="order">
            <input id="count" {..order.field(Order::COUNT).initial(&2)}/>
            <FieldErrors of=order.field(Order::COUNT) class="error"/>
            <button id="send">"Order"</button>
        </Form>
    }
}

/// The page that an order leads to.
#[component]
pub fn Ordered() -> Result<View, Error> {
    let query: Vec<(String, String)> = request().query()?;
    let count = query
        .into_iter()
        .map(|(_, count)| count)
        .collect::<String>();
    Ok(view! { <h1 id="ordered">{count} " ordered"</h1> })
}

/// The results of an action, in markup and in client code.
#[component]
pub fn Results() -> View {
    let (text, set_text) = signal(String::from("4"));
    let (seen, set_seen) = signal(String::new());
    let half = action(async move |text: String| -> Result<i32, UserError> {
        let number: i32 = text
            .parse()
            .map_err(|_| UserError::new("That is no number."))?;
        match number % 2 {
            0 => Ok(number / 2),
            _ => Err(UserError::new(format!("{number} is odd."))),
        }
    });
    let count = memo(move || half.value().map_or(0, |value| value + 1));
    view! {
        <input id="number" bind:value=(text, set_text)/>
        <button id="halve" on:click=move |_| half.dispatch(text.get())>"Halve"</button>
        <p id="half">{half.value()}</p>
        <p id="error">{half.error()}</p>
        <p id="count">{count}</p>
        <p id="both">{if half.pending() { "working".to_owned() } else { half.value().unwrap_or_default().to_string() }}</p>
        <button id="look" on:click=move |_| set_seen.set(format!("{:?}", half.value()))>"Look"</button>
        <p id="seen">{seen}</p>
        <Show when={half.error().is_some()}><b id="wrong">"wrong"</b></Show>
    }
}

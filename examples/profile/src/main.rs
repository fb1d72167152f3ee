//! The profile: a record that stays on the server, and the one field of it that a click needs.

use watershed::prelude::*;

/// A day of the calendar.
#[derive(Clone, Copy, Cross)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// The record that the server keeps about a user.
#[derive(Clone)]
pub struct User {
    /// The address for mails about a lost password.
    pub email: String,
    /// The hash that a password is compared with.
    pub password_hash: String,
    /// The day on which the account was created.
    pub joined: Date,
}

/// Returns the user who is logged in.
#[server]
async fn logged_in() -> Result<User, Error> {
    Ok(User {
        email: "canary-email@example.com".into(),
        password_hash: "$argon2id$canary-password-hash".into(),
        joined: Date {
            year: 2019,
            month: 3,
            day: 14,
        },
    })
}

fn date(Date { year, month, day }: Date, long: bool) -> String {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let start = usize::from(month - 1) * 3;
    match MONTHS.get(start..start + 3) {
        Some(name) if long => format!("{day} {name} {year}"),
        _ => format!("{year}-{month:02}-{day:02}"),
    }
}

/// The profile of the user who is logged in.
#[component]
pub async fn Profile() -> Result<View, Error> {
    let user = logged_in().await?;
    let (long, set_long) = signal(false);
    let (first, set_first) = signal(true);
    let is_active = !user.email.is_empty() && !user.password_hash.is_empty();
    let state = if is_active { "active" } else { "invited" };
    Ok(view! {
        <Head><title>"Profile"</title><link rel="stylesheet" href=asset!("../style.css")></Head>
        <main>
            <button id="format" on:click=move |_| set_long.update(|long| *long = !*long)>"Other format"</button>
            <button id="arrange" on:click=move |_| set_first.update(|first| *first = !*first)>"Rearrange"</button>
            {if first.get() {
                view! { <p id="joined">"joined " {date(user.joined, long.get())}</p><p id="state">{state}</p> }
            } else {
                view! { <p id="state">{state}</p><p id="joined">"joined " {date(user.joined, long.get())}</p> }
            }}
        </main>
    })
}

#[watershed::main]
fn main() -> Router {
    watershed::router().page("/", Profile)
}

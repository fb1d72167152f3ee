//! A form in three steps with a picture, which works without scripts too.

mod kept;

use kept::members;
use watershed::form::{Errors, Upload, ValidateForm};
use watershed::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Form)]
enum Step {
    Back,
    Next,
}

#[derive(Clone, Copy, Debug, PartialEq, Form)]
enum Plan {
    Free,
    Team,
}

/// All steps are one form: what was typed in one goes along with the next.
#[derive(Clone, Debug, PartialEq, Form, Cross)]
#[form(validate)]
struct SignUp {
    /// The step that is shown.
    #[form(hidden, min = 1, max = 3)]
    at: u8,
    #[form(max_len = 40)]
    name: String,
    #[form(email)]
    email: String,
    plan: Plan,
    #[form(max_len = 200)]
    about: String,
    #[form(min_len = 8)]
    password: Secret<String>,
    terms: bool,
    #[form(accept = "image/*", max = "2MB")]
    picture: Option<Upload>,
    /// The button that was pressed; none in the last step.
    #[form(submitter)]
    step: Option<Step>,
}

impl ValidateForm for SignUp {
    fn validate(&self, errors: &mut Errors<Self>) {
        if self.step == Some(Step::Back) {
            return;
        }
        if self.name.trim().is_empty() {
            errors.at(Self::NAME, "must be filled in");
        }
        if self.email.is_empty() {
            errors.at(Self::EMAIL, "must be filled in");
        }
        if self.at == 3 && self.password.expose().is_empty() {
            errors.at(Self::PASSWORD, "must be filled in");
        }
        if self.at == 3 && !self.terms {
            errors.at(Self::TERMS, "must be accepted");
        }
    }
}

/// The page with the form.
#[component]
pub fn Page() -> View {
    #[volatile]
    let (next, set_next) = signal(None::<u8>);
    let sign_up = action(
        async move |form: SignUp| -> Result<Redirect, Errors<SignUp>> {
            if form.step != Some(Step::Back) && members::is_taken(&form.email) {
                set_next.set(Some(1));
                return Err(Errors::one(SignUp::EMAIL, "is taken"));
            }
            let step = match form.step {
                Some(Step::Back) => form.at.saturating_sub(1).max(1),
                Some(Step::Next) => (form.at + 1).min(3),
                None if form.at < 3 => form.at + 1,
                None => {
                    let added = members::add(form.name, form.email, form.picture).await;
                    let number =
                        added.map_err(|_| Errors::whole("The picture could not be kept."))?;
                    return Ok(Redirect::to(format!("/welcome/{number}")));
                }
            };
            set_next.set(Some(step));
            // Nothing is wrong, and the form goes on.
            Err(Errors::new())
        },
    );
    // Without scripts, a form that is refused says in which step it was sent.
    let at = memo(move || {
        let sent = sign_up.field(SignUp::AT).text();
        next.get().or_else(|| sent.parse().ok()).unwrap_or(1)
    });
    view! {
        <Head><title>"Sign up"</title><link rel="stylesheet" href=asset!("../style.css")></Head>
        <h1>"Sign up"</h1>
        <Form action=sign_up id="form" novalidate>
            <p id="step">"Step "{at}" of 3"</p>
            <p class="wrong">{sign_up.form_error()}</p>
            <input type="hidden" name="at" value={at}>
            <fieldset hidden={at.get() != 1}>
                <legend>"You"</legend>
                <label>"Name" <input id="name" {..sign_up.field(SignUp::NAME)}></label>
                <FieldErrors of=sign_up.field(SignUp::NAME) class="wrong name"/>
                <label>"E-mail" <input id="email" {..sign_up.field(SignUp::EMAIL)}></label>
                <FieldErrors of=sign_up.field(SignUp::EMAIL) class="wrong email"/>
            </fieldset>
            <fieldset hidden={at.get() != 2}>
                <legend>"Your plan"</legend>
                <label><input id="free" {..sign_up.field(SignUp::PLAN).initial(&Plan::Free).choice("free")}> "Free"</label>
                <label><input id="team" {..sign_up.field(SignUp::PLAN).initial(&Plan::Free).choice("team")}> "For a team"</label>
                <label>"About you" <textarea id="about" name="about" rows="3">{sign_up.field(SignUp::ABOUT).text()}</textarea></label>
                <FieldErrors of=sign_up.field(SignUp::ABOUT) class="wrong about"/>
            </fieldset>
            <fieldset hidden={at.get() != 3}>
                <legend>"Last things"</legend>
                <label>"Password" <input id="password" {..sign_up.field(SignUp::PASSWORD)} autocomplete="new-password"></label>
                <FieldErrors of=sign_up.field(SignUp::PASSWORD) class="wrong password"/>
                <label><input id="terms" {..sign_up.field(SignUp::TERMS)}> "I agree to the terms"</label>
                <FieldErrors of=sign_up.field(SignUp::TERMS) class="wrong terms"/>
                <label>"Picture, if you like" <input id="picture" {..sign_up.field(SignUp::PICTURE)}></label>
                <FieldErrors of=sign_up.field(SignUp::PICTURE) class="wrong picture"/>
                <p class="sending" hidden={sign_up.progress().is_none()}>
                    <progress max="100" value={sign_up.progress()}></progress>
                    <button type="button" id="cancel" on:click=move |_| sign_up.cancel_upload()>"Cancel"</button>
                </p>
            </fieldset>
            // The first button is the one that Enter presses.
            <button id="next" class="main" disabled=sign_up.pending()>{if at.get() == 3 { "Sign up" } else { "Next" }}</button>
            <button id="back" {..sign_up.field(SignUp::STEP).choice("back")} hidden={at.get() == 1} disabled=sign_up.pending()>"Back"</button>
        </Form>
    }
}

/// The page behind the form.
#[component]
pub fn Welcome() -> Result<View, Error> {
    let number: usize = request().path()?;
    let member =
        members::member(number).ok_or_else(|| UserError::new("Nobody has this number."))?;
    let picture = member
        .picture
        .is_some()
        .then(|| format!("/picture/{number}"));
    Ok(view! {
        <Head><title>"Welcome"</title><link rel="stylesheet" href=asset!("../style.css")></Head>
        <h1 id="welcome">"Welcome, "{member.name}"!"</h1>
        {if let Some(picture) = &picture { view! { <img id="picture" src={picture.clone()} alt="Your picture" width="160"> } }}
        <p><a href="/">"Somebody else"</a></p>
    })
}

#[watershed::main]
fn main() -> Router {
    let router = watershed::router()
        .page("/", Page)
        .page("/welcome/{number}", Welcome);
    router.route("/picture/{number}", axum::routing::get(members::picture))
}

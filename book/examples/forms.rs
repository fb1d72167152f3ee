use watershed::form::{Errors, Upload, ValidateForm};
use watershed::prelude::*;

// ANCHOR: sign_up
#[derive(Form)]
struct SignUp {
    #[form(email, required)]
    email: String,
    #[form(required, min_len = 8)]
    password: Secret<String>,
}

#[component]
fn Page() -> View {
    let sign_up = action(
        async move |form: SignUp| -> Result<Redirect, Errors<SignUp>> {
            // A real application asks its database here.
            if form.email == "ann@example.org" {
                return Err(Errors::one(SignUp::EMAIL, "is taken"));
            }
            Ok(Redirect::to("/welcome"))
        },
    );
    view! {
        <Form action=sign_up class="narrow">
            <label>"E-mail" <input {..sign_up.field(SignUp::EMAIL)}></label>
            <FieldErrors of=sign_up.field(SignUp::EMAIL) class="wrong"/>
            <label>"Password" <input {..sign_up.field(SignUp::PASSWORD)}></label>
            <FieldErrors of=sign_up.field(SignUp::PASSWORD) class="wrong"/>
            <button disabled=sign_up.pending()>"Sign up"</button>
        </Form>
    }
}
// ANCHOR_END: sign_up

// ANCHOR: rules
#[derive(Form)]
#[form(validate)]
struct Stay {
    #[form(required, max_len = 80)]
    name: String,
    #[form(min = 1, max = 31)]
    from: u8,
    #[form(min = 1, max = 31)]
    to: u8,
}

impl ValidateForm for Stay {
    fn validate(&self, errors: &mut Errors<Self>) {
        if self.to < self.from {
            errors.at(Self::TO, "must not be before the first day");
        }
    }
}
// ANCHOR_END: rules

// ANCHOR: submitter
#[derive(Form)]
struct Edit {
    #[form(required)]
    title: String,
    #[form(submitter)]
    then: Then,
}

#[derive(Form)]
enum Then {
    Stay,
    Publish,
}

#[component]
fn Editor() -> View {
    let edit = action(async move |form: Edit| match form.then {
        Then::Stay => Redirect::to("/edit"),
        Then::Publish => Redirect::to(format!("/published?title={}", form.title)),
    });
    view! {
        <Form action=edit>
            <input {..edit.field(Edit::TITLE)}>
            <button {..edit.field(Edit::THEN).choice("stay")}>"Save"</button>
            <button {..edit.field(Edit::THEN).choice("publish")}>"Publish"</button>
        </Form>
    }
}
// ANCHOR_END: submitter

// ANCHOR: files
#[derive(Form)]
struct Profile {
    #[form(required)]
    name: String,
    #[form(accept = "image/*", max = "5MB")]
    avatar: Option<Upload>,
}

#[component]
fn Picture() -> View {
    let save = action(
        async move |form: Profile| -> Result<Redirect, Errors<Profile>> {
            if let Some(avatar) = form.avatar {
                let path = std::env::temp_dir().join("avatar-of-ann");
                let kept = avatar.persist(path).await;
                kept.map_err(|_| Errors::whole("The picture could not be kept."))?;
            }
            Ok(Redirect::to(format!("/people/{}", form.name)))
        },
    );
    view! {
        <Form action=save>
            <input {..save.field(Profile::NAME)}>
            <input {..save.field(Profile::AVATAR)}>
            <FieldErrors of=save.field(Profile::AVATAR)/>
            <button disabled=save.pending()>"Save"</button>
            <progress max="100" value=save.progress() hidden={save.progress().is_none()}></progress>
            <button type="button" on:click=move |_| save.cancel_upload()>"Cancel"</button>
        </Form>
    }
}
// ANCHOR_END: files

// ANCHOR: sink
/// The number of lines of a text, of which nothing is stored.
struct Lines(usize);

#[server]
use watershed::form::{IncomingUpload, UploadSink};

#[server]
impl UploadSink for Lines {
    async fn receive(mut incoming: IncomingUpload) -> std::io::Result<Self> {
        let mut lines = 0;
        while let Some(bytes) = incoming.next().await {
            lines += bytes.iter().filter(|byte| **byte == b'\n').count();
        }
        Ok(Self(lines))
    }
}

#[derive(Form)]
struct Book {
    #[form(accept = "text/plain", max = "10MB")]
    text: Upload<Lines>,
}
// ANCHOR_END: sink

#[component]
fn Counting() -> View {
    let count = action(async move |book: Book| -> Result<(), Errors<Book>> {
        let lines = book.text.stored().0;
        Err(Errors::whole(format!("There are {lines} lines.")))
    });
    view! {
        <Form action=count>
            <input {..count.field(Book::TEXT)}>
            <button>"Count"</button>
        </Form>
        <p>{count.form_error()}</p>
    }
}

#[cfg(test)]
mod tests {
    use watershed::form;
    use watershed::testing::App;

    use super::*;

    #[test]
    fn a_visitor_signs_up() {
        for app in [App::new(Page), App::without_scripts(Page)] {
            app.type_into("[name=email]", "ann@example.org");
            app.type_into("[name=password]", "long enough");
            app.click("button");
            app.sees("is taken");
            app.fill("[name=email]", "bob@example.org");
            app.fill("[name=password]", "long enough");
            app.click("button");
            assert_eq!(app.act(|tab| tab.navigations()), ["/welcome"]);
        }
    }

    #[test]
    fn the_pressed_button_decides() {
        for app in [App::new(Editor), App::without_scripts(Editor)] {
            app.fill("[name=title]", "News");
            app.click("[value=publish]");
            assert_eq!(app.act(|tab| tab.navigations()), ["/published?title=News"]);
        }
    }

    #[test]
    fn a_picture_is_kept() {
        for app in [App::new(Picture), App::without_scripts(Picture)] {
            app.fill("[name=name]", "ann");
            app.upload("[name=avatar]", "me.png", b"no picture");
            app.click("button");
            app.sees("is a file of another type");
            app.upload("[name=avatar]", "me.png", b"\x89PNG\r\n\x1a\n");
            app.click("button");
            app.pass(10);
            assert_eq!(app.act(|tab| tab.navigations()), ["/people/ann"]);
        }
    }

    #[test]
    fn lines_are_counted() {
        for app in [App::new(Counting), App::without_scripts(Counting)] {
            app.upload("[name=text]", "book.txt", b"one\ntwo\n");
            app.click("button");
            app.sees("There are 2 lines.");
        }
    }

    #[test]
    fn days_are_in_order() {
        let entry = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let stay = [entry("name", "Ann"), entry("from", "7"), entry("to", "6")];
        let errors = form::read::<Stay>(&stay).err().expect("the days are wrong");
        assert_eq!(errors.to_string(), "to must not be before the first day");
    }
}

//! Forms by all ways in: over the socket, and in a request without scripts. Each row of the design's table of pitfalls has a
//! test of its name.

use std::cell::RefCell;
use std::sync::Mutex;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tower::ServiceExt;
use watershed::form::{Errors, FormEntries, ValidateForm};
use watershed::prelude::*;
use watershed::testing::App;

#[derive(Clone, Debug, Default, PartialEq, Form, Cross)]
struct Address {
    #[form(required, max_len = 6)]
    street: String,
    number: Option<u16>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Form, Cross)]
enum Plan {
    #[default]
    Free,
    ForTeams,
}

#[derive(Clone, Debug, Default, PartialEq, Form, Cross)]
#[form(validate)]
struct Everything {
    #[form(email, max_len = 20)]
    email: String,
    #[form(min_len = 3)]
    password: Secret<String>,
    terms: bool,
    #[form(min = -3, max = 1e3)]
    share: Option<f64>,
    plan: Plan,
    #[form(max_len = 5)]
    tags: Vec<String>,
    address: Address,
    others: Vec<Address>,
    #[form(submitter)]
    step: Option<String>,
}

impl ValidateForm for Everything {
    fn validate(&self, errors: &mut Errors<Self>) {
        if self.others.len() > 2 {
            errors.at(Self::OTHERS, "are too many");
        }
    }
}

/// The entries of the next form, as its page writes them into controls.
static GIVEN: Mutex<FormEntries> = Mutex::new(Vec::new());

/// The form that the action was called with.
static TAKEN: Mutex<Option<String>> = Mutex::new(None);

/// One test at a time uses the two.
static ALONE: Mutex<()> = Mutex::new(());

fn given() -> FormEntries {
    GIVEN.lock().expect("nobody panics with it").clone()
}

fn take(form: &Everything) {
    let password = form.password.expose();
    let taken = format!("{form:?} {password:?}");
    *TAKEN.lock().expect("nobody panics with it") = Some(taken);
}

/// A form with any controls, and everything that is wrong with it.
#[component]
fn AnyForm() -> View {
    let save = action(async move |form: Everything| take(&form));
    let errors = move || {
        let own = [
            save.field(Everything::EMAIL).error(),
            save.field(Everything::PASSWORD).error(),
            save.field(Everything::SHARE).error(),
            save.field(Everything::PLAN).error(),
            save.field(Everything::TAGS).error(),
            save.field(Everything::ADDRESS.then(Address::STREET))
                .error(),
            save.field(Everything::ADDRESS.then(Address::NUMBER))
                .error(),
            save.field(Everything::OTHERS).error(),
        ];
        let others = (0..4).flat_map(move |at| {
            let street = save.field(Everything::OTHERS.at(at).then(Address::STREET));
            let number = save.field(Everything::OTHERS.at(at).then(Address::NUMBER));
            [street.error(), number.error()]
        });
        own.into_iter().chain(others).collect::<Vec<_>>().join("|")
    };
    view! {
        <Form action=save id="form">
            {for (name, text) in given() {
                view! { <textarea name={name}>{text}</textarea> }
            }}
        </Form>
        <p id="errors">{errors()}</p>
    }
}

/// Returns the form that was taken, or what is wrong with it.
fn outcome(errors: &str) -> Result<String, String> {
    let taken = TAKEN.lock().expect("nobody panics with it").take();
    taken.ok_or_else(|| errors.to_owned())
}

fn of_app(app: &App) -> Result<String, String> {
    app.submit("#form");
    outcome(&app.text("#errors"))
}

/// Sends a page's form as a browser without scripts does.
async fn post(entries: &[(String, String)], content_type: &str) -> (StatusCode, String) {
    let router = || watershed::router().page("/", AnyForm);
    let get = Request::get("/").header(header::HOST, "localhost");
    let page = router().oneshot(get.body(Body::empty()).expect("a request"));
    let page = text(page.await.expect("an answer").into_body()).await;
    let action = between(&page, "name=_action value=", ">");
    let mut body = form_urlencoded(&[("_action".to_owned(), action.trim_matches('"').to_owned())]);
    body.push('&');
    body.push_str(&form_urlencoded(entries));
    let request = Request::post("/")
        .header(header::HOST, "localhost")
        .header(header::CONTENT_TYPE, content_type)
        .body(Body::from(body))
        .expect("a request");
    let response = router().oneshot(request).await.expect("an answer");
    (response.status(), text(response.into_body()).await)
}

async fn text(body: Body) -> String {
    let bytes = to_bytes(body, usize::MAX).await.expect("a whole body");
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).expect("it starts");
    rest.split_once(end).expect("it ends").0
}

/// Encodes entries like a browser: line ends are those of the web.
fn form_urlencoded(entries: &[(String, String)]) -> String {
    let web = |text: &str| {
        let lines = text.replace("\r\n", "\n").replace('\r', "\n");
        lines.replace('\n', "\r\n")
    };
    let mut url = url::form_urlencoded::Serializer::new(String::new());
    for (name, text) in entries {
        url.append_pair(&web(name), &web(text));
    }
    url.finish()
}

fn entries() -> impl Strategy<Value = FormEntries> {
    let name = prop::sample::select(vec![
        "email",
        "email",
        "password",
        "password",
        "terms",
        "share",
        "plan",
        "plan",
        "tags",
        "address.street",
        "address.street",
        "address.number",
        "others[0].street",
        "others[1].street",
        "others[1].number",
        "others[2].street",
        "others[3].street",
        "step",
        "unknown",
        "others[99999999999999999999].street",
    ]);
    let text = prop_oneof![
        4 => prop::sample::select(vec![
            "", " ", "a@b.example", "free", "for-teams", "on", "false", "7", "-2.5", "1e999", "NaN", "70000",
            "a\nb\nc", "a\r\nb", "a\rb", "a&b=c;d", "+%41", "ä🌊", "</textarea>", "\nfirst",
        ]).prop_map(str::to_owned),
        // A document has no such character, so neither has a form.
        1 => "[^\u{0}]{0,9}",
    ];
    // What most forms need, so that enough of them are taken.
    let whole = [
        ("email", "a@b.example"),
        ("password", "secret"),
        ("plan", "free"),
        ("address.street", "Long"),
    ];
    let whole = whole.map(|(name, text)| (name.to_owned(), text.to_owned()));
    (
        any::<bool>(),
        prop::collection::vec((name.prop_map(str::to_owned), text), 0..8),
    )
        .prop_map(move |(is_whole, mut entries)| {
            entries.extend(whole.iter().filter(|_| is_whole).cloned());
            entries
        })
}

#[test]
fn a_form_has_one_decoder_whichever_way_it_comes() {
    let _alone = ALONE.lock();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let counts = RefCell::new((0, 0));
    let mut runner = TestRunner::new_with_rng(
        Config {
            cases: 200,
            failure_persistence: None,
            ..Config::default()
        },
        prop::test_runner::TestRng::deterministic_rng(prop::test_runner::RngAlgorithm::ChaCha),
    );
    let holds = runner.run(&entries(), |entries| {
        *GIVEN.lock().expect("nobody panics with it") = entries.clone();
        let over_socket = of_app(&App::new(AnyForm));
        let without_scripts = of_app(&App::without_scripts(AnyForm));
        let (status, page) = runtime.block_on(post(&entries, "application/x-www-form-urlencoded"));
        let errors = match status {
            StatusCode::SEE_OTHER => String::new(),
            _ => between(&page, "<p id=\"errors\">", "</p>").to_owned(),
        };
        let in_request = outcome(&errors);
        prop_assert_eq!(status == StatusCode::SEE_OTHER, in_request.is_ok());
        prop_assert_eq!(&over_socket, &without_scripts);
        prop_assert_eq!(&over_socket, &in_request);
        let mut counts = counts.borrow_mut();
        match over_socket {
            Ok(_) => counts.0 += 1,
            Err(_) => counts.1 += 1,
        }
        Ok(())
    });
    holds.expect("all ways are one");
    let (taken, refused) = counts.into_inner();
    assert!(
        taken > 20 && refused > 20,
        "{taken} taken, {refused} refused"
    );
}

#[derive(Clone, Debug, Default, PartialEq, Form, Cross)]
struct Wizard {
    name: String,
    #[form(submitter)]
    step: Option<Step>,
    #[form(submitter)]
    delete: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Form)]
enum Step {
    Back,
    Next,
}

/// A form with several buttons, one of them outside of it.
#[component]
fn Steps() -> View {
    let go = action(async move |form: Wizard| -> Result<(), Errors<Wizard>> {
        Err(Errors::whole(format!("{:?} {}", form.step, form.delete)))
    });
    view! {
        <Form action=go id="steps">
            <input id="name" {..go.field(Wizard::NAME)}/>
            <button id="back" {..go.field(Wizard::STEP).choice("back")}>"Back"</button>
            <button id="next" {..go.field(Wizard::STEP).choice("next")}>"Next"</button>
            <button id="plain">"Save"</button>
        </Form>
        <button id="delete" form="steps" {..go.field(Wizard::DELETE)}>"Delete"</button>
        <p id="did">{go.form_error()}</p>
    }
}

#[test]
fn the_name_and_the_value_of_the_pressed_button_are_kept() {
    for app in [App::new(Steps), App::without_scripts(Steps)] {
        let did = |button: &str, did: &str| {
            app.click(button);
            assert_eq!(app.text("#did"), did);
        };
        did("#next", "Some(Next) false");
        did("#back", "Some(Back) false");
        did("#plain", "None false");
        did("#delete", "None true");
        // The first button is pressed by Enter.
        app.press("#name", "Enter");
        assert_eq!(app.text("#did"), "Some(Back) false");
        // What was pressed is not what a button says from then on.
        assert_eq!(app.count("#next[type=submit][name=step][value=next]"), 1);
        assert_eq!(app.count("#delete[type=submit][name=delete][value=on]"), 1);
    }
}

#[test]
fn a_button_that_is_pressed_before_the_client_is_there_is_the_pressed_one() {
    let app = App::without_javascript(Steps);
    app.click("#next");
    app.start();
    assert_eq!(app.text("#did"), "Some(Next) false");
}

/// A form with a box and what may be left out.
#[derive(Clone, Debug, Default, PartialEq, Form, Cross)]
struct Boxes {
    agreed: bool,
    count: Option<u8>,
}

#[component]
fn Unchecked() -> View {
    let save = action(async move |form: Boxes| -> Result<(), Errors<Boxes>> {
        Err(Errors::whole(format!("{form:?}")))
    });
    view! {
        <Form action=save>
            <input id="agreed" {..save.field(Boxes::AGREED)}/>
            <input id="count" {..save.field(Boxes::COUNT)}/>
            <button>"Save"</button>
        </Form>
        <p>{save.form_error()}</p>
    }
}

#[test]
fn an_unchecked_box_is_false_and_an_empty_option_is_none() {
    for app in [App::new(Unchecked), App::without_scripts(Unchecked)] {
        app.click("button");
        assert_eq!(app.text("p"), "Boxes { agreed: false, count: None }");
        app.click("#agreed");
        app.fill("#count", "7");
        app.click("button");
        assert_eq!(app.text("p"), "Boxes { agreed: true, count: Some(7) }");
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Form)]
enum Size {
    #[default]
    Small,
    Large,
}

#[derive(Clone, Debug, Default, PartialEq, Form, Cross)]
struct Order {
    #[form(required)]
    name: String,
    size: Size,
}

/// A form whose action takes half a second, and counts.
#[component]
fn Ordering() -> View {
    let orders = RwSignal::new(0);
    let order = action(async move |form: Order| -> Result<(), Errors<Order>> {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        if form.name == "nothing" {
            return Err(Errors::one(Order::NAME, "is not sold"));
        }
        orders.update(|orders| *orders += 1);
        Ok(())
    });
    let size = move || order.field(Order::SIZE).initial(&Size::Small);
    view! {
        <Form action=order id="order">
            <input id="name" {..order.field(Order::NAME)}/>
            <FieldErrors of=order.field(Order::NAME) class="error"/>
            <input id="small" {..size().choice("small")}/>
            <input id="large" {..size().choice("large")}/>
            <button id="send" disabled=order.pending()>"Order"</button>
            <button id="reset" type="reset">"Reset"</button>
        </Form>
        <p id="orders">{orders}</p>
    }
}

fn ordered(app: &App, name: &str) {
    app.fill("#name", name);
    app.click("#send");
    app.pass(600);
}

#[test]
fn a_failure_without_scripts_is_said_at_the_pages_own_address() {
    let _alone = ALONE.lock();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let entries = [("email".to_owned(), "nobody".to_owned())];
    let (status, page) = runtime.block_on(post(&entries, "application/x-www-form-urlencoded"));
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("<form") && page.contains("is not valid"),
        "it is the page: {page}"
    );
}

#[test]
fn old_errors_are_gone_after_a_good_submission() {
    for app in [App::new(Ordering), App::without_scripts(Ordering)] {
        ordered(&app, "nothing");
        assert_eq!(app.text(".error"), "is not sold");
        ordered(&app, "bread");
        assert_eq!(app.text(".error"), "");
        assert_eq!(app.count("[aria-invalid]"), 0);
    }
}

#[test]
fn a_reset_brings_back_what_the_server_has_said() {
    let app = App::new(Ordering);
    app.click("#large");
    ordered(&app, "nothing");
    let is_checked = |id: &str| app.act(|tab| tab.is_checked(id));
    assert!(is_checked("#large") && app.value("#name") == "nothing");
    app.click("#reset");
    assert!(is_checked("#small") && !is_checked("#large"));
    assert_eq!(app.value("#name"), "");
    // So does the reset after a good submission.
    app.click("#large");
    ordered(&app, "bread");
    assert!(is_checked("#small") && app.value("#name").is_empty());
}

#[test]
fn a_double_submission_is_one_call() {
    let app = App::new(Ordering);
    app.delay(50);
    app.fill("#name", "bread");
    app.submit("#order");
    app.submit("#order");
    app.pass(200);
    app.submit("#order");
    assert_eq!(app.count("#send[disabled]"), 1);
    app.pass(600);
    app.settle();
    assert_eq!(app.text("#orders"), "1");
    assert_eq!(app.count("#send[disabled]"), 0);
}

#[test]
fn a_form_needs_no_id_to_be_found_again_after_a_reconnect() {
    let app = App::new(Ordering);
    app.type_into("#name", "bre");
    app.cut();
    app.type_into("#name", "ad");
    app.settle();
    assert_eq!(app.value("#name"), "bread");
    // The simulation loads the page again then, without what was typed.
    app.crash();
    app.settle();
    app.fill("#name", "bread");
    app.click("#send");
    app.pass(600);
    app.settle();
    assert_eq!(app.text("#orders"), "1");
}

#[test]
fn a_late_answer_does_not_overwrite_what_is_being_typed() {
    let app = App::new(Ordering);
    app.delay(100);
    app.fill("#name", "nothing");
    app.submit("#order");
    app.pass(300);
    app.type_into("#name", " else");
    app.pass(1000);
    app.settle();
    assert_eq!(app.text(".error"), "is not sold");
    assert_eq!(app.value("#name"), "nothing else");
}

#[derive(Form)]
struct Group {
    members: Vec<Member>,
}

#[derive(Form)]
struct Member {
    #[form(min = 1)]
    age: u32,
}

/// The fields of a list, in loops of each kind.
#[component]
fn Members() -> View {
    let save = action(async move |_: Group| {});
    let more = RwSignal::new(1usize);
    let names = vec![String::from("third")];
    view! {
        <Form action=save novalidate id="form">
            {for i in 0..1 { view! {
                <input class="age" {..save.field(Group::MEMBERS.at(i).then(Member::AGE))}/>
                <FieldErrors of=save.field(Group::MEMBERS.at(i).then(Member::AGE))/>
            } }}
            {for i in 1..1 + more.get() { view! {
                <input class="age" {..save.field(Group::MEMBERS.at(i).then(Member::AGE))}/>
                <FieldErrors of=save.field(Group::MEMBERS.at(i).then(Member::AGE))/>
            } }}
            {for (i, name) in names.into_iter().enumerate() { view! {
                <label>{name}</label>
                <input class="age" {..save.field(Group::MEMBERS.at(i + 2).then(Member::AGE))}/>
                <FieldErrors of=save.field(Group::MEMBERS.at(i + 2).then(Member::AGE))/>
            } }}
        </Form>
    }
}

#[test]
fn fields_in_loops_say_what_is_wrong_with_them() {
    for app in [App::new(Members), App::without_scripts(Members)] {
        let ages = [0, 1, 2].map(|at| format!("input[name=\"members[{at}].age\"]"));
        for (age, text) in ages.iter().zip(["0", "7", "00"]) {
            app.fill(age, text);
        }
        app.submit("#form");
        let errors = app.text("#form");
        assert_eq!(errors.matches("must be at least 1").count(), 2, "{errors}");
        assert_eq!(app.count("input[aria-invalid=true]"), 2);
        let values = ages.map(|age| app.value(&age));
        assert_eq!(values, ["0", "7", "00"]);
    }
}

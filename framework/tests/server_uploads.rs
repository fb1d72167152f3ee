//! Files of forms: by a request of the browser's code, and with a form that is submitted without scripts.

#[path = "server/reaches.rs"]
mod reaches;

#[path = "server_uploads/hostile.rs"]
mod hostile;

use std::convert::Infallible;
use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use futures_util::{StreamExt, stream};
use reaches::Reaches;
use tower::ServiceExt;
use watershed::form::{Errors, IncomingUpload, Upload, UploadSink};
use watershed::prelude::*;
use watershed::testing::App;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR and more";

#[derive(Clone, Debug, Default, PartialEq, Form, Cross)]
struct Profile {
    #[form(required)]
    name: String,
    #[form(accept = "image/*", max = "5MB")]
    avatar: Option<Upload>,
    #[form(accept = ".txt", max = "100kB", count = 2)]
    letters: Vec<Upload>,
    after: String,
}

/// One test at a time looks at the files that are left.
static ALONE: Mutex<()> = Mutex::new(());

/// The right of one test to look at files.
struct Alone {
    _guard: MutexGuard<'static, ()>,
}

/// Waits until the test before is over, and its runtime has dropped the files that it left.
fn alone() -> Alone {
    let _guard = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let gone = (0..500).any(|_| {
        let is_gone = files() == 0;
        if !is_gone {
            std::thread::sleep(Duration::from_millis(10));
        }
        is_gone
    });
    assert!(gone, "a test has left a file");
    Alone { _guard }
}

/// Returns how many files of this process are waiting.
fn files() -> usize {
    let prefix = format!("watershed-upload-{}-", std::process::id());
    let entries = fs::read_dir(std::env::temp_dir()).expect("the folder is readable");
    let names = entries.flatten().map(|entry| entry.file_name());
    names
        .filter(|name| name.to_string_lossy().starts_with(&prefix))
        .count()
}

/// Waits for what other tasks do.
async fn until(is_so: impl Fn() -> bool) {
    for _ in 0..1000 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it does not happen");
}

fn shown(upload: &Upload) -> String {
    let bytes = fs::read(upload.path()).expect("the file is there");
    assert_eq!(bytes.len() as u64, upload.size());
    format!(
        "{} {} {}",
        upload.file_name(),
        upload.media_type(),
        upload.size()
    )
}

#[component]
fn Files() -> View {
    let save = action(async move |form: Profile| -> Result<(), Errors<Profile>> {
        let all = form.avatar.iter().chain(&form.letters);
        let all: Vec<_> = all.map(shown).collect();
        // The files are shown as an error, so that the page without scripts shows them too.
        Err(Errors::whole(format!("{}: {}", form.name, all.join(", "))))
    });
    view! {
        <Form action=save id="form">
            <input id="name" {..save.field(Profile::NAME).initial(&"Ann".to_owned())}/>
            <input id="avatar" {..save.field(Profile::AVATAR)}/>
            <FieldErrors of=save.field(Profile::AVATAR) class="avatar"/>
            <input id="letters" {..save.field(Profile::LETTERS)}/>
            <FieldErrors of=save.field(Profile::LETTERS) class="letters"/>
            <input id="after" {..save.field(Profile::AFTER)}/>
            <button id="send" disabled=save.pending()>"Send"</button>
            <button id="reset" type="reset">"Reset"</button>
        </Form>
        <button id="cancel" on:click=move |_| save.cancel_upload()>"Cancel"</button>
        <progress id="progress" max="100" value=save.progress()></progress>
        <p id="did">{save.form_error()}</p>
        <p id="failed">{if save.failed().is_some() { "failed" } else { "" }}</p>
    }
}

fn apps() -> [App; 2] {
    [App::new(Files), App::without_scripts(Files)]
}

#[test]
fn a_form_brings_its_files_with_scripts_and_without() {
    let _alone = alone();
    for app in apps() {
        assert_eq!(
            app.count("form[enctype='multipart/form-data'][method=post]"),
            1
        );
        assert_eq!(
            app.count("#avatar[type=file][accept='image/*'][data-max='5000000']:not([multiple])"),
            1
        );
        assert_eq!(app.count("#letters[type=file][multiple]"), 1);
        app.click("#send");
        assert_eq!(app.text("#did"), "Ann: ");
        app.upload("#avatar", "C:\\photos\\me.png", PNG);
        app.upload("#letters", "one.txt", b"Dear Sir,");
        app.upload("#letters", "two.TXT", "gr\u{fc}\u{df}e".as_bytes());
        app.click("#send");
        assert_eq!(
            app.text("#did"),
            "Ann: me.png image/png 25, one.txt text/plain 9, two.TXT text/plain 7"
        );
        drop(app);
        assert_eq!(files(), 0, "no file is left");
    }
}

#[test]
fn what_is_refused_is_said_beside_its_field_and_is_not_stored() {
    let _alone = alone();
    for app in apps() {
        let sends = |control: &str, name: &str, bytes: &[u8]| {
            app.upload(control, name, bytes);
            app.click("#send");
            assert_eq!(files(), 0, "a refused file is not stored");
            let texts = (app.text(".avatar"), app.text(".letters"));
            app.click("#reset");
            texts
        };
        let (avatar, letters) = sends("#avatar", "me.png", b"<script>alert(1)</script>");
        assert_eq!((&*avatar, &*letters), ("is a file of another type", ""));
        let (avatar, _) = sends("#avatar", "me.png", &[0; 5_000_001]);
        assert_eq!(avatar, "must have at most 5 MB");
        let (_, letters) = sends("#letters", "me.png", PNG);
        assert_eq!(letters, "is a file of another type");
        app.upload("#letters", "one.txt", b"1");
        app.upload("#letters", "two.txt", b"2");
        let (_, letters) = sends("#letters", "three.txt", b"3");
        assert_eq!(letters, "must be at most 2 files");
    }
}

#[test]
fn what_is_behind_a_refused_file_was_not_read_and_is_not_said_to_be_missing() {
    let _alone = alone();
    let app = App::without_scripts(Files);
    app.fill("#name", "");
    app.upload("#avatar", "me.png", &[0; 6_000_000]);
    app.click("#send");
    assert_eq!(app.text(".avatar"), "must have at most 5 MB");
    assert_eq!(app.count("#name[aria-invalid]"), 1, "it is before the file");
    assert_eq!(app.count("#after[aria-invalid]"), 0);
}

#[test]
fn files_on_their_way_have_a_progress_and_can_be_stopped() {
    let _alone = alone();
    let app = App::new(Files);
    app.delay(100);
    app.upload("#avatar", "me.png", PNG);
    assert_eq!(app.count("#progress[value]"), 0);
    app.click("#send");
    assert_eq!(app.count("#send[disabled]"), 1);
    assert_eq!(app.count("#progress[value='0']"), 1);
    // A second click sends nothing.
    app.submit("#form");
    app.pass(100);
    assert_eq!(app.count("#progress[value='100']"), 1);
    app.click("#cancel");
    assert_eq!(
        app.count("#send[disabled]") + app.count("#progress[value]"),
        0
    );
    app.settle();
    assert_eq!((app.text("#did"), app.text("#failed")), Default::default());
    app.click("#send");
    app.settle();
    assert_eq!(app.text("#did"), "Ann: me.png image/png 25");
    assert_eq!(app.count("#send[disabled]"), 0);
}

#[test]
fn a_form_whose_files_are_lost_says_that_it_has_failed() {
    let _alone = alone();
    let app = App::new(Files);
    app.upload("#avatar", "me.png", PNG);
    app.offline(|| {
        app.click("#send");
        assert_eq!(app.text("#failed"), "failed");
        assert_eq!(app.count("#send[disabled]"), 0);
    });
    app.settle();
    app.click("#send");
    assert_eq!(app.text("#did"), "Ann: me.png image/png 25");
    assert_eq!(app.text("#failed"), "");
}

/// Says what is in a file.
#[component]
fn Summing() -> View {
    let save = action(async move |form: Profile| -> Result<(), Errors<Profile>> {
        let bytes = fs::read(form.avatar.expect("a file").path()).expect("a file");
        let differs = (0_u32..)
            .zip(&bytes[PNG.len()..])
            .find(|(at, byte)| *at as u8 != **byte);
        Err(Errors::whole(format!("{} {differs:?}", bytes.len())))
    });
    view! {
        <Form action=save>
            <input {..save.field(Profile::NAME).initial(&"Ann".to_owned())}/>
            <input id="avatar" {..save.field(Profile::AVATAR)}/>
            <button>"Send"</button>
        </Form>
        <p>{save.form_error()}</p>
    }
}

#[test]
fn all_pieces_of_a_file_arrive_in_their_order() {
    let _alone = alone();
    for app in [App::new(Summing), App::without_scripts(Summing)] {
        let rest = (0_u32..1_000_000).map(|at| at as u8);
        let file: Vec<u8> = PNG.iter().copied().chain(rest).collect();
        app.upload("#avatar", "me.png", &file);
        app.click("button");
        assert_eq!(app.text("p"), "1000025 None");
    }
}

/// The sum of a file's bytes, and nothing of it on the disk.
#[derive(Debug)]
struct Sum(u64);

static DROPPED: AtomicU64 = AtomicU64::new(0);

struct Unfinished;

impl Drop for Unfinished {
    fn drop(&mut self) {
        DROPPED.fetch_add(1, Ordering::Relaxed);
    }
}

impl UploadSink for Sum {
    async fn receive(mut incoming: IncomingUpload) -> std::io::Result<Self> {
        let _here = Unfinished;
        assert_eq!(incoming.media_type(), "image/png");
        let mut sum = 0;
        while let Some(bytes) = incoming.next().await {
            assert_eq!(files(), 0);
            sum += bytes.iter().map(|byte| u64::from(*byte)).sum::<u64>();
        }
        match incoming.file_name() {
            "full.png" => Err(std::io::Error::other("there is no room")),
            _ => Ok(Self(sum)),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Summed {
    #[form(accept = "image/png", max = "1MB")]
    pictures: Vec<Upload<Sum>>,
}

#[component]
fn Sums() -> View {
    let save = action(async move |form: Summed| -> Result<(), Errors<Summed>> {
        let sums: Vec<_> = form
            .pictures
            .iter()
            .map(|picture| picture.stored().0)
            .collect();
        Err(Errors::whole(format!("{sums:?}")))
    });
    view! {
        <Form action=save>
            <input id="pictures" {..save.field(Summed::PICTURES)}/>
            <FieldErrors of=save.field(Summed::PICTURES)/>
            <button>"Send"</button>
        </Form>
        <p>{save.form_error()}</p>
    }
}

#[test]
fn a_file_goes_to_a_sink_of_the_applications_while_it_comes_in() {
    let _alone = alone();
    for app in [App::new(Sums), App::without_scripts(Sums)] {
        let large = PNG.repeat(39_000);
        app.upload("#pictures", "one.png", PNG);
        app.upload("#pictures", "two.png", &large);
        app.click("button");
        let sum: u64 = PNG.iter().map(|byte| u64::from(*byte)).sum();
        assert_eq!(app.text("p"), format!("[{sum}, {}]", sum * 39_000));
    }
}

#[tokio::test]
async fn a_sink_ends_with_its_file_and_says_that_it_has_no_room() {
    let _alone = alone();
    let action = format!(".{:x}", <Summed as Cross>::SHAPE);
    let before = DROPPED.load(Ordering::Relaxed);
    let large = form("pictures", &action, &PNG.repeat(50_000));
    let pieces: Vec<_> = large
        .chunks(10_000)
        .map(|piece| Ok::<_, Infallible>(piece.to_vec()))
        .collect();
    let large = Body::from_stream(stream::iter(pieces));
    let refused = ask(to("/_watershed/upload", large)).await;
    assert_eq!(
        refused.status(),
        StatusCode::OK,
        "its token says that it is too large"
    );
    assert_eq!(DROPPED.load(Ordering::Relaxed), before + 1);
    let full =
        String::from_utf8_lossy(&form("pictures", &action, b"")).replace("me.png", "full.png");
    let (start, end) = full
        .split_once("\r\n\r\n\r\n--x--")
        .expect("the file is empty");
    let body = [
        start.as_bytes(),
        b"\r\n\r\n",
        PNG,
        b"\r\n--x--",
        end.as_bytes(),
    ]
    .concat();
    let failed = ask(to("/_watershed/upload", Body::from(body))).await;
    assert_eq!(failed.status(), StatusCode::INSUFFICIENT_STORAGE);
}

/// Keeps the file that it is sent.
#[component]
fn Keeping() -> View {
    let save = action(async move |form: Profile| {
        let kept = std::env::temp_dir().join(format!("kept-{}.png", std::process::id()));
        let avatar = form.avatar.expect("a file");
        assert_eq!(avatar.bytes().await.expect("a file"), PNG);
        avatar.persist(kept).await.expect("there is room");
    });
    view! {
        <Form action=save>
            <input id="name" {..save.field(Profile::NAME).initial(&"Ann".to_owned())}/>
            <input id="avatar" {..save.field(Profile::AVATAR)}/>
            <button>"Send"</button>
        </Form>
    }
}

#[test]
fn an_action_keeps_a_file() {
    let _alone = alone();
    let kept = std::env::temp_dir().join(format!("kept-{}.png", std::process::id()));
    for app in [App::new(Keeping), App::without_scripts(Keeping)] {
        app.upload("#avatar", "me.png", PNG);
        app.click("button");
        app.pass(10);
        assert_eq!(fs::read(&kept).expect("it was kept"), PNG);
        fs::remove_file(&kept).expect("it was kept");
        drop(app);
        assert_eq!(files(), 0);
    }
}

fn form(name: &str, action: &str, file: &[u8]) -> Vec<u8> {
    let mut body = format!(
        "--x\r\ncontent-disposition: form-data; name=\"_action\"\r\n\r\n{action}\r\n\
         --x\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"me.png\"\r\n\r\n"
    )
    .into_bytes();
    body.extend(file);
    body.extend(b"\r\n--x--\r\n");
    body
}

async fn text(response: Response<Body>) -> String {
    let bytes = to_bytes(response.into_body(), usize::MAX)
        .await
        .expect("a whole body");
    String::from_utf8(bytes.to_vec()).expect("text")
}

/// Sends a request to the routes of an application.
async fn ask(request: Request<Body>) -> Response<Body> {
    let router = watershed::router().page("/", Files);
    router.oneshot(request).await.expect("an answer")
}

/// Returns the value of the control that names the action.
async fn action_name() -> String {
    let request = Request::get("/")
        .header(header::HOST, "localhost")
        .body(Body::empty());
    let page = text(ask(request.expect("a request")).await).await;
    let (_, rest) = page.split_once("name=_action value=").expect("a form");
    let (name, _) = rest.split_once('>').expect("the control ends");
    name.trim_matches('"').to_owned()
}

fn to(path: &str, body: Body) -> Request<Body> {
    Request::post(path)
        .header(header::HOST, "localhost")
        .header(header::COOKIE, "watershed=AAAAAAAAAAAAAAAAAAAAAA")
        .header("x-watershed-page", "AAAAAAAAAAAAAAAAAAAAAA==")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(body)
        .expect("a request")
}

/// Returns a body of 50 MB, and the number of bytes that were read of it.
fn large(start: Vec<u8>) -> (Body, Arc<AtomicU64>) {
    let read = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&read);
    let pieces = std::iter::once(start).chain((0..800).map(|_| PNG.repeat(2400)));
    let pieces = pieces.map(move |piece| {
        counted.fetch_add(piece.len() as u64, Ordering::Relaxed);
        Ok::<_, Infallible>(piece)
    });
    (Body::from_stream(stream::iter(pieces)), read)
}

#[tokio::test]
async fn fifty_megabytes_are_refused_after_five_and_leave_no_file() {
    let _alone = alone();
    let action = action_name().await;
    let start = form("avatar", &action, PNG);
    let start = start[..start.len() - b"\r\n--x--\r\n".len()].to_vec();
    for path in ["/", "/_watershed/upload"] {
        let (body, read) = large(start.clone());
        let response = ask(to(path, body)).await;
        let read = read.load(Ordering::Relaxed);
        println!("{path}: {} after {read} bytes", response.status());
        assert!(
            (5_000_000..5_300_000).contains(&read),
            "{read} bytes were read"
        );
        assert_eq!(files(), 0, "no file is left");
        match path {
            "/" => {
                assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
                assert!(text(response).await.contains("must have at most 5 MB"));
            }
            // The token of a file that is refused: the form says why.
            _ => assert_eq!(text(response).await.len(), 22),
        }
    }
}

#[tokio::test]
async fn a_file_is_for_one_session() {
    let _alone = alone();
    let action = action_name().await;
    let sent = ask(to(
        "/_watershed/upload",
        Body::from(form("avatar", &action, PNG)),
    ))
    .await;
    assert_eq!(sent.status(), StatusCode::OK);
    let token = text(sent).await;
    assert_eq!(files(), 1);
    let body = format!(
        "_action={}&name=Ann&avatar={token}",
        action.split('.').next().expect("a name")
    );
    let stolen = Request::post("/")
        .header(header::HOST, "localhost")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body));
    let answer = text(ask(stolen.expect("a request")).await).await;
    assert!(
        answer.contains("did not arrive; choose it again"),
        "{answer}"
    );
    assert_eq!(files(), 1, "it waits for its own session");
    tokio::time::pause();
    tokio::time::sleep(Duration::from_secs(601)).await;
    assert_eq!(files(), 0, "what nobody takes is deleted");
}

#[tokio::test]
async fn files_come_from_pages_of_this_server_and_to_forms_that_take_them() {
    let _alone = alone();
    let action = action_name().await;
    let body = || Body::from(form("avatar", &action, PNG));
    let status = async |request: Request<Body>| ask(request).await.status();
    let mut foreign = to("/_watershed/upload", body());
    foreign.headers_mut().insert(
        header::ORIGIN,
        "https://elsewhere.example".parse().expect("a value"),
    );
    assert_eq!(status(foreign).await, StatusCode::FORBIDDEN);
    let mut foreign = to("/_watershed/upload", body());
    foreign
        .headers_mut()
        .insert("sec-fetch-site", "cross-site".parse().expect("a value"));
    assert_eq!(status(foreign).await, StatusCode::FORBIDDEN);
    let mut nobody = to("/_watershed/upload", body());
    nobody.headers_mut().remove(header::COOKIE);
    assert_eq!(status(nobody).await, StatusCode::FORBIDDEN);
    for (name, action) in [("name", &*action), ("avatar", "f1.1"), ("avatar", "")] {
        let request = to("/_watershed/upload", Body::from(form(name, action, PNG)));
        assert_eq!(
            status(request).await,
            StatusCode::BAD_REQUEST,
            "{name} {action}"
        );
    }
    let endless = Body::from_stream(stream::iter(
        (0..100).map(|_| Ok::<_, Infallible>(vec![b'a'; 1 << 20])),
    ));
    assert_eq!(
        status(to("/_watershed/upload", endless)).await,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(files(), 0);
}

#[tokio::test]
async fn only_so_many_requests_bring_files_at_a_time() {
    let _alone = alone();
    let _reached = Reaches::limit("uploads");
    let action = action_name().await;
    let start = form("avatar", &action, PNG);
    let begun = |start: Vec<u8>| {
        let start = stream::once(async move { Ok::<_, Infallible>(start) });
        Body::from_stream(start.chain(stream::pending()))
    };
    // So much tells the type of the file, and it is begun.
    let half = form("avatar", &action, &PNG.repeat(1000));
    let half = half[..half.len() - 20].to_vec();
    let mut others: Vec<_> = (0..64)
        .map(|_| tokio::spawn(ask(to("/_watershed/upload", begun(half.clone())))))
        .collect();
    until(|| files() == 64).await;
    let refused = ask(to("/_watershed/upload", Body::from(start.clone()))).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.headers().contains_key(header::RETRY_AFTER));
    others.pop().expect("there are some").abort();
    until(|| files() == 63).await;
    let taken = ask(to("/_watershed/upload", Body::from(start))).await;
    assert_eq!(taken.status(), StatusCode::OK);
    for other in others {
        other.abort();
    }
    until(|| files() <= 1).await;
    assert_eq!(files(), 1, "what did not come to its end is deleted");
}

/// A form without files.
#[derive(Clone, Debug, PartialEq, Form)]
struct Plain {
    name: String,
}

#[component]
fn WithoutFiles() -> View {
    let save = action(async move |_: Plain| ());
    view! { <Form action=save><input {..save.field(Plain::NAME)}/></Form> }
}

#[test]
fn a_form_without_files_is_sent_as_before() {
    let app = App::new(WithoutFiles);
    assert_eq!(app.count("form[enctype]"), 0);
    assert!(!app.html("form").contains('.'), "its action has no number");
}

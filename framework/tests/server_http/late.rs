//! Pages of which the server has kept nothing when their sockets come.

use axum::extract::Request as AnyRequest;
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;

use super::*;

/// The number of times that the body of [`Ran`] has run.
static RUNS: AtomicUsize = AtomicUsize::new(0);

/// A page whose text is another one each time.
#[component]
fn Changing() -> View {
    static VIEWS: AtomicUsize = AtomicUsize::new(0);
    let views = VIEWS.fetch_add(1, Ordering::SeqCst);
    view! { <p>{views}</p><Toggle/> }
}

#[component]
fn Ran() -> View {
    RUNS.fetch_add(1, Ordering::SeqCst);
    view! { <Toggle/> }
}

/// A page with an action that changes nothing.
#[component]
fn Called() -> View {
    RUNS.fetch_add(1, Ordering::SeqCst);
    let call = action(async move |_: ()| {});
    view! { <button on:click=move |_| call.dispatch(())>"call"</button> }
}

#[component]
async fn Never() -> View {
    std::future::pending::<()>().await;
    view! { <p>"never"</p> }
}

static IS_OUT: AtomicBool = AtomicBool::new(false);

/// A guard of the application, which lets nobody in after a while.
async fn guard(request: AnyRequest, next: Next) -> axum::response::Response {
    match IS_OUT.load(Ordering::SeqCst) {
        true => StatusCode::UNAUTHORIZED.into_response(),
        false => next.run(request).await,
    }
}

fn pages() -> Router {
    let inner = Router::new().page("/toggle", Toggle);
    let guarded = Router::new().page("/guarded", Toggle).layer(from_fn(guard));
    app()
        .page("/changing", Changing)
        .page("/ran", Ran)
        .page("/awake", sleep_after(Ran, Duration::MAX))
        .page("/called", Called)
        .page("/never", Never)
        .nest("/inner", inner)
        .merge(guarded)
}

async fn serve() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(watershed::server::answer(listener, pages()));
    address
}

/// Opens a socket as a browser does that shows the page at `path`.
pub async fn connect(address: SocketAddr, path: &str, cookie: Option<&str>) -> Socket {
    let mut request = format!("ws://{address}/_watershed/socket?{path}")
        .into_client_request()
        .unwrap();
    let headers = request.headers_mut();
    headers.insert(header::ORIGIN, format!("http://{address}").parse().unwrap());
    if let Some(cookie) = cookie {
        headers.insert(header::COOKIE, cookie.parse().unwrap());
    }
    connect_async(request).await.unwrap().0
}

async fn answer_at(
    address: SocketAddr,
    path: &str,
    cookie: Option<&str>,
    ticket: [u8; 16],
    version: Version,
) -> Result<FromServer, (Option<Reason>, u64)> {
    let mut socket = connect(address, path, cookie).await;
    send(&mut socket, &FromClient::Attach { ticket, version }).await;
    match socket.next().await {
        Some(Ok(Message::Binary(bytes))) => Ok(decode(&bytes).unwrap()),
        Some(Ok(Message::Close(Some(close)))) => {
            Err((reason(close.code), close.reason.parse().unwrap_or(0)))
        }
        end => panic!("{end:?}"),
    }
}

/// Runs a test in a process that keeps no page.
fn without_pages(name: &str, test: impl Future<Output = ()>) {
    let name = format!("late::{name}");
    apart_with(&name, &[("WATERSHED_UNATTACHED_MIB", "0")], test);
}

const ATTACHED: FromServer = FromServer::Attached { seq: Seq(0) };

#[test]
fn a_page_of_which_nothing_is_kept_is_attached_with_what_was_clicked() {
    let test = async {
        let _reached = Reaches::limit("fetched");
        let address = serve().await;
        for path in ["/toggle", "/inner/toggle", "/toggle?a=b&c=%20d"] {
            let ticket = fetched_ticket(address, path).await;
            let mut socket = connect(address, path, Some(COOKIE)).await;
            attach(&mut socket, ticket).await;
            send(&mut socket, &shown()).await;
            assert_eq!(receive(&mut socket).await, ATTACHED, "{path}");
            let FromServer::Update(update) = receive(&mut socket).await else {
                panic!("an update")
            };
            assert_eq!((update.version, update.ack), (Version(1), Seq(1)));
            assert!(matches!(
                &update.ops[..],
                [Op::Template(_), Op::Insert { .. }]
            ));
            // From now on it is found by its ticket.
            drop(socket);
            let again = answer_at(address, "/", Some(COOKIE), ticket, Version(1)).await;
            assert_eq!(again, Ok(FromServer::Attached { seq: Seq(1) }));
        }
    };
    without_pages(
        "a_page_of_which_nothing_is_kept_is_attached_with_what_was_clicked",
        test,
    );
}

#[test]
fn a_body_runs_once_for_the_page_and_once_for_its_socket() {
    let test = async {
        let address = serve().await;
        let ticket = fetched_ticket(address, "/ran").await;
        assert_eq!(RUNS.load(Ordering::SeqCst), 1);
        let cookie = Some(COOKIE);
        // Several sockets at once have one session.
        let answers = [(); 5].map(|()| answer_at(address, "/ran", cookie, ticket, Version(0)));
        let answers = futures_util::future::join_all(answers).await;
        let attached = answers.iter().filter(|answer| **answer == Ok(ATTACHED));
        assert!(attached.count() >= 1, "{answers:?}");
        let before = RUNS.load(Ordering::SeqCst);
        let again = answer_at(address, "/ran", cookie, ticket, Version(0)).await;
        assert_eq!(again, Ok(ATTACHED));
        assert_eq!(RUNS.load(Ordering::SeqCst), before, "the session is there");
    };
    without_pages(
        "a_body_runs_once_for_the_page_and_once_for_its_socket",
        test,
    );
}

/// All of them are refused in the same way, whatever is wrong.
#[test]
fn a_socket_is_refused_if_its_page_is_not_the_one_that_its_visitor_was_given() {
    let test = async {
        let address = serve().await;
        let own = Some(COOKIE);
        let ticket = fetched_ticket(address, "/toggle").await;
        let changing = fetched_ticket(address, "/changing").await;
        let guarded = fetched_ticket(address, "/guarded").await;
        let other = Some("watershed=BBBBBBBBBBBBBBBBBBBBBA");
        IS_OUT.store(true, Ordering::SeqCst);
        let mut forged = ticket;
        forged[15] ^= 1;
        let mut elsewhere = ticket;
        elsewhere[1] ^= 1;
        let zero = Version(0);
        let cases = [
            ("a page that nobody gave", "/toggle", own, [0; 16], zero),
            ("another seal", "/toggle", own, forged, zero),
            ("another head", "/toggle", own, elsewhere, zero),
            ("another visitor", "/toggle", other, ticket, zero),
            ("no cookie", "/toggle", None, ticket, zero),
            ("a cookie of others", "/toggle", Some("a=b"), ticket, zero),
            ("another address", "/inner/toggle", own, ticket, zero),
            ("another query", "/toggle?a=b", own, ticket, zero),
            ("another page", "/checked", own, ticket, zero),
            ("a static page", "/", own, ticket, zero),
            ("no page", "/nowhere", own, ticket, zero),
            ("no path", "nowhere", own, ticket, zero),
            ("no address", "", own, ticket, zero),
            (
                "an address of ours",
                "/_watershed/socket",
                own,
                ticket,
                zero,
            ),
            ("a page that fails", "/broken", own, ticket, zero),
            ("a page that panics", "/panicking", own, ticket, zero),
            ("other content", "/changing", own, changing, zero),
            ("a guard", "/guarded", own, guarded, zero),
            (
                "batches of before",
                "/toggle",
                own,
                ticket,
                Version::UNKNOWN,
            ),
            ("updates of before", "/toggle", own, ticket, Version(3)),
        ];
        for (why, path, cookie, ticket, version) in cases {
            let answer = answer_at(address, path, cookie, ticket, version).await;
            assert_eq!(answer, Err((Some(Reason::Expired), 0)), "{why}");
        }
        let answer = answer_at(address, "/toggle", own, ticket, zero).await;
        assert_eq!(answer, Ok(ATTACHED));
    };
    without_pages(
        "a_socket_is_refused_if_its_page_is_not_the_one_that_its_visitor_was_given",
        test,
    );
}

/// With the other tests, the workers keep what is fetched.
#[tokio::test]
async fn a_page_that_changes_by_itself_has_the_session_that_was_kept() {
    let address = serve().await;
    let ticket = fetched_ticket(address, "/changing").await;
    let answer = answer_at(address, "/changing", Some(COOKIE), ticket, Version(0)).await;
    assert_eq!(answer, Ok(ATTACHED));
}

/// A click of a page whose session sleeps.
#[test]
fn a_session_that_sleeps_is_made_again_with_what_was_clicked() {
    let test = async {
        let _reached = Reaches::limit("idle");
        let address = serve().await;
        let ticket = fetched_ticket(address, "/ran").await;
        let mut socket = connect(address, "/ran", Some(COOKIE)).await;
        attach(&mut socket, ticket).await;
        assert_eq!(receive(&mut socket).await, ATTACHED);
        let runs = RUNS.load(Ordering::SeqCst);
        let is_silent = timeout(Duration::from_millis(1_700), socket.next()).await;
        assert!(
            is_silent.is_err(),
            "the socket is not closed: {is_silent:?}"
        );
        send(&mut socket, &shown()).await;
        let FromServer::Update(update) = receive(&mut socket).await else {
            panic!("an update, and nothing else")
        };
        assert_eq!((update.version, update.ack), (Version(1), Seq(1)));
        assert_eq!(RUNS.load(Ordering::SeqCst), runs + 1);
        // So does one that was changed: it gets what it had before, too.
        for (seq, seen) in [(2, 1), (3, 2)] {
            sleep(Duration::from_millis(1_700)).await;
            let batch = Batch {
                seq: Seq(seq),
                seen: Version(seen),
                ..Batch::default()
            };
            send(&mut socket, &FromClient::Batch(batch)).await;
            let FromServer::Update(update) = receive(&mut socket).await else {
                panic!("an update, and nothing else")
            };
            assert_eq!((update.version, update.ack), (Version(seen + 1), Seq(seq)));
            assert_eq!(RUNS.load(Ordering::SeqCst), runs + seq as usize);
        }
    };
    let name = "late::a_session_that_sleeps_is_made_again_with_what_was_clicked";
    apart_with(name, &[("WATERSHED_IDLE_SECONDS", "1")], test);
}

/// The line of a visitor breaks while the session sleeps.
#[test]
fn a_session_that_sleeps_outlives_its_socket() {
    let test = async {
        let address = serve().await;
        let ticket = fetched_ticket(address, "/ran").await;
        let mut socket = connect(address, "/ran", Some(COOKIE)).await;
        attach(&mut socket, ticket).await;
        assert_eq!(receive(&mut socket).await, ATTACHED);
        send(&mut socket, &shown()).await;
        receive(&mut socket).await;
        sleep(Duration::from_millis(1_700)).await;
        let runs = RUNS.load(Ordering::SeqCst);
        drop(socket);
        sleep(Duration::from_millis(300)).await;
        let back = answer_at(address, "/ran", Some(COOKIE), ticket, Version(1)).await;
        assert_eq!(back, Ok(FromServer::Attached { seq: Seq(1) }));
        assert_eq!(RUNS.load(Ordering::SeqCst), runs + 1);
    };
    let name = "late::a_session_that_sleeps_outlives_its_socket";
    apart_with(name, &[("WATERSHED_IDLE_SECONDS", "1")], test);
}

/// Another socket for a page whose session sleeps, a page that has become another one, and a visitor who is not let in any
/// more.
#[test]
fn a_session_that_sleeps_is_found_by_its_ticket_and_is_guarded() {
    let test = async {
        let address = serve().await;
        let mut sockets = Vec::new();
        for path in ["/toggle", "/changing", "/guarded"] {
            let ticket = fetched_ticket(address, path).await;
            let mut socket = connect(address, path, Some(COOKIE)).await;
            attach(&mut socket, ticket).await;
            assert_eq!(receive(&mut socket).await, ATTACHED);
            sockets.push((socket, ticket));
        }
        sleep(Duration::from_millis(1_700)).await;
        IS_OUT.store(true, Ordering::SeqCst);
        let [(toggle, ticket), (changing, _), (guarded, _)] = &mut sockets[..] else {
            panic!("three sockets")
        };
        for socket in [changing, guarded] {
            send(socket, &shown()).await;
            assert_eq!(dismissal(socket).await, (Some(Reason::Renewed), 0));
        }
        let again = answer_at(address, "/toggle", Some(COOKIE), *ticket, Version(0)).await;
        assert_eq!(again, Ok(ATTACHED));
        assert_eq!(dismissal(toggle).await, (Some(Reason::Replaced), 0));
    };
    let name = "late::a_session_that_sleeps_is_found_by_its_ticket_and_is_guarded";
    apart_with(name, &[("WATERSHED_IDLE_SECONDS", "1")], test);
}

/// Sessions with more in them than what their browsers have written, and a page that says when its sessions sleep.
#[test]
fn a_session_that_cannot_be_made_again_stays_awake_and_so_does_one_whose_page_says_so() {
    let test = async {
        let address = serve().await;
        let mut sockets = Vec::new();
        for path in ["/called", "/awake"] {
            let ticket = fetched_ticket(address, path).await;
            let mut socket = connect(address, path, Some(COOKIE)).await;
            attach(&mut socket, ticket).await;
            assert_eq!(receive(&mut socket).await, ATTACHED);
            sockets.push(socket);
        }
        let call = Batch {
            seq: Seq(1),
            calls: vec![Call {
                id: CallId(1),
                action: NodeNumber(0),
                argument: encode(&()),
            }],
            ..Batch::default()
        };
        send(&mut sockets[0], &FromClient::Batch(call)).await;
        receive(&mut sockets[0]).await;
        let runs = RUNS.load(Ordering::SeqCst);
        sleep(Duration::from_millis(1_700)).await;
        for (socket, seq) in sockets.iter_mut().zip([2, 1]) {
            let batch = Batch {
                seq: Seq(seq),
                ..Batch::default()
            };
            send(socket, &FromClient::Batch(batch)).await;
            receive(socket).await;
        }
        assert_eq!(RUNS.load(Ordering::SeqCst), runs);
    };
    let name =
        "late::a_session_that_cannot_be_made_again_stays_awake_and_so_does_one_whose_page_says_so";
    apart_with(name, &[("WATERSHED_IDLE_SECONDS", "1")], test);
}

#[test]
fn a_page_that_takes_too_long_is_not_waited_for() {
    let _reached = Reaches::limit("late-page");
    on_a_clock(async || {
        let address = serve().await;
        let cookie = Some(COOKIE);
        let answer = answer_at(address, "/never", cookie, [1; 16], Version(0)).await;
        assert_eq!(answer, Err((Some(Reason::Expired), 0)));
    });
}

/// Comes with a ticket of a page that a client was never given.
async fn guess(address: SocketAddr, client: &str, ticket: u32) -> Option<Reason> {
    let mut request = format!("ws://{address}/_watershed/socket?/toggle")
        .into_client_request()
        .unwrap();
    let headers = request.headers_mut();
    headers.insert(header::ORIGIN, format!("http://{address}").parse().unwrap());
    headers.insert(header::COOKIE, COOKIE.parse().unwrap());
    headers.insert("x-forwarded-for", client.parse().unwrap());
    let (mut socket, _) = connect_async(request).await.unwrap();
    let mut made_up = [7; 16];
    made_up[..4].copy_from_slice(&ticket.to_le_bytes());
    let attach = FromClient::Attach {
        ticket: made_up,
        version: Version(1),
    };
    send(&mut socket, &attach).await;
    dismissal(&mut socket).await.0
}

#[test]
fn a_client_that_makes_tickets_up_is_refused_alone() {
    let test = async {
        let _reached = Reaches::limit("client-tickets");
        let address = serve().await;
        let most = CLIENT_TICKETS.burst as u32;
        let mut refused_at = None;
        for number in 0..2 * most {
            match guess(address, "2001:db8::2", number).await {
                Some(Reason::Expired) => {}
                other => {
                    assert_eq!(other, Some(Reason::Overloaded));
                    refused_at = Some(number);
                    break;
                }
            }
        }
        let tried = refused_at.expect("there is an end");
        assert!((most..most + 20).contains(&tried), "{tried}");
        let other = guess(address, "2001:db8:1::2", 0).await;
        assert_eq!(other, Some(Reason::Expired));
    };
    let name = "late::a_client_that_makes_tickets_up_is_refused_alone";
    apart_with(name, &[("WATERSHED_PROXIES", "127.0.0.1")], test);
}

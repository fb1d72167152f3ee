//! A server that is asked to end: a process of its own, real signals and real sockets.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Child, Command};
use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use watershed::wire::message::Outcome;

use super::*;

/// The variable with the file in which calls are noted; it is set for the process that serves.
const NOTES: &str = "WATERSHED_TEST_NOTES";

/// A page whose action takes a moment, and then notes its argument in a file.
#[component]
fn Noting() -> View {
    let note = action(async move |number: u32| {
        sleep(Duration::from_millis(30)).await;
        write_note(number);
    });
    view! { <button on:click=move |_| note.dispatch(1)>"note"</button> }
}

/// A page whose action takes so long that its guard is asked before the answer.
#[component]
fn Lasting() -> View {
    let last = action(async move |_: u32| sleep(Duration::from_millis(1_200)).await);
    view! { <button on:click=move |_| last.dispatch(1)>"last"</button> }
}

/// Lets everybody in: at once when the page is fetched, and later when it has thought.
async fn thinks((): ()) -> Result<(), StatusCode> {
    static IS_KNOWN: AtomicBool = AtomicBool::new(false);
    if IS_KNOWN.swap(true, Ordering::SeqCst) {
        sleep(Duration::from_millis(300)).await;
    }
    Ok(())
}

#[server]
fn write_note(number: u32) {
    let file = std::env::var_os(NOTES).expect("the server notes in a file");
    let file = std::fs::OpenOptions::new().append(true).open(file);
    writeln!(file.unwrap(), "{number}").unwrap();
}

/// Serves, in the process that the other tests start.
#[test]
fn the_server() {
    if std::env::var_os(NOTES).is_some() {
        watershed::serve(routed()).unwrap();
    }
}

fn routed() -> Router {
    app()
        .page("/noting", Noting)
        .page("/lasting", guard(Lasting, thinks))
}

/// One server at a time, because the other tests want the machine too.
static ONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

struct Server {
    _one: tokio::sync::MutexGuard<'static, ()>,
    process: Child,
    address: SocketAddr,
    notes: tempfile::NamedTempFile,
}

impl Server {
    async fn start() -> Self {
        let one = ONE.lock().await;
        let notes = tempfile::NamedTempFile::new().unwrap();
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "ending::the_server"])
            .env(NOTES, notes.path())
            .env("WATERSHED_ADDR", address.to_string())
            .spawn()
            .unwrap();
        let started = async {
            while TcpStream::connect(address).await.is_err() {
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(Duration::from_secs(20), started)
            .await
            .expect("a server starts");
        Self {
            _one: one,
            process,
            address,
            notes,
        }
    }

    /// Attaches a page.
    async fn attached(&self, path: &str) -> Socket {
        let ticket = fetched_ticket(self.address, path).await;
        let own = format!("http://{}", self.address);
        let mut socket = connect(self.address, Some(&own)).await.unwrap();
        attach(&mut socket, ticket).await;
        receive(&mut socket).await;
        socket
    }

    fn ask_to_end(&self) {
        let asked = Command::new("kill")
            .arg(self.process.id().to_string())
            .status();
        assert!(asked.unwrap().success());
    }

    /// Waits for the end of the process.
    async fn ended(&mut self) {
        let ended = async {
            loop {
                match self.process.try_wait().unwrap() {
                    Some(status) => return status,
                    None => sleep(Duration::from_millis(20)).await,
                }
            }
        };
        let status = timeout(Duration::from_secs(30), ended).await;
        assert!(status.expect("it ends within 30 seconds").success());
    }

    fn noted(&self) -> BTreeSet<u32> {
        let notes = std::fs::read_to_string(self.notes.path()).unwrap();
        notes.lines().map(|line| line.parse().unwrap()).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn call(number: u32, seen: u32) -> FromClient {
    FromClient::Batch(Batch {
        seq: Seq(number),
        seen: Version(seen),
        calls: vec![Call {
            id: CallId(number),
            action: NodeNumber(0),
            argument: encode(&number),
        }],
        ..Batch::default()
    })
}

#[tokio::test]
async fn a_server_that_ends_loses_nothing_that_it_has_acknowledged() {
    let mut server = Server::start().await;
    let socket = server.attached("/noting").await;
    let (mut up, mut down) = socket.split();
    let seen = Arc::<AtomicU32>::default();
    let last_seen = Arc::clone(&seen);
    let sending = tokio::spawn(async move {
        for number in 1.. {
            let seen = last_seen.load(Ordering::Relaxed);
            let call = Message::binary(encode(&call(number, seen)));
            if up.send(call).await.is_err() {
                break;
            }
            sleep(Duration::from_millis(10)).await;
        }
    });
    let (mut acknowledged, mut settled) = (0, BTreeSet::new());
    let mut is_asked = false;
    let closed = loop {
        match down.next().await {
            Some(Ok(Message::Binary(bytes))) => {
                let FromServer::Update(update) = decode(&bytes).unwrap() else {
                    panic!("an update")
                };
                acknowledged = update.ack.0;
                seen.store(update.version.0, Ordering::Relaxed);
                for settlement in update.settled {
                    assert!(matches!(settlement.outcome, Outcome::Done(_)));
                    settled.insert(settlement.call.0);
                }
                // A second time would end it at once.
                if settled.len() >= 5 && !std::mem::replace(&mut is_asked, true) {
                    server.ask_to_end();
                }
            }
            Some(Ok(Message::Close(Some(close)))) => break close,
            Some(Ok(_)) => {}
            end => panic!("it is not closed: {end:?}"),
        }
    };
    assert_eq!(reason(closed.code), Some(Reason::Draining));
    assert!(closed.reason.parse::<u32>().unwrap() >= 500);
    drop(down);
    server.ended().await;
    sending.abort();
    let all: BTreeSet<u32> = (1..=acknowledged).collect();
    assert_eq!(settled, all, "each call that was acknowledged is settled");
    assert_eq!(server.noted(), all, "and has run");
}

#[tokio::test]
async fn pages_come_back_one_after_the_other_to_the_next_server() {
    let mut server = Server::start().await;
    let mut sockets = Vec::new();
    for _ in 0..40 {
        sockets.push(server.attached("/toggle").await);
    }
    server.ask_to_end();
    let mut times = BTreeSet::new();
    for mut socket in sockets {
        let (reason, retry_after) = dismissal(&mut socket).await;
        assert_eq!(reason, Some(Reason::Draining));
        times.insert(retry_after);
    }
    assert_eq!(times.len(), 40, "{times:?}");
    server.ended().await;
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn a_second_signal_ends_a_server_that_waits_for_a_call() {
    let mut server = Server::start().await;
    let mut socket = server.attached("/stuck").await;
    send(&mut socket, &call(1, 0)).await;
    assert!(matches!(receive(&mut socket).await, FromServer::Update(_)));
    server.ask_to_end();
    let waits = timeout(Duration::from_millis(500), dismissal(&mut socket)).await;
    assert!(waits.is_err(), "{waits:?}");
    server.ask_to_end();
    let ended = timeout(Duration::from_secs(5), server.ended()).await;
    assert!(ended.is_ok(), "it waits for the call");
}

#[tokio::test]
async fn a_server_that_ends_waits_for_a_guard_before_the_last_answer() {
    let mut server = Server::start().await;
    let (address, path) = (server.address, "/lasting");
    let ticket = fetched_ticket(address, path).await;
    let mut socket = late::connect(address, path, Some(COOKIE)).await;
    attach(&mut socket, ticket).await;
    receive(&mut socket).await;
    send(&mut socket, &call(1, 0)).await;
    let settled = |message| match message {
        FromServer::Update(update) => update.settled.len(),
        other => panic!("{other:?}"),
    };
    assert_eq!(settled(receive(&mut socket).await), 0, "it has begun");
    server.ask_to_end();
    assert_eq!(settled(receive(&mut socket).await), 1);
    assert_eq!(dismissal(&mut socket).await.0, Some(Reason::Draining));
    server.ended().await;
}

//! Requests that bring more than they may, or bring it slowly.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;

use super::*;

const PATH: &str = "/_watershed/upload";

/// A form of pictures, of which nothing is stored.
#[derive(Clone, Debug, PartialEq, Form)]
struct Album {
    #[form(accept = "image/png", max = "1MB", count = 100)]
    pictures: Vec<Upload<Sum>>,
}

/// A place that takes a file and never has it.
#[derive(Debug)]
struct Hanging;

impl UploadSink for Hanging {
    async fn receive(mut incoming: IncomingUpload) -> std::io::Result<Self> {
        if incoming.file_name() == "me.png" {
            std::future::pending::<()>().await;
        }
        while incoming.next().await.is_some() {}
        std::future::pending().await
    }
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Hung {
    picture: Upload<Hanging>,
}

fn action_of<T: Cross>() -> String {
    format!(".{:x}", T::SHAPE)
}

/// Returns the beginning of a form, without its end.
fn head(action: &str) -> Vec<u8> {
    format!("--x\r\ncontent-disposition: form-data; name=\"_action\"\r\n\r\n{action}\r\n")
        .into_bytes()
}

/// Returns a part with a file.
fn part(name: &str, file_name: &str, file: &[u8]) -> Vec<u8> {
    let head = format!(
        "--x\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\r\n"
    );
    [head.as_bytes(), file, b"\r\n"].concat()
}

/// Returns a form with so many pictures.
fn album(pictures: usize) -> Vec<u8> {
    let mut body = head(&action_of::<Album>());
    body.extend(part("pictures", "me.png", PNG).repeat(pictures));
    body.extend(b"--x--\r\n");
    body
}

/// Returns a body in pieces of 16 KiB, and the number of bytes that were read of it.
fn in_pieces(body: &[u8]) -> (Body, Arc<AtomicU64>) {
    let read = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&read);
    let pieces: Vec<_> = body.chunks(16 << 10).map(<[u8]>::to_vec).collect();
    let pieces = pieces.into_iter().map(move |piece| {
        counted.fetch_add(piece.len() as u64, Ordering::Relaxed);
        Ok::<_, Infallible>(piece)
    });
    (Body::from_stream(stream::iter(pieces)), read)
}

/// Returns a body of which nothing comes after this.
fn unfinished(start: Vec<u8>) -> Body {
    let start = stream::once(async move { Ok::<_, Infallible>(start) });
    Body::from_stream(start.chain(stream::pending()))
}

/// Sends a request of a client with this address.
async fn ask_from(client: [u8; 4], body: Body) -> StatusCode {
    let mut request = to(PATH, body);
    let address = SocketAddr::from((client, 4711));
    request.extensions_mut().insert(ConnectInfo(address));
    ask(request).await.status()
}

#[tokio::test]
async fn parts_without_end_are_refused_before_they_are_in_memory() {
    let _alone = alone();
    let _reached = Reaches::limit("form-entries");
    let empty = part("avatar", "", b"");
    let mut body = head(&action_name().await);
    body.extend(empty.repeat((10 << 20) / empty.len()));
    for path in ["/", PATH] {
        let (body, read) = in_pieces(&body);
        let response = ask(to(path, body)).await;
        let read = read.load(Ordering::Relaxed);
        println!("{path}: {} after {read} bytes", response.status());
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
        let counted = 4096 * empty.len() as u64;
        assert!(
            read < counted + (32 << 10),
            "{read} bytes were read, of which {counted} counted"
        );
    }
}

#[tokio::test]
async fn a_part_is_read_only_when_those_before_it_are_taken() {
    let _alone = alone();
    let mut body = head(&action_name().await);
    body.extend(part("avatar", "", b"").repeat(2000));
    // The reader hears of this part's name when it has read it, and no earlier.
    let wrong = body.len() as u64;
    body.extend(part("unknown", "me.png", PNG));
    body.extend(part("avatar", "", b"").repeat(100_000));
    let (body, read) = in_pieces(&body);
    let response = ask(to(PATH, body)).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let read = read.load(Ordering::Relaxed);
    assert!(
        (wrong..wrong + (32 << 10)).contains(&read),
        "{read} bytes were read for {wrong}"
    );
}

#[tokio::test]
async fn names_are_as_limited_as_texts() {
    let _alone = alone();
    let _reached = Reaches::limit("form");
    let long = "n".repeat(50_000);
    for name in [long.clone(), format!("people[{long}].picture")] {
        for file in ["", "; filename=\"\""] {
            let part =
                format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n\r\n");
            let mut body = head(&action_name().await);
            body.extend(part.repeat(200).into_bytes());
            let (body, read) = in_pieces(&body);
            let status = ask(to(PATH, body)).await.status();
            let read = read.load(Ordering::Relaxed);
            assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
            assert!(read < 1_200_000, "{read} bytes were read");
        }
    }
    let endless = [
        head(&action_name().await),
        part(&"n".repeat(200_000), "", b""),
    ]
    .concat();
    let (body, read) = in_pieces(&endless);
    assert_eq!(ask(to(PATH, body)).await.status(), StatusCode::BAD_REQUEST);
    assert!(read.load(Ordering::Relaxed) < 130_000);
}

#[tokio::test]
async fn a_client_has_a_share_of_the_requests() {
    let _alone = alone();
    let _reached = Reaches::limit("client-uploads");
    let whole = form("avatar", &action_name().await, PNG);
    let half = form("avatar", &action_name().await, &PNG.repeat(1000));
    let half = half[..half.len() - 20].to_vec();
    let own = [9, 9, 9, 1];
    let mut others: Vec<_> = (0..4)
        .map(|_| tokio::spawn(ask_from(own, unfinished(half.clone()))))
        .collect();
    until(|| files() == 4).await;
    let asks = async |client| ask_from(client, Body::from(whole.clone())).await;
    assert_eq!(asks(own).await, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(asks([9, 9, 9, 2]).await, StatusCode::OK);
    // Many clients may have the address of an inner network.
    assert_eq!(asks([10, 0, 0, 1]).await, StatusCode::OK);
    others.pop().expect("there are some").abort();
    until(|| files() <= 5).await;
    assert_eq!(asks(own).await, StatusCode::OK);
    for other in others {
        other.abort();
    }
}

#[tokio::test]
async fn a_client_has_a_share_of_the_files_that_wait() {
    let _alone = alone();
    let own = [9, 9, 9, 3];
    let asks = async |client, pictures| ask_from(client, Body::from(album(pictures))).await;
    assert_eq!(asks(own, 60).await, StatusCode::OK);
    // Room is asked for with each file, and what has come of such a form is not kept.
    assert_eq!(asks(own, 5).await, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(asks(own, 4).await, StatusCode::OK);
    assert_eq!(asks(own, 1).await, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(asks([9, 9, 9, 4], 1).await, StatusCode::OK);
}

#[tokio::test]
async fn a_form_has_so_many_files_from_anybody() {
    let _alone = alone();
    let _reached = Reaches::limit("form-uploads");
    let status = async |pictures| ask(to(PATH, Body::from(album(pictures)))).await.status();
    assert_eq!(status(64).await, StatusCode::OK);
    assert_eq!(status(65).await, StatusCode::PAYLOAD_TOO_LARGE);
}

/// Returns the virtual time until a body is answered, which comes at this pace.
async fn time_until(status: StatusCode, start: Vec<u8>, piece: usize, pause: u64) -> u64 {
    let pieces = stream::iter(1..).then(move |_| async move {
        tokio::time::sleep(Duration::from_secs(pause)).await;
        Ok::<_, Infallible>(vec![0; piece])
    });
    let start = stream::once(async move { Ok::<_, Infallible>(start) });
    let body = Body::from_stream(start.chain(pieces.boxed()));
    let since = tokio::time::Instant::now();
    let answer = ask(to(PATH, body)).await;
    assert_eq!(answer.status(), status);
    since.elapsed().as_secs()
}

#[tokio::test(start_paused = true)]
async fn what_comes_too_slowly_is_refused() {
    let _alone = alone();
    let _reached = Reaches::limit("slow-upload");
    let start = [head(&action_of::<Album>()), part("pictures", "me.png", PNG)].concat();
    let start = start[..start.len() - 2].to_vec();
    let slow = StatusCode::REQUEST_TIMEOUT;
    assert_eq!(time_until(slow, start.clone(), 1, 60).await, 30);
    assert_eq!(time_until(slow, start.clone(), 1, 29).await, 30);
    // Half of the least rate.
    let took = time_until(slow, start.clone(), 4 << 10, 1).await;
    assert!((55..=61).contains(&took), "{took} s");
    // Fast enough, until the file is too large: its token says so.
    let took = time_until(StatusCode::OK, start, 16 << 10, 1).await;
    assert_eq!(took, 1_000_000 / (16 << 10) + 1);
}

#[tokio::test(start_paused = true)]
async fn a_sink_that_hangs_is_left() {
    let _alone = alone();
    for name in ["me.png", "end.png"] {
        let mut body = head(&action_of::<Hung>());
        body.extend(part("picture", name, &PNG.repeat(10_000)));
        body.extend(b"--x--\r\n");
        let since = tokio::time::Instant::now();
        let (body, _) = in_pieces(&body);
        let answer = ask(to(PATH, body)).await;
        assert_eq!(answer.status(), StatusCode::INSUFFICIENT_STORAGE, "{name}");
        assert_eq!(since.elapsed().as_secs(), 30, "{name}");
    }
}

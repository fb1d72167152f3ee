//! Sockets over HTTP, where websockets are blocked on the way.

use tokio::io::{AsyncBufReadExt, BufReader};
use watershed::wire::limits::PART;

use super::*;

/// An open stream, as the script of a browser holds it.
pub struct OpenStream {
    address: SocketAddr,
    lines: BufReader<TcpStream>,
    key: Vec<u8>,
    requests: u32,
    came: Vec<u8>,
}

/// Sends a request of the own page, and returns the connection and the status.
async fn post(
    address: SocketAddr,
    path: &str,
    headers: &str,
    body: &[u8],
) -> (BufReader<TcpStream>, u16) {
    let mut connection = BufReader::new(TcpStream::connect(address).await.unwrap());
    let length = body.len();
    let head = format!(
        "POST /_watershed/{path} HTTP/1.1\r\nhost: {address}\r\n{headers}content-length: {length}\r\n\r\n"
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    // A server that refuses a long body does not read it to its end.
    let _ = connection.write_all(body).await;
    let mut status = String::new();
    connection.read_line(&mut status).await.unwrap();
    let status = status.split(' ').nth(1).map(str::parse);
    (connection, status.unwrap().unwrap())
}

fn headers(address: SocketAddr, cookie: &str) -> String {
    format!("origin: http://{address}\r\ncookie: {cookie}\r\n")
}

fn masked(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[0x80 | kind, 0xfe], &length[..], &[0; 4], content].concat()
}

impl OpenStream {
    async fn open(address: SocketAddr) -> Self {
        Self::with(address, &headers(address, COOKIE)).await
    }

    /// Opens a stream of a page that speaks this protocol.
    pub async fn open_as(address: SocketAddr, protocol: &str) -> Self {
        let headers = headers(address, COOKIE) + "watershed-protocol: " + protocol + "\r\n";
        Self::with(address, &headers).await
    }

    async fn with(address: SocketAddr, headers: &str) -> Self {
        let (lines, status) = post(address, "stream", headers, &[]).await;
        assert_eq!(status, 200);
        let mut stream = Self {
            address,
            lines,
            key: Vec::new(),
            requests: 0,
            came: Vec::new(),
        };
        stream.key = stream.event().await.expect("a key");
        stream
    }

    /// Returns the bytes of the next event; `None` at the end of the stream.
    async fn event(&mut self) -> Option<Vec<u8>> {
        let next = async {
            loop {
                let mut line = String::new();
                if self.lines.read_line(&mut line).await.unwrap_or(0) == 0 || line == "0\r\n" {
                    return None;
                }
                if let Some(data) = line.strip_prefix("data: ") {
                    return Some(STANDARD.decode(data.trim_end()).unwrap());
                }
            }
        };
        timeout(Duration::from_secs(10), next)
            .await
            .expect("an end in time")
    }

    /// Returns the next frame that is no sign of life: its kind and content.
    async fn frame(&mut self) -> Option<(u8, Vec<u8>)> {
        loop {
            if let [first, short, ..] = self.came[..] {
                let (head, length) = match short {
                    126 => (
                        4,
                        usize::from(self.came[2]) << 8 | usize::from(self.came[3]),
                    ),
                    short => (2, usize::from(short)),
                };
                if self.came.len() >= head + length {
                    let content = self.came[head..head + length].to_vec();
                    self.came.drain(..head + length);
                    return Some((first & 15, content));
                }
            }
            let more = self.event().await?;
            self.came.extend(more);
        }
    }

    pub async fn receive(&mut self) -> FromServer {
        let (kind, content) = self.frame().await.expect("a message");
        assert_eq!(kind, 2);
        decode(&content).unwrap()
    }

    /// Brings frames in the request with this number. Returns the status.
    async fn bring(&self, number: u32, cookie: &str, frames: &[u8]) -> u16 {
        let body = [&self.key[..], &number.to_be_bytes(), frames].concat();
        let headers = headers(self.address, cookie);
        post(self.address, "stream/up", &headers, &body).await.1
    }

    async fn send(&mut self, message: &FromClient) {
        let frames = masked(2, &encode(message));
        let status = self.bring(self.requests, COOKIE, &frames).await;
        assert_eq!(status, 204);
        self.requests += 1;
    }

    pub async fn attach(&mut self, ticket: [u8; 16], version: u32) {
        let version = Version(version);
        self.send(&FromClient::Attach { ticket, version }).await;
    }

    /// Waits for the end. Returns the reason.
    pub async fn dismissal(mut self) -> Option<Reason> {
        while let Some((kind, content)) = self.frame().await {
            if kind == 8 {
                let code = u16::from_be_bytes(*content.first_chunk().unwrap());
                assert_eq!(self.event().await, None, "the stream ends");
                return Reason::ALL.into_iter().find(|reason| reason.code() == code);
            }
        }
        None
    }
}

#[tokio::test]
async fn a_session_goes_on_over_requests_and_nothing_is_applied_twice() {
    let (address, ticket) = (serve().await, ticket("/toggle").await);
    let mut socket = attached_to(address, ticket).await;
    send(&mut socket, &shown()).await;
    let FromServer::Update(update) = receive(&mut socket).await else {
        panic!("an update")
    };
    // The page did not hear of it, and comes back another way.
    let mut stream = OpenStream::open(address).await;
    stream.attach(ticket, 0).await;
    assert_eq!(stream.receive().await, FromServer::Attached { seq: Seq(1) });
    assert_eq!(stream.receive().await, FromServer::Update(update));
    assert_eq!(dismissal(&mut socket).await.0, Some(Reason::Replaced));
    // The same batch again has no effect.
    stream.send(&shown()).await;
    let hidden = FromClient::Batch(Batch {
        seq: Seq(2),
        seen: Version(1),
        writes: vec![Write {
            node: NodeNumber(0),
            value: encode(&false),
        }],
        ..Batch::default()
    });
    // A request that comes twice is taken once: the second time, its messages are no violation.
    let frames = masked(2, &encode(&hidden));
    for _ in 0..5 {
        assert_eq!(stream.bring(2, COOKIE, &frames).await, 204);
    }
    let FromServer::Update(update) = stream.receive().await else {
        panic!("an update")
    };
    assert_eq!(update.ack, Seq(2));
    // And back to a websocket.
    let mut socket = connect(address, Some(&format!("http://{address}")))
        .await
        .unwrap();
    let version = Version(2);
    send(&mut socket, &FromClient::Attach { ticket, version }).await;
    assert_eq!(
        receive(&mut socket).await,
        FromServer::Attached { seq: Seq(2) }
    );
    assert_eq!(stream.dismissal().await, Some(Reason::Replaced));
}

#[tokio::test]
async fn a_stream_is_its_visitors_and_its_pages() {
    let (address, ticket) = (serve().await, ticket("/toggle").await);
    for origin in ["", "origin: null\r\n", "origin: https://evil.example\r\n"] {
        for path in ["stream", "stream/up"] {
            let headers = format!("{origin}cookie: {COOKIE}\r\n");
            assert_eq!(post(address, path, &headers, &[]).await.1, 403, "{origin}");
        }
    }
    let mut stream = OpenStream::open(address).await;
    let other = "watershed=BBBBBBBBBBBBBBBBBBBBBA";
    assert_eq!(stream.bring(0, other, &[]).await, 404);
    let own = std::mem::replace(&mut stream.key, vec![0; 16]);
    assert_eq!(stream.bring(0, COOKIE, &[]).await, 404);
    stream.key = own;
    assert_eq!(stream.bring(1, COOKIE, &[]).await, 409, "one is missing");
    let long = vec![0; 80 << 10];
    assert_eq!(stream.bring(0, COOKIE, &long).await, 413);
    assert_eq!(
        post(address, "stream/up", &headers(address, COOKIE), &[])
            .await
            .1,
        400
    );
    // Nothing of that has disturbed the stream.
    stream.attach(ticket, 0).await;
    assert_eq!(stream.receive().await, FromServer::Attached { seq: Seq(0) });
    // With another visitor's cookie the ticket is worth nothing.
    let (lines, _) = post(address, "stream", &headers(address, other), &[]).await;
    let mut foreign = OpenStream {
        address,
        lines,
        key: Vec::new(),
        requests: 0,
        came: Vec::new(),
    };
    foreign.key = foreign.event().await.expect("a key");
    let version = Version(0);
    let frames = masked(2, &encode(&FromClient::Attach { ticket, version }));
    assert_eq!(foreign.bring(0, other, &frames).await, 204);
    assert_eq!(foreign.dismissal().await, Some(Reason::Expired));
}

#[tokio::test]
async fn a_stream_has_the_limits_of_a_socket() {
    let (address, ticket) = (serve().await, ticket("/toggle").await);
    let mut stream = OpenStream::open(address).await;
    stream.attach(ticket, 0).await;
    stream.receive().await;
    for _ in 0..17 {
        stream
            .send(&FromClient::Part {
                is_last: false,
                bytes: vec![0; PART - 100].into(),
            })
            .await;
    }
    assert_eq!(stream.dismissal().await, Some(Reason::Violation));
    // A stream that attaches nothing ends.
    let stream = OpenStream::open(address).await;
    assert_eq!(stream.dismissal().await, Some(Reason::Late));
}

#[tokio::test]
async fn a_stream_whose_page_is_gone_is_forgotten() {
    let (address, ticket) = (serve().await, ticket("/toggle").await);
    let mut stream = OpenStream::open(address).await;
    stream.attach(ticket, 0).await;
    stream.receive().await;
    stream.lines = BufReader::new(TcpStream::connect(address).await.unwrap());
    let forgotten = async {
        while stream.bring(stream.requests, COOKIE, &[]).await != 404 {
            stream.requests += 1;
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(5), forgotten)
        .await
        .expect("it is forgotten");
    // Its session waits for the next socket.
    let mut stream = OpenStream::open(address).await;
    stream.attach(ticket, 0).await;
    assert_eq!(stream.receive().await, FromServer::Attached { seq: Seq(0) });
}

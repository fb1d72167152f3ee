//! Pages of other builds.

use super::stream::OpenStream;
use super::*;

/// The protocol of a page whose client is this file.
fn protocol(file: &str) -> String {
    format!("watershed.v1.{file}")
}

async fn connect_as(address: SocketAddr, protocol: &str) -> (Socket, Response<Option<Vec<u8>>>) {
    let address = format!("ws://{address}/_watershed/socket");
    let mut request = address.clone().into_client_request().unwrap();
    let origin = address.replace("ws:", "http:");
    let origin = origin.trim_end_matches("/_watershed/socket");
    let headers = [
        (header::COOKIE, COOKIE),
        (header::ORIGIN, origin),
        (header::SEC_WEBSOCKET_PROTOCOL, protocol),
    ];
    for (name, value) in headers {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    connect_async(request).await.unwrap()
}

#[tokio::test]
async fn a_page_of_the_own_build_is_answered_in_its_protocol() {
    let (address, ticket) = (serve().await, ticket("/toggle").await);
    let own = protocol("client-1.wasm");
    let (mut socket, answer) = connect_as(address, &format!("chat, {own}")).await;
    assert_eq!(answer.headers()[header::SEC_WEBSOCKET_PROTOCOL], own);
    attach(&mut socket, ticket).await;
    let attached = FromServer::Attached { seq: Seq(0) };
    assert_eq!(receive(&mut socket).await, attached);
    let mut stream = OpenStream::open_as(address, &own).await;
    stream.attach(ticket, 0).await;
    assert_eq!(stream.receive().await, attached);
}

/// Nothing of it is read: neither a ticket that fits, nor bytes that are no message.
#[tokio::test]
async fn a_page_of_another_build_is_told_so_before_anything_of_it_is_read() {
    let (address, ticket) = (serve().await, ticket("/toggle").await);
    for other in [
        protocol("client-2.wasm"),
        "watershed.v2.client-1.wasm".to_owned(),
    ] {
        let (mut socket, answer) = connect_as(address, &other).await;
        assert_eq!(answer.headers()[header::SEC_WEBSOCKET_PROTOCOL], other);
        // The server may have closed it already.
        let version = Version(0);
        let attach = encode(&FromClient::Attach { ticket, version });
        for message in [attach, vec![255; 100]] {
            let _ = socket.send(Message::Binary(message.into())).await;
        }
        assert_eq!(dismissal(&mut socket).await, (Some(Reason::Stale), 0));
        let stream = OpenStream::open_as(address, &other).await;
        assert_eq!(stream.dismissal().await, Some(Reason::Stale));
    }
    // Its session has had no socket, and waits for a page of this build.
    let mut socket = attached_to(address, ticket).await;
    send(&mut socket, &shown()).await;
    assert!(matches!(receive(&mut socket).await, FromServer::Update(_)));
}

//! Visitors who log in or out.

use super::*;

const BEFORE: &str = "watershed=CCCCCCCCCCCCCCCCCCCCCA";

/// Attaches a page of the visitor with this cookie. Returns the answer, or the reason why there is none.
async fn attached_as(
    address: SocketAddr,
    cookie: &str,
    ticket: [u8; 16],
) -> Result<Socket, Option<Reason>> {
    let origin = format!("http://{address}");
    let headers = [(header::COOKIE, cookie), (header::ORIGIN, &*origin)];
    let mut socket = connect_with(address, &headers).await.unwrap();
    attach(&mut socket, ticket).await;
    match timeout(Duration::from_secs(5), socket.next())
        .await
        .unwrap()
    {
        Some(Ok(Message::Binary(_))) => Ok(socket),
        Some(Ok(Message::Close(Some(close)))) => Err(reason(close.code)),
        other => panic!("{other:?}"),
    }
}

async fn ticket_as(cookie: &str, path: &str) -> [u8; 16] {
    let page = get_as_anybody(path, &[(header::COOKIE, cookie)]).await;
    ticket_in(path, &text(page).await)
}

#[tokio::test]
async fn who_logs_in_has_another_cookie_and_what_was_known_before_is_of_no_use() {
    let address = serve().await;
    let ticket = ticket_as(BEFORE, "/toggle").await;
    let mut open = attached_as(address, BEFORE, ticket)
        .await
        .expect("it is attached");
    let unattached = ticket_as(BEFORE, "/toggle").await;
    let mut neighbour = attached_to(address, self::ticket("/toggle").await).await;

    let answer = get_as_anybody("/login", &[(header::COOKIE, BEFORE)]).await;
    let given = header_of(&answer, header::SET_COOKIE).to_owned();
    assert!(
        given.starts_with("watershed=") && given.contains("HttpOnly"),
        "{given}"
    );
    let after = given.split(';').next().unwrap();
    assert_ne!(after, BEFORE);

    // Its pages are told within a second to make themselves anew.
    let start = std::time::Instant::now();
    assert_eq!(dismissal(&mut open).await.0, Some(Reason::Expired));
    assert!(start.elapsed() < Duration::from_secs(1));
    for ticket in [ticket, unattached] {
        for cookie in [BEFORE, after] {
            let refused = attached_as(address, cookie, ticket).await;
            assert_eq!(refused.err(), Some(Some(Reason::Expired)));
        }
    }
    // Who still comes with the cookie gets another one.
    let page = get_as_anybody("/toggle", &[(header::COOKIE, BEFORE)]).await;
    assert!(header_of(&page, header::SET_COOKIE).starts_with("watershed="));
    let ticket = ticket_as(after, "/toggle").await;
    attached_as(address, after, ticket)
        .await
        .expect("a page of who is logged in");
    // Others are not concerned.
    send(&mut neighbour, &shown()).await;
    assert!(matches!(
        receive(&mut neighbour).await,
        FromServer::Update(_)
    ));
}

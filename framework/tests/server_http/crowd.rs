//! More sessions than there is room for, and more than one client may have.

use super::*;

#[test]
fn there_are_no_new_sessions_when_memory_is_scarce() {
    let name = "crowd::there_are_no_new_sessions_when_memory_is_scarce";
    apart_with(name, &[("WATERSHED_MEMORY_MIB", "1")], scarce());
}

async fn scarce() {
    let reached = Reaches::limit("memory");
    let address = serve().await;
    let mut tickets = Vec::new();
    let refused = loop {
        let page = asked("/toggle", "").await;
        if page.status() != StatusCode::OK {
            break page;
        }
        tickets.push(ticket_in("/toggle", &text(page).await));
        assert!(tickets.len() < 1_000, "there is no end");
    };
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.headers().contains_key(header::RETRY_AFTER));
    assert!(tickets.len() > 20, "{}", tickets.len());
    drop(reached);
    // Those that are there work, and when they end there is room again.
    let ended = tickets.into_iter().map(async |ticket| {
        let mut socket = attached_to(address, ticket).await;
        let never = Batch {
            seq: Seq(9),
            ..Batch::default()
        };
        for _ in 0..3 {
            send(&mut socket, &FromClient::Batch(never.clone())).await;
        }
        assert_eq!(dismissal(&mut socket).await.0, Some(Reason::Violation));
    });
    futures_util::future::join_all(ended).await;
    let page = get("/toggle", &[]).await;
    assert_eq!(page.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_client_that_opens_pages_without_end_is_refused_alone() {
    let _reached = Reaches::limit("client-sessions");
    let mut opened = 0;
    for _ in 0..100 {
        // Other tests block a worker, and then everybody is refused.
        if asked("/toggle", "9.9.9.9").await.status() == StatusCode::OK {
            opened += 1;
        }
    }
    assert!((30..70).contains(&opened), "{opened}");
    for peer in ["9.9.9.8", "127.0.0.1", "10.0.0.1"] {
        let pages = async {
            for _ in 0..100 {
                while asked("/toggle", peer).await.status() != StatusCode::OK {
                    assert_ne!(peer, "9.9.9.8", "only a few were opened");
                }
                if peer == "9.9.9.8" {
                    return;
                }
            }
        };
        timeout(Duration::from_secs(20), pages)
            .await
            .expect("pages");
    }
}

#[test]
fn a_client_has_so_many_sockets_and_no_more() {
    let name = "crowd::a_client_has_so_many_sockets_and_no_more";
    apart_with(name, &[("WATERSHED_PROXIES", "127.0.0.1")], crowded());
}

async fn crowded() {
    let _reached = Reaches::limit("client-sockets");
    let address = serve().await;
    let own = format!("http://{address}");
    let mut sockets = Vec::new();
    let fetch = async |number: usize| {
        let request = format!(
            "GET /toggle HTTP/1.1\r\nhost: {address}\r\ncookie: {COOKIE}\r\nx-forwarded-for: 2001:db8::1\r\nconnection: close\r\n\r\n"
        );
        sleep(Duration::from_millis(if number < 38 { 0 } else { 101 })).await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        ticket_in("/toggle", &answer)
    };
    let mut tickets = Vec::new();
    for number in 0..=CLIENT_SOCKETS {
        tickets.push(fetch(number).await);
    }
    let last = tickets.pop().unwrap();
    for ticket in tickets {
        let mut socket = connect(address, Some(&own)).await.unwrap();
        attach(&mut socket, ticket).await;
        receive(&mut socket).await;
        sockets.push(socket);
    }
    let mut refused = connect(address, Some(&own)).await.unwrap();
    attach(&mut refused, last).await;
    assert_eq!(
        dismissal(&mut refused).await,
        (Some(Reason::Overloaded), 10_000)
    );
    // A tab that is closed makes room.
    sockets.pop();
    let attached = async {
        loop {
            let mut socket = connect(address, Some(&own)).await.unwrap();
            attach(&mut socket, last).await;
            if let Some(Ok(Message::Binary(_))) = socket.next().await {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(5), attached)
        .await
        .expect("there is room");
}

#[test]
fn a_client_whose_sessions_take_all_the_time_of_a_worker_rests() {
    let test = async {
        let _reached = Reaches::limit("client-cost");
        let address = serve().await;
        let mut all = Vec::new();
        for _ in 0..3 {
            let fetch = async || ticket_of("9.9.9.9", "/busy").await;
            all.push(keep_busy(attached_as(address, 0, fetch).await, 3));
        }
        futures_util::future::join_all(all).await;
    };
    let name = "crowd::a_client_whose_sessions_take_all_the_time_of_a_worker_rests";
    apart(name, test);
}

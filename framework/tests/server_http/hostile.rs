//! Clients that are not ours. After each of them, a neighbour's page still answers.

use super::*;

/// Asserts that a page of another visitor works.
async fn a_neighbour_is_served() {
    let mut socket = attached("/toggle").await;
    send(&mut socket, &shown()).await;
    let answer = receive(&mut socket).await;
    assert!(matches!(answer, FromServer::Update(_)), "{answer:?}");
}

/// Reads until the connection ends.
async fn ends(socket: &mut Socket, why: &str) {
    let end = timeout(Duration::from_secs(10), async {
        while let Some(Ok(_)) = socket.next().await {}
    });
    assert!(end.await.is_ok(), "{why} is kept");
}

#[tokio::test]
async fn frames_that_no_browser_sends_end_their_connection_alone() {
    let mut long = vec![0x82, 0xff];
    long.extend(u64::MAX.to_be_bytes());
    long.extend([0; 4]);
    let mut ping = vec![0x89, 0xfe, 0, 200, 0, 0, 0, 0];
    ping.extend([0; 200]);
    let frames: [(&str, Vec<u8>); 8] = [
        ("an unmasked frame", vec![0x82, 1, 0]),
        ("a reserved opcode", vec![0x83, 0x80, 0, 0, 0, 0]),
        ("a reserved bit", vec![0xc2, 0x80, 0, 0, 0, 0]),
        ("a length beyond all memory", long),
        ("a fragmented ping", vec![0x09, 0x80, 0, 0, 0, 0]),
        ("a long ping", ping),
        ("the rest of nothing", vec![0x80, 0x80, 0, 0, 0, 0]),
        ("text that is none", vec![0x81, 0x81, 0, 0, 0, 0, 0xff]),
    ];
    for (why, frame) in frames {
        let mut socket = attached("/toggle").await;
        socket.get_mut().write_all(&frame).await.unwrap();
        ends(&mut socket, why).await;
    }
    a_neighbour_is_served().await;
}

#[tokio::test]
async fn a_frame_that_is_cut_off_changes_nothing() {
    let (address, ticket) = (serve().await, ticket("/toggle").await);
    let own = format!("http://{address}");
    let bytes = encode(&shown());
    let length = 0x80 | u8::try_from(bytes.len()).unwrap();
    let frame = [&[0x82, length, 0, 0, 0, 0], &bytes[..]].concat();
    for kept in 1..frame.len() {
        let mut socket = connect(address, Some(&own)).await.unwrap();
        attach(&mut socket, ticket).await;
        let attached = FromServer::Attached { seq: Seq(0) };
        assert_eq!(receive(&mut socket).await, attached, "{kept}");
        socket.get_mut().write_all(&frame[..kept]).await.unwrap();
    }
    let mut socket = connect(address, Some(&own)).await.unwrap();
    attach(&mut socket, ticket).await;
    receive(&mut socket).await;
    send(&mut socket, &shown()).await;
    let answer = receive(&mut socket).await;
    assert!(matches!(&answer, FromServer::Update(update) if update.ack == Seq(1)));
}

#[tokio::test]
async fn an_acknowledgement_of_what_was_never_sent_loses_nothing() {
    let (address, ticket) = (serve().await, ticket("/toggle").await);
    let own = format!("http://{address}");
    let mut socket = connect(address, Some(&own)).await.unwrap();
    attach(&mut socket, ticket).await;
    receive(&mut socket).await;
    for version in [1, 2, u32::MAX] {
        let version = Version(version);
        send(&mut socket, &FromClient::Ack { version }).await;
    }
    send(&mut socket, &shown()).await;
    let update = receive(&mut socket).await;
    assert!(matches!(&update, FromServer::Update(update) if update.version == Version(1)));
    send(
        &mut socket,
        &FromClient::Ack {
            version: Version(u32::MAX),
        },
    )
    .await;
    let mut again = connect(address, Some(&own)).await.unwrap();
    attach(&mut again, ticket).await;
    let attached = FromServer::Attached { seq: Seq(1) };
    assert_eq!(receive(&mut again).await, attached);
    assert_eq!(receive(&mut again).await, update);
}

#[tokio::test]
async fn a_batch_counts_once_even_with_other_contents_on_another_socket() {
    let (address, ticket) = (serve().await, ticket("/toggle").await);
    let own = format!("http://{address}");
    let mut first = connect(address, Some(&own)).await.unwrap();
    attach(&mut first, ticket).await;
    receive(&mut first).await;
    send(&mut first, &shown()).await;
    receive(&mut first).await;
    drop(first);
    let mut second = connect(address, Some(&own)).await.unwrap();
    let version = Version(1);
    send(&mut second, &FromClient::Attach { ticket, version }).await;
    let attached = FromServer::Attached { seq: Seq(1) };
    assert_eq!(receive(&mut second).await, attached);
    let hidden = |seq| {
        FromClient::Batch(Batch {
            seq: Seq(seq),
            seen: version,
            writes: vec![Write {
                node: NodeNumber(0),
                value: encode(&false),
            }],
            ..Batch::default()
        })
    };
    for _ in 0..10 {
        send(&mut second, &hidden(1)).await;
    }
    send(
        &mut second,
        &FromClient::Batch(Batch {
            seq: Seq(2),
            seen: version,
            ..Batch::default()
        }),
    )
    .await;
    let FromServer::Update(update) = receive(&mut second).await else {
        panic!("an update")
    };
    assert_eq!((update.ack, update.ops.len()), (Seq(2), 0), "{update:?}");
    // Batches from the future are refused, and the third ends the session.
    for seq in [9, 4, u32::MAX] {
        send(&mut second, &hidden(seq)).await;
    }
    assert_eq!(dismissal(&mut second).await, (Some(Reason::Violation), 0));
}

#[tokio::test]
async fn thousands_of_tiny_batches_end_their_session_alone() {
    let _reached = Reaches::limit("messages");
    let mut socket = attached("/toggle").await;
    for seq in 1..=5000 {
        let batch = Batch {
            seq: Seq(seq),
            ..Batch::default()
        };
        let frame = Message::binary(encode(&FromClient::Batch(batch)));
        // The server may have closed the connection already.
        if socket.feed(frame).await.is_err() {
            break;
        }
    }
    let _ = socket.flush().await;
    ends(&mut socket, "a flood of batches").await;
    a_neighbour_is_served().await;
}

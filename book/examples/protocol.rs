//! Messages of the protocol, byte by byte.

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use watershed::wire::message::{
        Batch, Call, FromClient, FromServer, KeptValues, Op, Outcome, Settlement, Update, Uplink,
        Write,
    };
    use watershed::wire::number::{CallId, NodeNumber, Seq, Version};
    use watershed::wire::{encode, read::is_message};

    #[test]
    fn messages_go_up_as_the_book_says() {
        // ANCHOR: up
        let attach = FromClient::Attach {
            ticket: [7; 16],
            version: Version::UNKNOWN,
        };
        let bytes = [&[0], &[7; 16][..], &[255, 255, 255, 255, 15]].concat();
        assert_eq!(encode(&attach), bytes);

        let batch = FromClient::Batch(Batch {
            seq: Seq(300),
            seen: Version(2),
            writes: vec![Write {
                node: NodeNumber(4),
                value: encode(&"hi"),
            }],
            calls: vec![Call {
                id: CallId(9),
                action: NodeNumber(5),
                argument: encode(&-1_i32),
            }],
        });
        let head = [1, 172, 2, 2];
        let (writes, calls) = ([1, 4, 3, 2, b'h', b'i'], [1, 9, 5, 1, 1]);
        assert_eq!(encode(&batch), [&head[..], &writes, &calls].concat());

        let version = Version(8);
        assert_eq!(encode(&FromClient::Ack { version }), [2, 8]);

        let restore = FromClient::Restore(KeptValues {
            names: vec![vec![7; 3].into()],
            values: Vec::new(),
            nodes: vec![NodeNumber(1), NodeNumber(6)],
        });
        assert_eq!(encode(&restore), [3, 1, 3, 7, 7, 7, 0, 2, 1, 6]);

        let part = FromClient::Part {
            is_last: true,
            bytes: vec![2, 8].into(),
        };
        assert_eq!(encode(&part), [4, 1, 2, 2, 8]);
        // ANCHOR_END: up
    }

    #[test]
    fn messages_go_down_as_the_book_says() {
        // ANCHOR: down
        let seq = Seq(3);
        assert_eq!(encode(&FromServer::Attached { seq }), [1, 3]);

        let settled = |call, outcome| Settlement {
            call: CallId(call),
            outcome,
        };
        let update = FromServer::Update(Update {
            version: Version(8),
            ack: Seq(3),
            ops: vec![
                Op::Node {
                    // A run of two numbers with the distance 1.
                    nodes: [4_u32, 5].map(NodeNumber).into_iter().collect(),
                    values: vec![vec![1].into(), vec![0].into()],
                },
                Op::Uplink {
                    uplink: Uplink::Eager,
                    nodes: [NodeNumber(4)].into_iter().collect(),
                },
            ],
            snapshot: None,
            settled: vec![
                settled(9, Outcome::Done(Vec::new().into())),
                settled(10, Outcome::Refused),
            ],
        });
        let head = [0, 8, 3];
        let ops = [2, 9, 3, 8, 4, 2, 2, 1, 1, 1, 0, 10, 2, 2, 0, 4];
        let (snapshot, outcomes) = ([0], [2, 9, 0, 0, 10, 4]);
        let bytes = [&head[..], &ops, &snapshot, &outcomes].concat();
        assert_eq!(encode(&update), bytes);
        assert!(is_message(&bytes));
        // ANCHOR_END: down
    }
}

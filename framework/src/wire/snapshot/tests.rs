use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::wire::codec;

const FIRST: KindId = KindId(0x1234_5678);
const ROW: KindId = KindId(0x9abc_def0);

fn frame(region: u32, kind: KindId, slots: &[u32]) -> FrameRecord {
    let slots = slots.iter().map(codec::encode).collect();
    FrameRecord {
        region: Region(region),
        kind,
        slots,
    }
}

fn elided() -> NodeRecord {
    NodeRecord::default()
}

fn mirror<T: serde::Serialize>(value: T, shape: u32) -> NodeRecord {
    NodeRecord {
        value: Some(codec::encode(&value)),
        shape,
        ..NodeRecord::default()
    }
}

/// Encodes and decodes a snapshot; the kinds have as many slots as its frames have.
#[track_caller]
fn bytes_of(snapshot: &Snapshot) -> Vec<u8> {
    let bytes = encode(snapshot, FIRST);
    let decoded = decode(&bytes, FIRST, |kind| {
        let frame = snapshot.frames.iter().find(|frame| frame.kind == kind);
        frame.map(|frame| frame.slots.len())
    });
    assert_eq!(decoded, Ok(in_lanes(snapshot.clone())));
    bytes
}

/// Numbers the shapes densely, as decoding does.
fn in_lanes(mut snapshot: Snapshot) -> Snapshot {
    let mut lanes = Vec::new();
    for node in &mut snapshot.nodes {
        if node.value.is_none() {
            node.shape = 0;
            continue;
        }
        let lane = lanes.iter().position(|lane| *lane == node.shape);
        let lane = lane.unwrap_or_else(|| {
            lanes.push(node.shape);
            lanes.len() - 1
        });
        node.shape = lane as u32;
    }
    snapshot
}

#[test]
fn the_snapshot_of_a_counter_is_empty() {
    let counter = Snapshot {
        frames: vec![frame(0, FIRST, &[0])],
        nodes: vec![elided()],
    };
    assert_eq!(bytes_of(&counter), b"");
}

#[test]
fn no_frames_and_no_nodes_are_told_from_one_of_each() {
    assert_eq!(bytes_of(&Snapshot::default()), [1, 1]);
}

#[test]
fn a_thousand_rows_take_a_few_dozen_bytes() {
    let mut frames = vec![frame(0, FIRST, &[0])];
    let mut nodes = vec![elided()];
    for row in 0..1000 {
        // The row's id as a mirror, the selection that all rows share, and its setter.
        frames.push(frame(1 + row, ROW, &[1 + row, 0, 0]));
        nodes.push(mirror(1 + row as usize, 1));
    }
    let bytes = bytes_of(&Snapshot { frames, nodes });
    assert!(bytes.len() <= 48, "{} bytes: {bytes:?}", bytes.len());
}

#[test]
fn mirrors_of_different_types_do_not_disturb_each_other() {
    let mut frames = Vec::new();
    let mut nodes = Vec::new();
    for row in 0..1000 {
        frames.push(frame(row, ROW, &[2 * row, 2 * row + 1]));
        nodes.push(mirror(1 + row as u64, 1));
        nodes.push(mirror(["open", "done"][row as usize % 2], 2));
    }
    let bytes = bytes_of(&Snapshot { frames, nodes });
    assert!(bytes.len() <= 64, "{} bytes: {bytes:?}", bytes.len());
}

#[test]
fn five_hundred_toggles_take_a_few_dozen_bytes() {
    let frames = (0..500)
        .map(|comment| frame(comment, FIRST, &[comment]))
        .collect();
    let bytes = bytes_of(&Snapshot {
        frames,
        nodes: vec![elided(); 500],
    });
    assert!(bytes.len() <= 24, "{} bytes: {bytes:?}", bytes.len());
}

#[test]
fn a_kind_that_the_artifact_does_not_know_is_named() {
    let counter = Snapshot {
        frames: vec![frame(0, ROW, &[])],
        nodes: vec![],
    };
    let bytes = encode(&counter, FIRST);
    assert_eq!(
        decode(&bytes, FIRST, |_| None),
        Err(SnapshotError::UnknownKind(ROW))
    );
}

#[test]
fn bytes_after_the_snapshot_are_refused() {
    let bytes = [vec![0; 12], vec![7]].concat();
    assert_eq!(
        decode(&bytes, FIRST, |_| Some(1)),
        Err(SnapshotError::Malformed)
    );
}

fn snapshots() -> impl Strategy<Value = Snapshot> {
    let cell = || vec(prop_oneof![0u8..3, any::<u8>()], 0..4);
    let slots = (0u32..4, vec(cell(), 3)).prop_map(|(kind, mut slots)| {
        slots.truncate(kind as usize);
        (KindId(FIRST.0 ^ (kind * 99)), slots)
    });
    let frame = (any::<u32>(), slots).prop_map(|(region, (kind, slots))| FrameRecord {
        region: Region(region),
        kind,
        slots,
    });
    let uplink = prop_oneof![Just(Uplink::None), Just(Uplink::Lazy), Just(Uplink::Eager)];
    let node =
        (uplink, 0u32..4, proptest::option::of(cell())).prop_map(|(uplink, shape, value)| {
            NodeRecord {
                uplink,
                shape,
                value,
            }
        });
    (vec(frame, 0..20), vec(node, 0..20)).prop_map(|(frames, nodes)| Snapshot { frames, nodes })
}

proptest! {
    #[test]
    fn what_is_decoded_is_what_was_encoded(snapshot in snapshots()) {
        bytes_of(&snapshot);
    }

    #[test]
    fn no_input_makes_the_decoder_panic(bytes in vec(any::<u8>(), 0..200)) {
        let _ = decode(&bytes, FIRST, |kind| Some(kind.0 as usize % 4));
    }

    #[test]
    fn a_damaged_snapshot_does_not_either(snapshot in snapshots(), at in any::<prop::sample::Index>(), byte: u8) {
        let mut bytes = encode(&snapshot, FIRST);
        bytes.push(0);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = decode(&bytes, FIRST, |kind| Some(kind.0 as usize % 4));
    }
}

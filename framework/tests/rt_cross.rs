//! `#[derive(Cross)]`.

use watershed::Cross;
use watershed::cross::restore;
use watershed::wire::codec::encode;

#[derive(Clone, Debug, PartialEq, Cross)]
struct Row {
    id: u32,
    label: String,
    #[cross(skip)]
    secret: Option<String>,
}

#[derive(Debug, PartialEq, Cross)]
enum Operation<T> {
    Nothing,
    Create(u32, T),
    Move { from: usize, to: usize },
}

#[derive(Debug, PartialEq, Cross)]
struct Comment {
    text: String,
    replies: Vec<Comment>,
}

#[derive(Debug, PartialEq, Cross)]
struct Pair<T: Clone, const N: usize>(T, [u8; 3])
where
    T: 'static;

#[derive(Debug, PartialEq, Cross)]
struct Unit;

fn there_and_back<T: Cross>(value: &T) -> T {
    restore(&encode(value))
}

#[test]
fn a_struct_crosses_without_its_skipped_fields() {
    let row = Row {
        id: 3,
        label: "a".into(),
        secret: Some("hash".into()),
    };
    assert_eq!(encode(&row), [3, 1, b'a']);
    assert_eq!(
        there_and_back(&row),
        Row {
            secret: None,
            ..row
        }
    );
}

#[test]
fn an_enum_crosses_with_all_kinds_of_variants() {
    for operation in [
        Operation::Nothing,
        Operation::Create(2, "x".to_owned()),
        Operation::Move { from: 1, to: 998 },
    ] {
        assert_eq!(there_and_back(&operation), operation);
    }
}

#[test]
fn a_type_that_contains_itself_crosses() {
    let reply = Comment {
        text: "b".into(),
        replies: vec![],
    };
    let comment = Comment {
        text: "a".into(),
        replies: vec![reply],
    };
    assert_eq!(there_and_back(&comment), comment);
}

#[test]
fn tuples_and_units_cross() {
    assert_eq!(
        there_and_back(&Pair::<_, 9>(1u8, [2, 3, 4])),
        Pair(1u8, [2, 3, 4])
    );
    assert_eq!(there_and_back(&Unit), Unit);
}

#[test]
fn types_that_only_look_alike_have_different_shapes() {
    mod other {
        #[derive(watershed::Cross)]
        pub struct Unit;
    }
    assert_ne!(Unit::SHAPE, other::Unit::SHAPE);
    assert_ne!(Operation::<u8>::SHAPE, Operation::<u16>::SHAPE);
}

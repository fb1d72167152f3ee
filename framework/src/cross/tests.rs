use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use super::*;
use crate::graph::{
    Memo, NodeId, ReadSignal, Runtime, RwSignal, ScopeId, WriteSignal, hooks, signal,
};
use crate::wire::bounded::Budget;
use crate::wire::codec::DecodeError;
use crate::wire::limits::Limits;
use crate::wire::number::NodeNumber;

/// A session, which numbers nodes in the order of their first crossing.
#[derive(Default)]
struct TestSession(RefCell<Vec<(NodeId, Access)>>);

impl Numbering for TestSession {
    fn number(&self, node: NodeId, access: Access, _: &'static ValueOps) -> NodeNumber {
        let mut known = self.0.borrow_mut();
        let number = known.iter().position(|(id, _)| *id == node);
        let number = number.unwrap_or_else(|| {
            known.push((node, access));
            known.len() - 1
        });
        NodeNumber(number as u32)
    }
}

/// A page, which makes a source for each number, from the value sent or else from the initializer.
struct TestPage {
    values: Vec<Option<Vec<u8>>>,
    nodes: RefCell<HashMap<NodeNumber, NodeId>>,
}

impl Resolve for TestPage {
    fn resolve(
        &self,
        number: NodeNumber,
        _: Access,
        value: &'static ValueOps,
        initial: Option<Initial>,
    ) -> NodeId {
        let mut nodes = self.nodes.borrow_mut();
        *nodes.entry(number).or_insert_with(|| {
            let sent = self.values[number.index()].as_ref();
            let value = match sent {
                Some(bytes) => (value.decode)(bytes).expect("the value sent is of the type"),
                None => initial.expect("a source without a value has an initializer")(),
            };
            hooks::source(ScopeId::current(), value)
        })
    }
}

fn page(values: Vec<Option<Vec<u8>>>) -> Rc<TestPage> {
    Rc::new(TestPage {
        values,
        nodes: RefCell::default(),
    })
}

/// Decodes a browser's value as the server does, typed and erased, which must agree.
fn received<T: Cross + PartialEq + Debug>(bytes: &[u8]) -> Result<T, DecodeError> {
    let budget = || Budget::new(&Limits::default());
    let erased = (ops::<T>().receive)(bytes, &budget());
    let erased = erased.map(|value| {
        let value = value.downcast().expect("the table is that of the type");
        Rc::into_inner(value).expect("nobody else has it")
    });
    assert_eq!(receive(bytes, &budget()), erased);
    erased
}

#[test]
fn a_captured_value_tells_its_handles_and_its_setters() {
    let _here = Runtime::new().enter();
    let (count, set_count) = signal(0);
    let both = RwSignal::new(1);
    let captured = encode_local(&(count, vec![set_count], "text".to_owned(), both));
    assert_eq!(captured.nodes, [count.id(), set_count.id(), both.id()]);
    assert_eq!(captured.writes, [set_count.id(), both.id()]);
}

#[test]
fn the_server_restores_its_own_captures() {
    let _here = Runtime::new().enter();
    let (count, set_count) = signal(5);
    let captured = encode_local(&(count, set_count));
    let _local = local();
    let (count, set_count): (ReadSignal<i32>, WriteSignal<i32>) = restore(&captured.bytes);
    set_count.update(|count| *count += 1);
    assert_eq!(count.get(), 6);
}

#[test]
fn handles_cross_as_numbers_that_a_page_resolves() {
    let _here = Runtime::new().enter();
    let (name, set_name) = signal("Ada".to_owned());
    let captured = encode_local(&(RwSignal::new(0), name, set_name));
    let session = Rc::new(TestSession::default());
    let sent = {
        let _linking = linking(session.clone());
        relink::<(RwSignal<i32>, ReadSignal<String>, WriteSignal<String>)>(&captured.bytes)
    };
    assert_eq!(sent, [0, 1, 1]);
    assert_eq!(session.0.borrow()[1], (name.id(), Access::Read));

    let _resolving = resolving(page(vec![Some(vec![14]), Some(codec::encode("Ada"))]));
    let (number, name, set_name): (RwSignal<i32>, ReadSignal<String>, WriteSignal<String>) =
        restore(&sent);
    assert_eq!(number.get(), 7);
    set_name.update(|name| name.push('!'));
    assert_eq!(name.get(), "Ada!");
}

#[test]
fn borrowed_texts_go_down_and_not_up() {
    type Texts = (&'static str, Vec<Option<&'static str>>);
    let texts: Texts = ("Ada", vec![Some("x"), None]);
    let sent = codec::encode(&texts);
    assert_eq!(received::<Texts>(&sent), Err(DecodeError::Malformed));
    assert_eq!(ops::<Texts>().ways, Ways::Down);

    let captured = CapturedValue::new(&texts);
    assert!(captured.nodes().is_empty());
    assert_eq!(captured.restore::<Texts>(), texts);
    let _resolving = resolving(page(Vec::new()));
    let (first, again): (Texts, Texts) = (restore(&sent), restore(&sent));
    assert_eq!(first, texts);
    assert_eq!(
        first.0.as_ptr(),
        again.0.as_ptr(),
        "a text is kept only once"
    );
}

#[test]
fn a_source_without_a_value_starts_with_its_initializer() {
    let _here = Runtime::new().enter();
    let _resolving = resolving(page(vec![None]));
    let count: ReadSignal<i32> = restore_or(&[0], || 3);
    assert_eq!(count.get(), 3);
    let again: ReadSignal<i32> = restore_or(&[0], || 4);
    assert_eq!(again, count);
}

#[test]
fn an_initializer_is_for_one_handle_only() {
    let _here = Runtime::new().enter();
    let (count, _) = signal(0);
    let bytes = encode_local(&count).bytes;
    {
        let _local = local();
        assert_eq!(restore_or::<ReadSignal<i32>, _>(&bytes, || 9), count);
    }
    let _resolving = resolving(page(vec![None]));
    assert!(catch_unwind(|| restore::<ReadSignal<i32>>(&[0])).is_err());
}

#[test]
fn no_browser_can_name_a_node() {
    let _here = Runtime::new().enter();
    let (count, _) = signal(0);
    let bytes = encode_local(&count).bytes;
    // Not even while the server is in a context with handles.
    let _local = local();
    assert_eq!(
        received::<Option<ReadSignal<i32>>>(&[1, 0]),
        Err(DecodeError::Malformed)
    );
    assert_eq!(received::<Memo<i32>>(&bytes), Err(DecodeError::Malformed));
}

#[test]
fn a_value_from_a_browser_is_decoded_in_any_context() {
    let _local = local();
    assert_eq!(
        received::<(i32, String)>(&[14, 1, b'x']),
        Ok((7, "x".to_owned()))
    );
}

#[test]
fn a_context_is_left_also_by_a_panic() {
    let _here = Runtime::new().enter();
    let (count, _) = signal(0);
    let session: Rc<dyn Numbering> = Rc::new(TestSession::default());
    let _linking = linking(session);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _local = local();
        panic!("in the local context");
    }));
    assert!(panicked.is_err());
    assert_eq!(codec::encode(&count), [0]);
}

#[test]
fn a_width_of_64_bits_crosses_whatever_the_target() {
    assert_eq!(codec::encode(&usize::MAX), codec::encode(&u64::MAX));
    assert_eq!(codec::encode(&isize::MIN), codec::encode(&i64::MIN));
}

#[test]
fn shapes_differ_where_types_do() {
    let shapes = [
        i32::SHAPE,
        u64::SHAPE,
        <Option<i32>>::SHAPE,
        <Vec<i32>>::SHAPE,
        <Box<i32>>::SHAPE,
        <(i32, u64)>::SHAPE,
        <(u64, i32)>::SHAPE,
        <((i32,), u64)>::SHAPE,
        <[i32; 2]>::SHAPE,
        <[i32; 3]>::SHAPE,
        <Result<i32, u64>>::SHAPE,
        <BTreeMap<i32, u64>>::SHAPE,
        <ReadSignal<i32>>::SHAPE,
        <WriteSignal<i32>>::SHAPE,
        <ReadSignal<u64>>::SHAPE,
    ];
    for (at, shape) in shapes.iter().enumerate() {
        assert!(
            !shapes[..at].contains(shape),
            "shape {at} is another one's, too"
        );
    }
}

//! Stand-in for the graph.
use std::marker::PhantomData as P;
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NodeId(pub u32, pub u32);
macro_rules! handle { ($($n:ident),*) => { $(
    pub struct $n<T>(pub NodeId, P<fn() -> T>);
    impl<T> Clone for $n<T> { fn clone(&self) -> Self { *self } }
    impl<T> Copy for $n<T> {}
    impl<T: crate::Cross> crate::Cross for $n<T> { const SHAPE: u32 = crate::cross::mix(stringify!($n), T::SHAPE); }
    impl<T> serde::Serialize for $n<T> { fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> { s.serialize_u32(self.0.0) } }
    impl<'de, T> serde::Deserialize<'de> for $n<T> { fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> { Ok($n(NodeId(u32::deserialize(d)?, 0), P)) } }
)* } }
handle!(ReadSignal, WriteSignal, RwSignal, Memo);
macro_rules! readable { ($($n:ident),*) => { $(impl<T: Clone + 'static> $n<T> {
    pub fn get(&self) -> T { todo!() }
    pub fn get_untracked(&self) -> T { todo!() }
    pub fn with<R>(&self, _f: impl FnOnce(&T) -> R) -> R { todo!() }
})* } }
readable!(ReadSignal, RwSignal, Memo);
macro_rules! writable { ($($n:ident),*) => { $(impl<T: 'static> $n<T> {
    pub fn set(&self, _v: T) {}
    pub fn update(&self, _f: impl FnOnce(&mut T)) {}
})* } }
writable!(WriteSignal, RwSignal);
pub fn signal<T: 'static>(_v: T) -> (ReadSignal<T>, WriteSignal<T>) {
    (ReadSignal(NodeId(0, 0), P), WriteSignal(NodeId(0, 0), P))
}
impl<T: 'static> RwSignal<T> {
    pub fn new(_v: T) -> Self {
        RwSignal(NodeId(0, 0), P)
    }
}
pub fn memo<T: PartialEq + 'static>(_f: impl Fn() -> T + 'static) -> Memo<T> {
    Memo(NodeId(0, 0), P)
}

impl<T> Memo<T> {
    pub fn id(&self) -> NodeId {
        self.0
    }
}

pub fn untrack<R>(f: impl FnOnce() -> R) -> R {
    f()
}
pub fn select<T>(_: NodeId, _: &T) -> bool {
    todo!()
}

//! Stand-in for the client.
pub(crate) mod conjure;
pub mod kind;
pub mod event {
    pub struct Event<E>(std::marker::PhantomData<E>);
    impl<E> Event<E> {
        pub fn new(_: &RawEvent) -> Self {
            Event(std::marker::PhantomData)
        }
    }
    #[derive(Clone)]
    pub struct RawEvent;
    pub trait EventType: 'static {
        const NAME: &'static str;
    }
    #[allow(non_camel_case_types)]
    pub enum click {}
    impl EventType for click {
        const NAME: &'static str = "click";
    }
}
pub mod dom {
    pub type Node = ();
}
#[derive(Debug)]
pub struct Live;
pub static LIVE: Live = Live;
pub use dom::Node;
pub use event::{Event, RawEvent};
pub use kind::{Bound, Captures, Kind, Part, Registry, What};

#[derive(Clone, Copy)]
pub struct NodeRef<E>(std::marker::PhantomData<fn() -> E>);
impl<E> NodeRef<E> {
    pub fn set(&self, _: Node) {}
}

pub fn call(_: crate::graph::NodeId, _: Vec<u8>, _: Box<dyn FnOnce()>) {}

//! Handles cross as references to their nodes.

use serde::{Deserializer, Serialize, Serializer};

use super::held::Handles;
#[cfg(not(target_arch = "wasm32"))]
use super::held::IfAny;
use super::{Access, Cross, Held, Source, mix, ops, read_handle, write_handle};
#[cfg(not(target_arch = "wasm32"))]
use crate::graph::NodeId;
use crate::graph::{Memo, ReadSignal, RwSignal, WriteSignal};

macro_rules! handle {
    ($($handle:ident: $access:ident;)*) => {$(
        impl<T: Cross> Cross for $handle<T> {
            const SHAPE: u32 = mix(stringify!($handle), T::SHAPE);
            type Held = Handles;
            const HELD: Held = Access::$access.holds().of(T::HELD);
            const IS_HANDLE: bool = true;
            const HAS_HANDLES_AS_VALUES: bool = T::IS_HANDLE;

            fn deserialize_field<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                read_handle(Access::$access, ops::<T>(), from).map(Self::from_id)
            }

            #[cfg(not(target_arch = "wasm32"))]
            fn captured_node(&self) -> Option<NodeId> {
                (!<T::Held as IfAny>::HANDLES).then(|| self.id())
            }

            #[cfg(not(target_arch = "wasm32"))]
            fn from_captured_node(node: NodeId) -> Option<Self> {
                Some(Self::from_id(node))
            }
        }

        impl<T: Cross> Serialize for $handle<T> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                write_handle(self.id(), Access::$access, ops::<T>(), serializer)
            }
        }
    )*};
}

handle! {
    ReadSignal: Read;
    WriteSignal: Write;
    RwSignal: Both;
    Memo: Read;
}

macro_rules! source {
    ($($handle:ident)*) => {$(
        impl<T: Cross> Source for $handle<T> {
            type Value = T;
        }
    )*};
}

source! { ReadSignal WriteSignal RwSignal }

//! Everything a component's file needs: `use watershed::prelude::*;`

pub use crate::action::{Action, action};
pub use crate::callback::Callback;
pub use crate::children::{Children, Slot};
pub use crate::client::Event;
pub use crate::component::{Error, View};
pub use crate::cross::Cross;
pub use crate::graph::{Memo, ReadSignal, RwSignal, WriteSignal, memo, signal};
pub use watershed_macros::{Cross, component};

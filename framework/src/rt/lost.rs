//! Names of signals whose values are lost with their session.

use crate::facts;
use crate::graph::{NodeId, RwSignal, WriteSignal};
use crate::server::stage;
use crate::wire::names::NodeName;

/// A handle that writes a signal.
pub trait Setter {
    /// Returns the node.
    fn node(&self) -> NodeId;
}

impl<T> Setter for RwSignal<T> {
    fn node(&self) -> NodeId {
        self.id()
    }
}

impl<T> Setter for WriteSignal<T> {
    fn node(&self) -> NodeId {
        self.id()
    }
}

/// Names a signal that server code may write, if a component of the program asks what is lost.
pub fn name_lost(signal: &impl Setter, component: &'static str, variable: &'static str) {
    if facts::asks_what_is_lost() {
        let component: &str = &facts::lasting_name(component);
        let variable = NodeName::variable(component, variable);
        stage::lost_state().name(signal.node(), variable);
    }
}

/// Notes that a component of the program asks what is lost.
#[doc(hidden)]
#[macro_export]
macro_rules! __asks_what_is_lost {
    () => {
        $crate::rt::facts::submit! { $crate::rt::facts::AsksWhatIsLost }
    };
}

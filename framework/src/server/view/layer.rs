//! The components that a page is made of: its layouts, from the outside in, and the page itself.

use std::fmt;
use std::sync::Arc;

use super::Pending;

/// Runs the component of a layer.
type OpenLayer = Arc<dyn Fn() -> Pending + Send + Sync>;

/// A layout, or the page inside of all layouts.
#[derive(Clone)]
pub struct Layer {
    /// The name by which the layer is told from others: a number made of its path and component, which is the same in every
    /// process.
    pub name: u32,
    component: &'static str,
    open: OpenLayer,
}

/// The layers of one page.
pub type Layers = Arc<[Layer]>;

impl Layer {
    /// Makes a layer of a component at a path.
    pub fn new(path: &str, component: &'static str, open: OpenLayer) -> Self {
        let name = path.bytes().chain([0]).chain(component.bytes());
        let name = name.fold(0x811c_9dc5, |hash: u32, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        Self {
            name,
            component,
            open,
        }
    }

    /// Returns its component as a layer at another path.
    pub fn at(&self, path: &str) -> Self {
        Self::new(path, self.component, Arc::clone(&self.open))
    }

    /// Returns the title of a document with it inside of all others, unless a component says another one.
    pub fn title(&self) -> &'static str {
        let name = self.component.rsplit("::").next();
        name.unwrap_or(self.component)
    }

    /// Runs its component.
    pub fn open(&self) -> Pending {
        (self.open)()
    }
}

impl fmt::Debug for Layer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Layer({:08x})", self.name)
    }
}

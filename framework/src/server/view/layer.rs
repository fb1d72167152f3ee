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
    /// The names of the parameters in its part of the path, and in those before it.
    pub parameters: Arc<[String]>,
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
            parameters: parameters(path).collect(),
            component,
            open,
        }
    }

    /// Returns its component as a layer at another path.
    pub fn at(&self, path: &str) -> Self {
        Self::new(path, self.component, Arc::clone(&self.open))
    }

    /// Runs its component.
    pub fn open(&self) -> Pending {
        (self.open)()
    }
}

/// Returns the names of the parameters in a path: `id` in `/shop/{id}`, `rest` in `/{*rest}`.
fn parameters(path: &str) -> impl Iterator<Item = String> {
    let steps = path.split('/');
    steps.filter_map(|step| {
        let (_, rest) = step.split_once('{')?;
        let (name, _) = rest.split_once('}')?;
        Some(name.trim_start_matches('*').to_owned())
    })
}

impl fmt::Debug for Layer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Layer({:08x})", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_its_parameters() {
        let names = |path| parameters(path).collect::<Vec<_>>();
        assert_eq!(
            names("/shop/{shop}/item-{id}/{*rest}"),
            ["shop", "id", "rest"]
        );
        assert!(names("/shop").is_empty());
    }
}

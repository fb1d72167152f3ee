//! Evaluates the bindings of trees that are not on the page, so that the running computation follows what they read.

use super::tree::{GrownParts, GrownRow, GrownRows, HoleContent, Leaf, Tree};

impl Tree {
    /// Evaluates all bindings in the tree.
    pub fn probe(&self) {
        match self {
            Self::Empty | Self::Text(_) => {}
            Self::List(trees) => trees.iter().for_each(Self::probe),
            Self::Fragment(grown) => grown.parts.probe(&grown.leaves),
            Self::Body(body) => body.1.probe(),
            Self::Awaited(place) => place.borrow().probe(),
        }
    }
}

impl GrownRows {
    /// Evaluates all bindings in the rows.
    pub fn probe(&self) {
        for row in &self.rows {
            match row {
                GrownRow::Taken => {}
                GrownRow::Tree(tree) => tree.probe(),
                GrownRow::Fragment(parts, start) => {
                    let leaves = self.leaves.get(*start..).unwrap_or_default();
                    let filled = parts.template.filled().min(leaves.len());
                    parts.probe(&leaves[..filled]);
                }
            }
        }
    }
}

impl HoleContent {
    /// Evaluates all bindings in the content.
    pub fn probe(&self) {
        match self {
            Self::Fixed(tree) => tree.probe(),
            Self::Changing(structure) => structure.probe(),
            Self::Rows => {}
        }
    }
}

impl GrownParts {
    fn probe(&self, leaves: &[Leaf]) {
        self.scope.run(|| {
            for leaf in leaves {
                self.probe_leaf(leaf);
            }
        });
    }

    fn probe_leaf(&self, leaf: &Leaf) {
        match leaf {
            Leaf::Text(_) | Leaf::Value(_) | Leaf::Spread(_) => {}
            Leaf::TextWith(text) => text.append_to(&mut String::new()),
            Leaf::ValueWith(value) => drop(value.value()),
            Leaf::SpreadWith(attributes) => drop(attributes()),
            Leaf::Client(part) => {
                let function = self.functions.get(*part);
                drop(function.and_then(|function| function.evaluate(&self.frame)));
            }
            Leaf::Open(index) => {
                let unit = self.open.get(*index);
                drop(unit.and_then(|unit| unit.function.evaluate(&unit.frame)));
            }
            Leaf::Structure(content) => content.probe(),
        }
    }
}

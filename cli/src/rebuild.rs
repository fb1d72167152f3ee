//! The script that makes a page anew in its place, with what it must know of the application.

use serde::Serialize;

use crate::{
    assets::hash,
    facts::{Facts, Node},
};

/// The name by which the glue imports the script.
pub const REBUILD: &str = "rebuild.js";

/// The start of the script's file names.
pub const STEM: &str = "rebuild-";

const SOURCE: &str = include_str!("glue/rebuild.js");

/// The line of the source that the build replaces.
const SETS: &str = "const sets = { all: true, attributes: [], classes: [], styles: [] };";

/// The script of one application.
pub struct RebuildScript {
    /// The name of its file.
    pub name: String,
    /// The text.
    pub text: String,
}

/// The names of what components set on elements. What has another name, others may have set.
#[derive(Default, Serialize)]
struct SetNames {
    /// True if the names of attributes are data.
    all: bool,
    attributes: Vec<String>,
    classes: Vec<String>,
    styles: Vec<String>,
}

impl RebuildScript {
    /// Makes the script of an application with these facts; without any, it may set everything.
    pub fn new(facts: Option<&Facts>) -> Self {
        let text = match facts {
            Some(facts) => SOURCE.replace(SETS, &SetNames::of(facts).line()),
            None => SOURCE.to_owned(),
        };
        Self {
            name: format!("{STEM}{}.js", hash(text.as_bytes())),
            text,
        }
    }
}

impl SetNames {
    fn of(facts: &Facts) -> Self {
        let mut names = Self::default();
        let nodes = facts
            .components
            .iter()
            .flat_map(|component| &component.nodes);
        nodes.for_each(|node| names.add(node));
        for list in [&mut names.attributes, &mut names.classes, &mut names.styles] {
            list.sort();
            list.dedup();
        }
        names
    }

    /// Adds what a node sets. Its name is a description: `the class `on` at line 3`.
    fn add(&mut self, node: &Node) {
        self.all |= node.kind == "spread";
        if node.kind != "value" {
            return;
        }
        let mut parts = node.name.split('`');
        let (what, name) = (parts.next(), parts.next().unwrap_or_default().to_owned());
        match what {
            Some("the class ") => self.classes.push(name),
            Some("the style ") => self.styles.push(name),
            _ => self.attributes.push(name),
        }
    }

    fn line(&self) -> String {
        let names = serde_json::to_string(self).expect("these are texts");
        format!("const sets = {names};")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Component;

    fn facts(nodes: &[(&str, &str)]) -> Facts {
        let node = |(kind, name): &(&str, &str)| Node {
            kind: (*kind).to_owned(),
            name: (*name).to_owned(),
            line: 1,
            colour: "client".to_owned(),
            rule: 1,
            reason: String::new(),
            uses: Vec::new(),
            is_lost: false,
        };
        let component = Component {
            name: "Page".to_owned(),
            file: "main.rs".to_owned(),
            line: 1,
            nodes: nodes.iter().map(node).collect(),
            features: Vec::new(),
        };
        Facts {
            components: vec![component],
            ..Facts::default()
        }
    }

    #[test]
    fn the_script_knows_what_components_set() {
        let nodes = [
            ("value", "the attribute `data-open` at line 3"),
            ("value", "the attribute `data-open` at line 9"),
            ("value", "the class `on` at line 4"),
            ("value", "the style `color` at line 5"),
            ("value", "the state `value` at line 6"),
            ("text", "the text at line 7"),
        ];
        let script = RebuildScript::new(Some(&facts(&nodes)));
        assert!(script.text.contains(
            r#"const sets = {"all":false,"attributes":["data-open","value"],"classes":["on"],"styles":["color"]};"#
        ));
        let other = RebuildScript::new(Some(&facts(&[])));
        assert_ne!(script.name, other.name);
    }

    #[test]
    fn where_names_are_data_everything_may_be_set() {
        let nodes = [("spread", "the spread attributes at line 3")];
        let script = RebuildScript::new(Some(&facts(&nodes)));
        assert!(script.text.contains(r#"const sets = {"all":true,"#));
        assert!(RebuildScript::new(None).text.contains(SETS));
    }
}

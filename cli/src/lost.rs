//! Warns about values that are lost in a crash or a deploy.

use crate::facts::{Component, Facts, Node};

/// Prints one warning for each signal of a package that is lost with its process.
pub fn warn(facts: &Facts) {
    for component in &facts.components {
        let lost = component.nodes.iter().filter(|node| node.is_lost);
        lost.for_each(|node| eprintln!("{}", warning(component, node)));
    }
}

fn warning(component: &Component, node: &Node) -> String {
    let Component { name, file, .. } = component;
    let Node {
        name: signal,
        line,
        reason,
        ..
    } = node;
    format!(
        "warning: `{signal}` of {name} is lost when its process ends: {reason}\n   --> {file}:{line}\n\
         help: load it again where the component starts; to store it, say `#[durable]` on its `let`; if the loss is fine, `#[volatile]`"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_says_what_is_lost_why_and_what_to_write() {
        let component = serde_json::json!({
            "component": "app::Ticker", "file": "src/main.rs", "line": 3,
            "features": [], "nodes": [{
                "kind": "signal", "name": "ticks", "line": 4, "colour": "server", "rule": 1,
                "reason": "server code writes it through `set_ticks`", "uses": [], "is_lost": true,
            }],
        });
        let component: Component = serde_json::from_value(component).expect("these are facts");
        let warning = warning(&component, &component.nodes[0]);
        assert!(
            warning.starts_with(
                "warning: `ticks` of app::Ticker is lost when its process ends: server code writes it through `set_ticks`\n   --> src/main.rs:4\n"
            ),
            "{warning}"
        );
    }
}

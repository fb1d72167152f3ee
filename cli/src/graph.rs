//! Draws the coloured graph, for people and for other tools.

mod html;

use std::fmt::Write;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::facts::{Component, Facts, Node};

/// The format of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Sentences.
    Text,
    /// For Graphviz.
    Dot,
    /// For other tools.
    Json,
    /// A web page.
    Html,
}

/// Draws the graph of one component, named with or without its modules, or of all.
///
/// # Errors
///
/// If there is no component of that name.
pub fn draw(facts: &Facts, component: Option<&str>, format: Format) -> Result<String> {
    let is_wanted = |found: &&Component| {
        component.is_none_or(|name| name == found.name || name == found.short_name())
    };
    let components: Vec<_> = facts.components.iter().filter(is_wanted).collect();
    if let (Some(name), []) = (component, components.as_slice()) {
        let names: Vec<_> = facts.components.iter().map(Component::short_name).collect();
        bail!(
            "there is no component `{name}`\nhelp: there are {}",
            names.join(", ")
        );
    }
    Ok(match format {
        Format::Text => components.into_iter().map(text).collect(),
        Format::Dot => dot(&components),
        Format::Json => serde_json::to_string_pretty(&components)?,
        Format::Html => html::page(&components),
    })
}

fn text(component: &Component) -> String {
    let mut text = format!(
        "{} ({}:{})\n",
        component.name, component.file, component.line
    );
    for node in &component.nodes {
        let _ = writeln!(text, "  {}", sentence(node, &component.file));
    }
    text
}

/// Describes a node: `` `count` is iso: written by `on:click` at src/main.rs:9 (rule 1) ``.
fn sentence(node: &Node, file: &str) -> String {
    let reason = node.reason.replace("at line ", &format!("at {file}:"));
    format!(
        "{} is {}: {reason} (rule {})",
        title(node),
        node.colour,
        node.rule
    )
}

/// Returns the title of a node: the name of a local in quotes, or the place of any other node.
fn title(node: &Node) -> String {
    if node.name.contains(" at line ") {
        node.name.clone()
    } else {
        format!("`{}`", node.name)
    }
}

fn dot(components: &[&Component]) -> String {
    let mut out =
        String::from("digraph watershed {\n  rankdir=LR;\n  node [shape=box, style=filled];\n");
    for (number, component) in components.iter().enumerate() {
        let _ = writeln!(
            out,
            "  subgraph cluster_{number} {{\n    label={:?};",
            component.name
        );
        for (index, node) in component.nodes.iter().enumerate() {
            let (label, colour) = (title(node), colour(&node.colour));
            let _ = writeln!(
                out,
                "    n{number}_{index} [label={label:?}, fillcolor={colour:?}, tooltip={:?}];",
                node.reason
            );
        }
        out.push_str("  }\n");
        for (from, to) in edges(component) {
            let _ = writeln!(out, "  n{number}_{from} -> n{number}_{to};");
        }
    }
    out + "}\n"
}

/// Returns the edges, each from a node to one that uses it.
fn edges(component: &Component) -> Vec<(usize, usize)> {
    let nodes = || component.nodes.iter().enumerate();
    let users = nodes().flat_map(|(user, node)| node.uses.iter().map(move |name| (user, name)));
    let found = users.filter_map(|(user, name)| {
        let (used, _) = nodes().find(|(_, node)| node.name == *name)?;
        (used != user).then_some((used, user))
    });
    found.collect()
}

fn colour(name: &str) -> &'static str {
    match name {
        "iso" => "#ffe08a",
        "open" => "#ffd0b0",
        "client" => "#b9e6a6",
        "server" => "#a9cdf5",
        _ => "#e4e4e4",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        let node = |kind: &str, name: &str, colour: &str, reason: &str, uses: &[&str]| Node {
            kind: kind.into(),
            name: name.into(),
            line: 4,
            colour: colour.into(),
            rule: 1,
            reason: reason.into(),
            uses: uses.iter().map(ToString::to_string).collect(),
            is_lost: false,
        };
        let nodes = vec![
            node(
                "signal",
                "count",
                "iso",
                "written by `on:click` at line 9",
                &[],
            ),
            node(
                "text",
                "the text at line 8",
                "client",
                "reads `count`",
                &["count"],
            ),
        ];
        let (name, file) = ("app::Counter".into(), "src/main.rs".into());
        let component = Component {
            name,
            file,
            line: 3,
            nodes,
            features: Vec::new(),
        };
        Facts {
            components: vec![component],
            ..Facts::default()
        }
    }

    fn drawn(format: Format) -> String {
        draw(&facts(), Some("Counter"), format).expect("there is one")
    }

    #[test]
    fn every_node_has_its_colour_and_the_shortest_reason() {
        assert!(
            drawn(Format::Text)
                .contains("`count` is iso: written by `on:click` at src/main.rs:9 (rule 1)")
        );
    }

    #[test]
    fn a_drawing_has_an_arrow_from_what_is_used_to_who_uses_it() {
        assert!(drawn(Format::Dot).contains("n0_0 -> n0_1"));
    }

    #[test]
    fn a_page_shows_names_as_they_are() {
        assert!(drawn(Format::Html).contains("`count` is iso: written by"));
        assert!(drawn(Format::Json).contains("\"colour\": \"iso\""));
    }

    #[test]
    fn a_wrong_name_is_told_with_the_right_ones() {
        let error = draw(&facts(), Some("Conter"), Format::Text)
            .unwrap_err()
            .to_string();
        assert!(error.contains("there are Counter"), "{error}");
    }
}

//! Parses HTML with bounds. A parser nests elements as deep as they are written, looks through all that are open for each
//! tag, and repeats formatting that was not closed in each later paragraph. For each attribute it looks through the others of
//! its tag.

mod attributes;

use std::cell::Cell;

use html5ever::interface::{Tracer, TreeSink};
use html5ever::tokenizer::states::State;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::tree_builder::TreeBuilder;
use html5ever::{QualName, TokenizerResult, local_name};
use kuchikikiki::{NodeRef, ParseOpts, Sink, parse_fragment, parse_html_with_options};
use watershed_markup::element;

/// Bytes that formatting may take where a parser repeats it, for each byte of the HTML.
const REPEATED: usize = 8;

/// Bytes of an element without attributes.
const ELEMENT: usize = 16;

/// Returns the root of what a browser makes of HTML when a script sets it as the content of an element; `None` if the
/// elements are nested deeper than this, or one has too many attributes.
pub(super) fn fragment(html: &str, context: QualName, levels: usize) -> Option<NodeRef> {
    let builder = parse_fragment(context, Vec::new()).tokenizer.sink;
    let state = builder.tokenizer_state_for_context_elem(false);
    let root = parsed(builder, Some(state), html, levels)?.first_child()?;
    (!is_deeper(&root, levels)).then_some(root)
}

/// Returns the page that a browser makes of markup; `None` if the elements are nested deeper than this, or one has too many
/// attributes.
pub(super) fn page(markup: &str, has_scripts: bool, levels: usize) -> Option<NodeRef> {
    let mut options = ParseOpts::default();
    options.tree_builder.scripting_enabled = has_scripts;
    let builder = parse_html_with_options(options).tokenizer.sink;
    parsed(builder, None, markup, levels)
}

fn parsed(
    builder: TreeBuilder<NodeRef, Sink>,
    state: Option<State>,
    markup: &str,
    levels: usize,
) -> Option<NodeRef> {
    if !attributes::are_few(markup) {
        return None;
    }
    let options = TokenizerOpts {
        initial_state: state,
        ..TokenizerOpts::default()
    };
    let bounded = BoundedBuilder {
        builder,
        // An element that formats is in two lists; a parser adds `<html>`, `<tbody>` and the like.
        most: 2 * levels + 32,
        held: Cell::new(0),
        longest: Cell::new(0),
        left: Cell::new(Some(REPEATED * markup.len() + 64 * ELEMENT)),
    };
    let tokenizer = Tokenizer::new(bounded, options);
    let input = BufferQueue::default();
    input.push_back(markup.into());
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    let BoundedBuilder { builder, left, .. } = tokenizer.sink;
    left.get().map(|_| builder.sink.finish())
}

/// Returns whether elements are nested deeper than this, in templates too.
fn is_deeper(root: &NodeRef, levels: usize) -> bool {
    let mut open = vec![(root.clone(), 0)];
    while let Some((node, depth)) = open.pop() {
        if depth > levels {
            return true;
        }
        let template = node
            .as_element()
            .and_then(|element| element.template_contents.clone());
        let children = node
            .children()
            .chain(template.iter().flat_map(NodeRef::children));
        let elements = children.filter(|child| child.as_element().is_some());
        open.extend(elements.map(|child| (child, depth + 1)));
    }
    false
}

/// Builds a tree until a bound is reached, and ignores all later tokens.
struct BoundedBuilder {
    builder: TreeBuilder<NodeRef, Sink>,
    /// The most handles that the builder may hold: of open elements, and of formatting to repeat.
    most: usize,
    /// The handles that it holds.
    held: Cell<usize>,
    /// Bytes of the longest formatting element.
    longest: Cell<usize>,
    /// Bytes that repeated formatting may still take; `None` once a bound is reached.
    left: Cell<Option<usize>>,
}

impl TokenSink for BoundedBuilder {
    type Handle = NodeRef;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeRef> {
        let Some(left) = self.left.get() else {
            return TokenSinkResult::Continue;
        };
        let own = match &token {
            Token::TagToken(tag) => self.own(tag),
            _ => 0,
        };
        let result = self.builder.process_token(token, line);
        let held = HandleCount::of(&self.builder);
        let repeated = held.saturating_sub(self.held.replace(held) + own);
        let left = left.checked_sub(repeated * (self.longest.get() + ELEMENT));
        self.left.set(left.filter(|_| held <= self.most));
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder
            .adjusted_current_node_present_but_not_in_html_namespace()
    }
}

impl BoundedBuilder {
    /// Returns the number of handles that a tag adds if it repeats nothing.
    fn own(&self, tag: &Tag) -> usize {
        if tag.kind == TagKind::EndTag || element::is_void(&tag.name) {
            return 0;
        }
        match tag.name {
            local_name!("tbody") | local_name!("tr") | local_name!("td") | local_name!("th") => 3,
            local_name!("a")
            | local_name!("b")
            | local_name!("big")
            | local_name!("code")
            | local_name!("em")
            | local_name!("font")
            | local_name!("i")
            | local_name!("nobr")
            | local_name!("s")
            | local_name!("small")
            | local_name!("strike")
            | local_name!("strong")
            | local_name!("tt")
            | local_name!("u") => {
                let values = tag.attrs.iter().map(|attribute| attribute.value.len());
                let length = values.sum::<usize>() + ELEMENT * tag.attrs.len();
                self.longest.update(|longest| longest.max(length));
                2
            }
            _ => 1,
        }
    }
}

/// Counts the handles that a builder holds.
#[derive(Default)]
struct HandleCount(Cell<usize>);

impl HandleCount {
    fn of(builder: &TreeBuilder<NodeRef, Sink>) -> usize {
        let count = Self::default();
        builder.trace_handles(&count);
        count.0.get()
    }
}

impl Tracer for HandleCount {
    type Handle = NodeRef;

    fn trace_handle(&self, _: &NodeRef) {
        self.0.update(|count| count + 1);
    }
}

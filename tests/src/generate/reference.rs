//! The consequences of the colouring rules for a page, found by brute force: all code on the page is examined again
//! after every turn, until nothing new follows.
//!
//! The reference knows the page only as data: its program, and the part of it that the model has on the page. The
//! numbers are those of the rules in the book.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::code::{Code, GraphNode, Part, Role, Survey, TextId};
use super::kinds::{COUNT, Kind, Way};
use super::model::{Deeds, Model};
use super::plan::{Origin, Planted};
use super::statics::Statics;

/// The results so far. The browser keeps whatever it was given, so the sets only grow.
pub struct Reference {
    parts: Rc<[Part]>,
    /// Sources that the browser may write.
    iso: BTreeSet<GraphNode>,
    /// Nodes that the browser knows.
    needed: BTreeSet<GraphNode>,
    /// Sources that a server sink follows.
    eager: BTreeSet<GraphNode>,
    /// Sources that structure on the page follows now.
    followed: BTreeSet<GraphNode>,
    /// Sources that structure has followed at all times since the last call of `due`.
    steadily: BTreeSet<GraphNode>,
    /// The origins of the values that the browser may be sent.
    told: BTreeSet<Origin>,
    /// The origins of the values that the browser may send.
    said: BTreeSet<Origin>,
    /// Texts that the server has kept up to date since the last call of `kept`, and those that it keeps now.
    kept: BTreeSet<TextId>,
    keeps: BTreeSet<TextId>,
    /// Sources that client code has ever written.
    written: BTreeSet<GraphNode>,
    /// True if structure came that follows a source whose value the server did not have.
    is_belated: bool,
    /// The origins of the values of all nodes.
    origins: BTreeMap<GraphNode, Origin>,
}

impl Reference {
    /// Makes the reference for a page that is not shown yet.
    pub fn new(planted: &Planted<'_>) -> Self {
        let components = planted.kinds.iter().zip(&planted.program.components);
        let part = |(kind, component): (&Option<&Kind>, _)| Part {
            number: kind.map_or(COUNT, |kind| kind.number),
            way: kind.map_or(Way::Props, |kind| kind.way),
            statics: Statics::of(component, kind.is_some_and(|kind| kind.is_composed)),
        };
        Self {
            parts: components.map(part).collect(),
            iso: BTreeSet::new(),
            needed: BTreeSet::new(),
            eager: BTreeSet::new(),
            followed: BTreeSet::new(),
            steadily: BTreeSet::new(),
            told: BTreeSet::new(),
            said: BTreeSet::new(),
            kept: BTreeSet::new(),
            keeps: BTreeSet::new(),
            written: BTreeSet::new(),
            is_belated: false,
            origins: BTreeMap::new(),
        }
    }

    /// Examines the page as it is now.
    pub fn observe(&mut self, model: &Model<'_>) {
        let parts = Rc::clone(&self.parts);
        let survey = Survey::of(model, &parts);
        // A value that only now moves to the browser may have been sent once more before.
        self.keep(&survey);
        while self.round(&survey) {}
        self.keep(&survey);
        self.tell(&survey);
        self.follow(&survey);
        let written = model
            .deeds
            .written
            .iter()
            .map(|place| GraphNode::Source(*place));
        self.written.extend(written);
        self.watch(&survey);
        self.origins.extend(survey.origins);
    }

    /// Returns the origins of the values that the browser is sent (rule 6).
    pub fn told(&self) -> &BTreeSet<Origin> {
        &self.told
    }

    /// Returns the origins of the values that the browser may send (rule 5).
    pub fn said(&self) -> &BTreeSet<Origin> {
        &self.said
    }

    /// Returns the texts that the server has kept since the last call, because the browser does not compute them (rule
    /// 3). `None` if there may have been others for a moment.
    pub fn kept(&mut self) -> Option<BTreeSet<TextId>> {
        let kept = std::mem::replace(&mut self.kept, self.keeps.clone());
        let is_certain = !std::mem::take(&mut self.is_belated);
        is_certain.then_some(kept)
    }

    /// Returns the origins of the values that client code has written while structure on the page followed them (rule
    /// 5), since the last call.
    pub fn due(&mut self, deeds: &Deeds) -> BTreeSet<Origin> {
        let steadily = std::mem::replace(&mut self.steadily, self.followed.clone());
        let written = deeds.written.iter().map(|place| GraphNode::Source(*place));
        let due = written.filter(|node| steadily.contains(node));
        due.filter_map(|node| self.origins.get(&node).copied())
            .collect()
    }

    /// Returns whether these deeds of client code reach the server (rule 5).
    pub fn reaches_server(&self, deeds: &Deeds) -> bool {
        let is_followed = |place: &usize| self.eager.contains(&GraphNode::Source(*place));
        deeds.calls > 0 || deeds.turned || deeds.written.iter().any(is_followed)
    }

    /// Applies rules 1 to 4 to all that is client code by now. Returns false if nothing new follows.
    fn round(&mut self, survey: &Survey<'_, '_>) -> bool {
        let before = (self.iso.len(), self.needed.len());
        for code in &survey.code {
            if self.is_client(code, survey) {
                self.iso.extend(&code.setters);
                self.needed.extend(code.captures.union(&code.setters));
            }
        }
        before != (self.iso.len(), self.needed.len())
    }

    /// Applies rules 3 and 4.
    fn is_client(&self, code: &Code, survey: &Survey<'_, '_>) -> bool {
        match code.role {
            Role::Client => true,
            Role::Binding | Role::Gate => self.reads_dirty(code, survey),
            Role::Memo(node) => self.needed.contains(&node) && self.reads_dirty(code, survey),
            Role::Kept(_) | Role::Structure | Role::Server => false,
        }
    }

    /// Applies rule 2.
    fn reads_dirty(&self, code: &Code, survey: &Survey<'_, '_>) -> bool {
        code.reads.iter().any(|node| self.is_dirty(*node, survey))
    }

    fn is_dirty(&self, node: GraphNode, survey: &Survey<'_, '_>) -> bool {
        match node {
            GraphNode::Source(_) => self.iso.contains(&node),
            GraphNode::Memo(..) => memo(node, survey)
                .any(|code| code.role == Role::Memo(node) && self.reads_dirty(code, survey)),
            GraphNode::Item(_) => false,
        }
    }

    /// Applies rule 6: iso sources that are needed, mirrors, and captured constants.
    fn tell(&mut self, survey: &Survey<'_, '_>) {
        let is_computed =
            |node: &GraphNode| matches!(node, GraphNode::Memo(..)) && self.is_dirty(*node, survey);
        let valued = self.needed.iter().filter(|node| !is_computed(node));
        let values = valued.filter_map(|node| survey.origins.get(node));
        let client = survey
            .code
            .iter()
            .filter(|code| self.is_client(code, survey));
        let constants = client.flat_map(|code| &code.constants);
        let told: Vec<Origin> = values.chain(constants).copied().collect();
        self.told.extend(told);
    }

    /// Applies rule 5: the captures of server code, and the nodes that a server sink follows.
    fn follow(&mut self, survey: &Survey<'_, '_>) {
        self.eager.extend(&survey.followed);
        let mut captured = survey.captured.clone();
        for code in &survey.code {
            match code.role {
                Role::Binding if self.is_client(code, survey) => {}
                Role::Binding => self.mirror(&code.reads, survey),
                Role::Structure => self.eager.extend(sources(&code.reads, survey)),
                Role::Gate => captured.extend(sources(&code.reads, survey)),
                Role::Server | Role::Kept(_) => {
                    captured.extend(sources(code.captures.union(&code.setters), survey))
                }
                Role::Client | Role::Memo(_) => {}
            }
        }
        let is_mirror = |node: &GraphNode| !self.is_dirty(*node, survey);
        let mirrors = self.needed.iter().copied().filter(is_mirror).collect();
        self.mirror(&mirrors, survey);
        let said = captured
            .union(&self.eager)
            .filter_map(|node| survey.origins.get(node));
        self.said.extend(said);
    }

    /// Applies rule 3: the server keeps a binding that is not a client sink.
    fn keep(&mut self, survey: &Survey<'_, '_>) {
        let server = survey
            .code
            .iter()
            .filter(|code| !self.is_client(code, survey));
        self.keeps = server.filter_map(|code| code.text).collect();
        self.kept.extend(&self.keeps);
    }

    fn watch(&mut self, survey: &Survey<'_, '_>) {
        let structure = survey
            .code
            .iter()
            .filter(|code| code.role == Role::Structure);
        let read = structure
            .clone()
            .flat_map(|code| sources(&code.reads, survey));
        let surely = structure.flat_map(|code| surely(&code.surely, survey));
        let unknown =
            |source: &GraphNode| self.written.contains(source) && !self.followed.contains(source);
        self.is_belated |= read
            .filter(|source| self.iso.contains(source))
            .any(|source| unknown(&source));
        self.followed = surely.filter(|source| self.iso.contains(source)).collect();
        self.steadily
            .retain(|source| self.followed.contains(source));
    }

    /// Adds the nodes that the browser does not compute: the server needs the written sources among them.
    fn mirror(&mut self, nodes: &BTreeSet<GraphNode>, survey: &Survey<'_, '_>) {
        let sources = sources(nodes, survey).into_iter();
        let written = sources.filter(|source| self.iso.contains(source));
        let written: Vec<GraphNode> = written.collect();
        self.eager.extend(written);
    }
}

/// Returns the code that computes a memo.
fn memo<'s>(node: GraphNode, survey: &'s Survey<'_, '_>) -> impl Iterator<Item = &'s Code> {
    let code = survey.code.iter();
    code.filter(move |code| [Role::Memo(node), Role::Kept(node)].contains(&code.role))
}

/// Returns the sources among nodes, and those that memos among them read.
fn sources<'n>(
    nodes: impl IntoIterator<Item = &'n GraphNode>,
    survey: &Survey<'_, '_>,
) -> BTreeSet<GraphNode> {
    reached(nodes, survey, |code| &code.reads)
}

/// Returns the sources among nodes, and those that memos among them read in any case.
fn surely<'n>(
    nodes: impl IntoIterator<Item = &'n GraphNode>,
    survey: &Survey<'_, '_>,
) -> BTreeSet<GraphNode> {
    reached(nodes, survey, |code| &code.surely)
}

fn reached<'n>(
    nodes: impl IntoIterator<Item = &'n GraphNode>,
    survey: &Survey<'_, '_>,
    read: fn(&Code) -> &BTreeSet<GraphNode>,
) -> BTreeSet<GraphNode> {
    let mut found = BTreeSet::new();
    for node in nodes {
        match node {
            GraphNode::Source(_) => {
                found.insert(*node);
            }
            GraphNode::Memo(..) => {
                memo(*node, survey).for_each(|code| found.extend(reached(read(code), survey, read)))
            }
            GraphNode::Item(_) => {}
        }
    }
    found
}

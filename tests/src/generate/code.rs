//! All code on a page, as data: the nodes that each piece reads and captures.

use std::collections::{BTreeMap, BTreeSet};
use std::ptr;
use std::rc::Rc;

use super::kinds::{Way, texts};
use super::model::{Bound, Environment, Instance, Model, Mounted};
use super::plan::{Origin, Valued};
use super::program::{self, Expr, Program, Prop, Step, Target, Variable};
use super::statics::{Statics, shown};

/// A node of the page's graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GraphNode {
    /// A signal, by its index in the model's store.
    Source(usize),
    /// A memo, by the index of the first signal of its instance in the model's store, and its number.
    Memo(usize, usize),
    /// The item of a row, by its index in the model's store.
    Item(usize),
}

/// The role of a piece of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// An event handler or an effect.
    Client,
    /// Text, or an attribute.
    Binding,
    /// Computes this memo, also in the browser.
    Memo(GraphNode),
    /// Computes this memo on the server only (rule 10): client code of its component does not need it. Client code of
    /// other components sees a mirror.
    Kept(GraphNode),
    /// Decides which elements exist.
    Structure,
    /// Decides which elements exist, and is evaluated in the browser too.
    Gate,
    /// An action, or a list.
    Server,
}

/// A text of a kind: the kind's number, and the text's index.
pub type TextId = (usize, usize);

/// A piece of code.
#[derive(Debug)]
pub struct Code {
    /// The role.
    pub role: Role,
    /// The text that it shows.
    pub text: Option<TextId>,
    /// The nodes that it reads.
    pub reads: BTreeSet<GraphNode>,
    /// The nodes that it reads in any case, whatever the values of others.
    pub surely: BTreeSet<GraphNode>,
    /// The nodes that it captures for any purpose.
    pub captures: BTreeSet<GraphNode>,
    /// The sources whose setters it captures.
    pub setters: BTreeSet<GraphNode>,
    /// The plain values that it captures.
    pub constants: BTreeSet<Origin>,
}

/// The code on a page.
pub struct Survey<'m, 'a> {
    /// All pieces of code.
    pub code: Vec<Code>,
    /// The origins of the nodes' values.
    pub origins: BTreeMap<GraphNode, Origin>,
    /// Signals that structure follows which need not be on the page.
    pub followed: BTreeSet<GraphNode>,
    /// Signals that server code captures which need not be on the page.
    pub captured: BTreeSet<GraphNode>,
    program: &'a Program,
    parts: &'m [Part],
}

/// The facts about a component of the program.
#[derive(Debug)]
pub struct Part {
    /// The number of the kind.
    pub number: usize,
    /// The way in which it takes its props.
    pub way: Way,
    /// The colours.
    pub statics: Statics,
}

type SharedEnvironment<'a> = Rc<Environment<'a>>;

impl<'m, 'a> Survey<'m, 'a> {
    /// Surveys the page as it is now. `parts` are the program's components.
    pub fn of(model: &Model<'a>, parts: &'m [Part]) -> Self {
        let mut survey = Self {
            code: Vec::new(),
            origins: BTreeMap::new(),
            followed: BTreeSet::new(),
            captured: BTreeSet::new(),
            program: model.program,
            parts,
        };
        model.page.iter().for_each(|page| survey.instance(page));
        survey
    }

    fn instance(
        &mut self,
        Instance {
            environment,
            mounted,
        }: &Instance<'a>,
    ) {
        let component = environment.component;
        let statics = &self.parts[self.instance_of(environment)].statics;
        let source = |at: &usize| GraphNode::Source(environment.signals[*at]);
        self.followed.extend(statics.eager.iter().map(source));
        self.captured.extend(statics.lazy.iter().map(source));
        for at in 0..component.signals.len() {
            self.node(environment, Variable::Signal(at));
        }
        for (at, memo) in component.memos.iter().enumerate() {
            let node = self.node(environment, Variable::Memo(at));
            let constant = self.origin(environment, Valued::MemoConstant(at));
            let role = match statics.is_client_memo(at) {
                true => Role::Memo(node),
                false => Role::Kept(node),
            };
            let mut code = self.computing(role, environment, [memo]);
            code.constants.insert(constant);
            self.code.push(code);
        }
        for list in &component.lists {
            let exprs = [&list.count, &list.shift, &list.base];
            let code = self.computing(Role::Server, environment, exprs);
            self.code.push(code);
        }
        for action in &component.actions {
            let mut code = self.computing(Role::Server, environment, [&action.value]);
            self.target(&mut code, environment, Target::Signal(action.target));
            self.code.push(code);
        }
        if let Some(step) = &component.mount {
            let code = self.doing(environment, std::slice::from_ref(step));
            self.code.push(code);
        }
        self.nodes(environment, &component.body, mounted);
    }

    fn nodes(
        &mut self,
        environment: &SharedEnvironment<'a>,
        nodes: &'a [program::Node],
        mounted: &[Mounted<'a>],
    ) {
        for (node, mounted) in nodes.iter().zip(mounted) {
            self.markup(environment, node);
            self.content(environment, node, mounted);
        }
    }

    /// Adds the code of a piece of markup itself.
    fn markup(&mut self, environment: &SharedEnvironment<'a>, node: &'a program::Node) {
        use program::Node as Markup;
        let code = match node {
            Markup::Bound(_, expr) => {
                let mut code = self.computing(Role::Binding, environment, [expr]);
                code.text = self.text(environment, expr);
                code
            }
            Markup::Button(steps) => self.doing(environment, steps),
            Markup::Show { when, .. } => {
                let part = &self.parts[self.instance_of(environment)];
                let is_gate = part.statics.is_gate(when);
                let role = if is_gate { Role::Gate } else { Role::Structure };
                self.computing(role, environment, [&when.value])
            }
            Markup::If { when, .. } => self.computing(Role::Structure, environment, [&when.value]),
            Markup::Match(expr, _) => self.computing(Role::Structure, environment, [expr]),
            Markup::For { list, .. } => {
                let list = &environment.component.lists[*list];
                self.computing(
                    Role::Structure,
                    environment,
                    [&list.count, &list.shift, &list.base],
                )
            }
            Markup::Element { attributes, .. } => {
                return attributes.iter().for_each(|attribute| {
                    let code = self.computing(Role::Binding, environment, [shown(attribute)]);
                    self.code.push(code);
                });
            }
            Markup::Text(_) | Markup::Child { .. } => return,
        };
        self.code.push(code);
    }

    /// Adds the code in the content of a piece of markup.
    fn content(
        &mut self,
        environment: &SharedEnvironment<'a>,
        node: &'a program::Node,
        mounted: &Mounted<'a>,
    ) {
        use program::Node as Markup;
        match (node, mounted) {
            (Markup::Element { children, .. }, Mounted::Element(mounted)) => {
                self.nodes(environment, children, mounted)
            }
            (
                Markup::Show {
                    children: nodes,
                    fallback: other,
                    ..
                },
                Mounted::Show {
                    children, fallback, ..
                },
            ) => {
                self.nodes(environment, nodes, children.as_deref().unwrap_or_default());
                let fallback = fallback.as_deref().unwrap_or_default();
                self.nodes(environment, other.as_deref().unwrap_or_default(), fallback);
            }
            (Markup::If { yes, no, .. }, Mounted::Branch { arm, content }) => {
                self.nodes(environment, [yes, no][*arm], content)
            }
            (Markup::Match(_, arms), Mounted::Branch { arm, content }) => {
                self.nodes(environment, &arms[*arm], content)
            }
            (Markup::For { row: nodes, .. }, Mounted::For(rows)) => rows
                .iter()
                .for_each(|row| self.nodes(&row.environment, nodes, &row.content)),
            (_, Mounted::Child(instance)) => self.instance(instance),
            _ => {}
        }
    }
}

/// The nodes that code reads and captures.
impl<'a> Survey<'_, 'a> {
    fn computing<const N: usize>(
        &mut self,
        role: Role,
        environment: &SharedEnvironment<'a>,
        exprs: [&Expr; N],
    ) -> Code {
        let mut code = Code::new(role);
        exprs
            .into_iter()
            .for_each(|expr| self.expr(&mut code, environment, expr));
        code
    }

    fn doing(&mut self, environment: &SharedEnvironment<'a>, steps: &'a [Step]) -> Code {
        let mut code = Code::new(Role::Client);
        self.steps(&mut code, environment, steps);
        code
    }

    fn steps(&mut self, code: &mut Code, environment: &SharedEnvironment<'a>, steps: &'a [Step]) {
        for step in steps {
            match step {
                Step::Set(target, expr) | Step::Add(target, expr) => {
                    self.target(code, environment, *target);
                    self.expr(code, environment, expr);
                }
                Step::Dispatch(_, expr) => self.expr(code, environment, expr),
                Step::Call(prop, expr) => {
                    self.prop(code, environment, *prop);
                    self.expr(code, environment, expr);
                }
            }
        }
    }

    fn target(&mut self, code: &mut Code, environment: &SharedEnvironment<'a>, target: Target) {
        match target {
            Target::Signal(at) => {
                let node = self.node(environment, Variable::Signal(at));
                code.setters.insert(node);
            }
            Target::Prop(at) => self.prop(code, environment, at),
        }
    }

    fn expr(&mut self, code: &mut Code, environment: &SharedEnvironment<'a>, expr: &Expr) {
        match expr {
            Expr::Number(_) | Expr::Read(Variable::Argument) => {}
            Expr::Read(variable) => self.variable(code, environment, *variable),
            Expr::Add(a, b) | Expr::Multiply(a, b) => {
                self.expr(code, environment, a);
                self.expr(code, environment, b);
            }
            Expr::Choose(condition, yes, no) => {
                self.expr(code, environment, &condition.value);
                let surely = code.surely.clone();
                self.expr(code, environment, yes);
                self.expr(code, environment, no);
                code.surely = surely;
            }
        }
    }

    fn variable(
        &mut self,
        code: &mut Code,
        environment: &SharedEnvironment<'a>,
        variable: Variable,
    ) {
        match variable {
            Variable::Prop(at) => {
                if let Bound::Read(whose, of) = &environment.props[at] {
                    let node = self.node(whose, *of);
                    code.read(node);
                }
                self.prop(code, environment, at);
            }
            _ => {
                let node = self.node(environment, variable);
                code.read(node);
                code.captures.insert(node);
            }
        }
    }

    /// A prop is captured together with all props in the same value.
    fn prop(&mut self, code: &mut Code, environment: &SharedEnvironment<'a>, at: usize) {
        let way = self.parts[self.instance_of(environment)].way;
        for at in way.captured_with(&environment.component.props, at) {
            match &environment.props[at] {
                Bound::Number(_) => {
                    code.constants
                        .insert(self.origin(environment, Valued::Number));
                }
                Bound::Read(whose, variable) => {
                    let node = self.node(whose, *variable);
                    code.captures.insert(node);
                }
                Bound::Write(place) => {
                    code.setters.insert(GraphNode::Source(*place));
                }
                Bound::Call(whose, steps) => self.callback(code, whose, steps),
            }
        }
    }

    /// Code that captures a callback captures the callback's captures too.
    fn callback(
        &mut self,
        code: &mut Code,
        environment: &SharedEnvironment<'a>,
        steps: &'a [Step],
    ) {
        let mut captured = Code::new(Role::Client);
        self.steps(&mut captured, environment, steps);
        code.captures.extend(captured.captures);
        code.setters.extend(captured.setters);
        code.constants.extend(captured.constants);
    }
}

/// The meaning of names.
impl<'a> Survey<'_, 'a> {
    fn node(&mut self, environment: &SharedEnvironment<'a>, variable: Variable) -> GraphNode {
        let (node, value) = match variable {
            Variable::Signal(at) => (
                GraphNode::Source(environment.signals[at]),
                Valued::Signal(at),
            ),
            Variable::Memo(at) => (
                GraphNode::Memo(environment.signals[0], at),
                Valued::Memo(at),
            ),
            Variable::Item(at) => (
                GraphNode::Item(environment.items[at]),
                Valued::Item(environment.lists[at]),
            ),
            Variable::Prop(at) => match &environment.props[at] {
                Bound::Read(whose, variable) => return self.node(whose, *variable),
                _ => unreachable!("only what can be read is read"),
            },
            Variable::Argument => unreachable!("arguments are no nodes"),
        };
        self.origins.insert(node, self.origin(environment, value));
        node
    }

    fn text(&self, environment: &Environment<'a>, expr: &Expr) -> Option<TextId> {
        let mut texts = texts(&environment.component.body).into_iter();
        let at = texts.position(|text| ptr::eq(text, expr))?;
        Some((self.parts[self.instance_of(environment)].number, at))
    }

    fn origin(&self, environment: &Environment<'a>, value: Valued) -> Origin {
        let instance = self.instance_of(environment);
        Origin { instance, value }
    }

    fn instance_of(&self, environment: &Environment<'a>) -> usize {
        let mut components = self.program.components.iter();
        let found = components.position(|component| ptr::eq(component, environment.component));
        found.expect("what is on the page is of the program")
    }
}

impl Code {
    fn new(role: Role) -> Self {
        Self {
            role,
            text: None,
            reads: BTreeSet::new(),
            surely: BTreeSet::new(),
            captures: BTreeSet::new(),
            setters: BTreeSet::new(),
            constants: BTreeSet::new(),
        }
    }

    fn read(&mut self, node: GraphNode) {
        self.reads.insert(node);
        self.surely.insert(node);
    }
}

impl Way {
    /// Returns the props that client code captures together with this one. A prop that is read has a name of its own.
    fn captured_with(self, props: &[Prop], at: usize) -> Vec<usize> {
        let is_alone = matches!(props[at], Prop::Number | Prop::Read | Prop::Derived);
        let is_with = |other: &usize| match self {
            Self::Groups if !is_alone => props[*other] == props[at],
            Self::Whole if !is_alone => true,
            _ => *other == at,
        };
        (0..props.len()).filter(is_with).collect()
    }
}

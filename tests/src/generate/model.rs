//! Runs a program without a compiler, a server or a browser: everything on one graph, by the meaning of its parts.
//!
//! The split components are compared with this model. It stores the state that a page keeps (the signals of every
//! component on it, rows by key, the content that a `<Show>` hides) and computes everything else again each time.

use std::rc::Rc;

use super::program::{
    Attribute, Component, Condition, Expr, Given, List, MODULUS, Node, Program, Step, Target,
    Variable,
};

/// A page that shows a program.
pub struct Model<'a> {
    pub(super) program: &'a Program,
    /// All signals of the page, and the items of its rows.
    store: Vec<i32>,
    pub(super) page: Option<Instance<'a>>,
    /// Calls of actions that the server has not run yet.
    calls: Vec<(Rc<Environment<'a>>, usize, i32)>,
    /// Components that are new on the page.
    arrived: Vec<Rc<Environment<'a>>>,
    /// The deeds of client code since they were last taken.
    pub(super) deeds: Deeds,
}

/// The deeds of client code, and their effects.
#[derive(Debug, Default)]
pub struct Deeds {
    /// The indices of the written signals in the store.
    pub written: Vec<usize>,
    /// The number of calls.
    pub calls: usize,
    /// True if the condition of a `<Show>` has changed.
    pub turned: bool,
}

/// The meaning of a component's names, at one place in it.
pub(super) struct Environment<'a> {
    pub component: &'a Component,
    pub props: Vec<Bound<'a>>,
    /// The indices of its signals in the store.
    pub signals: Vec<usize>,
    /// The indices of the items of the rows around the place.
    pub items: Vec<usize>,
    /// The lists of those rows.
    pub lists: Vec<usize>,
}

/// The meaning of a prop.
#[derive(Clone)]
pub(super) enum Bound<'a> {
    Number(i32),
    Read(Rc<Environment<'a>>, Variable),
    Write(usize),
    Call(Rc<Environment<'a>>, &'a [Step]),
}

/// A component on the page.
pub(super) struct Instance<'a> {
    pub environment: Rc<Environment<'a>>,
    pub mounted: Vec<Mounted<'a>>,
}

/// The state of a mounted node.
pub(super) enum Mounted<'a> {
    Plain,
    Element(Vec<Mounted<'a>>),
    Show {
        shown: bool,
        children: Option<Vec<Mounted<'a>>>,
        fallback: Option<Vec<Mounted<'a>>>,
    },
    Branch {
        arm: usize,
        content: Vec<Mounted<'a>>,
    },
    For(Vec<MountedRow<'a>>),
    Child(Instance<'a>),
}

pub(super) struct MountedRow<'a> {
    key: i32,
    pub environment: Rc<Environment<'a>>,
    pub content: Vec<Mounted<'a>>,
}

/// The change of one side of a `<Show>`.
#[derive(Clone, Copy)]
enum Side {
    /// Shown, for the first time or again.
    Shown,
    /// Shown, as before.
    Remains,
    /// Hidden, and kept.
    Paused,
    /// Gone.
    Ended,
}

/// A page as text, with the steps of its buttons, in their order.
struct Shown<'a> {
    html: String,
    buttons: Vec<(Rc<Environment<'a>>, &'a [Step])>,
}

impl<'a> Model<'a> {
    /// Opens the program's page, and waits until nothing changes any more.
    pub fn new(program: &'a Program) -> Self {
        let mut model = Self::opened(program);
        model.settle();
        model
    }

    /// Opens the program's page, before anything changes.
    pub fn opened(program: &'a Program) -> Self {
        let mut model = Self {
            program,
            store: Vec::new(),
            page: None,
            calls: Vec::new(),
            arrived: Vec::new(),
            deeds: Deeds::default(),
        };
        model.page = Some(model.instance(0, Vec::new()));
        model
    }

    /// Returns the number of buttons.
    pub fn buttons(&self) -> usize {
        self.shown().buttons.len()
    }

    /// Clicks a button, and waits until nothing changes any more.
    pub fn click(&mut self, number: usize) {
        self.press(number);
        self.settle();
    }

    /// Clicks a button, and does only what the browser does.
    pub fn press(&mut self, number: usize) {
        let (environment, steps) = self.shown().buttons.swap_remove(number);
        self.run(&environment, steps, None);
    }

    /// Performs one turn: the server runs calls, structure follows, and new components run their `on_mount`. Returns
    /// false if nothing changes any more.
    pub fn turn(&mut self) -> bool {
        while !self.calls.is_empty() {
            self.serve();
        }
        if let Some(mut page) = self.page.take() {
            self.follow(&mut page);
            self.page = Some(page);
        }
        let arrived = std::mem::take(&mut self.arrived);
        for environment in &arrived {
            if let Some(step) = &environment.component.mount {
                self.step(environment, step, None);
            }
        }
        !(arrived.is_empty() && self.calls.is_empty())
    }

    /// Takes the deeds of client code since the last call.
    pub fn take_deeds(&mut self) -> Deeds {
        std::mem::take(&mut self.deeds)
    }

    /// Returns the page as HTML.
    pub fn html(&self) -> String {
        self.shown().html
    }

    fn shown(&self) -> Shown<'a> {
        let mut shown = Shown {
            html: String::new(),
            buttons: Vec::new(),
        };
        if let Some(page) = &self.page {
            self.print_instance(page, &mut shown);
        }
        shown
    }
}

/// The changes of the page.
impl<'a> Model<'a> {
    fn settle(&mut self) {
        while self.turn() {}
    }

    fn serve(&mut self) {
        let (environment, action, argument) = self.calls.remove(0);
        let action = &environment.component.actions[action];
        let value = self.value(&environment, &action.value, Some(argument));
        self.store[environment.signals[action.target]] = value;
    }

    fn run(&mut self, environment: &Rc<Environment<'a>>, steps: &'a [Step], argument: Option<i32>) {
        for step in steps {
            self.step(environment, step, argument);
        }
    }

    fn step(&mut self, environment: &Rc<Environment<'a>>, step: &'a Step, argument: Option<i32>) {
        match step {
            Step::Set(target, expr) => {
                let value = self.value(environment, expr, argument);
                self.write(place(environment, *target), value);
            }
            Step::Add(target, expr) => {
                let value = self.value(environment, expr, argument);
                let place = place(environment, *target);
                self.write(place, (self.store[place] + value) % MODULUS);
            }
            Step::Dispatch(action, expr) => {
                self.deeds.calls += 1;
                let value = self.value(environment, expr, argument);
                self.calls.push((environment.clone(), *action, value));
            }
            Step::Call(prop, expr) => {
                let value = self.value(environment, expr, argument);
                if let Bound::Call(environment, steps) = environment.props[*prop].clone() {
                    self.run(&environment, steps, Some(value));
                }
            }
        }
    }

    fn write(&mut self, place: usize, value: i32) {
        self.deeds.written.push(place);
        self.store[place] = value;
    }

    fn value(&self, environment: &Environment<'a>, expr: &Expr, argument: Option<i32>) -> i32 {
        match expr {
            Expr::Number(number) => *number,
            Expr::Read(Variable::Argument) => {
                argument.expect("only what is called reads an argument")
            }
            Expr::Read(variable) => self.read(environment, *variable),
            Expr::Add(a, b) => {
                (self.value(environment, a, argument) + self.value(environment, b, argument))
                    % MODULUS
            }
            Expr::Multiply(a, b) => {
                (self.value(environment, a, argument) * self.value(environment, b, argument))
                    % MODULUS
            }
            Expr::Choose(condition, yes, no) => {
                let Condition { value, by, is } = &**condition;
                let chosen = if self.value(environment, value, argument) % by == *is {
                    yes
                } else {
                    no
                };
                self.value(environment, chosen, argument)
            }
        }
    }

    fn read(&self, environment: &Environment<'a>, variable: Variable) -> i32 {
        match variable {
            Variable::Signal(at) => self.store[environment.signals[at]],
            Variable::Memo(at) => self.value(environment, &environment.component.memos[at], None),
            Variable::Item(at) => self.store[environment.items[at]],
            Variable::Prop(at) => match &environment.props[at] {
                Bound::Number(number) => *number,
                Bound::Read(environment, variable) => self.read(environment, *variable),
                Bound::Write(_) | Bound::Call(..) => unreachable!("only what can be read is read"),
            },
            Variable::Argument => unreachable!("arguments are no state"),
        }
    }

    pub(super) fn holds(&self, environment: &Environment<'a>, condition: &Condition) -> bool {
        self.value(environment, &condition.value, None) % condition.by == condition.is
    }
}

/// The content of the page.
impl<'a> Model<'a> {
    fn instance(&mut self, component: usize, props: Vec<Bound<'a>>) -> Instance<'a> {
        let component = &self.program.components[component];
        let signals = component
            .signals
            .iter()
            .map(|first| self.stored(*first))
            .collect();
        let environment = Rc::new(Environment {
            component,
            props,
            signals,
            items: Vec::new(),
            lists: Vec::new(),
        });
        self.arrived.push(environment.clone());
        let mounted = self.content(&environment, &component.body);
        Instance {
            environment,
            mounted,
        }
    }

    fn stored(&mut self, value: i32) -> usize {
        self.store.push(value);
        self.store.len() - 1
    }

    fn content(
        &mut self,
        environment: &Rc<Environment<'a>>,
        nodes: &'a [Node],
    ) -> Vec<Mounted<'a>> {
        nodes
            .iter()
            .map(|node| self.mounted(environment, node))
            .collect()
    }

    fn mounted(&mut self, environment: &Rc<Environment<'a>>, node: &'a Node) -> Mounted<'a> {
        match node {
            Node::Text(_) | Node::Bound(..) | Node::Button(_) => Mounted::Plain,
            Node::Element { children, .. } => Mounted::Element(self.content(environment, children)),
            Node::Show {
                when,
                children,
                fallback,
                ..
            } => self.show(environment, when, children, fallback.as_deref()),
            Node::If { .. } | Node::Match(..) => {
                let (arm, nodes) = self.arm(environment, node);
                Mounted::Branch {
                    arm,
                    content: self.content(environment, nodes),
                }
            }
            Node::For { list, row, .. } => {
                let items = self.items(environment, &environment.component.lists[*list]);
                let rows = items.into_iter();
                Mounted::For(
                    rows.map(|item| self.row(environment, *list, item, row))
                        .collect(),
                )
            }
            Node::Child { component, given } => {
                let props = given
                    .iter()
                    .map(|given| bound(environment, given))
                    .collect();
                Mounted::Child(self.instance(*component, props))
            }
        }
    }

    fn show(
        &mut self,
        environment: &Rc<Environment<'a>>,
        when: &Condition,
        children: &'a [Node],
        fallback: Option<&'a [Node]>,
    ) -> Mounted<'a> {
        let shown = self.holds(environment, when);
        Mounted::Show {
            shown,
            children: shown.then(|| self.content(environment, children)),
            fallback: (!shown).then(|| self.content(environment, fallback.unwrap_or_default())),
        }
    }

    fn arm(&self, environment: &Environment<'a>, node: &'a Node) -> (usize, &'a [Node]) {
        match node {
            Node::If { when, yes, .. } if self.holds(environment, when) => (0, yes),
            Node::If { no, .. } => (1, no),
            Node::Match(expr, arms) => {
                let arm = self.value(environment, expr, None) as usize % 3;
                (arm, &arms[arm])
            }
            _ => unreachable!("only `if` and `match` have arms"),
        }
    }

    /// Keys and items.
    fn items(&self, environment: &Environment<'a>, list: &List) -> Vec<(i32, i32)> {
        let value = |expr| self.value(environment, expr, None);
        let (count, shift, base) = (
            value(&list.count) % 5,
            value(&list.shift),
            value(&list.base),
        );
        (0..count)
            .map(|at| (at + shift) % 7)
            .map(|key| (key, key + base))
            .collect()
    }

    fn row(
        &mut self,
        around: &Environment<'a>,
        list: usize,
        (key, item): (i32, i32),
        nodes: &'a [Node],
    ) -> MountedRow<'a> {
        let (mut items, mut lists) = (around.items.clone(), around.lists.clone());
        items.push(self.stored(item));
        lists.push(list);
        let Environment {
            component,
            props,
            signals,
            ..
        } = around;
        let environment = Rc::new(Environment {
            component,
            props: props.clone(),
            signals: signals.clone(),
            items,
            lists,
        });
        let content = self.content(&environment, nodes);
        MountedRow {
            key,
            environment,
            content,
        }
    }

    fn follow(&mut self, instance: &mut Instance<'a>) {
        let Instance {
            environment,
            mounted,
        } = instance;
        self.follow_all(environment, &environment.component.body, mounted);
    }

    fn follow_all(
        &mut self,
        environment: &Rc<Environment<'a>>,
        nodes: &'a [Node],
        mounted: &mut [Mounted<'a>],
    ) {
        for (node, mounted) in nodes.iter().zip(mounted) {
            self.follow_node(environment, node, mounted);
        }
    }

    fn follow_node(
        &mut self,
        environment: &Rc<Environment<'a>>,
        node: &'a Node,
        mounted: &mut Mounted<'a>,
    ) {
        match (node, mounted) {
            (Node::Element { children, .. }, Mounted::Element(mounted)) => {
                self.follow_all(environment, children, mounted)
            }
            (
                Node::Show {
                    fresh,
                    when,
                    children: nodes,
                    fallback: other,
                },
                Mounted::Show {
                    shown,
                    children,
                    fallback,
                },
            ) => {
                let was_shown = std::mem::replace(shown, self.holds(environment, when));
                self.deeds.turned |= *shown != was_shown;
                let other = other.as_deref().unwrap_or_default();
                let has_turned = *shown != was_shown;
                let followed = [
                    (nodes.as_slice(), children, *shown),
                    (other, fallback, !*shown),
                ];
                for (nodes, side, is_shown) in followed {
                    let becomes = match (is_shown, has_turned) {
                        (true, true) => Side::Shown,
                        (true, false) => Side::Remains,
                        (false, _) if *fresh => Side::Ended,
                        (false, _) => Side::Paused,
                    };
                    self.follow_side(environment, nodes, side, becomes);
                }
            }
            (node, Mounted::Branch { arm, content }) => {
                let (now, nodes) = self.arm(environment, node);
                match now == *arm {
                    true => self.follow_all(environment, nodes, content),
                    false => (*arm, *content) = (now, self.content(environment, nodes)),
                }
            }
            (Node::For { list, row, .. }, Mounted::For(rows)) => {
                self.follow_rows(environment, *list, row, rows)
            }
            (Node::Child { .. }, Mounted::Child(instance)) => self.follow(instance),
            _ => {}
        }
    }

    /// Updates one side of a `<Show>`. Content that is shown again arrives again: its `on_mount` runs.
    fn follow_side(
        &mut self,
        environment: &Rc<Environment<'a>>,
        nodes: &'a [Node],
        side: &mut Option<Vec<Mounted<'a>>>,
        becomes: Side,
    ) {
        match (becomes, &mut *side) {
            (Side::Ended, _) => *side = None,
            (Side::Paused, _) => {}
            (Side::Remains, Some(side)) => self.follow_all(environment, nodes, side),
            (Side::Shown, Some(side)) => {
                let before = self.arrived.len();
                self.follow_all(environment, nodes, side);
                self.arrived.truncate(before);
                self.arrive(side);
            }
            (Side::Remains | Side::Shown, None) => *side = Some(self.content(environment, nodes)),
        }
    }

    /// Lets all instances that are shown here arrive.
    fn arrive(&mut self, mounted: &[Mounted<'a>]) {
        for mounted in mounted {
            match mounted {
                Mounted::Plain => {}
                Mounted::Element(content) | Mounted::Branch { content, .. } => self.arrive(content),
                Mounted::Show {
                    shown,
                    children,
                    fallback,
                } => {
                    let side = if *shown { children } else { fallback };
                    self.arrive(side.as_deref().unwrap_or_default());
                }
                Mounted::For(rows) => rows.iter().for_each(|row| self.arrive(&row.content)),
                Mounted::Child(instance) => {
                    self.arrived.push(instance.environment.clone());
                    self.arrive(&instance.mounted);
                }
            }
        }
    }

    fn follow_rows(
        &mut self,
        environment: &Rc<Environment<'a>>,
        list: usize,
        nodes: &'a [Node],
        rows: &mut Vec<MountedRow<'a>>,
    ) {
        let mut old = std::mem::take(rows);
        for (key, item) in self.items(environment, &environment.component.lists[list]) {
            let row = match old.iter().position(|row| row.key == key) {
                Some(at) => self.kept(old.swap_remove(at), item, nodes),
                None => self.row(environment, list, (key, item), nodes),
            };
            rows.push(row);
        }
    }

    fn kept(&mut self, mut row: MountedRow<'a>, item: i32, nodes: &'a [Node]) -> MountedRow<'a> {
        if let Some(place) = row.environment.items.last() {
            self.store[*place] = item;
        }
        self.follow_all(&row.environment, nodes, &mut row.content);
        row
    }
}

/// The page as text.
impl<'a> Model<'a> {
    fn print_instance(&self, instance: &Instance<'a>, shown: &mut Shown<'a>) {
        shown.html.push_str("<main>");
        self.print_all(
            &instance.environment,
            &instance.environment.component.body,
            &instance.mounted,
            shown,
        );
        shown.html.push_str("</main>");
    }

    fn print_all(
        &self,
        environment: &Rc<Environment<'a>>,
        nodes: &'a [Node],
        mounted: &[Mounted<'a>],
        shown: &mut Shown<'a>,
    ) {
        for (node, mounted) in nodes.iter().zip(mounted) {
            self.print(environment, node, mounted, shown);
        }
    }

    fn print(
        &self,
        environment: &Rc<Environment<'a>>,
        node: &'a Node,
        mounted: &Mounted<'a>,
        shown: &mut Shown<'a>,
    ) {
        match (node, mounted) {
            (Node::Text(text), _) => shown.html.push_str(&escaped(text)),
            (Node::Bound(_, expr), _) => shown
                .html
                .push_str(&self.value(environment, expr, None).to_string()),
            (Node::Button(steps), _) => {
                shown.html.push_str("<button>go</button>");
                shown.buttons.push((environment.clone(), steps));
            }
            (
                Node::Element {
                    tag,
                    attributes,
                    children,
                },
                Mounted::Element(mounted),
            ) => {
                shown.html.push_str(&format!(
                    "<{tag}{}>",
                    self.attributes(environment, attributes)
                ));
                self.print_all(environment, children, mounted, shown);
                shown.html.push_str(&format!("</{tag}>"));
            }
            (
                Node::Show {
                    children: nodes, ..
                },
                Mounted::Show {
                    shown: true,
                    children: Some(mounted),
                    ..
                },
            ) => {
                self.print_all(environment, nodes, mounted, shown);
            }
            (
                Node::Show {
                    fallback: nodes, ..
                },
                Mounted::Show {
                    fallback: mounted, ..
                },
            ) => {
                let (nodes, mounted) = (nodes.as_deref(), mounted.as_deref());
                self.print_all(
                    environment,
                    nodes.unwrap_or_default(),
                    mounted.unwrap_or_default(),
                    shown,
                );
            }
            (node, Mounted::Branch { content, .. }) => {
                self.print_all(environment, self.arm(environment, node).1, content, shown)
            }
            (Node::For { row: nodes, .. }, Mounted::For(rows)) => {
                rows.iter()
                    .for_each(|row| self.print_all(&row.environment, nodes, &row.content, shown));
            }
            (_, Mounted::Child(instance)) => self.print_instance(instance, shown),
            _ => unreachable!("what is mounted has the form of its node"),
        }
    }

    fn attributes(&self, environment: &Environment<'a>, attributes: &[Attribute]) -> String {
        let mut out = String::new();
        let mut classes = Vec::new();
        for attribute in attributes {
            match attribute {
                Attribute::Value(name, expr) => {
                    out += &format!(" {name}=\"{}\"", self.value(environment, expr, None))
                }
                Attribute::Flag(name, condition) if self.holds(environment, condition) => {
                    out += &format!(" {name}")
                }
                Attribute::Class(name, condition) if self.holds(environment, condition) => {
                    classes.push(*name)
                }
                Attribute::Style(name, expr) => {
                    out += &format!(" style=\"{name}:{}\"", self.value(environment, expr, None))
                }
                Attribute::Flag(..) | Attribute::Class(..) => {}
            }
        }
        match classes.is_empty() {
            true => out,
            false => format!("{out} class=\"{}\"", classes.join(" ")),
        }
    }
}

fn bound<'a>(environment: &Rc<Environment<'a>>, given: &'a Given) -> Bound<'a> {
    match given {
        Given::Number(number) => Bound::Number(*number),
        Given::Read(variable) => Bound::Read(environment.clone(), *variable),
        Given::Write(target) => Bound::Write(place(environment, *target)),
        Given::Call(steps) => Bound::Call(environment.clone(), steps),
    }
}

fn place(environment: &Environment<'_>, target: Target) -> usize {
    match target {
        Target::Signal(at) => environment.signals[at],
        Target::Prop(at) => match &environment.props[at] {
            Bound::Write(place) => *place,
            _ => unreachable!("only what can be written is written"),
        },
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

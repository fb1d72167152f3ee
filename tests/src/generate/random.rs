//! Draws programs from a seed.

use fastrand::Rng;

use super::program::{
    Action, Attribute, Component, Condition, Expr, Form, Given, List, MODULUS, Node, Program, Prop,
    Step, Target, Variable,
};

const TAGS: [&str; 4] = ["div", "p", "b", "section"];
const WORDS: [&str; 5] = ["one", "two & three", "<four>", " five ", "6"];
const PROPS: [Prop; 5] = [
    Prop::Number,
    Prop::Read,
    Prop::Derived,
    Prop::Write,
    Prop::Call,
];

/// Returns the program of a seed, always the same.
pub fn program(seed: u64) -> Program {
    let mut rng = Rng::with_seed(seed);
    let count = rng.usize(1..=2);
    let mut components: Vec<Component> = Vec::new();
    // The last component first: the others pass it its props.
    for number in (0..count).rev() {
        let mut draw = ComponentDraw {
            rng: &mut rng,
            number,
            later: &components,
            passed_on: Vec::new(),
            rows: 0,
        };
        let props = draw.props(number);
        let component = draw.component(props);
        components.insert(0, component);
    }
    Program { components }
}

/// Draws a component with these props. It may hand on props of its own to components in its spots, of which it only
/// knows the props of `taker`.
pub fn handing_on(rng: &mut Rng, props: Vec<Prop>, taker: Component) -> Component {
    let draw = ComponentDraw {
        rng,
        number: 0,
        later: &[taker],
        passed_on: props.clone(),
        rows: 0,
    };
    draw.component(props)
}

/// The state of drawing a component.
struct ComponentDraw<'a> {
    rng: &'a mut Rng,
    number: usize,
    /// The components after this one.
    later: &'a [Component],
    /// The props that the component may hand on as they are.
    passed_on: Vec<Prop>,
    /// The number of lists around the place.
    rows: usize,
}

/// The names that are available at a place.
struct Names {
    variables: Vec<Variable>,
    targets: Vec<Target>,
    actions: usize,
    calls: Vec<usize>,
}

/// The limits at a place in markup: the depth that is left, whether it may contain components, and the lists around it.
#[derive(Clone, Copy)]
struct Nesting {
    depth: usize,
    children: bool,
    lists: usize,
}

impl ComponentDraw<'_> {
    fn props(&mut self, number: usize) -> Vec<Prop> {
        match number {
            0 => Vec::new(),
            _ => (0..self.rng.usize(0..=3))
                .map(|_| PROPS[self.rng.usize(..PROPS.len())])
                .collect(),
        }
    }

    fn component(mut self, props: Vec<Prop>) -> Component {
        let signals: Vec<i32> = (0..self.rng.usize(1..=3))
            .map(|_| self.rng.i32(0..10))
            .collect();
        let mut names = Names::of(&props, signals.len());
        let mut memos = Vec::new();
        for memo in 0..self.rng.usize(1..=2) {
            memos.push(self.expr(&names, 2));
            names.variables.push(Variable::Memo(memo));
        }
        let lists: Vec<List> = (0..self.rng.usize(0..=1))
            .map(|_| self.list(&names))
            .collect();
        let actions: Vec<Action> = (0..self.rng.usize(0..=1))
            .map(|_| self.action(&names, signals.len()))
            .collect();
        names.actions = actions.len();
        let mount = self
            .rng
            .bool()
            .then(|| Step::Set(names.targets[0], self.expr(&names, 1)));
        let place = Nesting {
            depth: 2,
            children: true,
            lists: lists.len(),
        };
        let mut body = self.nodes(&mut names, place);
        body.push(Node::Button(self.steps(&names)));
        Component {
            props,
            signals,
            memos,
            lists,
            actions,
            mount,
            body,
        }
    }

    fn list(&mut self, names: &Names) -> List {
        List {
            count: self.expr(names, 1),
            shift: self.expr(names, 1),
            base: self.expr(names, 1),
        }
    }

    fn action(&mut self, names: &Names, signals: usize) -> Action {
        let signal = Variable::Signal(self.rng.usize(..signals));
        let names = Names {
            variables: vec![signal, Variable::Argument],
            ..names.nothing()
        };
        Action {
            target: self.rng.usize(..signals),
            value: self.expr(&names, 2),
        }
    }

    fn nodes(&mut self, names: &mut Names, place: Nesting) -> Vec<Node> {
        (0..self.rng.usize(1..=3))
            .map(|_| self.node(names, place))
            .collect()
    }

    fn node(&mut self, names: &mut Names, place: Nesting) -> Node {
        let inner = Nesting {
            depth: place.depth.saturating_sub(1),
            ..place
        };
        let stateless = Nesting {
            children: false,
            ..inner
        };
        match self.rng.usize(..if place.depth == 0 { 4 } else { 12 }) {
            0 => Node::Text(WORDS[self.rng.usize(..WORDS.len())]),
            1 => Node::Bound(Form::Plain, self.expr(names, 2)),
            2 => Node::Bound(Form::Closure, self.expr(names, 2)),
            3 => Node::Button(self.steps(names)),
            4 | 5 => self.element(names, inner),
            6 => Node::Show {
                fresh: self.rng.u8(..4) == 0,
                when: self.condition(names),
                children: self.nodes(names, inner),
                fallback: self.rng.bool().then(|| self.nodes(names, stateless)),
            },
            7 => Node::If {
                when: self.condition(names),
                yes: self.nodes(names, inner),
                no: self.nodes(names, inner),
            },
            8 => Node::Match(
                self.expr(names, 1),
                [(); 3].map(|()| self.nodes(names, stateless)),
            ),
            9 if place.lists > 0 && self.rows < 2 => self.rows_of(names, inner),
            10 | 11 if place.children && !self.later.is_empty() => self.child(names),
            _ => self.element(names, inner),
        }
    }

    fn element(&mut self, names: &mut Names, inner: Nesting) -> Node {
        let attributes = (0..self.rng.usize(0..=2))
            .map(|_| self.attribute(names))
            .collect();
        // A paragraph cannot contain blocks, and neither can `<b>` in it.
        let tag = if inner.depth == 0 {
            TAGS[self.rng.usize(..TAGS.len())]
        } else {
            "div"
        };
        let children = match tag {
            "div" | "section" => self.nodes(names, inner),
            _ => vec![Node::Bound(Form::Plain, self.expr(names, 1))],
        };
        Node::Element {
            tag,
            attributes: distinct(attributes),
            children,
        }
    }

    fn attribute(&mut self, names: &Names) -> Attribute {
        match self.rng.usize(..5) {
            0 => Attribute::Value("title", self.expr(names, 2)),
            1 => Attribute::Flag("hidden", self.condition(names)),
            2 => Attribute::Class("odd", self.condition(names)),
            3 => Attribute::Class("third", self.condition(names)),
            _ => Attribute::Style("order", self.expr(names, 1)),
        }
    }

    fn rows_of(&mut self, names: &mut Names, inner: Nesting) -> Node {
        let list = self.rng.usize(..inner.lists);
        let item = self.rows;
        names.variables.push(Variable::Item(item));
        self.rows += 1;
        let row = self.nodes(names, inner);
        self.rows -= 1;
        names.variables.pop();
        Node::For { list, item, row }
    }

    fn child(&mut self, names: &Names) -> Node {
        let which = self.rng.usize(..self.later.len());
        let later = self.later;
        let given = later[which]
            .props
            .iter()
            .map(|prop| self.given(*prop, names))
            .collect();
        Node::Child {
            component: self.number + 1 + which,
            given,
        }
    }

    fn given(&mut self, prop: Prop, names: &Names) -> Given {
        match prop {
            Prop::Number => Given::Number(self.rng.i32(0..10)),
            Prop::Read => {
                let is_own = |variable: &Variable| matches!(variable, Variable::Signal(_));
                Given::Read(self.one_of(names, prop, is_own))
            }
            Prop::Derived => {
                let is_own = |variable: &Variable| matches!(variable, Variable::Memo(_));
                Given::Read(self.one_of(names, prop, is_own))
            }
            Prop::Write => Given::Write(names.targets[self.rng.usize(..names.targets.len())]),
            Prop::Call => Given::Call(self.called(names)),
        }
    }

    /// Returns one of the variables for a prop. Every component has a signal and a memo, so there is one.
    fn one_of(&mut self, names: &Names, prop: Prop, is_own: fn(&Variable) -> bool) -> Variable {
        let is_passed_on = |variable: &Variable| matches!(variable, Variable::Prop(at) if self.passed_on.get(*at) == Some(&prop));
        let fits = |variable: &Variable| is_own(variable) || is_passed_on(variable);
        let fitting: Vec<_> = names.variables.iter().copied().filter(fits).collect();
        fitting[self.rng.usize(..fitting.len())]
    }

    /// Draws the steps of a callback, which may read its argument.
    fn called(&mut self, names: &Names) -> Vec<Step> {
        let mut variables = names.variables.clone();
        variables.push(Variable::Argument);
        let names = Names {
            variables,
            targets: names.targets.clone(),
            calls: Vec::new(),
            ..names.nothing()
        };
        self.steps(&names)
    }

    fn steps(&mut self, names: &Names) -> Vec<Step> {
        (0..self.rng.usize(1..=2))
            .map(|_| self.step(names))
            .collect()
    }

    fn step(&mut self, names: &Names) -> Step {
        let target = names.targets[self.rng.usize(..names.targets.len())];
        let value = self.expr(names, 2);
        match self.rng.usize(..5) {
            0 | 1 => Step::Set(target, value),
            2 if names.actions > 0 => Step::Dispatch(self.rng.usize(..names.actions), value),
            3 if !names.calls.is_empty() => {
                Step::Call(names.calls[self.rng.usize(..names.calls.len())], value)
            }
            _ => Step::Add(target, value),
        }
    }

    fn condition(&mut self, names: &Names) -> Condition {
        let by = self.rng.i32(2..=3);
        Condition {
            value: self.expr(names, 1),
            by,
            is: self.rng.i32(0..by),
        }
    }

    fn expr(&mut self, names: &Names, depth: usize) -> Expr {
        match self.rng.usize(..if depth == 0 { 4 } else { 8 }) {
            0 => Expr::Number(self.rng.i32(0..MODULUS)),
            1..=4 => Expr::Read(names.variables[self.rng.usize(..names.variables.len())]),
            5 => Expr::Add(self.boxed(names, depth - 1), self.boxed(names, depth - 1)),
            6 => Expr::Multiply(self.boxed(names, depth - 1), self.boxed(names, depth - 1)),
            _ => {
                let (yes, no) = (self.boxed(names, depth - 1), self.boxed(names, depth - 1));
                Expr::Choose(Box::new(self.condition(names)), yes, no)
            }
        }
    }

    fn boxed(&mut self, names: &Names, depth: usize) -> Box<Expr> {
        Box::new(self.expr(names, depth))
    }
}

impl Names {
    /// Returns the component's own signals and props.
    fn of(props: &[Prop], signals: usize) -> Self {
        let given = |wanted: &'static [Prop]| {
            let fitting = props
                .iter()
                .enumerate()
                .filter(move |(_, prop)| wanted.contains(prop));
            fitting.map(|(number, _)| number)
        };
        let readable = given(&[Prop::Number, Prop::Read, Prop::Derived]).map(Variable::Prop);
        let writable = given(&[Prop::Write]).map(Target::Prop);
        Self {
            variables: (0..signals).map(Variable::Signal).chain(readable).collect(),
            targets: (0..signals).map(Target::Signal).chain(writable).collect(),
            actions: 0,
            calls: given(&[Prop::Call]).collect(),
        }
    }

    fn nothing(&self) -> Self {
        Self {
            variables: Vec::new(),
            targets: Vec::new(),
            actions: 0,
            calls: Vec::new(),
        }
    }
}

/// Removes attributes with the same name.
fn distinct(attributes: Vec<Attribute>) -> Vec<Attribute> {
    let mut distinct: Vec<Attribute> = Vec::new();
    for attribute in attributes {
        if distinct
            .iter()
            .all(|other| other.name() != attribute.name())
        {
            distinct.push(attribute);
        }
    }
    distinct
}

impl Attribute {
    /// Returns the name of the attribute, class or property.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Value(name, _)
            | Self::Flag(name, _)
            | Self::Class(name, _)
            | Self::Style(name, _) => name,
        }
    }
}

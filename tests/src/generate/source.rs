//! Prints components.

use super::program::{
    Action, Attribute, Component, Condition, Expr, Form, Given, List, MODULUS, Node, Prop, Step,
    Target, Variable,
};

/// The form in which a component is written, apart from its own markup and code.
pub trait Dialect {
    /// The type of all values.
    const NUMBER: &'static str;

    /// Returns the name of a prop.
    fn prop(&self, at: usize, prop: Prop) -> String;

    /// Returns the source that makes a signal.
    fn signal(&self, at: usize, first: i32) -> String;

    /// Returns the closure of a memo, from the source of its value.
    fn derived(&self, memo: usize, value: &str) -> String;

    /// Returns the value of a list's item, from the source that computes it.
    fn item(&self, list: usize, value: &str) -> String;

    /// Returns the number that a read value means.
    fn number(&self, read: String) -> String;

    /// Returns the source that writes a number.
    fn set(&self, target: &str, number: &str) -> String;

    /// Returns the source that adds to a number.
    fn add(&self, target: &str, number: &str) -> String;

    /// Returns the source of a text.
    fn text(&self, expr: &Expr, value: String) -> String;

    /// Returns the source of an element.
    fn element(&self, tag: &str, attributes: &str, children: &str) -> String;

    /// Returns the source of a component's use.
    fn child<D: Dialect>(
        &self,
        printer: &Printer<'_, D>,
        component: usize,
        given: &[Given],
    ) -> String;
}

/// Prints a component's statements and markup.
pub struct Printer<'a, D> {
    /// The dialect.
    pub dialect: &'a D,
    /// The component.
    pub component: &'a Component,
}

impl<D: Dialect> Printer<'_, D> {
    /// Returns the code between the component's braces.
    pub fn body(&self) -> String {
        self.statements()
            + &format!(
                "    view! {{ <main>{}</main> }}\n",
                self.nodes(&self.component.body)
            )
    }

    fn statements(&self) -> String {
        let Component {
            signals,
            memos,
            lists,
            actions,
            mount,
            ..
        } = self.component;
        let signals = signals.iter().enumerate().map(|(at, first)| {
            format!(
                "let (s{at}, set_s{at}) = {};",
                self.dialect.signal(at, *first)
            )
        });
        let memos = memos.iter().enumerate().map(|(at, memo)| {
            let closure = self.dialect.derived(at, &self.expr(memo));
            format!("let m{at} = memo({closure});")
        });
        let lists = lists
            .iter()
            .enumerate()
            .map(|(at, list)| format!("let list{at} = memo({});", self.list(at, list)));
        let actions = actions
            .iter()
            .enumerate()
            .map(|(at, action)| format!("let act{at} = {};", self.action(action)));
        let mount = mount
            .iter()
            .map(|step| format!("on_mount(move || {{ {}; }});", self.step(step)));
        let all = signals
            .chain(memos)
            .chain(lists)
            .chain(actions)
            .chain(mount);
        all.map(|statement| format!("    {statement}\n")).collect()
    }

    fn list(&self, at: usize, List { count, shift, base }: &List) -> String {
        let (count, shift, base) = (self.expr(count), self.expr(shift), self.expr(base));
        let (item, number) = (self.dialect.item(at, "(at + shift) % 7 + base"), D::NUMBER);
        format!(
            "move || {{ let (count, shift, base) = ({count} % 5, {shift}, {base}); \
             (0..count).map(|at| ((at + shift) % 7, {item})).collect::<Vec<({number}, {number})>>() }}"
        )
    }

    fn action(&self, Action { target, value }: &Action) -> String {
        let (target, value) = (format!("set_s{target}"), self.untracked(value));
        let (set, number) = (self.dialect.set(&target, &value), D::NUMBER);
        format!("action(async move |argument: {number}| {{ {set} }})")
    }

    fn nodes(&self, nodes: &[Node]) -> String {
        list(nodes.iter(), " ", |node| self.node(node))
    }

    fn node(&self, node: &Node) -> String {
        match node {
            Node::Text(text) => format!("{text:?}"),
            Node::Bound(form, expr) => {
                let text = self.dialect.text(expr, self.expr(expr));
                match form {
                    Form::Plain => format!("{{{text}}}"),
                    Form::Closure => format!("{{move || {text}}}"),
                }
            }
            Node::Element {
                tag,
                attributes,
                children,
            } => {
                let attributes: String = attributes
                    .iter()
                    .map(|attribute| self.attribute(attribute))
                    .collect();
                self.dialect
                    .element(tag, &attributes, &self.nodes(children))
            }
            Node::Button(steps) => format!(
                "<button on:click=move |_| {{ {} }}>\"go\"</button>",
                self.steps(steps)
            ),
            Node::Show {
                fresh,
                when,
                children,
                fallback,
            } => {
                let fallback = fallback.as_ref();
                let fallback =
                    fallback.map(|nodes| format!(" fallback=move || {}", self.view(nodes)));
                let (when, fallback) = (self.condition(when), fallback.unwrap_or_default());
                format!(
                    "<Show {}when={{{when}}}{fallback}>{}</Show>",
                    if *fresh { "fresh " } else { "" },
                    self.nodes(children)
                )
            }
            Node::If { when, yes, no } => {
                let (when, yes, no) = (self.condition(when), self.view(yes), self.view(no));
                format!("{{if {when} {{ {yes} }} else {{ {no} }}}}")
            }
            Node::Match(expr, [first, second, third]) => format!(
                "{{match {} % 3 {{ 0 => {}, 1 => {}, _ => {} }}}}",
                self.expr(expr),
                self.view(first),
                self.view(second),
                self.view(third)
            ),
            Node::For { list, item, row } => {
                format!(
                    "<For each=list{list} key=|row| row.0 let:row{item}>{}</For>",
                    self.nodes(row)
                )
            }
            Node::Child { component, given } => self.dialect.child(self, *component, given),
        }
    }

    fn view(&self, nodes: &[Node]) -> String {
        format!("view! {{ {} }}", self.nodes(nodes))
    }

    fn attribute(&self, attribute: &Attribute) -> String {
        match attribute {
            Attribute::Value(name, expr) => format!(" {name}={{{}}}", self.expr(expr)),
            Attribute::Flag(name, condition) => {
                format!(" {name}={{{}}}", self.condition(condition))
            }
            Attribute::Class(name, condition) => {
                format!(" class:{name}={{{}}}", self.condition(condition))
            }
            Attribute::Style(name, expr) => format!(" style:{name}={{{}}}", self.expr(expr)),
        }
    }

    /// Returns the source of a prop's value, under this name.
    pub fn given(&self, name: &str, given: &Given) -> String {
        match given {
            Given::Number(number) => format!(" {name}={number}"),
            Given::Read(variable) => format!(" {name}={}", self.handle(*variable)),
            Given::Write(target) => format!(" {name}={}", self.target(*target)),
            Given::Call(steps) => {
                let (steps, number) = (self.steps(steps), D::NUMBER);
                format!(" {name}=move |argument: {number}| {{ {steps} }}")
            }
        }
    }

    fn steps(&self, steps: &[Step]) -> String {
        list(steps.iter(), " ", |step| self.step(step) + ";")
    }

    fn step(&self, step: &Step) -> String {
        match step {
            Step::Set(target, expr) => self.dialect.set(&self.target(*target), &self.expr(expr)),
            Step::Add(target, expr) => self.dialect.add(&self.target(*target), &self.expr(expr)),
            Step::Dispatch(action, expr) => format!("act{action}.dispatch({})", self.expr(expr)),
            Step::Call(prop, expr) => {
                let callback = self.dialect.prop(*prop, Prop::Call);
                format!("{callback}.run({})", self.expr(expr))
            }
        }
    }

    fn target(&self, target: Target) -> String {
        match target {
            Target::Signal(at) => format!("set_s{at}"),
            Target::Prop(at) => self.dialect.prop(at, Prop::Write),
        }
    }

    fn condition(&self, Condition { value, by, is }: &Condition) -> String {
        format!("{} % {by} == {is}", self.expr(value))
    }

    fn expr(&self, expr: &Expr) -> String {
        self.computed(expr, "get")
    }

    fn untracked(&self, expr: &Expr) -> String {
        self.computed(expr, "get_untracked")
    }

    fn computed(&self, expr: &Expr, get: &str) -> String {
        match expr {
            Expr::Number(number) => number.to_string(),
            Expr::Read(variable) => self.read(*variable, get),
            Expr::Add(a, b) => format!(
                "(({} + {}) % {MODULUS})",
                self.computed(a, get),
                self.computed(b, get)
            ),
            Expr::Multiply(a, b) => format!(
                "(({} * {}) % {MODULUS})",
                self.computed(a, get),
                self.computed(b, get)
            ),
            Expr::Choose(condition, yes, no) => {
                let Condition { value, by, is } = &**condition;
                let (value, yes, no) = (
                    self.computed(value, get),
                    self.computed(yes, get),
                    self.computed(no, get),
                );
                format!("(if {value} % {by} == {is} {{ {yes} }} else {{ {no} }})")
            }
        }
    }

    fn read(&self, variable: Variable, get: &str) -> String {
        let handle = self.handle(variable);
        match variable {
            Variable::Argument => handle,
            Variable::Prop(at) if self.component.props[at] == Prop::Number => {
                self.dialect.number(handle)
            }
            Variable::Item(_) => self.dialect.number(format!("{handle}.{get}().1")),
            Variable::Signal(_) | Variable::Memo(_) | Variable::Prop(_) => {
                self.dialect.number(format!("{handle}.{get}()"))
            }
        }
    }

    fn handle(&self, variable: Variable) -> String {
        match variable {
            Variable::Signal(at) => format!("s{at}"),
            Variable::Memo(at) => format!("m{at}"),
            Variable::Prop(at) => self.dialect.prop(at, self.component.props[at]),
            Variable::Item(at) => format!("row{at}"),
            Variable::Argument => "argument".into(),
        }
    }
}

/// Returns the type of a prop.
pub fn prop_type(prop: Prop, number: &str) -> String {
    match prop {
        Prop::Number => number.to_owned(),
        Prop::Read => format!("ReadSignal<{number}>"),
        Prop::Derived => format!("Memo<{number}>"),
        Prop::Write => format!("WriteSignal<{number}>"),
        Prop::Call => format!("Callback<{number}>"),
    }
}

/// Returns the name of a prop. The compiler recognises a callback by its name.
pub fn prop_name(at: usize, prop: Prop) -> String {
    match prop {
        Prop::Call => format!("on_p{at}"),
        _ => format!("p{at}"),
    }
}

/// Joins the items with a separator.
pub fn list<T>(
    items: impl Iterator<Item = T>,
    separator: &str,
    print: impl FnMut(T) -> String,
) -> String {
    items.map(print).collect::<Vec<_>>().join(separator)
}

//! Prints a program as the components that a user would write.

use super::program::{
    Action, Attribute, Component, Condition, Expr, Form, Given, List, MODULUS, Node, Program, Prop,
    Step, Target, Variable,
};

/// The source of a program whose page is called `name`, and whose other components are called `name1`, `name2`, ….
pub fn source(program: &Program, name: &str) -> String {
    let components = program.components.iter().enumerate();
    components
        .map(|(number, component)| {
            Printer {
                program,
                name,
                component,
            }
            .component(number)
                + "\n"
        })
        .collect()
}

struct Printer<'a> {
    program: &'a Program,
    name: &'a str,
    component: &'a Component,
}

impl Printer<'_> {
    fn component(&self, number: usize) -> String {
        let visible = if number == 0 { "pub " } else { "" };
        let name = self.name_of(number);
        let props = list(
            self.component.props.iter().enumerate(),
            ", ",
            |(at, prop)| declared(at, *prop),
        );
        let body = self.statements()
            + &format!(
                "    view! {{ <main>{}</main> }}\n",
                self.nodes(&self.component.body)
            );
        format!("#[component]\n{visible}fn {name}({props}) -> View {{\n{body}}}\n")
    }

    fn name_of(&self, number: usize) -> String {
        match number {
            0 => self.name.to_owned(),
            _ => format!("{}Part{number}", self.name),
        }
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
        let signals = signals
            .iter()
            .enumerate()
            .map(|(at, first)| format!("let (s{at}, set_s{at}) = signal({first});"));
        let memos = memos.iter().enumerate();
        let memos =
            memos.map(|(at, memo)| format!("let m{at} = memo(move || {});", self.expr(memo)));
        let lists = lists
            .iter()
            .enumerate()
            .map(|(at, list)| format!("let list{at} = {};", self.list(list)));
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

    fn list(&self, List { count, shift, base }: &List) -> String {
        let (count, shift, base) = (self.expr(count), self.expr(shift), self.expr(base));
        format!(
            "memo(move || {{ let (count, shift, base) = ({count} % 5, {shift}, {base}); \
             (0..count).map(|at| ((at + shift) % 7, (at + shift) % 7 + base)).collect::<Vec<(i32, i32)>>() }})"
        )
    }

    fn action(&self, Action { target, value }: &Action) -> String {
        let value = self.untracked(value);
        format!("action(async move |argument: i32| set_s{target}.set({value}))")
    }

    fn nodes(&self, nodes: &[Node]) -> String {
        list(nodes.iter(), " ", |node| self.node(node))
    }

    fn node(&self, node: &Node) -> String {
        match node {
            Node::Text(text) => format!("{text:?}"),
            Node::Bound(Form::Plain, expr) => format!("{{{}}}", self.expr(expr)),
            Node::Bound(Form::Closure, expr) => format!("{{move || {}}}", self.expr(expr)),
            Node::Element {
                tag,
                attributes,
                children,
            } => {
                let attributes: String = attributes
                    .iter()
                    .map(|attribute| self.attribute(attribute))
                    .collect();
                format!("<{tag}{attributes}>{}</{tag}>", self.nodes(children))
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
            Node::Child { component, given } => {
                let props = self.program.components[*component]
                    .props
                    .iter()
                    .zip(given)
                    .enumerate();
                let props: String = props
                    .map(|(at, (prop, given))| self.given(at, *prop, given))
                    .collect();
                format!("<{}{props}/>", self.name_of(*component))
            }
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

    fn given(&self, at: usize, prop: Prop, given: &Given) -> String {
        let name = prop_name(at, prop);
        match given {
            Given::Number(number) => format!(" {name}={number}"),
            Given::Read(variable) => format!(" {name}={}", self.handle(*variable)),
            Given::Write(target) => format!(" {name}={}", self.target(*target)),
            Given::Call(steps) => {
                format!(" {name}=move |argument: i32| {{ {} }}", self.steps(steps))
            }
        }
    }

    fn steps(&self, steps: &[Step]) -> String {
        list(steps.iter(), " ", |step| self.step(step) + ";")
    }

    fn step(&self, step: &Step) -> String {
        match step {
            Step::Set(target, expr) => format!("{}.set({})", self.target(*target), self.expr(expr)),
            Step::Add(target, expr) => {
                let (target, expr) = (self.target(*target), self.expr(expr));
                format!(
                    "let added = {expr}; {target}.update(move |value| *value = (*value + added) % {MODULUS})"
                )
            }
            Step::Dispatch(action, expr) => format!("act{action}.dispatch({})", self.expr(expr)),
            Step::Call(prop, expr) => {
                format!("{}.run({})", prop_name(*prop, Prop::Call), self.expr(expr))
            }
        }
    }

    fn target(&self, target: Target) -> String {
        match target {
            Target::Signal(at) => format!("set_s{at}"),
            Target::Prop(at) => prop_name(at, Prop::Write),
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
            Variable::Prop(at) if self.component.props[at] == Prop::Number => handle,
            Variable::Item(_) => format!("{handle}.{get}().1"),
            Variable::Signal(_) | Variable::Memo(_) | Variable::Prop(_) => {
                format!("{handle}.{get}()")
            }
        }
    }

    fn handle(&self, variable: Variable) -> String {
        match variable {
            Variable::Signal(at) => format!("s{at}"),
            Variable::Memo(at) => format!("m{at}"),
            Variable::Prop(at) => prop_name(at, self.component.props[at]),
            Variable::Item(at) => format!("row{at}"),
            Variable::Argument => "argument".into(),
        }
    }
}

fn declared(at: usize, prop: Prop) -> String {
    let kind = match prop {
        Prop::Number => "i32",
        Prop::Read => "ReadSignal<i32>",
        Prop::Derived => "Memo<i32>",
        Prop::Write => "WriteSignal<i32>",
        Prop::Call => "Callback<i32>",
    };
    format!("{}: {kind}", prop_name(at, prop))
}

/// What the compiler takes for a callback is told by its name.
fn prop_name(at: usize, prop: Prop) -> String {
    match prop {
        Prop::Call => format!("on_p{at}"),
        _ => format!("p{at}"),
    }
}

fn list<T>(
    items: impl Iterator<Item = T>,
    separator: &str,
    print: impl FnMut(T) -> String,
) -> String {
    items.map(print).collect::<Vec<_>>().join(separator)
}

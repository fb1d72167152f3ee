//! Prints kinds as components, and the spot that chooses among them at run time.

use std::ptr;

use super::kinds::{COUNT, Frame, Kind, OFFERED, Way, root, texts};
use super::program::{Component, Expr, Given, Prop};
use super::source::{Dialect, Printer, list, prop_name, prop_type};

const NUMBER: &str = "i64";

/// The code that all kinds share.
const SHARED: &str = r#"
#[composable]
fn use_signal(first: i64) -> (ReadSignal<i64>, WriteSignal<i64>) {
    signal(first)
}

#[component]
fn Framed(children: Children) -> View {
    view! { <div>{children()}</div> }
}

#[component]
fn Slotted(content: Children) -> View {
    view! { <div>{content()}</div> }
}

"#;

/// Returns the source of the kinds of a seed. The page is called `Tree`.
pub fn source(seed: u64, kinds: &[Kind]) -> String {
    let components = kinds.iter();
    let components: String = components
        .map(|kind| Printed { kind }.component())
        .collect();
    format!(
        "/// What the kinds were drawn from.\npub const SEED: u64 = {seed};\n{SHARED}{components}{}{}",
        spot(kinds),
        tree()
    )
}

/// Returns the source of the page.
fn tree() -> String {
    let kind = Kind {
        number: COUNT,
        component: root(),
        way: Way::Props,
        is_composed: false,
        frame: Frame::Element,
    };
    let body = Printed { kind: &kind }.body();
    format!("#[component]\npub fn Tree() -> View {{\n    let plan = planned();\n{body}}}\n")
}

/// Returns the source of a spot.
fn spot(kinds: &[Kind]) -> String {
    let offered = OFFERED.iter().enumerate();
    let offered = list(offered, ", ", |(at, prop)| declared(at, *prop));
    let arms = kinds.iter();
    let arms: String = arms
        .map(|kind| {
            format!(
                "        Some({}) => {},\n",
                kind.number,
                Printed { kind }.planted()
            )
        })
        .collect();
    format!(
        "#[component]\nfn Spot(plan: Option<Plan>, {offered}) -> View {{\n    \
         let Some(plan) = plan else {{ return view! {{ <main>\"leaf\"</main> }} }};\n    \
         match plan.kind() {{\n{arms}        _ => view! {{ \"nothing\" }},\n    }}\n}}\n\n"
    )
}

fn declared(at: usize, prop: Prop) -> String {
    format!("{}: {}", prop_name(at, prop), prop_type(prop, NUMBER))
}

/// The printer of one kind.
struct Printed<'a> {
    kind: &'a Kind,
}

impl Printed<'_> {
    fn component(&self) -> String {
        let Kind { number, way, .. } = self.kind;
        let hand = match way {
            Way::Fields | Way::Whole | Way::Context => self.hand("Clone, Cross", ""),
            Way::Tools => self.hand("Clone", "_plan: Plan"),
            Way::Props | Way::Groups => String::new(),
        };
        let methods = match way {
            Way::Whole => self.methods(),
            _ => String::new(),
        };
        let given = match way {
            Way::Props => self.each(declared),
            Way::Fields | Way::Tools | Way::Whole => format!("hand: Hand{number}"),
            Way::Groups => self
                .groups(|group, prop, _| format!("{group}: Vec<{}>", prop_type(prop, NUMBER)))
                .join(", "),
            Way::Context => String::new(),
        };
        let hand_over = match way {
            Way::Context => format!(
                "    let hand = use_context::<Hand{number}>().expect(\"the spot provides it\");\n"
            ),
            _ => String::new(),
        };
        let body = self.body();
        format!(
            "{hand}{methods}#[component]\nfn Kind{number}(plan: Plan, {given}) -> View {{\n{hand_over}{body}}}\n\n"
        )
    }

    /// Returns its statements and its markup.
    fn body(&self) -> String {
        let Component { memos, lists, .. } = &self.kind.component;
        let memos = (0..memos.len()).map(|at| format!("    let memo{at} = plan.memo({at});\n"));
        let lists = (0..lists.len()).map(|at| format!("    let base{at} = plan.list({at});\n"));
        let printer = Printer {
            dialect: self,
            component: &self.kind.component,
        };
        memos.chain(lists).collect::<String>() + &self.names() + &printer.body()
    }

    /// Returns names for the values that it reads of those that it takes together.
    fn names(&self) -> String {
        let is_named = |(_, prop): &(usize, Prop)| is_read(*prop);
        let named = self.props().filter(is_named).map(|(at, prop)| {
            format!(
                "    let {} = {};\n",
                prop_name(at, prop),
                self.part(at, prop)
            )
        });
        match self.kind.way {
            Way::Props | Way::Tools => String::new(),
            _ => named.collect(),
        }
    }

    /// Returns one of the values that it takes together.
    fn part(&self, at: usize, prop: Prop) -> String {
        match self.kind.way {
            Way::Groups => {
                let before = self
                    .props()
                    .filter(|(other, of)| *other < at && *of == prop);
                format!("{}[{}]", group_name(prop), before.count())
            }
            Way::Whole => format!("hand.{}()", prop_name(at, prop)),
            _ => format!("hand.{}", prop_name(at, prop)),
        }
    }

    /// Returns a use of the kind in a spot.
    fn planted(&self) -> String {
        let number = self.kind.number;
        let hand = || {
            let plan = if self.kind.way == Way::Tools {
                ", _plan: plan.clone()"
            } else {
                ""
            };
            format!(
                "Hand{number} {{ {}{plan} }}",
                self.each(|at, prop| format!("{}: {}", prop_name(at, prop), picked(at, prop)))
            )
        };
        match self.kind.way {
            Way::Props => {
                let props: String = self
                    .props()
                    .map(|(at, prop)| format!(" {}={{{}}}", prop_name(at, prop), picked(at, prop)))
                    .collect();
                format!("view! {{ <Kind{number}{props} plan=plan.clone()/> }}")
            }
            Way::Fields | Way::Tools | Way::Whole => format!(
                "view! {{ <Kind{number} hand={{{}}} plan=plan.clone()/> }}",
                hand()
            ),
            Way::Groups => {
                let groups = self.groups(|group, _, members| {
                    let members = list(members.iter(), ", ", |at| {
                        picked(*at, self.kind.component.props[*at])
                    });
                    format!(" {group}=vec![{members}]")
                });
                format!(
                    "view! {{ <Kind{number}{} plan=plan.clone()/> }}",
                    groups.concat()
                )
            }
            Way::Context => format!(
                "{{ provide_context({}); view! {{ <Kind{number} plan=plan.clone()/> }} }}",
                hand()
            ),
        }
    }

    fn hand(&self, derived: &str, more: &str) -> String {
        let fields = self.each(declared);
        format!(
            "#[derive({derived})]\nstruct Hand{} {{ {fields}, {more} }}\n\n",
            self.kind.number
        )
    }

    fn methods(&self) -> String {
        let methods: String = self
            .props()
            .map(|(at, prop)| (prop_name(at, prop), prop_type(prop, NUMBER)))
            .map(|(name, kind)| {
                format!("    fn {name}(&self) -> {kind} {{ self.{name}.clone() }}\n")
            })
            .collect();
        format!("impl Hand{} {{\n{methods}}}\n\n", self.kind.number)
    }

    fn props(&self) -> impl Iterator<Item = (usize, Prop)> {
        self.kind.component.props.iter().copied().enumerate()
    }

    fn each(&self, print: impl Fn(usize, Prop) -> String) -> String {
        list(self.props(), ", ", |(at, prop)| print(at, prop))
    }

    /// Returns the props of each type that it has.
    fn groups(&self, print: impl Fn(&str, Prop, &[usize]) -> String) -> Vec<String> {
        let all = [
            Prop::Number,
            Prop::Read,
            Prop::Derived,
            Prop::Write,
            Prop::Call,
        ];
        let groups = all.into_iter().filter_map(|prop| {
            let members: Vec<usize> = self
                .props()
                .filter(|(_, other)| *other == prop)
                .map(|(at, _)| at)
                .collect();
            (!members.is_empty()).then(|| print(group_name(prop), prop, &members))
        });
        groups.collect()
    }
}

impl Dialect for Printed<'_> {
    const NUMBER: &'static str = NUMBER;

    fn prop(&self, at: usize, prop: Prop) -> String {
        let name = prop_name(at, prop);
        match self.kind.way {
            Way::Props => name,
            Way::Tools => self.part(at, prop),
            _ if is_read(prop) => name,
            _ => self.part(at, prop),
        }
    }

    fn signal(&self, at: usize, _: i32) -> String {
        let function = if self.kind.is_composed {
            "use_signal"
        } else {
            "signal"
        };
        format!("{function}(plan.signal({at}))")
    }

    fn derived(&self, memo: usize, value: &str) -> String {
        format!("move || derived(memo{memo}, {value})")
    }

    fn item(&self, list: usize, value: &str) -> String {
        format!("derived(base{list}, {value})")
    }

    fn number(&self, read: String) -> String {
        format!("low({read})")
    }

    fn set(&self, target: &str, number: &str) -> String {
        format!("let next = {number}; {target}.update(move |value| put(value, next))")
    }

    fn add(&self, target: &str, number: &str) -> String {
        format!(
            "let added = {number}; {target}.update(move |value| put(value, (low(*value) + added) % 100))"
        )
    }

    /// Returns a text with its id.
    fn text(&self, expr: &Expr, value: String) -> String {
        let mut texts = texts(&self.kind.component.body).into_iter();
        let at = texts.position(|text| ptr::eq(text, expr));
        let at = at.expect("the text is the component's");
        format!("format!(\"§{}.{at}:{{}}\", {value})", self.kind.number)
    }

    fn element(&self, tag: &str, attributes: &str, children: &str) -> String {
        match (self.kind.frame, tag, attributes) {
            (Frame::Children, "div", "") => format!("<Framed>{children}</Framed>"),
            (Frame::Slot, "div", "") => {
                format!("<Slotted><slot:content>{children}</slot:content></Slotted>")
            }
            _ => format!("<{tag}{attributes}>{children}</{tag}>"),
        }
    }

    fn child<D: Dialect>(
        &self,
        printer: &Printer<'_, D>,
        component: usize,
        given: &[Given],
    ) -> String {
        let offered = OFFERED.iter().zip(given).enumerate();
        let offered: String = offered
            .map(|(at, (prop, given))| printer.given(&prop_name(at, *prop), given))
            .collect();
        format!("<Spot{offered} plan=plan.spot({component})/>")
    }
}

/// Returns the source of a prop in a spot: one of the offered handles.
fn picked(at: usize, prop: Prop) -> String {
    match prop {
        Prop::Number => "plan.number()".into(),
        Prop::Read => format!("if plan.picks({at}) {{ p1 }} else {{ p0 }}"),
        Prop::Write => format!("if plan.picks({at}) {{ p3 }} else {{ p2 }}"),
        Prop::Derived => "p4".into(),
        Prop::Call => "on_p5.clone()".into(),
    }
}

fn is_read(prop: Prop) -> bool {
    matches!(prop, Prop::Number | Prop::Read | Prop::Derived)
}

fn group_name(prop: Prop) -> &'static str {
    match prop {
        Prop::Number => "numbers",
        Prop::Read => "readers",
        Prop::Derived => "memos",
        Prop::Write => "writers",
        Prop::Call => "calls",
    }
}

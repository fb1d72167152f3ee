//! Prints a program as the components that a user would write.

use super::program::{Component, Expr, Given, MODULUS, Program, Prop};
use super::source::{Dialect, Printer, list, prop_name, prop_type};

/// Returns the source of a program, whose page is called `name`, and whose other components are called `name1`,
/// `name2`, ….
pub fn source(program: &Program, name: &str) -> String {
    let dialect = Page { program, name };
    let components = program.components.iter().enumerate();
    components
        .map(|(number, component)| dialect.component(number, component))
        .collect()
}

/// Components as a user would write them.
struct Page<'a> {
    program: &'a Program,
    name: &'a str,
}

impl Page<'_> {
    fn component(&self, number: usize, component: &Component) -> String {
        let visible = if number == 0 { "pub " } else { "" };
        let name = self.name_of(number);
        let props = component.props.iter().enumerate();
        let props = list(props, ", ", |(at, prop)| self.declared(at, *prop));
        let printer = Printer {
            dialect: self,
            component,
        };
        let body = printer.body();
        format!("#[component]\n{visible}fn {name}({props}) -> View {{\n{body}}}\n\n")
    }

    fn name_of(&self, number: usize) -> String {
        match number {
            0 => self.name.to_owned(),
            _ => format!("{}Part{number}", self.name),
        }
    }

    fn declared(&self, at: usize, prop: Prop) -> String {
        format!("{}: {}", self.prop(at, prop), prop_type(prop, Self::NUMBER))
    }
}

impl Dialect for Page<'_> {
    const NUMBER: &'static str = "i32";

    fn prop(&self, at: usize, prop: Prop) -> String {
        prop_name(at, prop)
    }

    fn signal(&self, _: usize, first: i32) -> String {
        format!("signal({first})")
    }

    fn derived(&self, _: usize, value: &str) -> String {
        format!("move || {value}")
    }

    fn item(&self, _: usize, value: &str) -> String {
        value.to_owned()
    }

    fn number(&self, read: String) -> String {
        read
    }

    fn set(&self, target: &str, number: &str) -> String {
        format!("{target}.set({number})")
    }

    fn add(&self, target: &str, number: &str) -> String {
        format!(
            "let added = {number}; {target}.update(move |value| *value = (*value + added) % {MODULUS})"
        )
    }

    fn text(&self, _: &Expr, value: String) -> String {
        value
    }

    fn element(&self, tag: &str, attributes: &str, children: &str) -> String {
        format!("<{tag}{attributes}>{children}</{tag}>")
    }

    fn child<D: Dialect>(
        &self,
        printer: &Printer<'_, D>,
        component: usize,
        given: &[Given],
    ) -> String {
        let props = self.program.components[component].props.iter().zip(given);
        let props: String = props
            .enumerate()
            .map(|(at, (prop, given))| printer.given(&prop_name(at, *prop), given))
            .collect();
        format!("<{}{props}/>", self.name_of(component))
    }
}

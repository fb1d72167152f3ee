//! Form controls: finds the attributes that set the state of a control, and lowers `bind:`.

use proc_macro2::{Ident, Span};
use quote::{ToTokens, quote_spanned};
use syn::{Expr, LitStr, Member, Type, parse_quote, parse_quote_spanned};

use super::attributes::PendingValue;
use super::markup::TemplateWriter;
use super::model::{Control, Listener, Local, Target};
use super::place::ElementPlace;
use super::primitives::is_data;
use super::resolve::Resolver;
use crate::diagnostic::{Problem, SourceRange};
use crate::view::{Attribute, Bind, BindTarget, Element, Event, Modifiers};

/// Events that report a change of a control's state.
const TELLING: [&str; 3] = ["input", "change", "click"];

impl Resolver<'_> {
    /// Lowers the listening halves of `bind:`. They come before the element's handlers, which then see the new value,
    /// wherever `bind:` is written.
    pub(super) fn bound_listeners(
        &mut self,
        element: &Element,
        place: &mut ElementPlace,
        markup: &mut TemplateWriter,
    ) {
        for attribute in &element.attributes {
            if let Attribute::Bind(bind) = attribute {
                self.bound_listener(bind, element, place, markup);
            }
        }
    }

    /// Writes the attributes that set the state. They come last in the tag, because the meaning of a value depends on
    /// `type`, `min` and the like. The state of a `<textarea>` is its content, and is returned to be written later.
    pub(super) fn bound_states(
        &mut self,
        element: &Element,
        place: &mut ElementPlace,
        markup: &mut TemplateWriter,
    ) -> Option<PendingValue> {
        let mut content = None;
        for attribute in &element.attributes {
            let Some((target, value)) = state(element, attribute) else {
                continue;
            };
            let is_content = target == Target::Control(Control::Area);
            let value = self.pending(target, value, place, markup);
            if is_content {
                content = Some(value);
            } else {
                value.write(markup);
            }
        }
        content
    }

    fn bound_listener(
        &mut self,
        bind: &Bind,
        element: &Element,
        place: &mut ElementPlace,
        markup: &mut TemplateWriter,
    ) {
        let listener = Listener {
            event: bound_event(bind.target, &element.name.text).to_owned(),
            event_span: bind.place.start,
            modifiers: Modifiers::default(),
            is_bound: bind.target != BindTarget::Open,
        };
        self.refuse_field(bind);
        self.refuse_reader(bind);
        let handler = self.bound_handler(bind, element);
        self.listen(listener, handler, place, markup);
    }

    /// Reports `bind:value=form.name`, where `form` is a signal.
    fn refuse_field(&mut self, bind: &Bind) {
        let Expr::Field(access) = &bind.signal else {
            return;
        };
        let (Expr::Path(base), Member::Named(field)) = (&*access.base, &access.member) else {
            return;
        };
        let Some(name) = base.path.get_ident() else {
            return;
        };
        let local = self
            .lookup(&name.to_string())
            .map(|local| &self.found.locals[local]);
        if local.is_some_and(is_signal) {
            let problem = Problem::FieldOfSignal {
                signal: name.to_string(),
                field: field.to_string(),
            };
            self.diagnostics
                .report(SourceRange::of(&bind.signal), problem);
        }
    }

    /// `bind:value=name`, where `name` is declared as what only reads, or is a plain value.
    fn refuse_reader(&mut self, bind: &Bind) {
        let (_, write) = halves(&bind.signal);
        if is_value(&write) {
            let name = write.to_token_stream().to_string().replace(' ', "");
            return self.refuse_value(bind, &write, name);
        }
        let Expr::Path(path) = &write else { return };
        let Some(name) = path.path.get_ident().map(ToString::to_string) else {
            return;
        };
        let Some(local) = self.lookup(&name).map(|local| &self.found.locals[local]) else {
            return;
        };
        let is_reader = |ty: &Type| match ty {
            Type::Path(path) => path.path.segments.last().is_some_and(|last| {
                (last.ident == "ReadSignal" || last.ident == "Memo") && !last.arguments.is_none()
            }),
            _ => false,
        };
        let is_declared = local.ty.as_ref().is_some_and(is_reader);
        if is_declared {
            let bind = format!("bind:{}", bound_name(bind.target));
            self.diagnostics
                .report(SourceRange::of(&write), Problem::BoundReader { name, bind });
        } else if local.ty.as_ref().is_some_and(is_data)
            || !local.is_part && local.init.as_ref().is_some_and(is_value)
        {
            self.refuse_value(bind, &write, name);
        }
    }

    fn refuse_value(&mut self, bind: &Bind, write: &Expr, name: String) {
        let bind = format!("bind:{}", bound_name(bind.target));
        self.diagnostics
            .report(SourceRange::of(write), Problem::BoundValue { name, bind });
    }

    fn bound_handler(&mut self, bind: &Bind, element: &Element) -> Expr {
        let (read, write) = halves(&bind.signal);
        let (read, write) = (self.expr(read), self.expr(write));
        let at = at(&bind.signal);
        let given = Ident::new("__event", Span::mixed_site().located_at(at));
        match (bind.target, own_value(element)) {
            (BindTarget::Value, _) if is_multiple(element) => {
                parse_quote_spanned!(at=> move |#given| {
                    #write.set(::watershed::rt::entered_all(#given.values()))
                })
            }
            // Input that is not a value of the signal's type leaves the signal unchanged.
            (BindTarget::Value, _) => parse_quote_spanned!(at=> move |#given| {
                if let ::core::option::Option::Some(#given) = ::watershed::rt::entered(#given.value()) {
                    #write.set(#given)
                }
            }),
            (BindTarget::Checked, _) => {
                parse_quote_spanned!(at=> move |#given| #write.set(#given.checked()))
            }
            (BindTarget::Open, _) => parse_quote_spanned!(at=> move |#given| {
                // A browser also reports an element that was open from the start.
                if #read.get_untracked() != #given.open() {
                    #write.set(#given.open())
                }
            }),
            (BindTarget::Group, Some(own)) => {
                let own = meant(&self.expr(own));
                if is_box_of_group(element) {
                    let group = Ident::new("__group", Span::mixed_site());
                    parse_quote_spanned!(at=> move |#given| #write.update(|#group| ::watershed::rt::keep_or_drop(
                        #group,
                        #own,
                        #given.checked(),
                    )))
                } else {
                    parse_quote_spanned!(at=> move |#given| #write.set(#own))
                }
            }
            (BindTarget::Group, None) => {
                parse_quote_spanned!(at=> move |#given| #write.set(#given.value()))
            }
        }
    }

    /// Returns the listener of `on:event=handler`.
    pub(super) fn listener(&self, event: &Event, element: &Element) -> Listener {
        let tells = TELLING.contains(&event.name.text.as_str());
        let mut attributes = element.attributes.iter();
        Listener {
            event: event.name.text.clone(),
            event_span: event.name.place.start,
            modifiers: event.modifiers.clone(),
            is_bound: tells
                && attributes.any(|attribute| {
                    matches!(state(element, attribute), Some((Target::Control(_), _)))
                }),
        }
    }
}

fn bound_event(target: BindTarget, element: &str) -> &'static str {
    match (target, element) {
        (BindTarget::Value, "select") => "change",
        (BindTarget::Value, _) => "input",
        (BindTarget::Checked | BindTarget::Group, _) => "change",
        (BindTarget::Open, "dialog") => "close",
        (BindTarget::Open, _) => "toggle",
    }
}

/// Returns whether an attribute sets the state of its element. [`Resolver::bound_states`] writes such attributes.
pub(super) fn is_state(element: &Element, attribute: &Attribute) -> bool {
    state(element, attribute).is_some()
}

/// Returns the state that an attribute sets: `bind:`, `prop:value`, and `value=` where HTML has no such attribute.
fn state(element: &Element, attribute: &Attribute) -> Option<(Target, Expr)> {
    let owner = element.name.text.as_str();
    match attribute {
        Attribute::Bind(bind) => Some(bound_state(element, bind)),
        Attribute::Prop { name, value } => {
            let control = control(owner, &name.text)?;
            Some((Target::Control(control), value.clone()))
        }
        Attribute::Static { name, value } if says_value(owner, &name.text) => Some((
            Target::Control(control(owner, "value")?),
            parse_quote!(#value),
        )),
        Attribute::Dynamic { name, value } if says_value(owner, &name.text) => {
            Some((Target::Control(control(owner, "value")?), value.clone()))
        }
        _ => None,
    }
}

fn bound_state(element: &Element, bind: &Bind) -> (Target, Expr) {
    let (read, _) = halves(&bind.signal);
    let at = at(&bind.signal);
    let shown = match (bind.target, own_value(element)) {
        (BindTarget::Value, _) if is_multiple(element) => {
            parse_quote_spanned!(at=> ::watershed::rt::choices(&#read.get()))
        }
        (BindTarget::Group, Some(own)) if is_box_of_group(element) => {
            parse_quote_spanned!(at=> ::watershed::rt::holds(&#read.get(), &(#own)))
        }
        (BindTarget::Group, Some(own)) => {
            let is = quote_spanned!(self::at(&own)=> ==);
            parse_quote_spanned!(at=> #read.get() #is #own)
        }
        _ => parse_quote_spanned!(at=> #read.get()),
    };
    let property = match bind.target {
        BindTarget::Group => "checked",
        target => bound_name(target),
    };
    let target = match control(&element.name.text, property) {
        Some(control) => Target::Control(control),
        None => Target::Property(property.to_owned()),
    };
    (target, shown)
}

/// Returns the name behind `bind:`.
fn bound_name(target: BindTarget) -> &'static str {
    match target {
        BindTarget::Value => "value",
        BindTarget::Checked => "checked",
        BindTarget::Group => "group",
        BindTarget::Open => "open",
    }
}

/// Returns the control state that a property is. Other elements have properties of the same names with other meanings.
fn control(element: &str, property: &str) -> Option<Control> {
    match (element, property) {
        ("input", "value") => Some(Control::Field),
        ("textarea", "value") => Some(Control::Area),
        ("select", "value") => Some(Control::Choice),
        ("input", "checked") => Some(Control::Box),
        _ => None,
    }
}

fn says_value(element: &str, attribute: &str) -> bool {
    attribute == "value" && matches!(element, "select" | "textarea")
}

fn is_multiple(element: &Element) -> bool {
    let is = |attribute: &Attribute| match attribute {
        Attribute::Flag { name } | Attribute::Static { name, .. } => name.text == "multiple",
        _ => false,
    };
    element.name.text == "select" && element.attributes.iter().any(is)
}

/// Returns whether an element is a checkbox of a group, of which several may be checked.
fn is_box_of_group(element: &Element) -> bool {
    element.attributes.iter().any(|attribute| match attribute {
        Attribute::Static { name, value } => {
            name.text == "type" && value.eq_ignore_ascii_case("checkbox")
        }
        _ => false,
    })
}

fn is_signal(local: &Local) -> bool {
    let is = |ty: &Type| match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            ["RwSignal", "ReadSignal", "WriteSignal", "Memo"].contains(&&*last.ident.to_string())
        }),
        _ => false,
    };
    local.kind.is_handle() || local.ty.as_ref().is_some_and(is)
}

/// Returns the expressions that read and write the signal of `bind:value=signal` or `bind:value=(read, write)`.
fn halves(signal: &Expr) -> (Expr, Expr) {
    match signal {
        Expr::Tuple(pair) if pair.elems.len() == 2 => {
            (pair.elems[0].clone(), pair.elems[1].clone())
        }
        other => (other.clone(), other.clone()),
    }
}

/// Returns whether an expression certainly is no signal: a literal or a text. What is read from a signal may be one.
fn is_value(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) => true,
        Expr::Macro(call) => call.mac.path.is_ident("format"),
        Expr::MethodCall(call) => {
            let gives = ["to_owned", "to_string"];
            call.args.is_empty() && gives.iter().any(|name| call.method == name)
        }
        Expr::Call(call) => matches!(&*call.func, Expr::Path(path)
            if path.path.segments.len() == 2 && path.path.segments[0].ident == "String"),
        _ => false,
    }
}

/// Returns the place of an expression, for generated code that a message may point at.
fn at(expr: &Expr) -> Span {
    SourceRange::of(expr).start
}

/// Converts the value of a control of a group to the signal's type. If it has no such value, the message points at it.
fn meant(own: &Expr) -> Expr {
    parse_quote_spanned!(at(own)=> ::core::convert::Into::into(#own))
}

/// Returns the value that a radio button or checkbox has in its group.
fn own_value(element: &Element) -> Option<Expr> {
    element
        .attributes
        .iter()
        .find_map(|attribute| match attribute {
            Attribute::Static { name, value } if name.text == "value" => {
                let value = LitStr::new(value, name.place.start);
                Some(parse_quote!(#value))
            }
            Attribute::Dynamic { name, value } if name.text == "value" => Some(value.clone()),
            _ => None,
        })
}

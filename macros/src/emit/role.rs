//! The table of roles: the functions of `rt` that make, type and register a client function of each role, the way in
//! which it calls the user's code, and the proof that it captures nothing. Both emitters read it.
//!
//! | row | server half | slice | registry | proof |
//! |---|---|---|---|---|
//! | [`BINDING`] | `client_binding` | `lift_binding` | `register_binding` | `fn(_) -> _` |
//! | [`EVENT`] | `client_event` | `lift_event` | `register_event` | `fn(_, _)` |
//! | [`GATE`] | `client_gate` | `lift_gate` | `register_gate` | `fn(_) -> _` |
//! | [`LIST`] | `client_list` | `lift_list` | `register_list` | `fn(_) -> _` |
//! | [`REFERENCE`] | `client_ref` | `lift_ref` | `register_ref` | `fn(_) -> _` |
//! | [`MEMO`] | `client_memo` | `lift_memo` | `register_memo` | `fn(_) -> _` |
//! | [`EFFECT`] | `client_effect` | `lift_effect` | `register_effect` | `fn(_)` |
//! | [`CALLBACK`] | `client_callback` | `lift_callback` | `register_callback` | `fn(_, _) -> _` |

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned;

use super::{Unit, function, hidden, rt, rt_at, statics};
use crate::lower::model::Role;
use crate::lower::table::SiteId;

/// The functions of `rt` for one row of the table.
pub struct RtFunctions {
    /// Makes a client function in the server half.
    makes: &'static str,
    /// Gives it its type in a slice.
    lifts: &'static str,
    /// Enters it in the registry.
    registers: &'static str,
    /// The argument of the closure besides the captures.
    argument: Option<&'static str>,
    /// True if it returns a value.
    gives: bool,
}

const BINDING: RtFunctions = RtFunctions {
    makes: "client_binding",
    lifts: "lift_binding",
    registers: "register_binding",
    argument: None,
    gives: true,
};

const EVENT: RtFunctions = RtFunctions {
    makes: "client_event",
    lifts: "lift_event",
    registers: "register_event",
    argument: Some("__event"),
    gives: false,
};

const GATE: RtFunctions = RtFunctions {
    makes: "client_gate",
    lifts: "lift_gate",
    registers: "register_gate",
    argument: None,
    gives: true,
};

const LIST: RtFunctions = RtFunctions {
    makes: "client_list",
    lifts: "lift_list",
    registers: "register_list",
    argument: None,
    gives: true,
};

const REFERENCE: RtFunctions = RtFunctions {
    makes: "client_ref",
    lifts: "lift_ref",
    registers: "register_ref",
    argument: None,
    gives: true,
};

const MEMO: RtFunctions = RtFunctions {
    makes: "client_memo",
    lifts: "lift_memo",
    registers: "register_memo",
    argument: None,
    gives: true,
};

const EFFECT: RtFunctions = RtFunctions {
    makes: "client_effect",
    lifts: "lift_effect",
    registers: "register_effect",
    argument: None,
    gives: false,
};

const CALLBACK: RtFunctions = RtFunctions {
    makes: "client_callback",
    lifts: "lift_callback",
    registers: "register_callback",
    argument: Some("__argument"),
    gives: true,
};

/// The way in which a client function calls the user's code.
enum Call {
    /// The code itself.
    Plain,
    /// `rt::f(&(code))`
    Lent(&'static str),
    /// `rt::f(code)`, followed by the argument of the row.
    Given(&'static str),
}

/// Returns the row of a role. Roles whose functions the browser never runs have the row of bindings.
fn row(role: &Role) -> (RtFunctions, Call) {
    match role {
        Role::Text => (BINDING, Call::Lent("as_text")),
        Role::Value(_) => (BINDING, Call::Lent("as_value")),
        Role::Listener(_) => (EVENT, Call::Given("handle")),
        Role::When => (GATE, Call::Lent("condition")),
        Role::Reference => (REFERENCE, Call::Plain),
        Role::Memo(_) => (MEMO, Call::Given("compute")),
        Role::Effect => (EFFECT, Call::Given("effect")),
        Role::Mount => (EFFECT, Call::Given("mount")),
        Role::Callback(_) => (CALLBACK, Call::Given("call")),
        Role::Each(_) => (LIST, Call::Plain),
        Role::Spread | Role::Arm | Role::Rebuild | Role::Fixed | Role::Action => {
            (BINDING, Call::Plain)
        }
    }
}

/// Returns the name of the function that makes a client function in the server half.
pub fn makes(role: &Role) -> TokenStream {
    named(row(role).0.makes)
}

/// Returns the same with the span that messages should point at.
pub fn makes_at(role: &Role, span: Span) -> Ident {
    Ident::new(row(role).0.makes, span)
}

/// Returns the name of the function that gives it its type in a slice.
pub fn lifts(role: &Role) -> TokenStream {
    named(row(role).0.lifts)
}

/// Returns the name of the function that enters it in the registry.
pub fn registers(role: &Role) -> TokenStream {
    named(row(role).0.registers)
}

/// Emits the proof that the closure in `f` captures nothing: its coercion to a `fn`.
pub fn proof(role: &Role) -> TokenStream {
    let (f, sort) = (hidden("__f"), row(role).0);
    let argument = sort.argument.map(|_| quote!(, _));
    let result = sort.gives.then(|| quote!(-> _));
    quote!(let _: fn(_ #argument) #result = #f;)
}

/// Returns the parameter of the closure besides its captures.
pub fn argument(role: &Role) -> Option<Ident> {
    row(role).0.argument.map(hidden)
}

/// Emits the user's code inside of its closure.
pub fn code(role: &Role, expr: &Expr) -> TokenStream {
    let (span, argument) = (expr.span(), argument(role));
    let rt = rt_at(span);
    let argument = argument.map(|argument| quote_spanned!(span=> , #argument));
    match row(role).1 {
        Call::Plain => expr.to_token_stream(),
        Call::Lent(function) => {
            let function = Ident::new(function, span);
            quote_spanned!(span=> #rt::#function(&(#expr)))
        }
        Call::Given(function) => {
            let function = Ident::new(function, span);
            quote_spanned!(span=> #rt::#function(#expr #argument))
        }
    }
}

/// Emits the witness of an event's type, which gives a listener its type.
pub fn event(role: &Role) -> Option<TokenStream> {
    let Role::Listener(listener) = role else {
        return None;
    };
    let (rt, event) = (rt(), function::event_type(listener));
    Some(quote!(#rt::Ty::<#event>::new(),))
}

/// Emits the target of a binding, the definition of an event, or what the rows of a list are made of.
pub fn does(unit: &Unit, site: SiteId) -> Option<TokenStream> {
    let role = &unit.component.sites[site].role;
    let does = match role {
        Role::Text | Role::Value(_) => statics::target(role),
        Role::Listener(listener) => statics::event_def(listener),
        Role::Each(_) => statics::rows_def(unit, unit.split.lists.get(&site)?),
        _ => return None,
    };
    Some(quote!(#does,))
}

fn named(function: &str) -> TokenStream {
    Ident::new(function, Span::call_site()).into_token_stream()
}

//! Cuts the parts of the live client that an application cannot use.
//!
//! The part of the client that talks to the server is linked as a whole: whichever operations a server may send are
//! known only when the whole program is. The server has told its facts by then. So functions that only an operation
//! needs which no component can cause are emptied here, and everything that only they use goes with them. The script
//! beside the wasm, which applies updates to the document, has marks around the parts of a feature: they are left out.

use walrus::{
    FunctionId, Module, ValType,
    ir::{Const, Instr, Value},
};

use crate::{facts::Facts, glue::Glue};

/// A part of the live client.
#[derive(Debug)]
pub struct Feature {
    /// The name, in `sizes.txt`.
    pub name: &'static str,
    need: Need,
    /// The functions by which the rest of the client reaches it. Without it they do nothing, and return zero. They are
    /// never inlined, and not so short that another one may be equal: the compiler merges equal functions.
    functions: &'static [&'static str],
    /// The export by which the bootstrap reaches it.
    export: Option<&'static str>,
}

/// The sign that an application needs a feature.
#[derive(Debug)]
enum Need {
    /// A component has a node of this kind.
    Node(&'static str),
    /// A component needs it, by its markup or otherwise.
    Component(&'static str),
    /// This function is linked.
    Function(&'static str),
    /// One of two needs.
    Either(&'static Need, &'static Need),
}

const SHOWS_CALLS: Need = Need::Function("watershed::client::page::calls_under_way");
const ASKS_FOR_FAILED: Need = Need::Function("watershed::client::failed::kept_calls");
const HAS_IDEMPOTENT: Need = Need::Component("idempotent");

/// The parts of the live client that only some applications need.
pub const FEATURES: &[Feature] = &[
    Feature {
        name: "rows",
        need: Need::Component("rows"),
        functions: &[],
        export: None,
    },
    Feature {
        name: "values",
        need: Need::Component("values"),
        functions: &[],
        export: None,
    },
    Feature {
        name: "marks",
        need: Need::Component("marks"),
        functions: &[],
        export: None,
    },
    Feature {
        name: "vocabularies",
        need: Need::Component("vocabularies"),
        functions: &[],
        export: None,
    },
    Feature {
        name: "stream",
        need: Need::Component("stream"),
        functions: &[],
        export: Some("more"),
    },
    Feature {
        name: "outlet",
        need: Need::Component("outlet"),
        functions: &["watershed::rt::journey::register_journey"],
        export: None,
    },
    Feature {
        name: "gates",
        need: Need::Node("when"),
        functions: &[
            "watershed::client::live::gate::Gates::watch",
            "watershed::client::live::gate::Gates::note",
            "watershed::client::live::gate::Gates::overrules",
            "watershed::client::live::gate::Gates::sort",
        ],
        export: None,
    },
    Feature {
        name: "calls",
        need: Need::Function("watershed::client::page::call"),
        functions: &[
            "watershed::client::live::link::SessionLink::make_call",
            "watershed::client::live::link::SessionLink::settled",
            "watershed::client::live::link::SessionLink::settle",
            "watershed::client::live::link::SessionLink::keep_calls",
            "watershed::client::live::link::SessionLink::are_calls_lost",
            "watershed::client::live::link::SessionLink::restore_calls",
            "watershed::client::live::calls::Calls::are_of",
            "watershed::wire::sequence::Outbox::fill_calls",
            "watershed::wire::write::calls",
        ],
        export: None,
    },
    Feature {
        name: "arguments",
        need: Need::Either(&SHOWS_CALLS, &HAS_IDEMPOTENT),
        functions: &[
            "watershed::client::live::calls::Calls::keep_argument",
            "watershed::client::live::calls::Calls::forget_argument",
        ],
        export: None,
    },
    Feature {
        name: "optimistic",
        need: SHOWS_CALLS,
        functions: &["watershed::client::live::link::SessionLink::under_way"],
        export: None,
    },
    Feature {
        name: "idempotent",
        need: HAS_IDEMPOTENT,
        functions: &[
            "watershed::action::trailer::trailer_length",
            "watershed::client::nodes::Nodes::trailer_length",
            "watershed::client::nodes::Nodes::fingerprint",
            "watershed::client::trailer::add",
            "watershed::client::trailer::add_again",
            "watershed::client::trailer::keep",
            "watershed::client::live::link::SessionLink::keep_with_trailers",
            "watershed::client::live::link::SessionLink::restore_with_trailer",
            "watershed::client::live::link::SessionLink::tell_lost",
        ],
        export: None,
    },
    Feature {
        name: "lists",
        need: Need::Function("watershed::client::lists::List::watch"),
        functions: &[
            "watershed::client::live::calls::Calls::note_end",
            "watershed::client::live::calls::Calls::end_turn",
            "watershed::client::live::calls::Calls::show",
            "watershed::client::live::link::SessionLink::followed",
        ],
        export: None,
    },
    Feature {
        name: "retry",
        need: Need::Either(&ASKS_FOR_FAILED, &HAS_IDEMPOTENT),
        functions: &[
            "watershed::client::failed::begin",
            "watershed::client::live::link::SessionLink::keep_failed",
            "watershed::client::live::link::SessionLink::keep_failed_calls",
            "watershed::client::live::link::SessionLink::restore_failed",
        ],
        export: None,
    },
    Feature {
        name: "connection",
        need: Need::Function("watershed::client::connection::connection"),
        functions: &[],
        export: None,
    },
    Feature {
        name: "rebuild",
        need: Need::Function("watershed::client::live::link::open"),
        functions: &[],
        export: None,
    },
    Feature {
        name: "controls",
        need: Need::Function("watershed::client::kind::Registry::controls"),
        functions: &[
            "watershed::client::kind::Registry::controls",
            "watershed::client::kind::Registry::controls_part",
        ],
        export: None,
    },
];

impl Feature {
    fn is_needed(&self, module: &Module, facts: &Facts) -> bool {
        self.need.is_given(module, facts)
    }
}

impl Need {
    fn is_given(&self, module: &Module, facts: &Facts) -> bool {
        let mut components = facts.components.iter();
        match *self {
            Need::Node(kind) => {
                components.any(|component| component.nodes.iter().any(|node| node.kind == kind))
            }
            Need::Component(name) => components.any(|component| {
                let mut features = component.features.iter();
                features.any(|feature| feature == name)
            }),
            Need::Function(path) => !named(module, &[path]).is_empty(),
            Need::Either(one, other) => {
                one.is_given(module, facts) || other.is_given(module, facts)
            }
        }
    }
}

/// Cuts the features that an application with these facts cannot use.
pub fn cut_unused(module: &mut Module, glue: &mut Glue, facts: &Facts) {
    for feature in FEATURES {
        if !feature.is_needed(module, facts) {
            cut(module, glue, feature);
        }
    }
}

/// Cuts a feature. Returns false if nothing of it is there.
pub fn cut(module: &mut Module, glue: &mut Glue, feature: &Feature) -> bool {
    let functions = named(module, feature.functions);
    for function in &functions {
        empty(module, *function);
    }
    let has_export = feature
        .export
        .is_some_and(|name| glue.cut_export(module, name));
    glue.cut(feature.name) || has_export || !functions.is_empty()
}

/// Returns the functions with these paths.
fn named(module: &Module, paths: &[&str]) -> Vec<FunctionId> {
    let functions = module.funcs.iter_local().map(|(id, _)| id);
    functions
        .filter(|id| {
            let name = module.funcs.get(*id).name.as_deref();
            name.is_some_and(|name| paths.contains(&path_of(name).as_str()))
        })
        .collect()
}

/// Returns the path of a function, without its type's brackets and hash.
fn path_of(symbol: &str) -> String {
    let path = format!("{:#}", rustc_demangle::demangle(symbol));
    path.replace(['<', '>'], "")
}

/// Makes a function do nothing, and return zeros.
fn empty(module: &mut Module, function: FunctionId) {
    let ty = module.funcs.get(function).ty();
    let zeros = module.types.results(ty).iter().map(zero).collect();
    let body = module.funcs.get_mut(function).kind.unwrap_local_mut();
    let entry = body.entry_block();
    body.block_mut(entry).instrs = zeros;
}

fn zero(of: &ValType) -> (Instr, walrus::ir::InstrLocId) {
    let value = match of {
        ValType::I64 => Value::I64(0),
        ValType::F32 => Value::F32(0.0),
        ValType::F64 => Value::F64(0.0),
        _ => Value::I32(0),
    };
    (Const { value }.into(), Default::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Component, Node};

    /// A client with the functions of `gates` and `calls`, each of which uses another one.
    fn client() -> Module {
        let text = r#"(module
            (func $own (import "js" "own"))
            (func $_ZN9watershed6client4live4gate5Gates5watch17h0123456789abcdefE (param i32) (call $shift))
            (func $_ZN9watershed6client4live4link11SessionLink9make_call17h0123456789abcdefE (result i32)
                (call $own) (i32.const 7))
            (func $shift (call $own) (call $own))
            (func (export "run") (result i32)
                (call $_ZN9watershed6client4live4gate5Gates5watch17h0123456789abcdefE (i32.const 1))
                (call $_ZN9watershed6client4live4link11SessionLink9make_call17h0123456789abcdefE)))"#;
        let wasm = wat::parse_str(text).expect("this is a module");
        Module::from_buffer(&wasm).expect("walrus reads it")
    }

    fn left(facts: &Facts) -> usize {
        let mut module = client();
        cut_unused(&mut module, &mut Glue::default(), facts);
        walrus::passes::gc::run(&mut module);
        wasmparser::validate(&module.emit_wasm()).expect("what is left is a module");
        module.funcs.iter_local().count()
    }

    fn component(kind: &str) -> Facts {
        let node = Node {
            kind: kind.to_owned(),
            name: String::new(),
            line: 1,
            colour: String::new(),
            rule: 1,
            reason: String::new(),
            uses: Vec::new(),
            is_lost: false,
        };
        let component = Component {
            name: "app::Page".into(),
            file: "src/main.rs".into(),
            line: 1,
            nodes: vec![node],
            features: Vec::new(),
        };
        Facts {
            components: vec![component],
            ..Facts::default()
        }
    }

    #[test]
    fn what_no_component_needs_is_cut_with_all_that_only_it_uses() {
        assert_eq!(left(&component("text")), 3);
    }

    #[test]
    fn what_a_component_needs_stays() {
        assert_eq!(left(&component("when")), 4);
    }

    #[test]
    fn a_program_with_idempotent_actions_keeps_failed_calls_though_nothing_asks_for_them() {
        let retry = FEATURES.iter().find(|feature| feature.name == "retry");
        let retry = retry.expect("it is there");
        let mut facts = component("text");
        assert!(!retry.is_needed(&client(), &facts));
        facts.components[0].features.push("idempotent".to_owned());
        assert!(retry.is_needed(&client(), &facts));
    }

    #[test]
    fn every_feature_of_markup_is_one_that_the_compiler_reports() {
        use watershed_markup::facts::{Feature as Reported, NodeKind};
        let reported = [
            Reported::Rows,
            Reported::Values,
            Reported::Marks,
            Reported::Vocabularies,
            Reported::Stream,
            Reported::Outlet,
            Reported::Idempotent,
        ];
        for feature in FEATURES {
            match feature.need {
                Need::Component(name) => {
                    assert!(reported.iter().any(|reported| reported.name() == name));
                }
                Need::Node(kind) => assert_eq!(kind, NodeKind::When.name()),
                Need::Function(_) | Need::Either(..) => {}
            }
        }
    }
}

//! Panic code out of the release artifact.
//!
//! In the browser a panic ends in a trap, whatever it says: nobody reads the message. Yet the message keeps
//! the formatting machinery alive, a third of a small client. So the road to a panic is cut at its first step:
//!
//! 1. A function *raises* if it is one of the standard library's ways into a panic, or if all that it can do
//!    is to trap.
//! 2. A sequence of instructions that calls a raising function traps instead, and what it did only to prepare the
//!    call (message, location) goes as well.
//!
//! Cutting makes further functions raise, so both steps repeat until nothing changes.

use std::collections::HashSet;

use walrus::{
    FunctionId, LocalFunction, Module,
    ir::{
        Instr, InstrLocId, InstrSeq, InstrSeqId, Unreachable, Visitor, VisitorMut, dfs_in_order,
        dfs_pre_order_mut,
    },
};

/// The ways into a panic, by the start of their path.
const RAISES: &[&str] = &[
    "alloc::alloc::handle_alloc_error",
    "core::panicking::",
    "std::panicking::begin_panic",
    "std::panicking::panic_with_hook",
    "std::panicking::rust_panic",
    "std::process::abort",
    "__rustc::__rust_start_panic",
    "__rustc::rust_begin_unwind",
];

/// Lets the module trap wherever it would panic.
pub fn panics(module: &mut Module) {
    let mut raising = named_functions(module);
    let mut known = 0;
    while raising.len() > known {
        known = raising.len();
        for (_, function) in module.funcs.iter_local_mut() {
            let entry = function.entry_block();
            dfs_pre_order_mut(&mut Cut { raising: &raising }, function, entry);
        }
        let trapping = module
            .funcs
            .iter_local()
            .filter(|(_, body)| only_traps(body));
        raising.extend(trapping.map(|(id, _)| id));
    }
    walrus::passes::gc::run(module);
}

fn named_functions(module: &Module) -> HashSet<FunctionId> {
    let names = module
        .funcs
        .iter_local()
        .filter_map(|(id, _)| Some((id, module.funcs.get(id).name.as_deref()?)));
    names
        .filter(|(_, name)| raises(name))
        .map(|(id, _)| id)
        .collect()
}

fn raises(symbol: &str) -> bool {
    let path = format!("{:#}", rustc_demangle::demangle(symbol));
    RAISES.iter().any(|start| path.starts_with(start))
}

/// Whether the function neither returns nor does anything that can be noticed after its trap.
fn only_traps(function: &LocalFunction) -> bool {
    let entry = function.entry_block();
    let end = function.block(entry).instrs.last();
    let mut effects = Effects {
        entry,
        found: !matches!(end, Some((Instr::Unreachable(_), _))),
    };
    dfs_in_order(&mut effects, function, entry);
    !effects.found
}

/// Looks for instructions that return or can be noticed.
struct Effects {
    entry: InstrSeqId,
    found: bool,
}

impl<'instr> Visitor<'instr> for Effects {
    fn visit_instr(&mut self, instruction: &'instr Instr, _: &'instr InstrLocId) {
        self.found |= match instruction {
            Instr::Br(jump) => jump.block == self.entry,
            Instr::BrIf(jump) => jump.block == self.entry,
            Instr::BrTable(jump) => jump.default == self.entry || jump.blocks.contains(&self.entry),
            Instr::Block(_) | Instr::Loop(_) | Instr::IfElse(_) | Instr::Unreachable(_) => false,
            other => !only_prepares(other),
        };
    }
}

struct Cut<'a> {
    raising: &'a HashSet<FunctionId>,
}

impl VisitorMut for Cut<'_> {
    fn start_instr_seq_mut(&mut self, sequence: &mut InstrSeq) {
        let raises = |instruction: &Instr| matches!(instruction, Instr::Call(call) if self.raising.contains(&call.func));
        let instructions = &mut sequence.instrs;
        let Some(call) = instructions
            .iter()
            .position(|(instruction, _)| raises(instruction))
        else {
            return;
        };
        instructions.truncate(call);
        while instructions
            .pop_if(|(instruction, _)| only_prepares(instruction))
            .is_some()
        {}
        instructions.push((Unreachable {}.into(), Default::default()));
    }
}

/// What nobody can notice once the next thing is a trap: nothing runs in this instance afterwards.
fn only_prepares(instruction: &Instr) -> bool {
    matches!(
        instruction,
        Instr::Const(_)
            | Instr::LocalGet(_)
            | Instr::LocalSet(_)
            | Instr::LocalTee(_)
            | Instr::GlobalGet(_)
            | Instr::GlobalSet(_)
            | Instr::Load(_)
            | Instr::Store(_)
            | Instr::Binop(_)
            | Instr::Unop(_)
            | Instr::Select(_)
            | Instr::Drop(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snipped(text: &str) -> Module {
        let wasm = wat::parse_str(text).expect("this is a module");
        let mut module = Module::from_buffer(&wasm).expect("walrus reads it");
        panics(&mut module);
        module
    }

    #[test]
    fn a_check_stays_and_its_panic_becomes_a_trap() {
        let module = snipped(
            r#"(module
                (func $_ZN4core9panicking9panic_fmt17h0123456789abcdefE (param i32) unreachable)
                (func (export "get") (param i32) (result i32)
                    block
                        (br_if 0 (i32.eqz (local.get 0)))
                        (return (i32.const 7))
                    end
                    (call 0 (i32.const 1024))
                    unreachable))"#,
        );
        let [(_, get)] = module.funcs.iter_local().collect::<Vec<_>>()[..] else {
            panic!("only `get` is left");
        };
        let end = &get.block(get.entry_block()).instrs;
        assert!(matches!(
            end[..],
            [(Instr::Block(_), _), (Instr::Unreachable(_), _)]
        ));
    }

    #[test]
    fn a_function_that_can_only_panic_goes_with_its_callers_call() {
        let module = snipped(
            r#"(module
                (func $_ZN4core9panicking9panic_fmt17h0123456789abcdefE (param i32) unreachable)
                (func $fail (param i32)
                    block (br_if 0 (local.get 0)) (call 0 (i32.const 1)) unreachable end
                    (call 0 (i32.const 2))
                    unreachable)
                (func (export "run") (call $fail (i32.const 3)) unreachable))"#,
        );
        assert_eq!(module.funcs.iter_local().count(), 1);
    }

    #[test]
    fn what_can_be_noticed_before_the_trap_is_kept() {
        let module = snipped(
            r#"(module
                (import "js" "throw" (func $throw (param i32)))
                (func $_ZN4core9panicking9panic_fmt17h0123456789abcdefE (param i32) unreachable)
                (func $fail (call $throw (i32.const 1)) (call 1 (i32.const 1024)) unreachable)
                (func (export "run") (call $fail)))"#,
        );
        assert_eq!(module.imports.iter().count(), 1);
        assert_eq!(module.funcs.iter_local().count(), 2);
    }

    #[test]
    fn ways_into_a_panic_are_recognised_in_both_manglings() {
        assert!(raises("_ZN4core9panicking9panic_fmt17h0123456789abcdefE"));
        assert!(raises("_RNvNtCs1_4core9panicking9panic_fmt"));
    }

    #[test]
    fn other_functions_are_left_alone() {
        assert!(!raises("_ZN4core3fmt9Formatter3pad17h0123456789abcdefE"));
        assert!(!raises("_ZN3app9panicking4draw17h0123456789abcdefE"));
        assert!(!raises("_ZN3std9panicking8set_hook17h0123456789abcdefE"));
    }
}

//! Removes panic code from the release artifact.
//!
//! In the browser a panic ends in a trap, and nobody reads its message. Yet the message keeps the formatting code alive,
//! a third of a small client. So the way to a panic is cut at its first step:
//!
//! 1. A function *raises* if it is one of the standard library's ways into a panic, or if it can do nothing but trap.
//! 2. A sequence of instructions that calls a raising function traps instead. Instructions that only prepare the call
//!    (message, location) are removed as well: those that compute values or write to the function's own stack frame.
//!    Writes to anywhere else stay, because the client continues after a trap, and would see them.
//!
//! Cutting makes further functions raise, so both steps repeat until nothing changes.

use std::collections::HashSet;

use walrus::{
    FunctionId, GlobalId, LocalFunction, LocalId, Module,
    ir::{
        Instr, InstrLocId, InstrSeq, InstrSeqId, Unreachable, Visitor, VisitorMut, dfs_in_order,
        dfs_pre_order_mut,
    },
};

/// The functions that lead to a panic, by the start of their path.
const RAISES: &[&str] = &[
    "alloc::alloc::handle_alloc_error",
    "core::panicking::",
    "core::str::slice_error_fail",
    "std::panicking::begin_panic",
    "std::panicking::panic_with_hook",
    "std::panicking::rust_panic",
    "std::process::abort",
    "__rustc::__rust_start_panic",
    "__rustc::rust_begin_unwind",
];

/// Replaces panics by traps.
pub fn panics(module: &mut Module) {
    let mut raising = named_functions(module);
    let stack = stack_pointer(module);
    let mut known = 0;
    while raising.len() > known {
        known = raising.len();
        for (_, function) in module.funcs.iter_local_mut() {
            let entry = function.entry_block();
            let frame = Frame::of(stack, function);
            dfs_pre_order_mut(
                &mut Cut {
                    raising: &raising,
                    frame,
                },
                function,
                entry,
            );
        }
        let trapping = module
            .funcs
            .iter_local()
            .filter(|(_, body)| only_traps(body, Frame::of(stack, body)));
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

/// Returns whether the function can do nothing but trap: it never returns, and has no effect that is visible after the
/// trap.
fn only_traps(function: &LocalFunction, frame: Frame) -> bool {
    let entry = function.entry_block();
    let end = function.block(entry).instrs.last();
    let mut effects = Effects {
        entry,
        frame,
        found: !matches!(end, Some((Instr::Unreachable(_), _))),
    };
    dfs_in_order(&mut effects, function, entry);
    !effects.found
}

/// Finds instructions that return, or whose effect is visible after a trap.
struct Effects {
    entry: InstrSeqId,
    frame: Frame,
    found: bool,
}

impl<'instr> Visitor<'instr> for Effects {
    fn start_instr_seq(&mut self, sequence: &'instr InstrSeq) {
        let instructions = &sequence.instrs;
        self.found |= (0..instructions.len()).any(|at| {
            matches!(instructions[at].0, Instr::Store(_)) && !self.frame.is_own(instructions, at)
        });
    }

    fn visit_instr(&mut self, instruction: &'instr Instr, _: &'instr InstrLocId) {
        self.found |= match instruction {
            Instr::Br(jump) => jump.block == self.entry,
            Instr::BrIf(jump) => jump.block == self.entry,
            Instr::BrTable(jump) => jump.default == self.entry || jump.blocks.contains(&self.entry),
            Instr::Block(_) | Instr::Loop(_) | Instr::IfElse(_) | Instr::Unreachable(_) => false,
            Instr::Store(_) => false,
            other => !self.frame.only_prepares(other),
        };
    }
}

struct Cut<'a> {
    raising: &'a HashSet<FunctionId>,
    frame: Frame,
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
        while let Some((last, _)) = instructions.last() {
            let is_own = matches!(last, Instr::Store(_))
                && self.frame.is_own(instructions, instructions.len() - 1);
            if !is_own && !self.frame.only_prepares(last) {
                break;
            }
            instructions.pop();
        }
        instructions.push((Unreachable {}.into(), Default::default()));
    }
}

/// A function's frame on the stack.
#[derive(Clone, Copy)]
struct Frame {
    /// The stack pointer.
    stack: Option<GlobalId>,
    /// The local that contains the start of the frame.
    base: Option<LocalId>,
}

impl Frame {
    /// Returns the frame that a function makes at its start, as LLVM does.
    fn of(stack: Option<GlobalId>, function: &LocalFunction) -> Self {
        let entry = &function.block(function.entry_block()).instrs;
        let base = entry.windows(4).find_map(|four| match four {
            [
                (Instr::GlobalGet(from), _),
                (Instr::Const(_), _),
                (Instr::Binop(_), _),
                (last, _),
            ] if Some(from.global) == stack => match last {
                Instr::LocalTee(to) => Some(to.local),
                Instr::LocalSet(to) => Some(to.local),
                _ => None,
            },
            _ => None,
        });
        Self { stack, base }
    }

    /// Returns whether the instruction has no visible effect if a trap follows. The code that catches a trap resets the
    /// stack pointer.
    fn only_prepares(self, instruction: &Instr) -> bool {
        match instruction {
            Instr::GlobalSet(set) => Some(set.global) == self.stack,
            other => operands(other).is_some(),
        }
    }

    /// Returns whether the store at this index writes to the frame.
    fn is_own(self, instructions: &[(Instr, InstrLocId)], store: usize) -> bool {
        let address = skip_value(instructions, store);
        let is_base = |at: usize| matches!(&instructions[at].0, Instr::LocalGet(get) if Some(get.local) == self.base);
        match address.unwrap_or_default() {
            0 => false,
            end if is_base(end - 1) => true,
            end => {
                let sum = &instructions[end.saturating_sub(2)..end];
                end > 2
                    && matches!(sum, [(Instr::Const(_), _), (Instr::Binop(_), _)])
                    && is_base(end - 3)
            }
        }
    }
}

/// Returns the index of the first instruction that computes the value on top of the stack at this index. Everything
/// below that value is computed before it.
pub fn skip_value(instructions: &[(Instr, InstrLocId)], mut at: usize) -> Option<usize> {
    let mut missing = 1;
    while missing > 0 {
        at = at.checked_sub(1)?;
        let (taken, made) = operands(&instructions[at].0)?;
        missing += taken;
        missing -= made.min(missing);
    }
    Some(at)
}

/// Returns how many values an instruction pops and pushes; `None` if it has other effects.
fn operands(instruction: &Instr) -> Option<(usize, usize)> {
    match instruction {
        Instr::Const(_) | Instr::LocalGet(_) | Instr::GlobalGet(_) => Some((0, 1)),
        Instr::Load(_) | Instr::Unop(_) | Instr::LocalTee(_) => Some((1, 1)),
        Instr::LocalSet(_) | Instr::Drop(_) => Some((1, 0)),
        Instr::Binop(_) => Some((2, 1)),
        Instr::Select(_) => Some((3, 1)),
        _ => None,
    }
}

/// Returns the stack pointer: the first mutable global that LLVM emits.
fn stack_pointer(module: &Module) -> Option<GlobalId> {
    let first = module.globals.iter().find(|global| global.mutable);
    first.map(|global| global.id())
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
    fn what_is_written_to_the_stack_frame_goes_and_what_is_written_elsewhere_stays() {
        let module = snipped(
            r#"(module
                (memory 1)
                (global $stack (mut i32) (i32.const 1024))
                (func $_ZN4core9panicking9panic_fmt17h0123456789abcdefE (param i32) unreachable)
                (func (export "run") (param i32) (local $frame i32)
                    (global.set $stack (local.tee $frame (i32.sub (global.get $stack) (i32.const 16))))
                    (i32.store (local.get 0) (i32.const 7))
                    (i32.store offset=4 (local.get $frame) (i32.const 8))
                    (i32.store (i32.add (local.get $frame) (i32.const 8)) (i32.const 9))
                    (call 0 (local.get $frame))))"#,
        );
        let [(_, run)] = module.funcs.iter_local().collect::<Vec<_>>()[..] else {
            panic!("only `run` is left");
        };
        let instructions = &run.block(run.entry_block()).instrs;
        let stores = instructions
            .iter()
            .filter(|(instruction, _)| matches!(instruction, Instr::Store(_)));
        assert_eq!(stores.count(), 1);
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

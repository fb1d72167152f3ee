//! Clears arguments that no function reads.
//!
//! Many functions of the standard library take the place of their caller, for the message of a panic. Without the panics
//! nothing reads it, but the calls still name it, and with it the name of a source file. `wasm-opt` removes such parameters
//! later, when nobody knows any more which data only they have referred to.

use std::collections::{HashMap, HashSet};

use walrus::{
    FunctionId, LocalFunction, LocalId, Module, ValType,
    ir::{
        Const, Instr, InstrSeq, LocalGet, Value, Visitor, VisitorMut, dfs_in_order,
        dfs_pre_order_mut,
    },
};

use crate::snip::skip_value;

/// Replaces constants and locals by zeros, where they are given to parameters that no function reads. What was only passed
/// on is not read any more then, so this goes on until nothing changes.
pub fn arguments(module: &mut Module) {
    let mut known = HashMap::new();
    loop {
        let unread = all_unread(module);
        if unread == known {
            return;
        }
        known = unread;
        for (_, function) in module.funcs.iter_local_mut() {
            let entry = function.entry_block();
            dfs_pre_order_mut(&mut Clearing(&known), function, entry);
        }
    }
}

/// Says of each parameter of a function whether it is a number, or address, that is not read.
type Unread = HashMap<FunctionId, Vec<bool>>;

/// Returns the functions that have such parameters.
fn all_unread(module: &Module) -> Unread {
    let functions = module.funcs.iter_local().map(|(id, function)| {
        let read = Reads::of(function);
        let is_unread = |local: &LocalId| {
            !read.contains(local) && module.locals.get(*local).ty() == ValType::I32
        };
        (id, function.args.iter().map(is_unread).collect::<Vec<_>>())
    });
    functions
        .filter(|(_, unread)| unread.contains(&true))
        .collect()
}

/// The locals that a function reads.
struct Reads(HashSet<LocalId>);

impl Reads {
    fn of(function: &LocalFunction) -> HashSet<LocalId> {
        let mut reads = Self(HashSet::new());
        dfs_in_order(&mut reads, function, function.entry_block());
        reads.0
    }
}

impl Visitor<'_> for Reads {
    fn visit_local_get(&mut self, get: &LocalGet) {
        self.0.insert(get.local);
    }
}

/// Clears the arguments of calls.
struct Clearing<'a>(&'a Unread);

impl VisitorMut for Clearing<'_> {
    fn start_instr_seq_mut(&mut self, sequence: &mut InstrSeq) {
        for at in 0..sequence.instrs.len() {
            if let Instr::Call(call) = &sequence.instrs[at].0
                && let Some(unread) = self.0.get(&call.func)
            {
                clear(sequence, at, unread);
            }
        }
    }
}

/// Clears the arguments of the call at this index, from the last one on, as far as they can be told apart.
fn clear(sequence: &mut InstrSeq, call: usize, unread: &[bool]) {
    let mut end = call;
    for is_unread in unread.iter().rev() {
        let Some(start) = skip_value(&sequence.instrs, end) else {
            return;
        };
        let (argument, location) = &mut sequence.instrs[start];
        if *is_unread
            && end - start == 1
            && matches!(argument, Instr::Const(_) | Instr::LocalGet(_))
        {
            let value = Value::I32(0);
            *argument = Const { value }.into();
            *location = Default::default();
        }
        end = start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `outer` passes on the place that it is given, `inner` does not read it.
    const MODULE: &str = r#"(module
        (import "js" "note" (func $note (param i32)))
        (func $inner (param i32 i32) (call $note (local.get 0)))
        (func $outer (param $value i32) (param $place i32) (call $inner (local.get $value) (local.get $place)))
        (func (export "run") (param i32)
            (call $outer (i32.add (local.get 0) (i32.const 1)) (i32.const 1024))
            (call $outer (i32.const 7) (call $make)))
        (func $make (result i32) (call $note (i32.const 8)) (i32.const 9)))"#;

    fn constants(module: &Module) -> Vec<i32> {
        #[derive(Default)]
        struct Constants(Vec<i32>);
        impl Visitor<'_> for Constants {
            fn visit_const(&mut self, constant: &Const) {
                if let Value::I32(value) = constant.value {
                    self.0.push(value);
                }
            }
        }
        let mut constants = Constants::default();
        for (_, function) in module.funcs.iter_local() {
            dfs_in_order(&mut constants, function, function.entry_block());
        }
        constants.0.sort_unstable();
        constants.0
    }

    #[test]
    fn what_is_only_passed_on_is_cleared_and_what_is_read_or_has_effects_stays() {
        let wasm = wat::parse_str(MODULE).expect("this is a module");
        let mut module = Module::from_buffer(&wasm).expect("walrus reads it");
        arguments(&mut module);
        assert_eq!(constants(&module), [0, 0, 1, 7, 8, 9]);
        wasmparser::validate(&module.emit_wasm()).expect("it is a module still");
    }
}

//! Reduces `main` to the program's own function, without the code of the standard library around it.
//!
//! The `main` that rustc writes first numbers the thread, and last flushes standard output. A browser has neither
//! threads nor such an output, so a release only calls the function in the middle.

use walrus::{
    FunctionId, LocalFunction, Module,
    ir::{Const, Instr, InstrLocId, InstrSeq, Value, Visitor, dfs_in_order},
};

/// The name of the function that rustc writes.
const MAIN: &str = "main";
/// The start of the path of the function by which it calls the program's own.
const PROGRAM: &str = "std::sys::backtrace::__rust_begin_short_backtrace";

/// Reduces `main` to the call of the program's own function. A `main` that looks different is left alone.
pub fn bare(module: &mut Module) {
    let Some(main) = module.funcs.by_name(MAIN) else {
        return;
    };
    let Some(program) = module.funcs.iter_local().find_map(|(id, body)| {
        (id == main)
            .then(|| call_of_program(module, body))
            .flatten()
    }) else {
        return;
    };
    let body = module.funcs.get_mut(main).kind.unwrap_local_mut();
    let entry = body.entry_block();
    body.block_mut(entry).instrs = program;
}

/// Returns the instructions that call the program's own function, and then return 0.
fn call_of_program(module: &Module, main: &LocalFunction) -> Option<Vec<(Instr, InstrLocId)>> {
    let mut search = Search {
        is_program: &|function| is_program(module, function),
        found: None,
    };
    dfs_in_order(&mut search, main, main.entry_block());
    let mut instructions = search.found?;
    let success = Const {
        value: Value::I32(0),
    };
    instructions.push((success.into(), InstrLocId::default()));
    Some(instructions)
}

fn is_program(module: &Module, function: FunctionId) -> bool {
    let name = module.funcs.get(function).name.as_deref();
    name.is_some_and(|name| format!("{:#}", rustc_demangle::demangle(name)).starts_with(PROGRAM))
}

/// Finds the call of the program's own function, which is its only argument.
struct Search<'a> {
    is_program: &'a dyn Fn(FunctionId) -> bool,
    found: Option<Vec<(Instr, InstrLocId)>>,
}

impl<'instr> Visitor<'instr> for Search<'_> {
    fn start_instr_seq(&mut self, sequence: &'instr InstrSeq) {
        let calls = |pair: &&[(Instr, InstrLocId)]| matches!(pair, [(Instr::Const(_), _), (Instr::Call(call), _)] if (self.is_program)(call.func));
        let call = sequence.instrs.windows(2).find(calls);
        self.found = self.found.take().or(call.map(<[_]>::to_vec));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instructions_of_main(around: &str) -> usize {
        let text = format!(
            "(module
                (global $threads (mut i32) (i32.const 0))
                (func ${PROGRAM_SYMBOL} (param i32))
                (func $main (export \"main\") (param i32 i32) (result i32)
                    (global.set $threads (i32.const 1))
                    {around}
                    (i32.const 0)))"
        );
        let wasm = wat::parse_str(text).expect("this is a module");
        let mut module = Module::from_buffer(&wasm).expect("walrus reads it");
        bare(&mut module);
        let main = module.funcs.by_name(MAIN).expect("`main` stays");
        let body = module.funcs.get(main).kind.unwrap_local();
        body.block(body.entry_block()).instrs.len()
    }

    const PROGRAM_SYMBOL: &str =
        "_ZN3std3sys9backtrace28__rust_begin_short_backtrace17h0123456789abcdefE";

    #[test]
    fn only_the_call_of_the_program_stays() {
        let call = format!("(block (call ${PROGRAM_SYMBOL} (i32.const 12)))");
        assert_eq!(instructions_of_main(&call), 3);
    }

    #[test]
    fn an_unknown_main_stays_as_it_is() {
        assert_eq!(instructions_of_main("(drop (i32.const 1))"), 5);
    }
}

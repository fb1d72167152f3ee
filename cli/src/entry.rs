//! The program's own `main`, without what the standard library does around it.
//!
//! The `main` that rustc writes numbers the thread first and flushes standard output last. A browser has neither
//! threads nor an output there, so a release only calls the function in the middle.

use walrus::{
    FunctionId, LocalFunction, Module,
    ir::{Const, Instr, InstrLocId, InstrSeq, Value, Visitor, dfs_in_order},
};

/// The name of rustc's function.
const MAIN: &str = "main";
/// What that calls to run the program's own, by the start of its path.
const PROGRAM: &str = "std::sys::backtrace::__rust_begin_short_backtrace";

/// Lets `main` do nothing but call the program's own function. Leaves a `main` alone that looks different.
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

/// The instructions that call the program's own function, and then answer 0.
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

/// Looks for a call of the program's own function, whose one argument says which it is.
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

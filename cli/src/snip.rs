//! Panic code out of the release artifact.
//!
//! In the browser a panic ends in a trap, whatever it says: nobody reads the message. Yet the message keeps
//! the formatting machinery alive, a third of a small client. So every function that only raises a panic
//! becomes one `unreachable`, and what only it needed is collected as garbage.

use walrus::{FunctionBuilder, FunctionId, FunctionKind, Module};

/// Functions that never return, by the start of their path: core's and alloc's ways into a panic, and std's way out of it.
const RAISES: &[&str] = &[
    "__rustc::__rust_start_panic",
    "__rustc::rust_begin_unwind",
    "__rustc::rust_panic",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::capacity_overflow",
    "alloc::raw_vec::handle_error",
    "core::cell::panic_already",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::panicking::",
    "core::result::unwrap_failed",
    "core::slice::copy_from_slice_impl::len_mismatch_fail",
    "core::slice::index::slice_",
    "core::str::slice_error_fail",
    "std::alloc::rust_oom",
    "std::panicking::",
    "std::process::abort",
];

/// The tail of a path that marks the outlined failure of a method, as in `alloc::vec::Vec<T,A>::remove::assert_failed`.
const RAISES_IN_METHOD: &str = "::assert_failed";

/// Lets every function that only raises a panic trap at once.
pub fn panics(module: &mut Module) {
    let raising: Vec<_> = module
        .funcs
        .iter()
        .filter(|function| function.name.as_deref().is_some_and(raises))
        .map(|function| function.id())
        .collect();
    for function in raising {
        trap(module, function);
    }
    walrus::passes::gc::run(module);
}

fn raises(symbol: &str) -> bool {
    let path = format!("{:#}", rustc_demangle::demangle(symbol));
    path.ends_with(RAISES_IN_METHOD) || RAISES.iter().any(|start| path.starts_with(start))
}

fn trap(module: &mut Module, function: FunctionId) {
    let ty = module.types.get(module.funcs.get(function).ty());
    let (parameters, results) = (ty.params().to_vec(), ty.results().to_vec());
    let arguments = parameters
        .iter()
        .map(|parameter| module.locals.add(*parameter))
        .collect();
    let mut body = FunctionBuilder::new(&mut module.types, &parameters, &results);
    body.func_body().unreachable();
    module.funcs.get_mut(function).kind = FunctionKind::Local(body.local_func(arguments));
}

#[cfg(test)]
mod tests {
    use super::raises;

    #[test]
    fn ways_into_a_panic_are_recognised_in_both_manglings() {
        assert!(raises("_ZN4core9panicking9panic_fmt17h0123456789abcdefE"));
        assert!(raises("_RNvNtCs1_4core9panicking9panic_fmt"));
        assert!(raises(
            "_ZN5alloc3vec16Vec$LT$T$C$A$GT$6remove13assert_failed17h0123456789abcdefE"
        ));
    }

    #[test]
    fn functions_that_return_are_left_alone() {
        assert!(!raises("_ZN4core3fmt9Formatter3pad17h0123456789abcdefE"));
        assert!(!raises("_ZN3app9panicking4draw17h0123456789abcdefE"));
    }
}

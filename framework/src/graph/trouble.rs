//! The errors of a graph, and their messages.

/// The reason why the graph panics.
#[derive(Clone, Copy)]
pub(super) enum Trouble {
    NoRuntime,
    Disposed,
    Lent,
    Cycle,
    Unsettled,
    Endless,
    #[cfg(not(target_arch = "wasm32"))]
    Full,
    #[cfg(not(target_arch = "wasm32"))]
    Spent,
    Broken,
    OtherType,
}

/// Panics with the message for `trouble`. In a released browser artifact it traps instead: the messages, and the code
/// that prints them, are larger there than the graph.
#[cold]
#[inline(never)]
pub(super) fn fail(trouble: Trouble) -> ! {
    #[cfg(all(target_arch = "wasm32", not(debug_assertions)))]
    {
        let _ = trouble;
        core::arch::wasm32::unreachable()
    }
    #[cfg(not(all(target_arch = "wasm32", not(debug_assertions))))]
    panic!("{}", sentence(trouble))
}

#[cfg(not(all(target_arch = "wasm32", not(debug_assertions))))]
fn sentence(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::NoRuntime => {
            "there is no reactive runtime here: signals and memos can only be used while a `Runtime` is entered"
        }
        Trouble::Disposed => {
            "this signal or memo was disposed with the scope that created it\nhelp: `try_get` gives `None` instead, or create it in a scope that lives longer"
        }
        Trouble::Lent => {
            "this signal is being written or read further up: `update` cannot run inside its own `with`, nor a read inside its own `update`"
        }
        Trouble::Cycle => "cycle: this memo needs its own value to compute its value",
        Trouble::Unsettled => {
            "this memo writes a signal that it reads, and its value does not settle\nhelp: write signals in handlers or effects, or `untrack` the read"
        }
        Trouble::Endless => {
            "effects wake each other without end: an effect writes what it, or an effect before it, reads\nhelp: turn the write into a memo, or `untrack` the read"
        }
        #[cfg(not(target_arch = "wasm32"))]
        Trouble::Full => "this session has more signals, memos and effects than one may have",
        #[cfg(not(target_arch = "wasm32"))]
        Trouble::Spent => {
            "this turn runs more memos and bindings than one may run: one wakes another again and again, or a write changes too much at once"
        }
        Trouble::Broken => {
            "the reactive graph refers to a slot that does not exist: this is a bug in watershed"
        }
        Trouble::OtherType => {
            "this handle is of another type than its value: this is a bug in watershed"
        }
    }
}

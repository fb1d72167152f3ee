//! A line for the developer, wherever the code runs.

/// Writes a line: to the browser's console in client code, to the terminal (standard error) on the server, and to the
/// simulated tab's console in a test (`App::console`).
///
/// ```ignore
/// effect(move || log!("count is {}", count.get()));
/// ```
#[macro_export]
macro_rules! log {
    ($($part:tt)*) => {
        $crate::rt::log(&::std::format!($($part)*))
    };
}

/// Writes a line.
pub fn write(line: &str) {
    if !crate::client::page::log(line) {
        #[cfg(not(target_arch = "wasm32"))]
        eprintln!("{line}");
    }
}

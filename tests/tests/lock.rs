//! The lock is complete and exact: every value that crosses has a line, and every line has a value that crossed.

mod lock {
    pub mod exact;
    pub mod examples;
    pub mod pages;
    pub mod sight;
    pub mod statics;
}

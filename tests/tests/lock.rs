//! The lock is what crosses: for each program here all that crosses has its line, and each line has crossed.

mod lock {
    pub mod examples;
    pub mod pages;
    pub mod statics;
}

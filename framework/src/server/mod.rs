//! Stand-in
pub mod view;
pub mod structure {
    pub trait EachDriver {}
}

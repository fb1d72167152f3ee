//! The proof that the guards of a page have let a visitor in.

use std::sync::Arc;

use tokio::time::Instant;

/// The proof, in a request, that the guards of its page have let the visitor in.
#[derive(Clone, Debug)]
pub(crate) struct Permit {
    /// The numbers of the guards, the outermost first.
    pub guards: Arc<[u32]>,
    /// The time at which they were asked.
    pub asked: Instant,
}

impl Permit {
    /// Returns whether both are of the same guards.
    pub fn is_alike(one: Option<&Self>, other: Option<&Self>) -> bool {
        let guards = |permit: Option<&Self>| permit.map(|permit| Arc::clone(&permit.guards));
        guards(one).unwrap_or_default() == guards(other).unwrap_or_default()
    }
}

//! Messages between browser and server on the way from one page to another.

use crate::Cross;

/// A page that the visitor wants to go to.
#[derive(Clone, Debug, PartialEq, Eq, Cross)]
pub(crate) struct Trip {
    /// Counts up in a document, from 1.
    pub number: u32,
    /// Path and query.
    pub address: String,
}

/// The page that the browser shows by now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Cross)]
pub(crate) struct TripPlace {
    /// The number of the last trip that has ended; 0 if it was the server's own.
    pub trip: u32,
    /// Counts the trips of the server's own.
    pub own: u32,
    /// The region in which the content of the page is.
    pub outlet: u32,
    /// The address; empty if it is that of the trip.
    pub address: String,
    /// True if the browser must load it.
    pub is_document: bool,
}

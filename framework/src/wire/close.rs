//! The codes with which a server closes a websocket, and what a page does then. The book has the same table (`book/src/sessions.md`).

/// The reason for which a server closes the socket of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The server ends, and another one will take its place.
    Draining,
    /// A message was larger than a server takes.
    TooLarge,
    /// There is more to do than the server can.
    Overloaded,
    /// The page was attached on another socket.
    Replaced,
    /// The client repeatedly sent what it was never allowed to send.
    Violation,
    /// The ticket has no session any more.
    Expired,
    /// The session slept, and cannot be made again: its page is another one by now. Nothing that was sent since has been
    /// applied.
    Renewed,
    /// The page is of another build, and no message of it was read.
    Stale,
    /// The first message did not come in time.
    Late,
    /// The session's code failed.
    Failed,
}

/// The behaviour of a page whose socket is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Afterwards {
    /// Connects again: after the time that the server has named, or else after the back-off.
    Retry,
    /// Gives up the first batch that is not acknowledged, says so, and connects again.
    RetryWithoutBatch,
    /// Connects again, because during a deploy another server behind the address may be of the page's build. If that takes
    /// too long, or the page's own server has said that it ends: loads the page again.
    RetryThenReload,
    /// Makes the page anew, but only a few times in a row.
    Reload,
    /// Makes the page anew, and calls again what is under way.
    Renew,
    /// Says that the page goes on elsewhere, and never connects again.
    Leave,
    /// Says that the page has lost its server, and never connects again.
    End,
}

/// Returns whether a server, or a proxy for it, says with this code that it ends.
pub const fn is_ending(code: u16) -> bool {
    matches!(code, 1001 | 1012)
}

impl Reason {
    /// All reasons.
    #[cfg(not(target_arch = "wasm32"))]
    pub const ALL: [Self; 10] = [
        Self::Draining,
        Self::TooLarge,
        Self::Overloaded,
        Self::Replaced,
        Self::Violation,
        Self::Expired,
        Self::Renewed,
        Self::Stale,
        Self::Late,
        Self::Failed,
    ];

    /// Returns the close code.
    pub const fn code(self) -> u16 {
        match self {
            Self::Draining => 1012,
            Self::TooLarge => 1009,
            Self::Overloaded => 1013,
            Self::Replaced => 4001,
            Self::Violation => 4403,
            Self::Expired => 4404,
            Self::Renewed => 4410,
            Self::Late => 4408,
            Self::Stale => 4409,
            Self::Failed => 4500,
        }
    }
}

impl Afterwards {
    /// Returns the behaviour after a close code, which may also be a proxy's. Browsers report a broken connection as 1006.
    pub const fn of(code: u16) -> Self {
        match code {
            1009 => Self::RetryWithoutBatch,
            4001 => Self::Leave,
            4403 => Self::End,
            4404 | 4500 => Self::Reload,
            4410 => Self::Renew,
            4409 => Self::RetryThenReload,
            _ => Self::Retry,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_a_code_and_a_behaviour_of_the_page() {
        let rows = Reason::ALL.map(|reason| (reason.code(), Afterwards::of(reason.code())));
        let expected = [
            (1012, Afterwards::Retry),
            (1009, Afterwards::RetryWithoutBatch),
            (1013, Afterwards::Retry),
            (4001, Afterwards::Leave),
            (4403, Afterwards::End),
            (4404, Afterwards::Reload),
            (4410, Afterwards::Renew),
            (4409, Afterwards::RetryThenReload),
            (4408, Afterwards::Retry),
            (4500, Afterwards::Reload),
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn a_connection_that_breaks_or_that_a_proxy_closes_is_tried_again() {
        for code in [1000, 1001, 1005, 1006, 1011, 1014] {
            assert_eq!(Afterwards::of(code), Afterwards::Retry);
        }
    }
}

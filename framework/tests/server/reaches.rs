//! A guard of tests that reach a limit of the server.

/// Asserts when it is dropped that a limit was reached meanwhile.
pub struct Reaches {
    limit: &'static str,
    before: u64,
}

impl Reaches {
    pub fn limit(limit: &'static str) -> Self {
        let before = hits(limit);
        Self { limit, before }
    }
}

impl Drop for Reaches {
    fn drop(&mut self) {
        let is_reached = hits(self.limit) > self.before;
        assert!(
            is_reached || std::thread::panicking(),
            "`{}` was not reached",
            self.limit
        );
    }
}

fn hits(name: &str) -> u64 {
    let limit = watershed::server::limits().find(|limit| limit.name == name);
    limit
        .unwrap_or_else(|| panic!("no limit is called {name}"))
        .hits
}

//! The host names for which the server answers.
//!
//! A browser trusts whichever server answers for a name. A foreign site that lets its own name lead to this machine
//! would be given the application's pages, and could attach to them. So a request must name a known host.

use std::env;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::{Mutex, OnceLock, PoisonError};

/// The hosts in `WATERSHED_HOSTS`, separated by commas: `example.com` for `http` and `https`, on any port;
/// `https://example.com` for this origin alone; `*` for all of them. Without the variable: the hosts that the
/// application names, `localhost`, and IP addresses, which no other site can use as its name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Hosts {
    known: Vec<HostPattern>,
}

#[derive(Debug, PartialEq, Eq)]
enum HostPattern {
    /// Every host.
    Any,
    /// `localhost` and IP addresses, without encryption.
    Local,
    /// A host name, on any port.
    Name(String),
    /// A scheme and a host name, with a port unless it is the scheme's own.
    Origin(String),
}

/// The hosts that the application names.
static NAMED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Adds a host of this process. Has no effect after the first request.
pub(crate) fn name(host: String) {
    let mut named = NAMED.lock().unwrap_or_else(PoisonError::into_inner);
    named.push(host);
}

/// The origins of other sites whose pages may send requests that change something.
static TRUSTED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Adds an origin of another site.
pub(crate) fn trust(origin: &str) {
    let mut trusted = TRUSTED.lock().unwrap_or_else(PoisonError::into_inner);
    trusted.push(origin.trim_end_matches('/').to_ascii_lowercase());
}

/// Returns whether the application trusts pages of an origin of another site.
pub(crate) fn trusts(origin: &str) -> bool {
    let trusted = TRUSTED.lock().unwrap_or_else(PoisonError::into_inner);
    let mut trusted = trusted.iter();
    trusted.any(|trusted| trusted.eq_ignore_ascii_case(origin))
}

impl HostPattern {
    fn read(host: &str) -> Self {
        match host.trim_end_matches('/').to_ascii_lowercase() {
            any if any == "*" => Self::Any,
            origin if origin.contains("://") => Self::Origin(origin),
            name => Self::Name(name),
        }
    }
}

impl Hosts {
    /// Returns the hosts of the environment; if there are none, those of the application.
    pub fn get() -> &'static Self {
        static HOSTS: OnceLock<Hosts> = OnceLock::new();
        HOSTS.get_or_init(|| {
            let named = NAMED.lock().unwrap_or_else(PoisonError::into_inner);
            Self::read(env::var("WATERSHED_HOSTS").ok().as_deref(), &named)
        })
    }

    fn read(list: Option<&str>, named: &[String]) -> Self {
        let listed = list.unwrap_or_default().split(',').map(str::trim);
        let mut known: Vec<HostPattern> = listed
            .filter(|host| !host.is_empty())
            .map(HostPattern::read)
            .collect();
        if known.is_empty() {
            known.push(HostPattern::Local);
            known.extend(named.iter().map(|host| HostPattern::read(host.trim())));
        }
        Self { known }
    }

    /// Returns whether a request may name this host.
    pub fn admits(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        self.known.iter().any(|known| match known {
            HostPattern::Any => true,
            HostPattern::Local => is_local(name_of(&host)),
            HostPattern::Name(name) => *name == host || name == name_of(&host),
            HostPattern::Origin(origin) => {
                origin.split_once("://").is_some_and(|(_, own)| own == host)
            }
        })
    }

    /// Returns whether browsers ask for this host over `https`; `None` if they may do either.
    pub fn is_encrypted(&self, host: &str) -> Option<bool> {
        let host = host.to_ascii_lowercase();
        if is_local(name_of(&host)) && self.known.contains(&HostPattern::Local) {
            return Some(false);
        }
        self.known.iter().find_map(|known| match known {
            HostPattern::Origin(origin) => {
                let (scheme, own) = origin.split_once("://")?;
                (own == host).then_some(scheme == "https")
            }
            _ => None,
        })
    }

    /// Returns whether a page of `origin` was served by this server under `host`.
    pub fn admits_origin(&self, origin: &str, host: &str) -> bool {
        let (origin, host) = (origin.to_ascii_lowercase(), host.to_ascii_lowercase());
        let Some((scheme, authority)) = origin.split_once("://") else {
            return false;
        };
        let is_same = authority == host && matches!(scheme, "http" | "https");
        is_same
            && self.known.iter().any(|known| match known {
                HostPattern::Any => true,
                HostPattern::Local => scheme == "http" && is_local(name_of(&host)),
                HostPattern::Name(name) => *name == host || name == name_of(&host),
                HostPattern::Origin(own) => *own == origin,
            })
    }
}

/// Returns a host without its port.
fn name_of(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_local(name: &str) -> bool {
    let is_address = name.parse::<Ipv4Addr>().is_ok()
        || name
            .strip_prefix('[')
            .and_then(|name| name.strip_suffix(']'))
            .is_some_and(|name| name.parse::<Ipv6Addr>().is_ok());
    is_address || name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_list_only_this_machine_and_addresses_are_known() {
        let hosts = Hosts::read(None, &[]);
        for host in [
            "localhost",
            "localhost:3000",
            "app.localhost:3000",
            "127.0.0.1:80",
            "10.0.0.7",
            "[::1]:3000",
        ] {
            assert!(hosts.admits(host), "{host}");
            assert!(
                hosts.admits_origin(&format!("http://{host}"), host),
                "{host}"
            );
            assert!(
                !hosts.admits_origin(&format!("https://{host}"), host),
                "{host}"
            );
        }
        for host in [
            "attacker.test",
            "localhost.attacker.test",
            "notlocalhost",
            "127.0.0.1.attacker.test",
            "",
            ":80",
            "[::1",
        ] {
            assert!(!hosts.admits(host), "{host}");
            assert!(
                !hosts.admits_origin(&format!("http://{host}"), host),
                "{host}"
            );
        }
    }

    #[test]
    fn a_name_is_known_on_any_port_and_with_either_scheme() {
        let hosts = Hosts::read(Some("Example.com, www.example.com:8443"), &[]);
        for host in ["example.com", "EXAMPLE.com:8080", "www.example.com:8443"] {
            assert!(hosts.admits(host), "{host}");
            assert!(
                hosts.admits_origin(&format!("https://{host}"), host),
                "{host}"
            );
        }
        for host in [
            "localhost",
            "www.example.com",
            "example.com.evil.test",
            "evil-example.com",
        ] {
            assert!(!hosts.admits(host), "{host}");
        }
    }

    #[test]
    fn what_the_application_names_is_known_beside_this_machine_unless_the_environment_says_otherwise()
     {
        let named = ["https://example.com/".to_owned(), " Other.test ".to_owned()];
        let hosts = Hosts::read(Some(" "), &named);
        for host in ["example.com", "other.test:8080", "localhost:3000"] {
            assert!(hosts.admits(host), "{host}");
        }
        assert!(!hosts.admits("attacker.test"));
        assert!(!hosts.admits_origin("http://example.com", "example.com"));
        let listed = Hosts::read(Some("www.example.com"), &named);
        assert!(listed.admits("www.example.com"));
        assert!(!listed.admits("example.com") && !listed.admits("localhost"));
    }

    #[test]
    fn an_origin_is_known_scheme_and_all() {
        let hosts = Hosts::read(Some("https://example.com"), &[]);
        assert!(hosts.admits("example.com") && !hosts.admits("example.com:8080"));
        assert!(hosts.admits_origin("https://example.com", "example.com"));
        assert!(!hosts.admits_origin("http://example.com", "example.com"));
        assert!(!hosts.admits_origin("https://example.com", "localhost"));
    }

    #[test]
    fn a_star_is_everybody_but_still_one_origin() {
        let hosts = Hosts::read(Some("*"), &[]);
        assert!(hosts.admits("anything.test"));
        assert!(hosts.admits_origin("https://anything.test", "anything.test"));
        assert!(!hosts.admits_origin("https://other.test", "anything.test"));
    }
}

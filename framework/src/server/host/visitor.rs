//! The visitor who sends a request, as far as it is known without cookies: by address.

use std::env;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::OnceLock;

use axum::extract::ConnectInfo;
use axum::http::HeaderMap;
use axum::http::request::Parts;

/// The header in which a proxy names the client.
const FORWARDED: &str = "x-forwarded-for";

/// The visitor of a request: an IPv4 address, or the half of an IPv6 address that a network is given, in which one
/// machine has as many addresses as it likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Visitor {
    /// A client's own: public, or named by a proxy of this server. So it has a client's limits.
    Client(IpAddr),
    /// One that many clients may have: a proxy's that was not named, or one of an inner network.
    Address(IpAddr),
    /// The connection is not one over IP, or of a server that does not say whose it is.
    Unknown,
}

impl Visitor {
    /// Returns the visitor of a request.
    pub fn of(request: &Parts) -> Self {
        let peer = request.extensions.get::<ConnectInfo<SocketAddr>>();
        peer.map_or(Self::Unknown, |ConnectInfo(peer)| {
            let peer = peer.ip().to_canonical();
            let client = Proxies::get().client(peer, &request.headers);
            Self::at(client, client != peer)
        })
    }

    /// Returns the address, if it is a client's own.
    pub fn client(self) -> Option<IpAddr> {
        match self {
            Self::Client(address) => Some(address),
            Self::Address(_) | Self::Unknown => None,
        }
    }

    fn at(address: IpAddr, is_named: bool) -> Self {
        let address = address.to_canonical();
        let network = match address {
            IpAddr::V6(address) => {
                let network = u128::from(address) & !u128::from(u64::MAX);
                IpAddr::V6(Ipv6Addr::from(network))
            }
            IpAddr::V4(_) => address,
        };
        match is_named || is_public(address) {
            true => Self::Client(network),
            false => Self::Address(network),
        }
    }
}

/// Returns whether an address is one of the internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let is_shared = address.octets()[0] == 100 && address.octets()[1] & 0xc0 == 64;
            !(address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_unspecified()
                || is_shared)
        }
        IpAddr::V6(address) => address.segments()[0] & 0xe000 == 0x2000,
    }
}

/// The proxies in `WATERSHED_PROXIES`, separated by commas: addresses, or networks as `10.0.0.0/8`. The header that names the
/// client is believed from these alone, because anybody can send it.
#[derive(Debug, Default)]
struct Proxies(Vec<AddressRange>);

/// The addresses that have the first bits in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct AddressRange {
    address: IpAddr,
    bits: u32,
}

impl Proxies {
    fn get() -> &'static Self {
        static PROXIES: OnceLock<Proxies> = OnceLock::new();
        PROXIES.get_or_init(|| Self::read(&env::var("WATERSHED_PROXIES").unwrap_or_default()))
    }

    fn read(list: &str) -> Self {
        let listed = list.split(',').map(str::trim).filter(|one| !one.is_empty());
        let network = |one: &str| {
            let network = AddressRange::read(one);
            if network.is_none() {
                tracing::error!(one, "WATERSHED_PROXIES: not an address or a network");
            }
            network
        };
        Self(listed.filter_map(network).collect())
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }

    /// Returns the address of the client: the last in the chain that is not a proxy's.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let values = headers.get_all(FORWARDED).iter();
        let listed = values
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','));
        let mut chain: Vec<&str> = listed.collect();
        let mut client = peer;
        while self.trusts(client)
            && let Some(named) = chain.pop()
            && let Some(named) = address(named.trim())
        {
            client = named;
        }
        client
    }
}

impl AddressRange {
    fn read(text: &str) -> Option<Self> {
        let (start, bits) = match text.split_once('/') {
            Some((start, bits)) => (start, Some(bits.parse().ok()?)),
            None => (text, None),
        };
        let address = start.parse::<IpAddr>().ok()?.to_canonical();
        let all = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(all);
        (bits <= all).then_some(Self { address, bits })
    }

    fn contains(&self, address: IpAddr) -> bool {
        let differing = match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                (own.to_bits() ^ other.to_bits()).leading_zeros()
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                (own.to_bits() ^ other.to_bits()).leading_zeros()
            }
            _ => return false,
        };
        differing >= self.bits
    }
}

/// Reads an address; some proxies add a port.
fn address(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse().map(|peer: SocketAddr| peer.ip()).ok();
    text.parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(proxies: &str, peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED, value.parse().expect("a value"));
        }
        let peer = peer.parse().expect("an address");
        Proxies::read(proxies).client(peer, &headers).to_string()
    }

    #[test]
    fn a_header_counts_only_if_a_proxy_sends_it() {
        assert_eq!(client("", "127.0.0.1", &["9.9.9.9"]), "127.0.0.1");
        assert_eq!(client("10.0.0.1", "8.8.8.8", &["9.9.9.9"]), "8.8.8.8");
        assert_eq!(client("10.0.0.1", "10.0.0.1", &["9.9.9.9"]), "9.9.9.9");
        assert_eq!(
            client("127.0.0.1", "::ffff:127.0.0.1", &["9.9.9.9"]),
            "9.9.9.9"
        );
    }

    #[test]
    fn the_client_is_the_last_who_is_no_proxy_whatever_it_says_itself() {
        let proxies = "127.0.0.1, 10.0.0.0/8, ::1";
        for (forwarded, expected) in [
            (&["6.6.6.6, 9.9.9.9"][..], "9.9.9.9"),
            (&["6.6.6.6", "9.9.9.9, 10.1.2.3"], "9.9.9.9"),
            (&["9.9.9.9:4711"], "9.9.9.9"),
            (&["[2001:db8::1]:80"], "2001:db8::1"),
            (&["9.9.9.9, unknown"], "127.0.0.1"),
            (&["10.0.0.7"], "10.0.0.7"),
            (&[], "127.0.0.1"),
        ] {
            assert_eq!(
                client(proxies, "127.0.0.1", forwarded),
                expected,
                "{forwarded:?}"
            );
        }
    }

    #[test]
    fn networks_are_read_to_the_bit() {
        let contains = |network: &str, address: &str| {
            AddressRange::read(network)
                .expect("a network")
                .contains(address.parse().expect("an address"))
        };
        assert!(contains("10.0.0.0/8", "10.255.0.1") && !contains("10.0.0.0/8", "11.0.0.1"));
        assert!(
            contains("192.168.1.6/31", "192.168.1.7") && !contains("192.168.1.6/31", "192.168.1.8")
        );
        assert!(contains("0.0.0.0/0", "1.2.3.4") && !contains("0.0.0.0/0", "::1"));
        assert!(contains("fd00::/8", "fd12::1") && !contains("fd00::/8", "fe00::1"));
        for wrong in ["10.0.0.0/33", "ten", "10.0.0.0/x", "::/129"] {
            assert_eq!(AddressRange::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn all_addresses_of_a_network_are_one_visitor() {
        let visitor = |address: &str| Visitor::at(address.parse().expect("an address"), false);
        assert_eq!(visitor("2001:db8:0:1::1"), visitor("2001:db8:0:1:ffff::2"));
        assert_ne!(visitor("2001:db8:0:1::1"), visitor("2001:db8:0:2::1"));
        assert_ne!(visitor("9.9.9.9"), visitor("9.9.9.8"));
        assert_eq!(visitor("9.9.9.9"), visitor("::ffff:9.9.9.9"));
    }

    #[test]
    fn only_an_address_that_is_a_clients_has_the_limits_of_one() {
        let is_client = |address: &str, is_named| {
            let visitor = Visitor::at(address.parse().expect("an address"), is_named);
            matches!(visitor, Visitor::Client(_))
        };
        for public in ["9.9.9.9", "100.128.0.1", "2001:db8::1", "::ffff:8.8.8.8"] {
            assert!(is_client(public, false), "{public}");
        }
        for inner in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.0.1",
            "100.64.0.1",
            "::1",
            "fd00::1",
            "fe80::1",
        ] {
            assert!(
                !is_client(inner, false) && is_client(inner, true),
                "{inner}"
            );
        }
    }
}

//! Address ranges: which are private, and where a route's destination lies.

use ipnet::IpNet;

/// Ranges that no packet reaches over the internet: RFC 1918, RFC 6598, loopback, link local, unique local.
const PRIVATE: [&str; 8] = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "fc00::/7",
    "fe80::/10",
];

/// An address family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl Family {
    /// The family of `range`.
    pub(crate) fn of(range: &IpNet) -> Self {
        match range {
            IpNet::V4(_) => Self::V4,
            IpNet::V6(_) => Self::V6,
        }
    }
}

/// Where a route leads packets to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Destination {
    /// Everywhere.
    Default,
    /// Somewhere on the internet.
    Public,
    /// A private network.
    Private,
}

impl Destination {
    /// Where `range` lies.
    pub(crate) fn of(range: &IpNet) -> Self {
        if range.prefix_len() == 0 {
            return Self::Default;
        }
        let is_private = PRIVATE
            .iter()
            .filter_map(|private| private.parse::<IpNet>().ok())
            .any(|private| private.contains(range));
        if is_private { Self::Private } else { Self::Public }
    }
}

/// Whether one of the ranges lies within the other.
pub(crate) fn overlap(one: &IpNet, other: &IpNet) -> bool {
    one.contains(other) || other.contains(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_are_told_apart() {
        let cases = [
            ("0.0.0.0/0", Destination::Default),
            ("::/0", Destination::Default),
            ("10.2.0.0/16", Destination::Private),
            ("172.32.0.0/16", Destination::Public),
            ("172.31.0.0/16", Destination::Private),
            ("100.64.1.0/24", Destination::Private),
            ("8.8.8.0/24", Destination::Public),
            ("8.0.0.0/5", Destination::Public),
            ("fd00::/8", Destination::Private),
            ("2600::/12", Destination::Public),
        ];
        for (text, expected) in cases {
            let range: IpNet = text.parse().expect("is a range");
            assert_eq!(Destination::of(&range), expected, "{text}");
        }
    }
}

//! Names and addresses of servers, told apart by their form.

use std::net::{Ipv4Addr, Ipv6Addr};

/// What a text is as the address of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A host name with a domain part.
    Name,
    /// A host name without one.
    BareName,
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
    /// None of these.
    Neither,
}

/// What a text is: a name has labels of letters, digits and hyphens (RFC 1123, section 2.1), and its last is no number.
#[must_use]
pub fn kind(text: &str) -> Kind {
    if text.parse::<Ipv4Addr>().is_ok() {
        return Kind::Ipv4;
    }
    if text.trim_start_matches('[').trim_end_matches(']').parse::<Ipv6Addr>().is_ok() {
        return Kind::Ipv6;
    }
    let label = |label: &str| {
        let plain = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        !label.is_empty() && label.len() < 64 && plain && !label.starts_with('-') && !label.ends_with('-')
    };
    let number = text.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    match text.len() < 254 && text.split('.').all(label) && !number {
        true if text.contains('.') => Kind::Name,
        true => Kind::BareName,
        false => Kind::Neither,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_are_told_apart() {
        for (text, want) in [
            ("jims1.example.com", Kind::Name),
            ("jims1", Kind::BareName),
            ("10.0.0.1", Kind::Ipv4),
            ("2001:db8::1", Kind::Ipv6),
            ("[2001:db8::1]", Kind::Ipv6),
            ("10.0.0.256", Kind::Neither),
            ("10.0.0", Kind::Neither),
            ("", Kind::Neither),
            ("a..b", Kind::Neither),
            ("-a.example", Kind::Neither),
            ("a b.example", Kind::Neither),
            ("https://a.example", Kind::Neither),
            ("a.example:443", Kind::Neither),
            ("a.example\nset x", Kind::Neither),
        ] {
            assert_eq!(kind(text), want, "{text}");
        }
    }
}

//! What a certificate without a subject is known by: one of its alternative names (RFC 5280, section 4.1.2.6).

use std::net::IpAddr;

use super::{Certificate, extensions::AlternativeName};

impl Certificate {
    /// The first alternative name that tells a client, hosts before addresses of other kinds: `dns`, `uri`, `ip` or `email`.
    #[must_use]
    pub fn alternative(&self) -> Option<(&'static str, String)> {
        let names: Vec<_> = self.extensions.alternative_names.iter().flat_map(|names| &names.value).filter_map(told).collect();
        KINDS.iter().find_map(|kind| names.iter().find(|(known, _)| known == kind)).cloned()
    }

    /// The subject; where there is none, an alternative name with its kind, as `dns:client.example`.
    #[must_use]
    pub fn known_as(&self) -> String {
        let subject = self.subject.to_string();
        let other = || self.alternative().map(|(kind, name)| format!("{kind}:{name}"));
        if subject.is_empty() { other().unwrap_or_default() } else { subject }
    }
}

fn told(name: &AlternativeName) -> Option<(&'static str, String)> {
    match name {
        AlternativeName::Dns(host) => Some(("dns", host.clone())),
        AlternativeName::Uri(address) => Some(("uri", address.clone())),
        AlternativeName::Ip(octets) => Some(("ip", address(octets)?)),
        AlternativeName::Email(mailbox) => Some(("email", mailbox.clone())),
        AlternativeName::Directory(_) | AlternativeName::Other(_) | AlternativeName::Invalid => None,
    }
}

fn address(octets: &[u8]) -> Option<String> {
    let four = || <[u8; 4]>::try_from(octets).map(IpAddr::from);
    let sixteen = || <[u8; 16]>::try_from(octets).map(IpAddr::from);
    four().or_else(|_| sixteen()).ok().map(|address| address.to_string())
}

const KINDS: [&str; 4] = ["dns", "uri", "ip", "email"];

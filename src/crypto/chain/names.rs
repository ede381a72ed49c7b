//! Whether the names of a path lie within what its authorities may certify (RFC 5280, sections 4.2.1.10 and 6.1.3). Needed
//! beside the library's verdict, because that knows hosts and addresses only. Bounded work: 250,000 comparisons.

use std::ops::ControlFlow;

use crate::crypto::certificate::{AlternativeName, Certificate, NameConstraints};

/// Whether every name is allowed. Anything that cannot be judged is not.
pub(super) fn are_allowed(path: &[Certificate]) -> bool {
    let mut budget = COMPARISONS;
    let above = path.iter().enumerate().skip(1);
    let judged = above.filter_map(|(index, one)| Some((index, &one.extensions.name_constraints.as_ref()?.value))).try_for_each(
        |(index, constraints)| {
            // Who issued itself is not bound, unless it is the leaf.
            let below = path[..index].iter().enumerate().filter(|(place, one)| *place == 0 || !one.is_self_issued());
            let allowed = below.flat_map(|(_, one)| names(one)).all(|name| allows(constraints, &name, &mut budget));
            if allowed { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        },
    );
    judged.is_continue()
}

/// All names of a certificate: the alternative ones, its subject, and mail addresses in that.
fn names(one: &Certificate) -> Vec<AlternativeName> {
    let mut all = one.extensions.alternative_names.as_ref().map(|names| names.value.clone()).unwrap_or_default();
    if !all.iter().any(|name| matches!(name, AlternativeName::Email(_))) {
        all.extend(one.subject.texts("emailAddress").map(|text| AlternativeName::Email(text.to_owned())));
    }
    if !one.subject.is_empty() {
        all.push(AlternativeName::Directory(one.subject.clone()));
    }
    all
}

fn allows(constraints: &NameConstraints, name: &AlternativeName, budget: &mut usize) -> bool {
    let mut within = |subtree: &AlternativeName, part: Part| {
        *budget = budget.checked_sub(1)?;
        is_within(name, subtree, part)
    };
    let same_kind = |subtree: &&AlternativeName| kind(subtree) == kind(name);
    let mut permitted = constraints.permitted.iter().filter(same_kind).map(|subtree| within(subtree, Part::Whole)).peekable();
    if permitted.peek().is_some() && !permitted.any(|found| found == Some(true)) {
        return false;
    }
    constraints.excluded.iter().filter(same_kind).all(|subtree| within(subtree, Part::Some) == Some(false))
}

fn kind(name: &AlternativeName) -> u8 {
    match name {
        AlternativeName::Dns(_) => 0,
        AlternativeName::Email(_) => 1,
        AlternativeName::Uri(_) => 2,
        AlternativeName::Ip(_) => 3,
        AlternativeName::Directory(_) => 4,
        AlternativeName::Other(_) | AlternativeName::Invalid => 5,
    }
}

/// How much of what a wildcard stands for must lie within.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// All of it: to be permitted.
    Whole,
    /// Any of it: to be excluded.
    Some,
}

/// Whether a name lies within a subtree of its kind; `None` when either is not well formed or of a kind without a rule.
fn is_within(name: &AlternativeName, subtree: &AlternativeName, part: Part) -> Option<bool> {
    match (name, subtree) {
        (AlternativeName::Dns(name), AlternativeName::Dns(subtree)) => host_within(name, subtree, part),
        (AlternativeName::Email(name), AlternativeName::Email(subtree)) => mail_within(name, subtree),
        (AlternativeName::Uri(name), AlternativeName::Uri(subtree)) => domain_within(uri_host(name)?, subtree),
        (AlternativeName::Ip(name), AlternativeName::Ip(subtree)) => address_within(name, subtree),
        (AlternativeName::Directory(name), AlternativeName::Directory(subtree)) => Some(name.is_within(subtree)),
        _ => None,
    }
}

/// A host lies within itself and everything that it ends with.
fn host_within(name: &str, subtree: &str, part: Part) -> Option<bool> {
    let (name, subtree) = (name.to_ascii_lowercase(), subtree.to_ascii_lowercase());
    let plain = name.strip_prefix("*.").unwrap_or(&name);
    if !is_host(plain) || !(subtree.is_empty() || is_host(&subtree)) {
        return None;
    }
    let covers = part == Part::Some && plain != name && ends_below(&subtree, plain);
    Some(subtree.is_empty() || ends_with(plain, &subtree) || covers)
}

/// A mailbox lies within itself, its host, and the domains that begin with a dot.
fn mail_within(name: &str, subtree: &str) -> Option<bool> {
    let (local, host) = mailbox(name)?;
    if !subtree.contains('@') {
        return domain_within(host, subtree);
    }
    mailbox(subtree).map(|(other, at)| local == other && host.eq_ignore_ascii_case(at))
}

fn mailbox(text: &str) -> Option<(&str, &str)> {
    let (local, host) = text.split_once('@')?;
    let plain = local.bytes().all(|byte| byte.is_ascii_graphic());
    // A star is a letter like any other in a mailbox that is compared as a whole.
    (!local.is_empty() && plain && is_host(&host.replace('*', "x"))).then_some((local, host))
}

/// A host is the subtree, or lies below it where that begins with a dot.
fn domain_within(host: &str, subtree: &str) -> Option<bool> {
    let (host, subtree) = (host.to_ascii_lowercase(), subtree.to_ascii_lowercase());
    match subtree.strip_prefix('.') {
        Some(domain) => is_host(domain).then(|| ends_below(&host, domain)),
        None => is_host(&subtree).then(|| host == subtree),
    }
}

fn uri_host(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    (is_host(host) && host.parse::<std::net::Ipv4Addr>().is_err()).then_some(host)
}

/// A subtree is an address and its mask, which must be a prefix.
fn address_within(name: &[u8], subtree: &[u8]) -> Option<bool> {
    let (base, mask) = subtree.split_at(subtree.len() / 2);
    let ones: u32 = mask.iter().map(|byte| byte.count_ones()).sum();
    let leading: u32 = mask
        .iter()
        .map(|byte| byte.leading_ones())
        .scan(true, |whole, ones| {
            let counted = if *whole { ones } else { 0 };
            *whole &= ones == 8;
            Some(counted)
        })
        .sum();
    if ones != leading {
        return None;
    }
    Some(name.len() == base.len() && name.iter().zip(base).zip(mask).all(|((name, base), mask)| name & mask == base & mask))
}

fn ends_with(name: &str, domain: &str) -> bool {
    name == domain || ends_below(name, domain)
}

fn ends_below(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain).is_some_and(|front| front.len() > 1 && front.ends_with('.'))
}

fn is_host(text: &str) -> bool {
    let fits = |label: &str| {
        let letters = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        !label.is_empty() && label.len() < 64 && letters && !label.starts_with('-') && !label.ends_with('-')
    };
    text.len() < 254 && text.split('.').all(fits)
}

const COMPARISONS: usize = 250_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lie_within_their_subtrees() {
        let dns = |text: &str| AlternativeName::Dns(text.to_owned());
        let mail = |text: &str| AlternativeName::Email(text.to_owned());
        let uri = |text: &str| AlternativeName::Uri(text.to_owned());
        let ip = |bytes: &[u8]| AlternativeName::Ip(bytes.to_vec());
        for (name, subtree, want) in [
            (dns("a.example"), dns("example"), Some(true)),
            (dns("A.EXAMPLE"), dns("example"), Some(true)),
            (dns("example"), dns("example"), Some(true)),
            (dns("badexample"), dns("example"), Some(false)),
            (dns("a.example"), dns(""), Some(true)),
            (dns("a.example"), dns(".example"), None),
            (dns("a..example"), dns("example"), None),
            (dns("*.example"), dns("a.example"), Some(false)),
            (dns("*.example"), dns("example"), Some(true)),
            (dns("*.example"), dns("a.other"), Some(false)),
            (mail("me@a.example"), mail("a.example"), Some(true)),
            (mail("me@b.a.example"), mail("a.example"), Some(false)),
            (mail("me@b.a.example"), mail(".a.example"), Some(true)),
            (mail("me@a.example"), mail(".a.example"), Some(false)),
            (mail("me@a.example"), mail("me@A.example"), Some(true)),
            (mail("Me@a.example"), mail("me@a.example"), Some(false)),
            (mail("*@a.example"), mail("*@a.example"), Some(true)),
            (mail("me@a.example"), mail("*@a.example"), Some(false)),
            (mail("me"), mail("a.example"), None),
            (mail("me@a@example"), mail("a.example"), None),
            (uri("https://me@a.example:1/x"), uri("a.example"), Some(true)),
            (uri("https://b.a.example/x"), uri(".a.example"), Some(true)),
            (uri("https://192.0.2.1/x"), uri("a.example"), None),
            (uri("urn:x"), uri("a.example"), None),
            (ip(&[192, 0, 2, 9]), ip(&[192, 0, 2, 0, 255, 255, 255, 0]), Some(true)),
            (ip(&[192, 0, 3, 9]), ip(&[192, 0, 2, 0, 255, 255, 255, 0]), Some(false)),
            (ip(&[192, 0, 2, 9]), ip(&[192, 0, 2, 0, 255, 0, 255, 0]), None),
            (AlternativeName::Invalid, AlternativeName::Invalid, None),
        ] {
            assert_eq!(is_within(&name, &subtree, Part::Whole), want, "{name} in {subtree}");
        }
        assert_eq!(is_within(&dns("*.example"), &dns("a.example"), Part::Some), Some(true));
    }
}

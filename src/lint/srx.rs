//! Rules for the JIMS client of an SRX firewall: what a commit would refuse, or what would not work, before a line is written.

mod bounds;
mod host;
pub mod status;

use crate::{
    domain::{
        finding::{Finding, Level},
        srx::{Addresses, Ca, Era, Method, PORT, Revocation, Server, VALIDATOR_PORT, Wish},
    },
    lint::rule::Rule,
};

pub use self::bounds::BOUNDS;
pub use self::host::{Kind, kind};

/// What is wanted, and of which releases.
pub struct Case<'a> {
    /// What is wanted.
    pub wish: &'a Wish,
    /// What the release takes.
    pub era: &'a Era,
}

/// Checks what is wanted by all rules; the worst findings come first. Findings about values name flag, value and rule.
#[must_use]
pub fn check(case: &Case<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = BOUNDS.iter().flat_map(|bound| bound.findings(case.wish)).collect();
    found.extend(RULES.iter().filter_map(|rule| rule.found((rule.look)(case))));
    found.extend(NOTES.iter().filter_map(|(code, look, advice)| Some(Finding::new(Level::Inform, code, look(case)?, *advice))));
    found.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    found
}

/// What a rule looks at; it says what is so when that is a breach.
pub type Look = for<'a> fn(&Case<'a>) -> Option<String>;

/// The rules that look at more than one value.
pub const RULES: &[Rule<Look>] = &[
    Rule::refuse(
        "address-kind",
        name_too_early,
        "give the server's IP address: host names came with 23.1 (Juniper YANG 22.4 and 23.1)",
    ),
    Rule::refuse(
        "address-ipv6",
        ipv6,
        "give an IPv4 address or a host name: the feature supports IPv4 alone (Juniper CLI reference)",
    ),
    Rule::refuse("address-form", no_address, "give a host name or an IPv4 address, without scheme, port and path"),
    Rule::refuse(
        "domain-part",
        no_domain,
        "write the whole name, such as `jims1.example.com`: 25.4 refuses a host name without a domain part (Juniper tech post, 25.4)",
    ),
    Rule::refuse("ca-statement", wrong_ca, "use the statement of the release (Juniper YANG of 20.4 to 24.4)"),
    Rule::refuse(
        "ca-with-address",
        |case| ca_with_address(case, Addresses::NameOrIp),
        "give the server's host name: with an authority the certificate's common name or a DNS name must equal it (Juniper tech post, 23.1 \
         and later)",
    ),
    Rule::warn(
        "ca-with-address",
        |case| ca_with_address(case, Addresses::Ip),
        "the certificate's common name must then be that address: upgrade to 23.1 or later to give a host name",
    ),
    Rule::warn(
        "not-verified",
        not_verified,
        "the firewall does not verify the server's certificate without one: whoever answers gets the client secret (Juniper tech post)",
    ),
    Rule::refuse(
        "validity-interval",
        interval_too_early,
        "leave it out, or upgrade: the statement came with 23.2 (Juniper YANG 23.2)",
    ),
    Rule::warn(
        "validity-without-revocation",
        interval_in_vain,
        "the interval is that of looking at revocation again: choose `--revocation use-crl` or `use-ocsp`",
    ),
    Rule::warn(
        "http",
        in_clear,
        "http is for debugging: client secret and token travel in clear, and JIMS has it off by default",
    ),
    Rule::refuse("validator-port", same_port, "give the validator another port (Juniper YANG with extensions, 24.4)"),
    Rule::refuse("filter-domains", too_many_domains, "name at most 20 (Juniper YANG, 24.4)"),
    Rule::refuse(
        "filter-sets",
        several_sets,
        "put the sets into one: the statement takes one address book and one set (Juniper YANG, 24.4)",
    ),
    Rule::refuse("same-server", same_server, "name another server as the secondary one, or none"),
    Rule::refuse(
        "credential-missing",
        no_credential,
        "each server has its own pair (Juniper CLI reference of `primary` and `secondary`)",
    ),
    Rule::warn("same-secret", same_secret, "let JIMS make a pair for each server: one that leaks then opens one server alone"),
    Rule::warn(
        "secret-looks-encrypted",
        looks_encrypted,
        "Junos takes a value with this beginning for one that it has encrypted itself: let JIMS make another secret",
    ),
    Rule::warn("host-map-unused", unused_host, "name a server, or leave the line out"),
];

/// What is worth knowing, each when it applies.
const NOTES: &[(&str, Look, &str)] = &[
    (
        "exclusive",
        |_| Some("identity-management stands alone".to_owned()),
        "it cannot be committed together with `active-directory-access` or the ClearPass query and webapi functions below `services \
         user-identification`",
    ),
    (
        "filter-ipv4",
        |case| {
            let filter = &case.wish.filter;
            (!filter.include.is_empty() || !filter.exclude.is_empty()).then(|| "filters by address".to_owned())
        },
        "the address sets must hold IPv4 addresses alone",
    ),
    (
        "revocation-off",
        |case| {
            let profile = matches!(case.wish.ca, Some(Ca::Profile(_)));
            (profile && case.wish.revocation.is_none()).then(|| "the profile does not check revocation".to_owned())
        },
        "an authority with revocation lists or a responder: `--revocation use-crl` or `use-ocsp`",
    ),
    (
        "release-not-seen",
        |case| (case.wish.release < case.era.from).then(|| format!("Junos {}", case.wish.release)),
        "Juniper's models before 20.4 were not read: the statements are those of 20.4",
    ),
    (
        "interface-of-schema",
        |case| case.wish.validator.as_ref().map(|_| "`jims-validator`".to_owned()),
        "it was seen in the model of 24.4: whether earlier releases have it was not looked at",
    ),
];

impl Case<'_> {
    fn servers(&self) -> impl Iterator<Item = (&Server, Kind)> {
        self.wish.servers.iter().map(|server| (server, kind(&server.address)))
    }

    fn of_kind(&self, wanted: Kind) -> Option<&Server> {
        self.servers().find(|(_, kind)| *kind == wanted).map(|(server, _)| server)
    }
}

fn told(server: &Server) -> String {
    format!("`--{} {}`", server.role, shown(&server.address))
}

fn name_too_early(case: &Case<'_>) -> Option<String> {
    let named = [Kind::Name, Kind::BareName].into_iter().find_map(|kind| case.of_kind(kind));
    let server = named.filter(|_| case.era.addresses == Addresses::Ip)?;
    Some(format!("{}: Junos {} takes an IP address", told(server), case.era))
}

fn ipv6(case: &Case<'_>) -> Option<String> {
    case.of_kind(Kind::Ipv6).map(|server| format!("{}: an IPv6 address", told(server)))
}

fn no_address(case: &Case<'_>) -> Option<String> {
    case.of_kind(Kind::Neither).map(|server| format!("{}: neither host name nor address", told(server)))
}

fn no_domain(case: &Case<'_>) -> Option<String> {
    case.of_kind(Kind::BareName).filter(|_| case.era.domain_part).map(|server| format!("{}: no domain part", told(server)))
}

fn wrong_ca(case: &Case<'_>) -> Option<String> {
    let ca = case.wish.ca.as_ref()?.statement();
    let known = &case.era.ca;
    let words = known.iter().map(|one| format!("`--{}`", one.word())).collect::<Vec<_>>().join(" or ");
    (!known.contains(&ca)).then(|| format!("`--{}`: Junos {} takes {words}", ca.word(), case.era))
}

fn ca_with_address(case: &Case<'_>, era: Addresses) -> Option<String> {
    let server = case.of_kind(Kind::Ipv4).filter(|_| case.era.addresses == era)?;
    let ca = case.wish.ca.as_ref()?.statement().word();
    Some(format!("{} with `--{ca}`: an address, and a certificate that is verified by name", told(server)))
}

fn not_verified(case: &Case<'_>) -> Option<String> {
    let flags = case.era.ca.iter().map(|one| format!("`--{}`", one.word())).collect::<Vec<_>>().join(" nor ");
    let open = case.wish.ca.is_none() && case.wish.method == Method::Https;
    open.then(|| format!("{}{flags} is given", if case.era.ca.len() > 1 { "neither " } else { "no " }))
}

fn interval_too_early(case: &Case<'_>) -> Option<String> {
    let minutes = case.wish.validity_interval.filter(|_| !case.era.validity_interval)?;
    Some(format!("`--server-validity-check-interval {minutes}`: not in Junos {}", case.era))
}

fn interval_in_vain(case: &Case<'_>) -> Option<String> {
    let checked = matches!(case.wish.revocation, Some(Revocation::UseCrl | Revocation::UseOcsp));
    let minutes = case.wish.validity_interval.filter(|_| !checked && matches!(case.wish.ca, Some(Ca::Profile(_))))?;
    Some(format!("`--server-validity-check-interval {minutes}` without a check of revocation"))
}

fn in_clear(case: &Case<'_>) -> Option<String> {
    (case.wish.method == Method::Http).then(|| "`--connect-method http`".to_owned())
}

fn same_port(case: &Case<'_>) -> Option<String> {
    let validator = case.wish.validator.as_ref()?.port.unwrap_or(VALIDATOR_PORT);
    (validator == case.wish.port.unwrap_or(PORT))
        .then(|| format!("`--validator-port {validator}`: the port of the connection, too"))
}

fn too_many_domains(case: &Case<'_>) -> Option<String> {
    let count = case.wish.filter.domains.len();
    (count > 20).then(|| format!("`--filter-domain`: {count} domains"))
}

fn several_sets(case: &Case<'_>) -> Option<String> {
    let filter = &case.wish.filter;
    let (flag, sets) =
        [("include", &filter.include), ("exclude", &filter.exclude)].into_iter().find(|(_, sets)| sets.len() > 1)?;
    Some(format!("`--{flag}-ip`: {} sets", sets.len()))
}

fn same_server(case: &Case<'_>) -> Option<String> {
    let [primary, secondary] = case.wish.servers.as_slice() else { return None };
    let same = primary.address.eq_ignore_ascii_case(&secondary.address);
    same.then(|| format!("{}: the primary server, too", told(secondary)))
}

fn no_credential(case: &Case<'_>) -> Option<String> {
    let of = |server: &Server| if server.role == "primary" { String::new() } else { format!("{}-", server.role) };
    let open = case.wish.servers.iter().find(|server| server.client_id.is_none() || server.secret.is_none())?;
    let flag = if open.client_id.is_none() { "client-id" } else { "client-secret-file" };
    Some(format!("`--{}{flag}` is not given", of(open)))
}

fn same_secret(case: &Case<'_>) -> Option<String> {
    let [primary, secondary] = case.wish.servers.as_slice() else { return None };
    let (one, other) = (primary.secret.as_ref()?, secondary.secret.as_ref()?);
    (one.reveal() == other.reveal()).then(|| "primary and secondary have one secret".to_owned())
}

fn looks_encrypted(case: &Case<'_>) -> Option<String> {
    let validator = case.wish.validator.iter().filter_map(|one| one.secret.as_ref());
    let mut all = case.wish.servers.iter().filter_map(|one| one.secret.as_ref()).chain(validator);
    all.any(|one| ["$9$", "$8$"].iter().any(|mark| one.reveal().starts_with(mark)))
        .then(|| "a client secret begins with `$9$` or `$8$`".to_owned())
}

fn unused_host(case: &Case<'_>) -> Option<String> {
    let used = |name: &str| case.wish.servers.iter().any(|server| server.address.eq_ignore_ascii_case(name));
    let host = case.wish.hosts.iter().find(|host| !used(&host.name))?;
    Some(format!("`--host-map {}={}`: no server has this name", shown(&host.name), shown(&host.address)))
}

/// A value as messages show it.
fn shown(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { '?' } else { sign }).take(80).collect()
}

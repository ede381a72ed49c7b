//! Lengths, ranges and characters of single values, as Juniper's configuration model of 24.4R1 has them.

use std::net::IpAddr;

use super::{Kind, kind, shown};
use crate::domain::{
    finding::{Finding, Level},
    srx::{Ca, Wish},
};

/// The bound of one flag's value.
pub struct Bound {
    /// A stable word.
    pub code: &'static str,
    /// The flag.
    pub flag: &'static str,
    values: for<'a> fn(&'a Wish) -> Vec<Value<'a>>,
    fit: Fit,
    source: &'static str,
}

/// A value as it was given.
enum Value<'a> {
    Text(&'a str),
    /// A secret, which no message shows.
    Hidden(&'a str),
    Number(u32),
}

/// What a value must be.
#[derive(Clone, Copy)]
enum Fit {
    /// A text of so many bytes of these characters.
    Length(usize, usize, Charset),
    /// A number from one to the other.
    Range(u32, u32),
    /// The same, or 0.
    ZeroOr(u32, u32),
    /// An IPv4 address.
    Ipv4,
    /// A host name.
    HostName,
}

/// Which characters a text may have. None allows one that would end a line.
#[derive(Clone, Copy)]
enum Charset {
    /// Whatever can be printed in ASCII: it is written in quotes.
    Printable,
    /// Letters, digits and marks, but none with a meaning in a configuration.
    Name,
    /// Letters, digits, `-`, `_` and `.`.
    Domain,
}

impl Bound {
    /// What is wrong with the values.
    pub(super) fn findings(&self, wish: &Wish) -> Vec<Finding> {
        let wrong = (self.values)(wish).into_iter().filter_map(|value| Some((self.fit.breach(&value)?, value)));
        wrong.map(|(rule, value)| self.finding(&rule, &value)).collect()
    }

    fn finding(&self, rule: &str, value: &Value<'_>) -> Finding {
        let value = match value {
            Value::Text(text) => format!(" {}", shown(text)),
            Value::Number(number) => format!(" {number}"),
            Value::Hidden(_) => String::new(),
        };
        Finding::new(
            Level::Refuse,
            self.code,
            format!("`{}{value}`: it must be {rule}", self.flag),
            format!("give such a value ({})", self.source),
        )
    }
}

impl Fit {
    /// The rule in words, when the value breaks it.
    fn breach(self, value: &Value<'_>) -> Option<String> {
        let good = match (self, value) {
            (Self::Range(least, most), Value::Number(number)) => (least..=most).contains(number),
            (Self::ZeroOr(least, most), Value::Number(number)) => *number == 0 || (least..=most).contains(number),
            (fit, Value::Text(text) | Value::Hidden(text)) => fit.takes(text),
            _ => false,
        };
        (!good).then(|| self.words())
    }

    fn takes(self, text: &str) -> bool {
        match self {
            Self::Length(least, most, charset) => {
                (least..=most).contains(&text.len()) && text.bytes().all(|byte| charset.has(byte))
            }
            Self::Ipv4 => text.parse::<IpAddr>().is_ok_and(|address| address.is_ipv4()),
            Self::HostName => matches!(kind(text), Kind::Name | Kind::BareName),
            Self::Range(..) | Self::ZeroOr(..) => false,
        }
    }

    fn words(self) -> String {
        match self {
            Self::Length(least, most, charset) => format!("{least} to {most} characters, {}", charset.words()),
            Self::Range(least, most) => format!("{least} to {most}"),
            Self::ZeroOr(least, most) => format!("0, or {least} to {most}"),
            Self::Ipv4 => "an IPv4 address".to_owned(),
            Self::HostName => "a host name".to_owned(),
        }
    }
}

impl Charset {
    fn has(self, byte: u8) -> bool {
        match self {
            Self::Printable => byte == b' ' || byte.is_ascii_graphic(),
            Self::Name => byte.is_ascii_alphanumeric() || b"-_.:/@+%=,~".contains(&byte),
            Self::Domain => byte.is_ascii_alphanumeric() || b"-_.".contains(&byte),
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Printable => "each printable ASCII",
            Self::Name => "each a letter, a digit or one of `-_.:/@+%=,~`",
            Self::Domain => "each a letter, a digit, `-`, `_` or `.`",
        }
    }
}

fn text(value: Option<&String>) -> Vec<Value<'_>> {
    value.map(|text| Value::Text(text)).into_iter().collect()
}

fn number(value: Option<u32>) -> Vec<Value<'static>> {
    value.map(Value::Number).into_iter().collect()
}

fn client_id(wish: &Wish, place: usize) -> Vec<Value<'_>> {
    text(wish.servers.get(place).and_then(|server| server.client_id.as_ref()))
}

fn secret(wish: &Wish, place: usize) -> Vec<Value<'_>> {
    let known = wish.servers.get(place).and_then(|server| server.secret.as_ref());
    known.map(|secret| Value::Hidden(secret.reveal())).into_iter().collect()
}

fn ca(wish: &Wish, profile: bool) -> Vec<Value<'_>> {
    match &wish.ca {
        Some(Ca::Profile(name)) if profile => vec![Value::Text(name)],
        Some(Ca::Certificate(file)) if !profile => vec![Value::Text(file)],
        _ => Vec::new(),
    }
}

fn sets(sets: &[(String, String)], book: bool) -> Vec<Value<'_>> {
    sets.iter().map(|(name, set)| Value::Text(if book { name } else { set })).collect()
}

/// A line of the table below.
const fn bound(
    code: &'static str,
    flag: &'static str,
    values: for<'a> fn(&'a Wish) -> Vec<Value<'a>>,
    fit: Fit,
    source: &'static str,
) -> Bound {
    Bound { code, flag, values, fit, source }
}

const ID: Fit = Fit::Length(1, 64, Charset::Printable);
const SECRET: Fit = Fit::Length(1, 128, Charset::Printable);
const SET: Fit = Fit::Length(1, 63, Charset::Name);
const PATH: Charset = Charset::Name;
const YANG: &str = "Juniper YANG, 24.4R1";
const YANG_OLD: &str = "Juniper YANG, 20.4 to 24.2";
const EXTENSIONS: &str = "Juniper YANG with extensions, 24.4R1";
const NAMES: &str = "Juniper YANG, 24.4R1; characters with a meaning in a configuration are refused";

/// All bounds, in the order of the statements.
pub const BOUNDS: &[Bound] = &[
    bound("port", "--port", |wish| number(wish.port), Fit::Range(1, 65_535), YANG),
    bound("client-id", "--client-id", |wish| client_id(wish, 0), ID, YANG),
    bound("client-id", "--secondary-client-id", |wish| client_id(wish, 1), ID, YANG),
    bound("client-secret", "--client-secret-file", |wish| secret(wish, 0), SECRET, YANG),
    bound("client-secret", "--secondary-client-secret-file", |wish| secret(wish, 1), SECRET, YANG),
    bound("ca-profile", "--ca-profile", |wish| ca(wish, true), Fit::Length(1, 32, Charset::Name), NAMES),
    bound("ca-certificate", "--ca-certificate", |wish| ca(wish, false), Fit::Length(1, 256, PATH), YANG_OLD),
    bound("ca-file", "--ca-file", |wish| text(wish.ca_file.as_ref()), Fit::Length(1, 256, PATH), NAMES),
    bound("ca-identity", "--ca-identity", |wish| text(wish.ca_identity.as_ref()), Fit::Length(1, 256, Charset::Name), NAMES),
    bound("token-api", "--token-api", |wish| text(wish.token_api.as_ref()), Fit::Length(1, 128, PATH), YANG),
    bound("query-api", "--query-api", |wish| text(wish.query_api.as_ref()), Fit::Length(4, 128, PATH), YANG),
    bound(
        "source",
        "--source",
        |wish| text(wish.source.as_ref()),
        Fit::Ipv4,
        "Juniper YANG, 24.4R1; IPv4 alone by the CLI reference",
    ),
    bound("interface", "--interface", |wish| text(wish.interface.as_ref()), Fit::Length(1, 128, Charset::Name), NAMES),
    bound(
        "routing-instance",
        "--routing-instance",
        |wish| text(wish.routing_instance.as_ref()),
        Fit::Length(1, 128, Charset::Name),
        NAMES,
    ),
    bound("address-book", "--include-ip", |wish| sets(&wish.filter.include, true), SET, NAMES),
    bound("address-book", "--exclude-ip", |wish| sets(&wish.filter.exclude, true), SET, NAMES),
    bound("address-set", "--include-ip", |wish| sets(&wish.filter.include, false), SET, YANG),
    bound("address-set", "--exclude-ip", |wish| sets(&wish.filter.exclude, false), SET, YANG),
    bound(
        "filter-domain",
        "--filter-domain",
        |wish| wish.filter.domains.iter().map(|name| Value::Text(name)).collect(),
        Fit::Length(1, 64, Charset::Domain),
        EXTENSIONS,
    ),
    bound("batch-items", "--batch-items", |wish| number(wish.query.batch_items), Fit::Range(100, 1000), YANG),
    bound("batch-interval", "--batch-interval", |wish| number(wish.query.batch_interval), Fit::Range(1, 60), YANG),
    bound("ip-query-delay", "--ip-query-delay", |wish| number(wish.query.ip_delay), Fit::Range(0, 60), YANG),
    bound("max-connections", "--max-connections", |wish| number(wish.query.max_connections), Fit::Range(1, 20), YANG),
    bound("auth-timeout", "--auth-timeout", |wish| number(wish.query.timeout), Fit::ZeroOr(10, 1440), YANG),
    bound(
        "invalid-auth-timeout",
        "--invalid-auth-timeout",
        |wish| number(wish.query.invalid_timeout),
        Fit::ZeroOr(10, 1440),
        YANG,
    ),
    bound(
        "host-map-name",
        "--host-map",
        |wish| wish.hosts.iter().map(|host| Value::Text(&host.name)).collect(),
        Fit::HostName,
        "RFC 1123, section 2.1",
    ),
    bound(
        "host-map-address",
        "--host-map",
        |wish| wish.hosts.iter().map(|host| Value::Text(&host.address)).collect(),
        Fit::Ipv4,
        "`static-host-mapping NAME inet ADDRESS`, Juniper tech post",
    ),
    bound(
        "validator",
        "--validator",
        |wish| text(wish.validator.as_ref().map(|validator| &validator.address)),
        Fit::Length(1, 128, Charset::Domain),
        YANG,
    ),
    bound(
        "validator-port",
        "--validator-port",
        |wish| number(wish.validator.as_ref().and_then(|one| one.port)),
        Fit::Range(1, 65_535),
        YANG,
    ),
    bound(
        "validator-client-id",
        "--validator-client-id",
        |wish| text(wish.validator.as_ref().and_then(|one| one.client_id.as_ref())),
        ID,
        YANG,
    ),
    bound(
        "validator-client-secret",
        "--validator-client-secret-file",
        |wish| wish.validator.iter().filter_map(|one| Some(Value::Hidden(one.secret.as_ref()?.reveal()))).collect(),
        SECRET,
        YANG,
    ),
];

//! The file that is to be shared: what is in it besides the certificate, and in which order.

use super::{Rule, when};
use crate::{
    crypto::{bundle::Container, chain},
    domain::finding::Level,
};

pub(super) const RULES: &[Rule] = &[
    Rule::everywhere(
        Level::Refuse,
        "private-key-in-file",
        |case| {
            let place = case.private_keys.join(", ");
            when(!place.is_empty() && case.container != Container::Pkcs12, || {
                format!("a private key stands in the file to be shared ({place})")
            })
        },
        "if it was sent to anybody, make a new key; share the output of `partnerctl cert bundle`, which leaves keys out",
    ),
    Rule::everywhere(
        Level::Warn,
        "wrong-container",
        |case| {
            let packed = match case.container {
                Container::Pkcs12 => "PKCS#12, which holds the private key, too",
                Container::Pkcs7 => "PKCS#7",
                Container::Base64 => "Base64 without the BEGIN and END lines",
                Container::Pem | Container::Der => return None,
            };
            Some(format!("it is packed as {packed}"))
        },
        "gateways take PEM: share the output of `partnerctl cert bundle`",
    ),
    Rule {
        code: "root-included",
        production: Some(Level::Warn),
        non_production: Some(Level::Inform),
        breach: |case| {
            let root = case.given.iter().find(|one| one.is_self_issued() && *one != case.leaf)?;
            Some(format!("the root `{}` is in the file", root.title()))
        },
        advice: "servers take a root from nobody: leave it out with `partnerctl cert bundle`, unless the gateway asks for it",
    },
    Rule::everywhere(
        Level::Warn,
        "chain-order",
        |case| when(!chain::is_ordered(case.given, case.against.at), || "the certificates are not in order".to_owned()),
        "servers of TLS 1.2 want each to be followed by its issuer: `partnerctl cert bundle` sorts them",
    ),
    Rule::everywhere(
        Level::Warn,
        "repeated-certificate",
        |case| {
            let extra = case.given.len() - chain::without_repetitions(case.given).len();
            when(extra > 0, || format!("{extra} of the certificates are repetitions"))
        },
        "`partnerctl cert bundle` drops them",
    ),
    Rule::everywhere(
        Level::Warn,
        "several-leaves",
        |case| {
            let others: Vec<_> = chain::leaves(case.given)
                .into_iter()
                .filter(|one| *one != case.leaf)
                .take(3)
                .map(|one| format!("`{}`", one.title()))
                .collect();
            when(!others.is_empty(), || format!("certificates that do not belong to its path are there: {}", others.join(", ")))
        },
        "one file per client: take the others out",
    ),
];

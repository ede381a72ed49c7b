//! The key: whether it is the partner's, and whether it can be broken.

use super::{Case, Rule, when};
use crate::{
    crypto::{certificate::KeyKind, weak::Weakness},
    domain::finding::Level,
};

pub(super) const RULES: &[Rule] = &[
    Rule::everywhere(
        Level::Refuse,
        "key-mismatch",
        |case| {
            let key = case.against.key_sha256?;
            let own = &case.leaf.public_key.sha256;
            when(key != own, || format!("the given key does not belong to it (public keys {key} and {own})"))
        },
        "find the key that the request was made with, or ask for a certificate for this key",
    ),
    Rule::everywhere(
        Level::Refuse,
        "rsa-too-small",
        |case| {
            let (bits, minimum) = (rsa_bits(case)?, u64::from(case.against.minimum_rsa_bits));
            when(bits < minimum, || format!("its RSA key has {bits} bits, and {minimum} are the least"))
        },
        "make a new key with `partnerctl key generate` and a new request",
    ),
    Rule::everywhere(
        Level::Warn,
        "rsa-odd-size",
        |case| {
            rsa_bits(case)
                .filter(|bits| bits % 8 != 0)
                .map(|bits| format!("its RSA key has {bits} bits, which is no multiple of 8"))
        },
        "some libraries refuse it (Baseline Requirements 6.1.5): make a new key",
    ),
    Rule::everywhere(
        Level::Refuse,
        "roca",
        |case| weak(case, |found| *found == Weakness::Roca, "its key carries the mark of the ROCA flaw (CVE-2017-15361)"),
        NEW_KEY,
    ),
    Rule::everywhere(
        Level::Refuse,
        "close-primes",
        |case| {
            weak(
                case,
                |found| *found == Weakness::ClosePrimes,
                "the primes of its key lie so close together that anybody finds them",
            )
        },
        NEW_KEY,
    ),
    Rule::everywhere(
        Level::Refuse,
        "small-factor",
        |case| {
            weak(case, |found| matches!(found, Weakness::SmallFactor(_)), "the modulus of its key is divisible by a small number")
        },
        NEW_KEY,
    ),
    Rule::everywhere(
        Level::Refuse,
        "prime-power",
        |case| weak(case, |found| matches!(found, Weakness::Power(_)), "the modulus of its key is a power of one number"),
        NEW_KEY,
    ),
    Rule::everywhere(
        Level::Refuse,
        "bad-exponent",
        |case| weak(case, |found| *found == Weakness::BadExponent, "the exponent of its key is even or 1"),
        NEW_KEY,
    ),
    Rule::everywhere(
        Level::Warn,
        "small-exponent",
        |case| weak(case, |found| *found == Weakness::SmallExponent, "the exponent of its key is below 65537"),
        "some servers refuse it (Baseline Requirements 6.1.6): make a new key",
    ),
    Rule::everywhere(
        Level::Refuse,
        "key-too-large",
        |case| weak(case, |found| *found == Weakness::TooLarge, "its key has more than 16384 bits"),
        "no server takes it: make a new key",
    ),
    Rule::everywhere(
        Level::Refuse,
        "point-off-curve",
        |case| match &case.leaf.public_key.kind {
            KeyKind::Ec { curve, on_curve: false } => Some(format!("its key is no point on the curve {curve}")),
            _ => None,
        },
        "it is damaged or forged: make a new key and a new request",
    ),
    Rule {
        code: "key-type",
        production: Some(Level::Refuse),
        non_production: Some(Level::Warn),
        breach: |case| match &case.leaf.public_key.kind {
            KeyKind::Other(oid) => Some(format!("its key is of a type that TLS servers do not take ({oid})")),
            _ => None,
        },
        advice: "use RSA, or EC on P-256, P-384 or P-521 (Baseline Requirements 6.1.5)",
    },
    Rule {
        code: "ed25519",
        production: Some(Level::Warn),
        non_production: Some(Level::Inform),
        breach: |case| when(case.leaf.public_key.kind == KeyKind::Ed25519, || "its key is of type Ed25519".to_owned()),
        advice: "many gateways and all public authorities refuse it: RSA or EC P-256 is safe",
    },
    Rule::everywhere(
        Level::Inform,
        "debian-keys-not-checked",
        |case| rsa_bits(case).map(|_| "the lists of Debian's weak keys of 2008 are not part of this program".to_owned()),
        "keys made since 2009 are not concerned",
    ),
];

fn rsa_bits(case: &Case<'_>) -> Option<u64> {
    match &case.leaf.public_key.kind {
        KeyKind::Rsa { modulus, .. } => Some(modulus.bits()),
        _ => None,
    }
}

fn weak(case: &Case<'_>, is: fn(&Weakness) -> bool, fact: &str) -> Option<String> {
    case.weaknesses.iter().any(is).then(|| fact.to_owned())
}

const NEW_KEY: &str = "whoever sees the certificate can compute the private key: make a new one with `partnerctl key generate`";

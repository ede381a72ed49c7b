//! Who issued the certificate: itself, a public authority, or a private one.

use time::{Date, macros::date};

use super::{Case, Rule, when};
use crate::{crypto::certificate::Certificate, domain::finding::Level};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "self-signed",
        production: Some(Level::Refuse),
        non_production: Some(Level::Inform),
        breach: |case| when(case.leaf.is_self_signed(), || "it is signed by itself".to_owned()),
        advice: "allowed in non-production; production needs one from an authority",
    },
    Rule::everywhere(
        Level::Warn,
        "public-authority",
        public_authority,
        "what was issued works until it ends, its renewal may not: change to a private or partner authority, or to a public \
         hierarchy for clients, before then",
    ),
    Rule::everywhere(
        Level::Warn,
        "life-too-long",
        |case| {
            let (life, limit) = (life(case.leaf), limit(case.leaf));
            when(life > limit, || format!("it lives {life} days, and {limit} are the most for its kind"))
        },
        "ask for a shorter one: a stolen key is of use for as long",
    ),
    Rule::everywhere(
        Level::Warn,
        "serial-number",
        |case| {
            let serial = &case.leaf.serial;
            when(!serial.is_positive() || serial.octets() > 20, || {
                format!("its serial number ({} octets) is not above zero and within 20 octets", serial.octets())
            })
        },
        "strict libraries refuse it (RFC 5280, section 4.1.2.2): ask for a new one",
    ),
    Rule::everywhere(
        Level::Warn,
        "reused-certificate",
        |case| {
            let own = case.leaf.sha256();
            let by: Vec<_> = case.against.elsewhere.iter().filter(|one| one.sha256 == own).map(|one| one.by.as_str()).collect();
            when(!by.is_empty(), || format!("the same certificate is in use by {}", by.join(", ")))
        },
        "partners and environments must be told apart: make one for each",
    ),
    Rule::everywhere(
        Level::Warn,
        "reused-key",
        |case| {
            let (own, key) = (case.leaf.sha256(), &case.leaf.public_key.sha256);
            let others = case.against.elsewhere.iter().filter(|one| one.sha256 != own && one.public_key_sha256 == *key);
            let by: Vec<_> = others.map(|one| one.by.as_str()).collect();
            when(!by.is_empty(), || format!("another certificate with the same key is in use by {}", by.join(", ")))
        },
        "partners and environments must be told apart: make a key for each",
    ),
];

fn public_authority(case: &Case<'_>) -> Option<String> {
    let leaf = case.leaf;
    let known = AUTHORITIES.iter().find(|authority| authority.issued(leaf));
    let logged = leaf.extensions.is_logged || leaf.extensions.policies.iter().any(|policy| policy.starts_with(BASELINE));
    match known {
        Some(authority) => Some(format!("it comes from a public authority ({}); {}", authority.name, authority.end)),
        None => logged.then(|| format!("it comes from a public authority ({}); {CHROME}", leaf.issuer)),
    }
}

fn is_public(leaf: &Certificate) -> bool {
    let by_policy = leaf.extensions.policies.iter().any(|policy| policy.starts_with(BASELINE));
    leaf.extensions.is_logged || by_policy || AUTHORITIES.iter().any(|authority| authority.issued(leaf))
}

/// Days, each that is begun counted (Baseline Requirements 6.3.2).
fn life(leaf: &Certificate) -> i64 {
    let seconds = (leaf.not_after.time() - leaf.not_before.time()).whole_seconds();
    seconds.div_euclid(86_400) + i64::from(seconds.rem_euclid(86_400) > 0)
}

/// Baseline Requirements 6.3.2 for public ones, by date of issue; the oldest of these limits for all others.
fn limit(leaf: &Certificate) -> i64 {
    let issued = leaf.not_before.time().date();
    let mut steps = LIMITS.iter().rev().filter(|(since, _)| is_public(leaf) && issued >= *since);
    steps.next().map_or(398, |(_, days)| *days)
}

const LIMITS: [(Date, i64); 3] = [(date!(2026 - 03 - 15), 200), (date!(2027 - 03 - 15), 100), (date!(2029 - 03 - 15), 47)];

/// The policies of the CA/Browser Forum's Baseline Requirements.
const BASELINE: &str = "2.23.140.1.2.";

struct Authority {
    name: &'static str,
    /// Words of its organisation's name.
    words: &'static [&'static str],
    /// When it stops issuing clientAuth.
    end: &'static str,
}

impl Authority {
    fn issued(&self, leaf: &Certificate) -> bool {
        let is = |text: &str| self.words.iter().any(|word| text.to_lowercase().contains(word));
        leaf.issuer.texts("O").any(is)
    }
}

/// The end of clientAuth in public certificates, as announced by the authorities.
const AUTHORITIES: [Authority; 5] = [
    Authority {
        name: "Let's Encrypt",
        words: &["let's encrypt", "internet security research group"],
        end: "left clientAuth out by default since 11 February 2026, and issues none since 8 July 2026",
    },
    Authority {
        name: "DigiCert",
        words: &["digicert", "geotrust", "thawte", "rapidssl", "quovadis"],
        end: "left clientAuth out by default since 1 October 2025, and issues none from 1 March 2027",
    },
    Authority {
        name: "Sectigo",
        words: &["sectigo", "comodo", "usertrust", "zerossl"],
        end: "left clientAuth out by default since 7 October 2025, and issues none from 10 February 2027 (a reseller's date; its own page said 15 May 2026)",
    },
    Authority {
        name: "Certum",
        words: &["certum", "asseco data systems", "unizeto"],
        end: "issues no clientAuth since 15 May 2026",
    },
    Authority {
        name: "a public authority of the browsers' programmes",
        words: &[
            "google trust services",
            "amazon",
            "globalsign",
            "entrust",
            "godaddy",
            "starfield",
            "ssl corp",
            "microsoft corporation",
            "buypass",
            "actalis",
            "identrust",
            "harica",
            "hellenic academic",
            "swisssign",
            "d-trust",
            "telia",
        ],
        end: CHROME,
    },
];

const CHROME: &str = "the programme of Chrome ends clientAuth in public certificates on 15 March 2027";

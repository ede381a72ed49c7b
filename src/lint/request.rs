//! Rules for certificate requests: what an issuer or gateway will refuse.

use std::{cmp::Reverse, fmt};

use thiserror::Error;

use crate::{
    crypto::{
        csr::{Request, SignatureState},
        key::KeyType,
        public::PublicKey,
        subject,
        weak::Weakness,
    },
    domain::finding::{Finding, Level},
};

/// What the subject of a request must be: RFC 4514 text whose values may hold `*` for anything, such as
/// `CN=4711-key,O=Acme*,C=*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<(String, String)>);

/// The text is no template.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no template of a subject: write it like `CN=4711-key,O=Acme*,C=*`")]
pub struct TemplateError(String);

impl std::str::FromStr for Template {
    type Err = TemplateError;

    fn from_str(text: &str) -> Result<Self, TemplateError> {
        let part = |part: &str| {
            let (kind, value) = part.split_once('=')?;
            let kind = subject::canonical(kind.trim())?;
            let value = value.trim().replace('\\', "");
            (!value.is_empty()).then(|| (kind.to_owned(), value))
        };
        let parts: Option<Vec<_>> = subject::split(text, ',').into_iter().map(part).collect();
        parts.map(Self).ok_or_else(|| TemplateError(text.chars().filter(|sign| !sign.is_control()).take(80).collect()))
    }
}

impl fmt::Display for Template {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.iter().map(|(kind, value)| format!("{kind}={value}")).collect::<Vec<_>>().join(","))
    }
}

/// Checks a request; the worst findings come first.
#[must_use]
pub fn check(request: &Request, template: Option<&Template>) -> Vec<Finding> {
    let mut found = Vec::new();
    signature(request, &mut found);
    key(request, &mut found);
    lengths(request, &mut found);
    purposes(request, &mut found);
    if let Some(template) = template {
        compare(request, template, &mut found);
    }
    found.sort_by_key(|finding| Reverse(finding.level));
    found
}

fn signature(request: &Request, found: &mut Vec<Finding>) {
    let (code, subject, advice) = match request.signature {
        SignatureState::Good => return,
        SignatureState::Bad => {
            ("signature", "the request is not signed with its own key, or was changed", "make it anew: `partnerctl csr create`")
        }
        SignatureState::Unknown => (
            "signature-algorithm",
            "the request is signed in a way that issuers refuse, such as SHA-1",
            "make it anew with SHA-256",
        ),
    };
    let subject = format!("{subject} (algorithm {})", request.algorithm);
    found.push(Finding::new(Level::Refuse, code, subject, advice));
}

/// What is wrong with a key, whatever it is for.
#[must_use]
pub fn weak(key: &PublicKey) -> Vec<Finding> {
    let mut found = Vec::new();
    match key.kind() {
        KeyType::Rsa(bits) if bits < 2048 => {
            let advice = "make a key of 2048 bits or more: `partnerctl key generate` (Baseline Requirements 6.1.5)";
            found.push(Finding::new(Level::Refuse, "key-short", format!("the RSA key has {bits} bits"), advice));
        }
        KeyType::Rsa(bits) if bits % 8 != 0 => {
            let advice = "make a key of 2048, 3072 or 4096 bits (Baseline Requirements 6.1.5)";
            found.push(Finding::new(Level::Warn, "key-size", format!("the RSA key has {bits} bits"), advice));
        }
        _ => {}
    }
    for weakness in key.weaknesses() {
        let advice = "make a new key: `partnerctl key generate`";
        found.push(Finding::new(Level::Refuse, "key-weak", format!("the RSA key can be broken: {}", words(&weakness)), advice));
    }
    found
}

fn words(weakness: &Weakness) -> String {
    match weakness {
        Weakness::SmallFactor(prime) => format!("its modulus is divisible by {prime}"),
        Weakness::Power(power) => format!("its modulus is a power with the exponent {power}"),
        Weakness::ClosePrimes => "its two primes lie too close together".to_owned(),
        Weakness::Roca => "it carries the mark of the ROCA flaw (CVE-2017-15361)".to_owned(),
        Weakness::BadExponent => "its exponent is even or 1".to_owned(),
        Weakness::SmallExponent => "its exponent is below 65537".to_owned(),
        Weakness::TooLarge => "it is too large to be looked at".to_owned(),
    }
}

fn key(request: &Request, found: &mut Vec<Finding>) {
    found.extend(weak(&request.public));
    if request.public.kind() == KeyType::Ed25519 {
        let advice = "public authorities issue for RSA and P-256 to P-521 only (Baseline Requirements 6.1.5)";
        found.push(Finding::new(Level::Warn, "key-type", "the key is of the type ed25519", advice));
    }
}

fn lengths(request: &Request, found: &mut Vec<Finding>) {
    if request.subject.is_empty() && request.names.is_empty() {
        let advice = "give it a subject with `--subject`, or a name with `--dns`";
        found.push(Finding::new(Level::Refuse, "subject-empty", "the request names nobody", advice));
    }
    for attribute in request.subject.attributes() {
        let Some(text) = &attribute.text else { continue };
        let (length, longest) = (text.chars().count(), subject::longest(&attribute.oid).unwrap_or(usize::MAX));
        if length > longest {
            let subject = format!("{} has {length} characters, and {longest} are the most", attribute.word());
            found.push(Finding::new(Level::Refuse, "subject-length", subject, "shorten it (RFC 5280 appendix A.1)"));
        }
        if attribute.word() == "C" && !(length == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())) {
            let advice = "use the two capital letters of the country (ISO 3166)";
            found.push(Finding::new(Level::Refuse, "subject-country", format!("C is `{text}`"), advice));
        }
        if text.trim() != text || text.is_empty() {
            let subject = format!("{} is empty or has blanks around it", attribute.word());
            found.push(Finding::new(Level::Warn, "subject-blanks", subject, "servers that compare names may refuse it"));
        }
    }
}

fn purposes(request: &Request, found: &mut Vec<Finding>) {
    if request.wants_authority {
        let advice = "leave the basic constraints out";
        found.push(Finding::new(Level::Refuse, "authority", "the request wants to become an authority", advice));
    }
    let listed = !request.purposes.is_empty();
    let client = request.purposes.iter().any(|one| one == "clientAuth" || one == "anyExtendedKeyUsage");
    if listed && !client {
        let subject = format!("the request asks for {} and not for clientAuth", request.purposes.join(", "));
        found.push(Finding::new(Level::Warn, "purpose", subject, "ask for clientAuth, or make sure that the issuer adds it"));
    }
}

fn compare(request: &Request, template: &Template, found: &mut Vec<Finding>) {
    let mut refuse = |code, subject: String, advice: String| found.push(Finding::new(Level::Refuse, code, subject, advice));
    for (kind, pattern) in &template.0 {
        let values: Vec<&str> = request.subject.texts(kind).collect();
        if values.is_empty() {
            refuse("subject-missing", format!("the subject has no {kind}"), format!("add `{kind}={pattern}`"));
        } else if !values.iter().any(|value| matches(pattern, value)) {
            let advice = format!("`{pattern}` is asked for: compare letter by letter");
            refuse("subject-value", format!("{kind} is `{}`", values.join("`, `")), advice);
        }
    }
    for attribute in request.subject.attributes() {
        if !template.0.iter().any(|(kind, _)| kind == attribute.word()) {
            let advice = format!("leave it out: the template is `{template}`");
            refuse("subject-extra", format!("the subject has {}, which the template has not", attribute.word()), advice);
        }
    }
}

/// Whether a value fits a pattern in which `*` stands for anything.
fn matches(pattern: &str, value: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == value };
    let Some(mut left) = value.strip_prefix(head) else { return false };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        let Some(place) = left.find(piece) else { return false };
        left = &left[place + piece.len()..];
    }
    left.ends_with(last)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;
    use crate::crypto::{
        csr::{AlternativeName, Order, create},
        key::Key,
    };

    fn codes(subject: &str, template: &str) -> Vec<String> {
        let key = Key::generate(KeyType::EcP256).unwrap();
        let names = vec![AlternativeName::Dns("a.example".to_owned())];
        let der = create(&key, &Order { subject: subject.to_owned(), names }).unwrap();
        let template = (!template.is_empty()).then(|| template.parse().unwrap());
        let found = check(&Request::from_der(&der).unwrap(), template.as_ref());
        found.into_iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn subjects_are_held_against_the_template() {
        for (subject, template, wanted) in [
            ("CN=4711,O=Acme,C=US", "", ""),
            ("CN=4711,O=Acme,C=US", "CN=4711,O=Acme,C=US", ""),
            ("CN=4711,O=Acme Corp,C=US", "CN=4711,O=Acme*,C=*", ""),
            ("CN=4712,O=Acme,C=US", "CN=4711,O=*,C=*", "subject-value"),
            ("O=Acme,C=US", "CN=4711,O=*,C=*", "subject-missing"),
            ("CN=4711,O=Acme,L=x,C=US", "CN=4711,O=*,C=*", "subject-extra"),
            ("CN=Acme\\, Inc", "cn=Acme\\, Inc", ""),
        ] {
            assert_eq!(codes(subject, template).join(" "), wanted, "{subject} against {template}");
        }
        for bad in ["", "CN", "CN=", "XX=1", "CN=1,,O=2"] {
            assert!(bad.parse::<Template>().is_err(), "{bad}");
        }
    }

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, value, fits) in [
            ("*", "", true),
            ("a*", "abc", true),
            ("*c", "abc", true),
            ("a*c", "abbc", true),
            ("a*b*c", "a-b-c", true),
            ("a*b*c", "ac", false),
            ("ab*ba", "aba", false),
            ("a", "ab", false),
        ] {
            assert_eq!(matches(pattern, value), fits, "{pattern} {value}");
        }
    }

    #[test]
    fn keys_that_authorities_refuse_are_named() {
        let key = Key::generate(KeyType::Ed25519).unwrap();
        let der = create(&key, &Order { subject: "CN=x".to_owned(), names: Vec::new() }).unwrap();
        let found = check(&Request::from_der(&der).unwrap(), None);
        assert_eq!(found.iter().map(|finding| finding.code.as_str()).collect::<Vec<_>>(), ["key-type"]);
    }
}

//! Rules for certificate requests: what an issuer or gateway will refuse.

use std::cmp::Reverse;

use crate::{
    crypto::{
        csr::{Request, SignatureState},
        key::KeyType,
        public::PublicKey,
        subject,
        weak::Weakness,
    },
    domain::finding::{Finding, Level},
    lint::subject::Template,
};

/// Checks a request; the worst findings come first.
#[must_use]
pub fn check(request: &Request, template: Option<&Template>) -> Vec<Finding> {
    let mut found = Vec::new();
    // The size first: of a short key nobody checks the signature.
    key(request, &mut found);
    signature(request, &mut found);
    lengths(request, &mut found);
    purposes(request, &mut found);
    if let Some(template) = template {
        found.extend(template.check(&request.subject));
    }
    found.sort_by_key(|finding| Reverse(finding.level));
    found
}

fn signature(request: &Request, found: &mut Vec<Finding>) {
    let is_short = found.iter().any(|finding| finding.code == "key-short");
    if is_short && request.signature == SignatureState::Unknown {
        return;
    }
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
        if weakness == Weakness::SmallExponent {
            let subject = "the exponent of the RSA key is below 65537";
            let advice = "some servers refuse it (Baseline Requirements 6.1.6): make a new key";
            found.push(Finding::new(Level::Warn, "small-exponent", subject, advice));
            continue;
        }
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;
    use crate::crypto::{
        csr::{Order, create},
        key::Key,
    };

    #[test]
    fn keys_that_authorities_refuse_are_named() {
        let key = Key::generate(KeyType::Ed25519).unwrap();
        let der = create(&key, &Order { subject: "CN=x".to_owned(), names: Vec::new() }).unwrap();
        let found = check(&Request::from_der(&der).unwrap(), None);
        assert_eq!(found.iter().map(|finding| finding.code.as_str()).collect::<Vec<_>>(), ["key-type"]);
    }
}

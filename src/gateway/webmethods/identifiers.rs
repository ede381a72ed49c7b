//! The identifiers of an application: certificates and claims that tell who calls (section 2, "Identifiers").

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{
    crypto::digest::sha256,
    domain::{certificate::Certificate, mechanism::MechanismKind},
    gateway::{Error, Result},
};

use super::wire::Identifier;

/// The certificates, as SHA-256 of their DER in hex. A value is the Base64 of a file, which is PEM or DER; one that is neither is
/// left out, for it identifies nobody.
pub(super) fn certificates(identifiers: &[Identifier]) -> Vec<String> {
    let stored = of_key(identifiers, CERTIFICATE).flat_map(values);
    stored.filter_map(|value| file_der(&value)).map(|der| sha256(&der)).collect()
}

/// The claims, as name and value: `openIdClaims` are named one by one, `jwtClaims` hold a JSON text per claim set.
pub(super) fn claims(identifiers: &[Identifier]) -> BTreeSet<(String, String)> {
    let named = of_key(identifiers, NAMED_CLAIMS);
    let named = named.flat_map(|identifier| values(identifier).map(|value| (identifier.name.clone(), value)));
    let sets = of_key(identifiers, CLAIM_SETS).flat_map(values).filter_map(|text| serde_json::from_str::<Value>(&text).ok());
    let listed = sets.flat_map(|set| match set {
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, plain(&value))).collect(),
        _ => Vec::new(),
    });
    named.chain(listed).collect()
}

/// Makes these the certificates of the application, one identifier each so that its name can say when it ends (section 12). An
/// identifier of nothing but wanted ones stays as it is; others go, and so do values that cannot be read. Says whether anything changed.
pub(super) fn set_certificates(identifiers: &mut Vec<Identifier>, wanted: &[Certificate], label: &str) -> Result<bool> {
    let ders = wanted.iter().map(der).collect::<Result<Vec<_>>>()?;
    let hashes: BTreeSet<String> = ders.iter().map(|der| sha256(der)).collect();
    let good = |identifier: &Identifier| {
        let mut all = values(identifier).peekable();
        all.peek().is_some() && all.all(|value| file_der(&value).is_some_and(|der| hashes.contains(&sha256(&der))))
    };
    let before = identifiers.len();
    identifiers.retain(|identifier| identifier.key != CERTIFICATE || good(identifier));
    let mut changed = identifiers.len() != before;
    for (certificate, der) in wanted.iter().zip(ders) {
        if !certificates(identifiers).contains(&sha256(&der)) {
            let name = free_name(identifiers, &format!("{label} {}", certificate.facts.not_after.time().date()));
            identifiers.push(identifier(CERTIFICATE, name, STANDARD.encode(der)));
            changed = true;
        }
    }
    Ok(changed)
}

/// Makes these the claims by which a mechanism recognises the partner: one set with a label for a JWT, one identifier for each claim
/// of an ID token. Says whether anything changed.
pub(super) fn set_claims(
    identifiers: &mut Vec<Identifier>,
    kind: MechanismKind,
    claims: &BTreeMap<String, String>,
    label: &str,
) -> bool {
    let key = if kind == MechanismKind::Oidc { NAMED_CLAIMS } else { CLAIM_SETS };
    let wanted: Vec<(String, Value)> = match kind {
        _ if claims.is_empty() => Vec::new(),
        MechanismKind::Oidc => claims.iter().map(|(name, value)| (name.clone(), json!(value))).collect(),
        _ => vec![(label.to_owned(), json!(claims))],
    };
    let says = |identifier: &Identifier, (name, claim): &(String, Value)| match values(identifier).collect::<Vec<_>>().as_slice()
    {
        [text] if key == CLAIM_SETS => serde_json::from_str::<Value>(text).is_ok_and(|set| set == *claim),
        [text] => identifier.name == *name && *claim == Value::String(text.clone()),
        _ => false,
    };
    let before = identifiers.len();
    identifiers.retain(|identifier| identifier.key != key || wanted.iter().any(|claim| says(identifier, claim)));
    let mut changed = identifiers.len() != before;
    for claim in wanted {
        if !of_key(identifiers, key).any(|identifier| says(identifier, &claim)) {
            let text = claim.1.as_str().map_or_else(|| claim.1.to_string(), str::to_owned);
            identifiers.push(identifier(key, claim.0, text));
            changed = true;
        }
    }
    changed
}

/// The certificate's DER, from its one PEM block.
pub(super) fn der(certificate: &Certificate) -> Result<Vec<u8>> {
    let read = unarmoured(&certificate.pem).filter(|der| sha256(der) == certificate.facts.sha256);
    read.ok_or_else(|| {
        Error::Settings(format!("the certificate `{}` is not what its fingerprint says", certificate.facts.subject))
    })
}

fn identifier(key: &str, name: String, value: String) -> Identifier {
    Identifier { key: key.to_owned(), name, value: vec![value], ..Identifier::default() }
}

/// A name that no other identifier of a certificate has: two may end on the same day.
fn free_name(identifiers: &[Identifier], name: &str) -> String {
    let taken = |name: &str| of_key(identifiers, CERTIFICATE).any(|identifier| identifier.name == name);
    let numbered = (2_u32..).map(|number| format!("{name} ({number})"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

fn of_key<'a>(identifiers: &'a [Identifier], key: &'static str) -> impl Iterator<Item = &'a Identifier> {
    identifiers.iter().filter(move |identifier| identifier.key == key)
}

/// Reads may return values under another name (section 2).
fn values(identifier: &Identifier) -> impl Iterator<Item = String> {
    let other = identifier.rest.get(OTHER_VALUE).and_then(Value::as_array).into_iter().flatten();
    let other = other.filter_map(|value| value.as_str().map(str::to_owned)).filter(|_| identifier.value.is_empty());
    identifier.value.clone().into_iter().chain(other)
}

/// Puts values that were read under another name where a write wants them; else a write would lose them.
pub(super) fn settle_values(identifiers: &mut [Identifier]) {
    for identifier in identifiers.iter_mut().filter(|identifier| identifier.value.is_empty()) {
        identifier.value = values(identifier).collect();
        identifier.rest.shift_remove(OTHER_VALUE);
    }
}

/// The DER behind a value: the Base64 of a file, which is PEM or DER.
fn file_der(value: &str) -> Option<Vec<u8>> {
    let file = base64(value)?;
    let text = std::str::from_utf8(&file).ok().filter(|text| text.contains(BEGIN));
    text.map_or_else(|| (file.first() == Some(&0x30)).then(|| file.clone()), unarmoured)
}

fn unarmoured(pem: &str) -> Option<Vec<u8>> {
    base64(pem.split_once(BEGIN)?.1.split_once("-----END")?.0)
}

pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    let packed: String = text.chars().filter(|sign| !sign.is_ascii_whitespace()).collect();
    STANDARD.decode(packed).ok()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

const CERTIFICATE: &str = "httpsCertificate";
const CLAIM_SETS: &str = "jwtClaims";
const OTHER_VALUE: &str = "swaggerValue";
const NAMED_CLAIMS: &str = "openIdClaims";
const BEGIN: &str = "-----BEGIN CERTIFICATE-----";

#[cfg(test)]
mod tests {
    use super::*;

    fn identifier(key: &str, name: &str, value: &str) -> Identifier {
        super::identifier(key, name.to_owned(), value.to_owned())
    }

    #[test]
    fn pem_and_der_are_the_same_certificate() {
        let der = [0x30, 0x03, 0x02, 0x01, 0x07];
        let pem = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", STANDARD.encode(der));
        let stored = [
            identifier("httpsCertificate", "a", &STANDARD.encode(der)),
            identifier("httpsCertificate", "b", &STANDARD.encode(pem)),
            identifier("httpsCertificate", "c", "not base64"),
        ];
        assert_eq!(certificates(&stored), vec![sha256(&der), sha256(&der)]);
    }

    #[test]
    fn values_under_another_name_are_read_and_written_back_under_their_own() {
        let read = json!([{"key": "openIdClaims", "name": "azp", "swaggerValue": ["acme"]}, {"key": "token", "name": "t", "value": ["x"]}]);
        let mut stored: Vec<Identifier> = serde_json::from_value(read).unwrap_or_default();
        assert_eq!(claims(&stored), BTreeSet::from([("azp".to_owned(), "acme".to_owned())]));
        settle_values(&mut stored);
        let written =
            json!([{"key": "openIdClaims", "name": "azp", "value": ["acme"]}, {"key": "token", "name": "t", "value": ["x"]}]);
        assert_eq!(json!(stored), written);
    }

    #[test]
    fn claims_are_set_per_mechanism() {
        let mut stored = vec![identifier("jwtClaims", "by hand", r#"{ "sub": "acme" }"#), identifier("token", "t", "x")];
        let wanted = BTreeMap::from([("sub".to_owned(), "acme".to_owned())]);
        assert!(!set_claims(&mut stored, MechanismKind::JwtBearer, &wanted, "acme"), "the same set in another spelling stays");
        assert!(set_claims(&mut stored, MechanismKind::Oidc, &wanted, "acme"));
        assert_eq!(stored.iter().map(|one| one.key.as_str()).collect::<Vec<_>>(), ["jwtClaims", "token", "openIdClaims"]);
        assert!(set_claims(&mut stored, MechanismKind::JwtBearer, &BTreeMap::new(), "acme"));
        assert_eq!(stored.iter().map(|one| one.key.as_str()).collect::<Vec<_>>(), ["token", "openIdClaims"]);
    }

    #[test]
    fn claims_are_read_from_both_forms() {
        let stored = [identifier("openIdClaims", "azp", "acme"), identifier("jwtClaims", "set", r#"{"sub":"acme","n":1}"#)];
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(claims(&stored), BTreeSet::from([pair("azp", "acme"), pair("sub", "acme"), pair("n", "1")]));
    }
}

//! The identifiers of an application: certificates and claims that tell who calls (section 2, "Identifiers").

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use crate::crypto::digest::sha256;

use super::wire::Identifier;

/// The certificates, as SHA-256 of their DER in hex. A value is the Base64 of a file, which is PEM or DER; one that is neither is
/// left out, for it identifies nobody.
pub(super) fn certificates(identifiers: &[Identifier]) -> Vec<String> {
    let stored = of_key(identifiers, "httpsCertificate").flat_map(values);
    stored.filter_map(|value| der(&value)).map(|der| sha256(&der)).collect()
}

/// The claims, as name and value: `openIdClaims` are named one by one, `jwtClaims` hold a JSON text per claim set.
pub(super) fn claims(identifiers: &[Identifier]) -> BTreeSet<(String, String)> {
    let named = of_key(identifiers, "openIdClaims");
    let named = named.flat_map(|identifier| values(identifier).map(|value| (identifier.name.clone(), value)));
    let sets = of_key(identifiers, "jwtClaims").flat_map(values).filter_map(|text| serde_json::from_str::<Value>(&text).ok());
    let listed = sets.flat_map(|set| match set {
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, plain(&value))).collect(),
        _ => Vec::new(),
    });
    named.chain(listed).collect()
}

fn of_key<'a>(identifiers: &'a [Identifier], key: &'static str) -> impl Iterator<Item = &'a Identifier> {
    identifiers.iter().filter(move |identifier| identifier.key == key)
}

/// Reads may return values under another name (section 2).
fn values(identifier: &Identifier) -> impl Iterator<Item = String> {
    let other = identifier.rest.get("swaggerValue").and_then(Value::as_array).into_iter().flatten();
    let other = other.filter_map(|value| value.as_str().map(str::to_owned));
    identifier.value.clone().into_iter().chain(other)
}

fn der(value: &str) -> Option<Vec<u8>> {
    let file = base64(value)?;
    match std::str::from_utf8(&file).ok().and_then(|text| text.split_once("-----BEGIN CERTIFICATE-----")) {
        Some((_, rest)) => base64(rest.split_once("-----END")?.0),
        None => (file.first() == Some(&0x30)).then_some(file),
    }
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let packed: String = text.chars().filter(|sign| !sign.is_ascii_whitespace()).collect();
    STANDARD.decode(packed).ok()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identifier(key: &str, name: &str, value: &str) -> Identifier {
        Identifier { key: key.to_owned(), name: name.to_owned(), value: vec![value.to_owned()], ..Identifier::default() }
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
    fn claims_are_read_from_both_forms() {
        let stored = [identifier("openIdClaims", "azp", "acme"), identifier("jwtClaims", "set", r#"{"sub":"acme","n":1}"#)];
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(claims(&stored), BTreeSet::from([pair("azp", "acme"), pair("sub", "acme"), pair("n", "1")]));
    }
}

//! `verify --report`: what was seen, signed for the other side.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use partnerctl::sandbox::Quirks;
use serde_json::{Value, json};

use super::{Rig, material::MATERIAL, way::Way};
use crate::support::{Place, Sandbox};

#[test]
fn a_result_is_signed_and_readable_and_never_overwritten_unasked() {
    let rig = Rig::onboarded(Way::SignerCertificate);
    let board = rig.does(&["verify", "acme", "--report", "acme.result.jws"]);
    let (header, result) = opened(&rig.place, "acme.result.jws");
    assert_eq!((&header["alg"], &header["typ"]), (&json!("ES256"), &json!("partnerctl-verification")));
    assert_eq!(result["partners"][0]["checks"], board["partners"][0]["checks"]);
    assert_eq!((&result["partners"][0]["name"], &result["partners"][0]["environment"]), (&json!("acme"), &json!("test")));
    assert!(result["at"].as_str().unwrap().starts_with("20"), "{result}");
    assert!(!result.to_string().contains(MATERIAL.signer.key.lines().nth(1).unwrap()));

    let calls = rig.relay.calls();
    let before = rig.place.read("acme.result.jws");
    let refused = rig.refuses(&["verify", "acme", "--report", "acme.result.jws"], 4);
    assert!(refused["message"].as_str().unwrap().contains("acme.result.jws"), "{refused}");
    assert_eq!((rig.relay.calls(), rig.place.read("acme.result.jws")), (calls, before.clone()), "nothing was called or written");

    rig.does(&["verify", "acme", "--report", "acme.result.jws", "--replace"]);
    let (again, _) = opened(&rig.place, "acme.result.jws");
    assert_ne!(rig.place.read("acme.result.jws"), before);
    assert_eq!(again["kid"], header["kid"], "one workspace signs with one key");
}

/// A result that is bad is worth as much as a good one.
#[test]
fn a_bad_result_is_signed_too() {
    let sandbox = Sandbox::start(Quirks::default());
    let place = Place::at(&sandbox.url(), &sandbox);
    place.json(&["onboard", "acme"], 0);
    place.json(&["profile", "suspend", "acme"], 0);
    place.json(&["verify", "acme", "--report", "bad.jws"], 7);
    let (_, result) = opened(&place, "bad.jws");
    let checks = result["partners"][0]["checks"].as_array().unwrap();
    assert!(checks.iter().any(|check| check["ok"] == false && check["ran"] == true), "{result}");
}

/// Header and payload of a signed document, its signature verified by somebody else's program.
fn opened(place: &Place, file: &str) -> (Value, Value) {
    let document: Value = serde_json::from_str(&place.read(file)).unwrap();
    let text = |member: &str| document[member].as_str().unwrap().to_owned();
    let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let header: Value = serde_json::from_slice(&decoded(&text("protected"))).unwrap();
    let payload: Value = serde_json::from_slice(&decoded(&text("payload"))).unwrap();
    let (signed, signature) = (format!("{}.{}", text("protected"), text("payload")), decoded(&text("signature")));
    let folder = place.root().join("opened");
    fs::create_dir_all(&folder).unwrap();
    let good = verified(&folder, &header["jwk"], signed.as_bytes(), &signature);
    let forged = verified(&folder, &header["jwk"], format!("{signed}A").as_bytes(), &signature);
    match (good, forged) {
        (Some(good), Some(forged)) => assert!(good && !forged, "{file}: {document}"),
        _ => crate::support::not_run("`openssl` is not installed"),
    }
    (header, payload)
}

/// Whether OpenSSL accepts an ES256 signature; `None` when it is not here.
fn verified(folder: &Path, jwk: &Value, signed: &[u8], signature: &[u8]) -> Option<bool> {
    let part = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
    assert_eq!((&jwk["kty"], &jwk["crv"], jwk.get("d")), (&json!("EC"), &json!("P-256"), None));
    let public = [P256_PREFIX, &part("x"), &part("y")].concat();
    for (name, bytes) in [("key.der", public), ("signed", signed.to_vec()), ("signature", in_der(signature))] {
        fs::write(folder.join(name), bytes).unwrap();
    }
    let words = ["dgst", "-sha256", "-verify", "key.der", "-keyform", "DER", "-signature", "signature", "signed"];
    let output = Command::new("openssl").args(words).current_dir(folder).stdin(Stdio::null()).output().ok()?;
    Some(output.status.success())
}

/// Both halves of a signature as two integers in DER.
fn in_der(signature: &[u8]) -> Vec<u8> {
    let integer = |half: &[u8]| {
        let digits: Vec<u8> = half.iter().copied().skip_while(|byte| *byte == 0).collect();
        let sign = if digits.first().is_none_or(|first| *first >= 0x80) { vec![0] } else { Vec::new() };
        let body = [sign, digits].concat();
        [vec![2, u8::try_from(body.len()).unwrap()], body].concat()
    };
    let (r, s) = signature.split_at(signature.len() / 2);
    let both = [integer(r), integer(s)].concat();
    [vec![0x30, u8::try_from(both.len()).unwrap()], both].concat()
}

/// What stands before the point in a `SubjectPublicKeyInfo` of P-256 (RFC 5480, section 2).
const P256_PREFIX: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03,
    0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];

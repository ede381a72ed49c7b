//! Signed documents in the flattened JSON form (RFC 7515, section 7.2.2).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{
    algorithm::Algorithm,
    key::{Error, Key},
};

/// Signs a text with the usual algorithm of the key. The header names the key by its thumbprint and carries its public half,
/// which the reader holds against the one that it knows.
pub fn sign(key: &Key, typ: &str, payload: &str) -> Result<Value, Error> {
    let public = key.public();
    let algorithm = Algorithm::default_of(key.kind());
    let header = json!({ "alg": algorithm.name(), "typ": typ, "kid": public.thumbprint(), "jwk": public.to_jwk() });
    let protected = URL_SAFE_NO_PAD.encode(header.to_string());
    let payload = URL_SAFE_NO_PAD.encode(payload);
    let signature = key.sign(algorithm, format!("{protected}.{payload}").as_bytes())?;
    Ok(json!({ "payload": payload, "protected": protected, "signature": URL_SAFE_NO_PAD.encode(signature) }))
}

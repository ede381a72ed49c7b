//! How clients prove who they are: by secret, signed assertion or certificate (RFC 6749 section 2.3, RFC 7523, RFC 8705).

use std::collections::HashMap;

use serde_json::Value;

use super::{clients, issuer, token_endpoint};
use crate::{
    crypto::{
        certificate::Certificate,
        digest,
        jwt::{self, Rules},
    },
    domain::moment::Moment,
    sandbox::{
        Gateway, certificates,
        exchange::Call,
        token::Denied,
        world::{Shelves, list_of},
    },
};

/// The members of a form.
pub(super) type Form = HashMap<String, String>;

/// The client that a call proves to come from.
pub(super) fn client(gateway: &Gateway, shelves: &Shelves, call: &Call, form: &Form) -> Result<Value, Denied> {
    let basic = call.basic();
    let assertion = form.get("client_assertion");
    if basic.is_some() && (assertion.is_some() || form.contains_key("client_secret")) {
        return Err(Denied::new("invalid_request", "More than one way of client authentication is used."));
    }
    let named = basic.as_ref().map(|(id, _)| decoded(id)).or_else(|| form.get("client_id").cloned());
    let named = named.or_else(|| assertion.and_then(|token| subject(token))).unwrap_or_default();
    let failed = || Denied::client(basic.is_some());
    let record = clients::find(shelves, &named).ok_or_else(failed)?;
    let secret = basic.as_ref().map(|(_, secret)| decoded(secret.reveal())).or_else(|| form.get("client_secret").cloned());
    let good = match record["token_endpoint_auth_method"].as_str().unwrap_or_default() {
        "private_key_jwt" => {
            let right_kind = form.get("client_assertion_type").is_some_and(|kind| kind == ASSERTION);
            right_kind && assertion.is_some_and(|token| is_signed_by(gateway, token, &record, &named))
        }
        "tls_client_auth" => shown(call).is_some_and(|leaf| is_certified(gateway, shelves, call, &leaf, &record)),
        "self_signed_tls_client_auth" => shown(call).is_some_and(|leaf| clients::has_certificate(&record, leaf.der())),
        // Header and body are both taken, whichever of the two was registered.
        _ => record["client_secret"].as_str().zip(secret).is_some_and(|(own, given)| digest::same(own, &given)),
    };
    if good { Ok(record) } else { Err(failed()) }
}

/// The client and subject of an assertion that is a grant: it is signed with a registered key, and `aud` names the issuer
/// or the token endpoint (RFC 7523 section 3, RFC 10070 section 4).
pub(super) fn granted(gateway: &Gateway, shelves: &Shelves, assertion: &str) -> Result<(Value, String), Denied> {
    let refused = |why: &str| Denied::new("invalid_grant", why);
    let decoded = jwt::decode(assertion).map_err(|error| refused(&error.to_string()))?;
    let id = jwt::text(&decoded.claims, "iss").unwrap_or_default();
    let record = clients::find(shelves, id).ok_or_else(|| refused("The issuer of the assertion is not registered."))?;
    let rules = Rules { issuer: Some(id.to_owned()), at: gateway.now().unix_timestamp(), ..Rules::default() };
    let seen = jwt::verify(assertion, &clients::keys(&record), &rules).map_err(|refusal| refused(&refusal.reason))?;
    let known = [issuer(gateway), token_endpoint(gateway)];
    if !jwt::audiences(&seen.claims).iter().any(|audience| known.iter().any(|own| own == audience)) {
        return Err(refused("The audience of the assertion is neither the issuer nor the token endpoint."));
    }
    let subject = jwt::text(&seen.claims, "sub").ok_or_else(|| refused("The assertion has no subject."))?;
    Ok((record, subject.to_owned()))
}

/// Whether a client may use a grant.
pub(super) fn may(record: &Value, grant: &str) -> Result<(), Denied> {
    if list_of(&record["grant_types"]).any(|allowed| allowed == grant) {
        return Ok(());
    }
    Err(Denied::new("unauthorized_client", format!("The client may not use {grant}.")))
}

/// For client authentication the issuer is the only audience; `typ` may be absent (RFC 10070 section 4).
fn is_signed_by(gateway: &Gateway, assertion: &str, record: &Value, id: &str) -> bool {
    let rules = Rules { issuer: Some(id.to_owned()), at: gateway.now().unix_timestamp(), ..Rules::default() };
    jwt::verify(assertion, &clients::keys(record), &rules).is_ok_and(|seen| {
        let named = jwt::text(&seen.claims, "sub") == Some(id) && jwt::text(&seen.claims, "jti").is_some();
        named && jwt::audiences(&seen.claims) == [issuer(gateway)]
    })
}

fn is_certified(gateway: &Gateway, shelves: &Shelves, call: &Call, leaf: &Certificate, record: &Value) -> bool {
    let subject = record["tls_client_auth_subject_dn"].as_str().is_some_and(|name| name == leaf.subject.to_string());
    subject && certificates::is_trusted(shelves, call, leaf, Moment::new(gateway.now()))
}

fn shown(call: &Call) -> Option<Certificate> {
    Certificate::from_der(call.peer.certificates.first()?).ok()
}

fn subject(assertion: &str) -> Option<String> {
    jwt::text(&jwt::decode(assertion).ok()?.claims, "sub").map(str::to_owned)
}

/// Both parts of Basic are form-encoded first (RFC 6749 section 2.3.1).
fn decoded(text: &str) -> String {
    url::form_urlencoded::parse(format!("x={text}").as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

//! `sandbox idp-app`: plays a partner who registers the gateway at its identity provider, with the sandbox's test provider.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    domain::{
        mechanism::MechanismKind,
        message::{Method, Request},
        name::ProfileKey,
        partner::SignedBy,
        secret::{Secret, SecretRef},
    },
    http::Http,
    job::{Cause, Context, Error, Result, issuer, jwt::metadata, partner::Setting, sandbox, session::Session},
};

/// An application at the test identity provider.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct IdpApp {
    /// The identity provider, as it names itself.
    pub issuer: String,
    /// The client id of the application.
    pub client_id: String,
    /// Where its secret is kept.
    pub secret: SecretRef,
    /// The identity provider that the partner file named before, where that was another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<String>,
}

/// What a registration answers (RFC 7591, section 3.2.1).
#[derive(Deserialize)]
pub(super) struct Registered {
    pub(super) client_id: String,
    pub(super) client_secret: String,
}

/// Registers an application, keeps its secret where the partner's credential is looked for, and writes issuer, client id or key address,
/// and the claim that tells who the partner is into the partner file.
pub fn run(ctx: &Context<'_>, key: &ProfileKey, state: &std::path::Path) -> Result<IdpApp> {
    made(ctx, key, state).map_err(|error| error.at(key))
}

fn made(ctx: &Context<'_>, key: &ProfileKey, state: &std::path::Path) -> Result<IdpApp> {
    let session = Session::open(ctx, &key.partner, &key.environment)?;
    let written = &session.presence.authentication;
    let signed_here = written.signed_by == Some(SignedBy::Gateway);
    if signed_here || ![MechanismKind::Oidc, MechanismKind::JwtBearer].contains(&session.mechanism()) {
        let what = format!("partner `{}` authenticates by `{}`", key.partner, session.mechanism());
        let next = "an identity provider belongs to mechanism `oidc`, or to `jwt-bearer` with an issuer".to_owned();
        return Err(Cause::Usage { what, next }.into());
    }
    let ready = sandbox::ready(state)?.ok_or_else(|| {
        let what = "the sandbox does not run".to_owned();
        Error::from(Cause::NotFound { what, next: "start it: `partnerctl sandbox run`".to_owned() })
    })?;
    let issuer = format!("{}idp", ready.tls_url);
    let http = (ctx.visit)(&key.environment, session.environment)?;
    let application = register(&http, &issuer, key.partner.as_str())?;
    let secret = SecretRef::credential(key);
    ctx.secrets.put(&secret, &Secret::new(application.client_secret))?;
    let way = format!("spec.environments.{}.authentication", key.environment);
    let set = |name: &str, value: &str| Setting { path: format!("{way}.{name}"), value: value.to_owned() };
    let client_id = application.client_id;
    let settings = match session.mechanism() {
        MechanismKind::Oidc => {
            vec![set("issuer", &issuer), set("clientId", &client_id), set("claims", &format!("{{ sub: {client_id:?} }}"))]
        }
        _ => vec![
            set("issuer", &issuer),
            set("jwksUri", &format!("{issuer}/jwks")),
            set("claims", &format!("{{ azp: {client_id:?} }}")),
            set("certificates", ""),
        ],
    };
    crate::job::partner::set(ctx, &key.partner, settings)?;
    let instead_of = session.presence.authentication.issuer.clone().filter(|before| *before != issuer);
    Ok(IdpApp { issuer, client_id, secret, instead_of })
}

/// Registers a client at an identity provider that lets everybody (RFC 7591, section 3.1).
pub(super) fn register(http: &Http, issuer: &str, name: &str) -> Result<Registered> {
    let known = metadata(issuer, &|url| issuer::fetch(http, url))?;
    let at = known.get("registration_endpoint").and_then(|value| value.as_str()).unwrap_or_default();
    let reply = http.send(&Request::new(Method::Post, at).json(json!({ "client_name": name })))?;
    serde_json::from_slice(&reply.body).map_err(|error| {
        let what = format!("`{issuer}` registered nothing that can be read: {error}");
        Cause::Other { what, next: "look at the sandbox's own words".to_owned() }.into()
    })
}

//! The token endpoint: client credentials (RFC 6749 section 4.4) and assertions as grants (RFC 7523 section 2.1).
//!
//! Both tokens are JWTs under RS256 that end after an hour, or sooner where `expires_in` asks for it. `audience`, or `resource`
//! (RFC 8707), sets the one of the access token, else it is the client, as that of the ID token always is. A `scope` that was asked
//! for stands in both: gateways look for it in either.

use serde_json::{Value, json};

use super::{
    PLACE,
    clients::{self, GRANTS, JWT_BEARER},
    issuer,
    proof::{self, Form},
};
use crate::{
    crypto::{
        algorithm::Algorithm,
        jwt::{Kid, Order, Purpose, assert},
        key::Key,
        random,
    },
    sandbox::{
        Gateway,
        exchange::{Call, Reply},
        keys,
        token::Denied,
    },
};

/// Answers `POST /idp/token`.
pub(super) fn grant(gateway: &Gateway, call: &Call) -> Reply {
    issue(gateway, call).unwrap_or_else(|denied| denied.reply())
}

fn issue(gateway: &Gateway, call: &Call) -> Result<Reply, Denied> {
    keys::ensure(gateway, PLACE, PLACE).map_err(|_| unable())?;
    let form = clients::form(call).ok_or_else(|| Denied::new("invalid_request", "A parameter is there twice."))?;
    let wanted = form.get("grant_type").map(String::as_str).unwrap_or_default();
    let shelves = gateway.world.read();
    let (client, subject) = match wanted {
        "client_credentials" => {
            let client = proof::client(gateway, &shelves, call, &form)?;
            let id = client["client_id"].as_str().unwrap_or_default().to_owned();
            (client, id)
        }
        JWT_BEARER => {
            let assertion = form.get("assertion").ok_or_else(|| Denied::new("invalid_request", "assertion is missing."))?;
            proof::granted(gateway, &shelves, assertion)?
        }
        "" => return Err(Denied::new("invalid_request", "grant_type is missing.")),
        other => {
            let text = format!("{other} is not supported; {} are.", GRANTS.join(" and "));
            return Err(Denied::new("unsupported_grant_type", text));
        }
    };
    proof::may(&client, wanted)?;
    let key = keys::kept(&shelves, PLACE).ok_or_else(unable)?;
    drop(shelves);
    answer(gateway, &key, &Holder { client: &client, subject: &subject, form: &form })
}

/// For whom tokens are made.
struct Holder<'a> {
    client: &'a Value,
    subject: &'a str,
    form: &'a Form,
}

impl Holder<'_> {
    /// How long its tokens live, in seconds: as long as is asked for, and never longer than usual.
    fn life(&self) -> Result<i64, Denied> {
        let Some(asked) = self.form.get("expires_in") else { return Ok(LIFE) };
        let seconds = asked.parse().ok().filter(|seconds| (1..=LIFE).contains(seconds));
        seconds.ok_or_else(|| Denied::new("invalid_request", format!("expires_in is no number from 1 to {LIFE}.")))
    }
}

fn answer(gateway: &Gateway, key: &Key, holder: &Holder<'_>) -> Result<Reply, Denied> {
    let id = holder.client["client_id"].as_str().unwrap_or_default();
    let named = ["audience", "resource"].into_iter().find_map(|name| holder.form.get(name));
    let audience = named.map_or(id, String::as_str);
    let life = holder.life()?;
    let life = if holder.client["expires_in_text"] == true { json!(life.to_string()) } else { json!(life) };
    let mut body = json!({
        "access_token": signed(gateway, key, holder, audience, "at+jwt")?, "token_type": "Bearer", "expires_in": life,
    });
    // An assertion is no sign-in: only a client's own credentials bring an ID token.
    if holder.form.get("grant_type").is_some_and(|grant| grant != JWT_BEARER) {
        body["id_token"] = json!(signed(gateway, key, holder, id, "JWT")?);
    }
    if let Some(scope) = holder.form.get("scope") {
        body["scope"] = json!(scope);
    }
    Ok(Reply::json(200, &body).with("cache-control", "no-store"))
}

fn signed(gateway: &Gateway, key: &Key, holder: &Holder<'_>, audience: &str, typ: &str) -> Result<String, Denied> {
    let id = &holder.client["client_id"];
    let mut claims = vec![("azp".to_owned(), id.clone()), ("client_id".to_owned(), id.clone())];
    if let Some(scope) = holder.form.get("scope") {
        claims.push(("scope".to_owned(), json!(scope)));
    }
    let order = Order {
        purpose: Purpose::Grant,
        issuer: issuer(gateway),
        subject: holder.subject.to_owned(),
        audience: vec![audience.to_owned()],
        now: gateway.now().unix_timestamp(),
        lifetime: holder.life()?,
        id: random::identifier(),
        algorithm: Some(Algorithm::Rs256),
        kid: Kid::Thumbprint,
        typ: Some(typ.to_owned()),
        certificate: None,
        chain: Vec::new(),
        claims,
    };
    assert(key, &order).map(|made| made.jwt).map_err(|_| unable())
}

fn unable() -> Denied {
    Denied::new("server_error", "The key cannot be made or used.")
}

const LIFE: i64 = 3600;

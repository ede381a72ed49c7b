//! An authorization server as `contracts/rfc7591.md` describes it, with the habits that differ from server to server (section 5).

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

use crate::replies::{Play, Seen, Server};

/// What differs from server to server.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a habit of its own")]
pub(crate) struct Habits {
    /// A read gives a new registration token (RFC 7592, section 3).
    pub(crate) read_rotates: bool,
    /// An update gives a new registration token.
    pub(crate) update_rotates: bool,
    /// A read gives a new secret.
    pub(crate) new_secrets: bool,
    /// Whether a read shows the secret at all.
    pub(crate) hides_secret: bool,
    /// Metadata that the server does not know is dropped.
    pub(crate) drops_unknown: bool,
    /// Every client gets a secret, whatever it proves itself with.
    pub(crate) secrets_for_all: bool,
    /// Clients cannot be managed: RFC 7592 is absent.
    pub(crate) unmanaged: bool,
    /// Clients get scopes that nobody asked for.
    pub(crate) adds_scopes: bool,
    /// Keys are kept without their certificates.
    pub(crate) drops_certificates: bool,
    /// When secrets end, in seconds since 1970; 0 for never.
    pub(crate) secret_ends: i64,
}

/// The server; it ends with the value.
pub(crate) struct Twin {
    server: Server,
    state: Arc<Mutex<State>>,
}

/// What it holds.
#[derive(Default)]
pub(crate) struct State {
    habits: Habits,
    pub(crate) clients: BTreeMap<String, Client>,
    /// Counts what was ever made, so that nothing is made twice.
    made: usize,
    /// Calls that change something.
    pub(crate) writes: usize,
    /// Played instead of the next calls below this path, so many times.
    pub(crate) instead: Option<(&'static str, usize, Play)>,
    /// Whether the next write is carried out and its answer lost.
    pub(crate) loses: bool,
}

/// One client.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) token: String,
    pub(crate) members: Map<String, Value>,
}

pub(crate) const INITIAL: &str = "initial-token-4711";

impl Twin {
    pub(crate) fn start(habits: Habits) -> Self {
        let state = Arc::new(Mutex::new(State { habits, ..State::default() }));
        let own = Arc::clone(&state);
        let server = Server::serve(move |seen| own.lock().unwrap().answer(seen));
        Self { server, state }
    }

    pub(crate) fn issuer(&self) -> String {
        format!("http://{}", self.server.address)
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.server.seen()
    }
}

impl State {
    fn answer(&mut self, seen: &Seen) -> Play {
        if let Some((below, times, play)) = &mut self.instead
            && seen.path.starts_with(*below)
            && *times > 0
        {
            *times -= 1;
            return play.clone();
        }
        let writes = seen.method != "GET";
        self.writes += usize::from(writes);
        let base = format!("http://{}", seen.header("host").unwrap());
        let play = match (seen.method.as_str(), seen.path.strip_prefix("/reg")) {
            ("GET", None) if seen.path == "/.well-known/openid-configuration" => Play::json(200, &metadata(&base)),
            ("POST", None) if seen.path == "/token" => self.token(seen),
            (_, None) if seen.path.starts_with("/api/") => self.api(seen),
            ("POST", Some("")) => self.register(seen, &base),
            (_, Some(id)) if id.len() > 1 => self.manage(seen, &id[1..], &base),
            _ => Play::text(404, ""),
        };
        if writes && std::mem::take(&mut self.loses) { Play::Close } else { play }
    }

    /// RFC 6749, section 4.4, for clients with a secret.
    fn token(&self, seen: &Seen) -> Play {
        let known = self.clients.iter().find(|(id, client)| {
            let secret = client.members.get("client_secret").and_then(Value::as_str).unwrap_or_default();
            seen.header("authorization") == Some(&format!("Basic {}", STANDARD.encode(format!("{id}:{secret}"))))
        });
        match known {
            Some((id, _)) => {
                Play::json(200, &json!({ "access_token": format!("access-of-{id}"), "token_type": "Bearer", "expires_in": 60 }))
            }
            None => refusal(401, "invalid_client", "no such client"),
        }
    }

    /// An API behind the server, which knows its tokens.
    fn api(&self, seen: &Seen) -> Play {
        let good = |id: &String| seen.header("authorization") == Some(&format!("Bearer access-of-{id}"));
        if self.clients.keys().any(good) { Play::json(200, &json!({})) } else { Play::text(401, "") }
    }

    /// RFC 7591, section 3.
    fn register(&mut self, seen: &Seen, base: &str) -> Play {
        if seen.header("authorization") != Some(&format!("Bearer {INITIAL}")) {
            return refusal(401, "invalid_token", "the initial access token is not good");
        }
        let asked: Map<String, Value> = serde_json::from_slice(&seen.body).unwrap();
        if let Err(why) = fits(&asked) {
            return refusal(400, "invalid_client_metadata", why);
        }
        let id = format!("client-{}", self.next());
        let mut members = self.known(asked);
        members.insert("client_id".to_owned(), json!(id));
        members.insert("client_id_issued_at".to_owned(), json!(1_790_000_000));
        let client = Client { token: format!("token-{}-of-{id}", self.next()), members };
        self.clients.insert(id.clone(), client);
        self.provide_secret(&id);
        self.shown(&id, base, 201, true)
    }

    /// RFC 7592, section 2.
    fn manage(&mut self, seen: &Seen, id: &str, base: &str) -> Play {
        if self.habits.unmanaged {
            return Play::text(404, "");
        }
        let opens = |client: &Client| seen.header("authorization") == Some(&format!("Bearer {}", client.token));
        if !self.clients.get(id).is_some_and(opens) {
            return refusal(401, "invalid_token", "the registration token is not good");
        }
        match seen.method.as_str() {
            "GET" => {
                self.rotate(id, self.habits.read_rotates);
                if self.habits.new_secrets {
                    self.clients.get_mut(id).unwrap().members.remove("client_secret");
                    self.provide_secret(id);
                }
                self.shown(id, base, 200, !self.habits.hides_secret)
            }
            "PUT" => self.replace(seen, id, base),
            "DELETE" => {
                self.clients.remove(id);
                Play::text(204, "")
            }
            _ => Play::text(405, ""),
        }
    }

    fn replace(&mut self, seen: &Seen, id: &str, base: &str) -> Play {
        let asked: Map<String, Value> = serde_json::from_slice(&seen.body).unwrap();
        let server_made =
            ["registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at"];
        if asked.get("client_id") != Some(&json!(id)) || server_made.iter().any(|name| asked.contains_key(*name)) {
            return refusal(400, "invalid_request", "the body is not as RFC 7592 asks for");
        }
        if let Err(why) = fits(&asked) {
            return refusal(400, "invalid_client_metadata", why);
        }
        let before = self.clients[id].members.get("client_secret").cloned();
        let mut members = self.known(asked);
        members.extend(before.map(|secret| ("client_secret".to_owned(), secret)));
        self.clients.get_mut(id).unwrap().members = members;
        self.provide_secret(id);
        self.rotate(id, self.habits.update_rotates);
        self.shown(id, base, 200, !self.habits.hides_secret)
    }

    fn next(&mut self) -> usize {
        self.made += 1;
        self.made
    }

    fn rotate(&mut self, id: &str, rotates: bool) {
        if rotates {
            let token = format!("token-{}-of-{id}", self.next());
            self.clients.get_mut(id).unwrap().token = token;
        }
    }

    fn provide_secret(&mut self, id: &str) {
        let number = self.next();
        let (all, ends) = (self.habits.secrets_for_all, self.habits.secret_ends);
        let members = &mut self.clients.get_mut(id).unwrap().members;
        let needs = members["token_endpoint_auth_method"].as_str().unwrap().starts_with("client_secret");
        if (needs || all) && !members.contains_key("client_secret") {
            members.insert("client_secret".to_owned(), json!(format!("secret-{number}-of-{id}")));
            members.insert("client_secret_expires_at".to_owned(), json!(ends));
        }
    }

    fn known(&self, mut asked: Map<String, Value>) -> Map<String, Value> {
        if self.habits.drops_unknown {
            asked.retain(|name, _| KNOWN.contains(&name.as_str()));
        }
        if self.habits.adds_scopes {
            let asked_for = asked.get("scope").and_then(Value::as_str).unwrap_or_default().to_owned();
            asked.insert("scope".to_owned(), json!(format!("{asked_for} profile").trim()));
        }
        if self.habits.drops_certificates {
            let keys = asked.get_mut("jwks").and_then(|set| set["keys"].as_array_mut()).into_iter().flatten();
            keys.for_each(|key| drop(key.as_object_mut().unwrap().remove("x5c")));
        }
        asked
    }

    fn shown(&self, id: &str, base: &str, status: u16, with_secret: bool) -> Play {
        let client = &self.clients[id];
        let mut members = client.members.clone();
        if !with_secret {
            members.remove("client_secret");
        }
        if !self.habits.unmanaged {
            members.insert("registration_access_token".to_owned(), json!(client.token));
            members.insert("registration_client_uri".to_owned(), json!(format!("{base}/reg/{id}")));
        }
        Play::json(status, &Value::Object(members)).with("cache-control", "no-store")
    }
}

/// What every server refuses (sections 2 and 8).
fn fits(asked: &Map<String, Value>) -> Result<(), &'static str> {
    let has = |name: &str| asked.get(name).is_some_and(|value| !value.is_null());
    let method = asked.get("token_endpoint_auth_method").and_then(Value::as_str).unwrap_or_default();
    let subjects = asked.keys().filter(|name| name.starts_with("tls_client_auth_")).count();
    match method {
        _ if has("jwks") && has("jwks_uri") => Err("jwks and jwks_uri together"),
        _ if !has("grant_types") || !has("response_types") => Err("defaults make it a browser's client"),
        "private_key_jwt" | "self_signed_tls_client_auth" if !has("jwks") && !has("jwks_uri") => Err("no keys"),
        "tls_client_auth" if subjects != 1 => Err("not exactly one subject"),
        _ => Ok(()),
    }
}

fn refusal(status: u16, error: &str, description: &str) -> Play {
    Play::json(status, &json!({ "error": error, "error_description": description }))
}

fn metadata(base: &str) -> Value {
    json!({
        "issuer": base,
        "registration_endpoint": format!("{base}/reg"),
        "token_endpoint": format!("{base}/token"),
        "jwks_uri": "https://as.example/jwks",
        "mtls_endpoint_aliases": { "token_endpoint": format!("{base}/mutual/token") },
        "tls_client_certificate_bound_access_tokens": true,
        "grant_types_supported": ["client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "token_endpoint_auth_methods_supported":
            ["client_secret_basic", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"],
        "scopes_supported": ["quote-read", "quote-write"],
    })
}

const KNOWN: [&str; 12] = [
    "client_id",
    "client_name",
    "grant_types",
    "response_types",
    "redirect_uris",
    "token_endpoint_auth_method",
    "scope",
    "jwks",
    "jwks_uri",
    "tls_client_auth_subject_dn",
    "tls_client_certificate_bound_access_tokens",
    "token_endpoint_auth_signing_alg",
];

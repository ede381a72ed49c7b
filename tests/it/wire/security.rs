//! The part of the stand-in that holds what partners share besides APIs: aliases, truststores, ports, settings (sections 6 and 7).

use serde_json::{Map, Value, json};

use crate::{
    replies::{Play, Seen},
    wire::recorder::{Habits, PortForm, State, made, ok},
};

/// Aliases, truststores, ports and settings of a server that nobody touched.
pub(crate) struct Security {
    pub(crate) aliases: Map<String, Value>,
    pub(crate) stores: Map<String, Value>,
    pub(crate) ports: Vec<Value>,
    pub(crate) settings: Value,
    /// The passwords that were uploaded, by truststore.
    pub(crate) passwords: Map<String, Value>,
}

impl Default for Security {
    fn default() -> Self {
        let aliases = json!({
            "i-1": {"id": "i-1", "name": "CorpIdP", "type": "authServerAlias", "description": "by hand", "authServerType": "EXTERNAL",
                "localIntrospectionConfig": {"issuer": "https://idp.example"}},
            "s": {"id": "s", "name": "s", "type": "simple", "value": "*****"},
        });
        let store = json!({"id": "DEFAULT_IS_TRUSTSTORE", "keyStoreName": "DEFAULT_IS_TRUSTSTORE", "keyStoreDescription": "theirs",
            "keyStoreType": "JKS", "keyStoreProvider": "SUN", "keyStorePassword": "wm.security.keystore.x", "isLoaded": true,
            "uploadFileName": "platform.jks", "fileContent": encoded(&super::pki::foreign_file()), "message": null});
        let ports = json!([
            {"key": "HTTPListener@5555", "portAlias": "DefaultPrimary", "port": 5555, "ssl": "false", "protocol": "HTTP", "enabled": "true"},
            {"key": "HTTPSListener@5543", "portAlias": "partners", "port": 5543, "ssl": "true", "protocol": "HTTPS", "enabled": "true",
                "clientAuth": "none", "maxQueue": "65534", "pkg": "WmRoot"},
        ]);
        Self {
            aliases: members(aliases),
            stores: Map::from_iter([("DEFAULT_IS_TRUSTSTORE".to_owned(), store)]),
            ports: ports.as_array().cloned().unwrap(),
            settings: json!({"wattKeys": {"watt.net.timeout": "300"}, "extendedKeys": {"pg_oauth2_isHTTPS": "false"}}),
            passwords: Map::new(),
        }
    }
}

/// Answers what is about these; `None` for the rest.
pub(crate) fn answer(habits: Habits, state: &mut State, seen: &Seen, parts: &[&str], body: &Value) -> Option<Play> {
    let denied = Play::text(401, r#"{"errorDetails":"not allowed"}"#);
    let guarded = matches!(parts, ["ports", ..] | ["is", "truststore", ..] | ["configurations", "keystore" | "settings"]);
    Some(match (seen.method.as_str(), parts) {
        _ if guarded && habits.provider_only => denied,
        ("GET", ["configurations", "keystore"]) => ok(json!({"keystoreName": "DEFAULT_IS_KEYSTORE", "signingAlias": "ssos",
            "truststoreName": "DEFAULT_IS_TRUSTSTORE"})),
        ("GET", ["configurations", "settings"]) => {
            ok(json!({"preferredSettings": state.security.settings, "allSettings": {"wattKeys": {}, "extendedKeys": {}}}))
        }
        ("PUT", ["configurations", "settings"]) => {
            state.security.settings = body["preferredSettings"].clone();
            ok(body.clone())
        }
        (_, ["alias", rest @ ..]) => alias(state, seen, rest, body),
        (_, ["ports", rest @ ..]) => ports(habits, state, seen, rest, body),
        (_, ["is", "truststore", rest @ ..]) => truststores(state, seen, rest),
        _ => return None,
    })
}

fn alias(state: &mut State, seen: &Seen, rest: &[&str], body: &Value) -> Play {
    match (seen.method.as_str(), rest) {
        ("GET", []) => {
            let all: Vec<_> = std::iter::once(&state.local).chain(state.security.aliases.values()).collect();
            ok(json!({"alias": all}))
        }
        ("POST", []) => {
            let id = state.id("alias");
            let mut body = body.clone();
            body["owner"] = json!("admin");
            made(&mut state.security.aliases, id, "alias", body, 201)
        }
        ("GET", ["local"]) => ok(json!({"alias": state.local})),
        ("PUT", ["local"]) => {
            state.local = body.clone();
            ok(json!({"alias": body}))
        }
        ("GET" | "PUT", [id]) if !state.security.aliases.contains_key(*id) => Play::text(404, "{}"),
        ("PUT", [id]) => {
            state.security.aliases.insert((*id).to_owned(), body.clone());
            ok(json!({"alias": body}))
        }
        ("GET", [id]) => ok(json!({"alias": state.security.aliases[*id]})),
        _ => Play::text(405, "{}"),
    }
}

fn ports(habits: Habits, state: &mut State, seen: &Seen, rest: &[&str], body: &Value) -> Play {
    let refused = Play::text(500, r#"{"message":"internal"}"#);
    match (seen.method.as_str(), rest, habits.port_form) {
        ("GET", [], _) => ok(json!({"listeners": state.security.ports})),
        ("PUT", [], PortForm::ByAlias) => Play::text(405, "{}"),
        ("PUT", _, PortForm::Broken) => refused,
        ("PUT", [] | [_], _) => {
            let ports = &mut state.security.ports;
            match ports.iter_mut().find(|port| port["key"] == body["key"]) {
                Some(port) => *port = body.clone(),
                None => return Play::text(400, "{}"),
            }
            ok(body.clone())
        }
        _ => Play::text(405, "{}"),
    }
}

fn truststores(state: &mut State, seen: &Seen, rest: &[&str]) -> Play {
    let part = |name: &str| part(seen, name).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    match (seen.method.as_str(), rest) {
        ("GET", [name]) => match state.security.stores.get(*name) {
            Some(store) => ok(json!({"truststores": [store]})),
            None => Play::text(404, r#"{"errorDetails":"no such truststore"}"#),
        },
        ("POST", [] | [_]) => {
            let name = rest.first().map_or_else(|| part("keyStoreName").unwrap(), |name| (*name).to_owned());
            if rest.is_empty() == state.security.stores.contains_key(&name) {
                return Play::text(400, r#"{"errorDetails":"wrong call for this truststore"}"#);
            }
            let file = self::part(seen, "fileContent").unwrap();
            let password = partnerctl::domain::secret::Secret::new(part("keyStorePassword").unwrap());
            let loaded = partnerctl::crypto::jks::read(&file, Some(&password)).is_ok();
            state.security.passwords.insert(name.clone(), json!(password.reveal()));
            let store = json!({"id": name, "keyStoreName": name, "keyStoreDescription": part("keyStoreDescription"), "isLoaded": loaded,
                "keyStoreType": "JKS", "uploadFileName": part("uploadFileName"), "fileContent": encoded(&file)});
            state.security.stores.insert(name, store.clone());
            ok(store)
        }
        _ => Play::text(405, "{}"),
    }
}

/// The content of one part of a form.
fn part(seen: &Seen, name: &str) -> Option<Vec<u8>> {
    let boundary = seen.header("content-type")?.split("boundary=").nth(1)?.trim_matches('"').to_owned();
    let find = |bytes: &[u8], wanted: &[u8]| bytes.windows(wanted.len()).position(|window| window == wanted);
    let head = format!("; name=\"{name}\"");
    let after = &seen.body[find(&seen.body, head.as_bytes())?..];
    let content = &after[find(after, b"\r\n\r\n")? + 4..];
    Some(content[..find(content, format!("\r\n--{boundary}").as_bytes())?].to_vec())
}

fn encoded(bytes: &[u8]) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    STANDARD.encode(bytes)
}

/// The file of a truststore.
pub(crate) fn file(state: &State, name: &str) -> Vec<u8> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    STANDARD.decode(state.security.stores[name]["fileContent"].as_str().unwrap()).unwrap()
}

fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

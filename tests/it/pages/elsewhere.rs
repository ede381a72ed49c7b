//! The programs of partners whose tokens come from an authorization server of its own: by certificate, or by a JWT that they sign. A
//! stand-in plays server and API and remembers what it was asked.

use partnerctl::document::read_any;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::{Desk, calls};
use crate::{
    mechanisms::way::Way,
    replies::{Play, Seen, Server},
};

#[test]
fn a_token_for_the_certificate() {
    for (language, form) in asked(Way::SelfSigned) {
        assert_eq!(value(&form, "client_id"), Some("client one".to_owned()), "{language}: {form:?}");
        assert_eq!(value(&form, "client_assertion"), None, "{language}");
    }
}

#[test]
fn a_token_for_a_jwt() {
    for (language, form) in asked(Way::SignerCertificate) {
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        assert_eq!(value(&form, "client_assertion_type").as_deref(), Some(kind), "{language}: {form:?}");
        let jwt = partnerctl::crypto::jwt::decode(&value(&form, "client_assertion").unwrap()).unwrap();
        let text = |name| partnerctl::crypto::jwt::text(&jwt.claims, name).map(str::to_owned);
        let server = "https://as.example.net/\"one\"".to_owned();
        assert_eq!([text("iss"), text("sub"), text("aud")], [Some("client one".into()), Some("client one".into()), Some(server)]);
        assert!(text("jti").is_some_and(|id| id.len() >= 32), "{language}");
    }
}

/// What each language sent to the token endpoint. The APIs were called with the token that came back.
fn asked(way: Way) -> Vec<(String, Vec<(String, String)>)> {
    let server = Server::serve(|seen| match seen.path.as_str() {
        "/token" => Play::json(200, &json!({ "access_token": "t-4711", "token_type": "Bearer", "expires_in": 300 })),
        _ => Play::json(200, &json!({ "message": "Request processed" })),
    });
    let desk = Desk::new(Some(way));
    register(&desk, &format!("http://{}", server.address));
    let mut found = Vec::new();
    for language in calls::run_all(&desk, Some(way)) {
        found.push((language, Vec::new()));
    }
    let seen = server.seen();
    let tokens: Vec<&Seen> = seen.iter().filter(|seen| seen.path == "/token").collect();
    let others: Vec<&Seen> = seen.iter().filter(|seen| seen.path != "/token").collect();
    assert_eq!((tokens.len(), others.len()), (found.len(), 2 * found.len()));
    assert!(others.iter().all(|seen| seen.header("authorization") == Some("Bearer t-4711")));
    for (place, seen) in found.iter_mut().zip(tokens) {
        place.1 = form_urlencoded::parse(&seen.body).into_owned().collect();
        assert_eq!(value(&place.1, "grant_type").as_deref(), Some("client_credentials"), "{}", place.0);
    }
    found
}

/// Writes into the record what a driver of such a server writes.
fn register(desk: &Desk, url: &str) {
    let mut record: Value = read_any("acme.yaml", &desk.place.read("records/test/acme.yaml")).unwrap();
    let status = record["status"].as_object_mut().unwrap();
    status.insert("tokenEndpoint".to_owned(), json!(format!("{url}/token")));
    status.insert("authorizationServer".to_owned(), json!("https://as.example.net/\"one\""));
    status.insert("client".to_owned(), json!({ "clientId": "client one", "remote": { "kind": "client", "id": "1" } }));
    status.insert("apis".to_owned(), json!([{ "api": "quote-api/1.0", "endpoints": [format!("{url}/quotes")] }]));
    desk.place.write("records/test/acme.yaml", &record.to_string());
}

fn value(form: &[(String, String)], name: &str) -> Option<String> {
    form.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
}

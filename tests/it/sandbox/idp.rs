//! The test identity provider: clients, tokens, assertions, rollover, and its tokens at the gateway.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use partnerctl::{
    crypto::{
        jwk::{Details, Set, write},
        jwt::{Rules, verify},
        key::{Key, KeyType},
    },
    sandbox::Quirks,
};
use serde_json::{Value, json};

use super::{
    Got, Rig, client,
    tools::{Paper, api, application, attach, claims, server, token, trust, verdict},
};

/// A change of claims.
type Change<'a> = &'a dyn Fn(&mut Value);

const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn issuer(rig: &Rig) -> String {
    rig.ready().tls_url.join("/idp").unwrap().to_string()
}

fn get(rig: &Rig, path: &str) -> Value {
    let got = rig.send(|client| client.get(rig.ready().url.join(path).unwrap()));
    assert_eq!(got.status, 200, "{path}: {got:?}");
    got.body
}

fn register(rig: &Rig, body: &Value) -> Got {
    rig.send(|client| client.post(rig.ready().url.join("/idp/register").unwrap()).json(body))
}

fn registered(rig: &Rig, body: &Value) -> [String; 2] {
    let got = register(rig, body);
    assert_eq!(got.status, 201, "{got:?}");
    ["client_id", "client_secret"].map(|name| got.body[name].as_str().unwrap_or_default().to_owned())
}

fn ask(rig: &Rig, form: &[(&str, &str)]) -> Got {
    rig.send(|client| client.post(rig.ready().url.join("/idp/token").unwrap()).form(form))
}

fn roll_over(rig: &Rig) -> Got {
    let url = rig.ready().url.join("/idp/rollover").unwrap();
    let password = rig.password();
    rig.send(|client| client.post(url).basic_auth("Administrator", Some(password)))
}

fn published(key: &Key) -> Value {
    write(vec![key.public().to_published_jwk(&Details::default())])
}

#[test]
fn it_says_where_everything_is() {
    let rig = Rig::new();
    let found = get(&rig, "/idp/.well-known/openid-configuration");
    assert_eq!(found["issuer"], issuer(&rig));
    assert_eq!(found["token_endpoint"], format!("{}/token", issuer(&rig)));
    assert_eq!(found["jwks_uri"], format!("{}/jwks", issuer(&rig)));
    assert_eq!(found, get(&rig, "/.well-known/oauth-authorization-server/idp"));
    let url = rig.ready().tls_url.join("/idp/.well-known/openid-configuration").unwrap();
    assert_eq!(rig.send(|client| client.get(url)).body, found, "the same over TLS");
}

#[test]
fn its_tokens_are_good_at_the_gateway_across_rollover_and_restart() {
    let mut rig = Rig::with(Quirks { jwks_refresh: true, ..Quirks::default() });
    let [id, secret] = registered(&rig, &json!({ "client_name": "acme" }));
    // The key set comes over TLS from the sandbox itself, under its own authority.
    server(&rig, "CorpIdP", &json!({ "issuer": issuer(&rig), "jwksuri": format!("{}/jwks", issuer(&rig)) }));
    let quotes = api(&rig, "quotes", &["openIdClaims"]);
    let acme = application(&rig, "acme", &[&quotes], &json!([]));
    let strategy =
        json!({ "name": "a", "type": "OPENID_CONNECT_RSA", "authServerAlias": "CorpIdP", "clientId": id, "audience": id });
    attach(&rig, &acme, &strategy);
    let order = [("grant_type", "client_credentials"), ("client_id", &id), ("client_secret", &secret)];
    let fresh = |rig: &Rig| ask(rig, &order).body["id_token"].as_str().unwrap().to_owned();
    let first = fresh(&rig);
    let seen = claims(&first);
    assert_eq!((seen["iss"].as_str(), seen["aud"].as_str()), (Some(issuer(&rig).as_str()), Some(id.as_str())));
    assert_eq!((seen["azp"].as_str(), seen["exp"].as_i64()), (Some(id.as_str()), seen["iat"].as_i64().map(|time| time + 3600)));
    assert_eq!(verdict(&rig.call("quotes/1.0/x", &first)), (200, ""));
    assert_eq!(rig.send(|client| client.post(rig.ready().url.join("/idp/rollover").unwrap())).status, 401);
    let kid = roll_over(&rig).body["kid"].clone();
    let keys = get(&rig, "/idp/jwks");
    assert_eq!((&keys["keys"][0]["kid"], keys["keys"].as_array().unwrap().len()), (&kid, 2), "the new key first");
    let second = fresh(&rig);
    for token in [&first, &second] {
        assert_eq!(verdict(&rig.call("quotes/1.0/x", token)), (200, ""), "the old key is kept for one generation");
    }
    roll_over(&rig);
    rig.restart();
    assert_eq!(verdict(&rig.call("quotes/1.0/x", &first)), (401, "key-unknown"));
    assert_eq!(verdict(&rig.call("quotes/1.0/x", &second)), (200, ""));
    assert_eq!(verdict(&rig.call("quotes/1.0/x", &fresh(&rig))), (200, ""), "clients and keys survive");
    let rules = Rules {
        issuer: Some(issuer(&rig)),
        audience: Some("https://api".to_owned()),
        at: seen["iat"].as_i64().unwrap(),
        ..Rules::default()
    };
    let other = [order[0], order[1], order[2], ("audience", "https://api"), ("scope", "read")];
    let access = ask(&rig, &other).body;
    let set = Set::read(&get(&rig, "/idp/jwks").to_string()).unwrap();
    let verified = verify(access["access_token"].as_str().unwrap(), &set, &rules).unwrap();
    assert_eq!((verified.header["typ"].as_str(), verified.claims["scope"].as_str()), (Some("at+jwt"), Some("read")));
}

/// A client may ask for a token for another API, and for one that ends sooner; the gateway refuses both because of that alone.
#[test]
fn a_token_for_others_and_one_that_has_ended_are_signed_and_refused() {
    let rig = Rig::with(Quirks { jwks_refresh: true, ..Quirks::default() });
    let [id, secret] = registered(&rig, &json!({ "client_name": "acme" }));
    server(&rig, "CorpIdP", &json!({ "issuer": issuer(&rig), "jwksuri": format!("{}/jwks", issuer(&rig)) }));
    let quotes = api(&rig, "quotes", &["openIdClaims"]);
    let acme = application(&rig, "acme", &[&quotes], &json!([]));
    let strategy =
        json!({ "name": "a", "type": "OPENID_CONNECT_RSA", "authServerAlias": "CorpIdP", "clientId": id, "audience": id });
    attach(&rig, &acme, &strategy);
    let order = [("grant_type", "client_credentials"), ("client_id", id.as_str()), ("client_secret", secret.as_str())];
    let with = |more: &[(&str, &str)]| ask(&rig, &[&order[..], more].concat());
    let text = |got: &Got, name: &str| got.body[name].as_str().unwrap().to_owned();
    assert_eq!(verdict(&rig.call("quotes/1.0/x", &text(&with(&[]), "access_token"))), (200, ""), "it is for the client itself");
    for name in ["audience", "resource"] {
        let got = with(&[(name, "https://elsewhere.example.org")]);
        assert_eq!(claims(&text(&got, "access_token"))["aud"], "https://elsewhere.example.org");
        assert_eq!(verdict(&rig.call("quotes/1.0/x", &text(&got, "access_token"))), (401, "audience"), "{name}");
        assert_eq!(claims(&text(&got, "id_token"))["aud"], json!(id), "an ID token is for the client");
    }
    let short = with(&[("expires_in", "1")]);
    let seen = claims(&text(&short, "id_token"));
    assert_eq!((&short.body["expires_in"], seen["exp"].as_i64()), (&json!(1), seen["iat"].as_i64().map(|time| time + 1)));
    while time::OffsetDateTime::now_utc().unix_timestamp() <= seen["exp"].as_i64().unwrap() {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(verdict(&rig.call("quotes/1.0/x", &text(&short, "id_token"))), (401, "expired"));
    for wrong in ["0", "3601", "-1", "soon", ""] {
        let got = with(&[("expires_in", wrong)]);
        assert_eq!((got.status, got.body["error"].as_str()), (400, Some("invalid_request")), "{wrong}: {got:?}");
    }
}

#[test]
fn clients_prove_who_they_are_in_every_registered_way() {
    let rig = Rig::new();
    let [id, secret] = registered(&rig, &json!({ "client_name": "acme" }));
    let url = rig.ready().url.join("/idp/token").unwrap();
    let basic = |secret: &str| {
        rig.send(|client| client.post(url.clone()).basic_auth(&id, Some(secret)).form(&[("grant_type", "client_credentials")]))
    };
    assert_eq!(basic(&secret).status, 200);
    let refused = basic("wrong");
    assert_eq!((refused.status, refused.body["error"].as_str()), (401, Some("invalid_client")));
    let grant = ("grant_type", "client_credentials");
    assert_eq!(ask(&rig, &[grant, ("client_id", &id)]).body["error"], "invalid_client");
    assert_eq!(ask(&rig, &[grant, grant]).body["error"], "invalid_request");
    assert_eq!(ask(&rig, &[("grant_type", "password")]).body["error"], "unsupported_grant_type");

    let key = Key::generate(KeyType::EcP256).unwrap();
    let body = json!({ "client_name": "b", "token_endpoint_auth_method": "private_key_jwt", "jwks": published(&key) });
    let [signer, none] = registered(&rig, &body);
    assert_eq!(none, "");
    let now = time::OffsetDateTime::now_utc().unix_timestamp();
    let own = issuer(&rig);
    let ask_signed = |key: &Key, change: &dyn Fn(&mut Value)| {
        let mut claims = json!({ "iss": signer, "sub": signer, "aud": own, "exp": now + 60, "jti": "1" });
        change(&mut claims);
        let made = token(key, r#"{"alg":"ES256"}"#, &claims.to_string());
        ask(&rig, &[grant, ("client_assertion_type", ASSERTION), ("client_assertion", &made)])
    };
    assert_eq!(ask_signed(&key, &|_| {}).status, 200, "without a `typ`");
    let endpoint = format!("{own}/token");
    let wrong: [(&str, Change<'_>); 5] = [
        ("the endpoint as audience", &|claims| claims["aud"] = json!(endpoint)),
        ("a second audience", &|claims| claims["aud"] = json!([own, "x"])),
        ("another subject", &|claims| claims["sub"] = json!(id)),
        ("expired", &|claims| claims["exp"] = json!(now - 1)),
        ("no jti", &|claims| claims["jti"] = Value::Null),
    ];
    for (why, change) in wrong {
        assert_eq!(ask_signed(&key, change).body["error"], "invalid_client", "{why}");
    }
    assert_eq!(ask_signed(&Key::generate(KeyType::EcP256).unwrap(), &|_| {}).body["error"], "invalid_client");

    let (root, alone) = (Paper::root("Partners"), Paper::alone("self"));
    let leaf = root.client("acme");
    trust(&rig, "partners", &[("root", &root)]);
    let body = json!({ "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=acme" });
    let [mutual, _] = registered(&rig, &body);
    let body = json!({ "token_endpoint_auth_method": "self_signed_tls_client_auth", "certificate": alone.pem });
    let [own_certificate, _] = registered(&rig, &body);
    let url = rig.ready().tls_url.join("/idp/token").unwrap();
    for (paper, id, status) in [
        (&leaf, &mutual, 200),
        (&alone, &own_certificate, 200),
        (&Paper::root("Partners").client("acme"), &mutual, 401),
        (&root.client("other"), &mutual, 401),
        (&Paper::alone("self"), &own_certificate, 401),
    ] {
        let with = client(rig.ready(), Some(paper.identity(&[])));
        let got = rig.send(|_| with.post(url.clone()).form(&[grant, ("client_id", id)]));
        assert_eq!(got.status, status, "{got:?}");
    }
}

#[test]
fn an_assertion_is_a_grant() {
    let rig = Rig::new();
    let paper = Paper::alone("acme");
    let key = paper.key();
    let body = json!({
        "client_name": "bnp", "token_endpoint_auth_method": "none", "grant_types": [GRANT],
        "certificate": STANDARD.encode(&paper.der), "expires_in_text": true,
    });
    let [id, _] = registered(&rig, &body);
    let now = time::OffsetDateTime::now_utc().unix_timestamp();
    let own = issuer(&rig);
    let endpoint = format!("{own}/token");
    let ask_with = |key: &Key, change: &dyn Fn(&mut Value)| {
        let mut claims = json!({ "iss": id, "sub": "user", "aud": endpoint, "exp": now + 60 });
        change(&mut claims);
        ask(&rig, &[("grant_type", GRANT), ("assertion", &token(key, r#"{"alg":"ES256"}"#, &claims.to_string()))])
    };
    let got = ask_with(&key, &|_| {});
    assert_eq!((got.status, &got.body["expires_in"], &got.body["id_token"]), (200, &json!("3600"), &Value::Null), "{got:?}");
    let seen = claims(got.body["access_token"].as_str().unwrap());
    assert_eq!((seen["sub"].as_str(), seen["client_id"].as_str()), (Some("user"), Some(id.as_str())));
    assert_eq!(ask_with(&key, &|claims| claims["aud"] = json!([own, "x"])).status, 200, "the issuer is an audience, too");
    let wrong: [(&str, Change<'_>); 5] = [
        ("another audience", &|claims| claims["aud"] = json!(format!("{own}/"))),
        ("nobody's issuer", &|claims| claims["iss"] = json!("nobody")),
        ("no subject", &|claims| claims["sub"] = Value::Null),
        ("expired", &|claims| claims["exp"] = json!(now - 1)),
        ("not yet valid", &|claims| claims["nbf"] = json!(now + 60)),
    ];
    for (why, change) in wrong {
        let got = ask_with(&key, change);
        assert_eq!((got.status, got.body["error"].as_str()), (400, Some("invalid_grant")), "{why}: {got:?}");
    }
    assert_eq!(ask_with(&Key::generate(KeyType::EcP256).unwrap(), &|_| {}).body["error"], "invalid_grant");
    assert_eq!(ask(&rig, &[("grant_type", GRANT)]).body["error"], "invalid_request");
    let form = [("grant_type", "client_credentials"), ("client_id", id.as_str())];
    assert_eq!(ask(&rig, &form).body["error"], "invalid_client", "it has no secret");
}

#[test]
fn what_cannot_be_registered_is_refused() {
    let rig = Rig::new();
    let private: Value = serde_json::from_str(&Key::generate(KeyType::EcP256).unwrap().to_private_jwk().unwrap()).unwrap();
    for body in [
        json!([]),
        json!({ "grant_types": ["password"] }),
        json!({ "token_endpoint_auth_method": "private_key_jwt" }),
        json!({ "token_endpoint_auth_method": "tls_client_auth" }),
        json!({ "token_endpoint_auth_method": "odd" }),
        json!({ "jwks_uri": "https://x.example/jwks" }),
        json!({ "jwks": { "keys": [private] } }),
        json!({ "jwks": { "keys": [] } }),
        json!({ "certificate": "garbage" }),
    ] {
        let got = register(&rig, &body);
        assert_eq!((got.status, got.body["error"].as_str()), (400, Some("invalid_client_metadata")), "{body}");
    }
}

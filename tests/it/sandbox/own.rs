//! Tokens that the gateway signs itself: JWTs, and access tokens for ID tokens.

use std::time::Duration;

use partnerctl::{
    clock::{Clock as _, Stop},
    crypto::{
        jwk::Set,
        jwt::{Rules, verify},
        key::{Key, KeyType},
    },
    sandbox::Quirks,
};
use serde_json::{Value, json};

use super::{
    Got, Rig, client,
    tools::{
        Paper, Publisher, api, application, attach, claims, client_auth, configure_issuer, server, token, trust, upload, verdict,
    },
};

/// Asks for a JWT as a user.
fn user_token(rig: &Rig, query: &str) -> Got {
    let url = rig.ready().url.join(&format!("/rest/pub/apigateway/jwt/getJsonWebToken{query}")).unwrap();
    let password = rig.password();
    rig.send(|client| client.get(url).basic_auth("Administrator", Some(password)))
}

/// Calls a service of the gateway with an API key; without one as nobody.
fn service(rig: &Rig, name: &str, key: &str, body: &Value) -> Got {
    let url = rig.ready().url.join(&format!("/gateway/security/{name}")).unwrap();
    rig.send(|client| {
        let request = client.post(url).json(body);
        if key.is_empty() { request } else { request.header("x-Gateway-APIKey", key) }
    })
}

fn key_set(rig: &Rig) -> Value {
    rig.send(|client| client.get(rig.ready().url.join("/rest/pub/apigateway/jwt/certs").unwrap())).body
}

fn api_key(rig: &Rig, application: &str) -> String {
    let record = rig.get(&format!("/applications/{application}"));
    record["applications"][0]["accessTokens"]["apiAccessKey_credentials"]["apiAccessKey"].as_str().unwrap().to_owned()
}

fn claim(name: &str, value: &str) -> Value {
    json!([{ "key": "jwtClaims", "name": "own", "value": [json!({ name: value }).to_string()] }])
}

#[test]
fn the_gateway_s_own_jwts_are_good_at_its_apis() {
    let mut rig = Rig::with(Quirks { jwks_algorithm_rsa: false, ..Quirks::default() });
    let quotes = api(&rig, "quotes", &["jwtClaims"]);
    let acme = application(&rig, "acme", &[&quotes], &json!([]));
    let key = api_key(&rig, &acme);
    let refused = user_token(&rig, "");
    assert_eq!(refused.status, 400);
    assert!(refused.error().contains("localIntrospectionConfig.issuer is not configured"), "{refused:?}");
    let refused = service(&rig, "getJsonWebToken", &key, &json!({}));
    assert!(refused.status == 400 && refused.body["Exception"].as_str().unwrap().contains("is not configured"), "{refused:?}");
    assert_eq!(key_set(&rig), json!({ "keys": [] }));
    configure_issuer(&rig);

    let users = user_token(&rig, "").body["jwt"].as_str().unwrap().to_owned();
    let seen = claims(&users);
    assert_eq!((seen["sub"].as_str(), seen["iss"].as_str()), (Some("Administrator"), Some("https://gateway.example")));
    assert_eq!((seen["aud"].as_str(), seen["exp"].as_i64()), (Some("partners"), seen["iat"].as_i64().map(|time| time + 600)));
    assert_eq!(claims(user_token(&rig, &format!("?app_id={acme}")).body["jwt"].as_str().unwrap())["azp"], acme.as_str());
    assert_eq!(user_token(&rig, "?app_id=4711").status, 400);
    let url = rig.ready().url.join("/rest/pub/apigateway/jwt/getJsonWebToken").unwrap();
    assert_eq!(rig.send(|client| client.get(url).basic_auth("Administrator", Some("wrong"))).status, 401);
    assert_eq!(verdict(&rig.call("quotes/1.0/x", &users)), (401, "no-application"));

    let made = service(&rig, "getJsonWebToken", &key, &json!({ "claimsSet": { "company": "x", "isAdmin": true } }));
    assert_eq!((made.status, made.body["tokenType"].as_str(), made.body["expiresIn"].as_i64()), (200, Some("Bearer"), Some(600)));
    let own = made.body["accessToken"].as_str().unwrap().to_owned();
    let seen = claims(&own);
    assert_eq!((seen["sub"].as_str(), &seen["company"], &seen["isAdmin"]), (Some(acme.as_str()), &json!("x"), &json!(true)));
    let put = json!({ "name": "acme", "identifiers": claim("sub", &acme) });
    rig.admin("PUT", &format!("/applications/{acme}"), &put);
    assert_eq!(rig.call("quotes/1.0/x", &own).status, 200);

    let keys = Set::read(&key_set(&rig).to_string()).unwrap();
    assert_eq!(keys.keys[0].kid.as_deref(), Some("ssos"));
    let rules =
        Rules { issuer: Some("https://gateway.example".to_owned()), at: seen["iat"].as_i64().unwrap(), ..Rules::default() };
    assert!(verify(&own, &keys, &rules).is_ok());
    rig.restart();
    assert_eq!(rig.call("quotes/1.0/x", &own).status, 200, "the key survives a restart");
    let other = token(&Key::generate(KeyType::Rsa(2048)).unwrap(), r#"{"kid":"ssos","alg":"RS256"}"#, &seen.to_string());
    assert_eq!(verdict(&rig.call("quotes/1.0/x", &other)), (401, "signature"));
}

/// Without an audience of its own the gateway signs tokens that name none: a strategy without a client is not meant by that.
#[test]
fn a_jwt_without_an_audience_is_for_its_own_application_alone() {
    let rig = Rig::new();
    configure_issuer(&rig);
    let mut local = rig.get("/alias/local")["alias"].clone();
    local["tokenGeneratorConfig"]["audience"] = json!("");
    rig.admin("PUT", "/alias/local", &local);
    let quotes = api(&rig, "quotes", &["jwtClaims"]);
    for name in ["acme", "globex"] {
        let application = application(&rig, name, &[&quotes], &json!([]));
        attach(&rig, &application, &json!({ "name": name, "type": "JWT_RSA", "authServerAlias": "local" }));
        let key = api_key(&rig, &application);
        let token = |claims: Value| {
            let made = service(&rig, "getJsonWebToken", &key, &json!({ "claimsSet": claims }));
            made.body["accessToken"].as_str().unwrap().to_owned()
        };
        assert_eq!(verdict(&rig.call("quotes/1.0/x", &token(json!({})))), (401, "no-application"), "{name}: nobody claims it");
        let put = json!({ "name": name, "identifiers": claim("company", name),
            "authStrategyIds": rig.get(&format!("/applications/{application}"))["applications"][0]["authStrategyIds"] });
        rig.admin("PUT", &format!("/applications/{application}"), &put);
        let got = rig.call("quotes/1.0/x", &token(json!({ "company": name })));
        assert_eq!((got.status, got.body["application"]["name"].as_str()), (200, Some(name)), "{got:?}");
        assert_eq!(verdict(&rig.call("quotes/1.0/x", &token(json!({ "company": "other" })))), (401, "no-application"));
    }
}

#[test]
fn only_applications_get_jwts_with_claims() {
    let rig = Rig::new();
    configure_issuer(&rig);
    let root = Paper::root("Partners");
    let leaf = root.client("acme");
    let identifier = json!([{ "key": "httpsCertificate", "name": "c", "value": [leaf.base64()] }]);
    let acme = application(&rig, "acme", &[], &identifier);
    let ask = |key: &str, body: &Value| service(&rig, "getJsonWebToken", key, body);
    let key = api_key(&rig, &acme);
    assert_eq!(verdict(&ask("", &json!({}))), (401, "no-credential"));
    assert_eq!(verdict(&ask("wrong", &json!({}))), (401, "key-unknown"));
    assert_eq!(verdict(&ask(&key, &json!({ "claimsSet": { "sub": "x" } }))), (400, "request"));
    assert_eq!(verdict(&ask(&key, &json!({ "claimsSet": [] }))), (400, "request"));
    assert_eq!(verdict(&ask(&key, &json!([]))), (400, "request"));
    assert_eq!(key_set(&rig)["keys"][0]["alg"], "RSA", "as the vendor's sample has it");
    trust(&rig, "partners", &[("root", &root)]);
    client_auth(&rig, "request");
    let url = rig.ready().tls_url.join("/gateway/security/getJsonWebToken").unwrap();
    let mutual = client(rig.ready(), Some(leaf.identity(&[])));
    let got = rig.send(|_| mutual.post(url).json(&json!({ "claimsSet": {} })));
    assert_eq!(claims(got.body["accessToken"].as_str().unwrap())["sub"], acme.as_str());
    rig.admin("PATCH", &format!("/applications/{acme}"), &json!({ "isSuspended": true }));
    assert_eq!(verdict(&ask(&key, &json!({}))), (403, "suspended"));
}

#[test]
fn keys_of_an_uploaded_keystore_sign_as_well() {
    let rig = Rig::new();
    let key = Key::generate(KeyType::Rsa(2048)).unwrap();
    let file = partnerctl::crypto::pkcs12::write(&key, &[], "open-sesame", "signer").unwrap();
    let fields =
        [("keyStoreName", "own"), ("keyStoreType", "PKCS12"), ("keyStorePassword", "open-sesame"), ("uploadFileName", "own.p12")];
    let got = upload(&rig, "/is/keystore", &fields, &file);
    assert_eq!((got.status, got.body["pkAliasesList"].as_str()), (200, Some("signer")), "{got:?}");
    configure_issuer(&rig);
    let mut local = rig.get("/alias/local")["alias"].clone();
    local["sslConfig"] = json!({ "keyStoreAlias": "own", "keyAlias": "signer" });
    rig.admin("PUT", "/alias/local", &local);
    assert_eq!(user_token(&rig, "").status, 200);
    assert_eq!(key_set(&rig)["keys"][0]["n"], Value::Object(key.public().to_jwk())["n"]);
    assert_eq!(rig.admin("DELETE", "/is/keystore/own", &Value::Null).status, 200);
    assert!(user_token(&rig, "").error().contains("no key signer"));
}

#[test]
fn an_id_token_is_exchanged_for_an_access_token() {
    let (rig, clock) = Rig::fixed(Quirks::default());
    let now = clock.time().unix_timestamp();
    configure_issuer(&rig);
    let key = Key::generate(KeyType::EcP256).unwrap();
    let publisher = Publisher::of(&[&key]);
    server(&rig, "CorpIdP", &json!({ "issuer": "https://idp.example", "jwksuri": publisher.url }));
    let inventory = api(&rig, "inventory", &["openIdClaims"]);
    let quotes = api(&rig, "quotes", &["oAuth2Token"]);
    let acme = application(&rig, "acme", &[&inventory, &quotes], &json!([]));
    let strategy = json!({
        "name": "acme-oidc", "type": "OPENID_CONNECT_RSA", "authServerAlias": "CorpIdP", "clientId": "acme-client",
    });
    attach(&rig, &acme, &strategy);
    for (name, apis) in [("inventory", json!([inventory, quotes])), ("orders", json!([]))] {
        let required = json!([{ "authServerAlias": "CorpIdP", "scopeName": name }]);
        let body = json!({ "scopeName": format!("CorpIdP:{name}"), "apiScopes": apis, "requiredAuthScopes": required });
        assert_eq!(rig.admin("POST", "/scopes", &body).status, 201);
    }
    let id_token = |change: &dyn Fn(&mut Value)| {
        let mut claims = json!({
            "iss": "https://idp.example", "sub": "user-7", "aud": "acme-client", "iat": now, "exp": now + 300,
        });
        change(&mut claims);
        token(&key, &json!({ "alg": "ES256", "kid": key.public().thumbprint() }).to_string(), &claims.to_string())
    };
    let good = id_token(&|_| {});
    let exchange = |token: &str, scopes: &Value| {
        service(&rig, "exchangeIDToken", "", &json!({ "idToken": token, "gatewayScopes": scopes, "expiry": 600 }))
    };
    assert_eq!(verdict(&rig.call("inventory/1.0/x", &good)), (403, "scope"), "an ID token carries no scope");
    let made = exchange(&good, &json!(["CorpIdP:inventory"]));
    assert_eq!((made.status, made.body["expiresIn"].as_i64()), (200, Some(600)), "{made:?}");
    assert_eq!((made.body["scopes"].as_str(), made.body["tokenType"].as_str()), (Some("inventory"), Some("Bearer")));
    let access = made.body["accessToken"].as_str().unwrap().to_owned();
    let seen = claims(&access);
    assert_eq!((seen["azp"].as_str(), seen["uid"].as_str()), (Some(acme.as_str()), Some("user-7")));
    assert_eq!((seen["sub"].as_str(), &seen["scp"]), (Some("acme-client"), &json!(["inventory"])));
    for name in ["inventory", "quotes"] {
        let got = rig.call(&format!("{name}/1.0/x"), &access);
        assert_eq!((got.status, got.body["application"]["name"].as_str()), (200, Some("acme")), "{name}: {got:?}");
    }
    let orders = exchange(&good, &json!(["CorpIdP:orders"])).body["accessToken"].as_str().unwrap().to_owned();
    assert_eq!(verdict(&rig.call("inventory/1.0/x", &orders)), (403, "scope"));

    let stranger = Key::generate(KeyType::EcP256).unwrap();
    let forged = token(&stranger, r#"{"alg":"ES256"}"#, &claims(&good).to_string());
    for (why, token, scopes, expected) in [
        ("nothing", String::new(), json!([]), (400, "request")),
        ("an unknown scope", good.clone(), json!(["CorpIdP:nothing"]), (400, "request")),
        ("a wrong signature", forged, json!([]), (401, "signature")),
        ("expired", id_token(&|claims| claims["exp"] = json!(now)), json!([]), (401, "expired")),
        ("a wrong issuer", id_token(&|claims| claims["iss"] = json!("https://idp.exampl")), json!([]), (401, "issuer")),
        ("another client", id_token(&|claims| claims["aud"] = json!("other")), json!([]), (401, "no-application")),
    ] {
        let got = exchange(&token, &scopes);
        assert_eq!(verdict(&got), expected, "{why}: {got:?}");
    }
    clock.sleep(Duration::from_secs(600), &Stop::default());
    for name in ["inventory", "quotes"] {
        assert_eq!(verdict(&rig.call(&format!("{name}/1.0/x"), &access)), (401, "expired"), "{name}");
    }
}

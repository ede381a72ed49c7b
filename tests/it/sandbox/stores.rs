//! Truststores, keystores and ports in the admin API.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use partnerctl::{
    crypto::{
        jks::{self, Body},
        read::{Item, items},
    },
    domain::secret::Secret,
    sandbox::Quirks,
};
use serde_json::{Value, json};

use super::{
    Rig,
    tools::{Paper, truststore, upload},
};

fn fields<'a>(name: &'a str, kind: &'a str, password: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("keyStoreName", name), ("keyStoreType", kind), ("keyStorePassword", password), ("uploadFileName", "file")]
}

#[test]
fn truststores_go_in_and_come_back_whole() {
    let mut rig = Rig::new();
    let first = rig.get("/is/truststore")["truststores"][0].clone();
    assert_eq!((first["keyStoreName"].as_str(), first["isLoaded"].as_bool()), (Some("DEFAULT_IS_TRUSTSTORE"), Some(true)));
    let content = STANDARD.decode(first["fileContent"].as_str().unwrap()).unwrap();
    let own = jks::read(&content, Some(&Secret::new("changeit".to_owned()))).unwrap();
    let ca = std::fs::read(&rig.ready().ca_file).unwrap();
    let Item::Certificate(der, _) = items(&ca, None).unwrap().remove(0) else { panic!("no certificate") };
    assert_eq!(own.entries[0].body, Body::Certificate(der), "the sandbox's own authority");

    let (a, b) = (Paper::root("a"), Paper::root("b"));
    let file = truststore(&[("Zebra", &a), ("apfel", &b)], "pässwörd");
    let got = upload(&rig, "/is/truststore", &fields("partners", "JKS", "pässwörd"), &file);
    assert_eq!((got.status, got.body["isLoaded"].as_bool()), (200, Some(true)), "{got:?}");
    assert_eq!(got.body["certficateAliases"], json!(["zebra", "apfel"]));
    assert_eq!(got.body["keyStorePassword"], "wm.security.keystore.partners", "a name, not the password");
    rig.restart();
    let kept = rig.get("/is/truststore/partners")["truststores"][0].clone();
    assert_eq!(kept, got.body);
    assert_eq!(STANDARD.decode(kept["fileContent"].as_str().unwrap()).unwrap(), file);

    let encoded = STANDARD.encode("other");
    let mut again = fields("partners", "JKS", &encoded);
    again.push(("isPwdBase64Encoded", "true"));
    let got = upload(&rig, "/is/truststore/partners", &again, &truststore(&[("a", &a)], "other"));
    assert_eq!((got.status, &got.body["certficateAliases"]), (200, &json!(["a"])), "{got:?}");
    let got = upload(&rig, "/is/truststore/partners", &fields("partners", "JKS", "wrong"), &file);
    assert_eq!((got.status, got.body["isLoaded"].as_bool()), (200, Some(false)), "stored, not loaded");
    assert!(got.body["message"].as_str().unwrap().contains("password"), "{got:?}");
    assert_eq!(got.body["certficateAliases"], json!([]));
    assert_eq!(rig.admin("DELETE", "/is/truststore/partners", &Value::Null).status, 200);
    assert_eq!(rig.admin("GET", "/is/truststore/partners", &Value::Null).status, 404);
}

#[test]
fn what_is_no_store_is_refused() {
    let rig = Rig::new();
    let file = truststore(&[], "open-sesame");
    for (path, fields, content, status) in [
        ("/is/truststore", fields("a b", "JKS", "x"), &file, 400),
        ("/is/truststore", fields("", "JKS", "x"), &file, 400),
        ("/is/truststore", fields("a", "PKCS12", "x"), &file, 400),
        ("/is/truststore", fields("a", "JKS", ""), &file, 400),
        ("/is/truststore", fields("a", "JKS", "x"), &Vec::new(), 400),
        ("/is/truststore", fields("DEFAULT_IS_TRUSTSTORE", "JKS", "x"), &file, 400),
        ("/is/truststore/nothing", fields("nothing", "JKS", "x"), &file, 404),
        ("/is/keystore", fields("a", "PEM", "x"), &file, 400),
        ("/is/keystore", fields("DEFAULT_IS_KEYSTORE", "JKS", "x"), &file, 400),
    ] {
        assert_eq!(upload(&rig, path, &fields, content).status, status, "{path} {fields:?}");
    }
    for (method, path, status) in [
        ("DELETE", "/is/truststore/nothing", 404),
        ("DELETE", "/is/truststore/DEFAULT_IS_TRUSTSTORE", 400),
        ("DELETE", "/is/keystore/DEFAULT_IS_KEYSTORE", 400),
        ("PUT", "/is/keystore", 405),
    ] {
        assert_eq!(rig.admin(method, path, &Value::Null).status, status, "{method} {path}");
    }
}

#[test]
fn the_keystore_of_a_fresh_gateway_is_kept() {
    let mut rig = Rig::new();
    let store = rig.get("/is/keystore")["keystores"][0].clone();
    assert_eq!((store["keyStoreName"].as_str(), store["pkAliasesList"].as_str()), (Some("DEFAULT_IS_KEYSTORE"), Some("ssos")));
    assert_eq!((store["isLoaded"].as_bool(), store["keyStoreType"].as_str()), (Some(true), Some("PKCS12")));
    rig.restart();
    assert_eq!(rig.get("/is/keystore/DEFAULT_IS_KEYSTORE")["keystores"][0], store);
}

#[test]
fn ports_are_found_by_alias_and_key() {
    let rig = Rig::new();
    let port = rig.get("/ports")["listeners"][1].clone();
    let key = port["key"].as_str().unwrap();
    assert_eq!(rig.get("/ports/sandboxHttps"), port);
    assert_eq!(rig.get(&format!("/ports/{key}")), port);
    let none = Value::Null;
    for (path, body, status, then) in [
        ("/ports/sandboxHttps", json!({ "clientAuth": "request" }), 200, "request"),
        ("/ports", json!({ "key": key, "clientAuth": "require" }), 200, "require"),
        ("/ports/sandboxHttps", json!({ "clientAuth": "maybe" }), 400, "require"),
        ("/ports/sandboxHttp", json!({ "clientAuth": "request" }), 400, "require"),
        ("/ports/other", json!({ "clientAuth": "request" }), 404, "require"),
        ("/ports", none.clone(), 400, "require"),
        ("/ports/sandboxHttps", json!({}), 200, "none"),
    ] {
        assert_eq!(rig.admin("PUT", path, &body).status, status, "{path} {body}");
        assert_eq!(rig.get("/ports")["listeners"][1]["clientAuth"], then, "{path} {body}");
    }
    let rig = Rig::with(Quirks { port_put_refused: true, ..Quirks::default() });
    assert_eq!(rig.admin("PUT", "/ports/sandboxHttps", &json!({ "clientAuth": "request" })).status, 500);
    assert_eq!(rig.get("/ports")["listeners"][1]["clientAuth"], "none");
}

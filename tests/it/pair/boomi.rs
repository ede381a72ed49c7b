//! The same with Boomi as gateway: the client id is the package key, and a token of the authorization server opens its plan.

use partnerctl::domain::secret::Secret;
use serde_json::{Value, json};

use super::{partner, summaries, workspace};
use crate::{
    support::{
        Place,
        authority::{Authority, INITIAL},
        not_run, runtime,
    },
    twin::boomi::{AREA, Boomi, Habits, Kind, SERVICE_USER, V3_KEY},
};

#[test]
fn a_client_id_becomes_the_package_key_that_tokens_belong_to() {
    let server = match Authority::start(true) {
        Ok(server) => server,
        Err(missing) => return not_run(&missing),
    };
    let boomi = Boomi::start(Habits::default());
    boomi.publish(&format!("{}/jwks", server.issuer()), &server.curl("/jwks", &[]));
    let place = joined(&server, &boomi);
    let lines = summaries(&place.json(&["onboard", "acme"], 0)["partners"][0]);
    let own = ["register client", "create profile", "link tokens of", "assign quote-api/1.0"];
    assert!(own.iter().all(|begin| lines.iter().any(|line| line.starts_with(begin))), "{lines:?}");
    let id = server.clients()[0]["client_id"].clone();
    let keys: Vec<Value> = boomi.list(Kind::PackageKey).iter().map(|key| key["apikey"].clone()).collect();
    assert_eq!(keys, std::slice::from_ref(&id));
    let before = boomi.count("WRITE /**");
    assert_eq!(summaries(&place.json(&["onboard", "acme"], 0)["partners"][0]), Vec::<String>::new());
    assert_eq!(boomi.count("WRITE /**"), before);

    let token = place.json(&["token", "get", "--partner", "acme", "--no-cache"], 0)["accessToken"].as_str().unwrap().to_owned();
    assert_eq!(call(&boomi, &token), (200, id));
    assert_eq!(call(&boomi, &forged(&token)).0, 403);
    place.json(&["profile", "suspend", "acme"], 0);
    assert_eq!(call(&boomi, &token).0, 403);
    place.json(&["profile", "resume", "acme"], 0);
    assert_eq!(call(&boomi, &token).0, 200);
    place.json(&["profile", "delete", "acme", "--confirm", "acme"], 0);
    assert_eq!((server.clients().len(), boomi.list(Kind::PackageKey).len(), call(&boomi, &token).0), (0, 0, 403));
}

fn joined(server: &Authority, boomi: &Boomi) -> Place {
    let (place, recipient) = Place::bare(SERVICE_USER.1.to_owned());
    let issuer = server.issuer();
    let identity = format!(
        "identity: {{ driver: rfc7591, url: \"{issuer}\", login: {{ token: bearer }}, caFile: ca.pem, audience: \"{issuer}/api\" }}"
    );
    let login = format!("login: {{ area: {{ user: {}, key: {}, area: {AREA} }} }}", SERVICE_USER.0, V3_KEY.0);
    let gateway = format!("gateway: {{ driver: boomi, url: \"{}\", {login} }}", boomi.url());
    place.write("partnerctl.yaml", &workspace(&identity, &gateway, &recipient));
    place.write("ca.pem", &std::fs::read_to_string(server.pki("server-ca.pem")).unwrap());
    place.write("apis/quote-api.openapi.json", include_str!("../../../templates/start/quote-api.openapi.json"));
    place.write(
        "apis/quote-api.yaml",
        "apiVersion: partnerctl/v1\nkind: Api\nmetadata: { name: quote-api }\nspec:\n  version: \"1.0\"\n  \
         openapi: apis/quote-api.openapi.json\n  upstream: https://backend.example/v1\n",
    );
    place.write("partners/acme.yaml", &partner("acme", "mechanism: oauth2, scopes: [partner:read]", "quote-api/1.0"));
    for (slot, text) in [("connections/test.identity", INITIAL), ("connections/test.gateway-key", V3_KEY.1)] {
        place.write_private("secret.txt", text);
        place.json(&["secret", "put", slot, "--secret-file", "secret.txt"], 0);
    }
    place
}

/// Calls the API as a partner does; the status, and the key that the gateway took the caller for.
fn call(boomi: &Boomi, token: &str) -> (u16, Value) {
    let url = boomi.url().join("/quote-api/1.0/status").unwrap();
    let (status, text) = runtime().block_on(async {
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        let reply = client.get(url).bearer_auth(token).send().await.unwrap();
        (reply.status().as_u16(), reply.text().await.unwrap())
    });
    let body: Value = serde_json::from_str(&text).unwrap_or_default();
    (status, body.get("apikey").cloned().unwrap_or(json!(null)))
}

fn forged(token: &str) -> String {
    partnerctl::job::badge::forged(&Secret::new(token.to_owned())).unwrap().reveal().to_owned()
}

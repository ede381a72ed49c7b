//! Calls with a partner's own token.

use partnerctl::crypto::{
    jwk::{Details, write},
    jwt::{Kid, Order, Purpose, assert as sign},
    key::{Key, KeyType},
    public::PublicKey,
};
use serde_json::{Value, json};
use time::Duration;

use super::rig::Rig;

/// Half past nine on the day of the tests.
const MORNING: i64 = 1_795_253_400;
const SET: &str = "https://acme.example/jwks.json";

/// A partner with a key pair and a package key named `acme`, in front of an endpoint.
struct Partner {
    rig: Rig,
    endpoint: String,
    key: Key,
}

impl Partner {
    fn new(endpoint: &Value) -> Self {
        let rig = Rig::new();
        let (product, (_, application)) = (rig.boomi.product(), rig.partner("acme"));
        rig.key(&application, &product, &json!({ "apikey": "acme" })).id();
        let path = format!("/services/{}/endpoints/{}", product.service, product.endpoint);
        assert_eq!(rig.put(&path, endpoint).status, 200);
        let key = Key::generate(KeyType::EcP256).unwrap();
        rig.boomi.publish(SET, &published(&key));
        Self { rig, endpoint: path, key }
    }

    fn status(&self, claims: &Claims<'_>, headers: &[(&str, &str)]) -> u16 {
        let bearer = format!("Bearer {}", claims.signed(&self.key));
        let headers = [&[("authorization", bearer.as_str())], headers].concat();
        self.rig.send("GET", "/quotes", &headers, "").unwrap().status
    }
}

struct Claims<'a> {
    issuer: &'a str,
    audience: &'a str,
    kid: Kid,
    issued: i64,
    client: &'a str,
}

impl Claims<'_> {
    const GOOD: Self =
        Self { issuer: "https://acme.example", audience: "quotes", kid: Kid::Thumbprint, issued: MORNING, client: "acme" };

    fn signed(&self, key: &Key) -> String {
        let order = Order {
            purpose: Purpose::Grant,
            issuer: self.issuer.to_owned(),
            subject: "acme".to_owned(),
            audience: vec![self.audience.to_owned()],
            now: self.issued,
            lifetime: 7200,
            id: "1".to_owned(),
            algorithm: None,
            kid: self.kid.clone(),
            typ: None,
            certificate: None,
            chain: Vec::new(),
            claims: vec![("client".to_owned(), json!(self.client))],
        };
        sign(key, &order).unwrap().jwt
    }
}

fn published(key: &Key) -> Value {
    let public = PublicKey::from_spki_der(key.spki_der()).unwrap();
    let details = Details { kid: Some(public.thumbprint()), ..Details::default() };
    write(vec![public.to_published_jwk(&details)])
}

#[test]
fn a_token_beside_a_key() {
    let inputs = json!({ "public_key_request_path": SET, "public_key_ttl": "60", "iss": "https://x.example, https://acme.example", "aud": "quotes" });
    let partner = Partner::new(&json!({ "requestAuthenticationType": "apiKey", "processor":
        { "adapter": "com.mashery.proxy.customer.generic.JWTAuthProcessor", "preProcessEnabled": true, "preInputs": inputs },
        "apiKeyValueLocations": ["request-header"], "apiKeyValueLocationKey": "x-api-key" }));
    let beside = [("x-api-key", "acme")];
    assert_eq!(partner.status(&Claims::GOOD, &beside), 200);
    let rows = [
        Claims { issuer: "https://other.example", ..Claims::GOOD },
        Claims { audience: "orders", ..Claims::GOOD },
        Claims { kid: Kid::None, ..Claims::GOOD },
        Claims { kid: Kid::Named("other".to_owned()), ..Claims::GOOD },
        Claims { issued: MORNING - 7200, ..Claims::GOOD },
    ];
    for (row, claims) in rows.iter().enumerate() {
        assert_eq!(partner.status(claims, &beside), 403, "row {row}");
    }
    assert_eq!(partner.status(&Claims::GOOD, &[]), 403, "a key is still needed");
    assert_eq!(partner.rig.send("GET", "/quotes", &beside, "").unwrap().status, 403, "and so is the token");

    let other = Key::generate(KeyType::EcP256).unwrap();
    partner.rig.boomi.publish(SET, &published(&other));
    assert_eq!(partner.status(&Claims::GOOD, &beside), 200, "the set is remembered");
    partner.rig.boomi.advance(Duration::HOUR);
    assert_eq!(partner.status(&Claims::GOOD, &beside), 403);
    let partner = Partner { key: other, ..partner };
    assert_eq!(partner.status(&Claims::GOOD, &beside), 200);
    partner.rig.boomi.edit(partner.endpoint.rsplit('/').next().unwrap(), |endpoint| {
        endpoint["processor"]["preInputs"] = json!({ "public_key_request_path": SET });
    });
    assert_eq!(partner.status(&Claims::GOOD, &beside), 403, "the minutes are required");
}

#[test]
fn a_key_in_a_claim() {
    let adapter = "com.mashery.proxy.customer.generic.oauth2-jwt-authenticator";
    let partner = Partner::new(&json!({ "requestAuthenticationType": "custom", "customRequestAuthenticationAdapter": adapter,
        "apiKeyValueLocations": ["custom"], "apiKeyValueLocationKey": "client", "processor": { "adapter": adapter,
        "preProcessEnabled": true, "preInputs": { "jwks_uri": SET, "jwks_cache_expiry": "5" } } }));
    assert_eq!(partner.status(&Claims::GOOD, &[]), 200);
    assert_eq!(partner.status(&Claims { client: "globex", ..Claims::GOOD }, &[]), 403);
    let stranger = Partner { key: Key::generate(KeyType::EcP256).unwrap(), ..partner };
    assert_eq!(stranger.status(&Claims::GOOD, &[]), 403);
}

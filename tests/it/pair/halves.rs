//! One half that is away, refuses or is set up wrongly: the error names it, the call, and what to do.

use serde_json::{Value, json};

use super::{Pair, apis, partner, workspace};
use crate::{
    replies::Play,
    support::{
        Place, Sandbox,
        relay::{Meddling, Relay},
    },
    twin::rfc7591::{Habits, INITIAL, Twin},
};
use partnerctl::sandbox::Quirks;

/// A twin, a sandbox behind a relay, and a workspace that joins them.
struct Scene {
    twin: Twin,
    _sandbox: Sandbox,
    relay: Relay,
    place: Place,
    recipient: String,
}

impl Scene {
    fn new() -> Self {
        let (twin, sandbox) = (Twin::start(Habits::default()), Sandbox::start(Quirks::default()));
        let relay = Relay::before(&sandbox.url());
        let (place, recipient) = Place::bare(sandbox.password());
        apis(&place, "quote-read");
        place.write_private("initial.txt", INITIAL);
        place.write("partners/acme.yaml", &partner("acme", "mechanism: oauth2, scopes: [quote-read]", "quote-api/1.0"));
        let this = Self { twin, _sandbox: sandbox, relay, place, recipient };
        this.joins("rfc7591", &this.twin.issuer(), "");
        this
    }

    fn joins(&self, driver: &str, url: &str, more: &str) {
        let identity = format!("identity: {{ driver: {driver}, url: \"{url}\", login: {{ token: bearer }}{more} }}");
        let gateway = format!(
            "gateway: {{ driver: webmethods, url: \"{}\", login: {{ basic: {{ user: Administrator }} }} }}",
            self.relay.url()
        );
        self.place.write("partnerctl.yaml", &workspace(&identity, &gateway, &self.recipient));
    }

    fn signs_in(&self) {
        self.place.json(&["gateway", "login", "--identity", "--secret-file", "initial.txt"], 0);
    }

    fn fails(&self, code: i32) -> Value {
        self.place.json(&["onboard", "acme"], code)["error"].clone()
    }
}

fn says(error: &Value, member: &str, words: &[&str]) {
    let text = error[member].as_str().unwrap_or_default();
    assert!(words.iter().all(|word| text.contains(word)), "{member}: {error:#}");
}

#[test]
fn a_half_that_does_not_answer_is_named() {
    let scene = Scene::new();
    scene.signs_in();
    scene.twin.state().instead = Some(("/reg", 100, Play::json(503, &json!({ "error": "busy" })).with("retry-after", "70")));
    let busy = scene.fails(6);
    assert_eq!((&busy["code"], &busy["call"]), (&json!("throttled"), &json!("POST /reg answered 503")), "{busy:#}");
    says(&busy, "message", &["the authorization server (`identity`)"]);
    says(&busy, "next", &["run it again in 70 s"]);
    scene.twin.state().instead = None;
    scene.place.json(&["onboard", "acme"], 0);

    scene.relay.meddle(Meddling::instead(1, Play::Close));
    let away = scene.fails(6);
    says(&away, "message", &["the gateway cannot be reached"]);
    says(&away, "call", &["/rest/apigateway"]);
    scene.relay.heal();
    scene.joins("rfc7591", "http://127.0.0.1:9", "");
    let away = scene.fails(6);
    assert_eq!(away["code"], "unreachable", "{away:#}");
    says(&away, "message", &["the authorization server (`identity`) cannot be reached"]);
    says(&away, "call", &["GET /.well-known/openid-configuration"]);
}

#[test]
fn a_partner_is_suspended_while_the_identity_is_away() {
    let scene = Scene::new();
    scene.signs_in();
    scene.place.json(&["onboard", "acme"], 0);
    let record = || scene.place.json(&["record", "show", "acme"], 0)["status"].clone();
    let before = record();
    scene.joins("rfc7591", "http://127.0.0.1:9", "");
    let report = scene.place.json(&["profile", "suspend", "acme"], 0)["partners"][0].clone();
    assert!(super::codes(&report).contains(&"identity-not-asked".to_owned()), "{report:#}");
    let mut after = record();
    assert_eq!(after.as_object_mut().unwrap().remove("suspended"), Some(json!(true)));
    assert_eq!(after, before, "what the record says of the client stays");
    scene.place.json(&["profile", "resume", "acme"], 6);
    scene.joins("rfc7591", &scene.twin.issuer(), "");
    let explained = scene.place.json(&["explain", "acme", "--no-calls"], 7);
    assert!(explained.to_string().contains("suspended"), "{explained}");
    scene.place.json(&["profile", "resume", "acme"], 0);
    assert_eq!(super::summaries(&scene.place.json(&["onboard", "acme"], 0)["partners"][0]), Vec::<String>::new());
}

#[test]
fn each_half_has_its_own_login() {
    let scene = Scene::new();
    let none = scene.fails(5);
    assert_eq!(none["code"], "no-password", "{none:#}");
    says(&none, "message", &["`identity` of `test`"]);
    says(&none, "next", &["gateway login --identity -e test", "PARTNERCTL_IDENTITY_PASSWORD"]);
    scene.place.write_private("wrong.txt", "not-the-token");
    scene.place.json(&["secret", "put", "connections/test.identity", "--secret-file", "wrong.txt"], 0);
    let refused = scene.fails(5);
    assert_eq!(
        (&refused["code"], &refused["call"]),
        (&json!("unauthenticated"), &json!("POST /reg answered 401")),
        "{refused:#}"
    );
    says(&refused, "next", &["gateway login --identity"]);
    scene.signs_in();
    scene.place.json(&["onboard", "acme"], 0);
    let place = &scene.place;
    let nothing = place.json(&["gateway", "login", "--secret-file", "wrong.txt"], 5)["error"].clone();
    says(&nothing, "message", &["the gateway"]);
}

#[test]
fn an_identity_that_cannot_be_one_is_refused_before_anything_is_sent() {
    let scene = Scene::new();
    scene.signs_in();
    scene.joins("webmethods", &scene.twin.issuer(), "");
    says(&scene.fails(2), "message", &["driver `webmethods` is for a `gateway`", "`rfc7591`"]);
    scene.joins("rfc7591", &scene.twin.issuer(), ", sandbox: true");
    says(&scene.fails(2), "message", &["sandbox"]);
    scene.joins("rfc7591", &scene.twin.issuer(), ", clientClaim: azp, jwksUri: \"https://keys.example/jwks\"");
    assert_eq!(scene.twin.state().writes, 0);
    scene.place.json(&["onboard", "acme"], 0);
    let profile = scene.place.json(&["gateway", "raw", "GET", "/applications"], 0).to_string();
    assert!(profile.contains("azp"), "the claim is the one that was named: {profile}");
    assert!(scene.place.json(&["gateway", "raw", "GET", "/alias"], 0).to_string().contains("https://keys.example/jwks"));
}

#[test]
fn tokens_of_a_foreign_issuer_go_past_the_identity() {
    let Some(at) = Pair::start() else { return };
    let authentication =
        "mechanism: oidc, issuer: \"https://idp.example\", clientId: hooli, jwksUri: \"https://idp.example/jwks\"";
    at.place.write("partners/hooli.yaml", &partner("hooli", authentication, "quote-api/1.0"));
    let lines = super::summaries(&at.onboard("hooli"));
    assert!(lines.iter().any(|line| line == "link tokens of `https://idp.example`"), "{lines:?}");
    assert!(lines.iter().all(|line| !line.starts_with("register")), "{lines:?}");
    assert_eq!(super::summaries(&at.onboard("hooli")), Vec::<String>::new());
    at.place.write("partners/piper.yaml", &partner("piper", "mechanism: jwt-bearer, signedBy: gateway", "quote-api/1.0"));
    at.onboard("piper");
    at.does(&["verify", "piper"]);
    assert_eq!(super::summaries(&at.onboard("piper")), Vec::<String>::new());
    assert_eq!((at.server.clients().len(), &at.record("hooli")["identity"]), (0, &Value::Null));
}

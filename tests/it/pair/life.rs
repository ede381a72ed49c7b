//! Whole lives of partners at a pair of real servers.

use serde_json::{Value, json};

use super::{Pair, codes, partner, summaries};
use crate::{exchange::Machine, support::told};

#[test]
fn a_partner_is_registered_there_and_recognised_here() {
    let Some(at) = Pair::start() else { return };
    let issuer = at.server.issuer();
    let shared =
        ["publish API quote-api/1.0", "serve API quote-api/1.0 on https", "trust issuer", "admit oauth2", "activate API"];
    let own = ["register client `acme-test`", "create profile `acme-test`", "link tokens of", "assign quote-api/1.0"];
    let dry = at.does(&["onboard", "acme", "--dry-run"])["partners"][0].clone();
    assert_eq!(at.server.clients().len(), 0, "a dry run writes nothing");
    let done = at.onboard("acme");
    let planned = summaries(&dry);
    assert_eq!(planned.len(), shared.len() + own.len(), "{planned:?}");
    assert!(planned.iter().zip(shared.iter().chain(&own)).all(|(line, begin)| line.starts_with(begin)), "{planned:?}");
    assert_eq!(summaries(&done), planned);

    let (clients, record) = (at.server.clients(), at.record("acme"));
    assert_eq!(clients.len(), 1);
    let id = &clients[0]["client_id"];
    assert_eq!((&record["client"]["clientId"], &record["authorizationServer"]), (id, &json!(issuer)));
    assert_eq!((&record["identity"]["kind"], &record["profile"]["kind"]), (&json!("client"), &json!("application")));
    assert_eq!(record["tokenEndpoint"], format!("{issuer}/token"));
    assert_eq!(record["tokenAudience"], format!("{issuer}/api"));
    let shown = at.does(&["profile", "show", "acme"]);
    assert_eq!((&shown["clients"], &shown["apis"]), (&json!([id]), &json!(["quote-api/1.0"])));
    assert_eq!(at.does(&["profile", "list"])["profiles"][0]["clients"], json!([id]));

    let again = at.does(&["onboard", "acme", "--dry-run"])["partners"][0].clone();
    assert_eq!(summaries(&again), Vec::<String>::new());
    assert_eq!(summaries(&at.onboard("acme")), Vec::<String>::new());
    assert!(at.place.read("handover/test/acme/handover.md").contains(&format!("resource={issuer}/api")));
}

#[test]
fn calls_are_served_with_its_tokens_and_with_nothing_else() {
    let Some(at) = Pair::start() else { return };
    at.place.write("partners/globex.yaml", &partner("globex", "mechanism: oauth2, scopes: [partner:write]", "contract-api/1.0"));
    at.does(&["onboard", "acme", "globex"]);
    let checks = at.does(&["verify", "acme"])["partners"][0]["checks"].clone();
    let names: Vec<&str> = checks.as_array().unwrap().iter().map(|check| check["name"].as_str().unwrap()).collect();
    let shown =
        ["token", "call quote-api/1.0", "no credential", "wrong token", "wrong secret", "unassigned API contract-api/1.0"];
    // Nobody waits for the end of its token here.
    assert_eq!(names, [&shown[..], &["ended token"]].concat(), "{checks:#}");
    let seen = |check: &Value| check["name"] == "ended token" || (check["ok"] == true && check["ran"] == true);
    assert!(checks.as_array().unwrap().iter().all(seen), "{checks:#}");

    let served = at.run(&["call", "GET", "/status", "--partner", "acme"], 0);
    assert!(String::from_utf8_lossy(&served.stdout).contains("200"), "{}", told(&served));
    let contract = at.record("globex")["apis"][0]["endpoints"][0].as_str().unwrap().to_owned();
    at.run(&["call", "GET", &format!("{contract}/status"), "--partner", "acme"], 5);
    let quote = at.record("acme")["apis"][0]["endpoints"][0].as_str().unwrap().to_owned();
    at.run(&["call", "GET", &format!("{quote}/status"), "--partner", "globex"], 5);
    // A token for another API of the same server opens nothing: without the audience it is not even a JWT.
    let elsewhere = at.place.run(&["token", "get", "--partner", "acme", "--no-cache", "--resource", "https://elsewhere.example"]);
    assert!(!elsewhere.status.success(), "{}", told(&elsewhere));
    assert_eq!(at.does(&["explain", "acme"])["ok"], true);
}

#[test]
fn a_suspended_partner_is_refused_at_the_gateway_and_a_removed_one_at_both() {
    let Some(at) = Pair::start() else { return };
    at.onboard("acme");
    let call = ["call", "GET", "/status", "--partner", "acme"];
    at.run(&call, 0);
    let suspended = at.does(&["profile", "suspend", "acme"])["partners"][0].clone();
    assert_eq!((summaries(&suspended).len(), &suspended["changes"][0]["support"]), (1, &json!("emulated")), "{suspended:#}");
    at.run(&call, 5);
    at.run(&["token", "get", "--partner", "acme", "--no-cache"], 0);
    at.does(&["profile", "resume", "acme"]);
    at.run(&call, 0);

    let token = String::from_utf8(at.run(&["token", "get", "--partner", "acme", "--no-cache"], 0).stdout).unwrap();
    let quote = at.record("acme")["apis"][0]["endpoints"][0].as_str().unwrap().to_owned();
    at.does(&["profile", "delete", "acme", "--confirm", "acme"]);
    assert_eq!(at.server.clients().len(), 0);
    assert_eq!(at.does(&["profile", "list"])["profiles"], json!([]));
    let header = format!("Authorization: Bearer {}", token.trim());
    let path = quote.split_once("/gateway/").unwrap().1;
    let ready: Value = serde_json::from_str(&at.place.read(".partnerctl/sandbox/ready.json")).unwrap();
    let (url, ca) = (ready["tlsUrl"].as_str().unwrap(), ready["caFile"].as_str().unwrap());
    let refused = std::process::Command::new("curl")
        .args(["-sS", "--noproxy", "*", "--cacert", ca, "-H", &header, "-o", "/dev/null", "-w", "%{http_code}"])
        .arg(format!("{url}gateway/{path}/status"))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&refused.stdout), "401", "a token that lives on opens nothing: {}", told(&refused));
    let secrets = at.does(&["secret", "list"]).to_string();
    assert!(!secrets.contains("acme"), "{secrets}");
    at.does(&["profile", "delete", "acme", "--confirm", "acme"]);

    let own = ["register client", "create profile", "link tokens of", "assign quote-api/1.0"];
    let anew = summaries(&at.onboard("acme"));
    assert!(anew.len() == own.len() && anew.iter().zip(own).all(|(line, begin)| line.starts_with(begin)), "{anew:?}");
    at.does(&["verify", "acme"]);
}

#[test]
fn every_way_to_a_token_ends_at_the_same_gateway() {
    let Some(at) = Pair::start() else { return };
    at.hand_over(&["client-chain.pem", "client-root.pem"], "partners/globex.pem");
    at.hand_over(&["selfsigned.pem"], "partners/initech.pem");
    let rows = [
        ("globex", "mechanism: client-certificate, certificates: [partners/globex.pem]", "client.key", "stranger's certificate"),
        (
            "initech",
            "mechanism: jwt-bearer, issuer: initech, certificates: [partners/initech.pem]",
            "selfsigned.key",
            "stranger's key",
        ),
    ];
    for (name, authentication, key, wrong) in rows {
        at.place.write(&format!("partners/{name}.yaml"), &partner(name, authentication, "quote-api/1.0"));
        at.onboard(name);
        let key = at.server.pki(key).display().to_string();
        let checks = at.does(&["verify", name, "--secret-file", &key])["partners"][0]["checks"].clone();
        let passed = |wanted: &str| checks.as_array().unwrap().iter().any(|check| check["name"] == wanted && check["ok"] == true);
        assert!(["token", "call quote-api/1.0", wrong].into_iter().all(passed), "{checks:#}");
        assert_eq!(at.does(&["explain", name, "--no-calls"])["ok"], true, "{name}");
        assert_eq!(summaries(&at.onboard(name)), Vec::<String>::new(), "{name}");
    }
    assert_eq!(at.server.clients().len(), 2);
}

#[test]
fn what_the_partner_file_changes_is_written_to_both() {
    let Some(at) = Pair::start() else { return };
    at.onboard("acme");
    let file = at.place.read("partners/acme.yaml").replace("keys@acme.example", "new@acme.example");
    at.place.write("partners/acme.yaml", &file.replace("partner:read", "partner:read, partner:write"));
    let report = at.onboard("acme");
    assert_eq!(summaries(&report), ["update profile: contacts", "set scopes: partner:read, partner:write"], "{report:#}");
    assert_eq!(at.server.clients()[0]["contacts"], json!(["new@acme.example"]));
    assert_eq!(summaries(&at.onboard("acme")), Vec::<String>::new());
    at.does(&["verify", "acme"]);
}

#[test]
fn both_products_are_shown_with_what_each_does() {
    let Some(at) = Pair::start() else { return };
    let tested = at.does(&["gateway", "test"]);
    let parts: Vec<(&str, &str)> = tested["connections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| (part["connection"].as_str().unwrap(), part["driver"].as_str().unwrap()))
        .collect();
    assert_eq!(parts, [("identity", "rfc7591"), ("gateway", "webmethods")]);
    let able = at.does(&["gateway", "capabilities"]);
    let row = |operation: &str, mechanism: &str| {
        let rows = able["capabilities"].as_array().unwrap();
        let row = rows.iter().find(|row| row["operation"] == operation && row["mechanism"] == mechanism).unwrap();
        (row["support"].clone(), row["by"].clone())
    };
    assert_eq!(row("create-profile", "oauth2"), (json!("native"), json!(["identity", "gateway"])));
    assert_eq!(row("set-keys", "jwt-bearer"), (json!("native"), json!(["identity"])));
    assert_eq!(row("assign", "client-certificate"), (json!("native"), json!(["gateway"])));
    assert_eq!(row("link-subject", "oidc"), (json!("native"), json!(["gateway"])));
    assert_eq!(row("issue-secret", "oauth2").0, json!("unsupported"));
    let table = String::from_utf8(at.run(&["gateway", "capabilities"], 0).stdout).unwrap();
    assert!(table.contains("DONE BY") && table.contains("both"), "{table}");
    assert!(codes(&at.does(&["doctor"])).contains(&"gateway".to_owned()));
}

/// The partner knows nothing of two products: it gets a token where it was told, and calls.
#[test]
fn a_partner_opens_its_handover_and_calls() {
    for authentication in ["mechanism: oauth2, scopes: [partner:read]", "mechanism: client-certificate"] {
        let Some(at) = Pair::start() else { return };
        at.place.write("partners/acme.yaml", &partner("acme", authentication, "quote-api/1.0"));
        let (machine, handover) = (Machine::new(), at.place.root().join("handover/test/acme"));
        let to_partner = |name: &str| std::fs::copy(handover.join(name), machine.desk().join(name)).unwrap();
        let key = at.does(&["invite", "acme"])["fingerprint"].as_str().unwrap().to_owned();
        to_partner("acme.test.invitation.jws");
        machine.json(&["accept", "acme.test.invitation.jws", "--operator-key", &key, "--by", "Jane Doe"], 0);
        std::fs::copy(machine.desk().join("acme.test.response.jws"), at.place.root().join("response.jws")).unwrap();
        at.does(&["receive", "response.jws"]);
        at.onboard("acme");
        at.does(&["handover", "acme"]);
        to_partner("acme.test.handover.jws");
        let opened = machine.json(&["open", "acme.test.handover.jws"], 0);
        assert_eq!(opened["call"]["ok"], true, "{authentication}: {opened:#}");
        let board = machine.json(&["verify"], 0);
        assert_eq!(board["partners"][0]["checks"][0]["name"], "token", "{board:#}");
    }
}

//! `verify` in each mechanism: what must be refused is asked for and shown, and what nobody here can make is said.

use std::{fs, os::unix::fs::PermissionsExt as _, process::Stdio};

use partnerctl::sandbox::{Masked, Quirks};
use serde_json::{Value, json};

use super::{Rig, way::Way};
use crate::support::{Place, Sandbox, told};

/// The calls of a verification, with what was seen.
fn lines(board: &Value) -> Vec<(String, bool, bool, String)> {
    let text = |check: &Value, name: &str| check[name].as_str().unwrap_or_default().to_owned();
    let line = |check: &Value| (text(check, "name"), check["ok"] == true, check["ran"] == true, text(check, "detail"));
    board["partners"][0]["checks"].as_array().unwrap().iter().map(line).collect()
}

fn line<'l>(lines: &'l [(String, bool, bool, String)], name: &str) -> &'l (String, bool, bool, String) {
    lines.iter().find(|line| line.0 == name).unwrap_or_else(|| panic!("no `{name}`: {lines:?}"))
}

/// A way: the calls that are refused for real, and those that nobody here can make, with a word of the reason.
type Row = (Way, &'static [&'static str], &'static [(&'static str, &'static str)]);

const WAYS: &[Row] = &[
    (Way::SelfSigned, &["no credential", "stranger's certificate"], &[]),
    (Way::Issued, &["no credential", "stranger's certificate"], &[]),
    (Way::SignerCertificate, &["no credential", "wrong token", "wrong audience", "ended token", "stranger's key"], &[]),
    (Way::SignerKeys, &["no credential", "wrong token", "wrong audience", "ended token", "stranger's key"], &[]),
    (Way::Oidc, &["no credential", "wrong token", "wrong audience", "ended token"], &[]),
    (
        Way::Gateway,
        &["no credential", "wrong token", "wrong API key"],
        &[("wrong audience", "no audience is registered"), ("ended token", "see `--wait`")],
    ),
];

#[test]
fn every_mechanism_shows_what_must_be_refused() {
    for (way, refused, not_run) in WAYS {
        let rig = Rig::onboarded(*way);
        rig.set("apis=[quote-api/1.0, contract-api/1.0]");
        rig.does(&["onboard", "acme"]);
        rig.set("apis=[quote-api/1.0]");
        rig.does(&["onboard", "acme"]);
        let seen = lines(&rig.does(&["verify", "acme"]));
        for name in refused.iter().chain(&["call quote-api/1.0", "unassigned API contract-api/1.0"]) {
            let (_, ok, ran, detail) = line(&seen, name);
            assert!(*ok && *ran, "{way:?}, {name}: {detail}");
        }
        for (name, word) in *not_run {
            let (_, ok, ran, detail) = line(&seen, name);
            assert!(!ok && !ran && detail.contains(word), "{way:?}, {name}: {detail}");
        }
        let (shown, said) = (refused.len() + 2, not_run.len() + usize::from(!way.uses_certificates()));
        assert_eq!(seen.len(), shown + said, "{way:?}: {seen:?}");
    }
}

/// Where the gateway was told an audience of its own tokens, it is asked for another one, and what it answers is said.
#[test]
fn a_gateway_that_signs_nothing_else_is_quoted() {
    let rig = Rig::new(Way::Gateway, Quirks::default());
    rig.set("authentication.audience=quotes");
    rig.does(&["onboard", "acme"]);
    let seen = lines(&rig.does(&["verify", "acme"]));
    let (_, ok, ran, detail) = line(&seen, "wrong audience");
    assert!(!ok && !ran && detail.contains("the gateway signs no such token") && detail.contains("aud"), "{detail}");
    assert!(line(&seen, "call quote-api/1.0").1);
}

/// An ID token is for the client: a token that the same issuer gave the same client for another API opens nothing.
#[test]
fn a_gateway_that_takes_any_audience_is_found_out() {
    let rig = Rig::onboarded(Way::Oidc);
    let strategies = rig.sandbox.ask("/strategies");
    let mut strategy = strategies.get("strategies").unwrap_or(&strategies)[0].clone();
    assert_eq!(strategy["audience"], strategy["clientId"], "{strategy}");
    strategy["audience"] = json!("");
    rig.sandbox.tell("PUT", &format!("/strategies/{}", strategy["id"].as_str().unwrap()), &strategy);
    let seen = lines(&rig.place.json(&["verify", "acme"], 7));
    let (_, ok, ran, detail) = line(&seen, "wrong audience");
    assert!(!ok && *ran && detail.contains("should have refused"), "{detail}");
}

/// An opaque token cannot be made to end, but waited for; the client's own setting makes it short here.
#[test]
fn the_end_of_a_token_is_waited_for_when_there_is_time() {
    let sandbox = Sandbox::start(Quirks { masked_secrets: Masked::Never, ..Quirks::default() });
    let place = Place::at(&sandbox.url(), &sandbox);
    place.json(&["onboard", "acme"], 0);
    let seen = lines(&place.json(&["verify", "acme"], 0));
    let (_, ok, ran, detail) = line(&seen, "ended token");
    assert!(!ok && !ran && detail.contains("ends in 3600 s"), "{detail}");
    let strategies = sandbox.ask("/strategies");
    let mut strategy = strategies.get("strategies").unwrap_or(&strategies)[0].clone();
    strategy["dcrConfig"]["expirationInterval"] = json!("6");
    sandbox.tell("PUT", &format!("/strategies/{}", strategy["id"].as_str().unwrap()), &strategy);
    let seen = lines(&place.json(&["verify", "acme", "--wait", "20s"], 0));
    let (_, ok, ran, detail) = line(&seen, "ended token");
    assert!(*ok && *ran && detail.starts_with("401"), "{detail}");
}

/// On the operator's machine: exit 7, who holds the credential, and the line to send.
#[test]
fn without_the_credential_the_line_to_send_is_given() {
    for way in [Way::SelfSigned, Way::SignerKeys, Way::Gateway, Way::Oidc] {
        let rig = Rig::onboarded(way);
        rig.does(&["secret", "remove", "test/acme", "--yes"]);
        for (words, line) in [
            (&["verify", "acme"][..], "send the partner this line: `partnerctl verify acme -e test`"),
            (
                &["call", "GET", "/status", "--partner", "acme"],
                "send the partner this line: `partnerctl call GET /status --partner acme -e test`",
            ),
        ] {
            let error = rig.refuses(words, 7);
            assert!(error["message"].as_str().unwrap().contains("the partner holds the credential"), "{way:?}: {error}");
            assert_eq!((&error["next"], &error["partner"]), (&json!(line), &json!("acme")), "{way:?}");
        }
    }
}

/// A token in a file that others can read is warned of, once; in one of the partner's own nothing is said.
#[test]
fn a_token_in_a_file_for_everybody_is_warned_of() {
    let sandbox = Sandbox::start(Quirks::default());
    let place = Place::at(&sandbox.url(), &sandbox);
    place.json(&["onboard", "acme"], 0);
    for (mode, warned) in [(0o600, false), (0o640, true), (0o604, true), (0o644, true)] {
        let path = place.root().join("token.txt");
        let file = fs::File::create(&path).unwrap();
        file.set_permissions(fs::Permissions::from_mode(mode)).unwrap();
        let output = place.command(&["token", "get", "--partner", "acme"]).stdout(file).stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{}", told(&output));
        assert_eq!(said.matches("[token-readable]").count(), usize::from(warned), "{mode:o}: {said}");
        assert!(!warned || said.contains(&format!("{mode:04o}")), "{said}");
        assert!(fs::read_to_string(&path).unwrap().trim().len() > 20);
    }
    let piped = place.run(&["token", "get", "--partner", "acme"]);
    assert!(piped.stderr.is_empty(), "{}", told(&piped));
}

/// A partner's own use of its certificate is no second one; another partner's is, and is the only one that is named.
#[test]
fn a_certificate_that_another_partner_uses_is_told_without_the_partner_itself() {
    let rig = Rig::new(Way::SelfSigned, Quirks::default());
    let reused = |board: &Value| {
        let all = board["partners"][0]["findings"].as_array().cloned().unwrap_or_default();
        let found = all.into_iter().find(|finding| finding["code"] == "reused-certificate");
        found.map(|finding| finding["advice"].as_str().unwrap().to_owned())
    };
    assert_eq!(reused(&rig.does(&["onboard", "acme"])), None);
    rig.place.write(
        "partners/globex.yaml",
        &rig.place.read("partners/acme.yaml").replace("acme", "globex").replace("certs/globex", "certs/acme"),
    );
    let told = reused(&rig.does(&["onboard", "acme"])).expect("another partner names it, too");
    assert!(told.contains("globex in test") && !told.contains("acme in test"), "{told}");
}

/// The address in the partner file is somebody else's: that it is replaced is said.
#[test]
fn a_provider_that_the_sandbox_replaces_is_named() {
    let rig = Rig::new(Way::SelfSigned, Quirks::default());
    rig.set("authentication={ mechanism: oidc, issuer: \"https://idp.acme.example\" }");
    let words = ["sandbox", "idp-app", "acme", "--state", &rig.sandbox.state()];
    let first = rig.does(&words);
    assert_eq!(first["insteadOf"], "https://idp.acme.example", "{first}");
    let text = rig.place.run(&words);
    assert!(!told(&text).contains("instead of"), "the second time it is the same: {}", told(&text));
}

/// A list as `partner add` writes it is changed like one in brackets.
#[test]
fn lists_of_a_new_partner_file_are_set() {
    let sandbox = Sandbox::start(Quirks::default());
    let place = Place::at(&sandbox.url(), &sandbox);
    let add =
        ["partner", "add", "bolt", "--mechanism", "client-certificate", "--certificate", "certs/a.pem", "--api", "quote-api/1.0"];
    place.json(&add, 0);
    let path = "spec.environments.test.authentication.certificates";
    for (value, wanted) in
        [("[certs/a.pem, certs/b.pem]", json!(["certs/a.pem", "certs/b.pem"])), ("[certs/c.pem]", json!(["certs/c.pem"]))]
    {
        let set = place.json(&["partner", "set", "bolt", &format!("{path}={value}")], 0);
        assert_eq!(set["partner"]["spec"]["environments"]["test"]["authentication"]["certificates"], wanted, "{set}");
    }
    place.json(&["partner", "set", "bolt", "spec.environments.test.apis=[quote-api/1.0, contract-api/1.0]"], 0);
    assert_eq!(place.json(&["partner", "show", "bolt"], 0)["spec"]["environments"]["test"]["apis"].as_array().unwrap().len(), 2);
}

//! Each line that a partner is told to type runs on the partner's machine; what is in use stays in use until the operator took another.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Machine, Pair};
use crate::support::told;

const OAUTH2: &str = "{ mechanism: oauth2, scopes: [quote-read] }";
const CERTIFICATE: &str = "{ mechanism: client-certificate }";

fn connected(authentication: &str) -> Pair {
    let pair = Pair::new(authentication);
    let words = pair.invite();
    pair.accept(&words, &["--offline"]);
    pair.receive();
    assert_eq!(pair.finish(&[])["call"]["ok"], true);
    pair
}

/// The words of a line between backticks.
fn line(text: &str) -> Vec<String> {
    let line = text.split('`').nth(1).unwrap_or_else(|| panic!("no line to type in: {text}"));
    line.split_whitespace().skip(1).map(str::to_owned).collect()
}

/// Whether the partner's own program takes a line: neither is it wrong, nor for the other side, nor is what it needs absent.
fn runs(pair: &Pair, text: &str) -> Value {
    let words = line(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let output = pair.partner.run(&[&words[..], &["-o", "json"]].concat());
    assert!(matches!(output.status.code(), Some(0 | 8)), "{words:?}: {}", told(&output));
    serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
}

fn message(answer: &Value) -> String {
    answer["error"]["message"].as_str().unwrap_or_default().to_owned()
}

fn next(answer: &Value) -> String {
    answer["error"]["next"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn another_operator_does_not_take_over_a_connection() {
    let pair = connected(OAUTH2);
    let other = Pair::new(OAUTH2);
    let words = other.invite();
    let file = pair.partner.desk().join("other.jws");
    std::fs::copy(other.partner.desk().join(&words[1]), file).unwrap();
    let kept = |name: &str| std::fs::read(pair.partner.desk().join(name)).unwrap_or_default();
    let files = ["records/test/acme.yaml", "partnerctl.yaml", "partners/acme.yaml", "certs/test.authorities.pem"];
    let before = files.map(kept);
    let typed: Vec<&str> =
        ["accept", "other.jws", "--offline"].into_iter().chain(words[2..].iter().map(String::as_str)).collect();
    let refused = pair.partner.json(&typed, 4);
    let record = pair.partner.json(&["record", "show"], 0);
    let known = record["status"]["exchange"]["otherSide"]["key"].as_str().unwrap();
    assert!(message(&refused).contains(known) && message(&refused).contains(&words[3]), "both are shown: {refused}");
    assert_eq!(files.map(kept), before, "nothing is half done");
    pair.partner.json(&["verify"], 0);
    // Somebody who names the wrong key has not understood what changes; who names the right one has.
    pair.partner.json(&[&typed[..], &["--replace-operator", &words[3]]].concat(), 4);
    pair.partner.json(&[&typed[..], &["--replace-operator", known]].concat(), 0);
    let record = pair.partner.json(&["record", "show"], 0);
    assert_eq!(record["status"]["exchange"]["otherSide"]["key"], words[3].as_str());
}

#[test]
fn what_is_in_use_is_not_replaced_by_accepting_again() {
    let pair = connected(CERTIFICATE);
    let made = |words: &[&str]| pair.partner.json(words, 0);
    made(&["key", "generate", "--type", "ec-p256", "--no-passphrase", "--out", "own.key"]);
    made(&["cert", "self-sign", "--key", "own.key", "--subject", "CN=acme", "--out", "own.pem"]);
    let before = std::fs::read(pair.partner.desk().join("certs/acme.test.pem")).unwrap();
    let again = ["accept", "acme.test.invitation.jws", "--offline"];
    for more in [&["--key", "own.key", "--certificate", "own.pem"][..], &["--key", "own.key"], &["--certificate", "own.pem"]] {
        let refused = pair.partner.json(&[&again[..], more].concat(), 4);
        assert!(next(&refused).contains("`partnerctl rotate --key -e test`"), "{refused}");
    }
    assert_eq!(std::fs::read(pair.partner.desk().join("certs/acme.test.pem")).unwrap(), before);
    pair.partner.json(&["verify"], 0);
    // The one in use may be said again.
    pair.partner.json(&[&again[..], &["--certificate", "certs/acme.test.pem"]].concat(), 0);
    runs(&pair, &next(&pair.partner.json(&[&again[..], &["--key", "own.key"]].concat(), 4)));
    pair.partner.json(&["verify"], 0);
}

#[test]
fn another_certificate_waits_beside_the_one_in_use() {
    let pair = connected(CERTIFICATE);
    let made = |words: &[&str]| pair.operator.json(words, 0);
    made(&["key", "generate", "--type", "ec-p256", "--no-passphrase", "--out", "own.key"]);
    made(&["cert", "self-sign", "--key", "own.key", "--subject", "CN=acme", "--out", "own.pem"]);
    let received = pair.operator.json(&["receive", "acme", "--certificate", "own.pem"], 0);
    assert_eq!(received["findings"].to_string().matches("certificate-in-use").count(), 1, "{received}");
    assert!(received["findings"].to_string().contains("would unregister"), "{received}");
    pair.operator.json(&["onboard", "acme"], 0);
    pair.partner.json(&["verify"], 0);
    let words = line(received["next"].as_str().unwrap());
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    assert_eq!(words[..4], ["rotate", "acme", "-e", "test"], "{received}");
    let taken = pair.operator.json(&words, 0);
    assert_eq!(taken["partners"][0]["rotation"]["state"], "active", "{taken}");
    pair.partner.json(&["verify"], 0);
}

#[test]
fn the_lines_of_a_notice_and_of_due_run_and_the_old_one_works_meanwhile() {
    let pair = connected(CERTIFICATE);
    pair.operator.json(&["handover", "acme", "--document", "rotation-notice"], 0);
    let notice = pair.operator.read("handover/test/acme/rotation-notice.txt");
    let typed = notice.lines().find_map(|line| line.trim().strip_prefix("partnerctl ")).unwrap();
    assert!(pair.operator.read("handover/test/acme/rotation-notice.html").contains(&format!("<code>partnerctl {typed}</code>")));
    runs(&pair, &format!("`partnerctl {typed}`"));
    pair.partner.json(&["verify"], 0);
    let due = pair.partner.json(&["due", "--within", "400d"], 8);
    for end in due["due"].as_array().unwrap() {
        runs(&pair, end["next"].as_str().unwrap());
        pair.partner.json(&["verify"], 0);
    }
    let letter = pair.to_operator("acme.test.rotation.jws");
    let begun = pair.operator.json(&["rotate", "acme", "--file", &letter], 0);
    assert_eq!(begun["partners"][0]["rotation"]["state"], "active", "{begun}");
    pair.partner.json(&["rotate"], 0);
    // What was replaced is not due any more: the partner's record follows.
    let named = pair.partner.json(&["record", "show"], 0)["status"]["rotation"]["new"]["sha256"].clone();
    let record = pair.partner.json(&["record", "show"], 0);
    assert_eq!(json!([record["status"]["certificates"][0]["sha256"]]), named, "{record}");
}

#[test]
fn a_certificate_comes_after_the_invitation_has_ended() {
    let pair = Pair::new(CERTIFICATE);
    let invited = pair.operator.json(&["invite", "acme", "--valid", "30s"], 0);
    let (begun, life) = (Instant::now(), Duration::from_secs(30));
    let file = pair.to_partner("invitation");
    let terms = partnerctl::crypto::digest::sha256(pair.operator.read("terms.txt").as_bytes());
    let key = invited["fingerprint"].as_str().unwrap();
    let words = ["accept", &file, "--operator-key", key, "--offline", "--accept-terms", &terms, "--by", "Jane Doe", "--csr"];
    pair.partner.json(&words, 0);
    pair.receive();
    super::mechanisms::authority(&pair);
    std::thread::sleep((life + Duration::from_secs(2)).saturating_sub(begun.elapsed()));
    // A stranger to it comes too late; who answered it may go on.
    let late = Machine::new();
    std::fs::copy(pair.partner.desk().join(&file), late.desk().join(&file)).unwrap();
    assert!(message(&late.json(&words, 7)).contains("the invitation ended at"));
    let more = ["accept", &file, "--offline", "--certificate", "signed.pem", "--certificate", "ca.pem"];
    assert_eq!(pair.partner.json(&more, 0)["complete"], true);
    pair.operator.json(&["invite", "acme"], 0);
    assert_eq!(pair.receive()["possession"], "shown");
    assert_eq!(pair.finish(&[])["call"]["ok"], true);
}

#[test]
fn every_next_line_of_a_partner_is_one_that_a_partner_can_type() {
    let pair = Pair::new(OAUTH2);
    let words = pair.invite();
    pair.accept(&words, &["--offline"]);
    pair.receive();
    // Before the handover was opened, that is what is named.
    for (words, code) in [(&["verify"][..], 3), (&["call", "GET", "/status"], 7)] {
        let refused = pair.partner.json(words, code);
        assert!(next(&refused).contains("`partnerctl open acme.test.handover.jws`"), "{words:?}: {refused}");
    }
    let status = pair.partner.json(&["status"], 0);
    assert!(status["partners"][0]["next"].as_str().unwrap().contains("partnerctl open"), "{status}");
    pair.operator.json(&["onboard", "acme"], 0);
    pair.operator.json(&["handover", "acme"], 0);
    let file = pair.to_partner("handover");
    let opened = runs(&pair, &format!("`partnerctl open {file}`"));
    runs(&pair, opened["next"].as_str().unwrap());
    let proven = pair.partner.json(&["verify", "--report", "second.jws"], 0);
    let said = proven["partners"][0]["next"].as_str().unwrap();
    assert!(said.starts_with("send second.jws to the operator"), "{proven}");
    // What is still open is said on the way that travels.
    let status = pair.partner.json(&["status"], 0);
    let said = status["partners"][0]["next"].as_str().unwrap().replace("ADDRESS", "ops@acme.example");
    let wanted = "partnerctl accept acme.test.invitation.jws --contact secret-rotation=ops@acme.example";
    if said.contains("--contact") {
        assert!(said.contains(wanted), "{status}");
    }
    std::thread::sleep(Duration::from_millis(1100));
    runs(&pair, &format!("`{wanted}`"));
    let received = pair.receive();
    assert!(received["changes"].to_string().contains("added contact ops@acme.example for `secret-rotation`"), "{received}");
    assert!(std::fs::read_to_string(pair.partner.desk().join("partners/acme.yaml")).unwrap().contains("ops@acme.example"));
}

#[test]
fn another_life_makes_another_invitation_and_says_so() {
    let pair = Pair::new(OAUTH2);
    let first = pair.operator.json(&["invite", "acme"], 0);
    let shorter = pair.operator.json(&["invite", "acme", "--valid", "14d"], 0);
    assert_ne!(first["id"], shorter["id"]);
    assert!(shorter["findings"].to_string().contains("new-invitation"), "{shorter}");
    let again = pair.operator.json(&["invite", "acme", "--valid", "14d"], 0);
    assert_eq!((&again["id"], &again["findings"]), (&shorter["id"], &Value::Null));
    assert_eq!(pair.operator.json(&["invite", "acme"], 0)["id"], shorter["id"]);
    for bad in ["0s", "0d", "367d", "99999999999d"] {
        for noun in ["invite", "handover"] {
            pair.operator.json(&[noun, "acme", "--valid", bad], 2);
        }
    }
}

#[test]
fn production_waits_for_the_terms() {
    let pair = Pair::new(OAUTH2);
    pair.operator.json(&["onboard", "acme"], 0);
    pair.operator.write("word.txt", "correct horse\n");
    let typed = ["handover", "acme", "-e", "test", "--passphrase-file", "word.txt"];
    let handed = pair.operator.json(&typed, 0);
    assert!(handed["findings"].to_string().contains("terms-open"), "{handed}");
    let workspace = pair.operator.read("partnerctl.yaml").replace("class: non-production", "class: production");
    pair.operator.write("partnerctl.yaml", &workspace);
    let before = pair.operator.read("records/test/acme.yaml");
    assert!(next(&pair.operator.json(&typed, 7)).contains("`--terms-open`"));
    assert_eq!(pair.operator.read("records/test/acme.yaml"), before, "nothing is half done");
    pair.operator.json(&[&typed[..], &["--terms-open"]].concat(), 0);
    pair.operator.json(&["step", "done", "acme", "terms", "-e", "test", "--by", "jane", "--evidence", "mail"], 0);
    let handed = pair.operator.json(&typed, 0);
    assert!(!handed["findings"].to_string().contains("terms-open"), "{handed}");
}

#[test]
fn a_renewed_certificate_of_the_same_key_is_no_second_use_of_it() {
    let pair = connected(CERTIFICATE);
    let key = pair.partner.json(&["secret", "get", "test/acme", "--reveal"], 0);
    pair.operator.write("own.key", key["secret"].as_str().unwrap());
    pair.operator.json(&["cert", "self-sign", "--key", "own.key", "--subject", "CN=acme", "--out", "own.pem"], 0);
    let received = pair.operator.json(&["receive", "acme", "--certificate", "own.pem"], 0);
    assert!(!received["findings"].to_string().contains("reused-key"), "{received}");
    assert_eq!(received["possession"], "shown", "who signed its response with this key holds it: {received}");
}

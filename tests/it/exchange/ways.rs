//! Other ways through the exchange: asked for by the partner, without this tool, resumed, with what is there already.

use serde_json::json;

use super::{Machine, Pair};
use crate::{
    cli::{examples, path},
    support::told,
};

#[test]
fn a_request_becomes_a_partner_file() {
    let pair = Pair::new("{ mechanism: oauth2, scopes: [quote-read] }");
    let words = ["request", "umbrella", "--mechanism", "oauth2", "--api", "quote-api/1.0", "-e", "test"];
    let file = pair.partner.json(&[&words[..], &["--contact", "technical=it@umbrella.example"]].concat(), 0);
    let file = file["file"].as_str().unwrap();
    assert_eq!(file, "umbrella.test.request.jws");
    pair.to_operator(file);
    let received = pair.operator.json(&["receive", file], 0);
    assert_eq!((&received["kind"], &received["partner"]), (&json!("request"), &json!("umbrella")));
    assert!(pair.operator.read("partners/umbrella.yaml").contains("it@umbrella.example"));
    pair.operator.json(&["receive", file], 4);
    pair.operator.json(&["invite", "umbrella"], 0);
    // A request that was changed on its way.
    let text = pair.operator.read(file);
    let place = text.find("payload").unwrap() + 40;
    let other = if text.as_bytes()[place] == b'A' { "B" } else { "A" };
    pair.operator.write("bad.jws", &format!("{}{other}{}", &text[..place], &text[place + 1..]));
    pair.operator.json(&["receive", "bad.jws"], 7);
}

#[test]
fn an_invitation_without_terms_says_so_until_they_are_settled() {
    let pair = Pair::new("{ mechanism: oauth2, scopes: [quote-read] }");
    assert!(pair.operator.json(&["invite", "acme"], 0)["findings"].is_null());
    let workspace = pair.operator.read("partnerctl.yaml").replace("terms: terms.txt, ", "");
    pair.operator.write("partnerctl.yaml", &workspace);
    let invited = pair.operator.json(&["invite", "acme"], 0);
    assert_eq!(invited["findings"][0]["code"], "no-terms", "{invited}");
    let advice = invited["findings"][0]["advice"].as_str().unwrap();
    assert!(advice.contains("`partnerctl step done acme terms -e test --by WHO --evidence FILE`"), "{advice}");
    pair.operator.json(&["onboard", "acme"], 0);
    pair.operator.json(&["handover", "acme", "--document", "reminder"], 0);
    let reminder = pair.operator.read("handover/test/acme/reminder.txt");
    assert!(reminder.contains("that we send you apart") && !reminder.contains("partnerctl accept"), "{reminder}");
    pair.operator.json(&["step", "done", "acme", "terms", "--by", "jane", "--evidence", "mail"], 0);
    assert!(pair.operator.json(&["invite", "acme"], 0)["findings"].is_null());
}

#[test]
fn an_invitation_stays_the_same_while_nothing_changes() {
    let pair = Pair::new("{ mechanism: oauth2, scopes: [quote-read] }");
    let id = || pair.operator.json(&["invite", "acme"], 0)["id"].clone();
    let first = id();
    let mail = pair.operator.read("handover/test/acme/invitation.txt");
    assert_eq!(first, id());
    assert_eq!(mail, pair.operator.read("handover/test/acme/invitation.txt"));
    let words = pair.invite();
    assert!(mail.contains(&words[3]) && mail.contains("partnerctl accept acme.test.invitation.jws"), "{mail}");
    pair.operator.write("terms.txt", "Other terms.\n");
    assert_ne!(first, id());
    // Who answered the earlier one is heard all the same; what it accepted is not what is wanted now.
    pair.accept(&words, &["--offline"]);
    let received = pair.receive();
    assert_eq!(received["findings"][0]["code"], "terms-differ", "{received}");
}

#[test]
fn terms_may_stay_open_for_the_one_who_signs() {
    let pair = Pair::new("{ mechanism: oauth2, scopes: [quote-read] }");
    let words = pair.invite();
    let open: Vec<String> = words[..4].iter().cloned().chain(["--terms-by".to_owned(), "Max Counsel".to_owned()]).collect();
    let accepted = pair.accept(&open, &["--offline"]);
    assert_eq!(accepted["complete"], false);
    let typed = format!("--accept-terms {} --by 'Max Counsel'", words[5]);
    assert!(accepted["next"].as_str().unwrap().contains(&typed), "{accepted}");
    assert!(!pair.receive()["changes"].to_string().contains("terms"));
    std::thread::sleep(std::time::Duration::from_millis(1100));
    // The key is known by now: nobody is asked again.
    let later: Vec<String> = [&words[..2], &words[4..]].concat();
    assert_eq!(pair.accept(&later, &["--offline"])["complete"], true);
    let received = pair.receive();
    assert!(received["changes"].to_string().contains("step `terms` is done"), "{received}");
    let steps = pair.operator.json(&["step", "list", "acme"], 0);
    assert_eq!(steps["steps"][0]["evidence"]["by"], "Jane Doe");
}

#[test]
fn the_key_that_is_there_is_taken() {
    let pair = Pair::new("{ mechanism: client-certificate }");
    let words = pair.invite();
    let made = |words: &[&str]| pair.partner.json(words, 0);
    made(&["key", "generate", "--type", "ec-p256", "--no-passphrase", "--out", "own.key"]);
    made(&["key", "generate", "--type", "ec-p256", "--no-passphrase", "--out", "other.key"]);
    made(&["cert", "self-sign", "--key", "own.key", "--subject", "CN=acme", "--out", "own.pem"]);
    let typed: Vec<&str> = words.iter().map(String::as_str).collect();
    let wrong = pair.partner.json(&[&typed[..], &["--offline", "--key", "other.key", "--certificate", "own.pem"]].concat(), 7);
    assert!(wrong["error"]["message"].as_str().unwrap().contains("not that of the key"), "{wrong}");
    pair.accept(&words, &["--offline", "--key", "own.key", "--certificate", "own.pem", "--yes"]);
    let received = pair.receive();
    assert_eq!(received["possession"], "shown");
    let sent = std::fs::read_to_string(pair.partner.desk().join("own.pem")).unwrap();
    assert_eq!(pair.operator.read("certs/acme.test.pem"), sent);
}

#[test]
fn plain_files_are_taken_without_a_proof() {
    let pair = Pair::new("{ mechanism: client-certificate }");
    let made = |words: &[&str]| pair.partner.json(words, 0);
    made(&["key", "generate", "--type", "ec-p256", "--no-passphrase", "--out", "own.key"]);
    made(&["cert", "self-sign", "--key", "own.key", "--subject", "CN=acme", "--out", "own.pem"]);
    made(&["csr", "create", "--key", "own.key", "--subject", "CN=acme", "--out", "own.csr"]);
    for file in ["own.key", "own.pem", "own.csr"] {
        pair.to_operator(file);
    }
    let received = pair.operator.json(&["receive", "acme", "--certificate", "own.pem"], 0);
    assert_eq!(received["possession"], "not shown");
    assert!(pair.operator.read("records/test/acme.yaml").contains("possession of the key not shown"));
    assert_eq!(pair.operator.json(&["receive", "acme", "--csr", "own.csr"], 0)["possession"], "shown");
    let key = pair.operator.json(&["receive", "acme", "--certificate", "own.key"], 2);
    assert!(key["error"]["message"].as_str().unwrap().contains("private key"), "{key}");
    pair.operator.json(&["onboard", "acme"], 0);
    let output = pair.operator.run(&["receive", "acme", "--jwks", "own.csr"]);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
}

#[test]
fn a_key_set_is_taken_by_its_address_or_with_its_certificate() {
    let pair = Pair::new("{ mechanism: jwt-bearer, issuer: \"https://acme.example\", claims: { sub: acme } }");
    let made = |words: &[&str]| pair.partner.json(words, 0);
    made(&["key", "generate", "--type", "rsa-2048", "--no-passphrase", "--out", "own.key"]);
    made(&["cert", "self-sign", "--key", "own.key", "--subject", "CN=acme tokens", "--out", "own.pem"]);
    made(&["jwk", "set", "own.pem", "--out", "with.json"]);
    let read = |name: &str| std::fs::read_to_string(pair.partner.desk().join(name)).unwrap();
    let mut set: serde_json::Value = serde_json::from_str(&read("with.json")).unwrap();
    // The certificate as it is, in standard Base64 (RFC 7517, section 4.7).
    let certificate: String = read("own.pem").lines().filter(|line| !line.starts_with('-')).collect();
    set["keys"][0]["x5c"] = json!([certificate]);
    pair.operator.write("with.json", &set.to_string());
    set["keys"][0]["d"] = json!("AQAB");
    pair.operator.write("private.json", &set.to_string());
    let key = set["keys"][0].as_object_mut().unwrap();
    key.retain(|name, _| !["d", "x5c"].contains(&name.as_str()));
    pair.operator.write("without.json", &set.to_string());
    let refused = pair.operator.json(&["receive", "acme", "--jwks", "private.json"], 2);
    assert!(refused["error"]["message"].as_str().unwrap().contains("private key"), "{refused}");
    let refused = pair.operator.json(&["receive", "acme", "--jwks", "without.json"], 2);
    assert!(refused["error"]["message"].as_str().unwrap().contains("carries its certificate"), "{refused}");
    assert!(!pair.operator.root().join("certs").exists(), "nothing is half done");
    let received = pair.operator.json(&["receive", "acme", "--jwks", "with.json"], 0);
    assert_eq!(received["possession"], "not shown");
    assert_eq!(pair.operator.read("certs/acme.test.pem"), read("own.pem"));
    pair.operator.json(&["onboard", "acme"], 0);
    let key = pair.partner.desk().join("own.key");
    let verified = pair.operator.json(&["verify", "acme", "--secret-file", key.to_str().unwrap()], 0);
    let checks = verified["partners"][0]["checks"].as_array().unwrap();
    let audience = checks.iter().find(|check| check["name"] == "wrong audience").unwrap();
    assert_eq!(audience["ran"], false, "no audience is registered: {audience}");
    let url = "https://acme.example/jwks.json";
    pair.operator.json(&["receive", "acme", "--jwks", url], 0);
    assert!(pair.operator.read("partners/acme.yaml").contains(url));
}

#[test]
fn the_page_for_others_works_with_openssl() {
    let pair = Pair::new("{ mechanism: client-certificate }");
    pair.operator.json(&["invite", "acme"], 0);
    let page = pair.operator.read("handover/test/acme/invitation.md");
    let lines: Vec<&str> = page.lines().filter(|line| line.starts_with("openssl ") || line.starts_with("chmod ")).collect();
    assert!(lines.len() > 2, "{page}");
    std::fs::copy(pair.operator.root().join("terms.txt"), pair.partner.desk().join("terms.txt")).unwrap();
    for line in lines {
        let mut shell = std::process::Command::new("sh");
        let output = shell.args(["-c", line]).current_dir(pair.partner.desk()).output().unwrap();
        assert!(output.status.success(), "{line}: {}", told(&output));
    }
    pair.to_operator("client.pem");
    let received = pair.operator.json(&["receive", "acme", "--certificate", "client.pem"], 0);
    assert_eq!(received["findings"], json!(null), "{received}");
}

#[test]
fn an_operators_folder_is_no_place_to_accept() {
    let pair = Pair::new("{ mechanism: oauth2, scopes: [quote-read] }");
    let words = pair.invite();
    let typed: Vec<&str> = words[2..].iter().map(String::as_str).collect();
    let file = "handover/test/acme/acme.test.invitation.jws";
    pair.operator.json(&[&["accept", file, "--offline"], &typed[..]].concat(), 4);
    pair.accept(&words, &["--offline"]);
    let refused = pair.partner.json(&["invite", "acme"], 4);
    assert!(refused["error"]["message"].as_str().unwrap().contains("a partner's workspace"), "{refused}");
    assert_eq!(pair.partner.json(&["verify"], 3)["error"]["exit"], 3);
}

/// The examples of the help texts, each on its machine and in this order.
#[test]
fn the_examples_run_from_the_invitation_to_the_first_call() {
    let pair = Pair::new("{ mechanism: client-certificate }");
    pair.operator.write("passphrase.txt", "correct horse");
    pair.operator.write("partners/globex.yaml", &pair.operator.read("partners/acme.yaml").replace("acme", "globex"));
    let issued = pair.operator.read("partners/acme.yaml").replace("acme", "initech").replace("client-certificate", "oauth2");
    pair.operator.write("partners/initech.yaml", &issued);
    let words = pair.invite();
    let desk = pair.partner.desk();
    let accept = said(" accept");
    assert!(
        shell(&pair.partner, &accept[0].replace("$OPERATOR_KEY", &format!("{} --csr --terms-by Max", words[3]))).status.success()
    );
    let root = pair.operator.root();
    std::fs::create_dir_all(root.join("certs")).unwrap();
    std::fs::copy(desk.join("acme/certs/acme.test.csr"), root.join("certs/acme.test.csr")).unwrap();
    super::mechanisms::authority(&pair);
    let signed = format!("{} --certificate ca.pem", accept[1]);
    let output = shell(&pair.partner, &signed);
    assert!(output.status.success(), "{}", told(&output));
    std::fs::copy(desk.join("acme/acme.test.response.jws"), root.join("acme.test.response.jws")).unwrap();
    std::fs::copy(desk.join("acme.test.invitation.jws"), root.join("acme.test.invitation.jws")).unwrap();
    let ours = |command: &str| {
        for line in said(command) {
            let output = pair.operator.shell(&line, &path());
            assert!(output.status.success(), "{line}: {}", told(&output));
        }
    };
    pair.operator.write("globex.pem", &format!("{}{}", pair.operator.read("signed.pem"), pair.operator.read("root.pem")));
    ours(" receive");
    ours(" show");
    pair.operator.json(&["onboard", "acme"], 0);
    ours(" handover");
    for line in said(" open") {
        pair.operator.json(&["handover", "acme"], 0);
        std::fs::copy(root.join("handover/test/acme/acme.test.handover.jws"), desk.join("acme/acme.test.handover.jws")).unwrap();
        let output = shell(&pair.partner, &format!("cd acme && {line}"));
        assert!(output.status.success(), "{line}: {}", told(&output));
        std::thread::sleep(std::time::Duration::from_millis(1100));
    }
}

fn said(command: &str) -> Vec<String> {
    examples().into_iter().filter(|(known, _)| known == command).map(|(_, line)| line).collect()
}

fn shell(machine: &Machine, line: &str) -> std::process::Output {
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", line]).env_clear().current_dir(machine.desk()).env("PATH", path());
    shell.env("HOME", machine.home()).env("USER", "dev").env("PARTNERCTL_NO_INPUT", "true").output().unwrap()
}

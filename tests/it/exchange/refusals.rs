//! What does not belong here is refused, with the reason and a code of its own.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use partnerctl::{
    crypto::key::Key,
    domain::{
        exchange::{Handover, Invitation, Response},
        moment::Span,
    },
    job::{exchange::letter, material::Given},
};
use serde_json::Value;

use super::{Machine, Pair};

fn pair() -> Pair {
    Pair::new("{ mechanism: oauth2, scopes: [quote-read] }")
}

fn message(answer: &Value) -> String {
    answer["error"]["message"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn an_invitation_of_an_unknown_key_is_not_accepted() {
    let pair = pair();
    let words = pair.invite();
    let none = pair.partner.json(&["accept", &words[1], "--yes"], 2);
    assert!(message(&none).contains("nobody compared the key"), "{none}");
    let other = pair.partner.json(&["accept", &words[1], "--operator-key", &"0".repeat(64)], 7);
    assert!(message(&other).contains("is not the one that was given"), "{other}");
    let mut terms = words.clone();
    terms[5] = "0".repeat(64);
    let terms: Vec<&str> = terms.iter().map(String::as_str).collect();
    assert!(message(&pair.partner.json(&terms, 7)).contains("the terms `terms.txt`"));
    // A fingerprint as other tools write it.
    let colons: Vec<String> = words[3].as_bytes().chunks(2).map(|two| String::from_utf8_lossy(two).to_uppercase()).collect();
    let mut spelt = words;
    spelt[3] = colons.join(":");
    pair.accept(&spelt, &["--offline"]);
}

#[test]
fn files_that_have_ended_are_refused() {
    let pair = pair();
    pair.operator.json(&["invite", "acme", "--valid", "1s"], 0);
    let file = pair.to_partner("invitation");
    std::thread::sleep(std::time::Duration::from_millis(2100));
    let ended = pair.partner.json(&["accept", &file, "--operator-key", "x"], 7);
    assert!(message(&ended).contains("the invitation ended at"), "{ended}");
    assert_eq!(pair.partner.json(&["show", &file], 0)["ended"], true);
    let words = pair.invite();
    pair.accept(&words, &["--offline"]);
    pair.receive();
    pair.operator.json(&["onboard", "acme"], 0);
    pair.operator.json(&["handover", "acme", "--valid", "1s"], 0);
    let file = pair.to_partner("handover");
    std::thread::sleep(std::time::Duration::from_millis(2100));
    assert!(message(&pair.partner.json(&["open", &file], 7)).contains("the handover ended at"));
}

#[test]
fn a_response_counts_once_and_for_its_invitation() {
    let pair = pair();
    let words = pair.invite();
    pair.accept(&words, &["--offline"]);
    let first = pair.to_operator("acme.test.response.jws");
    std::fs::copy(pair.operator.root().join(&first), pair.operator.root().join("old.jws")).unwrap();
    let other = pair.operator.json(&["receive", &first, "-e", "other"], 7);
    assert!(message(&other).contains("is about acme in test"), "{other}");
    pair.operator.json(&["receive", &first], 0);
    assert!(message(&pair.operator.json(&["receive", &first], 4)).contains("taken before"));
    std::thread::sleep(std::time::Duration::from_millis(1100));
    pair.accept(&words, &["--offline"]);
    pair.receive();
    assert!(message(&pair.operator.json(&["receive", "old.jws"], 4)).contains("before the one that was taken last"));
    // Another operator never sent that invitation.
    let stranger = self::pair();
    std::fs::copy(pair.operator.root().join("old.jws"), stranger.operator.root().join("old.jws")).unwrap();
    assert!(message(&stranger.operator.json(&["receive", "old.jws"], 7)).contains("answers no invitation"));
    let file = stranger.operator.read("partners/acme.yaml").replace("acme", "globex");
    stranger.operator.write("partners/globex.yaml", &file);
    std::fs::remove_file(stranger.operator.root().join("partners/acme.yaml")).unwrap();
    stranger.operator.json(&["receive", "old.jws"], 3);
}

#[test]
fn another_key_of_the_partner_needs_consent() {
    let pair = pair();
    let words = pair.invite();
    pair.accept(&words, &["--offline"]);
    pair.receive();
    let thief = Machine::new();
    std::fs::copy(pair.partner.desk().join(&words[1]), thief.desk().join(&words[1])).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let typed: Vec<&str> = words.iter().map(String::as_str).chain(["--offline"]).collect();
    let accepted = thief.json(&typed, 0);
    let file = "acme.test.response.jws";
    std::fs::copy(thief.desk().join(file), pair.operator.root().join(file)).unwrap();
    let before = pair.operator.read("records/test/acme.yaml");
    let asked = message(&pair.operator.json(&["receive", file, "--yes"], 2));
    let record = pair.operator.json(&["record", "show", "acme"], 0);
    let known = record["status"]["exchange"]["otherSide"]["key"].as_str().unwrap();
    let told =
        format!("the key of the partner has changed from the SHA-256 {known} to {}, and", accepted["ownKey"].as_str().unwrap());
    assert!(asked.contains(&told), "{asked}");
    assert!(message(&pair.operator.json(&["receive", file, "--partner-key", "00"], 7)).contains("not the one that was given"));
    assert_eq!(pair.operator.read("records/test/acme.yaml"), before);
    pair.operator.json(&["receive", file, "--partner-key", accepted["ownKey"].as_str().unwrap()], 0);
}

#[test]
fn a_handover_opens_once_and_for_its_recipient_alone() {
    let pair = pair();
    let words = pair.invite();
    pair.accept(&words, &["--offline"]);
    pair.receive();
    // Somebody else accepts the same invitation, and gets hold of the handover.
    let thief = Machine::new();
    std::fs::copy(pair.partner.desk().join(&words[1]), thief.desk().join(&words[1])).unwrap();
    let typed: Vec<&str> = words.iter().map(String::as_str).chain(["--offline"]).collect();
    thief.json(&typed, 0);
    pair.finish(&[]);
    let file = "acme.test.handover.jws";
    assert!(message(&pair.partner.json(&["open", file], 4)).contains("taken before"));
    std::fs::copy(pair.partner.desk().join(file), thief.desk().join(file)).unwrap();
    assert!(message(&thief.json(&["open", file], 4)).contains("answers another response"));
    // A folder that accepted nothing, and one of another operator.
    assert_eq!(Machine::new().json(&["open", &pair.partner.desk().join(file).display().to_string()], 3)["error"]["exit"], 3);
    assert_eq!(pair.operator.json(&["open", &format!("handover/test/acme/{file}")], 4)["error"]["exit"], 4);
    let stranger = self::pair();
    let words = stranger.invite();
    stranger.accept(&words, &["--offline"]);
    std::fs::copy(pair.partner.desk().join(file), stranger.partner.desk().join(file)).unwrap();
    assert!(message(&stranger.partner.json(&["open", file], 7)).contains("not with the operator's"));
}

#[test]
fn a_handover_for_another_partner_is_not_opened() {
    let pair = pair();
    let words = pair.invite();
    pair.accept(&words, &["--offline"]);
    pair.receive();
    pair.operator.write("partners/globex.yaml", &pair.operator.read("partners/acme.yaml").replace("acme", "globex"));
    pair.operator.write("word.txt", "correct horse");
    pair.operator.json(&["onboard", "globex"], 0);
    pair.operator.json(&["handover", "globex", "--passphrase-file", "word.txt"], 0);
    let file = "globex.test.handover.jws";
    std::fs::copy(pair.operator.root().join("handover/test/globex").join(file), pair.partner.desk().join(file)).unwrap();
    let refused = pair.partner.json(&["open", file], 7);
    assert!(message(&refused).contains("is about globex in test, and this workspace accepted no such invitation"), "{refused}");
    assert!(refused["error"]["next"].as_str().unwrap().contains("where the invitation was accepted"), "{refused}");
    // The right partner, whose machine has lost what opens it.
    pair.operator.json(&["onboard", "acme"], 0);
    pair.operator.json(&["handover", "acme"], 0);
    let file = pair.to_partner("handover");
    let before = std::fs::read(pair.partner.desk().join("records/test/acme.yaml")).unwrap();
    pair.partner.json(&["secret", "remove", "workspace/exchange-identity", "--yes"], 0);
    let refused = pair.partner.json(&["open", &file], 7);
    assert!(message(&refused).contains("it is sealed for another identity"), "{refused}");
    assert_eq!(std::fs::read(pair.partner.desk().join("records/test/acme.yaml")).unwrap(), before, "nothing is half done");
    // It says so again, with a new recipient: the next handover fits.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    pair.accept(&words, &["--offline"]);
    pair.receive();
    assert_eq!(pair.finish(&[])["call"]["ok"], true);
}

#[test]
fn what_was_changed_on_its_way_is_refused_by_every_command() {
    let pair = pair();
    let words = pair.invite();
    changed(&pair.partner.desk().join(&words[1]), &pair.partner.desk().join("bad.jws"));
    let refused = pair.partner.json(&["accept", "bad.jws", "--operator-key", &words[3], "--offline"], 7);
    assert!(message(&refused).contains("changed after it was signed"), "{refused}");
    assert!(!pair.partner.desk().join("partnerctl.yaml").exists(), "nothing is made");
    pair.accept(&words, &["--offline"]);
    let response = pair.partner.desk().join("acme.test.response.jws");
    changed(&response, &pair.operator.root().join("bad.jws"));
    assert!(message(&pair.operator.json(&["receive", "bad.jws"], 7)).contains("changed after it was signed"));
    pair.receive();
    pair.operator.json(&["onboard", "acme"], 0);
    pair.operator.json(&["handover", "acme"], 0);
    let handed = pair.to_partner("handover");
    changed(&pair.partner.desk().join(&handed), &pair.partner.desk().join("bad.jws"));
    assert!(message(&pair.partner.json(&["open", "bad.jws"], 7)).contains("changed after it was signed"));
    pair.partner.json(&["open", &handed], 0);
    pair.partner.json(&["verify", "--report", "result.jws"], 0);
    changed(&pair.partner.desk().join("result.jws"), &pair.operator.root().join("bad.jws"));
    assert!(message(&pair.operator.json(&["receive", "bad.jws"], 7)).contains("changed after it was signed"));
}

/// One letter of what is said becomes another.
fn changed(good: &std::path::Path, bad: &std::path::Path) {
    let mut letter: Value = serde_json::from_slice(&std::fs::read(good).unwrap()).unwrap();
    let payload = URL_SAFE_NO_PAD.decode(letter["payload"].as_str().unwrap()).unwrap();
    let other = String::from_utf8(payload).unwrap().replacen("acme", "acne", 1);
    letter["payload"] = URL_SAFE_NO_PAD.encode(other).into();
    std::fs::write(bad, letter.to_string()).unwrap();
}

#[test]
fn a_response_that_has_ended_or_is_to_come_is_refused() {
    let pair = pair();
    let words = pair.invite();
    pair.accept(&words, &["--offline"]);
    let key = pair.partner.json(&["secret", "get", "workspace/signing-key", "--reveal"], 0);
    let key = Key::read(key["secret"].as_str().unwrap().as_bytes(), None).unwrap();
    let given = Given {
        name: "response".to_owned(),
        bytes: std::fs::read(pair.partner.desk().join("acme.test.response.jws")).unwrap().into(),
    };
    let good = letter::read::<Response>(&given).unwrap().document;
    let hour = Span::seconds(3600);
    for (issued, expires, reason) in [
        (good.metadata.issued, good.metadata.issued, "the response ended at"),
        (good.metadata.issued.after(hour), good.metadata.expires, "which is still to come"),
    ] {
        let mut bad = good.clone();
        (bad.metadata.issued, bad.metadata.expires) = (issued, expires);
        std::thread::sleep(std::time::Duration::from_millis(1100));
        pair.operator.write("bad.jws", &letter::write(&bad, &key).unwrap().text);
        let refused = pair.operator.json(&["receive", "bad.jws"], 7);
        assert!(message(&refused).contains(reason), "{refused}");
    }
}

/// Who holds one key cannot pass another's certificate off as its own, nor have a request signed for it.
#[test]
fn a_response_is_signed_with_the_key_of_its_certificate() {
    for (more, kind) in [(&["--offline"][..], "certificate"), (&["--offline", "--csr"], "request")] {
        let pair = Pair::new("{ mechanism: client-certificate }");
        let words = pair.invite();
        pair.accept(&words, more);
        let given = Given {
            name: "response".to_owned(),
            bytes: std::fs::read(pair.partner.desk().join("acme.test.response.jws")).unwrap().into(),
        };
        let good = letter::read::<Response>(&given).unwrap().document;
        assert_eq!((good.spec.certificate.is_some(), good.spec.request.is_some()), (kind == "certificate", kind == "request"));
        let other = Key::generate("rsa-3072".parse().unwrap()).unwrap();
        let (before, file) = (pair.operator.read("records/test/acme.yaml"), pair.operator.read("partners/acme.yaml"));
        pair.operator.write("bad.jws", &letter::write(&good, &other).unwrap().text);
        let refused = pair.operator.json(&["receive", "bad.jws"], 7);
        let reason = ["the certificate is not that of the key", "the request is not for the key that signed the response"];
        assert!(reason.iter().any(|reason| message(&refused).contains(reason)), "{kind}: {refused}");
        assert_eq!(refused["error"]["partner"], "acme", "{refused}");
        assert!(!pair.operator.root().join("certs").exists(), "{kind}: nothing is half done");
        assert_eq!((pair.operator.read("records/test/acme.yaml"), pair.operator.read("partners/acme.yaml")), (before, file));
        // The same said by the key itself is taken.
        assert_eq!(pair.receive()["possession"], "shown", "{kind}");
    }
}

#[test]
fn no_flipped_byte_passes() {
    let pair = pair();
    let words = pair.invite();
    pair.accept(&words, &["--offline"]);
    pair.receive();
    pair.operator.json(&["onboard", "acme"], 0);
    pair.operator.json(&["handover", "acme"], 0);
    let handed = pair.to_partner("handover");
    for name in [words[1].as_str(), "acme.test.response.jws", handed.as_str()] {
        let good = std::fs::read(pair.partner.desk().join(name)).unwrap();
        assert!(reads(name, &good));
        for place in 0..good.len() {
            for flip in [1, 0x20, 0x80] {
                let mut bad = good.clone();
                bad[place] ^= flip;
                assert!(!reads(name, &bad), "{name}: byte {place} with {flip}");
            }
        }
        let place = String::from_utf8_lossy(&good).find("signature").unwrap() + "signature: ....".len();
        let mut bad = good.clone();
        bad[place] = if bad[place] == b'A' { b'B' } else { b'A' };
        std::fs::write(pair.partner.desk().join("bad.jws"), &bad).unwrap();
        let shown = pair.partner.json(&["show", "bad.jws"], 0);
        assert_eq!(shown["signature"], "bad");
    }
    std::fs::copy(pair.partner.desk().join("bad.jws"), pair.operator.root().join("bad.jws")).unwrap();
    assert!(message(&pair.partner.json(&["open", "bad.jws"], 7)).contains("changed after it was signed"));
}

fn reads(name: &str, bytes: &[u8]) -> bool {
    let given = Given { name: name.to_owned(), bytes: bytes.to_vec().into() };
    letter::read::<Invitation>(&given).is_ok()
        || letter::read::<Response>(&given).is_ok()
        || letter::read::<Handover>(&given).is_ok()
}

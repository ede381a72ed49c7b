//! Every document in every way: rendered, the same each time, without a secret; of the workspace's own making where it has one.

use std::{fs, process::Command};

use serde_json::Value;

use super::{Desk, there_is};
use crate::{cli::path, mechanisms::way::Way, support::told};

/// All documents that need nothing but a partner that is onboarded.
const ALWAYS: &[&str] = &["handover", "firewall-request", "reminder", "call", "collection"];

#[test]
fn every_document_is_written_for_every_mechanism_and_the_same_each_time() {
    for way in [None].into_iter().chain(Way::ALL.iter().copied().map(Some)) {
        let desk = Desk::new(way);
        for name in ALWAYS {
            let files = desk.writes(name);
            let texts: Vec<String> = files.iter().map(|file| desk.place.read(file)).collect();
            assert!(texts.iter().all(|text| !text.contains("{{") || name == &"collection"), "{way:?}: {name}");
            assert_eq!(desk.writes(name), files);
            let again: Vec<String> = files.iter().map(|file| desk.place.read(file)).collect();
            assert_eq!(again, texts, "{way:?}: {name}");
        }
        holds_no_secret(&desk, way);
        collection(&desk, way);
        imports(&desk, way);
    }
}

/// The program in Java imports nothing that it does not use, and its comments are plain words.
fn imports(desk: &Desk, way: Option<Way>) {
    let text = desk.place.read("handover/test/acme/call.java");
    let imported: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("import ")?.strip_suffix(';')).collect();
    assert!(imported.len() > 9, "{way:?}: {text}");
    let words: Vec<&str> = text.split(|sign: char| !sign.is_alphanumeric()).collect();
    for name in imported.iter().filter_map(|name| name.rsplit('.').next()) {
        assert!(words.iter().filter(|word| **word == name).count() > 1, "{way:?}: `{name}` is imported for nothing");
    }
    assert!(!text.contains("// \""), "{way:?}: {text}");
}

/// No file that goes to the partner holds what only the partner may hold.
fn holds_no_secret(desk: &Desk, way: Option<Way>) {
    let secret = desk.place.json(&["secret", "get", "test/acme", "--reveal"], 0)["secret"].as_str().unwrap().to_owned();
    let secret = secret.lines().max_by_key(|line| line.len()).unwrap().to_owned();
    let folder = desk.place.root().join("handover/test/acme");
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        assert!(!fs::read_to_string(&path).unwrap().contains(&secret), "{way:?}: {}", path.display());
        seen += 1;
    }
    assert!(seen >= 12, "{way:?}: {seen} files");
}

/// The collection has the structure of version 2.1, and every variable is set, or the partner's own.
fn collection(desk: &Desk, way: Option<Way>) {
    let text = desk.place.read("handover/test/acme/collection.json");
    let read: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{way:?}: {error}: {text}"));
    assert_eq!(read["info"]["schema"], "https://schema.getpostman.com/json/collection/v2.1.0/collection.json");
    assert!(read["info"]["name"].is_string());
    let items = read["item"].as_array().unwrap();
    let calls = items.iter().filter(|item| item["name"] != "Get a token").count();
    assert_eq!(calls, 2, "{text}");
    for item in items {
        let request = &item["request"];
        assert!(item["name"].is_string() && ["GET", "POST"].contains(&request["method"].as_str().unwrap()), "{item}");
        assert!(request["url"].as_str().unwrap().starts_with("http"), "{item}");
        assert!(
            request["header"].as_array().unwrap().iter().all(|header| header["key"].is_string() && header["value"].is_string())
        );
        let mode = &request["body"]["mode"];
        assert!(mode.is_null() || request["body"][mode.as_str().unwrap()].is_string() || mode == "urlencoded", "{item}");
    }
    for auth in items.iter().map(|item| &item["request"]["auth"]).chain([&read["auth"]]).filter(|auth| !auth.is_null()) {
        let kind = auth["type"].as_str().unwrap();
        assert!(["noauth", "basic", "bearer"].contains(&kind) && (kind == "noauth" || auth[kind].is_array()), "{auth}");
    }
    let mut set: Vec<&str> = read["variable"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect();
    set.extend(["$guid", "transaction", "now", "token", "clientSecret", "apiKey", "clientAssertion"]);
    for used in text.split("{{").skip(1).map(|rest| rest.split("}}").next().unwrap()) {
        assert!(set.contains(&used), "{way:?}: `{used}`");
    }
}

#[test]
fn mails_have_a_subject_of_one_line_whatever_the_partner_is_called() {
    let desk = Desk::new(None);
    desk.named("Acme\\r\\nBcc: all@acme.example\\u202e");
    for name in ["handover", "firewall-request", "reminder", "rotation-notice"] {
        let mail = desk.form(name, "txt");
        let text = desk.place.read(&mail);
        let (head, body) = text.split_once("\n\n").unwrap();
        assert!(head.starts_with("Subject: ") && head.lines().count() == 1, "{mail}: {head}");
        assert!(text.contains("Acme  Bcc: all@acme.example") && body.len() > 100 && !text.contains('\u{202e}'), "{mail}: {text}");
    }
}

#[test]
fn a_reminder_names_the_step_its_owner_and_what_to_type() {
    let desk = Desk::new(None);
    let read = || {
        desk.writes("reminder");
        desk.place.read("handover/test/acme/reminder.txt")
    };
    assert!(read().contains("Please read the terms of use"), "{}", read());
    desk.place.json(&["step", "done", "acme", "terms", "--by", "jane", "--evidence", "mail"], 0);
    let firewall = read();
    assert!(
        firewall.contains("one for both of us") && firewall.contains("curl --silent") && firewall.contains("[x] Accept"),
        "{firewall}"
    );
    desk.place.json(&["step", "done", "acme", "firewall", "--by", "jane", "--evidence", "mail"], 0);
    assert!(read().contains("partnerctl verify --report result.jws"));
    desk.place.json(&["step", "reopen", "acme", "endpoints", "--why", "moved"], 0);
    assert!(read().contains("partnerctl onboard acme -e test") && read().contains("has waited for us"), "{}", read());
}

/// Whoever trusts none of our authorities gets the right answer from the lines of the firewall request.
#[test]
fn the_lines_for_the_firewall_find_an_open_way_without_our_authority() {
    if !there_is("curl") {
        return;
    }
    let desk = Desk::new(None);
    for form in ["md", "txt", "html"] {
        let text = desk.place.read(&desk.form("firewall-request", form)).replace("&#x27;", "'").replace("&#x2f;", "/");
        let lines: Vec<&str> = text.lines().filter_map(|line| Some(&line[line.find("curl ")?..])).collect();
        assert!(!lines.is_empty(), "{form}: {text}");
        for line in lines {
            let line = line.replace("</code></pre>", "");
            let output = Command::new("sh").args(["-c", &line]).env_clear().env("PATH", path()).output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            assert!(output.status.success() && said.len() == 3 && said != "000", "{form}: {line}: {}", told(&output));
        }
    }
}

#[test]
fn a_document_that_nobody_knows_is_told_the_known_ones() {
    let desk = Desk::new(None);
    let error = desk.place.json(&["handover", "acme", "--document", "nonsense"], 3);
    let next = error["error"]["next"].as_str().unwrap();
    assert!(next.contains("`handover`") && next.contains("`firewall-request`") && next.contains("`reminder`"), "{error}");
    for name in ["../handover", "a/b", ""] {
        assert_eq!(desk.place.json(&["handover", "acme", "--document", name], 3)["error"]["code"], "not-found");
    }
    let invitation = desk.place.json(&["handover", "acme", "--document", "invitation"], 3);
    assert!(invitation["error"]["next"].as_str().unwrap().contains("partnerctl invite acme"), "{invitation}");
}

#[test]
fn a_workspace_overrides_templates_and_adds_its_own() {
    let desk = Desk::new(None);
    let matter = "---\ntitle: Welcome\naudience: partner\nneeds: [applicationId]\n---\n";
    desk.place
        .write("templates/documents/welcome.md", &format!("{matter}Welcome, {{{{ displayName }}}}: {{{{ applicationId }}}}\n"));
    desk.place.write("templates/documents/reminder.txt", &format!("{matter}Subject: Hello\n\nOurs\n"));
    assert_eq!(desk.writes("welcome"), ["handover/test/acme/welcome.md"]);
    assert!(desk.place.read("handover/test/acme/welcome.md").starts_with("Welcome, The acme Corporation: "));
    desk.writes("reminder");
    assert_eq!(desk.place.read("handover/test/acme/reminder.txt"), "Subject: Hello\n\nOurs\n");
    desk.place.write("templates/documents/welcome.md", &format!("{matter}\n{{{{ displayNam }}}}\n"));
    let error = desk.place.json(&["handover", "acme", "--document", "welcome"], 2);
    let message = error["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("templates/documents/welcome.md`, line 7") && message.contains("displayName, organisation"),
        "{message}"
    );
    desk.place.write("templates/reminders.yaml", "steps: { terms: { say: Sign here } }\n");
    let reminder = desk.form("reminder", "html");
    assert!(desk.place.read(&reminder).contains("Sign here"));
    desk.place.write("templates/documents/welcome.md", "# No front matter\n");
    assert!(
        desk.place.json(&["handover", "acme", "--document", "welcome"], 2)["error"]["message"]
            .as_str()
            .unwrap()
            .contains("audience")
    );
}

#[test]
fn every_sample_says_what_stands_for_what_is_agreed_later() {
    let desk = Desk::new(None);
    let record = desk.place.read("records/test/acme.yaml");
    let open: Vec<&str> = record.lines().filter(|line| !line.contains("customerSourceId")).collect();
    desk.place.write("records/test/acme.yaml", &format!("{}\n", open.join("\n")));
    for file in ["handover.md", "handover.html", "call.sh", "call.py", "call.java", "call.mjs", "collection.json"] {
        let (name, form) = file.split_once('.').unwrap();
        let text = desk.place.read(&desk.form(name, form));
        assert!(text.contains("AGREED-LATER") && text.contains("stands for your customer source identifier"), "{file}: {text}");
        assert!(form != "json" || serde_json::from_str::<Value>(&text).is_ok(), "{text}");
    }
}

#[test]
fn a_whole_handover_has_every_document() {
    let desk = Desk::new(None);
    let alone = desk.place.read("handover/test/acme/handover.md");
    assert!(!alone.contains("call.py") && desk.place.root().join("handover/test/acme/ca.pem").exists());
    desk.place.write_private("word.txt", "correct horse battery staple");
    let output = desk.place.run(&["handover", "acme", "--passphrase-file", "word.txt", "-o", "name"]);
    assert!(output.status.success(), "{}", told(&output));
    let files = String::from_utf8_lossy(&output.stdout).into_owned();
    for file in [
        "acme.test.handover.jws",
        "handover.md",
        "handover.html",
        "handover.txt",
        "call.py",
        "collection.json",
        "ca.pem",
        "credential.age",
    ] {
        assert!(files.lines().any(|line| line.ends_with(file)), "{file} is not in {files}");
    }
    assert!(desk.place.read("handover/test/acme/handover.txt").contains("partnerctl open acme.test.handover.jws"));
    assert!(desk.place.read("handover/test/acme/handover.md").contains("call.py"));
    assert!(desk.place.json(&["onboard", "acme"], 0)["partners"][0]["findings"].is_null());
    assert!(desk.place.read("handover/test/acme/handover.html").contains("partnerctl open acme.test.handover.jws"));
}

//! What goes to whom, once: by mail, into a folder, or only said.

use std::collections::BTreeSet;

use super::{
    Office, lines,
    server::{Manner, Tls},
    told,
};
use crate::{
    cli::{examples, path},
    support::told as seen,
};

fn triple(document: &str, to: &str, outcome: &str) -> (String, String, String) {
    (document.to_owned(), to.to_owned(), outcome.to_owned())
}

#[test]
fn what_is_due_goes_out_once() {
    let office = Office::new();
    let post = office.post(Manner::default());
    office.contact("acme", "technical", "dev@acme.example");
    office.place.json(&["invite", "acme"], 0);
    let first = office.notify(&["acme"], 0);
    let both =
        |word: &str| vec![triple("invitation", "dev@acme.example", word), triple("firewall-request", "dev@acme.example", word)];
    assert_eq!(told(&first), both("sent"));
    assert!(first["through"].as_str().unwrap().starts_with("localhost:"));
    let taken = post.taken();
    assert_eq!((taken.len(), post.connections()), (2, 1), "one connection for all");
    assert_eq!((taken[0].from.as_str(), taken[0].to.as_str()), ("api@test.example", "dev@acme.example"));
    assert_eq!(lines(&first)[0]["messageId"], taken[0].header("Message-ID"));
    assert_eq!(lines(&first)[0]["answer"], "250 2.0.0 queued as 4711");
    assert_eq!(taken[0].header("Auto-Submitted"), "auto-generated");

    // The same again: nothing goes out, and nothing is written.
    let record = office.place.read("records/test/acme.yaml");
    assert_eq!(told(&office.notify(&["acme"], 0)), both("sent-before"));
    assert_eq!((post.taken().len(), post.connections()), (2, 1));
    assert_eq!(office.place.read("records/test/acme.yaml"), record);
    let words = String::from_utf8(office.place.run(&["notify"]).stdout).unwrap();
    assert!(words.matches("sent before").count() == 2, "{words}");

    // On demand once more, as another message.
    let again = office.notify(&["acme", "--document", "invitation", "--again"], 0);
    assert_eq!(told(&again), vec![triple("invitation", "dev@acme.example", "sent")]);
    let ids: BTreeSet<String> = post.taken().iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!((ids.len(), post.taken().len()), (3, 3));

    // A new invitation, and other lines of the firewall, are something new.
    office.place.write("terms.txt", "Be very kind.\n");
    office.place.json(&["invite", "acme"], 0);
    let third = office.notify(&["acme"], 0);
    assert_eq!(told(&third)[0], triple("invitation", "dev@acme.example", "sent"));
    assert_eq!(told(&third)[1].2, "sent-before");

    let shown = office.place.json(&["record", "show", "acme"], 0);
    let notices = shown["status"]["notices"].as_array().unwrap();
    assert_eq!(notices.len(), 3, "{shown}");
    assert!(notices.iter().any(|sent| sent["times"] == 2 && sent["state"] == "sent"), "{shown}");
    let audit = String::from_utf8(office.place.run(&["audit", "show"]).stdout).unwrap();
    assert!(audit.contains("sent firewall-request"), "{audit}");
    office.place.json(&["audit", "verify"], 0);
}

#[test]
fn the_handover_goes_until_the_partner_can_call() {
    let office = Office::new();
    let post = office.post(Manner::default());
    office.place.write("word.txt", "correct horse");
    office.place.json(&["onboard", "acme"], 0);
    office.place.json(&["handover", "acme", "--passphrase-file", "word.txt"], 0);
    let sent = office.notify(&["acme", "--document", "handover"], 0);
    let line = &lines(&sent)[0];
    assert_eq!((line["role"].as_str(), line["to"].as_str()), (Some("secret-rotation"), Some("keys@acme.example")));
    let files: Vec<&str> = line["files"].as_array().unwrap().iter().filter_map(|file| file.as_str()).collect();
    assert!(files.starts_with(&["acme.test.handover.jws", "acme.test.credential.age", "handover.md"]), "{files:?}");
    let secret = office.place.json(&["secret", "get", "test/acme", "--reveal"], 0)["secret"].as_str().unwrap().to_owned();
    assert!(!post.taken()[0].text.contains(&secret));
    // What lies there is not what was written last.
    office.place.write("handover/test/acme/acme.test.handover.jws", "{}");
    let refused = office.notify(&["acme", "--document", "handover", "--again"], 2);
    assert!(refused["error"]["message"].as_str().unwrap().contains("acme.test.handover.jws"), "{refused}");
    std::fs::remove_file(office.place.root().join("handover/test/acme/acme.test.handover.jws")).unwrap();
    let missing = office.notify(&["acme", "--document", "handover", "--again"], 3);
    assert_eq!(missing["error"]["next"], "`partnerctl handover acme -e test` writes it");
    office.place.json(&["verify", "acme"], 0);
    assert_eq!(told(&office.notify(&["acme", "--document", "handover"], 0)), []);
}

#[test]
fn a_reminder_goes_to_whoever_must_act() {
    let office = Office::new();
    let post = office.post(Manner::default());
    let ours = office.notify(&["acme", "--document", "reminder"], 0);
    assert_eq!(told(&ours), vec![triple("reminder", "ops@test.example", "sent")]);
    assert_eq!(lines(&ours)[0]["role"], "operator");
    office.place.json(&["onboard", "acme"], 0);
    let theirs = office.notify(&["acme", "--document", "reminder"], 0);
    assert_eq!(told(&theirs), vec![triple("reminder", "keys@acme.example", "sent")]);
    assert_eq!(lines(&theirs)[0]["event"], "terms");
    // Nobody is reminded of what was said a moment ago, unless it is asked for.
    assert_eq!(told(&office.notify(&["acme"], 0)).iter().filter(|(document, ..)| document == "reminder").count(), 0);
    let soon = office.notify(&["acme", "--remind-after", "1s"], 0);
    assert!(told(&soon).contains(&triple("reminder", "keys@acme.example", "sent-before")), "{soon}");
    let html = &post.taken()[1].text;
    assert!(html.contains("multipart/alternative") && html.contains("text/html"), "{html}");
    // The rotation notice, long before the end.
    let ends = office.notify(&["acme", "--document", "rotation-notice", "--within", "400d"], 0);
    assert_eq!(told(&ends), vec![triple("rotation-notice", "keys@acme.example", "sent")]);
    assert_eq!(told(&office.notify(&["acme", "--document", "rotation-notice"], 0)), []);
}

#[test]
fn a_dry_run_sends_and_writes_nothing() {
    let office = Office::new();
    let post = office.post(Manner::default());
    let said = office.notify(&["--dry-run"], 0);
    assert_eq!(told(&said), vec![triple("firewall-request", "keys@acme.example", "would-send")]);
    assert_eq!((post.connections(), office.place.root().join("records/test/acme.yaml").exists()), (0, false));
    let sent = office.notify(&["acme"], 0);
    assert_eq!(lines(&said)[0]["messageId"], lines(&sent)[0]["messageId"], "the same message has the same id");
}

#[test]
fn files_are_written_once_and_the_same() {
    let office = Office::new();
    let written = office.notify(&["acme", "--out", "outbox"], 0);
    assert_eq!(told(&written), vec![triple("firewall-request", "keys@acme.example", "written")]);
    let file = lines(&written)[0]["answer"].as_str().unwrap().to_owned();
    assert!(file.starts_with("outbox/acme.test.firewall-request.") && file.contains(".eml"), "{file}");
    assert_eq!(told(&office.notify(&["acme", "--out", "outbox"], 0))[0].2, "sent-before");
    assert_eq!(std::fs::read_dir(office.place.root().join("outbox")).unwrap().count(), 1);
    office.notify(&["acme", "--out", "outbox", "--again"], 0);
    assert_eq!(std::fs::read_dir(office.place.root().join("outbox")).unwrap().count(), 2);
    let refused = office.notify(&["acme", "--again"], 2);
    assert!(refused["error"]["message"].as_str().unwrap().contains("no mail server is known"), "{refused}");
}

#[test]
fn the_login_is_never_said_in_clear() {
    let office = Office::new();
    let words = Manner { tls: Tls::Later, login: Some(("api", "canary-4711-mail")), ..Manner::default() };
    let post = office.post(words);
    let none = office.notify(&["acme"], 5);
    assert_eq!(none["error"]["next"], "`partnerctl secret put connections/mail`");
    office.place.write_private("word.txt", "canary-4711-mail");
    office.place.json(&["secret", "put", "connections/mail", "--secret-file", "word.txt"], 0);
    office.notify(&["acme"], 0);
    assert_eq!(post.taken().len(), 1);
    let clear: BTreeSet<String> = post.clear().iter().filter_map(|line| line.split(' ').next().map(str::to_owned)).collect();
    assert_eq!(clear, BTreeSet::from(["EHLO".to_owned(), "STARTTLS".to_owned()]));
}

#[test]
fn without_tls_a_relay_on_this_machine_alone_will_do() {
    let office = Office::new();
    let post = office.post(Manner { tls: Tls::Never, ..Manner::default() });
    office.notify(&["acme"], 0);
    assert_eq!(post.taken().len(), 1);
    for host in ["mail.example.net", "192.0.2.1:2525", "[2001:db8::1]:25", "127.0.0.1.example.net"] {
        office.mail(&format!("server: \"{host}\", security: none, from: api@test.example"));
        let refused = office.notify(&["acme", "--again"], 2);
        assert!(refused["error"]["message"].as_str().unwrap().contains("on this machine alone"), "{refused}");
    }
}

/// The examples of the help text, in this order.
#[test]
fn the_examples_run() {
    let office = Office::new();
    let post = office.post(Manner::default());
    office.place.json(&["invite", "acme"], 0);
    for (_, line) in examples().into_iter().filter(|(command, _)| command == " notify") {
        let output = office.place.shell(&line, &path());
        assert!(output.status.success(), "{line}: {}", seen(&output));
    }
    assert_eq!(post.taken().len(), 1, "the file of the second example is not sent once more");
}

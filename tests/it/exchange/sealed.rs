//! Secrets: sealed for one recipient or with a passphrase, and in clear nowhere.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use partnerctl::{
    crypto::seal::{self, Identity},
    domain::secret::Secret,
};

use super::Pair;

#[test]
fn no_secret_is_in_clear_in_any_file() {
    let pair = Pair::new("{ mechanism: oauth2, scopes: [quote-read] }");
    let words = pair.invite();
    pair.accept(&words, &[]);
    pair.receive();
    pair.finish(&[]);
    pair.prove(&[]);
    let reveal = |name: &str| {
        let shown = pair.partner.json(&["secret", "get", name, "--reveal"], 0);
        shown["secret"].as_str().unwrap().to_owned()
    };
    let own = pair.operator.json(&["secret", "get", "test/acme", "--reveal"], 0)["secret"].as_str().unwrap().to_owned();
    assert_eq!(reveal("test/acme"), own);
    let operator = pair.operator.json(&["secret", "get", "workspace/signing-key", "--reveal"], 0);
    let mut canaries = vec![own, reveal("workspace/exchange-identity"), operator["secret"].as_str().unwrap().to_owned()];
    canaries.push(reveal("workspace/signing-key"));
    for canary in canaries.clone() {
        canaries.extend(canary.lines().filter(|line| line.len() > 40 && !line.contains("---")).map(str::to_owned));
        canaries.push(STANDARD.encode(&canary).trim_end_matches('=').to_owned());
    }
    for root in [pair.operator.root(), pair.partner.home().to_owned()] {
        for file in files(&root) {
            let text = String::from_utf8_lossy(&fs::read(&file).unwrap()).into_owned();
            for canary in &canaries {
                assert!(!text.contains(canary.trim()), "{} holds a secret", file.display());
            }
        }
    }
    age(&pair);
}

/// The credential beside the handover is a file of the age format, which its own programs open, too.
fn age(pair: &Pair) {
    let sealed = pair.operator.root().join("handover/test/acme/acme.test.credential.age");
    let identity = pair.partner.json(&["secret", "get", "workspace/exchange-identity", "--reveal"], 0);
    let identity = identity["secret"].as_str().unwrap();
    let opened = seal::open(&Identity::parse(&Secret::new(identity.to_owned())).unwrap(), &fs::read(&sealed).unwrap()).unwrap();
    let expected: serde_json::Value = serde_json::from_slice(&opened).unwrap();
    assert!(expected["credential"].is_string());
    let key = pair.partner.home().join("age.key");
    fs::write(&key, identity).unwrap();
    let mut ran = false;
    for program in ["age", "rage"] {
        let Ok(output) = Command::new(program).args(["-d", "-i"]).arg(&key).arg(&sealed).output() else { continue };
        assert_eq!(output.stdout, opened.as_slice(), "{program}");
        ran = true;
    }
    if !ran {
        println!("NOT RUN: neither `age` nor `rage` is installed");
    }
}

#[test]
fn a_passphrase_that_is_told_apart_opens_it() {
    let pair = Pair::new("{ mechanism: oauth2, scopes: [quote-read] }");
    let words = pair.invite();
    pair.operator.json(&["onboard", "acme"], 0);
    pair.operator.json(&["handover", "acme"], 2);
    pair.operator.write("word.txt", "correct horse\n");
    let handed = pair.operator.json(&["handover", "acme", "--passphrase-file", "word.txt"], 0);
    assert_eq!(handed["sealed"], "passphrase");
    pair.accept(&words, &["--offline"]);
    let file = pair.to_partner("handover");
    fs::write(pair.partner.desk().join("word.txt"), "wrong horse").unwrap();
    pair.partner.json(&["open", &file, "--passphrase-file", "word.txt"], 7);
    pair.partner.json(&["open", &file], 2);
    fs::write(pair.partner.desk().join("word.txt"), "correct horse").unwrap();
    let opened = pair.partner.json(&["open", &file, "--passphrase-file", "word.txt"], 0);
    assert_eq!(opened["call"]["ok"], true, "{opened}");
}

#[test]
fn what_is_sent_can_be_read_by_all_and_what_stays_cannot() {
    use std::os::unix::fs::PermissionsExt as _;
    let pair = Pair::new("{ mechanism: client-certificate }");
    let words = pair.invite();
    pair.accept(&words, &["--offline"]);
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(pair.partner.desk().join("acme.test.response.jws")), 0o644);
    assert_eq!(mode(pair.partner.desk().join("certs/acme.test.pem")), 0o644);
    assert_eq!(mode(pair.partner.desk().join("secrets/test/acme.age")), 0o600);
    assert_eq!(mode(pair.operator.root().join("handover/test/acme/acme.test.invitation.jws")), 0o644);
}

fn files(root: &Path) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                // The identity that opens the partner's sealed secrets is what protects them.
                false if path.to_string_lossy().contains("/identities/") => {}
                false => found.push(path),
            }
        }
    }
    found
}

//! Secrets: sealed for one recipient or with a passphrase, and in clear nowhere.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use partnerctl::{
    crypto::seal::{self, Identity},
    domain::secret::Secret,
};

use super::Pair;
use crate::{judges::python, support::told};

#[test]
fn no_secret_is_in_clear_in_any_file() {
    let pair = Pair::new("{ mechanism: oauth2, scopes: [quote-read] }");
    let words = pair.invite();
    pair.accept(&words, &[]);
    pair.receive();
    pair.finish(&[]);
    pair.prove(&[]);
    let credential = |machine: &str, shown: serde_json::Value| shown["secret"].as_str().expect(machine).to_owned();
    let own = credential("operator", pair.operator.json(&["secret", "get", "test/acme", "--reveal"], 0));
    assert_eq!(credential("partner", pair.partner.json(&["secret", "get", "--reveal"], 0)), own);
    scan(&pair, 6);
    age(&pair);
}

/// Looks through all files of both machines, and into every signed one, for each secret that either of them keeps.
pub(super) fn scan(pair: &Pair, at_least: usize) {
    let mut canaries = Vec::new();
    let mut watch = |run: &dyn Fn(&[&str]) -> serde_json::Value| {
        for line in run(&["secret", "list"])["secrets"].as_array().unwrap() {
            let shown = run(&["secret", "get", line["name"].as_str().unwrap(), "--reveal"]);
            canaries.push(shown["secret"].as_str().unwrap().to_owned());
        }
    };
    watch(&|words| pair.operator.json(words, 0));
    watch(&|words| pair.partner.json(words, 0));
    assert!(canaries.len() >= at_least, "{} secrets", canaries.len());
    for canary in canaries.clone() {
        canaries.extend(canary.lines().filter(|line| line.len() > 40 && !line.contains("---")).map(str::to_owned));
        canaries.push(STANDARD.encode(&canary).trim_end_matches('=').to_owned());
    }
    let mut signed = 0;
    for root in [pair.operator.root(), pair.partner.home().to_owned()] {
        for file in files(&root) {
            let mut texts = vec![String::from_utf8_lossy(&fs::read(&file).unwrap()).into_owned()];
            if file.extension().is_some_and(|ending| ending == "jws") {
                let letter: serde_json::Value = serde_json::from_str(&texts[0]).unwrap();
                for part in ["payload", "protected"] {
                    let part = URL_SAFE_NO_PAD.decode(letter[part].as_str().unwrap()).unwrap();
                    texts.push(String::from_utf8(part).unwrap());
                }
                signed += 1;
            }
            for text in &texts {
                let found = canaries.iter().any(|canary| text.contains(canary.trim()));
                assert!(!found, "{} holds a secret", file.display());
            }
        }
    }
    assert!(signed >= 6, "invitation, response and handover of both sides: {signed}");
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
        crate::support::not_run("neither `age` nor `rage` is installed");
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
    pyrage(&pair);
    pair.accept(&words, &["--offline"]);
    let file = pair.to_partner("handover");
    fs::write(pair.partner.desk().join("word.txt"), "wrong horse").unwrap();
    pair.partner.json(&["open", &file, "--passphrase-file", "word.txt"], 7);
    pair.partner.json(&["open", &file], 2);
    fs::write(pair.partner.desk().join("word.txt"), "correct horse").unwrap();
    let opened = pair.partner.json(&["open", &file, "--passphrase-file", "word.txt"], 0);
    assert_eq!(opened["call"]["ok"], true, "{opened}");
}

/// `pyrage` opens the same file with the passphrase: the program `age` asks for one at a terminal alone.
fn pyrage(pair: &Pair) {
    let Some(python) = python("pyrage") else { return };
    let sealed = pair.operator.root().join("handover/test/acme/acme.test.credential.age");
    let script = "import json, pyrage, sys; text = open(sys.argv[1], 'rb').read(); \
                  print(json.loads(pyrage.passphrase.decrypt(text, 'correct horse'))['credential'], end='')";
    let output = Command::new(python).args(["-c", script]).arg(sealed).output().unwrap();
    let own = pair.operator.json(&["secret", "get", "test/acme", "--reveal"], 0);
    assert_eq!(String::from_utf8_lossy(&output.stdout), own["secret"].as_str().unwrap(), "{}", told(&output));
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

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
use crate::{cli::path, judges::python, support::told};

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
    typed(pair, &expected);
    if !ran {
        crate::support::not_run("neither `age` nor `rage` is installed");
    }
}

/// Both lines of every form of the handover leave the bare secret in the file that the sample programs read.
fn typed(pair: &Pair, expected: &serde_json::Value) {
    let folder = pair.operator.root().join("handover/test/acme");
    let here = pair.partner.desk();
    fs::copy(pair.partner.home().join("age.key"), here.join("age.key")).unwrap();
    fs::copy(folder.join("acme.test.credential.age"), here.join("acme.test.credential.age")).unwrap();
    let programs = Path::new(env!("CARGO_BIN_EXE_partnerctl")).parent().unwrap();
    for form in ["md", "html", "txt"] {
        let text = fs::read_to_string(folder.join(format!("handover.{form}"))).unwrap();
        let lines = lines(&text);
        assert_eq!(lines.len(), 2, "{form}: {text}");
        for line in
            lines.iter().filter(|line| line.contains("partnerctl") || Command::new("age").arg("--version").output().is_ok())
        {
            let mut shell = Command::new("sh");
            shell.args(["-c", line]).env_clear().current_dir(&here).env("HOME", pair.partner.home());
            let output = shell.env("PATH", format!("{}:{}", programs.display(), path())).output().unwrap();
            let file = here.join("client-secret.txt");
            let found = fs::read_to_string(&file).unwrap();
            assert_eq!(found.trim_end(), expected["credential"], "{form}: {line}: {}", told(&output));
            assert_eq!(mode(&file), 0o600, "{form}: {line}");
            fs::remove_file(file).unwrap();
        }
    }
}

/// The lines of a document that make a file with a secret.
fn lines(text: &str) -> Vec<String> {
    let plain = |line: &str| {
        let line = line.replace("<pre><code>", "").replace("</code></pre>", "");
        let signs = [("&gt;", ">"), ("&lt;", "<"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")];
        signs.iter().fold(line, |line, (written, sign)| line.replace(written, sign))
    };
    text.lines().map(|line| plain(line.trim())).filter(|line| line.starts_with("(umask 077; ")).collect()
}

/// The programs `age` and `sed` take out the bare secret whatever signs it has.
#[test]
fn the_line_for_age_undoes_what_json_writes() {
    let pair = Pair::new("{ mechanism: oauth2, scopes: [quote-read] }");
    pair.operator.json(&["onboard", "acme"], 0);
    pair.operator.write("word.txt", "correct horse\n");
    pair.operator.json(&["handover", "acme", "--passphrase-file", "word.txt"], 0);
    let text = pair.operator.read("handover/test/acme/handover.md");
    let line = lines(&text).into_iter().find(|line| line.contains("age -d")).unwrap();
    assert!(line.contains("age -d acme.test.credential.age |"), "{line}");
    let line = line.replace("age -d acme.test.credential.age", "cat sealed.json");
    for secret in ["plain", "a\"}b\\\"c\\", "\\1/&{\"credential\":\""] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("sealed.json"), serde_json::json!({ "credential": secret }).to_string()).unwrap();
        let output = Command::new("sh").args(["-c", &line]).current_dir(folder.path()).output().unwrap();
        let found = fs::read_to_string(folder.path().join("client-secret.txt")).unwrap();
        assert_eq!(found.trim_end(), secret, "{line}: {}", told(&output));
    }
}

#[test]
fn a_passphrase_that_is_told_apart_opens_it() {
    let pair = Pair::new("{ mechanism: oauth2, scopes: [quote-read] }");
    let words = pair.invite();
    pair.operator.json(&["onboard", "acme"], 0);
    let refused = pair.operator.json(&["handover", "acme"], 2);
    for line in ["invite acme -e test", "receive FILE", "handover acme -e test --document handover"] {
        let next = refused["error"]["next"].as_str().unwrap();
        assert!(next.contains(&format!("`partnerctl {line}`")), "{line}: {next}");
    }
    pair.operator.json(&["handover", "acme", "--document", "handover"], 0);
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
    let pair = Pair::new("{ mechanism: client-certificate }");
    let words = pair.invite();
    pair.accept(&words, &["--offline"]);
    assert_eq!(mode(&pair.partner.desk().join("acme.test.response.jws")), 0o644);
    assert_eq!(mode(&pair.partner.desk().join("certs/acme.test.pem")), 0o644);
    assert_eq!(mode(&pair.partner.desk().join("secrets/test/acme.age")), 0o600);
    assert_eq!(mode(&pair.operator.root().join("handover/test/acme/acme.test.invitation.jws")), 0o644);
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
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

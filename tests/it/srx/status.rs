//! A pasted status: the token is nowhere.

use std::fs;

use super::{answer, run, said, told};

const TOKEN: &str = "6f1c2d3e-4b5a-4978-8695-a4711canary1";

#[test]
fn the_token_is_masked_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "Primary server :\n    FQDN name : jims1.example.com\n    Address : 192.0.2.10\n    Port : 443\n    Connection method : HTTPS\n    \
         Connection status : Online\nSecondary server :\n    Address : 192.0.2.11\n    Connection status : Offline\nLast received status \
         message : OK (200)\nAccess token : {TOKEN}\nToken expire time : 2999-01-01 05:48:47\n"
    );
    fs::write(folder.path().join("status.txt"), &text).unwrap();
    for more in
        [&[][..], &["-v"], &["-o", "json"], &["-o", "yaml"], &["-o", "name"], &["-v", "-o", "json", "--log-format", "json"]]
    {
        let words: Vec<&str> = ["srx", "check", "--status", "status.txt"].into_iter().chain(more.iter().copied()).collect();
        let output = run(folder.path(), &words);
        assert_eq!(output.status.code(), Some(7), "{more:?}: {}", told(&output));
        assert!(!said(&output).contains("4711") && !told(&output).contains("4711"), "{more:?}: {}", said(&output));
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let output = run(folder.path(), &["srx", "check", "--status", "status.txt", "-o", "json"]);
    let seen = answer(&output);
    assert_eq!(seen["servers"][0]["connection"], "Online");
    assert_eq!(seen["servers"][1]["connection"], "Offline");
    assert!(seen["text"].as_str().unwrap().contains("Access token : ***"), "{seen}");
    fs::write(folder.path().join("status.txt"), text.replace("Offline", "Online")).unwrap();
    assert_eq!(run(folder.path(), &["srx", "check", "--status", "status.txt"]).status.code(), Some(0));
}

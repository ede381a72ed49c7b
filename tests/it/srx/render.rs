//! What the statements of each release are, and where the secret goes.

use std::{fs, os::unix::fs::PermissionsExt as _};

use super::{answer, codes, parser, run, said, told};

const SECRET: &str = "canary-4711 \"x\\;}";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("one"), format!("{SECRET}\n")).unwrap();
    fs::write(folder.path().join("other"), "another\n").unwrap();
    folder
}

/// The `set` lines of an order, without `set services user-identification identity-management`.
fn lines(words: &str) -> Vec<String> {
    let folder = folder();
    let all = format!("srx render --client-id srx1 --client-secret-file one -o json {words}");
    let output = run(folder.path(), &all.split(' ').collect::<Vec<_>>());
    assert_eq!(output.status.code(), Some(0), "{words}: {}", told(&output));
    let own = "set services user-identification identity-management connection ";
    let list = answer(&output)["statements"].clone();
    list.as_array().unwrap().iter().map(|line| line.as_str().unwrap().replace(own, "")).collect()
}

#[test]
fn each_era_has_its_statements() {
    let begin = "connect-method https";
    let end = ["primary client-id srx1", "primary client-secret \"<secret>\""];
    let profile = ["set security pki ca-profile CA ca-identity CA", "set security pki ca-profile CA revocation-check disable"];
    for (release, words, middle) in [
        (
            "20.4",
            "--primary 192.0.2.1 --ca-certificate ca.pem",
            vec!["primary address 192.0.2.1", "primary ca-certificate ca.pem"],
        ),
        ("22.4R3", "--primary 192.0.2.1", vec!["primary address 192.0.2.1"]),
        (
            "23.1",
            "--primary a.example --ca-certificate ca.pem",
            vec!["primary address a.example", "primary ca-certificate ca.pem"],
        ),
        (
            "23.2",
            "--primary a.example --ca-certificate ca.pem",
            vec!["primary address a.example", "primary ca-certificate ca.pem"],
        ),
        ("24.2", "--primary a.example --ca-profile CA", vec!["primary address a.example", "primary ca-profile CA"]),
        ("24.4", "--primary a.example --ca-profile CA", vec!["primary address a.example", "primary ca-profile CA"]),
        ("24.4", "--primary bare --ca-profile CA", vec!["primary address bare", "primary ca-profile CA"]),
        ("25.4R1", "--primary a.example --ca-profile CA", vec!["primary address a.example", "primary ca-profile CA"]),
    ] {
        let mut want: Vec<&str> = if words.contains("--ca-profile") { profile.to_vec() } else { Vec::new() };
        want.push(begin);
        want.extend(middle);
        want.extend(end);
        assert_eq!(lines(&format!("--release {release} {words}")), want, "{release} {words}");
    }
    let interval = "server-validity-check-interval 60";
    for release in ["23.2", "24.2", "24.4", "25.4"] {
        let words = format!(
            "--release {release} --primary a.example --ca-profile CA --revocation use-crl --server-validity-check-interval 60"
        );
        assert!(lines(&words).contains(&interval.to_owned()), "{release}");
    }
}

#[test]
fn host_names_that_dns_lacks_are_mapped() {
    let words = "--release 24.4 --primary a.example --ca-profile CA --host-map a.example=192.0.2.1";
    assert_eq!(lines(words)[2], "set system static-host-mapping a.example inet 192.0.2.1");
}

#[test]
fn the_secret_is_in_the_file_alone_unless_it_is_revealed() {
    let folder = folder();
    let at = folder.path();
    let order = "srx render --release 24.4 --primary a.example --client-id srx1 --client-secret-file one --ca-profile CA";
    let words = |more: &str| format!("{order}{more}").split(' ').map(str::to_owned).collect::<Vec<_>>();
    let play = |more: &str| run(at, &words(more).iter().map(String::as_str).collect::<Vec<_>>());
    for more in
        ["", " --format text", " -o json", " -o yaml", " -o name", " --out a.set", " --out b.text --format text -o json", " -v"]
    {
        let output = play(more);
        assert_eq!(output.status.code(), Some(0), "{more}: {}", told(&output));
        assert!(!said(&output).contains("4711") && !told(&output).contains("4711"), "{more}: {}", said(&output));
    }
    assert!(told(&play("")).contains("--reveal"));
    for (file, form) in [("a.set", parser::set as fn(&str) -> _), ("b.text", parser::text)] {
        let path = at.join(file);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{file}");
        let written: Vec<Vec<String>> = form(&fs::read_to_string(path).unwrap());
        assert!(written.iter().any(|words| words.last().is_some_and(|word| word == SECRET)), "{file}");
    }
    assert_eq!(play(" --out a.set").status.code(), Some(4));
    for (more, form) in [(" --reveal", parser::set as fn(&str) -> _), (" --reveal --format text", parser::text)] {
        let shown: Vec<Vec<String>> = form(&said(&play(more)));
        assert!(shown.iter().any(|words| words.last().is_some_and(|word| word == SECRET)), "{more}");
    }
}

#[test]
fn what_is_doubtful_is_written_and_told() {
    let folder = folder();
    fs::write(folder.path().join("dollar"), "$9$abc").unwrap();
    let order = "srx render --client-id a --client-secret-file one -o json";
    for (words, want) in [
        ("--release 24.4 --primary a.example", vec!["not-verified"]),
        ("--release 22.4 --primary 192.0.2.1 --ca-certificate f", vec!["ca-with-address"]),
        ("--release 24.4 --primary a.example --ca-profile CA --connect-method http", vec!["http"]),
        ("--release 24.4 --primary a.example --ca-profile CA --host-map b.example=192.0.2.1", vec!["host-map-unused"]),
        (
            "--release 24.4 --primary a.example --ca-profile CA --server-validity-check-interval 5",
            vec!["validity-without-revocation"],
        ),
        (
            "--release 24.4 --primary a.example --ca-profile CA --secondary b.example --secondary-client-id b \
             --secondary-client-secret-file one",
            vec!["same-secret"],
        ),
        (
            "--release 24.4 --primary a.example --ca-profile CA --secondary b.example --secondary-client-id b \
             --secondary-client-secret-file dollar",
            vec!["secret-looks-encrypted"],
        ),
        ("--release 24.4 --primary a.example --ca-profile CA", vec![]),
    ] {
        let output = run(folder.path(), &format!("{order} {words}").split_whitespace().collect::<Vec<_>>());
        assert_eq!(codes(&answer(&output)), want, "{words}");
    }
}

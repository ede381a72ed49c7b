//! The commands as their users see them: words in, words out. Each case is a text file; each example of a help text runs.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use partnerctl::cli::args::tree;

/// Opens the sealed secrets of the test workspace and nothing else: the public identity of the age test kit.
const IDENTITY: &str = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";

/// Commands whose examples need a gateway, and run in the test named beside them.
const ELSEWHERE: &[(&str, &str)] = &[
    (" init", "examples::a_new_workspace_from_nothing"),
    (" sandbox run", "examples::the_sandbox_runs_until_it_is_interrupted"),
    (" sandbox reset", "examples::the_sandbox_runs_until_it_is_interrupted"),
    (" doctor", EXAMPLES),
    (" onboard", EXAMPLES),
    (" import", EXAMPLES),
    (" plan", EXAMPLES),
    (" due", EXAMPLES),
    (" plan show", EXAMPLES),
    (" plan approve", EXAMPLES),
    (" apply", EXAMPLES),
    (" offboard", EXAMPLES),
    (" rotate", EXAMPLES),
    (" verify", EXAMPLES),
    (" gateway login", EXAMPLES),
    (" gateway test", EXAMPLES),
    (" gateway capabilities", EXAMPLES),
    (" gateway raw", EXAMPLES),
    (" profile create", EXAMPLES),
    (" profile show", EXAMPLES),
    (" profile list", EXAMPLES),
    (" profile suspend", EXAMPLES),
    (" profile resume", EXAMPLES),
    (" profile delete", EXAMPLES),
    (" api create", EXAMPLES),
    (" api list", EXAMPLES),
    (" api show", EXAMPLES),
    (" api deactivate", EXAMPLES),
    (" api activate", EXAMPLES),
    (" api assign", EXAMPLES),
    (" api unassign", EXAMPLES),
    (" token get", EXAMPLES),
    (" call", EXAMPLES),
    (" explain", MECHANISMS),
    (" cert register", MECHANISMS),
    (" cert list", MECHANISMS),
    (" cert remove", MECHANISMS),
    (" sandbox idp-app", MECHANISMS),
    (" srx check", "srx::check::the_examples_run"),
    (" notify", "notify::ways::the_examples_run"),
    (" accept", EXCHANGE),
    (" receive", EXCHANGE),
    (" handover", EXCHANGE),
    (" open", EXCHANGE),
    (" show", EXCHANGE),
];

const EXCHANGE: &str = "exchange::ways::the_examples_run_from_the_invitation_to_the_first_call";

const EXAMPLES: &str = "examples::every_example_that_needs_a_gateway_runs";
const MECHANISMS: &str = "mechanisms::words::every_example_that_needs_another_mechanism_runs";

#[test]
fn every_case_comes_out_as_written() {
    trycmd::TestCases::new()
        .register_bin("partnerctl", Path::new(env!("CARGO_BIN_EXE_partnerctl")))
        .env("USER", "tester")
        .env("HOME", "/nowhere")
        .case("tests/cmd/*/*.toml");
}

#[test]
fn every_example_of_a_help_text_runs() {
    let mut failed = Vec::new();
    for (command, example) in examples() {
        if ELSEWHERE.iter().any(|(known, _)| *known == command) {
            continue;
        }
        let folder = workspace();
        let output = run_in(folder.path(), &example);
        if !output.status.success() {
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            failed.push(format!("{command}: `{example}` ends with {:?}\n{told}", output.status.code()));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_partnerctl"))
        .args(["app-id", "generate", "--count", "100000"])
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn an_answer_with_o_json_is_one_document_and_a_failure_is_one_on_stderr() {
    let folder = workspace();
    let good = run_in(folder.path(), "partnerctl partner list -o json");
    let answer: serde_json::Value = serde_json::from_slice(&good.stdout).unwrap();
    assert_eq!(answer["partners"][0]["name"], "acme");
    assert!(good.stderr.is_empty());
    for wrong in ["partner show nobody", "partner shwo", "partner add --mechanism x", "partner show acme -e"] {
        let bad = run_in(folder.path(), &format!("partnerctl {wrong} -o json"));
        let told: serde_json::Value = serde_json::from_slice(&bad.stderr).unwrap_or_else(|error| panic!("{wrong}: {error}"));
        assert_eq!(told["error"]["exit"], i64::from(bad.status.code().unwrap()), "{wrong}");
        assert!(bad.stdout.is_empty(), "{wrong}");
    }
}

#[test]
fn the_users_configuration_stands_behind_flags_and_variables() {
    let folder = workspace();
    let config = folder.path().join("home/.config/partnerctl/config.yaml");
    fs::create_dir_all(config.parent().unwrap()).unwrap();
    fs::write(&config, "output: name\nenvironment: production\n").unwrap();
    let out = |line: &str| String::from_utf8(run_in(folder.path(), line).stdout).unwrap();
    assert_eq!(out("partnerctl partner list"), "acme\ninitech\n");
    assert!(out("partnerctl partner list -o json").starts_with('{'));
    assert!(out("PARTNERCTL_OUTPUT=yaml partnerctl step list acme").contains("environment: non-production"));
    fs::write(&config, "outptu: json\n").unwrap();
    let wrong = run_in(folder.path(), "partnerctl partner list");
    let told = String::from_utf8(wrong.stderr).unwrap();
    assert_eq!(wrong.status.code(), Some(2), "{told}");
    assert!(told.contains("config.yaml:1:1") && told.contains("outptu"), "{told}");
}

#[test]
fn names_complete_from_the_workspace() {
    let folder = workspace();
    let complete = |words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_partnerctl"))
            .arg("--")
            .args(words)
            .env_clear()
            .env("COMPLETE", "fish")
            .current_dir(folder.path())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(complete(&["partnerctl", "partner", "show", "ac"]), "acme\n");
    assert_eq!(complete(&["partnerctl", "-e", "prod"]), "production\n");
    assert_eq!(complete(&["partnerctl", "partner", "add", "--api", "quo"]), "quote-api/1.0\n");
}

/// All examples of all help texts, with the command that they belong to. What follows a pipe or `>` is the shell's business.
pub(crate) fn examples() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), tree())];
    while let Some((path, command)) = open.pop() {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        for line in partnerctl::cli::example::examples(&help) {
            let ours = line.split(" | ").next().unwrap().split(" > ").next().unwrap();
            found.push((path.clone(), ours.to_owned()));
        }
        open.extend(command.get_subcommands().map(|below| (format!("{path} {}", below.get_name()), below.clone())));
    }
    found
}

fn run_in(folder: &Path, line: &str) -> Output {
    let mut child = Command::new("sh")
        .args(["-c", line])
        .env_clear()
        .env("PATH", path())
        .env("HOME", folder.join("home"))
        .env("TMPDIR", folder)
        .env("USER", "tester")
        .env("PARTNERCTL_SECRETS_IDENTITY", IDENTITY)
        .env("PARTNERCTL_YES", "true")
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"from-stdin\n").ok();
    child.wait_with_output().unwrap()
}

pub(crate) fn path() -> String {
    let ours = Path::new(env!("CARGO_BIN_EXE_partnerctl")).parent().unwrap();
    format!("{}:/usr/local/bin:/usr/bin:/bin", ours.display())
}

/// A fresh copy of the test workspace.
fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new("tests/data/workspace"), folder.path());
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target: PathBuf = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

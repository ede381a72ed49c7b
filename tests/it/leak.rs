//! A canary for each kind of secret goes through every command: none of them turns up where it should not.

mod cases;

use std::{
    collections::BTreeSet,
    fs,
    io::Write as _,
    process::{Command, Output, Stdio},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use partnerctl::{cli::args::tree, sandbox::Quirks};
use serde_json::json;

use crate::{
    replies::{Play, Server},
    support::{
        Place, Sandbox,
        relay::{Gate, Meddling, Relay},
        told, until,
    },
};

use cases::{CASES, Case, Stdin};

const PUT: &str = "canary-4711-put-by-hand";
const TOKEN: &str = "canary-4711-token";
const MODES: &[&[&str]] = &[&["-v"], &["-v", "-o", "json", "--log-format", "json"]];

struct Rig {
    sandbox: Sandbox,
    relay: Relay,
    place: Place,
    /// What must not be seen, with a name for messages.
    canaries: Vec<(&'static str, String)>,
}

impl Rig {
    fn new() -> Self {
        let sandbox = Sandbox::start(Quirks::default());
        let relay = Relay::before(&sandbox.url());
        let place = Place::at(&relay.url(), &sandbox);
        let mail = "mail: { server: \"localhost:1\", from: api@test.example, login: { user: api } }\n";
        place.write("partnerctl.yaml", &format!("{}{mail}", place.read("partnerctl.yaml")));
        let mut rig = Self { sandbox, relay, place, canaries: Vec::new() };
        rig.watch("the password of the admin API", &rig.sandbox.password());
        rig.watch("a secret that was put", PUT);
        rig.watch("a token", TOKEN);
        let identity = fs::read_to_string(rig.home().join("identity.txt")).unwrap();
        rig.watch("the key of the sealed secrets", identity.trim());
        rig
    }

    /// Watches for a secret as it is, as it travels in Basic authentication, and in Base64 of its own.
    fn watch(&mut self, name: &'static str, secret: &str) {
        let login = STANDARD.encode(format!("Administrator:{secret}"));
        let own = STANDARD.encode(secret);
        let core = own.trim_end_matches('=');
        self.canaries.push((name, secret.to_owned()));
        self.canaries.push((name, login.trim_end_matches('=').to_owned()));
        self.canaries.push((name, core[..core.len() - 1].to_owned()));
    }

    /// The client secret that the gateway issued, which is a canary from now on.
    fn watch_client_secret(&mut self) {
        let shown = self.place.json(&["secret", "get", "test/acme", "--reveal"], 0);
        self.watch("a client secret", shown["secret"].as_str().unwrap());
    }

    fn home(&self) -> std::path::PathBuf {
        self.place.root().parent().unwrap().to_owned()
    }

    fn check_text(&self, who: &str, stream: &str, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        for (name, canary) in &self.canaries {
            assert!(!text.contains(canary), "{who}: {name} is on {stream}: {text}");
        }
    }

    fn check(&self, who: &str, output: &Output, shows: bool) {
        if !shows {
            self.check_text(who, "stdout", &output.stdout);
        }
        self.check_text(who, "stderr", &output.stderr);
    }

    /// No file below the home holds a canary, but for the one that the test wrote and the identity itself.
    fn check_files(&self, who: &str) {
        let own = [self.home().join("identity.txt"), self.home().join("canary.txt")];
        let mut open = vec![self.home()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else if path.is_file() && !own.contains(&path) {
                    self.check_text(who, &path.display().to_string(), &fs::read(&path).unwrap());
                }
            }
        }
    }

    fn run(&self, words: &str, mode: &[&str], stdin: Stdin) -> Output {
        let words: Vec<&str> = words.split(' ').chain(mode.iter().copied()).collect();
        let mut command = self.place.command(&words);
        command.env("CANARY", PUT).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.env("PARTNERCTL_YES", "true").spawn().unwrap();
        let fed = match stdin {
            Stdin::Nothing => "",
            Stdin::Password => &self.place.password,
            Stdin::Secret => PUT,
        };
        // Who reads nothing may be gone already.
        let _ = child.stdin.take().unwrap().write_all(fed.as_bytes());
        child.wait_with_output().unwrap()
    }
}

/// The commands that do something.
fn leaves() -> BTreeSet<String> {
    let (mut found, mut open) = (BTreeSet::new(), vec![(String::new(), tree())]);
    while let Some((path, command)) = open.pop() {
        if !command.is_subcommand_required_set() {
            found.insert(path.trim().to_owned());
        }
        open.extend(command.get_subcommands().map(|below| (format!("{path} {}", below.get_name()), below.clone())));
    }
    found
}

#[test]
fn every_command_has_a_case() {
    let known: BTreeSet<String> = CASES.iter().map(|case| case.command.to_owned()).chain(["sandbox run".to_owned()]).collect();
    assert_eq!(leaves(), known);
}

#[test]
fn no_flag_takes_a_secret_itself() {
    let mut open = vec![tree()];
    while let Some(command) = open.pop() {
        for arg in command.get_arguments().filter(|arg| arg.get_action().takes_values()) {
            if !arg.get_possible_values().is_empty() {
                continue;
            }
            let id = arg.get_id().as_str();
            let secret = ["secret", "password", "passphrase", "token"].iter().any(|word| id.contains(word));
            // A positional argument that names a file, such as that of a token.
            let file = arg.get_value_names().is_some_and(|names| names.iter().any(|name| name.contains("FILE")));
            assert!(
                !secret || file || id.ends_with("_file") || id.ends_with("_url") || id.ends_with("_api"),
                "{} --{id}",
                command.get_name()
            );
        }
        open.extend(command.get_subcommands().cloned());
    }
}

#[test]
fn no_command_shows_or_leaves_a_secret() {
    let mut rig = Rig::new();
    fs::write(rig.home().join("canary.txt"), PUT).unwrap();
    for (number, Case { words, exits, stdin, shows, .. }) in CASES.iter().enumerate() {
        for (mode, flags) in MODES.iter().enumerate() {
            let words = words.replace("{n}", &format!("{number}-{mode}"));
            let output = rig.run(&words, flags, *stdin);
            assert!(exits.contains(&output.status.code().unwrap()), "{words} {flags:?}: {}", told(&output));
            if ["onboard acme", "rotate acme"].contains(&words.as_str()) && mode == 0 {
                rig.watch_client_secret();
            }
            rig.check(&words, &output, *shows);
        }
        rig.check_files(words);
    }
}

/// A gateway that throws back all it was told: as a failure, and as a page that is no answer.
#[test]
fn a_gateway_that_repeats_the_login_is_not_repeated() {
    let mut rig = Rig::new();
    let password = rig.place.password.clone();
    rig.place.json(&["onboard", "acme"], 0);
    rig.watch_client_secret();
    let login = STANDARD.encode(format!("Administrator:{password}"));
    let echoes = [
        json!({ "errorDetails": format!("bad header Authorization: Basic {login}") }).to_string(),
        json!({ "errorDetails": format!("the login Administrator/{password} is not known") }).to_string(),
        json!({ "errorReason": format!("no user with password '{password}'") }).to_string(),
        format!("<html><title>Who is {password}?</title></html>"),
        format!("{{\"applications\": [\"{login}"),
        password,
    ];
    for (number, echo) in echoes.iter().enumerate() {
        for status in [200, 400, 401, 403, 409, 429, 500] {
            let play = Play::text(status, echo).with("retry-after", "900");
            rig.relay.meddle(Meddling::instead(1 + number % 2 * 3, play));
            let words = if status == 200 { "gateway test" } else { "onboard acme" };
            let output = rig.run(words, MODES[number % 2], Stdin::Nothing);
            assert!(rig.relay.met() > 0);
            rig.check(&format!("{status} {echo}"), &output, false);
        }
    }
    rig.check_files("a gateway that repeats the login");
}

/// A token endpoint and an API that throw back what the partner sent.
#[test]
fn what_the_partner_sends_is_not_repeated() {
    let mut rig = Rig::new();
    rig.place.json(&["onboard", "acme"], 0);
    rig.watch_client_secret();
    let record = rig.place.read("records/test/acme.yaml");
    let secret = rig.place.json(&["secret", "get", "test/acme", "--reveal"], 0)["secret"].as_str().unwrap().to_owned();
    let good = Play::json(200, &json!({ "access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600 }));
    for give in [true, false] {
        let (answer, secret) = (good.clone(), secret.clone());
        let server = Server::serve(move |seen| {
            if give && seen.path.contains("getAccessToken") {
                return answer.clone();
            }
            let said = format!("{:?} {} and once more: {secret}", seen.headers, String::from_utf8_lossy(&seen.body));
            Play::json(400, &json!({ "error": "invalid_client", "error_description": said }))
        });
        let url = server.url().to_string();
        let moved = record.replace(&rig.sandbox.url(), &url).replace(rig.sandbox.running.ready().tls_url.as_str(), &url);
        rig.place.write("records/test/acme.yaml", &moved);
        for mode in MODES {
            let output = rig.run("verify acme", mode, Stdin::Nothing);
            assert!(!server.seen().is_empty(), "{}", told(&output));
            rig.check("verify acme", &output, false);
            for words in ["token get --partner acme", "call GET /status --partner acme"] {
                let output = rig.run(words, mode, Stdin::Nothing);
                // The token is what is asked for, and an API's answer is passed on as it is.
                rig.check(words, &output, give);
            }
        }
        rig.check_files("verify acme");
    }
}

#[test]
fn the_process_list_shows_no_secret() {
    let mut rig = Rig::new();
    rig.run("gateway login --secret-file -", &[], Stdin::Password);
    rig.place.json(&["onboard", "acme"], 0);
    rig.watch_client_secret();
    let gate = Gate::default();
    rig.place.json(&["partner", "set", "acme", "spec.displayName=Acme"], 0);
    rig.relay.meddle(Meddling::hold_write(1, gate.clone()));
    let mut command = rig.place.command(&["onboard", "acme"]);
    command.env_remove("PARTNERCTL_GATEWAY_PASSWORD").stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    rig.relay.await_meddled();
    for file in ["cmdline", "environ"] {
        let shown = fs::read(format!("/proc/{}/{file}", child.id()));
        match shown {
            Ok(shown) => rig.check_text("onboard acme", file, &shown),
            Err(_) => crate::support::not_run("there is no /proc here"),
        }
    }
    gate.open();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
}

#[test]
fn a_running_sandbox_does_not_tell_its_password() {
    let mut rig = Rig::new();
    let ready = rig.home().join("ready.json");
    let words = ["sandbox", "run", "-v", "--ready-file", ready.to_str().unwrap()];
    let child = rig.place.start(&words);
    until("the sandbox answers", || ready.exists());
    let state = rig.place.root().join(".partnerctl/sandbox");
    rig.watch("the sandbox's password", fs::read_to_string(state.join("password")).unwrap().trim());
    let ended = Command::new("sh").args(["-c", "kill \"$@\"", "sh", "-INT", &child.id().to_string()]).status().unwrap();
    assert!(ended.success());
    let output = child.wait_with_output().unwrap();
    rig.check("sandbox run", &output, false);
    rig.check_text("sandbox run", "ready.json", &fs::read(&ready).unwrap());
}

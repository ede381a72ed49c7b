//! Documents for partners and pages for operators: they say what is so, their programs run, and nothing from outside harms a reader.

mod browser;
mod calls;
mod documents;
mod elsewhere;
mod report;

use std::process::{Command, Stdio};

use partnerctl::sandbox::Quirks;

use crate::{
    cli::path,
    mechanisms::{
        Rig,
        way::{Publisher, Way},
    },
    support::{Place, Sandbox, relay::Relay},
};

/// Whether a program can be run here; says so when it cannot.
pub(super) fn there_is(program: &str) -> bool {
    let asked = Command::new(program).arg("--version").env("PATH", path()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let there = asked.is_ok_and(|status| status.success());
    if !there {
        crate::support::not_run(&format!("`{program}` is not installed"));
    }
    there
}

/// The partner `acme`, onboarded in one way; `None` for client id and secret.
pub(super) struct Desk {
    _sandbox: Sandbox,
    pub(super) place: Place,
    _others: Option<(Relay, Publisher)>,
}

impl Desk {
    pub(super) fn new(way: Option<Way>) -> Self {
        if let Some(way) = way {
            let Rig { sandbox, relay, place, publisher, .. } = Rig::onboarded(way);
            return Self { _sandbox: sandbox, place, _others: Some((relay, publisher)) };
        }
        let sandbox = Sandbox::start(Quirks::default());
        let place = Place::at(&sandbox.url(), &sandbox);
        place.json(&["onboard", "acme"], 0);
        Self { _sandbox: sandbox, place, _others: None }
    }

    /// Writes a document and says which files that made.
    pub(super) fn writes(&self, name: &str) -> Vec<String> {
        let answer = self.place.json(&["handover", "acme", "--document", name], 0);
        answer["files"].as_array().unwrap().iter().map(|file| file.as_str().unwrap().to_owned()).collect()
    }
    /// Writes a document and says which file has one of its forms.
    pub(super) fn form(&self, name: &str, form: &str) -> String {
        let file = format!("handover/test/acme/{name}.{form}");
        assert!(self.writes(name).contains(&file), "{file}");
        file
    }

    /// Gives the partner another name for people, as it stands between the quotes of a YAML text.
    pub(super) fn named(&self, name: &str) {
        let file = self.place.read("partners/acme.yaml");
        let line = file.lines().find(|line| line.trim_start().starts_with("displayName:")).unwrap();
        self.place.write("partners/acme.yaml", &file.replace(line, &format!("  displayName: \"{name}\"")));
    }
}

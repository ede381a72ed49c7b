//! Documents by mail: a real conversation with a mail server, and files that mail programs open.

mod faults;
mod judge;
mod server;
mod ways;

use partnerctl::sandbox::Quirks;
use serde_json::Value;

use crate::{
    srx::jims::Authority,
    support::{Place, Sandbox},
};

use server::{Manner, Post};

/// An operator's workspace with a mail server of its own.
struct Office {
    place: Place,
    ca: Authority,
    _sandbox: Sandbox,
}

impl Office {
    fn new() -> Self {
        let sandbox = Sandbox::start(Quirks::default());
        let place = Place::at(&sandbox.url(), &sandbox);
        let ca = Authority::new("Mail CA");
        place.write("mail-ca.pem", &ca.pem());
        place.write("terms.txt", "Be kind.\n");
        let lines = "{ terms: terms.txt, firewall: [{ host: gw.test.example, port: 443, for: API calls }], class:";
        let workspace = place.read("partnerctl.yaml").replace("{ class:", lines);
        place.write("plain.yaml", &workspace);
        let office = Self { place, ca, _sandbox: sandbox };
        office.mail("from: \"API-Büro <api@test.example>\"");
        office
    }

    /// The settings for mail in the workspace.
    fn mail(&self, settings: &str) {
        self.place.write("partnerctl.yaml", &format!("{}mail: {{ {settings} }}\n", self.place.read("plain.yaml")));
    }

    /// A server, and the settings to reach it.
    fn post(&self, manner: Manner) -> Post {
        let security = match manner.tls {
            server::Tls::FromTheFirstByte => "tls",
            server::Tls::Later => "starttls",
            server::Tls::Never => "none",
        };
        let login = manner.login.map(|(user, _)| format!(", login: {{ user: {user} }}")).unwrap_or_default();
        let post = Post::start(&self.ca, manner);
        let from = "from: \"API-Büro <api@test.example>\", operator: ops@test.example";
        let server = format!("server: \"localhost:{}\", security: {security}, caFile: mail-ca.pem", post.port);
        self.mail(&format!("{server}, {from}{login}"));
        post
    }

    /// Gives a partner one contact.
    fn contact(&self, partner: &str, role: &str, email: &str) {
        let value = format!("spec.contacts=[{{ role: {role}, email: {email} }}]");
        self.place.json(&["partner", "set", partner, &value], 0);
    }

    fn notify(&self, words: &[&str], code: i32) -> Value {
        self.place.json(&[&["notify", "--timeout", "5s"], words].concat(), code)
    }
}

/// The lines of the first partner.
fn lines(answer: &Value) -> Vec<Value> {
    answer["partners"][0]["notices"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
}

/// Document, address and outcome of each line.
fn told(answer: &Value) -> Vec<(String, String, String)> {
    let text = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    lines(answer).iter().map(|line| (text(line, "document"), text(line, "to"), text(line, "outcome"))).collect()
}

//! Boomi Cloud API Management: the imitation of its V3 API.

use partnerctl::{
    domain::{
        profile::Observed,
        secret::Secret,
        workspace::{AreaLogin, Login as Connected},
    },
    http::{BasicLogin, Http, Login},
};
use serde_json::{Value, json};

use super::client;
use crate::{
    conformance::bench::{Broken, Rig},
    replies::Play,
    support::relay::{Meddling, Relay},
    twin::boomi::{
        AREA, Boomi, Codes, Duplicate, Habits, Kind, Offsets, PackageShown, PlanContent, Processor, Removal, SERVICE_USER,
        SecretsShown, V3_KEY,
    },
    wire::desk::TestDesk,
};

/// The imitation behind a relay.
pub(crate) struct Cloud {
    boomi: Boomi,
    relay: Relay,
}

impl Cloud {
    /// The imitation with the habits that ask the most of a client.
    pub(crate) fn twin() -> Self {
        let habits = Habits {
            offsets: Offsets::Pages,
            processor: Processor::Replaced,
            codes: Codes::Rest,
            duplicate: Duplicate::Field,
            unsettled: 2,
            secrets_shown: SecretsShown::Once,
            package: PackageShown::Null,
            plan_content: PlanContent::ServiceAlone,
            removal: Removal::Refused,
            ..Habits::default()
        };
        let boomi = Boomi::start(habits);
        let relay = Relay::before(boomi.url().as_str());
        Self { boomi, relay }
    }

    fn applications(&self, member: &str, value: &str) -> Vec<Value> {
        self.boomi.list(Kind::Application).into_iter().filter(|application| application[member] == value).collect()
    }
}

impl Rig for Cloud {
    fn driver(&self) -> &'static str {
        "boomi"
    }

    fn client(&self) -> Http {
        let login = BasicLogin { user: V3_KEY.0.to_owned(), password: Secret::new(V3_KEY.1.to_owned()) };
        client(self.relay.url().parse().unwrap(), Login::Basic(login), None)
    }

    fn login(&self) -> Option<(Connected, Secret)> {
        let login = AreaLogin { user: SERVICE_USER.0.to_owned(), key: V3_KEY.0.to_owned(), area: AREA.to_owned() };
        Some((Connected::Area(login), Secret::new(SERVICE_USER.1.to_owned())))
    }

    /// An endpoint lets callers in in one way, and fetches the keys of issuers from one address.
    fn shares_apis(&self) -> bool {
        false
    }

    fn writes(&self) -> usize {
        self.boomi.count("WRITE /**")
    }

    fn plant(&self, name: &str) {
        let member = json!({ "username": name, "email": "hand@acme.example", "displayName": "made by hand" });
        let member = self.boomi.plant(Kind::Member, None, &member);
        let application = json!({ "name": name, "username": name, "description": "made by hand" });
        self.boomi.plant(Kind::Application, Some(&member), &application);
    }

    fn planted(&self, name: &str) -> String {
        let members = self.boomi.list(Kind::Member).into_iter().filter(|member| member["username"] == name);
        members.chain(self.applications("name", name)).map(|object| object.to_string()).collect()
    }

    fn add_unknown(&self, observed: &Observed, _: &TestDesk) -> Option<()> {
        let kept = json!("https://kept.example");
        self.boomi.edit(&observed.remote.id, |application| drop(application.insert("billingAddress".to_owned(), kept)));
        Some(())
    }

    fn has_unknown(&self, observed: &Observed) -> bool {
        self.applications("id", &observed.remote.id)[0]["billingAddress"] == "https://kept.example"
    }

    fn break_calls(&self, how: Broken) -> bool {
        let play = match how {
            Broken::Status(status) => {
                Play::json(status, &json!({ "errorCode": status, "errorMessage": "broken" })).with("retry-after", "70")
            }
            Broken::Page(status) => Play::text(status, "<html><title>Sign in</title></html>"),
            Broken::Closed => Play::Close,
            Broken::Cut => Play::Cut(b"[".to_vec()),
        };
        self.relay.meddle(Meddling::instead(1, play));
        true
    }

    fn lose_answer(&self) {
        self.relay.meddle(Meddling::after_write(1, Play::Close));
    }

    fn heal(&self) {
        self.relay.heal();
    }

    fn relay(&self) -> Option<&Relay> {
        Some(&self.relay)
    }

    /// Section 3: never 429.
    fn throttling(&self) -> Play {
        Play::text(403, "<h1>Developer Over Qps</h1>").with("x-mashery-error-code", "ERR_403_DEVELOPER_OVER_QPS")
    }

    fn vanish(&self, observed: &Observed) {
        self.boomi.remove(&observed.remote.id);
    }

    fn page(&self) -> Option<usize> {
        Some(100)
    }
}

//! Partners that were on a gateway before this tool: taken in without a write, completed by a table, marked by a plan.

mod planned;
mod tables;

use partnerctl::sandbox::{Masked, Quirks};
use serde_json::{Value, json};

use crate::support::{Place, Sandbox, proxy::Proxy, tally::list, told};

/// A gateway with partners that somebody made by hand, and a workspace that has never seen them, behind a proxy that counts.
pub(super) struct Old {
    pub(super) sandbox: Sandbox,
    pub(super) proxy: Proxy,
    /// Who made them.
    first: Place,
    pub(super) place: Place,
}

impl Old {
    /// `acme` with a client secret and `hooli` with a key of the gateway; no mark of ours is on either.
    pub(super) fn new(masked_secrets: Masked) -> Self {
        let sandbox = Sandbox::start(Quirks { masked_secrets, ..Quirks::default() });
        let proxy = Proxy::before(&sandbox.url());
        let first = Place::at(&sandbox.url(), &sandbox);
        let file = first.read("partners/acme.yaml").replace("acme", "hooli").replace("ACME", "HOOLI");
        let file = file.replace("{ mechanism: oauth2, scopes: [quote-read] }", "{ mechanism: jwt-bearer, signedBy: gateway }");
        first.write("partners/hooli.yaml", &file);
        first.json(&["onboard", "acme", "hooli"], 0);
        let place = Place::at(&proxy.url(), &sandbox);
        std::fs::remove_file(place.root().join("partners/acme.yaml")).unwrap();
        let old = Self { sandbox, proxy, first, place };
        old.by_hand("acme-test", "ACME Corp. (Test)");
        old.by_hand("hooli-test", "Hooli");
        old
    }

    /// Makes a profile of ours one that somebody made by hand: no mark, another name.
    pub(super) fn by_hand(&self, name: &str, other: &str) {
        let mut one = self.profile(name);
        one["name"] = json!(other);
        one["customFields"] = json!({ "costCentre": "4711" });
        let id = one["id"].as_str().unwrap().to_owned();
        self.sandbox.tell("PUT", &format!("/applications/{id}"), &one);
        assert!(self.profile(other)["customFields"]["partnerctl"].is_null());
    }

    pub(super) fn profile(&self, name: &str) -> Value {
        let all = list(&self.sandbox, "/applications", "applications");
        let id = all.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("{name}: {all:?}"))["id"].clone();
        let one = self.sandbox.ask(&format!("/applications/{}", id.as_str().unwrap()));
        one["applications"].get(0).cloned().unwrap_or(one)
    }

    pub(super) fn line(intake: &Value, partner: &str) -> Value {
        let lines = intake["profiles"].as_array().unwrap();
        lines.iter().find(|line| line["partner"] == partner).unwrap_or_else(|| panic!("{partner}: {intake}")).clone()
    }

    /// Everything in the workspace that a run could change.
    fn files(&self) -> Vec<(String, String)> {
        let names = ["partners", "records/test", "secrets"];
        let folders = names.iter().filter_map(|name| std::fs::read_dir(self.place.root().join(name)).ok());
        let mut all: Vec<(String, String)> = folders
            .flatten()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap()))
            .collect();
        all.sort();
        all
    }
}

#[test]
fn partners_of_a_gateway_become_files_without_a_write() {
    let old = Old::new(Masked::AfterIssue);
    let place = &old.place;
    old.proxy.begin(None);
    let intake = place.json(&["import"], 0);
    assert_eq!(old.proxy.writes(), 0, "{:?}", old.proxy.seen());
    assert_eq!(intake["summary"]["imported"], 2, "{intake}");
    let acme = Old::line(&intake, "acme-corp");
    assert_eq!((&acme["outcome"], &acme["mechanism"]), (&"imported".into(), &"oauth2".into()), "{acme}");
    assert!(acme["applicationId"].is_null(), "what nobody knows is not made up: {acme}");
    let partner = place.json(&["partner", "show", "acme-corp"], 0);
    let presence = &partner["spec"]["environments"]["test"];
    assert_eq!(partner["spec"]["displayName"], "The acme Corporation");
    assert_eq!((&presence["apis"], &presence["authentication"]["scopes"]), (&json!(["quote-api/1.0"]), &json!(["quote-read"])));
    assert!(presence["applicationId"].is_null(), "{partner}");
    let hooli = place.json(&["partner", "show", "hooli"], 0);
    assert_eq!(
        hooli["spec"]["environments"]["test"]["authentication"],
        json!({ "mechanism": "jwt-bearer", "signedBy": "gateway" })
    );
    let record = place.json(&["record", "show", "acme-corp"], 0);
    assert!(record["status"]["client"]["clientId"].is_string() && record["status"]["secrets"].is_null(), "{record}");
    // Once more: nothing changes.
    let before = old.files();
    let again = place.json(&["import"], 0);
    assert_eq!((&again["summary"]["unchanged"], &again["next"]), (&2.into(), &Value::Null), "{again}");
    assert_eq!((old.files(), old.proxy.writes()), (before, 0));
    let human = place.run(&["import"]);
    assert!(String::from_utf8_lossy(&human.stdout).contains("unknown"), "{}", told(&human));
}

#[test]
fn a_plan_marks_them_and_does_nothing_else() {
    for masked in [Masked::AfterIssue, Masked::ListOnly, Masked::Never] {
        let old = Old::new(masked);
        let place = &old.place;
        place.json(&["import"], 0);
        old.proxy.begin(None);
        let plan = place.json(&["plan", "--full", "--out", "mark.json"], 0);
        assert_eq!(old.proxy.writes(), 0);
        assert!(plan["shared"].is_null(), "{plan}");
        let partners = plan["partners"].as_array().unwrap();
        assert_eq!(partners.len(), 2, "{plan}");
        for partner in partners {
            let changes = partner["changes"].as_array().unwrap();
            let fields: Vec<&Value> = changes.iter().flat_map(|change| change["fields"].as_array().unwrap()).collect();
            let fields: Vec<&str> = fields.iter().map(|field| field["field"].as_str().unwrap()).collect();
            assert_eq!((changes.len(), fields), (1, vec!["marker"]), "{partner}");
        }
        place.json(&["apply", "mark.json"], 0);
        assert_eq!(place.json(&["plan"], 0)["summary"]["changes"], 0);
        let profile = old.profile("ACME Corp. (Test)");
        assert!(profile.to_string().contains("/test/acme-corp#1"), "{profile}");
        assert_eq!(profile["customFields"]["costCentre"], "4711", "what others keep there stays");
        assert!(!profile.to_string().contains("applicationId"), "{profile}");
        // The partner's secret was neither read nor replaced.
        let secrets = place.json(&["secret", "list"], 0).to_string();
        assert!(!secrets.contains("test/acme-corp") && !secrets.contains("test/hooli"), "{secrets}");
        old.first.json(&["token", "get", "--partner", "acme", "--no-cache"], 0);
        // A single command on it leaves it at that.
        let onboarded = place.json(&["onboard", "acme-corp"], 0);
        assert!(onboarded["partners"][0]["changes"].is_null(), "{onboarded}");
        assert!(!place.json(&["secret", "list"], 0).to_string().contains("test/acme-corp"));
    }
}

#[test]
fn names_that_meet_are_told_and_left() {
    let old = Old::new(Masked::AfterIssue);
    let place = &old.place;
    for name in ["acme corp", "公司"] {
        old.sandbox.tell("POST", "/applications", &json!({ "name": name, "description": "", "version": "1.0" }));
    }
    let intake = place.json(&["import"], 0);
    assert_eq!((&intake["summary"]["imported"], &intake["summary"]["left"]), (&1.into(), &3.into()), "{intake}");
    let why = |profile: &str| {
        let lines = intake["profiles"].as_array().unwrap();
        lines.iter().find(|line| line["profile"] == profile).unwrap()["why"].as_str().unwrap().to_owned()
    };
    for (one, other) in [("acme corp", "`ACME Corp. (Test)`"), ("ACME Corp. (Test)", "`acme corp`")] {
        assert!(why(one).contains("would become `acme-corp`") && why(one).contains(other), "{}", why(one));
    }
    assert!(why("公司").contains("no partner's name can be made of it"));
    // The table settles it; what has no credential still cannot be told.
    place.write("ids.csv", "profile,name\nACME Corp. (Test),acme\nacme corp,acme-two\n公司,gongsi\n");
    let intake = place.json(&["import", "--ids", "ids.csv"], 0);
    assert_eq!(Old::line(&intake, "acme")["outcome"], "imported");
    assert!(intake.to_string().contains("it has no credential"), "{intake}");
}

#[test]
fn what_belongs_to_another_is_left_and_a_declared_partner_is_not_overwritten() {
    let old = Old::new(Masked::AfterIssue);
    let place = &old.place;
    // One that another workspace marked.
    let mut one = old.profile("Hooli");
    one["customFields"] = json!({ "partnerctl": "others/test/hooli#1" });
    old.sandbox.tell("PUT", &format!("/applications/{}", one["id"].as_str().unwrap()), &one);
    place.write("partners/acme-corp.yaml", &crate::support::partner("acme-corp", &["test"]));
    let before = place.read("partners/acme-corp.yaml");
    let intake = place.json(&["import"], 0);
    assert_eq!(intake["summary"]["left"], 2, "{intake}");
    assert!(intake.to_string().contains("belongs to another workspace (`others/test/hooli#1`)"), "{intake}");
    assert!(intake.to_string().contains("declares another partner of this name here"), "{intake}");
    assert_eq!(place.read("partners/acme-corp.yaml"), before);
    assert!(!place.root().join("records").exists());
    // A partner that is declared in another environment alone gains this one.
    place.write("partners/acme-corp.yaml", &format!("# kept by people\n{}", before.replace("    test:", "    other:")));
    let intake = place.json(&["import"], 0);
    assert_eq!(Old::line(&intake, "acme-corp")["outcome"], "imported");
    let file = place.read("partners/acme-corp.yaml");
    assert!(file.starts_with("# kept by people\n") && file.contains("other:") && file.contains("test:"), "{file}");
}

#[test]
fn lost_files_come_back_from_the_marks() {
    let old = Old::new(Masked::AfterIssue);
    let first = &old.first;
    first.write("partners/globex.yaml", &crate::support::partner("globex", &["test"]));
    first.json(&["onboard", "globex"], 0);
    let intake = old.place.json(&["import"], 0);
    let globex = Old::line(&intake, "globex");
    let known = first.json(&["record", "show", "globex"], 0);
    assert_eq!(globex["applicationId"], known["status"]["applicationId"]);
    assert_eq!(old.place.json(&["plan", "globex"], 0)["summary"]["changes"], 0);
}

/// Where a product has no list, nobody is taken in, and the way for single partners is told.
#[test]
fn a_server_without_a_list_says_what_to_do() {
    use crate::twin::rfc7591::{Habits, INITIAL, Twin};
    let old = Old::new(Masked::AfterIssue);
    let server = Twin::start(Habits::default());
    let workspace = old.place.read("partnerctl.yaml");
    let line = format!(
        "environments:\n  clients: {{ class: non-production, gateway: {{ driver: rfc7591, url: \"{}\", login: {{ token: bearer }} }} }}\n",
        server.issuer()
    );
    old.place.write("partnerctl.yaml", &workspace.replace("environments:\n", &line));
    old.place.write_private("token.txt", INITIAL);
    old.place.json(&["secret", "put", "connections/clients.gateway", "--secret-file", "token.txt"], 0);
    let mut command = old.place.command(&["import", "-e", "clients", "-o", "json"]);
    let output = command.env("PARTNERCTL_GATEWAY_PASSWORD", INITIAL).output().unwrap();
    assert_ne!(output.status.code(), Some(0), "{}", told(&output));
    assert!(told(&output).contains("cannot be listed") && told(&output).contains("--adopt --client"), "{}", told(&output));
    assert!(!old.place.root().join("records").exists());
}

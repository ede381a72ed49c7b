//! Every request of the whole way, judged by the vendor's Swagger files of three versions. What differs is explained by the
//! contract page and listed here; each entry must still occur.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    replies::Seen,
    swagger::{Swagger, contracts},
    wire::{
        recorder::{Habits, Key, PortForm},
        way::{Bench, walk},
    },
};

#[test]
fn requests_follow_the_vendors_description() {
    let folder = contracts().join("webmethods");
    if !folder.is_dir() {
        crate::support::not_run(&format!("no contracts at {}", folder.display()));
        return;
    }
    let mut found = BTreeSet::new();
    for version in ["10.11", "10.15", "11.0"] {
        let swagger = Swagger::load(version).unwrap();
        for drops_fields in [false, true] {
            let by_query = version == "10.15";
            let key = if drops_fields { Key::Cleared } else { Key::Shown };
            let port_form = if drops_fields { PortForm::ByAlias } else { PortForm::Described };
            let mut bench = Bench::new(Habits { version, drops_fields, by_query, port_form, key, ..Habits::default() });
            walk(&mut bench);
            let described = Queries::load(version);
            for seen in bench.recorder.server.seen() {
                let findings = judge(&swagger, &described, &seen);
                found.extend(findings.into_iter().map(|finding| format!("{version} {finding}")));
            }
        }
    }
    let each = |(versions, finding, _): &(&[&str], &str, &str)| -> Vec<String> {
        versions.iter().map(|version| format!("{version} {finding}")).collect()
    };
    let known: BTreeSet<String> = DEVIATIONS.iter().flat_map(each).collect();
    let new: Vec<_> = found.difference(&known).collect();
    let gone: Vec<_> = known.difference(&found).collect();
    assert!(new.is_empty() && gone.is_empty(), "not explained: {new:#?}\nno longer there: {gone:#?}");
}

fn judge(swagger: &Swagger, described: &Queries, seen: &Seen) -> Vec<String> {
    let path = seen.path.split('?').next().unwrap_or_default();
    let Some(operation) = swagger.request(&seen.method, path) else {
        return vec![format!("{} {} is not described", seen.method, template(path))];
    };
    let name = operation.name.clone();
    let named = |finding: String| format!("{name}: {finding}");
    let mut findings: Vec<String> = described.unknown(&operation.name, &seen.path).into_iter().map(named).collect();
    let multipart = seen.header("content-type").is_some_and(|kind| kind.starts_with("multipart/"));
    if multipart {
        findings.extend(described.unknown_parts(&operation.name, &seen.body).into_iter().map(named));
    } else if !seen.body.is_empty() {
        let body: Value = serde_json::from_slice(&seen.body).unwrap();
        findings.extend(operation.check_request(&body).into_iter().map(named));
    }
    findings
}

/// A path with its ids taken out.
fn template(path: &str) -> String {
    let open = |part: &str| if part.bytes().any(|byte| byte.is_ascii_digit()) { "{id}".to_owned() } else { part.to_owned() };
    path.trim_start_matches("/rest/apigateway").split('/').map(open).collect::<Vec<_>>().join("/")
}

/// Names after the question mark and in forms, which the general loader leaves out.
struct Queries(Vec<Value>);

impl Queries {
    fn load(version: &str) -> Self {
        let folder = contracts().join("webmethods").join(version);
        let files = std::fs::read_dir(folder).unwrap().flatten();
        Self(files.map(|entry| serde_json::from_slice(&std::fs::read(entry.path()).unwrap()).unwrap()).collect())
    }

    fn names(&self, operation: &str, place: &str) -> BTreeSet<String> {
        self.parameters(operation, place).filter_map(|parameter| parameter["name"].as_str().map(str::to_owned)).collect()
    }

    fn parameters(&self, operation: &str, place: &str) -> impl Iterator<Item = &Value> {
        let (method, path) = operation.split_once(' ').unwrap();
        let (method, path) = (method.to_lowercase(), path.to_owned());
        let all = self.0.iter().map(move |file| &file["paths"][&path][&method]["parameters"]);
        let place = place.to_owned();
        all.filter_map(Value::as_array).flatten().filter(move |parameter| parameter["in"] == *place)
    }

    fn unknown(&self, operation: &str, path: &str) -> Vec<String> {
        let known = self.names(operation, "query");
        let query = path.split_once('?').map(|(_, query)| query).unwrap_or_default();
        let names = url::form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned());
        names.filter(|name| !known.contains(name)).map(|name| format!("query `{name}` is not described")).collect()
    }

    fn unknown_parts(&self, operation: &str, body: &[u8]) -> Vec<String> {
        let known = self.names(operation, "formData");
        let text = String::from_utf8_lossy(body);
        let parts = text.split("; name=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let sent: BTreeSet<String> = parts.map(str::to_owned).collect();
        let odd = sent.difference(&known).map(|name| format!("part `{name}` is not described"));
        let required = self.parameters(operation, "formData").filter(|parameter| parameter["required"] == true);
        let required = required.filter_map(|parameter| parameter["name"].as_str()).filter(|name| !sent.contains(*name));
        odd.chain(required.map(|name| format!("part `{name}` is missing"))).collect()
    }
}

/// What differs from the description: in which versions, what, and why (sections of the contract page).
const DEVIATIONS: &[(&[&str], &str, &str)] = &[
    (ALL, "GET /health is not described", "1 Health: the files describe its parts only"),
    (&["11.0"], "GET /is/serverinfo is not described", "1 Version: the file is missing for 11.0, the answer may be, too"),
    (ALL, "PUT /applications/{applicationId}: /id is not described", "1 Ids: the whole record goes back, with its `id`"),
    (ALL, "PUT /applications/{applicationId}: /unknownField is not described", "1 Updates: what is not known survives"),
    (&["10.15"], "PUT /applications/{applicationId}/apis: envelope `apiIDs`", "2 Associate APIs"),
    (&["10.15"], "POST /search: /types: breaks `type`", "2 List: a list of types; this file says a text"),
    (&["10.15"], "POST /search: /types: breaks `enum`", "2 List: a list of types; this file says a text"),
    (&["10.15"], "POST /search: /scope: breaks `type`", "2 List: a list of fields; this file says one"),
    (ALL, "POST /strategies: /audience is not described", "3 a"),
    (ALL, "POST /strategies: /dcrConfig/authServer is not described", "3 a"),
    (ALL, "PUT /strategies/{strategyId}: /audience is not described", "3 a"),
    (ALL, "PUT /strategies/{strategyId}: /dcrConfig/authServer is not described", "3 a"),
    (ALL, "PUT /strategies/{strategyId}: /unknownField is not described", "1 Updates: what is not known survives"),
    (
        ALL,
        "PUT /ports/partners is not described",
        "7 HTTPS port client auth: the form of the field, where the described one fails",
    ),
    (&["11.0"], "GET /ports is not described", "Spec files: the file of ports is missing for 11.0"),
    (&["11.0"], "PUT /ports is not described", "Spec files: the file of ports is missing for 11.0"),
    (&["10.15"], "DELETE /strategies/{id} is not described", "3 Delete: the path form first, then `ids`"),
    (ALL, "POST /policyActions: envelope `policyAction`", ENVELOPES),
    (&["10.11"], "PUT /policyActions/{policyActionId}: envelope `policyAction`", ENVELOPES),
    (ALL, "PUT /policies/{policyId}: envelope `policy`", ENVELOPES),
];

const ALL: &[&str] = &["10.11", "10.15", "11.0"];
const ENVELOPES: &str = "1 Envelopes: wrapped both ways";

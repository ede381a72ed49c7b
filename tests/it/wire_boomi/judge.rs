//! Every request of the whole way, judged by the description of the V3 API. What differs is listed here; each entry must still occur.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, OnceLock},
};

use jsonschema::Validator;
use partnerctl::document;
use serde_json::{Value, json};

use crate::{
    replies::Seen,
    swagger::contracts,
    wire_boomi::{
        stand_in::Habits,
        way::{Bench, walk},
    },
};

#[test]
fn requests_follow_the_description() {
    let Some(description) = Description::shared() else {
        crate::support::not_run(&format!("no contracts at {}", contracts().display()));
        return;
    };
    let (mut found, mut used) = (BTreeSet::new(), BTreeSet::new());
    for habits in HABITS {
        let mut bench = Bench::new(habits);
        walk(&mut bench);
        for seen in bench.stand_in.server.seen() {
            let (operation, findings) = description.judge(&seen);
            used.insert(operation);
            found.extend(findings);
        }
    }
    let known: BTreeSet<String> = DEVIATIONS.iter().map(|(finding, _)| (*finding).to_owned()).collect();
    let new: Vec<_> = found.difference(&known).collect();
    let gone: Vec<_> = known.difference(&found).collect();
    assert!(new.is_empty() && gone.is_empty(), "not explained: {new:#?}\nno longer there: {gone:#?}");
    let all: BTreeSet<String> = OPERATIONS.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(used, all, "operations that the driver uses");
}

/// The description as a value.
pub(crate) struct Description {
    root: Value,
    /// One for each schema that was asked for.
    validators: Mutex<BTreeMap<String, Arc<Validator>>>,
}

impl Description {
    fn load() -> Option<Self> {
        let text = std::fs::read_to_string(contracts().join("boomi/v3-confirmed.yaml")).ok()?;
        let root = document::read_any("v3-confirmed.yaml", &text).unwrap();
        Some(Self { root, validators: Mutex::default() })
    }

    /// The description, read once; `None` when the contracts are not here.
    pub(crate) fn shared() -> Option<&'static Self> {
        static KNOWN: OnceLock<Option<Description>> = OnceLock::new();
        KNOWN.get_or_init(Self::load).as_ref()
    }

    /// The operation that a request is, and what it does not follow.
    pub(crate) fn judge(&self, seen: &Seen) -> (String, Vec<String>) {
        let (path, query) = seen.path.split_once('?').unwrap_or((&seen.path, ""));
        let below = path.strip_prefix("/v3/rest").unwrap_or(path);
        let method = seen.method.to_lowercase();
        let paths = self.root["paths"].as_object().unwrap();
        let fits = |known: &&String| matches(known, below) && paths[*known].get(&method).is_some();
        // A template without variables is meant before one with.
        let Some(template) = paths.keys().filter(fits).min_by_key(|known| known.matches('{').count()) else {
            return (format!("{method} {below}"), vec![format!("{} {} is not described", seen.method, below)]);
        };
        let operation = &paths[template][&method];
        let name = operation["operationId"].as_str().unwrap().to_owned();
        let mut findings = self.unknown_queries(operation, query);
        findings.extend(self.body(operation, seen));
        findings.extend(self.parameters(&paths[template], template, below));
        (name.clone(), findings.into_iter().map(|finding| format!("{name}: {finding}")).collect())
    }

    fn unknown_queries(&self, operation: &Value, query: &str) -> Vec<String> {
        let stated = operation["parameters"].as_array().into_iter().flatten();
        let known: BTreeSet<String> =
            stated.filter_map(|parameter| self.resolved(parameter)["name"].as_str().map(str::to_owned)).collect();
        let names = url::form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned());
        names.filter(|name| !known.contains(name)).map(|name| format!("query `{name}`")).collect()
    }

    /// Ids in the path have the form that is described.
    fn parameters(&self, item: &Value, template: &str, path: &str) -> Vec<String> {
        let parts = template.split('/').zip(path.split('/'));
        let named = parts.filter_map(|(name, value)| Some((name.strip_prefix('{')?.strip_suffix('}')?, value)));
        let mut wrong = Vec::new();
        for (name, value) in named {
            let stated = item["parameters"].as_array().into_iter().flatten();
            let schema = stated.map(|parameter| self.resolved(parameter)).find(|parameter| parameter["name"] == name).unwrap();
            if !self.validator(&schema["schema"]).is_valid(&json!(value)) {
                wrong.push(format!("path `{name}`"));
            }
        }
        wrong
    }

    fn body(&self, operation: &Value, seen: &Seen) -> Vec<String> {
        let described = self.resolved(&operation["requestBody"]);
        let content = described["content"].as_object();
        let Some((kind, content)) = content.and_then(|content| content.iter().next()) else {
            return if seen.body.is_empty() { Vec::new() } else { vec!["body".to_owned()] };
        };
        let sent = seen.header("content-type").unwrap_or_default();
        if !sent.starts_with(kind) {
            return vec![format!("content type `{sent}`")];
        }
        let body: Value = if kind == "application/json" {
            serde_json::from_slice(&seen.body).unwrap()
        } else {
            let pairs = url::form_urlencoded::parse(&seen.body).into_owned();
            Value::Object(pairs.map(|(name, value)| (name, Value::String(value))).collect())
        };
        let validator = self.validator(&content["schema"]);
        let mut wrong: Vec<String> =
            validator.iter_errors(&body).map(|error| format!("{} {error}", error.instance_path())).collect();
        wrong.extend(self.unknown_fields(&content["schema"], &body, ""));
        wrong
    }

    /// Fields that the schema does not name: a misspelt one would be ignored without a word.
    fn unknown_fields(&self, schema: &Value, body: &Value, at: &str) -> Vec<String> {
        let (mut known, mut open) = (serde_json::Map::new(), false);
        self.properties(schema, &mut known, &mut open);
        match body {
            Value::Array(items) => {
                items.iter().flat_map(|item| self.unknown_fields(&self.resolved(schema)["items"], item, at)).collect()
            }
            Value::Object(fields) if !known.is_empty() => {
                let each = fields.iter().flat_map(|(name, value)| match known.get(name) {
                    Some(schema) => self.unknown_fields(schema, value, &format!("{at}/{name}")),
                    None if open => Vec::new(),
                    None => vec![format!("{at}/{name} is not described")],
                });
                each.collect()
            }
            _ => Vec::new(),
        }
    }

    fn properties(&self, schema: &Value, into: &mut serde_json::Map<String, Value>, open: &mut bool) {
        let schema = self.resolved(schema);
        into.extend(schema["properties"].as_object().cloned().unwrap_or_default());
        *open |= schema.get("additionalProperties").is_some();
        for part in ["allOf", "oneOf", "anyOf"] {
            schema[part].as_array().into_iter().flatten().for_each(|part| self.properties(part, into, open));
        }
    }

    fn resolved(&self, value: &Value) -> Value {
        match value["$ref"].as_str() {
            Some(link) => self.root.pointer(link.trim_start_matches('#')).unwrap().clone(),
            None => value.clone(),
        }
    }

    fn validator(&self, schema: &Value) -> Arc<Validator> {
        let mut known = self.validators.lock().unwrap();
        Arc::clone(known.entry(schema.to_string()).or_insert_with(|| Arc::new(self.made(schema))))
    }

    fn made(&self, schema: &Value) -> Validator {
        let whole = json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "components": self.root["components"], "allOf": [schema]});
        jsonschema::options().should_validate_formats(true).build(&whole).unwrap()
    }
}

fn matches(template: &str, path: &str) -> bool {
    let (known, parts): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    known.len() == parts.len() && known.iter().zip(&parts).all(|(known, part)| known.starts_with('{') || known == part)
}

pub(crate) const HABITS: [Habits; 2] = [
    Habits { replaces: false, pages: false, reviews: false, flat: false },
    Habits { replaces: true, pages: true, reviews: true, flat: true },
];

/// What differs from the description, and why (sections of the contract page).
const DEVIATIONS: &[(&str, &str)] =
    &[("updateEndpoint: /vendorField is not described", "4 Update rule: what is not known survives")];

/// Everything that the driver sends.
const OPERATIONS: &[&str] = &[
    "addPlanService",
    "createApplicationPackageKey",
    "createDomain",
    "createEndpoint",
    "createMember",
    "createMemberApplication",
    "createPackage",
    "createPlan",
    "createService",
    "createServiceOAuth",
    "createToken",
    "deleteApplication",
    "deleteMember",
    "deletePackageKey",
    "deletePlan",
    "getApplication",
    "getEndpoint",
    "getMember",
    "getPackageKey",
    "getServiceOAuth",
    "listApplicationPackageKeys",
    "listApplications",
    "listEndpoints",
    "listMembers",
    "listPackages",
    "listPlanEndpoints",
    "listPlanServices",
    "listPlans",
    "listPublicHostnames",
    "listServices",
    "listSystemHostnames",
    "removePlanService",
    "updateApplication",
    "updateEndpoint",
    "updateMember",
    "updatePackageKey",
    "updatePlan",
    "updateServiceOAuth",
];

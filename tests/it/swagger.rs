//! The vendor's Swagger 2.0 files as judges of requests and answers. They stand outside the repository; see [`contracts`].
//!
//! The files are loose: bodies are described without their envelopes, nothing is nullable although samples show nulls, and
//! whole members are missing. So `null` is always allowed, an envelope is named as a finding and its content is then judged
//! alone, and every member without a description is a finding. Callers keep a table of the findings they expect.
//!
//! A judge that finds nothing proves little; one that finds something names a place that one of the two sides must explain.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use jsonschema::error::ValidationErrorKind;
use serde_json::{Map, Value, json};

/// The folder of the contracts: `PARTNERCTL_CONTRACTS`, else `../shared/contracts` beside the repository.
pub(crate) fn contracts() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/contracts");
    std::env::var_os("PARTNERCTL_CONTRACTS").map_or(beside, PathBuf::from)
}

/// All Swagger files of one version of the product.
pub(crate) struct Swagger {
    files: Vec<Value>,
}

impl Swagger {
    /// Reads the files of a version such as `10.15`; `None` when the contracts are not here.
    pub(crate) fn load(version: &str) -> Option<Self> {
        let folder = contracts().join("webmethods").join(version);
        let mut paths: Vec<_> = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|end| end == "json"));
        paths.sort();
        let read = |path: &PathBuf| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        Some(Self { files: paths.iter().map(read).collect() })
    }

    /// The operation for a method and a path (with the base path, a query is ignored); `None` when no file describes it.
    pub(crate) fn request(&self, method: &str, path: &str) -> Option<Operation<'_>> {
        let wanted = segments(path.split('?').next().unwrap_or_default());
        let mut found: Vec<(usize, Operation<'_>)> = Vec::new();
        for file in &self.files {
            let base = file["basePath"].as_str().unwrap_or_default();
            for (template, item) in file["paths"].as_object().into_iter().flatten() {
                let parts = segments(&format!("{base}/{template}"));
                let body = &item[method.to_lowercase()];
                if body.is_object() && matches(&parts, &wanted) {
                    let open = parts.iter().filter(|part| part.starts_with('{')).count();
                    found.push((open, Operation { file, body, name: format!("{method} {template}") }));
                }
            }
        }
        found.sort_by_key(|(open, _)| *open);
        found.into_iter().next().map(|(_, operation)| operation)
    }
}

/// One described operation.
pub(crate) struct Operation<'a> {
    file: &'a Value,
    body: &'a Value,
    /// Method and path template, such as `GET /applications/{applicationId}`.
    pub(crate) name: String,
}

impl Operation<'_> {
    /// What the description has against a request body; empty when nothing.
    pub(crate) fn check_request(&self, value: &Value) -> Vec<String> {
        let parameters = self.body["parameters"].as_array().cloned().unwrap_or_default();
        match parameters.iter().find(|parameter| parameter["in"] == "body") {
            Some(parameter) => self.check(&parameter["schema"], value),
            None => vec!["a body is not described".to_owned()],
        }
    }

    /// What the description has against an answer; empty when nothing. Give `Value::Null` for an empty answer. The body of
    /// a success whose status is not described is judged by a success that is.
    pub(crate) fn check_response(&self, status: u16, value: &Value) -> Vec<String> {
        let responses = &self.body["responses"];
        let mut findings = Vec::new();
        let mut described = responses.get(status.to_string());
        if described.is_none() {
            findings.push(format!("status {status} is not described"));
            let mut others = ["200", "201"].iter().filter(|_| (200..300).contains(&status));
            described = others.find_map(|other| responses.get(other));
        }
        if let Some(schema) = described.map(|response| &response["schema"]).filter(|schema| schema.is_object()) {
            findings.extend(self.check(schema, value));
        }
        findings
    }

    fn check(&self, schema: &Value, value: &Value) -> Vec<String> {
        let schema = self.resolve(schema, value);
        let mut findings = BTreeSet::new();
        for content in Self::unwrap(&schema, value, &mut findings) {
            // `OneOf...` names a type per kind, which is known only when the content is.
            let schema = self.resolve(&schema, content);
            self.judge(&schema, content, &mut findings);
        }
        findings.into_iter().collect()
    }

    /// Follows a reference at the top; of a `OneOf...` definition it takes the member named like the value's `type`.
    fn resolve(&self, schema: &Value, value: &Value) -> Value {
        let mut schema = schema.clone();
        while let Some(target) = schema["$ref"].as_str() {
            let name = target.trim_start_matches("#/definitions/").to_owned();
            schema = self.file["definitions"].get(&name).cloned().unwrap_or_default();
            if name.starts_with("OneOf") {
                let kind = value["type"].as_str().unwrap_or_default();
                match schema["properties"].get(kind).cloned() {
                    Some(chosen) => schema = chosen,
                    None => return json!({ "$ref": target_of(&name) }),
                }
            }
        }
        schema
    }

    /// The parts of a value that the schema talks about: the value itself, or what an envelope holds.
    fn unwrap<'v>(schema: &Value, value: &'v Value, findings: &mut BTreeSet<String>) -> Vec<&'v Value> {
        let known = |name: &String| schema["properties"].get(name).is_some();
        let one_of = schema["$ref"].is_string();
        let listed = schema["type"] == "array";
        match value {
            Value::Object(members) if members.len() == 1 && !members.keys().any(known) => {
                let (name, inner) = members.iter().next().unwrap();
                let described = one_of || listed || schema["properties"].is_object();
                match inner {
                    Value::Array(_) if listed => {
                        findings.insert(format!("envelope `{name}`"));
                        vec![inner]
                    }
                    Value::Array(items) if described => {
                        findings.insert(format!("envelope `{name}[]`"));
                        items.iter().collect()
                    }
                    Value::Object(_) if described => {
                        findings.insert(format!("envelope `{name}`"));
                        vec![inner]
                    }
                    _ => vec![value],
                }
            }
            Value::Array(items) if one_of || schema["properties"].is_object() => {
                findings.insert("bare list".to_owned());
                items.iter().collect()
            }
            _ => vec![value],
        }
    }

    fn judge(&self, schema: &Value, value: &Value, findings: &mut BTreeSet<String>) {
        let mut whole = Map::new();
        for (name, definition) in self.file["definitions"].as_object().into_iter().flatten() {
            whole.insert(name.clone(), self.convert(definition));
        }
        let mut root = self.convert(schema);
        root["definitions"] = Value::Object(whole);
        let validator = jsonschema::options().with_draft(jsonschema::Draft::Draft201909).build(&root).unwrap();
        for error in validator.iter_errors(value) {
            let at = place(&error.instance_path().to_string());
            match error.kind() {
                ValidationErrorKind::AdditionalProperties { unexpected } => {
                    findings.extend(unexpected.iter().map(|name| format!("{at}/{name} is not described")));
                }
                kind => {
                    findings.insert(format!("{at}: breaks `{}`", kind.keyword()));
                }
            }
        }
    }

    /// Swagger's dialect as JSON Schema: everything may be null, members without a description are refused.
    fn convert(&self, schema: &Value) -> Value {
        if let Some(target) = schema["$ref"].as_str() {
            let name = target.trim_start_matches("#/definitions/");
            let known = self.file["definitions"].get(name).is_some() && !name.starts_with("OneOf");
            // 10.11 refers to a `Package` that it does not define.
            return if known { json!({ "$ref": target }) } else { json!({}) };
        }
        // An object of which nothing is said is Java's `Object`: a text or a list as well.
        let silent = |name: &str| schema[name].as_object().is_none_or(Map::is_empty);
        if schema["type"] == "object" && silent("properties") && silent("additionalProperties") {
            return json!({});
        }
        let mut new = Map::new();
        match schema["type"].as_str() {
            Some("file") | None => {}
            Some(kind) => {
                new.insert("type".into(), json!([kind, "null"]));
            }
        }
        if let Some(words) = schema["enum"].as_array() {
            let words: Vec<_> = words.iter().cloned().chain([Value::Null]).collect();
            new.insert("enum".into(), words.into());
        }
        if let Some(names) = schema.get("required").filter(|names| names.is_array()) {
            new.insert("required".into(), names.clone());
        }
        for name in ["items", "additionalProperties"] {
            if let Some(inner) = schema.get(name).filter(|inner| inner.is_object()) {
                new.insert(name.into(), self.convert(inner));
            }
        }
        if let Some(members) = schema["properties"].as_object() {
            let members: Map<_, _> = members.iter().map(|(name, inner)| (name.clone(), self.convert(inner))).collect();
            new.insert("properties".into(), members.into());
            // A definition with a discriminator describes only what its children have in common.
            if schema.get("discriminator").is_none() && schema.get("additionalProperties").is_none() {
                new.insert("additionalProperties".into(), json!(false));
            }
        }
        new.into()
    }
}

fn target_of(name: &str) -> String {
    format!("#/definitions/{name}")
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn matches(template: &[String], wanted: &[String]) -> bool {
    let open = |part: &str| part.starts_with('{') && part.ends_with('}');
    template.len() == wanted.len() && template.iter().zip(wanted).all(|(part, name)| open(part) || part == name)
}

/// A place in a value without its indexes, so that a finding reads the same for every item of a list.
fn place(pointer: &str) -> String {
    let part = |part: &str| if part.parse::<usize>().is_ok() { "[]".to_owned() } else { part.to_owned() };
    pointer.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[test]
fn the_loader_finds_operations_and_names_what_differs() {
    let Some(swagger) = Swagger::load("10.15") else {
        crate::support::not_run(&format!("no contracts at {}", contracts().display()));
        return;
    };
    let operation = swagger.request("GET", "/rest/apigateway/applications/4711?x=y").unwrap();
    assert_eq!(operation.name, "GET /applications/{applicationId}");
    let wrapped = json!({ "applications": [{ "name": "a", "isSuspended": "yes", "odd": 1 }] });
    assert_eq!(
        operation.check_response(200, &wrapped),
        ["/isSuspended: breaks `type`", "/odd is not described", "envelope `applications[]`"]
    );
    assert_eq!(operation.check_response(418, &Value::Null), ["status 418 is not described"]);
    let create = swagger.request("POST", "/rest/apigateway/strategies").unwrap();
    assert_eq!(create.check_request(&json!({ "name": "a", "type": "OAUTH2" })), Vec::<String>::new());
    assert_eq!(create.check_request(&json!({ "name": "a", "type": "OAUTH3" })), ["/type: breaks `enum`"]);
    assert_eq!(swagger.request("GET", "/rest/apigateway/health/engine").unwrap().name, "GET /engine");
    assert!(swagger.request("GET", "/rest/apigateway/nowhere").is_none());
}

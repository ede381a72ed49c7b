//! The hand-written description of the V3 API as a judge of requests and answers; see [`crate::swagger`] for where it lies.
//!
//! Unlike the vendors' files it is OpenAPI 3.1, so its schemas are used as they are, with two additions: formats count, and
//! an object that is described by name holds nothing that is not described.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, OnceLock},
};

use jsonschema::{Validator, error::ValidationErrorKind};
use serde_json::{Value, json};

use crate::swagger::contracts;

/// The description.
pub(crate) struct Description {
    root: Value,
    /// One for each schema that was asked for.
    validators: Mutex<BTreeMap<String, Arc<Validator>>>,
}

impl Description {
    /// Reads the file; `None` when the contracts are not here.
    pub(crate) fn load() -> Option<Self> {
        let text = std::fs::read_to_string(contracts().join("boomi/v3-confirmed.yaml")).ok()?;
        let mut root: Value = serde_yaml::from_str(&text).expect("the description is YAML");
        for (name, schema) in root["components"]["schemas"].as_object_mut().into_iter().flatten() {
            // These two are parts of others.
            if !["Addressable", "IdRef"].contains(&name.as_str()) {
                close(schema);
            }
        }
        Some(Self { root, validators: Mutex::default() })
    }

    /// The description, read once; `None` when the contracts are not here.
    pub(super) fn shared() -> Option<&'static Self> {
        static KNOWN: OnceLock<Option<Description>> = OnceLock::new();
        KNOWN.get_or_init(Self::load).as_ref()
    }

    /// Every described operation, as `GET /members/{memberId}`.
    pub(crate) fn operations(&self) -> BTreeSet<String> {
        let paths = self.root["paths"].as_object().into_iter().flatten();
        let methods = |(path, item): (&String, &Value)| {
            let methods = item.as_object().unwrap().keys().filter(|name| METHODS.contains(&name.as_str()));
            methods.map(|method| format!("{} {path}", method.to_uppercase())).collect::<Vec<_>>()
        };
        paths.flat_map(methods).collect()
    }

    /// The name of the operation for a method and a path below `/v3/rest`, or `/v3/token`.
    pub(crate) fn name(&self, method: &str, path: &str) -> Option<String> {
        let path = path.split('?').next().unwrap_or_default();
        let same = |template: &str| {
            let (wanted, parts) = (template.split('/').collect::<Vec<_>>(), path.split('/').collect::<Vec<_>>());
            wanted.len() == parts.len() && wanted.iter().zip(&parts).all(|(one, part)| one == part || one.starts_with('{'))
        };
        let operations = self.operations();
        let mut all =
            operations.iter().filter(|name| name.split_once(' ').is_some_and(|(known, path)| known == method && same(path)));
        // A fixed part goes before an open one.
        all.clone().find(|name| !name.contains('{')).or_else(|| all.next()).cloned()
    }

    /// What the description has against the answer of an operation; empty when nothing. A success that is not described is
    /// judged by the one that is.
    pub(crate) fn check_response(&self, operation: &str, status: u16, value: &Value) -> Vec<String> {
        let responses = &self.operation(operation)["responses"];
        let exact = responses.get(status.to_string()).or_else(|| responses.get("default").filter(|_| status >= 300));
        let mut findings = match exact {
            Some(_) => Vec::new(),
            None => vec![format!("status {status} is not described")],
        };
        let content = &self.resolve(exact.unwrap_or(&responses["200"]))["content"]["application/json"]["schema"];
        match (content.is_object(), value) {
            (false, Value::Null) => {}
            (false, _) => findings.push("a body is not described".to_owned()),
            (true, value) => findings.extend(self.check(content, value)),
        }
        findings
    }

    /// What the description has against the JSON body of a request; empty when nothing.
    pub(crate) fn check_request(&self, operation: &str, value: &Value) -> Vec<String> {
        let body = self.resolve(&self.operation(operation)["requestBody"]);
        let content = &body["content"]["application/json"]["schema"];
        if content.is_object() { self.check(content, value) } else { vec!["a body is not described".to_owned()] }
    }

    fn operation(&self, name: &str) -> &Value {
        let (method, path) = name.split_once(' ').expect("a method and a path");
        &self.root["paths"][path][method.to_lowercase()]
    }

    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        let target = value["$ref"].as_str().map(|target| target.trim_start_matches('#'));
        target.map_or(value, |target| self.root.pointer(target).expect("a reference has a target"))
    }

    fn validator(&self, schema: &Value) -> Arc<Validator> {
        let make = || {
            let root = json!({ "allOf": [schema], "components": self.root["components"] });
            let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true);
            Arc::new(options.build(&root).expect("the description holds schemas"))
        };
        Arc::clone(self.validators.lock().unwrap().entry(schema.to_string()).or_insert_with(make))
    }

    fn check(&self, schema: &Value, value: &Value) -> Vec<String> {
        let validator = self.validator(schema);
        let (mut broken, mut undescribed) = (BTreeSet::new(), BTreeSet::new());
        for error in validator.iter_errors(value) {
            let at = place(error.instance_path().as_str());
            match error.kind() {
                ValidationErrorKind::UnevaluatedProperties { unexpected } => {
                    undescribed.extend(unexpected.iter().map(|name| format!("{at}/{name} is not described")));
                }
                kind => drop(broken.insert(format!("{at}: breaks `{}`", kind.keyword()))),
            }
        }
        // What is broken counts as not described too.
        if broken.is_empty() { undescribed } else { broken }.into_iter().collect()
    }
}

/// A place in a value without its indexes.
fn place(pointer: &str) -> String {
    let part = |part| if str::parse::<usize>(part).is_ok() { "[]" } else { part };
    pointer.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn close(schema: &mut Value) {
    if schema["type"] == "object" || schema["allOf"].is_array() {
        schema["unevaluatedProperties"] = json!(false);
    }
}

const METHODS: [&str; 4] = ["get", "post", "put", "delete"];

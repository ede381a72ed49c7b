//! Policies of APIs and their actions; Identify & Authorize is one of them (contract: section 5).

use std::sync::Arc;

use axum::routing::MethodFilter;
use serde_json::{Map, Value, json};

use super::{Answer, Route, found, new_id, or, route, wrapped};
use crate::sandbox::{
    Gateway,
    exchange::{Call, Refusal, Reply},
    world::{Kind, Shelves, list_of, list_of_objects},
};

pub(super) const ROUTES: &[Route] = &[
    route(MethodFilter::GET, "/policies", all),
    route(MethodFilter::GET, "/policies/{id}", one),
    route(MethodFilter::PUT, "/policies/{id}", replace),
    route(MethodFilter::GET, "/policyActions", all_actions),
    route(MethodFilter::POST, "/policyActions", create_action),
    route(MethodFilter::GET, "/policyActions/{id}", one_action),
    route(MethodFilter::PUT, "/policyActions/{id}", replace_action),
    route(MethodFilter::DELETE, "/policyActions/{id}", remove_action),
    route(MethodFilter::GET, "/policyActionTemplates", templates),
    route(MethodFilter::GET, "/policyActionTemplates/{id}", template),
    route(MethodFilter::GET, "/policyStages", stages),
];

fn all(gateway: &Gateway, call: &Call) -> Answer {
    Ok(wrapped(200, "policy", &picked(gateway, call, Kind::Policy, "policyIds")))
}

fn one(gateway: &Gateway, call: &Call) -> Answer {
    Ok(wrapped(200, "policy", found(&gateway.world.read(), Kind::Policy, call.parameter("id"))?.as_ref()))
}

fn all_actions(gateway: &Gateway, call: &Call) -> Answer {
    Ok(wrapped(200, "policyAction", &picked(gateway, call, Kind::Action, "policyActionIds")))
}

fn one_action(gateway: &Gateway, call: &Call) -> Answer {
    Ok(wrapped(200, "policyAction", found(&gateway.world.read(), Kind::Action, call.parameter("id"))?.as_ref()))
}

fn picked(gateway: &Gateway, call: &Call, kind: Kind, name: &str) -> Vec<Value> {
    let shelves = gateway.world.read();
    match call.query_list(name) {
        Some(ids) => ids.into_iter().filter_map(|id| shelves.get(kind, id)).map(|found| found.as_ref().clone()).collect(),
        None => shelves.all(kind).map(|found| found.as_ref().clone()).collect(),
    }
}

/// Replaces a policy with all of its stages.
fn replace(gateway: &Gateway, call: &Call) -> Answer {
    let id = call.parameter("id");
    let body = content(call, "policy")?;
    gateway.world.write(|shelves| {
        let mut record = found(shelves, Kind::Policy, id)?.as_ref().clone();
        let enforcements = or(&body, "policyEnforcements", json!([]));
        check_actions(shelves, id, &record, &enforcements)?;
        record["policyEnforcements"] = enforcements;
        for name in ["names", "descriptions"] {
            record[name] = or(&body, name, record[name].clone());
        }
        Ok(wrapped(200, "policy", shelves.put(Kind::Policy, id, record).as_ref()))
    })
}

/// Refuses actions that do not exist, and a second Identify & Authorize.
fn check_actions(shelves: &Shelves, id: &str, policy: &Value, enforcements: &Value) -> Result<(), Refusal> {
    let mut identifying = Vec::new();
    for enforcement in list_of_objects(enforcements).flat_map(|stage| list_of_objects(&stage["enforcements"])) {
        let action = enforcement["enforcementObjectId"].as_str().unwrap_or_default();
        let record = shelves.get(Kind::Action, action);
        let record = record.ok_or_else(|| Refusal::new(400, &format!("Unable to find the resource: {action}")))?;
        if record["templateKey"] == IDENTIFY {
            identifying.push(json!(action));
        }
    }
    if identifying.len() < 2 {
        return Ok(());
    }
    let text = " An API can be associated with only one policy action with template id Identify & Authorize Application";
    let details = json!({
        "names": policy["names"], "policyActionsIds": identifying, "policyId": id, "policyScope": "SERVICE", "stageKey": "IAM",
    });
    let error = json!({
        "allowedOccurence": "once", "errorType": "occurence", "policyActionName": "[Identify & Authorize Application]",
        "templateId": IDENTIFY,
    });
    let resource = json!({ "error": error, "errorMessage": text, "policyDetails": details });
    Err(Refusal::with_body(500, json!({ "errorDetails": text, "reason": [{ "errorOnResource": [resource] }] })))
}

fn create_action(gateway: &Gateway, call: &Call) -> Answer {
    let body = content(call, "policyAction")?;
    let id = new_id();
    let record = action(&id, &body)?;
    let record = gateway.world.write(|shelves| shelves.put(Kind::Action, &id, record));
    Ok(wrapped(201, "policyAction", record.as_ref()))
}

/// Replaces an action. A body without its envelope is answered 200 and changes nothing, as on the product.
fn replace_action(gateway: &Gateway, call: &Call) -> Answer {
    let id = call.parameter("id");
    let body = call.object()?;
    gateway.world.write(|shelves| {
        let Some(old) = shelves.get(Kind::Action, id).cloned() else {
            let text = format!(
                "Unable to process the PUT request for APIs. An error occurred while processing the payload. Error message:\n \
                 Unable to find the resource: {id}"
            );
            return Err(Refusal::new(500, &text));
        };
        let Some(inner) = body.get("policyAction").and_then(Value::as_object) else {
            return Ok(wrapped(200, "policyAction", old.as_ref()));
        };
        let mut record = action(id, inner)?;
        record["active"] = old["active"].clone();
        Ok(wrapped(200, "policyAction", shelves.put(Kind::Action, id, record).as_ref()))
    })
}

/// Removes an action; a policy that used it is without it from then on.
fn remove_action(gateway: &Gateway, call: &Call) -> Answer {
    let id = call.parameter("id");
    gateway.world.write(|shelves| {
        shelves.remove(Kind::Action, id).ok_or_else(|| Refusal::missing(id))?;
        let using: Vec<_> = shelves.find(Kind::Policy, &format!("action:{id}")).cloned().collect();
        for policy in using {
            let mut policy = policy.as_ref().clone();
            for stage in policy["policyEnforcements"].as_array_mut().into_iter().flatten() {
                if let Some(enforcements) = stage.get_mut("enforcements").and_then(Value::as_array_mut) {
                    enforcements.retain(|entry| entry["enforcementObjectId"] != id);
                }
            }
            let name = policy["id"].as_str().unwrap_or_default().to_owned();
            shelves.put(Kind::Policy, &name, policy);
        }
        Ok(Reply::empty(204))
    })
}

/// What an envelope holds; a body without it is refused.
fn content(call: &Call, name: &str) -> Result<Map<String, Value>, Refusal> {
    match call.object()?.remove(name) {
        Some(Value::Object(inner)) => Ok(inner),
        _ => Err(Refusal::new(400, PAYLOAD)),
    }
}

fn action(id: &str, body: &Map<String, Value>) -> Result<Value, Refusal> {
    let key = body.get("templateKey").and_then(Value::as_str).filter(|key| TEMPLATES.iter().any(|known| known.key == *key));
    let Some(key) = key else { return Err(Refusal::new(400, PAYLOAD)) };
    let name = |text: &str| json!([{ "value": text, "locale": "en" }]);
    // The product gives the action its own name, whatever was sent.
    let names = if key == IDENTIFY { name("Identify & Authorize") } else { or(body, "names", name(key)) };
    Ok(json!({
        "id": id,
        "names": names,
        "descriptions": or(body, "descriptions", json!([])),
        "templateKey": key,
        "parameters": or(body, "parameters", json!([])),
        "active": false,
    }))
}

/// Makes the policy that comes with an imported API: http only, straight to the service behind.
pub(super) fn create_for(shelves: &mut Shelves, name: &str, service: &str) -> String {
    let english = |text: &str| json!([{ "value": text, "locale": "en" }]);
    let mut enforcement = |names: &str, key: &str, parameter: &str, value: &str| {
        let id = new_id();
        let action = json!({
            "id": id, "names": english(names), "descriptions": [], "templateKey": key,
            "parameters": [{ "templateKey": parameter, "values": [value] }], "active": false,
        });
        shelves.put(Kind::Action, &id, action);
        json!([{ "enforcementObjectId": id, "order": null }])
    };
    let transport = enforcement("Enable HTTP / HTTPS", TRANSPORT, "protocol", "http");
    let target = format!("{service}/${{sys:resource_path}}");
    let routing = enforcement("Straight Through Routing", "straightThroughRouting", "endpointUri", &target);
    let id = new_id();
    let policy = json!({
        "id": id,
        "names": english(&format!("Default Policy for API {name}")),
        "descriptions": english(&format!("Default Policy for API {name}")),
        "policyEnforcements": [
            { "enforcements": transport, "stageKey": "transport" },
            { "enforcements": routing, "stageKey": "routing" },
        ],
        "policyScope": "SERVICE",
        "global": false,
        "active": false,
        "systemPolicy": false,
    });
    shelves.put(Kind::Policy, &id, policy);
    id
}

/// Removes a policy and what it enforces.
pub(super) fn remove_with_actions(shelves: &mut Shelves, id: &str) {
    let Some(policy) = shelves.remove(Kind::Policy, id) else { return };
    for entry in list_of_objects(&policy["policyEnforcements"]).flat_map(|stage| list_of_objects(&stage["enforcements"])) {
        shelves.remove(Kind::Action, entry["enforcementObjectId"].as_str().unwrap_or_default());
    }
}

/// The Identify & Authorize action of an API.
pub(in crate::sandbox) fn identify_action(shelves: &Shelves, api: &Value) -> Option<Arc<Value>> {
    actions(shelves, api).find(|action| action["templateKey"] == IDENTIFY).cloned()
}

/// The transports that an API allows; both when nothing is said.
pub(in crate::sandbox) fn protocols(shelves: &Shelves, api: &Value) -> Vec<String> {
    let Some(action) = actions(shelves, api).find(|action| action["templateKey"] == TRANSPORT) else {
        return vec!["http".to_owned(), "https".to_owned()];
    };
    let parameter = list_of_objects(&action["parameters"]).find(|parameter| parameter["templateKey"] == "protocol");
    parameter.map(|found| list_of(&found["values"]).map(str::to_owned).collect()).unwrap_or_default()
}

/// The first value of a parameter of an action.
pub(in crate::sandbox) fn value_of<'a>(action: &'a Value, name: &str) -> Option<&'a str> {
    list_of_objects(&action["parameters"]).find(|parameter| parameter["templateKey"] == name)?["values"][0].as_str()
}

/// How each identification type of an action looks applications up, and its word.
pub(in crate::sandbox) fn identification_rules(action: &Value) -> Vec<(String, String)> {
    let mut rules = Vec::new();
    for rule in list_of_objects(&action["parameters"]).filter(|parameter| parameter["templateKey"] == "IdentificationRule") {
        let lookup = value_of(rule, "applicationLookup").unwrap_or("strict");
        let kinds = list_of_objects(&rule["parameters"]).filter(|parameter| parameter["templateKey"] == "identificationType");
        for word in kinds.flat_map(|parameter| list_of(&parameter["values"])) {
            rules.push((lookup.to_owned(), word.to_owned()));
        }
    }
    rules
}

fn actions<'a>(shelves: &'a Shelves, api: &'a Value) -> impl Iterator<Item = &'a Arc<Value>> {
    list_of(&api["policies"])
        .filter_map(|policy| shelves.get(Kind::Policy, policy))
        .flat_map(|policy| list_of_objects(&policy["policyEnforcements"]))
        .flat_map(|stage| list_of_objects(&stage["enforcements"]))
        .filter_map(|entry| shelves.get(Kind::Action, entry["enforcementObjectId"].as_str()?))
}

fn templates(_: &Gateway, _: &Call) -> Answer {
    let all: Vec<Value> = TEMPLATES.iter().map(Template::show).collect();
    Ok(wrapped(200, "policyActionTemplates", &all))
}

fn template(_: &Gateway, call: &Call) -> Answer {
    let key = call.parameter("id");
    let template = TEMPLATES.iter().find(|template| template.key == key).ok_or_else(|| Refusal::missing(key))?;
    Ok(wrapped(200, "policyActionTemplates", &template.show()))
}

fn stages(_: &Gateway, _: &Call) -> Answer {
    let stage = |(key, name): &(&str, &str)| {
        let templates: Vec<_> = TEMPLATES.iter().filter(|template| template.stage == *key).map(|template| template.key).collect();
        json!({
            "stageKey": key, "names": [{ "value": name, "locale": "en" }], "descriptions": [],
            "policyActionTemplates": templates, "sequence": "insequence",
        })
    };
    Ok(wrapped(200, "stages", &STAGES.iter().map(stage).collect::<Vec<_>>()))
}

/// A kind of action.
struct Template {
    key: &'static str,
    name: &'static str,
    stage: &'static str,
    parameters: &'static [&'static str],
}

impl Template {
    fn show(&self) -> Value {
        let english = |text: &str| json!([{ "value": text, "locale": "en" }]);
        let parameters: Vec<_> = self
            .parameters
            .iter()
            .map(
                |key| json!({ "templateKey": key, "names": english(key), "type": "STRING", "isArray": true, "isRequired": true }),
            )
            .collect();
        json!({
            "templateKey": self.key, "names": english(self.name), "descriptions": [],
            "applicableServiceTypes": ["REST", "SOAP"], "parameterTemplates": parameters, "stageSpecific": self.stage,
            "occurrence": "once",
        })
    }
}

const IDENTIFY: &str = "evaluatePolicy";
const TRANSPORT: &str = "entryProtocolPolicy";
const PAYLOAD: &str = "Unable to create the resource. Error in processing the payload null. Error Message . Check the correctness of key and payload.";
const STAGES: &[(&str, &str)] = &[
    ("transport", "Transport"),
    ("IAM", "Identity and Access Management"),
    ("routing", "Routing"),
    ("LMT", "Traffic Monitoring"),
];
const TEMPLATES: &[Template] = &[
    Template { key: TRANSPORT, name: "Enable HTTP / HTTPS", stage: "transport", parameters: &["protocol"] },
    Template {
        key: IDENTIFY,
        name: "Identify & Authorize",
        stage: "IAM",
        parameters: &["logicalConnector", "allowAnonymous", "IdentificationRule"],
    },
    Template {
        key: "straightThroughRouting",
        name: "Straight Through Routing",
        stage: "routing",
        parameters: &["endpointUri", "method"],
    },
    Template { key: "logInvocation", name: "Log Invocation", stage: "LMT", parameters: &["logGenerationFrequency"] },
    Template { key: "throttle", name: "Traffic Optimization", stage: "LMT", parameters: &["throttleRule"] },
];

//! The API behind the gateway: answers what it got, after applying the payload rules of Juniper's Service APIs. No call
//! ever leaves the sandbox.

use std::{
    collections::{HashSet, VecDeque},
    sync::PoisonError,
};

use serde_json::{Map, Value, json};
use time::{PrimitiveDateTime, macros::format_description};

use super::{
    Gateway,
    exchange::{Call, Reply},
    identification::Identity,
};
use crate::crypto::digest;

/// The transaction ids seen so far; the oldest are forgotten when there are many.
#[derive(Default)]
pub(super) struct Transactions {
    known: HashSet<String>,
    order: VecDeque<String>,
}

impl Transactions {
    /// Notes an id; `false` when it was used before.
    fn note(&mut self, id: String) -> bool {
        if !self.known.insert(id.clone()) {
            return false;
        }
        self.order.push_back(id);
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        true
    }
}

/// Answers a call that the gatekeeper has let through.
pub(super) fn answer(gateway: &Gateway, call: &Call, path: &str, identity: &Identity) -> Reply {
    let body: Value = serde_json::from_slice(&call.body).unwrap_or_default();
    // In list calls the name is in lower case; the other spelling is not understood and finds nothing (a.5).
    if call.method == "GET" && call.query("appId").is_some() && call.query("appid").is_none() {
        return Reply::json(200, &json!({})).with("x-sandbox", "echo");
    }
    let faults = faults(gateway, call, &body, identity);
    let custom = identity.application.as_ref().map(|application| &application["customFields"]);
    let mut answer = Map::new();
    let good = faults.is_empty();
    answer.insert("statusCode".into(), json!(if good { "200" } else { "400" }));
    answer.insert("status".into(), json!(if good { "SUCCESS" } else { "ERROR" }));
    answer.insert("message".into(), json!(if good { "Request processed" } else { "Request refused" }));
    answer.insert("responseDateTime".into(), json!(gateway.now().format(INSTANT).unwrap_or_default()));
    if !good {
        answer.insert("fault".into(), faults.into());
        return Reply::json(400, &answer).with("x-sandbox", "echo");
    }
    if let Some(source) = custom.and_then(source_of) {
        answer.insert("customerSourceID".into(), json!(source));
    }
    let query: Map<_, _> = call.query.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let application = identity.application.as_ref();
    answer.insert("method".into(), json!(call.method.as_str()));
    answer.insert("path".into(), json!(path));
    answer.insert("query".into(), query.into());
    answer.insert("application".into(), json!(application.map(|found| json!({ "id": found["id"], "name": found["name"] }))));
    answer.insert("clientId".into(), json!(identity.client_id));
    answer.insert("scopes".into(), json!(identity.rights.as_ref().map(|rights| &rights.scopes)));
    // Shown for rehearsals: the certificate that arrived, whether or not the API asks for one.
    answer.insert("clientCertificate".into(), json!(call.peer.certificates.first().map(|shown| digest::sha256(shown))));
    answer.insert("body".into(), body);
    Reply::json(200, &answer).with("x-sandbox", "echo")
}

/// What is wrong with a payload, by `domain` a.5 and a.6.
fn faults(gateway: &Gateway, call: &Call, body: &Value, identity: &Identity) -> Vec<Value> {
    let custom = identity.application.as_ref().map(|application| &application["customFields"]);
    let known = custom.and_then(|fields| fields["applicationId"].as_str());
    if call.method == "GET" {
        return call.query("appid").and_then(|id| application_fault(id, known)).into_iter().collect();
    }
    let Some(wrapper) = wrapper(body) else { return Vec::new() };
    let text = |members: &Value, name: &str| members[name].as_str().unwrap_or_default().trim().to_owned();
    // Case queries carry these two one level deeper.
    let inner = if wrapper["caseInformation"].is_object() { &wrapper["caseInformation"] } else { wrapper };
    let (source, transaction) = (text(inner, "customerSourceID"), text(inner, "customerUniqueTransactionID"));
    let mut faults: Vec<Value> = application_fault(&text(wrapper, "appId"), known).into_iter().collect();
    if source.is_empty() {
        faults.push(fault(906, "customerSourceID is missing"));
    } else if custom.and_then(source_of).is_some_and(|own| own != source) {
        faults.push(fault(907, "appId and customerSourceID are not a pair"));
    }
    if transaction.is_empty() {
        faults.push(fault(908, "customerUniqueTransactionID is missing"));
    } else if !transaction.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        faults.push(fault(986, "customerUniqueTransactionID may hold letters and digits only"));
    } else if !gateway.transactions.lock().unwrap_or_else(PoisonError::into_inner).note(transaction) {
        faults.push(fault(955, "customerUniqueTransactionID was used before"));
    }
    let moment = text(wrapper, "requestDateTime");
    if moment.is_empty() {
        faults.push(fault(902, "requestDateTime is missing"));
    } else if PrimitiveDateTime::parse(&moment, INSTANT).is_err() || moment.len() != "YYYY-MM-DDTHH:mm:ss.SSSZ".len() {
        faults.push(fault(903, "requestDateTime must have the form YYYY-MM-DDTHH:mm:ss.SSSZ"));
    }
    faults
}

/// The one member that ends in `Request`; of other objects the object itself. A call without an object has no wrapper.
fn wrapper(body: &Value) -> Option<&Value> {
    let members = body.as_object()?;
    let mut values = members.iter();
    match (values.next(), values.next()) {
        (Some((name, inner)), None) if name.ends_with("Request") && inner.is_object() => Some(inner),
        _ => Some(body),
    }
}

fn application_fault(id: &str, known: Option<&str>) -> Option<Value> {
    if id.is_empty() {
        return Some(fault(900, "appId is missing"));
    }
    known.filter(|known| *known != id).map(|_| fault(735, "appId is not valid"))
}

fn source_of(custom: &Value) -> Option<&str> {
    custom["customerSourceId"].as_str().or_else(|| custom["customerSourceID"].as_str())
}

fn fault(code: u16, message: &str) -> Value {
    json!({ "errorClass": "Validation", "errorType": "ERROR", "errorCode": code.to_string(), "errorMessage": message })
}

const INSTANT: &[time::format_description::BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
const REMEMBERED: usize = 100_000;

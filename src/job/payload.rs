//! The fields that every request payload carries: filled in where an operation wants them (`templates/payloads.yaml`).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    clock::Clock,
    crypto::random,
    document::{self, memo::Memo},
    domain::{
        finding::{Finding, Level},
        record::Record,
    },
    job::{Result, material::usage},
};

/// What the fields are filled with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The application ID.
    pub application_id: Option<String>,
    /// The identifier that both sides agreed on.
    pub customer_source_id: Option<String>,
}

/// Where the fields of one operation stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// The wrapper's name.
    pub wrapper: String,
    /// Whether the table names it; else it is guessed by the rule.
    pub known: bool,
    /// The object inside the wrapper that holds the partner's identifiers.
    pub inside: Option<String>,
    /// The name of the application ID in the query of calls without a body.
    pub query: String,
    /// Members beside the wrapper, and what they hold.
    outside: BTreeMap<String, Fact>,
    rules: BTreeMap<Issued, BTreeMap<String, Fact>>,
}

/// Who issued the credential that a partner calls with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Issued {
    /// The API gateway itself, or somebody whom it trusts.
    #[serde(rename = "gateway")]
    ByGateway,
    /// An authorization server that the partner is registered at.
    #[serde(rename = "authorization-server")]
    ByServer,
}

impl Issued {
    /// As a partner's record says.
    #[must_use]
    pub const fn of(record: &Record) -> Self {
        if record.status.authorization_server.is_some() { Self::ByServer } else { Self::ByGateway }
    }
}

/// What a member beside the wrapper holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Fact {
    ApplicationId,
    CustomerSourceId,
}

impl Facts {
    const fn get(&self, fact: Fact) -> Option<&String> {
        match fact {
            Fact::ApplicationId => self.application_id.as_ref(),
            Fact::CustomerSourceId => self.customer_source_id.as_ref(),
        }
    }
}

impl Shape {
    /// The shape of an operation, which is named like `querysrdetails` or `quote-api/querysrdetails`, or by the path of a URL.
    pub fn of(operation: &str) -> Result<Self> {
        static READ: Memo<Table> = Memo::new();
        let table: Table = (*READ.of(FILE, TABLE.as_bytes(), || document::read_any(FILE, TABLE))?).clone();
        let name = operation.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let row = table.operations.into_iter().find(|row| row.operation.eq_ignore_ascii_case(name));
        let known = row.is_some();
        let row = row.unwrap_or_else(|| Row { wrapper: format!("{name}Request"), ..Row::default() });
        let (query, rules) = (table.query, table.beside);
        Ok(Self { wrapper: row.wrapper, known, inside: row.inside, query, outside: BTreeMap::new(), rules })
    }

    /// The same with the members beside the wrapper that APIs want of partners with such a credential.
    #[must_use]
    pub fn beside(mut self, issued: Issued) -> Self {
        self.outside = self.rules.get(&issued).cloned().unwrap_or_default();
        self
    }

    /// The members beside the wrapper, with their values.
    #[must_use]
    pub fn outside(&self, facts: &Facts) -> BTreeMap<String, String> {
        self.outside.iter().filter_map(|(member, fact)| Some((member.clone(), facts.get(*fact)?.clone()))).collect()
    }

    /// The data with the fields filled in, new ones at each call, and what is wrong with those that are there. Members of the data
    /// stay unless they are empty.
    pub fn fill(&self, data: Option<&Value>, facts: &Facts, clock: &dyn Clock) -> Result<(Value, Vec<Finding>)> {
        let mut findings = Vec::new();
        let (name, mut wrapper) = self.unwrapped(data, &mut findings)?;
        let now = clock.now().with_milliseconds();
        set(&mut wrapper, "appId", facts.application_id.as_deref(), &mut findings);
        set(&mut wrapper, "requestDateTime", Some(&now), &mut findings);
        let transaction = random::identifier();
        let identifiers = [
            ("customerSourceID", facts.customer_source_id.as_deref()),
            ("customerUniqueTransactionID", Some(transaction.as_str())),
        ];
        let place = match &self.inside {
            None => &mut wrapper,
            Some(inside) => {
                findings.extend(identifiers.iter().filter_map(|(field, _)| misplaced(&wrapper, field, inside)));
                let place = wrapper.entry(inside.clone()).or_insert_with(|| json!({}));
                place.as_object_mut().ok_or_else(|| usage(format!("`{inside}` is no JSON object"), WANTED))?
            }
        };
        for (field, value) in identifiers {
            set(place, field, value, &mut findings);
        }
        let mut whole: Map<String, Value> = [(name, Value::Object(wrapper))].into_iter().collect();
        whole.extend(self.outside(facts).into_iter().map(|(member, value)| (member, json!(value))));
        Ok((Value::Object(whole), findings))
    }

    /// The wrapper that the data have, or a new one around them.
    fn unwrapped(&self, data: Option<&Value>, findings: &mut Vec<Finding>) -> Result<(String, Map<String, Value>)> {
        let members = match data {
            None => Map::new(),
            Some(Value::Object(members)) => members.clone(),
            Some(_) => return Err(usage("the data are no JSON object", WANTED)),
        };
        let only = members.iter().next().filter(|_| members.len() == 1);
        let Some((name, Value::Object(inner))) = only.filter(|(name, _)| Some(*name) != self.inside.as_ref()) else {
            return Ok((self.wrapper.clone(), members));
        };
        if self.known && *name != self.wrapper {
            let advice = format!("this operation wants `{}` as the wrapper", self.wrapper);
            findings.push(warn("wrapper", format!("the data are wrapped in `{name}`"), advice));
        }
        Ok((name.clone(), inner.clone()))
    }
}

/// Sets a member unless the data say something else, and judges what they say.
fn set(object: &mut Map<String, Value>, field: &str, value: Option<&str>, findings: &mut Vec<Finding>) {
    let own = object.get(field).filter(|own| !own.is_null() && own.as_str() != Some(""));
    if let Some(own) = own {
        findings.extend(judged(field, own, value));
        return;
    }
    let strange = object.keys().find(|name| name.eq_ignore_ascii_case(field) && *name != field);
    findings.extend(strange.map(|name| warn("field-name", format!("the data hold `{name}`"), format!("the field is `{field}`"))));
    if let Some(value) = value {
        object.insert(field.to_owned(), json!(value));
    } else {
        let advice = format!("give it in the data or with `--{}`", flag(field));
        findings.push(warn("field-missing", format!("there is no value for `{field}`"), advice));
    }
}

/// What servers will say to a value of the data (faults 903, 935, 907, 955 and 986).
fn judged(field: &str, own: &Value, value: Option<&str>) -> Option<Finding> {
    let text = own.as_str().unwrap_or_default();
    let (code, advice) = match field {
        "requestDateTime" if !is_time(text) => ("time-form", "write it as 2026-11-21T09:30:00.000Z in UTC, or leave it empty"),
        "customerUniqueTransactionID" if !is_plain(text) => {
            ("transaction-form", "use letters and digits alone, or leave it empty")
        }
        "customerUniqueTransactionID" => ("transaction-fixed", "servers refuse one that was used before: leave it empty"),
        "appId" | "customerSourceID" if value.is_some_and(|value| value != text) => {
            ("other-partner", "it is not that of the partner's record")
        }
        _ => return None,
    };
    Some(warn(code, format!("`{field}` of the data is kept"), advice))
}

fn misplaced(wrapper: &Map<String, Value>, field: &str, inside: &str) -> Option<Finding> {
    wrapper.contains_key(field).then(|| {
        warn(
            "field-place",
            format!("`{field}` stands at the first level of the wrapper"),
            format!("its place is inside `{inside}`"),
        )
    })
}

/// `YYYY-MM-DDTHH:mm:ss.SSSZ`.
fn is_time(text: &str) -> bool {
    let form = "0000-00-00T00:00:00.000Z";
    let fits = |(mark, sign): (char, char)| if mark == '0' { sign.is_ascii_digit() } else { mark == sign };
    text.len() == form.len() && form.chars().zip(text.chars()).all(fits)
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn flag(field: &str) -> &'static str {
    if field == "appId" { "app-id" } else { "customer-source-id" }
}

fn warn(code: &'static str, subject: String, advice: impl Into<String>) -> Finding {
    Finding::new(Level::Warn, code, subject, advice.into())
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    query: String,
    beside: BTreeMap<Issued, BTreeMap<String, Fact>>,
    operations: Vec<Row>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    operation: String,
    wrapper: String,
    #[serde(default)]
    inside: Option<String>,
}

const FILE: &str = "templates/payloads.yaml";
const TABLE: &str = include_str!("../../templates/payloads.yaml");
const WANTED: &str = "give a JSON object, with the wrapper or without";

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::clock::Fixed;

    fn fill(operation: &str, data: Option<&Value>) -> (Value, Vec<String>) {
        let facts = Facts { application_id: Some("APP1".to_owned()), customer_source_id: Some("CS1".to_owned()) };
        let clock = Fixed::at(datetime!(2026-11-21 09:30:00 UTC));
        let (value, findings) = Shape::of(operation).unwrap().fill(data, &facts, &clock).unwrap();
        (value, findings.iter().map(|finding| finding.code.clone()).collect())
    }

    #[test]
    fn each_operation_has_its_own_places() {
        let (case, found) = fill("/css-caseapi/1.0/querySRDetails", Some(&json!({"userId": "u", "caseInformation": {"x": 1}})));
        assert!(found.is_empty(), "{found:?}");
        let inner = &case["querySRRequest"];
        assert_eq!((&inner["appId"], &inner["userId"]), (&json!("APP1"), &json!("u")));
        assert_eq!(inner["requestDateTime"], "2026-11-21T09:30:00.000Z");
        assert_eq!((&inner["caseInformation"]["customerSourceID"], &inner["caseInformation"]["x"]), (&json!("CS1"), &json!(1)));
        assert!(inner.get("customerSourceID").is_none());
        let (asset, _) = fill("queryAssetsDetails", None);
        assert_eq!(asset["queryAssetsDetailsRequest"]["customerSourceID"], "CS1");
        let (other, _) = fill("quote-api/createQuote", Some(&json!({"createQuoteRequest": {"a": 1}})));
        assert_eq!(other["createQuoteRequest"]["appId"], "APP1");
    }

    #[test]
    fn the_first_level_holds_the_application_id_where_a_server_registered_it() {
        let facts = Facts { application_id: Some("APP1".to_owned()), ..Facts::default() };
        let clock = Fixed::at(datetime!(2026-11-21 09:30:00 UTC));
        let filled = |issued| Shape::of("echo").unwrap().beside(issued).fill(None, &facts, &clock).unwrap().0;
        assert_eq!(filled(Issued::ByServer)["applicationId"], "APP1");
        for issued in [Issued::ByServer, Issued::ByGateway] {
            assert_eq!(filled(issued)["echoRequest"]["appId"], "APP1");
        }
        assert!(filled(Issued::ByGateway).get("applicationId").is_none());
    }

    #[test]
    fn a_transaction_is_new_each_time_and_fits_the_rule() {
        let id = || fill("x", None).0["xRequest"]["customerUniqueTransactionID"].as_str().unwrap().to_owned();
        let (one, other) = (id(), id());
        assert!(one != other && one.len() == 32 && is_plain(&one), "{one}");
    }

    #[test]
    fn what_the_data_say_stays_and_is_judged() {
        let own = json!({"aRequest": {"appId": "OTHER", "requestDateTime": "today", "customerUniqueTransactionID": "1-2", "customerSourceID": ""}});
        let (value, found) = fill("a", Some(&own));
        assert_eq!((&value["aRequest"]["appId"], &value["aRequest"]["customerSourceID"]), (&json!("OTHER"), &json!("CS1")));
        assert_eq!(found, ["other-partner", "time-form", "transaction-form"]);
        assert_eq!(fill("a", Some(&json!({"appid": "x"}))).1, ["field-name"]);
        assert_eq!(fill("querysrlist", Some(&json!({"querySRRequest": {}}))).1, ["wrapper"]);
        assert_eq!(fill("querysrlist", Some(&json!({"querySRListRequest": {"customerSourceID": "CS1"}}))).1, ["field-place"]);
    }

    #[test]
    fn what_is_no_object_is_refused() {
        let shape = Shape::of("querysrlist").unwrap();
        let clock = Fixed::at(datetime!(2026-11-21 09:30:00 UTC));
        for wrong in [json!([1]), json!("x"), json!({"caseInformation": 1, "y": 2})] {
            assert!(shape.fill(Some(&wrong), &Facts::default(), &clock).is_err(), "{wrong}");
        }
    }
}

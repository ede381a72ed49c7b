//! The vendor's JSON as structs. What a struct does not name is kept in `rest` and written back; absent, null and oddly typed
//! values are tolerated where the contract saw them (section 1, rows "Empty lists" and "Envelopes").

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// An application: the partner's profile (section 2).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Application {
    #[serde(skip_serializing_if = "String::is_empty", deserialize_with = "text")]
    pub(super) id: String,
    #[serde(deserialize_with = "text")]
    pub(super) name: String,
    #[serde(deserialize_with = "text")]
    pub(super) description: String,
    #[serde(deserialize_with = "texts")]
    pub(super) contact_emails: Vec<String>,
    #[serde(deserialize_with = "list")]
    pub(super) identifiers: Vec<Identifier>,
    #[serde(deserialize_with = "texts")]
    pub(super) auth_strategy_ids: Vec<String>,
    #[serde(deserialize_with = "flag")]
    pub(super) is_suspended: bool,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "object")]
    pub(super) custom_fields: Option<Map<String, Value>>,
    #[serde(flatten)]
    pub(super) rest: Map<String, Value>,
}

/// One identifier of an application (section 2).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Identifier {
    #[serde(deserialize_with = "text")]
    pub(super) key: String,
    #[serde(deserialize_with = "text")]
    pub(super) name: String,
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "texts")]
    pub(super) value: Vec<String>,
    #[serde(flatten)]
    pub(super) rest: Map<String, Value>,
}

/// `GET /applications` and `GET /applications/{id}` alike.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Applications {
    #[serde(deserialize_with = "list")]
    pub(super) applications: Vec<Application>,
}

/// What is remembered of a strategy: everything but its secret (section 3).
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct StrategySummary {
    #[serde(deserialize_with = "text")]
    pub(super) id: String,
    #[serde(deserialize_with = "text")]
    pub(super) name: String,
    #[serde(deserialize_with = "text")]
    pub(super) description: String,
    #[serde(rename = "type", deserialize_with = "text")]
    pub(super) kind: String,
    #[serde(deserialize_with = "text")]
    pub(super) auth_server_alias: String,
    #[serde(deserialize_with = "text")]
    pub(super) client_id: String,
    #[serde(deserialize_with = "text")]
    pub(super) audience: String,
    pub(super) dcr_config: Option<DcrSummary>,
    pub(super) client_registration: Option<RegistrationSummary>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct DcrSummary {
    #[serde(deserialize_with = "texts")]
    pub(super) scopes: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RegistrationSummary {
    #[serde(deserialize_with = "text")]
    pub(super) client_id: String,
    #[serde(deserialize_with = "texts")]
    pub(super) cl_scopes: Vec<String>,
}

impl StrategySummary {
    /// The client id, wherever it stands.
    pub(super) fn client(&self) -> Option<&str> {
        let registered = self.client_registration.as_ref().map(|registration| registration.client_id.as_str());
        [Some(self.client_id.as_str()), registered].into_iter().flatten().find(|id| !id.is_empty())
    }

    /// What the client may ask for.
    pub(super) fn scopes(&self) -> &[String] {
        match (&self.dcr_config, &self.client_registration) {
            (Some(config), _) if !config.scopes.is_empty() => &config.scopes,
            (_, Some(registration)) => &registration.cl_scopes,
            (Some(config), None) => &config.scopes,
            (None, None) => &[],
        }
    }
}

/// An entry of `GET /apis`: `{"api":{..},"responseStatus":".."}` (section 4).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ApiResponse {
    pub(super) api: Option<ListedApi>,
    #[serde(deserialize_with = "text")]
    pub(super) response_status: String,
    #[serde(deserialize_with = "text")]
    pub(super) error_reason: String,
    #[serde(deserialize_with = "texts")]
    pub(super) gateway_end_points: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ApiList {
    #[serde(deserialize_with = "list")]
    pub(super) api_response: Vec<ApiResponse>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ApiDetail {
    pub(super) api_response: Option<ApiResponse>,
}

/// What is read of an API.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ListedApi {
    #[serde(deserialize_with = "text")]
    pub(super) id: String,
    #[serde(deserialize_with = "text")]
    pub(super) api_name: String,
    #[serde(deserialize_with = "text")]
    pub(super) api_version: String,
    #[serde(deserialize_with = "flag")]
    pub(super) is_active: bool,
    #[serde(deserialize_with = "texts")]
    pub(super) policies: Vec<String>,
}

/// A policy: the enforced actions by stage (section 5).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Policy {
    #[serde(deserialize_with = "list")]
    pub(super) policy_enforcements: Vec<Stage>,
    #[serde(flatten)]
    pub(super) rest: Map<String, Value>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Stage {
    #[serde(deserialize_with = "list")]
    pub(super) enforcements: Vec<Enforcement>,
    #[serde(rename = "stageKey", deserialize_with = "text")]
    pub(super) key: String,
    #[serde(flatten)]
    pub(super) rest: Map<String, Value>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Enforcement {
    #[serde(deserialize_with = "text")]
    pub(super) enforcement_object_id: String,
    #[serde(flatten)]
    pub(super) rest: Map<String, Value>,
}

/// Both ways wrapped (section 1, row "Envelopes").
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct PolicyBox {
    pub(super) policy: Policy,
}

/// An action of a policy, such as Identify & Authorize (section 5).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Action {
    #[serde(skip_serializing_if = "String::is_empty", deserialize_with = "text")]
    pub(super) id: String,
    #[serde(deserialize_with = "text")]
    pub(super) template_key: String,
    #[serde(deserialize_with = "list")]
    pub(super) parameters: Vec<Parameter>,
    #[serde(flatten)]
    pub(super) rest: Map<String, Value>,
}

/// A parameter of an action: values, or further parameters.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Parameter {
    #[serde(deserialize_with = "text")]
    pub(super) template_key: String,
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "texts")]
    pub(super) values: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
    pub(super) parameters: Vec<Parameter>,
    #[serde(flatten)]
    pub(super) rest: Map<String, Value>,
}

/// Both ways wrapped (section 1, row "Envelopes").
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ActionBox {
    pub(super) policy_action: Action,
}

/// `GET /policyActions`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Actions {
    #[serde(deserialize_with = "list")]
    pub(super) policy_action: Vec<Action>,
}

/// A mapping of scopes of an authorization server to APIs (section 4).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ScopeMapping {
    #[serde(skip_serializing_if = "String::is_empty", deserialize_with = "text")]
    pub(super) id: String,
    #[serde(deserialize_with = "text")]
    pub(super) scope_name: String,
    #[serde(deserialize_with = "texts")]
    pub(super) api_scopes: Vec<String>,
    #[serde(deserialize_with = "list")]
    pub(super) required_auth_scopes: Vec<AuthScope>,
    #[serde(flatten)]
    pub(super) rest: Map<String, Value>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct AuthScope {
    #[serde(deserialize_with = "text")]
    pub(super) auth_server_alias: String,
    #[serde(deserialize_with = "text")]
    pub(super) scope_name: String,
    #[serde(flatten)]
    pub(super) rest: Map<String, Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ScopeMappings {
    #[serde(deserialize_with = "list")]
    pub(super) scopes: Vec<ScopeMapping>,
    #[serde(deserialize_with = "list")]
    pub(super) scope: Vec<ScopeMapping>,
}

/// An alias of an authorization server (section 6).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Alias {
    #[serde(deserialize_with = "text")]
    pub(super) id: String,
    #[serde(deserialize_with = "text")]
    pub(super) name: String,
    #[serde(rename = "type", deserialize_with = "text")]
    pub(super) kind: String,
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
    pub(super) scopes: Vec<AliasScope>,
    #[serde(flatten)]
    pub(super) rest: Map<String, Value>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct AliasScope {
    #[serde(deserialize_with = "text")]
    pub(super) name: String,
    #[serde(flatten)]
    pub(super) rest: Map<String, Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Aliases {
    #[serde(deserialize_with = "list")]
    pub(super) alias: Vec<Alias>,
}

/// A text; null is empty, a number is its digits.
pub(super) fn text<'de, D: Deserializer<'de>>(input: D) -> Result<String, D::Error> {
    Ok(plain(Value::deserialize(input)?).unwrap_or_default())
}

/// Texts; null is none, a single one is a list of one, what is no text is left out.
fn texts<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<String>, D::Error> {
    Ok(match Value::deserialize(input)? {
        Value::Array(items) => items.into_iter().filter_map(plain).collect(),
        other => plain(other).into_iter().collect(),
    })
}

/// A truth value; the samples also write it as text (section 2, row "Suspend").
fn flag<'de, D: Deserializer<'de>>(input: D) -> Result<bool, D::Error> {
    Ok(match Value::deserialize(input)? {
        Value::Bool(value) => value,
        Value::String(text) => text.eq_ignore_ascii_case("true"),
        _ => false,
    })
}

/// A list; null is empty.
fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(input: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(input)?.unwrap_or_default())
}

/// An object; anything else is none.
fn object<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Map<String, Value>>, D::Error> {
    match Value::deserialize(input)? {
        Value::Object(fields) => Ok(Some(fields)),
        _ => Ok(None),
    }
}

fn plain(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

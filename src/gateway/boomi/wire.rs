//! The vendor's JSON: the fields that this driver reads. What it writes back whole stays a [`Record`], so that other fields survive.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// An object as it came.
pub(super) type Record = Map<String, Value>;

/// A member: the partner (section 5).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Member {
    #[serde(deserialize_with = "text")]
    pub(super) id: String,
    #[serde(deserialize_with = "text")]
    pub(super) username: String,
    #[serde(deserialize_with = "text")]
    pub(super) email: String,
    #[serde(deserialize_with = "text")]
    pub(super) display_name: String,
    #[serde(deserialize_with = "text")]
    pub(super) area_status: String,
    #[serde(deserialize_with = "text")]
    pub(super) external_id: String,
}

impl Member {
    pub(super) const FIELDS: &str = "id,username,email,displayName,areaStatus,externalId";

    /// Whether the member is blocked, with its keys.
    pub(super) fn is_disabled(&self) -> bool {
        self.area_status == "disabled"
    }
}

/// An application: a profile.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Application {
    #[serde(deserialize_with = "text")]
    pub(super) id: String,
    #[serde(deserialize_with = "text")]
    pub(super) name: String,
    #[serde(deserialize_with = "text")]
    pub(super) username: String,
    #[serde(deserialize_with = "text")]
    pub(super) description: String,
    #[serde(deserialize_with = "text")]
    pub(super) notes: String,
    #[serde(deserialize_with = "text")]
    pub(super) external_id: String,
    /// Only when named in `fields`.
    pub(super) package_keys: Option<Vec<PackageKey>>,
}

impl Application {
    pub(super) const FIELDS: &str = "id,name,username,description,notes,externalId";
    /// Nested fields are named one by one, for some come only then (section 4).
    pub(super) const WITH_KEYS: &str = "id,name,username,description,notes,externalId,packageKeys.id,packageKeys.apikey,\
         packageKeys.status,packageKeys.created,packageKeys.expires,packageKeys.plan";
}

/// A package key: a credential. Its secret is read by [`Revealing`] alone.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct PackageKey {
    #[serde(deserialize_with = "text")]
    pub(super) id: String,
    #[serde(deserialize_with = "text")]
    pub(super) apikey: String,
    #[serde(deserialize_with = "text")]
    pub(super) status: String,
    #[serde(deserialize_with = "text")]
    pub(super) created: String,
    /// The day on which it ends; empty for never. Only when named in `fields`.
    #[serde(deserialize_with = "text")]
    pub(super) expires: String,
    pub(super) plan: Option<Reference>,
}

impl PackageKey {
    pub(super) const FIELDS: &str = "id,apikey,status,created,expires,package,plan";

    /// Whether it waits for its approval.
    pub(super) fn is_waiting(&self) -> bool {
        self.status == "waiting"
    }
}

/// A key with its secret.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Revealing {
    #[serde(deserialize_with = "text")]
    secret: String,
}

impl Revealing {
    pub(super) const FIELDS: &str = "id,apikey,secret,status";

    /// The secret, when it is shown in clear.
    pub(super) fn secret(self) -> Option<crate::domain::secret::Secret> {
        let shown = !self.secret.is_empty() && self.secret.bytes().any(|byte| byte != b'*');
        shown.then(|| crate::domain::secret::Secret::new(self.secret))
    }
}

/// A package.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Package {
    #[serde(deserialize_with = "text")]
    pub(super) id: String,
    #[serde(deserialize_with = "text")]
    pub(super) name: String,
}

/// A plan of a package.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Plan {
    #[serde(deserialize_with = "text")]
    pub(super) id: String,
    #[serde(deserialize_with = "text")]
    pub(super) name: String,
    #[serde(deserialize_with = "text")]
    pub(super) notes: String,
    pub(super) max_num_keys_allowed: Option<i64>,
    /// Only when named in `fields`.
    pub(super) services: Option<Vec<Reference>>,
}

impl Plan {
    pub(super) const FIELDS: &str = "id,name,notes,status,maxNumKeysAllowed,services";
}

/// A service: an API.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Service {
    #[serde(deserialize_with = "text")]
    pub(super) id: String,
    #[serde(deserialize_with = "text")]
    pub(super) name: String,
    #[serde(deserialize_with = "text")]
    pub(super) version: String,
    #[serde(deserialize_with = "text")]
    pub(super) description: String,
    /// Only when named in `fields`.
    pub(super) endpoints: Option<Vec<Record>>,
}

impl Service {
    pub(super) const FIELDS: &str = "id,name,version,description,endpoints";
}

/// Something named by its id.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Reference {
    #[serde(deserialize_with = "text")]
    pub(super) id: String,
}

/// A host name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Hostname {
    #[serde(deserialize_with = "text")]
    pub(super) address: String,
}

/// A text of a record; empty when it is absent.
pub(super) fn string<'a>(record: &'a Record, name: &str) -> &'a str {
    record.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The texts of a list in a record.
pub(super) fn strings<'a>(record: &'a Record, name: &str) -> Vec<&'a str> {
    record.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The fields of a record that go back when it is written: not what the server sets, not what stands for nothing.
pub(super) fn writable(mut record: Record) -> Record {
    record.retain(|name, value| !OWN.contains(&name.as_str()) && !value.is_null());
    record
}

/// A null is an absent text.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(Option::<String>::deserialize(from)?.unwrap_or_default())
}

const OWN: [&str; 6] = ["id", "created", "updated", "applications", "packageKeys", "roles"];

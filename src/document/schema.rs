//! The published JSON Schema of each kind of document: editors complete and check from it.

use serde_json::{Value, json};

use crate::domain::{
    api::ApiDocument,
    document::{Document, Kind},
    exchange::{Handover, Invitation, Request, Response},
    partner::Partner,
    record::Record,
    workspace::Workspace,
};

/// The kinds whose schema is published, in the order in which help texts name them.
pub const KINDS: [Kind; 8] =
    [Kind::Workspace, Kind::Partner, Kind::Api, Kind::Record, Kind::Request, Kind::Invitation, Kind::Response, Kind::Handover];

/// The schema of a published kind; `None` for the kinds that are built in.
#[must_use]
pub fn schema_of(kind: Kind) -> Option<Value> {
    match kind {
        Kind::Workspace => Some(schema::<Workspace>()),
        Kind::Partner => Some(schema::<Partner>()),
        Kind::Api => Some(schema::<ApiDocument>()),
        Kind::Record => Some(schema::<Record>()),
        Kind::Request => Some(schema::<Request>()),
        Kind::Invitation => Some(schema::<Invitation>()),
        Kind::Response => Some(schema::<Response>()),
        Kind::Handover => Some(schema::<Handover>()),
        Kind::Flow => None,
    }
}

/// The schema of any kind of document: JSON Schema 2020-12, with `kind` fixed to the kind's word.
#[must_use]
pub fn schema<T: Document>() -> Value {
    let mut schema = schemars::schema_for!(T).to_value();
    let word = T::KIND.to_string();
    schema["$id"] = json!(format!("urn:partnerctl:schema:{}", word.to_ascii_lowercase()));
    schema["title"] = json!(word);
    schema["properties"]["kind"] = json!({ "description": format!("Always `{word}`."), "const": word });
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_kind_has_its_own_schema() {
        for kind in KINDS {
            let schema = schema_of(kind).unwrap_or_default();
            assert_eq!(schema["title"], json!(kind.to_string()));
            assert_eq!(schema["$id"], json!(format!("urn:partnerctl:schema:{kind}").to_ascii_lowercase()));
            assert_eq!(schema["properties"]["kind"]["const"], json!(kind.to_string()));
            assert_eq!(schema["additionalProperties"], json!(false));
        }
    }
}

//! Masks: what the product shows instead of a secret (section 3, "Where the secret is readable").

use serde_json::Value;

/// Whether a value, however deep, is a mask.
pub(super) fn holds_masked(value: &Value) -> bool {
    match value {
        // A single asterisk is a wildcard somewhere.
        Value::String(text) => text.len() > 3 && is_masked(text),
        Value::Array(items) => items.iter().any(holds_masked),
        Value::Object(fields) => fields.values().any(holds_masked),
        _ => false,
    }
}

/// Nothing but asterisks.
pub(super) fn is_masked(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'*')
}

//! JSON as tokens and key sets need it: a member named twice is a fault, for two readers would see two different documents
//! (RFC 7515 section 4, RFC 7517 section 4, RFC 7519 section 4).

use std::fmt;

use serde::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};
use thiserror::Error;

/// A JSON object.
pub type Object = Map<String, Value>;

/// Why a text is no JSON object that two readers would understand alike.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JsonError {
    /// A member is there twice.
    #[error("member `{0}` is there twice")]
    Twice(String),
    /// A member is not what it must be.
    #[error("{0}")]
    Member(String),
    /// It is no JSON.
    #[error("it is not JSON: {0}")]
    Syntax(String),
    /// It is JSON and no object.
    #[error("it is JSON, and an object in braces is needed")]
    NoObject,
}

/// Reads an object. Nesting ends at 128 levels, so a hostile text costs no more than its length.
pub fn object(text: &str) -> Result<Object, JsonError> {
    match value(text)? {
        Value::Object(object) => Ok(object),
        _ => Err(JsonError::NoObject),
    }
}

/// Reads any value under the same rules.
pub fn value(text: &str) -> Result<Value, JsonError> {
    serde_json::from_str::<Strict>(text).map(|strict| strict.0).map_err(|error| {
        let message = error.to_string();
        match message.strip_prefix(TWICE).and_then(|rest| rest.rsplit_once(" at line ")) {
            Some((name, _)) => JsonError::Twice(name.to_owned()),
            None => JsonError::Syntax(message),
        }
    })
}

const TWICE: &str = "twice: ";

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

impl<'de> DeserializeSeed<'de> for Reader {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut found = Vec::new();
        while let Some(value) = list.next_element_seed(Reader)? {
            found.push(value);
        }
        Ok(Value::Array(found))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut found = Object::new();
        while let Some(name) = members.next_key::<String>()? {
            if found.contains_key(&name) {
                let shown: String = name.chars().filter(|sign| !sign.is_control()).take(60).collect();
                return Err(A::Error::custom(format!("{TWICE}{shown}")));
            }
            let value = members.next_value_seed(Reader)?;
            found.insert(name, value);
        }
        Ok(Value::Object(found))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn members_named_twice_are_found_at_every_depth() {
        for (text, name) in
            [(r#"{"a":1,"a":1}"#, "a"), (r#"{"x":{"alg":"RS256","alg":"none"}}"#, "alg"), (r#"{"x":[{"k":1,"\u006b":2}]}"#, "k")]
        {
            assert_eq!(object(text), Err(JsonError::Twice(name.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for text in ["", "{", "nul", "{\"a\":}", "{} x", "\u{0}"] {
            assert!(matches!(object(text), Err(JsonError::Syntax(_))), "{text:?}");
        }
        for text in ["[]", "1", "null", "\"x\""] {
            assert_eq!(object(text), Err(JsonError::NoObject), "{text}");
        }
        assert!(object(&"[".repeat(1_000_000)).is_err());
        assert!(object(&"{\"a\":".repeat(100_000)).is_err());
    }

    #[test]
    fn values_come_through() {
        let text = r#"{"t":true,"n":null,"i":-3,"u":18446744073709551615,"f":1.5,"l":[1,"x"],"o":{"a":{}}}"#;
        let read = object(text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }
}

//! Names: parsed once, trusted afterwards.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a text is not a name of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is not {what}: {rule}")]
pub struct NameError {
    text: String,
    what: &'static str,
    rule: &'static str,
}

/// Makes a text type that can only be had by passing its rule.
macro_rules! parsed_name {
    ($(#[$doc:meta])* $name:ident, $what:literal, $rule:literal, $pattern:literal, $max:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(#[schemars(regex(pattern = $pattern), length(max = $max))] String);

        impl $name {
            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NameError;

            fn from_str(text: &str) -> Result<Self, NameError> {
                let check: fn(&str) -> bool = $check;
                if check(text) && text.len() <= $max {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(NameError { text: shown(text), what: $what, rule: $rule })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;

            fn try_from(text: String) -> Result<Self, NameError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.pad(&self.0)
            }
        }
    };
}

parsed_name!(
    /// The name of a partner: the stem of its file and of its record.
    PartnerName, "a partner name",
    "use 1 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit",
    "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", 63, is_label
);

parsed_name!(
    /// The name of an environment. `connections` and `workspace` are kept for the secret store.
    EnvironmentName, "an environment name",
    "use 1 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit; `connections` and `workspace` are reserved",
    "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", 63, |text| is_label(text) && !["connections", "workspace"].contains(&text)
);

parsed_name!(
    /// The name of an API without its version.
    ApiName, "an API name",
    "use 1 to 63 letters, digits, hyphens and underscores, beginning with a letter or digit",
    "^[A-Za-z0-9][A-Za-z0-9_-]*$", 63, |text| is_word(text, "-_")
);

parsed_name!(
    /// The version of an API, such as `1.0`.
    ApiVersion, "an API version",
    "use 1 to 32 letters, digits, dots, hyphens and underscores, beginning with a letter or digit",
    "^[A-Za-z0-9][A-Za-z0-9._-]*$", 32, |text| is_word(text, "-_.")
);

parsed_name!(
    /// An OAuth 2.0 scope token (RFC 6749, section 3.3), without the quotes and backslashes that it forbids.
    ScopeName, "a scope",
    "use 1 to 128 printable ASCII characters without spaces, quotes and backslashes, not beginning with a dot",
    r#"^[!#-\[\]-~]+$"#, 128,
    |text| !text.is_empty() && !text.starts_with('.') && text.bytes().all(|byte| matches!(byte, b'!' | b'#'..=b'[' | b']'..=b'~'))
);

parsed_name!(
    /// The value that a partner puts into every request payload. Not the client id.
    ApplicationId, "an application ID",
    "use 1 to 64 letters, digits, hyphens and underscores",
    "^[A-Za-z0-9_-]+$", 64, |text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
);

parsed_name!(
    /// The id of one line of the onboarding ledger, such as `terms`.
    StepId, "a step id",
    "use lower-case letters, digits and hyphens",
    "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", 63, is_label
);

/// An API with its version: `quote-api/1.0`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ApiRef {
    /// The name before the slash.
    pub name: ApiName,
    /// The version after the slash.
    pub version: ApiVersion,
}

impl FromStr for ApiRef {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let refused = NameError { text: shown(text), what: "an API", rule: "write NAME/VERSION, such as `quote-api/1.0`" };
        let (name, version) = text.split_once('/').ok_or(refused)?;
        Ok(Self { name: name.parse()?, version: version.parse()? })
    }
}

impl TryFrom<String> for ApiRef {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        text.parse()
    }
}

impl From<ApiRef> for String {
    fn from(api: ApiRef) -> Self {
        api.to_string()
    }
}

impl fmt::Display for ApiRef {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&format!("{}/{}", self.name, self.version))
    }
}

impl JsonSchema for ApiRef {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ApiRef".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "An API with its version, such as quote-api/1.0",
            "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9][A-Za-z0-9._-]*$"
        })
    }
}

/// One partner in one environment: what a record, a lock and a profile belong to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileKey {
    /// The partner.
    pub partner: PartnerName,
    /// The environment.
    pub environment: EnvironmentName,
}

impl fmt::Display for ProfileKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} in {}", self.partner, self.environment)
    }
}

fn is_label(text: &str) -> bool {
    let inside = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && !text.starts_with('-') && !text.ends_with('-') && text.bytes().all(inside)
}

fn is_word(text: &str, marks: &str) -> bool {
    text.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || marks.as_bytes().contains(&byte))
}

/// A refused text as it may stand in a message: short and without control characters.
fn shown(text: &str) -> String {
    let safe: String = text.chars().filter(|sign| !sign.is_control()).take(80).collect();
    if safe.len() < text.len() { format!("{safe}…") } else { safe }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partner_names_are_file_names_everywhere() {
        for good in ["a", "acme", "acme-2", "3com"] {
            assert_eq!(good.parse::<PartnerName>().map(String::from), Ok(good.to_owned()));
        }
        for bad in ["", "-a", "a-", "Acme", "a/b", "a.b", "..", "a b", "é", &"a".repeat(64)] {
            assert!(bad.parse::<PartnerName>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_api_needs_name_and_version() {
        assert_eq!("quote-api/1.0".parse::<ApiRef>().map(|api| api.to_string()), Ok("quote-api/1.0".to_owned()));
        for bad in ["quote-api", "/1.0", "quote-api/", "a/b/c", "a/.1"] {
            assert!(bad.parse::<ApiRef>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_refused_name_is_shown_short_and_clean() {
        let text = format!("\u{1b}[31m{}", "x".repeat(200));
        let message = text.parse::<PartnerName>().map_err(|error| error.to_string());
        assert!(message.is_err_and(|text| !text.contains('\u{1b}') && text.len() < 300));
    }

    #[test]
    fn scopes_follow_the_grammar() {
        assert!("css-api-scope".parse::<ScopeName>().is_ok());
        for bad in ["", "a b", "a\"b", "a\\b", ".a"] {
            assert!(bad.parse::<ScopeName>().is_err(), "{bad}");
        }
    }
}

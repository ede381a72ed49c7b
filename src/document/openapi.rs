//! OpenAPI descriptions, 2.0 and 3.0, in JSON or YAML: read as a value, checked for what publishing needs.

use serde_json::Value;

use crate::{
    document::{Error, memo::Memo},
    domain::api::{ApiDescription, ApiFormat},
};

/// Reads a description, or remembers it. `OpenAPI` 3.1 and anything else is refused with the reason.
pub fn read(file: &str, bytes: &[u8]) -> Result<ApiDescription, Error> {
    static READ: Memo<ApiDescription> = Memo::new();
    Ok((*READ.of(file, bytes, || read_anew(file, bytes))?).clone())
}

fn read_anew(file: &str, bytes: &[u8]) -> Result<ApiDescription, Error> {
    let fault = |message: &str, hint: &str| Error {
        file: file.to_owned(),
        line: 1,
        column: 1,
        message: message.to_owned(),
        hint: Some(hint.to_owned()),
    };
    let text = std::str::from_utf8(bytes)
        .map_err(|_| fault("this is not a text file", "give an OpenAPI description in JSON or YAML"))?;
    let content: Value = super::read_any(file, text)?;
    let version = |key: &str| content.get(key).and_then(Value::as_str).unwrap_or_default();
    let format = match (version("swagger"), version("openapi")) {
        ("2.0", _) => ApiFormat::Swagger2,
        (_, three) if three.starts_with("3.0") => ApiFormat::OpenApi3,
        (_, three) if three.starts_with("3.1") => {
            return Err(fault("OpenAPI 3.1 is refused by gateways that are in use", "write the description in OpenAPI 3.0"));
        }
        _ => return Err(fault("this is no OpenAPI description", "its top level needs `openapi: 3.0.x` or `swagger: \"2.0\"`")),
    };
    if !content.get("paths").is_some_and(Value::is_object) {
        return Err(fault("the description has no `paths`", "add at least one path"));
    }
    Ok(ApiDescription { format, content })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_generations_are_read_and_the_rest_is_refused() {
        let read = |text: &str| read("api", text.as_bytes()).map(|api| api.format).map_err(|error| error.message);
        assert_eq!(read("{\"swagger\":\"2.0\",\"paths\":{}}"), Ok(ApiFormat::Swagger2));
        assert_eq!(read("openapi: 3.0.3\npaths: {}\n"), Ok(ApiFormat::OpenApi3));
        for bad in ["{\"openapi\":\"3.1.0\",\"paths\":{}}", "{}", "openapi: 3.0.3\n", "{\"swagger\":", "[1]", ""] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert!(super::read("api", &[0xff, 0xfe, 0]).is_err());
    }
}

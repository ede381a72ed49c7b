//! What an API is imported from: OpenAPI 3.0 and 2.0 as JSON or YAML (contract: section 4).

use serde_json::{Map, Value, json};

use crate::sandbox::exchange::{Call, Refusal};

/// An API as a body describes it.
pub(super) struct Definition {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) description: Value,
    /// The description as it came.
    pub(super) source: Value,
    /// The addresses of the service behind the gateway.
    pub(super) servers: Vec<String>,
}

/// Reads a multipart body with a file, or says why a JSON body cannot be taken here.
pub(super) fn read(call: &Call) -> Result<Definition, Refusal> {
    if call.parts.is_empty() {
        return Err(Refusal::new(400, refused_json(call)?));
    }
    let part = |name: &str| call.parts.iter().find(|part| part.name == name);
    let text = |name: &str| part(name).map(|part| String::from_utf8_lossy(&part.content).trim().to_owned());
    let given = |name: &str| text(name).filter(|text| !text.is_empty());
    let Some(file) = part("file") else { return Err(missing("file")) };
    let kind = given("type").ok_or_else(|| missing("type"))?;
    let source = parse(&kind, &file.content)?;
    let info = &source["info"];
    let own = |name: &str| info[name].as_str().map(str::to_owned);
    Ok(Definition {
        name: given("apiName").or_else(|| own("title")).ok_or_else(|| missing("apiName"))?,
        version: given("apiVersion").or_else(|| own("version")).unwrap_or_else(|| "1.0".to_owned()),
        description: given("apiDescription").map_or_else(|| info["description"].clone(), Value::from),
        servers: servers(&source),
        source,
    })
}

impl Definition {
    /// The members of the product's own description of the API.
    pub(super) fn members(&self) -> Value {
        let mut members = Map::new();
        members.insert("type".into(), json!("rest"));
        for name in ["info", "paths", "tags", "components", "definitions", "securityDefinitions", "host", "basePath", "schemes"] {
            if let Some(value) = self.source.get(name) {
                members.insert(name.into(), value.clone());
            }
        }
        members.insert("servers".into(), self.servers.iter().map(|url| json!({ "url": url })).collect());
        members.into()
    }
}

fn missing(name: &str) -> Refusal {
    Refusal::new(400, &format!("Mandatory field {name} is missing in the input request body"))
}

fn refused_json(call: &Call) -> Result<&'static str, Refusal> {
    let body = call.object()?;
    if body.get("url").is_some_and(Value::is_string) {
        return Ok("The sandbox is offline and fetches nothing from a URL: send the file as multipart/form-data.");
    }
    Ok("Mandatory field file is missing: send type, apiName, apiVersion and file as multipart/form-data.")
}

fn parse(kind: &str, content: &[u8]) -> Result<Value, Refusal> {
    let invalid = || Refusal::new(400, &format!("{kind} file is not valid"));
    let text = std::str::from_utf8(content).map_err(|_| invalid())?;
    let source: Value = match serde_json::from_str(text) {
        Ok(source) => source,
        Err(_) => serde_yaml::from_str(text).map_err(|_| invalid())?,
    };
    let version = |name: &str| source[name].as_str().unwrap_or_default().to_owned();
    let fits = match kind {
        // 3.1 is refused as a broken file.
        "openapi" => version("openapi").starts_with("3.0"),
        "swagger" => version("swagger") == "2.0",
        _ => return Err(Refusal::new(400, &format!("The sandbox does not import files of type {kind}"))),
    };
    if fits && source["paths"].is_object() { Ok(source) } else { Err(invalid()) }
}

fn servers(source: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    if source["swagger"].is_string() {
        let scheme = source["schemes"][0].as_str().unwrap_or("http");
        return vec![format!("{scheme}://{}{}", source["host"].as_str().unwrap_or("localhost"), text(&source["basePath"]))];
    }
    source["servers"].as_array().into_iter().flatten().map(|server| text(&server["url"])).collect()
}

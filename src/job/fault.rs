//! Faults that an API answers with, in words (`templates/faults.yaml`). The status of HTTP may be 200 all the same: that of the body
//! decides.

use serde::Deserialize;
use serde_json::Value;

use crate::{document, http::redact, job::Result};

/// A fault in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its code.
    pub code: String,
    /// What the server says.
    pub message: String,
    /// What the code means, where that is known.
    pub meaning: Option<String>,
    /// What to check.
    pub check: Option<String>,
}

/// The faults of an answer whose body says that the request was refused; `None` when it does not.
pub fn read(body: &[u8]) -> Result<Option<Vec<Fault>>> {
    let Ok(value) = serde_json::from_slice::<Value>(body) else { return Ok(None) };
    let Some(answer) = refused(&value).or_else(|| value.as_object()?.values().find_map(refused)) else { return Ok(None) };
    let table: Table = document::read_any(FILE, TABLE)?;
    let faults = match answer.get("fault") {
        Some(Value::Array(many)) => many.iter().map(|fault| table.explain(fault)).collect(),
        Some(one @ Value::Object(_)) => vec![table.explain(one)],
        _ => Vec::new(),
    };
    Ok(Some(faults))
}

/// An answer that says `statusCode` 400, as text or number.
fn refused(value: &Value) -> Option<&Value> {
    let code = value.get("statusCode")?;
    (text(code) == "400").then_some(value)
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    faults: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    codes: Vec<u32>,
    meaning: String,
    check: String,
}

impl Table {
    fn explain(&self, fault: &Value) -> Fault {
        let code: String = fault.get("errorCode").map(text).unwrap_or_default().chars().take(20).collect();
        let number = code.trim().parse::<u32>().ok();
        let row = self.faults.iter().find(|row| number.is_some_and(|number| row.codes.contains(&number)));
        Fault {
            message: fault.get("errorMessage").map(|said| redact::excerpt(text(said).as_bytes())).unwrap_or_default(),
            meaning: row.map(|row| row.meaning.clone()),
            check: row.map(|row| row.check.clone()),
            code,
        }
    }
}

const FILE: &str = "templates/faults.yaml";
const TABLE: &str = include_str!("../../templates/faults.yaml");

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn the_body_decides() {
        let fault = r#"{"errorClass":"Error","errorType":"Validation","errorCode":"906","errorMessage":"missing"}"#;
        for body in [
            format!(r#"{{"statusCode":"400","fault":[{fault}]}}"#),
            format!(r#"{{"querySRResponse":{{"statusCode":400,"fault":{fault}}}}}"#),
        ] {
            let faults = read(body.as_bytes()).unwrap().unwrap();
            assert_eq!((faults.len(), faults[0].code.as_str(), faults[0].message.as_str()), (1, "906", "missing"), "{body}");
            assert!(faults[0].check.as_ref().unwrap().contains("customerSourceID"));
        }
        for good in [r#"{"statusCode":"200"}"#, r#"{"statusCode":"300","fault":[]}"#, "[]", "<html>", "", "400"] {
            assert_eq!(read(good.as_bytes()).unwrap(), None, "{good}");
        }
    }

    #[test]
    fn a_code_that_is_not_known_is_passed_on() {
        let faults = read(br#"{"statusCode":"400","fault":[{"errorCode":12,"errorMessage":"so"},{}]}"#).unwrap().unwrap();
        assert_eq!((faults[0].code.as_str(), &faults[0].meaning, faults.len()), ("12", &None, 2));
    }

    #[test]
    fn no_code_is_explained_twice() {
        let table: Table = document::read_any(FILE, TABLE).unwrap();
        let mut all: Vec<u32> = table.faults.iter().flat_map(|row| row.codes.clone()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}

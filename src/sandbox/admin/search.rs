//! Search over kinds of records (contract: section 2).

use axum::routing::MethodFilter;
use regex::{Regex, RegexBuilder};
use serde_json::{Map, Value, json};

use super::{Answer, Route, list, route};
use crate::sandbox::{
    Gateway,
    exchange::{Call, Refusal, Reply},
    world::{Kind, Shelves, list_of, list_of_objects},
};

pub(super) const ROUTES: &[Route] =
    &[route(MethodFilter::POST, "/search", search), route(MethodFilter::POST, "/search/_count", count)];

fn search(gateway: &Gateway, call: &Call) -> Answer {
    let question = Question::read(gateway, call)?;
    let shelves = gateway.world.read();
    let mut results = Map::new();
    for kind in &question.kinds {
        let found = question.matches(&shelves, kind);
        let page = found.into_iter().skip(question.from).take(question.size);
        results.insert(kind.word.to_owned(), page.map(|record| question.show(kind, record)).collect());
    }
    Ok(Reply::json(200, &results))
}

fn count(gateway: &Gateway, call: &Call) -> Answer {
    let question = Question::read(gateway, call)?;
    let shelves = gateway.world.read();
    let counts = question.kinds.iter().map(|kind| (kind.word.to_lowercase(), json!(question.matches(&shelves, kind).len())));
    Ok(Reply::json(200, &counts.collect::<Map<_, _>>()))
}

/// A kind of record as searches name it.
struct Searched {
    word: &'static str,
    kind: Kind,
    /// What the id is called in results.
    id: &'static str,
    /// The member with the name, which has an index.
    name: &'static str,
}

const SEARCHED: &[Searched] = &[
    Searched { word: "APPLICATION", kind: Kind::Application, id: "applicationID", name: "name" },
    Searched { word: "STRATEGY", kind: Kind::Strategy, id: "id", name: "name" },
    Searched { word: "API", kind: Kind::Api, id: "id", name: "apiName" },
    Searched { word: "ALIAS", kind: Kind::Alias, id: "id", name: "name" },
    Searched { word: "POLICY", kind: Kind::Policy, id: "id", name: "" },
    Searched { word: "POLICY_ACTION", kind: Kind::Action, id: "id", name: "" },
    Searched { word: "GATEWAY_SCOPE", kind: Kind::Scope, id: "id", name: "scopeName" },
];

/// One condition: a member and the pattern that its value must match.
struct Condition {
    attribute: String,
    pattern: Regex,
    /// The whole value, when the pattern has no special signs: then the index answers.
    exact: Option<String>,
}

struct Question {
    kinds: Vec<&'static Searched>,
    conditions: Vec<Condition>,
    every: bool,
    fields: Vec<String>,
    from: usize,
    size: usize,
}

impl Question {
    fn read(gateway: &Gateway, call: &Call) -> Result<Self, Refusal> {
        let body = call.object()?;
        let missing = |name: &str| Refusal::new(400, &format!("Mandatory field {name} is missing in the input request body"));
        let mut kinds = Vec::new();
        for word in list(&body, "types") {
            let known = SEARCHED.iter().find(|kind| word.as_str().is_some_and(|word| word.eq_ignore_ascii_case(kind.word)));
            kinds.push(known.ok_or_else(|| Refusal::new(400, &format!("The type {word} is not valid")))?);
        }
        if kinds.is_empty() {
            return Err(missing("types"));
        }
        let condition = body.get("condition").and_then(Value::as_str);
        if condition.is_none() && gateway.quirks.search_needs_condition {
            return Err(missing("condition"));
        }
        let mut conditions = Vec::new();
        for scope in list_of_objects(body.get("scope").unwrap_or(&Value::Null)) {
            let attribute = scope["attributeName"].as_str().ok_or_else(|| missing("attributeName"))?;
            let keyword = scope["keyword"].as_str().ok_or_else(|| missing("keyword"))?;
            conditions.push(Condition::new(attribute, keyword, gateway.quirks.search_partial)?);
        }
        let number = |name: &str| body.get(name).and_then(Value::as_i64).and_then(|number| usize::try_from(number).ok());
        Ok(Self {
            kinds,
            conditions,
            every: !condition.is_some_and(|word| word.eq_ignore_ascii_case("or")),
            fields: list(&body, "responseFields").iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            from: number("from").unwrap_or_default(),
            size: number("size").unwrap_or(usize::MAX),
        })
    }

    fn matches<'a>(&self, shelves: &'a Shelves, searched: &Searched) -> Vec<&'a Value> {
        let fits = |record: &&Value| {
            let mut results = self.conditions.iter().map(|condition| condition.fits(searched, record));
            if self.every { results.all(|fits| fits) } else { self.conditions.is_empty() || results.any(|fits| fits) }
        };
        let sure = self.every || self.conditions.len() == 1;
        let named = |condition: &&Condition| condition.attribute == searched.name && condition.exact.is_some();
        if let Some(exact) = self.conditions.iter().find(named).filter(|_| sure).and_then(|found| found.exact.as_ref()) {
            return shelves.find(searched.kind, &format!("name:{exact}")).map(AsRef::as_ref).filter(fits).collect();
        }
        shelves.all(searched.kind).map(AsRef::as_ref).filter(fits).collect()
    }

    /// A record as results show it: its id under its own name, and only the fields asked for.
    fn show(&self, searched: &Searched, record: &Value) -> Value {
        let mut shown = Map::new();
        shown.insert(searched.id.to_owned(), record["id"].clone());
        for (name, value) in record.as_object().into_iter().flatten().filter(|(name, _)| *name != "id") {
            // Secrets are no search results, and definitions are too large for them.
            if !["accessTokens", "clientRegistration", "secret", "apiDefinition"].contains(&name.as_str()) {
                shown.insert(name.clone(), value.clone());
            }
        }
        if !self.fields.is_empty() {
            shown.retain(|name, _| self.fields.contains(name));
        }
        shown.into()
    }
}

impl Condition {
    fn new(attribute: &str, keyword: &str, partial: bool) -> Result<Self, Refusal> {
        let whole = if partial { keyword.to_owned() } else { format!("^(?:{keyword})$") };
        let pattern = RegexBuilder::new(&whole).size_limit(1 << 20).build();
        let pattern = pattern.map_err(|_| Refusal::new(400, "The keyword is no valid regular expression"))?;
        let exact = literal(keyword).filter(|_| !partial);
        Ok(Self { attribute: attribute.to_owned(), pattern, exact })
    }

    fn fits(&self, searched: &Searched, record: &Value) -> bool {
        let name = if self.attribute == searched.id { "id" } else { &self.attribute };
        // `customFields.owner` means the member of the member.
        let value = name.split('.').fold(record, |value, part| &value[part]);
        match value {
            Value::String(text) => self.pattern.is_match(text),
            Value::Array(_) => list_of(value).any(|text| self.pattern.is_match(text)),
            Value::Null | Value::Object(_) => false,
            other => self.pattern.is_match(&other.to_string()),
        }
    }
}

/// The text that a pattern without special signs stands for.
fn literal(keyword: &str) -> Option<String> {
    let mut text = String::new();
    let mut signs = keyword.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => text.push(signs.next().filter(|next| !next.is_ascii_alphanumeric())?),
            '.' | '^' | '$' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' => return None,
            sign => text.push(sign),
        }
    }
    Some(text)
}

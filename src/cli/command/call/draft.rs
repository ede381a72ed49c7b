//! The body and address of a call, with the payload fields filled in where that is wished.

use serde_json::Value;
use url::Url;

use crate::{
    cli::{
        command::{call::Args, holding::Ready, source},
        failure::Failure,
    },
    clock::Clock,
    domain::{
        finding::Finding,
        message::{Body, Method},
    },
    http::Http,
    job::{
        self,
        payload::{Facts, Issued, Shape},
    },
};

/// What is sent.
pub(super) struct Draft<'a> {
    /// The address.
    pub(super) url: Url,
    data: Option<Vec<u8>>,
    filling: Option<Filling<'a>>,
}

/// What payload fields are filled in with, and where.
struct Filling<'a> {
    shape: Shape,
    facts: Facts,
    data: Option<Value>,
    clock: &'a dyn Clock,
}

impl<'a> Draft<'a> {
    /// Reads the data; calls without a body carry the application ID in the query.
    pub(super) fn of(args: &Args, ready: &Ready<'a>, mut url: Url) -> Result<Self, Failure> {
        let data = args.data.as_deref().map(|path| source::input(path, DATA_LIMIT)).transpose()?;
        let Some(operation) = &args.payload else { return Ok(Self { url, data, filling: None }) };
        let shape = Shape::of(if operation.is_empty() { url.path() } else { operation })?;
        let shape = shape.beside(ready.record.as_ref().map_or(Issued::ByGateway, Issued::of));
        let facts = Facts {
            application_id: args.app_id.clone().or_else(|| ready.facts.application_id.clone()),
            customer_source_id: args.customer_source_id.clone().or_else(|| ready.facts.customer_source_id.clone()),
        };
        if args.method == Method::Get {
            ask(&mut url, &shape, &facts);
            return Ok(Self { url, data, filling: None });
        }
        let json = data.as_deref().map(serde_json::from_slice).transpose().map_err(|error| not_json(&error))?;
        Ok(Self { url, data: None, filling: Some(Filling { shape, facts, data: json, clock: ready.clock }) })
    }

    /// What is wrong with the data.
    pub(super) fn findings(&self) -> job::Result<Vec<Finding>> {
        self.filling.as_ref().map_or_else(|| Ok(Vec::new()), |filling| Ok(filling.filled()?.1))
    }

    /// The body, anew for every attempt.
    pub(super) fn body(&self) -> job::Result<Body> {
        match (&self.filling, &self.data) {
            (Some(filling), _) => Ok(Body::Json(filling.filled()?.0)),
            (None, Some(data)) => Ok(Body::Bytes(kind(data).to_owned(), data.clone())),
            (None, None) => Ok(Body::Empty),
        }
    }

    /// The client for this call: one that never sends the same transaction identifier twice (fault 955).
    pub(super) fn client(&self, http: &Http) -> job::Result<Http> {
        if self.filling.is_none() {
            return Ok(http.clone());
        }
        Ok(http.altered(|settings| settings.retries = 0)?)
    }
}

impl Filling<'_> {
    fn filled(&self) -> job::Result<(Value, Vec<Finding>)> {
        self.shape.fill(self.data.as_ref(), &self.facts, self.clock)
    }
}

fn ask(url: &mut Url, shape: &Shape, facts: &Facts) {
    let there = url.query_pairs().any(|(name, value)| name == shape.query && !value.is_empty());
    if let Some(id) = facts.application_id.as_ref().filter(|_| !there) {
        url.query_pairs_mut().append_pair(&shape.query, id);
    }
}

fn not_json(error: &serde_json::Error) -> Failure {
    Failure::usage(format!("the data are no JSON: {error}")).next("`--payload` fills in JSON objects alone")
}

/// The type of the data, when no header names it.
fn kind(data: &[u8]) -> &'static str {
    if serde_json::from_slice::<serde::de::IgnoredAny>(data).is_ok() {
        return "application/json";
    }
    if data.trim_ascii_start().starts_with(b"<") { "application/xml" } else { "application/octet-stream" }
}

const DATA_LIMIT: u64 = 16 << 20;

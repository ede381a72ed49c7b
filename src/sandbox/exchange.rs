//! Calls and replies as plain values: the one place where the server library's types end.

use std::{collections::HashMap, net::SocketAddr, sync::Arc};

use axum::{
    body::Body,
    extract::{FromRequest as _, Multipart, Request},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::domain::secret::Secret;

/// Who is at the other end of a connection.
#[derive(Debug, Clone)]
pub(super) struct Peer {
    /// Whether the connection is TLS.
    pub(super) tls: bool,
    /// The peer's address.
    pub(super) address: SocketAddr,
    /// The certificates that the peer has shown, as DER, its own first. Nobody has judged them, but the peer holds the key.
    pub(super) certificates: Arc<[Vec<u8>]>,
}

/// One part of a multipart body.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) content: Vec<u8>,
}

/// A call, read in full.
pub(super) struct Call {
    pub(super) method: Method,
    /// The path as it came.
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// The parts of a multipart body; the body is empty then.
    pub(super) parts: Vec<Part>,
    /// The parts of the path that a route leaves open.
    pub(super) parameters: HashMap<String, String>,
    pub(super) peer: Peer,
}

impl Call {
    /// Reads a request with all of its body, up to a limit.
    pub(super) async fn read(request: Request, parameters: HashMap<String, String>) -> Result<Self, Refusal> {
        let peer = request.extensions().get::<Peer>().cloned();
        let Some(peer) = peer else { return Err(Refusal::new(500, "The connection is unknown.")) };
        let (head, body) = request.into_parts();
        let pairs = url::form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes());
        let mut call = Self {
            method: head.method.clone(),
            path: head.uri.path().to_owned(),
            query: pairs.into_owned().collect(),
            headers: head.headers.clone(),
            body: Vec::new(),
            parts: Vec::new(),
            parameters,
            peer,
        };
        let reading = async {
            let body = axum::body::to_bytes(body, BODY_LIMIT).await;
            let body = body.map_err(|_| Refusal::new(413, "The request body is too large or was cut off."))?;
            if call.content_type().starts_with("multipart/form-data") {
                call.parts = parts(Request::from_parts(head, Body::from(body))).await?;
            } else {
                call.body = body.to_vec();
            }
            Ok(())
        };
        let read = tokio::time::timeout(BODY_TIME, reading).await;
        read.unwrap_or_else(|_| Err(Refusal::new(408, "The request body did not come in time.")))?;
        Ok(call)
    }

    /// The value of a header; empty when it is absent or no text.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The media type of the body in lower case, with its parameters.
    pub(super) fn content_type(&self) -> String {
        self.header("content-type").to_ascii_lowercase()
    }

    /// The first value of a query member.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A list in the query, divided by commas; `None` when the member is absent.
    pub(super) fn query_list(&self, name: &str) -> Option<Vec<&str>> {
        Some(self.query(name)?.split(',').map(str::trim).filter(|item| !item.is_empty()).collect())
    }

    /// A part of a multipart body.
    pub(super) fn part(&self, name: &str) -> Option<&[u8]> {
        self.parts.iter().find(|part| part.name == name).map(|part| part.content.as_slice())
    }

    /// A part of a multipart body as text; `None` when it is absent or blank.
    pub(super) fn field(&self, name: &str) -> Option<String> {
        let text = String::from_utf8_lossy(self.part(name)?).trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// A part of the path that the route leaves open.
    pub(super) fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map(String::as_str).unwrap_or_default()
    }

    /// The body as a JSON object.
    pub(super) fn object(&self) -> Result<Map<String, Value>, Refusal> {
        match serde_json::from_slice(&self.body) {
            Ok(Value::Object(members)) => Ok(members),
            _ => Err(Refusal::new(
                400,
                "Unable to create the resource. Error in processing the payload null. Error Message . Check the correctness of \
                 key and payload.",
            )),
        }
    }

    /// User and password of the Basic scheme (RFC 7617).
    pub(super) fn basic(&self) -> Option<(String, Secret)> {
        let (scheme, text) = self.header("authorization").split_once(' ')?;
        let text = String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok()?;
        let (user, password) = text.split_once(':')?;
        scheme.eq_ignore_ascii_case("basic").then(|| (user.to_owned(), Secret::new(password.to_owned())))
    }

    /// The token of the Bearer scheme (RFC 6750).
    pub(super) fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.header("authorization").split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }
}

async fn parts(request: Request) -> Result<Vec<Part>, Refusal> {
    let broken = || Refusal::new(400, "The multipart request body is broken.");
    let mut multipart = Multipart::from_request(request, &()).await.map_err(|_| broken())?;
    let mut parts = Vec::new();
    while let Some(field) = multipart.next_field().await.map_err(|_| broken())? {
        let name = field.name().unwrap_or_default().to_owned();
        let content = field.bytes().await.map_err(|_| broken())?.to_vec();
        parts.push(Part { name, content });
    }
    Ok(parts)
}

/// What goes back.
#[derive(Debug)]
pub(super) struct Reply {
    status: u16,
    body: Vec<u8>,
    headers: Vec<(&'static str, String)>,
}

impl Reply {
    /// An answer in JSON.
    pub(super) fn json(status: u16, body: &impl Serialize) -> Self {
        // Values that hold only JSON cannot fail to be written as JSON.
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self { status, body, headers: vec![("content-type", "application/json".to_owned())] }
    }

    /// An answer without a body.
    pub(super) fn empty(status: u16) -> Self {
        Self { status, body: Vec::new(), headers: Vec::new() }
    }

    /// The same answer with one more header.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(header::HeaderName::from_static(name), value);
            }
        }
        response
    }
}

/// Why the admin API refuses a call.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    body: Value,
}

impl Refusal {
    /// The product's usual error: `{"errorDetails":" ..."}` with its leading blank (contract: section 1).
    pub(super) fn new(status: u16, text: &str) -> Self {
        Self::with_body(status, json!({ "errorDetails": format!(" {text}") }))
    }

    /// An error with a body of its own.
    pub(super) fn with_body(status: u16, body: Value) -> Self {
        Self { status, body }
    }

    /// A record that is not there.
    pub(super) fn missing(id: &str) -> Self {
        Self::new(404, &format!("Unable to find the resource: {id}"))
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        Self::json(refusal.status, &refusal.body)
    }
}

const BODY_LIMIT: usize = 16 * 1024 * 1024;
const BODY_TIME: std::time::Duration = std::time::Duration::from_secs(30);

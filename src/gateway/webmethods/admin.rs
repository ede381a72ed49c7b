//! Calls to the admin API: the root path, the words of a refusal, and answers read as JSON (section 1).

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    domain::message::{Method, Reply, Request},
    gateway::{
        Error, Result,
        error::{Call, Refusal},
    },
    http::{Http, redact},
};

/// The admin API of one gateway.
pub(super) struct Admin {
    http: Http,
}

/// An answer that was a success, with the call that it belongs to.
pub(super) struct Answer {
    pub(super) call: Call,
    pub(super) reply: Reply,
    http: Http,
}

impl Admin {
    pub(super) fn new(http: Http) -> Self {
        Self { http }
    }

    /// The address of the server itself.
    pub(super) fn base(&self) -> &url::Url {
        self.http.base()
    }

    /// Reads an object that must be there.
    pub(super) fn get(&self, path: &str) -> Result<Answer> {
        self.send(&request(Method::Get, path), "read")
    }

    /// Reads an object that may be absent.
    pub(super) fn find(&self, path: &str) -> Result<Option<Answer>> {
        absent_is_none(self.send(&request(Method::Get, path), "read"))
    }

    /// Replaces an object: sending the same record twice is as good as once.
    pub(super) fn put(&self, path: &str, record: Value, doing: &str) -> Result<Answer> {
        self.send(&request(Method::Put, path).json(record).repeatable(), doing)
    }

    /// Makes an object; never repeated once it was sent.
    pub(super) fn post(&self, path: &str, record: Value, doing: &str) -> Result<Answer> {
        self.send(&request(Method::Post, path).json(record), doing)
    }

    /// Removes an object; `false` when it was not there.
    pub(super) fn delete(&self, request: Request, doing: &str) -> Result<bool> {
        absent_is_none(self.send(&request.repeatable(), doing)).map(|answer| answer.is_some())
    }

    /// Sends a request and turns every answer that is no success into an error.
    pub(super) fn send(&self, request: &Request, doing: &str) -> Result<Answer> {
        let call = Call::of(request);
        let sent = self.http.send(request);
        let reply = sent.map_err(|error| Error::failed(call.clone(), request.repeat, doing, error))?;
        let call = call.answered(&reply);
        if reply.is_success() {
            return Ok(Answer { call, reply, http: self.http.clone() });
        }
        let message = message(&self.http.without_login(&reply));
        if reply.status == 400 && message.to_ascii_lowercase().contains("already exists") {
            let next = "choose another name, or take what is there over".to_owned();
            return Err(Error::Conflict { call: Some(call), what: message, next });
        }
        if reply.status == 404 && !is_page(&reply) {
            let next = "check the address of the gateway".to_owned();
            return Err(Error::Missing { call: Some(call), what: subject(&request.path), next });
        }
        if reply.status == 401 && GUARDED.iter().any(|start| request.path.trim_start_matches(ROOT).starts_with(start)) {
            // These say 401 to a good login without the privilege, too; whether the login is good shows elsewhere (section 1, "Auth").
            return Err(Error::Forbidden { call, missing: privilege(&request.path).to_owned(), message });
        }
        let refusal = Refusal {
            message,
            missing: privilege(&request.path).to_owned(),
            retry_after: self.http.retry_after(&reply),
            repeat: request.repeat,
            doing: doing.to_owned(),
        };
        Err(Error::refused(call, &reply, refusal))
    }

    /// Sends a request as it stands, below the admin API's root, and hands the answer over whatever it is.
    pub(super) fn raw(&self, request: &Request) -> Result<Reply> {
        if request.path.contains("://") {
            return Err(Error::Settings("give a path below the admin API, not a whole address".to_owned()));
        }
        let mut request = request.clone();
        let below = request.path.trim_start_matches('/');
        if !format!("/{below}/").starts_with(&format!("{ROOT}/")) {
            request.path = format!("{ROOT}/{below}");
        }
        let sent = self.http.send(&request);
        sent.map_err(|error| Error::failed(Call::of(&request), request.repeat, "send a request", error))
    }
}

/// A request below the admin API's root.
pub(super) fn request(method: Method, path: &str) -> Request {
    Request::new(method, format!("{ROOT}{path}"))
}

impl Answer {
    /// Reads the answer as JSON. Mark-up, cut text and other shapes are [`Error::Unexpected`].
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.reply.body).map_err(|_| self.unexpected(&message(&self.http.without_login(&self.reply))))
    }

    /// The error that says that the answer does not fit.
    pub(super) fn unexpected(&self, excerpt: &str) -> Error {
        Error::Unexpected { call: self.call.clone(), excerpt: excerpt.to_owned() }
    }
}

fn absent_is_none(answer: Result<Answer>) -> Result<Option<Answer>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(Error::Missing { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What a server or login that does not let us read it leaves open: some builds have no such resource or answer 500, and some logins lack
/// the privilege (section 7). A connection that fails is an error all the same.
pub(super) fn tolerated<T>(read: Result<T>) -> Result<Option<T>> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(
            Error::Missing { .. }
            | Error::Forbidden { .. }
            | Error::Invalid { .. }
            | Error::Unexpected { .. }
            | Error::Unsupported(_),
        ) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The server's own words: `errorDetails`, `errorReason`, `Exception` (section 1) or, of a port, `message`, else the first words of the body.
pub(super) fn message(reply: &Reply) -> String {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Words {
        error_details: Option<Value>,
        error_reason: Option<Value>,
        #[serde(rename = "Exception")]
        exception: Option<Value>,
        message: Option<Value>,
    }
    let words = serde_json::from_slice::<Words>(&reply.body).ok();
    let words = words.and_then(|words| words.error_details.or(words.error_reason).or(words.exception).or(words.message));
    let text = match words {
        Some(Value::String(text)) => redact::excerpt(text.trim().as_bytes()),
        _ => redact::excerpt(&reply.body),
    };
    if text.is_empty() { "it says nothing more".to_owned() } else { text }
}

/// Whether the body is mark-up, as of a proxy or of another product.
fn is_page(reply: &Reply) -> bool {
    reply.body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

/// What a path is about, for people: `applications/4711`.
fn subject(path: &str) -> String {
    format!("`{}`", redact::excerpt(path.trim_start_matches(ROOT).trim_start_matches('/').as_bytes()))
}

/// The functional privilege that a call needs (section 1, row "Auth").
fn privilege(path: &str) -> &'static str {
    let below = path.trim_start_matches(ROOT);
    let known = PRIVILEGES.iter().find(|(start, _)| below.starts_with(start));
    known.map_or("API-Gateway-Providers or API-Gateway-Administrators", |(_, privilege)| privilege)
}

const ROOT: &str = "/rest/apigateway";

/// What only administrators may see by default (section 7).
const GUARDED: [&str; 3] = ["/is/", "/ports", "/configurations/"];

const PRIVILEGES: [(&str, &str); 12] = [
    ("/is/", "Manage security configurations"),
    ("/ports", "Manage ports"),
    ("/configurations/keystore", "Manage security configurations"),
    ("/configurations", "Manage general administration configurations"),
    ("/search", "Manage applications"),
    ("/applications", "Manage applications"),
    ("/strategies", "Manage applications"),
    ("/apis", "Manage APIs; Activate/Deactivate APIs"),
    ("/policies", "Manage APIs"),
    ("/policyActions", "Manage APIs"),
    ("/alias", "Manage aliases"),
    ("/scopes", "Manage scope mapping"),
];

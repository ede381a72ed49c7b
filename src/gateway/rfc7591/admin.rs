//! Calls to the server: discovery, registration with the initial access token, management with a client's own token; the words of a
//! refusal (sections 2 and 3).

use serde::Deserialize;
use url::Url;

use crate::{
    domain::{
        message::{Method, Reply, Request},
        secret::Secret,
    },
    gateway::{
        Error, Result,
        error::{Call, Refusal},
    },
    http::{self, Http, redact},
};

/// The endpoints of one authorization server.
pub(super) struct Admin {
    /// Signs in with the initial access token, if there is one.
    signed: Http,
    /// Does not sign in.
    bare: Http,
}

/// An answer with the call that it belongs to, whatever its status.
pub(super) struct Answer {
    pub(super) call: Call,
    pub(super) reply: Reply,
    request: Request,
    message: String,
    doing: String,
    http: Http,
}

impl Admin {
    pub(super) fn new(signed: Http) -> Result<Self> {
        let bare = signed.altered(|settings| settings.login = None).map_err(|error| settings(&error))?;
        Ok(Self { signed, bare })
    }

    /// The issuer as an address.
    pub(super) fn base(&self) -> &Url {
        self.signed.base()
    }

    /// Reads a public document.
    pub(super) fn fetch(&self, url: &Url) -> Result<Answer> {
        exchange(&self.bare, Request::new(Method::Get, url.as_str()), "read the server's metadata", None)
    }

    /// Registers a client; never repeated once it was sent (section 2). The login belongs to the server, wherever its endpoint is.
    pub(super) fn register(&self, endpoint: &Url, metadata: serde_json::Value, doing: &str) -> Result<Answer> {
        let http = self.signed.altered(|settings| settings.base = endpoint.clone()).map_err(|error| settings(&error))?;
        let answer = exchange(&http, Request::new(Method::Post, endpoint.as_str()).json(metadata), doing, None)?;
        if answer.reply.is_success() { Ok(answer) } else { Err(answer.refused()) }
    }

    /// Reads, replaces or removes a client, opened with its own token. All three may be sent again: a second replacement is the same,
    /// and when the first was carried out and took the token with it, the answer says so.
    pub(super) fn manage(&self, request: &Request, token: &Secret, doing: &str) -> Result<Answer> {
        let request = request.clone().header("authorization", format!("Bearer {}", token.reveal())).repeatable();
        exchange(&self.bare, request, doing, Some(token))
    }

    /// Sends a request as it stands, below the issuer, and hands the answer over whatever it is.
    pub(super) fn raw(&self, request: &Request) -> Result<Reply> {
        if request.path.contains("://") {
            return Err(Error::Settings("give a path below the issuer, not a whole address".to_owned()));
        }
        let sent = self.signed.send(request);
        sent.map_err(|error| Error::failed(Call::of(request), request.repeat, "send a request", error))
    }
}

fn exchange(http: &Http, request: Request, doing: &str, token: Option<&Secret>) -> Result<Answer> {
    let call = Call { text: format!("{} {}", request.method, path(&request.path)), status: None };
    let sent = http.send(&request);
    let reply = sent.map_err(|error| Error::failed(call.clone(), request.repeat, doing, error))?;
    let mut shown = http.without_login(&reply);
    if let Some(token) = token {
        shown.body = redact::without(&shown.body, &[token.reveal()]);
    }
    Ok(Answer {
        call: call.answered(&reply),
        message: message(&shown),
        reply,
        request,
        doing: doing.to_owned(),
        http: http.clone(),
    })
}

impl Answer {
    /// Whether an error may be the server's own: it says nothing, or says it as a JSON object. Pages and plain words come from what
    /// stands before the server, or from a server whose registration is switched off.
    pub(super) fn is_own(&self) -> bool {
        let body = &self.reply.body;
        body.trim_ascii().is_empty() || serde_json::from_slice::<serde_json::Map<_, serde_json::Value>>(body).is_ok()
    }

    /// The error that says that the answer does not fit.
    pub(super) fn unexpected(&self) -> Error {
        Error::Unexpected { call: self.call.clone(), excerpt: self.message.clone() }
    }

    /// What an answer that is no success means.
    pub(super) fn refused(&self) -> Error {
        if self.reply.status == 404 && self.request.method == Method::Post {
            let next = "ask the server's administrator to switch dynamic client registration on".to_owned();
            return Error::Missing { call: Some(self.call.clone()), what: "registration endpoint".to_owned(), next };
        }
        let refusal = Refusal {
            message: self.message.clone(),
            missing: "the right to register clients (an initial access token with its scope)".to_owned(),
            retry_after: self.http.retry_after(&self.reply),
            repeat: self.request.repeat,
            doing: self.doing.clone(),
        };
        Error::refused(self.call.clone(), &self.reply, refusal)
    }
}

/// The server's own words: `error` and `error_description` (RFC 7591, section 3.2.2), else the first words of the body.
fn message(reply: &Reply) -> String {
    #[derive(Deserialize)]
    struct Words {
        error: String,
        error_description: Option<String>,
    }
    let text = match serde_json::from_slice::<Words>(&reply.body) {
        Ok(Words { error, error_description: Some(text) }) => redact::excerpt(format!("{error} ({text})").as_bytes()),
        Ok(Words { error, .. }) => redact::excerpt(error.as_bytes()),
        Err(_) => redact::excerpt(&reply.body),
    };
    if text.is_empty() { "it says nothing more".to_owned() } else { text }
}

/// The path of an address, without host and query.
fn path(address: &str) -> String {
    Url::parse(address).map_or_else(|_| address.to_owned(), |url| url.path().to_owned())
}

fn settings(error: &http::Error) -> Error {
    Error::Settings(error.to_string())
}

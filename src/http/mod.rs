//! HTTP: one configured client per connection. Owns the one asynchronous runtime; nothing above sees a future.

mod error;
mod failure;
mod hand;
mod identity;
mod lane;
mod login;
mod pace;
mod pinned;
pub mod redact;
mod reply;
mod retry;

use std::{
    fmt::{self, Write as _},
    path::Path,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use reqwest::{Certificate, Client};
use thiserror::Error;
use time::OffsetDateTime;
use url::Url;

use crate::{
    clock::{Clock, Stop},
    domain::message::{Body, Method, Part, Reply, Request},
    http::{lane::Lane, pace::Pace, retry::Patience},
};

pub use error::Error;
pub use hand::Hand;
pub use identity::Identity;
pub use login::{BasicLogin, Login};

/// What a connection needs.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// The address that paths are below. Holds no login.
    pub base: Url,
    /// How to sign in at that address, and at no other.
    pub login: Option<Login>,
    /// The certificate to show to servers that ask for one.
    pub identity: Option<Identity>,
    /// Authorities to trust besides the system's, as PEM text.
    pub ca_pem: Option<Vec<u8>>,
    /// How long one answer may take.
    pub timeout: Duration,
    /// How often a request is repeated where repeating is safe.
    pub retries: u32,
}

/// A client for one connection. Cheap to copy; nothing is opened before the first request.
#[derive(Clone)]
pub struct Http(Arc<Inner>);

struct Inner {
    settings: HttpSettings,
    authorities: Vec<Certificate>,
    identity: Option<reqwest::Identity>,
    clock: Arc<dyn Clock>,
    stop: Stop,
    clients: [OnceLock<Client>; Lane::COUNT],
    /// The only certificate of a server that is taken, where there is one.
    pin: Option<Vec<u8>>,
    pace: Arc<Pace>,
}

impl Http {
    /// Prepares a client. The settings are checked; nothing is opened.
    pub fn new(settings: HttpSettings, clock: Arc<dyn Clock>, stop: Stop) -> Result<Self, Error> {
        let base = &settings.base;
        if !matches!(base.scheme(), "http" | "https") || base.host_str().is_none() {
            return Err(Error::Settings("the address must begin with `http://` or `https://` and name a host".to_owned()));
        }
        if !base.username().is_empty() || base.password().is_some() {
            return Err(Error::Settings("the address must not hold a user or password; set `login` instead".to_owned()));
        }
        let authorities = lane::authorities(settings.ca_pem.as_deref())?;
        let identity = settings.identity.as_ref().map(Identity::built).transpose()?;
        let (clients, pace) = (Default::default(), Arc::default());
        Ok(Self(Arc::new(Inner { settings, authorities, identity, clock, stop, clients, pin: None, pace })))
    }

    /// Shares the budget of requests to this server with all runs that name the same state folder.
    pub fn share_pace(&self, state: &Path) {
        self.0.pace.share(state.to_owned(), &failure::host(self.base()).replace([':', '[', ']'], "_"));
    }

    /// A client like this one that speaks with the holder of this certificate (DER) alone, whoever issued it, over https alone.
    #[must_use]
    pub fn pinned(&self, certificate: &[u8]) -> Self {
        let Inner { settings, authorities, identity, clock, stop, .. } = &*self.0;
        Self(Arc::new(Inner {
            settings: settings.clone(),
            authorities: authorities.clone(),
            identity: identity.clone(),
            clock: Arc::clone(clock),
            stop: stop.clone(),
            clients: Default::default(),
            pin: Some(certificate.to_vec()),
            pace: Arc::default(),
        }))
    }

    /// A client like this one but for what is altered in its settings.
    pub fn altered(&self, alter: impl FnOnce(&mut HttpSettings)) -> Result<Self, Error> {
        let mut settings = self.0.settings.clone();
        alter(&mut settings);
        let altered = Self::new(settings, Arc::clone(&self.0.clock), self.0.stop.clone())?;
        Ok(self.0.pin.as_ref().map_or_else(|| altered.clone(), |der| altered.pinned(der)))
    }

    /// The address that paths are below.
    #[must_use]
    pub fn base(&self) -> &Url {
        &self.0.settings.base
    }

    /// The authorities that are trusted besides the system's, as PEM text.
    #[must_use]
    pub fn authorities(&self) -> Option<&[u8]> {
        self.0.settings.ca_pem.as_deref()
    }

    /// Sends a request and waits for the answer, whatever its status. Repeats it only where nothing can be done twice, follows no
    /// redirect, signs in at no other address than its own, and ends early when the user wishes to stop.
    pub fn send(&self, request: &Request) -> Result<Reply, Error> {
        let url = self.address(request)?;
        // A batch has more time than a person, and more to lose.
        let times = if hand::is_taken() { self.0.settings.retries * BATCH } else { self.0.settings.retries };
        let mut patience = Patience::new(times);
        loop {
            let outcome = self.once(request, &url);
            let Some(pause) = patience.pause(request.repeat, &outcome, self.0.clock.time()) else { return outcome };
            self.wait(pause)?;
        }
    }

    /// A reply that can be shown in parts: the login of this connection is not in it, should the server have repeated it.
    #[must_use]
    pub fn without_login(&self, reply: &Reply) -> Reply {
        let Some(login) = &self.0.settings.login else { return reply.clone() };
        Reply { body: login.hidden(&reply.body), ..reply.clone() }
    }

    /// How long a reply of this server asks to wait.
    #[must_use]
    pub fn retry_after(&self, reply: &Reply) -> Option<Duration> {
        retry::retry_after(reply, self.0.clock.time())
    }

    /// The time on this connection's clock.
    #[must_use]
    pub fn time(&self) -> OffsetDateTime {
        self.0.clock.time()
    }

    /// Waits before the next request, or ends early when the user wishes to stop.
    pub fn wait(&self, pause: Duration) -> Result<(), Error> {
        self.0.clock.sleep(pause, &self.0.stop);
        if self.0.stop.is_set() { Err(Error::Interrupted) } else { Ok(()) }
    }

    fn once(&self, request: &Request, url: &Url) -> Result<Reply, Error> {
        if self.0.stop.is_set() {
            return Err(Error::Interrupted);
        }
        let lane = Lane::of(url);
        let own = hand::client(&self.0, lane, || self.build(lane, url))?;
        let client = own.clone().map_or_else(|| self.shared(lane, url), Ok)?;
        let prepared = self.prepare(&client, request, url)?;
        let shown = self.0.identity.is_some();
        let waiting = reply::Waiting { url, timeout: self.0.settings.timeout, repeat: request.repeat, shown, stop: &self.0.stop };
        let permit = self.0.pace.enter(&*self.0.clock, &self.0.stop)?;
        let start = Instant::now();
        let outcome = match own {
            Some(client) => hand::answer(&waiting, client, prepared),
            None => waiting.answer(client, prepared),
        };
        drop(permit);
        self.0.pace.learn(&outcome, start.elapsed(), self.0.clock.time());
        outcome
    }

    /// The client that all threads share.
    fn shared(&self, lane: Lane, url: &Url) -> Result<Client, Error> {
        let place = &self.0.clients[lane as usize];
        if let Some(client) = place.get() {
            return Ok(client.clone());
        }
        let built = self.build(lane, url)?;
        Ok(place.get_or_init(|| built).clone())
    }

    fn build(&self, lane: Lane, url: &Url) -> Result<Client, Error> {
        match &self.0.pin {
            Some(_) if url.scheme() != "https" => Err(Error::Settings("the address must begin with `https://`".to_owned())),
            Some(der) => pinned::client(der, self.0.settings.timeout),
            None => lane.client(&self.0.authorities, self.0.identity.as_ref(), self.0.settings.timeout),
        }
    }

    /// The whole URL of a request: its path below the base address, or the URL that it names.
    fn address(&self, request: &Request) -> Result<Url, Error> {
        let whole = request.path.starts_with("http://") || request.path.starts_with("https://");
        let text = if whole {
            request.path.clone()
        } else {
            let base = self.base().as_str().split(['?', '#']).next().unwrap_or_default();
            format!("{}/{}", base.trim_end_matches('/'), request.path.trim_start_matches('/'))
        };
        let mut url = Url::parse(&text).map_err(|error| Error::Settings(format!("not an address: {error}")))?;
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.query);
        }
        Ok(url)
    }

    fn prepare(&self, client: &Client, request: &Request, url: &Url) -> Result<reqwest::Request, Error> {
        let has = |name: &str| request.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        let mut builder = client.request(method(request.method), url.clone());
        if !has("accept") {
            builder = builder.header("accept", "application/json");
        }
        if let Some(login) = &self.0.settings.login
            && !has("authorization")
            && url.origin() == self.base().origin()
        {
            builder = builder.header("authorization", login.header()?);
        }
        for (name, value) in &request.headers {
            builder = builder.header(name, login::header_value(name, value)?);
        }
        let built = with_body(builder, &request.body, has("content-type")).build();
        built.map_err(|error| Error::Settings(failure::root(&error.without_url())))
    }
}

/// So many times as often a batch repeats what is safe to repeat.
const BATCH: u32 = 3;

impl fmt::Debug for Http {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Http({})", failure::host(self.base()))
    }
}

/// A text as one segment of a path: everything but letters, digits and `-_.~` is percent-encoded, so that a name that came
/// from outside cannot change the path.
#[must_use]
pub fn segment(text: &str) -> String {
    let dots = text.bytes().all(|byte| byte == b'.');
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-_~".contains(&byte) || (byte == b'.' && !dots) {
            encoded.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

fn with_body(builder: reqwest::RequestBuilder, body: &Body, typed: bool) -> reqwest::RequestBuilder {
    match body {
        Body::Empty => builder,
        // `json` keeps a content type that is there already.
        Body::Json(value) => builder.json(value),
        Body::Bytes(_, bytes) if typed => builder.body(bytes.clone()),
        Body::Bytes(kind, bytes) => builder.header("content-type", kind).body(bytes.clone()),
        Body::Form(pairs) => builder.form(pairs),
        Body::Multipart(parts) => builder.multipart(parts.iter().fold(reqwest::multipart::Form::new(), with_part)),
    }
}

fn with_part(form: reqwest::multipart::Form, part: &Part) -> reqwest::multipart::Form {
    let content = reqwest::multipart::Part::bytes(part.content.clone());
    let content = match &part.file {
        Some(file) => content.file_name(file.clone()),
        None => content,
    };
    form.part(part.name.clone(), content)
}

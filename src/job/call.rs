//! `call`: a call of an API as the partner, with one new token after a 401.

use url::Url;

use crate::{
    caller,
    clock::Clock,
    domain::{
        message::{Body, Method, Reply, Request},
        name::ApiRef,
        record::Record,
    },
    http::Http,
    job::{
        Cause, Result,
        badge::Badge,
        material::usage,
        token::{self, Cache},
    },
};

/// The partner, ready to call.
pub struct Caller<'a> {
    /// What it holds; nothing when the API wants nothing.
    pub badge: Option<&'a Badge>,
    /// The client, with the badge's certificate.
    pub http: &'a Http,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Where tokens are kept.
    pub cache: Option<&'a Cache<'a>>,
}

/// A call to make.
pub struct Order<'a> {
    /// The method.
    pub method: Method,
    /// The address.
    pub url: Url,
    /// Headers besides the token.
    pub headers: Vec<(String, String)>,
    /// Makes the body, anew for every attempt.
    pub body: &'a dyn Fn() -> Result<Body>,
}

impl Caller<'_> {
    /// Makes the call. A gateway that answers 401 has not passed the call on, so that it is repeated once with a new token, where there
    /// is a new one to be had.
    pub fn call(&self, order: &Order<'_>) -> Result<Reply> {
        let Some(badge) = self.badge else { return self.send(order, None) };
        let token = token::obtain(badge, self.http, self.clock, self.cache)?;
        let reply = self.send(order, token.as_ref())?;
        if reply.status != UNAUTHORIZED || token.is_none() || !badge.renews() {
            return Ok(reply);
        }
        let token = token::renew(badge, self.http, self.clock, self.cache)?;
        self.send(order, token.as_ref())
    }

    fn send(&self, order: &Order<'_>, token: Option<&token::Obtained>) -> Result<Reply> {
        let mut request = Request::new(order.method, order.url.as_str()).body((order.body)()?);
        request.headers.clone_from(&order.headers);
        Ok(caller::send(self.http, request, token.map(|token| &token.access_token))?)
    }
}

/// The header that a partner sends beside its tokens, where they alone do not say whose they are.
#[must_use]
pub fn key_header(record: &Record) -> Option<(&str, &str)> {
    let client = record.status.client.as_ref()?;
    Some((client.key_header.as_deref()?, client.client_id.as_str()))
}

/// The whole address of a call: as it is given, or below an address of the partner's record.
pub fn address(given: &str, record: Option<&Record>, api: Option<&ApiRef>) -> Result<Url> {
    let whole = if given.starts_with("http://") || given.starts_with("https://") {
        given.to_owned()
    } else {
        let next = "begin it with `https://`, or add `--partner`";
        let record = record.ok_or_else(|| usage(format!("`{}` is no whole address", clean(given)), next))?;
        format!("{}/{}", endpoint(record, api)?.as_str().trim_end_matches('/'), given.trim_start_matches('/'))
    };
    let url = Url::parse(whole.trim_end_matches('/')).map_err(|error| usage(format!("not an address: {error}"), "check it"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(usage("the address must not hold a user or password", "others can read the command line: leave them out"));
    }
    Ok(url)
}

/// An address of the partner's first API, or of the one that is named.
fn endpoint<'a>(record: &'a Record, api: Option<&ApiRef>) -> Result<&'a Url> {
    let chosen = record.status.apis.iter().find(|known| api.is_none_or(|api| known.api == *api));
    chosen.and_then(|known| known.endpoints.first()).ok_or_else(|| {
        let what =
            api.map_or_else(|| "the record names no API".to_owned(), |api| format!("the record names no address of `{api}`"));
        let (partner, environment) = (&record.metadata.name, &record.metadata.environment);
        // A partner's own record holds the response that it wrote, before there is a handover.
        let next = format!(
            "operator: `partnerctl onboard {partner} -e {environment}`; partner: `partnerctl open {partner}.{environment}.handover.jws`"
        );
        Cause::NotFound { what, next }.into()
    })
}

/// An address as messages show it: without its query, which may hold what is nobody's business.
#[must_use]
pub fn shown(url: &Url) -> String {
    url.as_str().split(['?', '#']).next().unwrap_or_default().to_owned()
}

fn clean(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(120).collect()
}

const UNAUTHORIZED: u16 = 401;

//! Discovery: what the server says about itself, and that it is the one that is meant (section 1).

use time::{OffsetDateTime, format_description::well_known::Rfc2822};
use url::Url;

use crate::{
    domain::{capability::Probe, message::Reply, workspace::ServerMetadata},
    gateway::{Error, Result},
    http::redact,
};

use super::{Rfc7591, admin::Answer, capabilities, wire::Server};

impl Rfc7591 {
    /// Reads the metadata. Whether an initial access token is good shows only when a client is registered.
    pub(super) fn ask(&self) -> Result<Probe> {
        let server = self.server()?;
        let address = |url: Option<&Url>| url.map_or_else(|| "none".to_owned(), ToString::to_string);
        let mut facts = vec![
            ("issuer".to_owned(), server.issuer.clone()),
            ("registration endpoint".to_owned(), address(server.registration_endpoint.as_ref())),
            ("token endpoint".to_owned(), address(server.token_endpoint.as_ref())),
            (
                "marker".to_owned(),
                "in `software_id` if it comes back; a client is ours while its token is in the secret store".to_owned(),
            ),
        ];
        facts.extend(server.said().map(|(name, text)| (name.to_owned(), text)));
        facts.push(("signatures of clients' tokens".to_owned(), server.signatures().to_string()));
        facts.push(("metadata".to_owned(), self.read_at()));
        Ok(Probe {
            product: "authorization server (RFC 7591)".to_owned(),
            version: "not told".to_owned(),
            capabilities: capabilities::of_server(server),
            facts,
            time: server.time,
        })
    }

    /// Where the metadata were read, and whether the workspace says more.
    fn read_at(&self) -> String {
        let place = self.own.url.as_ref().map_or_else(|| "at the well-known address".to_owned(), ToString::to_string);
        let silent = ServerMetadata { url: None, ..self.own.clone() } == ServerMetadata::default();
        if silent { place } else { format!("{place}; the workspace says more") }
    }

    /// The metadata, read once per command.
    pub(super) fn server(&self) -> Result<&Server> {
        if let Some(server) = self.server.get() {
            return Ok(server);
        }
        let server = self.discover()?.with(&self.own);
        Ok(self.server.get_or_init(|| server))
    }

    /// `OpenID` Connect appends its path to the issuer, RFC 8414 puts its own between host and path.
    fn discover(&self) -> Result<Server> {
        let base = self.admin.base();
        if let Some(url) = &self.own.url {
            let answer = self.admin.fetch(url)?;
            return if answer.reply.is_success() { read(base, &answer) } else { Err(answer.refused()) };
        }
        let path = base.path().trim_end_matches('/').to_owned();
        let at = |path: String| {
            let mut url = base.clone();
            url.set_path(&path);
            url
        };
        let first = self.admin.fetch(&at(format!("{path}/.well-known/openid-configuration")))?;
        if first.reply.is_success() {
            return read(base, &first);
        }
        if !matches!(first.reply.status, 400..=499) || first.reply.status == 429 {
            return Err(first.refused());
        }
        let second = self.admin.fetch(&at(format!("/.well-known/oauth-authorization-server{path}")))?;
        if second.reply.is_success() {
            return read(base, &second);
        }
        if second.reply.status != 404 {
            return Err(second.refused());
        }
        let next = "check that `url` is the issuer of the server; where its metadata are elsewhere, name the address: \
                    `metadata: { url: .. }`"
            .to_owned();
        Err(Error::Missing { call: Some(second.call), what: "metadata at either well-known address".to_owned(), next })
    }
}

/// Reads metadata, which must name exactly this issuer (RFC 8414, section 3.3).
fn read(base: &Url, answer: &Answer) -> Result<Server> {
    let mut server: Server = serde_json::from_slice(&answer.reply.body).map_err(|_| answer.unexpected())?;
    // An address without a path may be written with or without a slash, and `url` keeps no difference.
    let without_slash = base.as_str().trim_end_matches('/');
    if server.issuer != base.as_str() && !(base.path() == "/" && server.issuer == without_slash) {
        let named = redact::excerpt(server.issuer.as_bytes());
        return Err(Error::Settings(format!("the metadata of `{base}` names another issuer: `{named}`")));
    }
    server.time = date(&answer.reply);
    Ok(server)
}

/// The server's time (RFC 9110, section 6.6.1).
fn date(reply: &Reply) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(reply.header("date")?, &Rfc2822).ok()
}

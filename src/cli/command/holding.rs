//! The flags that say who calls and what it holds, for `token get` and `call`: by the partner's record, or by hand.

mod hand;
mod record;

use serde_json::Value;
use url::Url;

use crate::{
    cli::{
        command::{
            material::{Opening, failed},
            source::{self, SecretSource},
        },
        failure::Failure,
        open::House,
        settings::Purpose,
    },
    clock::Clock,
    crypto::jwt,
    domain::{
        moment::Span,
        name::{PartnerName, ScopeName},
        record::Record,
        secret::Secret,
        workspace::Role,
    },
    http::Http,
    job::{badge::Badge, payload::Facts, token::Cache},
};

/// Who calls, and what it holds.
#[derive(Debug, clap::Args)]
pub struct Holding {
    /// The partner: its record and the secret store say the rest.
    #[arg(long, value_name = "NAME")]
    pub partner: Option<PartnerName>,
    /// The token endpoint.
    #[arg(long, value_name = "URL")]
    pub token_url: Option<Url>,
    /// The authorization server as it names itself; its metadata name the token endpoint (RFC 8414).
    #[arg(long, value_name = "URL")]
    pub issuer: Option<String>,
    /// The client id.
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    pub client_id: Option<String>,
    /// Where the client secret is.
    #[arg(long, value_name = "PATH|-|env:NAME")]
    pub client_secret_file: Option<SecretSource>,
    /// Where id and secret stand in the request [default: header].
    #[arg(long, value_name = "header|body", hide_possible_values = true)]
    pub secret_in: Option<SecretIn>,
    /// The private key.
    #[arg(long, value_name = "FILE")]
    pub key: Option<String>,
    /// The client certificate with its intermediate certificates; repeat it for several files.
    #[arg(long, value_name = "FILE", requires = "key")]
    pub cert: Vec<String>,
    /// The grant: `client-credentials`, or `jwt-bearer` with an assertion [default: by what is given].
    #[arg(long, value_name = "GRANT", hide_possible_values = true)]
    pub grant: Option<Grant>,
    /// An assertion that was made before, for the JWT bearer grant.
    #[arg(long, value_name = "FILE|-", conflicts_with = "key")]
    pub assertion_file: Option<String>,
    /// `sub` of the assertion [default: the client id].
    #[arg(long, value_name = "SUBJECT", allow_hyphen_values = true)]
    pub subject: Option<String>,
    /// `aud` of the assertion [default: the issuer].
    #[arg(long, value_name = "AUDIENCE")]
    pub audience: Option<String>,
    /// How long the assertion is good [default: 300s].
    #[arg(long, value_name = "SPAN")]
    pub ttl: Option<Span>,
    /// How the assertion names the key: `auto` (thumbprint), `none`, or a text [default: auto].
    #[arg(long, value_name = "auto|none|TEXT", allow_hyphen_values = true)]
    pub kid: Option<String>,
    /// A claim of the assertion or of the gateway's JWT; repeat it for several.
    #[arg(long = "claim", value_name = "NAME=JSON", value_parser = jwt::claim)]
    pub claim: Vec<(String, Value)>,
    /// What is known of a server: `bnp-paribas:production`, `:pre-production` or `:staging`.
    #[arg(long, value_name = "NAME:PLACE")]
    pub preset: Option<String>,
    /// Get a JWT that the gateway signs.
    #[arg(long, conflicts_with_all = ["exchange", "grant", "assertion_file"])]
    pub gateway_jwt: bool,
    /// Exchange an ID token at the gateway.
    #[arg(long, conflicts_with_all = ["grant", "assertion_file"])]
    pub exchange: bool,
    /// The root of the gateway's addresses.
    #[arg(long, value_name = "URL")]
    pub gateway: Option<Url>,
    /// The ID token, or with `call` any token, that was got before.
    #[arg(long, value_name = "FILE|-")]
    pub token_file: Option<SecretSource>,
    /// Where the API key is by which the gateway knows the partner.
    #[arg(long, value_name = "PATH|-|env:NAME")]
    pub api_key_file: Option<SecretSource>,
    /// A user of the gateway, for a JWT without claims.
    #[arg(long, value_name = "USER", requires = "password_file", allow_hyphen_values = true)]
    pub user: Option<String>,
    /// Where the user's password is.
    #[arg(long, value_name = "PATH|-|env:NAME", requires = "user")]
    pub password_file: Option<SecretSource>,
    /// The application that the user's JWT is about.
    #[arg(long, value_name = "ID", requires = "user", allow_hyphen_values = true)]
    pub application: Option<String>,
    /// A scope to ask for; repeat it for several [default: those of the record, or what the client may have].
    #[arg(long, value_name = "SCOPE", value_delimiter = ' ')]
    pub scope: Vec<ScopeName>,
    /// The API that the token is for (RFC 8707).
    #[arg(long, value_name = "URI")]
    pub resource: Option<String>,
    /// Authorities to trust besides the system's, as PEM.
    #[arg(long, value_name = "FILE")]
    pub ca: Option<String>,
    /// Get a new token, and keep none.
    #[arg(long)]
    pub no_cache: bool,
    /// How the key is opened.
    #[command(flatten)]
    pub opening: Opening,
}

/// Where a client's secret stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum SecretIn {
    /// In the `Authorization` header.
    Header,
    /// In the body.
    Body,
}

/// What is asked for with what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Grant {
    /// For the client itself.
    ClientCredentials,
    /// With an assertion.
    JwtBearer,
}

/// The partner, ready to ask and to call.
pub struct Ready<'a> {
    /// What it holds.
    pub badge: Option<Badge>,
    /// The client, with the badge's certificate.
    pub http: Http,
    /// Where tokens are kept.
    pub cache: Option<Cache<'a>>,
    /// The record, where there is one.
    pub record: Option<Record>,
    /// What payloads are filled with.
    pub facts: Facts,
    /// The time.
    pub clock: &'a dyn Clock,
}

impl Holding {
    /// Makes the partner ready and does something as it. `base` is an address that is talked to when no flag names another; `line` the
    /// command's words, for the line to send when the partner holds the credential.
    pub fn act<T>(
        &self,
        house: &House,
        (purpose, base, line): (Purpose, Option<&Url>, &str),
        act: impl FnOnce(&Ready<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if let Some(partner) = self.partner.clone().or_else(|| self.only_partner(house)) {
            return self.by_record(house, &partner, (purpose, line), act);
        }
        let http = self.by_hand_client(house, base)?;
        let badge = self.by_hand(house, &http)?;
        let http = match &badge {
            Some(badge) => badge.over(&http).map_err(failed)?,
            None => http,
        };
        act(&Ready { badge, http, cache: None, record: None, facts: Facts::default(), clock: house.clock() })
    }

    /// In a partner's own workspace with one connection that one is meant, unless a flag says who calls, and where.
    fn only_partner(&self, house: &House) -> Option<PartnerName> {
        let server = self.token_url.is_some() || self.issuer.is_some() || self.preset.is_some() || self.gateway.is_some();
        let held = self.key.is_some() || self.client_id.is_some() || self.api_key_file.is_some() || self.assertion_file.is_some();
        if server || held || self.user.is_some() {
            return None;
        }
        let opened = house.open().ok().filter(|opened| opened.workspace.role == Role::Partner)?;
        let mut names = opened.store.partners().ok()?.into_iter();
        names.next().filter(|_| names.next().is_none())
    }

    fn authorities(&self) -> Result<Option<Vec<u8>>, Failure> {
        self.ca.as_deref().map(|path| source::input(path, 1 << 20)).transpose()
    }

    fn secret(house: &House, source: Option<&SecretSource>) -> Result<Option<Secret>, Failure> {
        source.map(|source| source.read(house)).transpose()
    }
}

//! What is wanted of the client, as it was given.

use crate::domain::{
    secret::Secret,
    srx::{CaStatement, Release},
};

/// What is wanted of the client. Nothing is checked yet: `lint::srx` does that.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The release of the firewall.
    pub release: Release,
    /// The primary server, then the secondary one.
    pub servers: Vec<Server>,
    /// How the servers are spoken to.
    pub method: Method,
    /// Their port; 443 when none is named.
    pub port: Option<u32>,
    /// The path where tokens are had.
    pub token_api: Option<String>,
    /// The path that is queried.
    pub query_api: Option<String>,
    /// The authority of the servers' certificates.
    pub ca: Option<Ca>,
    /// Where the authority's certificate lies on the firewall.
    pub ca_file: Option<String>,
    /// The authority's identifier in its profile.
    pub ca_identity: Option<String>,
    /// How the profile learns of revoked certificates.
    pub revocation: Option<Revocation>,
    /// How often revocation is looked at again, in minutes.
    pub validity_interval: Option<u32>,
    /// The address that queries come from.
    pub source: Option<String>,
    /// The interface that they leave by.
    pub interface: Option<String>,
    /// The routing instance that they leave by.
    pub routing_instance: Option<String>,
    /// Users and addresses that are asked about.
    pub filter: Filter,
    /// How they are asked about.
    pub query: Query,
    /// Names that the firewall's DNS lacks.
    pub hosts: Vec<Host>,
    /// The web server of JIMS for single queries.
    pub validator: Option<Validator>,
}

/// One JIMS server with the firewall's credential there: each server has its own pair.
#[derive(Debug, Clone)]
pub struct Server {
    /// `primary` or `secondary`.
    pub role: &'static str,
    /// Its name or address.
    pub address: String,
    /// The client id.
    pub client_id: Option<String>,
    /// The client secret.
    pub secret: Option<Secret>,
}

/// How a server is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Over TLS.
    Https,
    /// In clear, for debugging.
    Http,
}

/// The authority of the servers' certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ca {
    /// By the name of a profile.
    Profile(String),
    /// By a file on the firewall.
    Certificate(String),
}

impl Ca {
    /// Which statement says it.
    #[must_use]
    pub const fn statement(&self) -> CaStatement {
        match self {
            Self::Profile(_) => CaStatement::Profile,
            Self::Certificate(_) => CaStatement::Certificate,
        }
    }
}

/// How revoked certificates are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revocation {
    /// Not at all.
    Disable,
    /// By lists.
    UseCrl,
    /// By asking.
    UseOcsp,
}

impl Revocation {
    /// The statement's word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::UseCrl => "use-crl",
            Self::UseOcsp => "use-ocsp",
        }
    }
}

/// What is asked about.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Addresses that are asked about: address book and address set.
    pub include: Vec<(String, String)>,
    /// Addresses that are not asked about.
    pub exclude: Vec<(String, String)>,
    /// Domains of users.
    pub domains: Vec<String>,
}

/// How users and addresses are asked about.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Users in one answer.
    pub batch_items: Option<u32>,
    /// Seconds between two questions.
    pub batch_interval: Option<u32>,
    /// Seconds until a single address is asked about.
    pub ip_delay: Option<u32>,
    /// Whether single addresses are not asked about.
    pub no_ip: bool,
    /// Parallel connections.
    pub max_connections: Option<u32>,
    /// Minutes that an entry lives.
    pub timeout: Option<u32>,
    /// Minutes that an entry without a user lives.
    pub invalid_timeout: Option<u32>,
    /// Whether an answer without a user leaves the known one.
    pub preserve_valid_user: bool,
}

/// A name that the firewall is to know by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    /// The name.
    pub name: String,
    /// Its address.
    pub address: String,
}

/// The web server of JIMS that answers single queries.
#[derive(Debug, Clone)]
pub struct Validator {
    /// Its name or address.
    pub address: String,
    /// Its port; 591 when none is named.
    pub port: Option<u32>,
    /// The client id there.
    pub client_id: Option<String>,
    /// The client secret there.
    pub secret: Option<Secret>,
}

/// The port of the servers when none is named.
pub const PORT: u32 = 443;
/// The port of the validator when none is named.
pub const VALIDATOR_PORT: u32 = 591;

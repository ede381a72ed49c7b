//! `srx render`: Junos statements for JIMS.

mod wish;

use crate::{
    cli::{
        command::{
            Run,
            material::{Out, failed, tell},
            source::SecretSource,
        },
        failure::Outcome,
        open::House,
        output::Format,
    },
    domain::{
        name::PartnerName,
        srx::{self, Release},
    },
    job::srx::render::{self, Form, Order, Rendered},
};

/// Writes the Junos statements of a firewall's JIMS client.
///
/// The statements are those of the firewall's release. Every length, range and character is checked first; what a commit would refuse is
/// refused here, with flag, value and rule. The client secret is written to `--out` (0600) or shown with `--reveal`, else
/// `"<secret>"` stands for it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The Junos release of the firewall, such as `24.4R1`.
    #[arg(long, value_name = "RELEASE")]
    release: Release,
    /// The partner whose client id, secret and token host are used.
    #[arg(long, value_name = "NAME")]
    partner: Option<PartnerName>,
    #[command(flatten)]
    servers: Servers,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    queries: Queries,
    /// The written form [default: set].
    #[arg(long, value_name = "set|text", hide_possible_values = true)]
    format: Option<FormWord>,
    #[command(flatten)]
    out: Out,
    /// Show the client secret.
    #[arg(long)]
    reveal: bool,
}

/// The servers and the firewall's credentials there.
#[derive(Debug, clap::Args)]
struct Servers {
    /// The primary server: host name, or IPv4 address.
    #[arg(long, value_name = "HOST|IP", required_unless_present = "partner")]
    primary: Option<String>,
    /// The client id at the primary server.
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// Where the client secret at the primary server is.
    #[arg(long, value_name = "PATH|-|env:NAME")]
    client_secret_file: Option<SecretSource>,
    /// The secondary server.
    #[arg(long, value_name = "HOST|IP")]
    secondary: Option<String>,
    /// The client id at the secondary server.
    #[arg(long, value_name = "ID", requires = "secondary")]
    secondary_client_id: Option<String>,
    /// Where the client secret at the secondary server is.
    #[arg(long, value_name = "PATH|-|env:NAME", requires = "secondary")]
    secondary_client_secret_file: Option<SecretSource>,
    /// The web server of JIMS that answers single queries (`jims-validator`).
    #[arg(long, value_name = "HOST|IP")]
    validator: Option<String>,
    /// Its port [default: 591, which the firewall takes].
    #[arg(long, value_name = "PORT", requires = "validator")]
    validator_port: Option<u32>,
    /// The client id there.
    #[arg(long, value_name = "ID", requires = "validator")]
    validator_client_id: Option<String>,
    /// Where the client secret there is.
    #[arg(long, value_name = "PATH|-|env:NAME", requires = "validator")]
    validator_client_secret_file: Option<SecretSource>,
}

/// How the servers are reached and trusted.
#[derive(Debug, clap::Args)]
struct Connection {
    /// The profile of the servers' authority (23.2 and later).
    #[arg(long, value_name = "NAME", conflicts_with = "ca_certificate")]
    ca_profile: Option<String>,
    /// The file of the authority on the firewall (up to 24.2).
    #[arg(long, value_name = "FILE")]
    ca_certificate: Option<String>,
    /// The authority's identifier in the profile [default: the profile's name].
    #[arg(long, value_name = "ID", requires = "ca_profile")]
    ca_identity: Option<String>,
    /// Where the authority's certificate lies on the firewall, to load it [default: /var/tmp/NAME.pem].
    #[arg(long, value_name = "FILE", requires = "ca_profile")]
    ca_file: Option<String>,
    /// How the profile learns of revoked certificates [default: disable].
    #[arg(long, value_name = "disable|use-crl|use-ocsp", hide_possible_values = true, requires = "ca_profile")]
    revocation: Option<RevocationWord>,
    /// How often revocation is looked at again, in minutes (23.2 and later).
    #[arg(long, value_name = "MINUTES")]
    server_validity_check_interval: Option<u32>,
    /// `http` is for debugging [default: https].
    #[arg(long, value_name = "https|http", hide_possible_values = true)]
    connect_method: Option<MethodWord>,
    /// The port of both servers [default: 443, which the firewall takes].
    #[arg(long, value_name = "PORT")]
    port: Option<u32>,
    /// The path where tokens are had, such as `oauth_token/oauth` (not confirmed by Juniper's public text).
    #[arg(long, value_name = "PATH")]
    token_api: Option<String>,
    /// The path of queries, such as `user_query/v2` (not confirmed by Juniper's public text).
    #[arg(long, value_name = "PATH")]
    query_api: Option<String>,
    /// The firewall's address that queries come from.
    #[arg(long, value_name = "ADDRESS")]
    source: Option<String>,
    /// The interface that queries leave by.
    #[arg(long, value_name = "NAME")]
    interface: Option<String>,
    /// The routing instance that queries leave by; it must exist.
    #[arg(long, value_name = "NAME")]
    routing_instance: Option<String>,
    /// A name that the firewall's DNS lacks; repeat it for several.
    #[arg(long, value_name = "FQDN=ADDRESS", value_parser = wish::host)]
    host_map: Vec<srx::Host>,
}

/// What is asked about, and how.
#[derive(Debug, clap::Args)]
struct Queries {
    /// Ask about these addresses alone: address book and set.
    #[arg(long, value_name = "BOOK/SET", value_parser = wish::set)]
    include_ip: Vec<(String, String)>,
    /// Do not ask about these addresses.
    #[arg(long, value_name = "BOOK/SET", value_parser = wish::set)]
    exclude_ip: Vec<(String, String)>,
    /// Ask about users of this domain; repeat it for up to 20.
    #[arg(long, value_name = "DOMAIN")]
    filter_domain: Vec<String>,
    /// Users in one answer, 100 to 1000.
    #[arg(long, value_name = "N")]
    batch_items: Option<u32>,
    /// Seconds between two questions, 1 to 60.
    #[arg(long, value_name = "SECONDS")]
    batch_interval: Option<u32>,
    /// Seconds until a single address is asked about, 0 to 60.
    #[arg(long, value_name = "SECONDS")]
    ip_query_delay: Option<u32>,
    /// Never ask about single addresses.
    #[arg(long, conflicts_with = "ip_query_delay")]
    no_ip_query: bool,
    /// Parallel connections, 1 to 20.
    #[arg(long, value_name = "N")]
    max_connections: Option<u32>,
    /// Minutes that an entry lives: 0, or 10 to 1440.
    #[arg(long, value_name = "MINUTES")]
    auth_timeout: Option<u32>,
    /// Minutes that an entry without a user lives: 0, or 10 to 1440.
    #[arg(long, value_name = "MINUTES")]
    invalid_auth_timeout: Option<u32>,
    /// An answer without a user leaves the known one.
    #[arg(long)]
    preserve_valid_user: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum FormWord {
    Set,
    Text,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum MethodWord {
    Https,
    Http,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum RevocationWord {
    Disable,
    UseCrl,
    UseOcsp,
}

const EXAMPLES: &str = "\
Examples:
  Two servers with a pair of credentials each, to a file for yourself alone:
    $ partnerctl srx render --release 24.4R1 --primary jims1.example.com --client-id srx1 --client-secret-file webhook.txt --secondary jims2.example.com --secondary-client-id srx1-b --secondary-client-secret-file passphrase.txt --ca-profile JIMS_CA --out srx1.set
  In braces, with what the firewall's DNS lacks, the secret left out:
    $ partnerctl srx render --release 25.4 --primary jims1.example.com --client-id srx1 --client-secret-file webhook.txt --ca-profile JIMS_CA --host-map jims1.example.com=192.0.2.10 --format text
  Client id, secret and host of a partner, as JSON:
    $ partnerctl srx render --release 23.4 --partner acme -e non-production --ca-profile GATEWAY_CA -o json";

impl Run for Args {
    type Answer = Rendered;

    fn run(self, house: &House) -> Outcome {
        let target = self.out.target();
        target.check().map_err(failed)?;
        let form = if matches!(self.format, Some(FormWord::Text)) { Form::Text } else { Form::Set };
        let order = Order { wish: self.wish(house)?, form, target, reveal: self.reveal };
        let rendered = render::run(&order).map_err(failed)?;
        if house.settings.style.format == Format::Table {
            tell(house, &rendered.findings);
        }
        house.answer(&rendered)
    }
}

//! `srx check`: whether JIMS would serve a firewall.

use url::Url;

use crate::{
    caller::oauth2::Placement,
    cli::{
        command::{
            Run,
            holding::SecretIn,
            material::{failed, given},
            source::{self, SecretSource},
        },
        failure::{Failure, Outcome, Verdict},
        open::House,
        view::srx::Answer,
    },
    domain::secret::Secret,
    job::srx::{
        check::{self, Credential, Order},
        server::Target,
    },
    lint::srx::{Kind, kind, status},
};

/// Checks that JIMS would serve a firewall; exit 7 when not.
///
/// Connects as a firewall does: the certificate must come from the authority in `--ca` alone, and its common name or a DNS name must equal
/// the configured name; then a token is got with client id and secret, and one query is made with it. Both servers are checked; the
/// primary is the one that is used while it serves. Token and secret are never shown.
///
/// How JIMS forms its addresses is not public. `--token-api PATH` stands for `https://HOST:PORT/api/PATH`, as Juniper documents it for
/// the same statement of the `ClearPass` client; a path that begins with a slash is taken as it is. The default `oauth_token/oauth` and the usual query path
/// `user_query/v2` are values that are set on real devices; that they are JIMS' own defaults is not confirmed.
///
/// With `--status` nothing is called: the output of `show services user-identification identity-management status` is read, which
/// holds a live token, and printed without it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The primary server as the firewall is configured, with its port if that differs.
    #[arg(long, value_name = "HOST[:PORT]", required_unless_present = "status")]
    primary: Option<String>,
    /// The secondary server.
    #[arg(long, value_name = "HOST[:PORT]")]
    secondary: Option<String>,
    /// The authority's certificate; nobody else is trusted.
    #[arg(long, value_name = "FILE", required_unless_present = "status")]
    ca: Option<String>,
    /// The client id.
    #[arg(long, value_name = "ID", required_unless_present = "status")]
    client_id: Option<String>,
    /// Where the client secret is.
    #[arg(long, value_name = "PATH|-|env:NAME", required_unless_present = "status")]
    client_secret_file: Option<SecretSource>,
    /// The client id at the secondary server [default: that of the primary one].
    #[arg(long, value_name = "ID", requires = "secondary")]
    secondary_client_id: Option<String>,
    /// Where the client secret at the secondary server is [default: that of the primary one].
    #[arg(long, value_name = "PATH|-|env:NAME", requires = "secondary")]
    secondary_client_secret_file: Option<SecretSource>,
    /// The port of both servers [default: 443].
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// The path where tokens are had [default: `oauth_token/oauth`, not confirmed].
    #[arg(long, value_name = "PATH")]
    token_api: Option<String>,
    /// The path that is queried with the token, such as `user_query/v2` [default: no query].
    #[arg(long, value_name = "PATH")]
    query_api: Option<String>,
    /// Where id and secret stand in the request [default: header].
    #[arg(long, value_name = "header|body", hide_possible_values = true)]
    secret_in: Option<SecretIn>,
    /// The firewall's status output to read, instead of a check from here.
    #[arg(long, value_name = "FILE|-", conflicts_with_all = ["primary", "secondary", "ca", "client_id", "client_secret_file", "query_api"])]
    status: Option<String>,
}

const EXAMPLES: &str = r#"Examples:
  Both servers, from certificate to query:
    $ partnerctl srx check --primary "$JIMS1" --secondary "$JIMS2" --ca jims-ca.pem --client-id srx1 --client-secret-file secret.txt --query-api user_query/v2
  What the firewall says, without the token that it prints:
    $ partnerctl srx check --status status.txt"#;

impl Run for Args {
    type Answer = Answer;

    fn run(self, house: &House) -> Outcome {
        let answer = match &self.status {
            Some(file) => Answer::Status(read(house, file)?),
            None => Answer::Checked(self.check(house)?),
        };
        house.show(&answer)?;
        Ok(if answer.ok() { Verdict::Done } else { Verdict::No })
    }
}

/// Reads the output; what of it is a token is gone when this returns.
fn read(house: &House, file: &str) -> Result<status::Status, Failure> {
    let pasted = Secret::new(String::from_utf8_lossy(&source::input(file, LIMIT)?).into_owned());
    Ok(status::read(pasted.reveal(), house.clock().now().time()))
}

impl Args {
    fn check(&self, house: &House) -> Result<check::Checked, Failure> {
        let servers = self.targets(house)?;
        let first = servers.first().map(Target::place).unwrap_or_default();
        let base = Url::parse(&format!("https://{first}")).map_err(|_| no_host("primary", &first))?;
        let order = Order {
            servers,
            ca: given(self.ca.as_deref().unwrap_or_default())?,
            token_api: self.token_api.clone().unwrap_or_else(|| TOKEN_API.to_owned()),
            query_api: self.query_api.clone(),
            placement: if self.secret_in == Some(SecretIn::Body) { Placement::Body } else { Placement::Header },
            at: house.clock().now(),
            http: &house.client(base)?,
            patience: house.settings.timeout.duration(),
            tell: &|event| house.tell(event),
        };
        check::run(&order).map_err(failed)
    }

    fn targets(&self, house: &House) -> Result<Vec<Target>, Failure> {
        let missing = |flag: &str| Failure::usage(format!("no `{flag}` is given")).next(format!("give it with `{flag}`"));
        let client_id = self.client_id.clone().ok_or_else(|| missing("--client-id"))?;
        let source = self.client_secret_file.as_ref().ok_or_else(|| missing("--client-secret-file"))?;
        let own = Credential { client_id, secret: source.read(house)? };
        let other = Credential {
            client_id: self.secondary_client_id.clone().unwrap_or_else(|| own.client_id.clone()),
            secret: match &self.secondary_client_secret_file {
                Some(source) => source.read(house)?,
                None => own.secret.clone(),
            },
        };
        let primary = self.primary.as_deref().ok_or_else(|| missing("--primary"))?;
        let mut targets = vec![self.target("primary", primary, own)?];
        targets.extend(self.secondary.as_deref().map(|text| self.target("secondary", text, other)).transpose()?);
        Ok(targets)
    }

    fn target(&self, role: &'static str, text: &str, credential: Credential) -> Result<Target, Failure> {
        let (host, port) = match text.rsplit_once(':').map(|(host, port)| (host, port.parse::<u16>())) {
            Some((host, Ok(port))) => (host, Some(port)),
            _ => (text, None),
        };
        if !matches!(kind(host), Kind::Name | Kind::BareName | Kind::Ipv4) {
            return Err(no_host(role, text));
        }
        Ok(Target { role, host: host.to_owned(), port: port.or(self.port).unwrap_or(443), credential })
    }
}

fn no_host(role: &str, text: &str) -> Failure {
    let what = format!("`--{role} {text}` is neither a host name nor an IPv4 address");
    Failure::usage(what).next("write it like `jims1.example.com` or `jims1.example.com:8443`, without scheme and path")
}

/// What a maintained provider sets on real devices; not confirmed as JIMS' own default.
const TOKEN_API: &str = "oauth_token/oauth";
const LIMIT: u64 = 1 << 20;

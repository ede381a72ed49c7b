//! `jwt verify`: whether a token is good.

use url::Url;

use crate::{
    cli::{
        command::{
            Run,
            material::{Opening, failed, fetch, given, is_address},
            source,
        },
        failure::{Failure, Outcome, Verdict},
        open::House,
    },
    crypto::{
        algorithm::Algorithm,
        jwk::Set,
        jwt::{LIMIT, Rules},
    },
    domain::moment::{Moment, Span},
    job::jwt::{self, Verification},
};

/// Verifies a token: key, algorithm, times, issuer, audience.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[command(group = clap::ArgGroup::new("trust").required(true).args(["key", "jwks", "issuer"]))]
pub struct Args {
    /// The token in a file, or `-` for stdin.
    #[arg(value_name = "FILE|-")]
    token: String,
    /// The public key: a key, certificate or JWK.
    #[arg(long, value_name = "FILE")]
    key: Option<String>,
    /// A set of keys.
    #[arg(long, value_name = "FILE|URL")]
    jwks: Option<String>,
    /// The issuer, whose keys are found by its metadata; it must be the token's.
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// The audience that must be among the token's.
    #[arg(long, value_name = "AUDIENCE")]
    audience: Option<String>,
    /// An algorithm that is accepted; repeat it for several [default: those of the key].
    #[arg(long, value_name = "ALGORITHM")]
    alg: Vec<Algorithm>,
    /// What the header's `typ` must be, so that no token of another kind passes.
    #[arg(long, value_name = "TYPE")]
    typ: Option<String>,
    /// How far clocks may differ.
    #[arg(long, value_name = "SPAN", default_value = "60s")]
    leeway: Span,
    /// The time at which it must be good [default: now].
    #[arg(long, value_name = "TIME")]
    at: Option<Moment>,
    /// Authorities to trust besides the system's when keys are fetched, as PEM.
    #[arg(long, value_name = "FILE")]
    ca: Option<String>,
    #[command(flatten)]
    opening: Opening,
}

const EXAMPLES: &str = "\
Examples:
  With the public key that was registered:
    $ partnerctl jwt verify token.jwt --key acme-jwt.key --at 2026-11-21T16:18:00Z
  With a set of keys, for one audience:
    $ partnerctl jwt verify token.jwt --jwks jwks.json --audience https://as.example --at 2026-11-21T16:18:00Z";

impl Run for Args {
    type Answer = Verification;

    fn run(self, house: &House) -> Outcome {
        let token = source::input(&self.token, LIMIT as u64)?;
        let keys = self.keys(house)?;
        let at = self.at.map_or_else(|| house.clock().time(), Moment::time).unix_timestamp();
        let rules = Rules {
            algorithms: self.alg,
            audience: self.audience,
            issuer: self.issuer,
            typ: self.typ,
            leeway: i64::try_from(self.leeway.duration().as_secs()).unwrap_or(i64::MAX),
            at,
        };
        let verified = jwt::verify(&String::from_utf8_lossy(&token), &keys, &rules);
        house.show(&verified)?;
        Ok(if verified.ok { Verdict::Done } else { Verdict::No })
    }
}

impl Args {
    fn keys(&self, house: &House) -> Result<Set, Failure> {
        let authorities = self.ca.as_deref().map(|path| source::input(path, 1 << 20)).transpose()?;
        let fetch = |url: &Url| fetch(house, url, authorities.clone());
        match (&self.key, &self.jwks, &self.issuer) {
            (_, _, Some(issuer)) => jwt::keys_of_issuer(issuer, &fetch).map_err(failed),
            (_, Some(set), _) if is_address(set) => {
                let url = Url::parse(set).map_err(|error| Failure::usage(format!("`{set}` is not a URL: {error}")))?;
                jwt::keys_at(&url, &fetch).map_err(failed)
            }
            (Some(file), ..) | (None, Some(file), None) => {
                let read = given(file)?;
                if read.bytes.trim_ascii_start().starts_with(b"{") {
                    return jwt::keys(&read, &[]).map_err(failed);
                }
                let (read, items) = self.opening.items(house, file)?;
                jwt::keys(&read, &items).map_err(failed)
            }
            (None, None, None) => Err(Failure::usage("no key is given").next("give `--key`, `--jwks` or `--issuer`")),
        }
    }
}

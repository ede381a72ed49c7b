//! `receive FILE`

use std::path::Path;

use url::Url;

use crate::{
    cli::{
        command::{
            Run,
            material::{given, is_address},
        },
        failure::{Failure, Outcome},
        open::House,
        settings::Purpose,
    },
    domain::name::{NameError, PartnerName},
    job::exchange::{
        plain::{self, Plain},
        receive::{self, Order, Received},
    },
};

/// Takes what a partner sent.
///
/// A signed file is a request, a response, or the result of `verify --report`: it is held against the invitation that it answers and against
/// the partner's key, then partner file and ledger are brought up to date. With a partner's name, plain files are taken from partners without
/// this tool; that they hold the private key is then not shown.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The signed file; the partner's name with one of the flags for plain files
    #[arg(value_name = "FILE|NAME")]
    what: String,
    /// The SHA-256 of the partner's key, as the partner told you by another way; needed when it changed
    #[arg(long, value_name = "SHA256")]
    partner_key: Option<String>,
    /// A plain certificate, and those above it; repeat it for several files
    #[arg(long = "certificate", value_name = "FILE", conflicts_with_all = ["csr", "jwks", "partner_key"])]
    certificates: Vec<String>,
    /// A plain certificate request
    #[arg(long, value_name = "FILE", conflicts_with_all = ["jwks", "partner_key"])]
    csr: Option<String>,
    /// The address of a key set, or a file with one whose key carries its certificate
    #[arg(long, value_name = "FILE|URL", conflicts_with = "partner_key")]
    jwks: Option<String>,
    /// The age recipient that a partner told, for whom its credential is to be sealed
    #[arg(long, value_name = "AGE", conflicts_with_all = ["certificates", "csr", "jwks", "partner_key"])]
    recipient: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  What a partner answered, or the result of its calls:
    $ partnerctl receive acme.test.response.jws
  A certificate from a partner without this tool:
    $ partnerctl receive globex --certificate globex.pem
  The age recipient of a partner without this tool, in place of a passphrase:
    $ partnerctl receive initech --recipient age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

impl Run for Args {
    type Answer = Received;

    fn run(self, house: &House) -> Outcome {
        let received = match self.plain()? {
            Some(plain) => {
                let partner: PartnerName = self.what.parse().map_err(|error: NameError| Failure::usage(error.to_string()))?;
                house.work_on(Purpose::Write, partner, |ctx, key| plain::run(ctx, key, &plain))?
            }
            None => self.signed(house)?,
        };
        house.answer(&received)
    }
}

impl Args {
    fn signed(&self, house: &House) -> Result<Received, Failure> {
        if self.what.parse::<PartnerName>().is_ok() && !Path::new(&self.what).exists() {
            let failure = Failure::usage(format!("there is no file `{}`", self.what));
            return Err(failure.next("for a partner's plain files add `--certificate`, `--csr`, `--jwks` or `--recipient`"));
        }
        let file = given(&self.what)?;
        let order = Order { environment: house.settings.given_environment().cloned(), partner_key: self.partner_key.clone() };
        house.work(|ctx| receive::run(ctx, &file, &order))
    }

    fn plain(&self) -> Result<Option<Plain>, Failure> {
        if !self.certificates.is_empty() {
            let files = self.certificates.iter().map(|file| given(file)).collect::<Result<Vec<_>, _>>()?;
            return Ok(Some(Plain::Certificate(files)));
        }
        if let Some(file) = &self.csr {
            return Ok(Some(Plain::Request(given(file)?)));
        }
        if let Some(text) = &self.recipient {
            return Ok(Some(Plain::Recipient(text.clone())));
        }
        let Some(text) = &self.jwks else { return Ok(None) };
        if is_address(text) {
            let url = Url::parse(text).map_err(|error| Failure::usage(format!("`{text}` is not a URL: {error}")))?;
            return Ok(Some(Plain::KeysAt(url)));
        }
        Ok(Some(Plain::Keys(given(text)?)))
    }
}

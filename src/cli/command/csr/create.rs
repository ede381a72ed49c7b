//! `csr create`: a request for a client certificate.

use std::net::IpAddr;

use crate::{
    cli::{
        command::{
            Run,
            material::{Opening, Out, failed, tell},
        },
        failure::{Failure, Outcome},
        open::House,
    },
    crypto::csr::{AlternativeName, Order},
    job::{
        csr::{self, Created, Wanted},
        preset::Preset,
    },
};

/// Makes a request for a client certificate, signed by its key.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The private key.
    #[arg(long, value_name = "FILE")]
    key: String,
    /// The subject as in RFC 4514, most specific part first, such as `CN=acme,O=Acme,C=US` [default: what the environment given
    /// with `-e` wants].
    #[arg(long, value_name = "SUBJECT", default_value = "", hide_default_value = true, conflicts_with = "preset")]
    subject: String,
    /// What is known of an authority: `bnp-paribas`. It says what the subject must be.
    #[arg(long, value_name = "NAME", requires = "client_id")]
    preset: Option<String>,
    /// The client id that the preset wants in the subject; the bank calls it consumer key.
    #[arg(long, value_name = "ID", requires = "preset", allow_hyphen_values = true)]
    client_id: Option<String>,
    /// A host name; repeat it for several.
    #[arg(long, value_name = "NAME")]
    dns: Vec<String>,
    /// A mail address; repeat it for several.
    #[arg(long, value_name = "ADDRESS")]
    email: Vec<String>,
    /// A URI; repeat it for several.
    #[arg(long, value_name = "URI")]
    uri: Vec<String>,
    /// An IP address; repeat it for several.
    #[arg(long, value_name = "ADDRESS")]
    ip: Vec<IpAddr>,
    /// A further subject as an alternative name; repeat it for several.
    #[arg(long, value_name = "SUBJECT")]
    directory_name: Vec<String>,
    #[command(flatten)]
    out: Out,
    #[command(flatten)]
    opening: Opening,
}

const EXAMPLES: &str = "\
Examples:
  A request whose common name is the consumer key:
    $ partnerctl csr create --key acme.key --subject CN=4711-consumer-key,O=Acme,C=US --out new.csr
  With a host name and a mail address, on stdout:
    $ partnerctl csr create --key acme.key --subject CN=acme,O=Acme,C=US --dns api.acme.example --email dev@acme.example
  As an authority wants it that is known by name:
    $ partnerctl csr create --key acme.key --preset bnp-paribas --client-id 4711-consumer-key --out bank.csr";

impl Run for Args {
    type Answer = Created;

    fn run(self, house: &House) -> Outcome {
        let target = self.out.target();
        target.check().map_err(failed)?;
        let key = self.opening.key(house, &self.key)?;
        let wanted = match house.settings.given_environment() {
            Some(environment) => house.work(|context| -> Result<_, Failure> { Ok(csr::wanted(context, environment)?) })?,
            None => None,
        };
        let order = Order { names: self.names(), subject: self.subject(wanted.as_ref())? };
        let created = csr::create(&key, &order, wanted.as_ref(), &target).map_err(failed)?;
        tell(house, &created.findings);
        house.answer(&created)
    }
}

impl Args {
    fn subject(&self, wanted: Option<&Wanted>) -> Result<String, Failure> {
        match (self.preset.as_deref().zip(self.client_id.as_deref()), wanted) {
            (Some((name, client_id)), _) => Ok(Preset::named(name)?.0.subject(client_id)),
            (None, Some(wanted)) if self.subject.is_empty() => wanted.subject().map_err(failed),
            (None, _) => Ok(self.subject.clone()),
        }
    }

    fn names(&self) -> Vec<AlternativeName> {
        let dns = self.dns.iter().cloned().map(AlternativeName::Dns);
        let email = self.email.iter().cloned().map(AlternativeName::Email);
        let uri = self.uri.iter().cloned().map(AlternativeName::Uri);
        let ip = self.ip.iter().copied().map(AlternativeName::Ip);
        let directory = self.directory_name.iter().cloned().map(AlternativeName::Directory);
        dns.chain(email).chain(uri).chain(ip).chain(directory).collect()
    }
}

//! `cert self-sign`: a certificate signed with its own key.

use std::net::IpAddr;

use crate::{
    cli::{
        command::{
            Run,
            material::{Opening, Out, tell},
        },
        failure::Outcome,
        open::House,
    },
    crypto::{certificate::Certificate, certify::Use, csr::AlternativeName},
    files::Mode,
    job::cert::make::{self, Made, Own},
};

/// Makes a client certificate signed by itself, for non-production.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The private key.
    #[arg(long, value_name = "FILE")]
    key: String,
    /// Whose it is: `CN=acme,O=Acme,C=US`.
    #[arg(long, value_name = "NAME")]
    subject: String,
    /// How many days it lives.
    #[arg(long, value_name = "N", default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=3650))]
    days: u32,
    /// A host that it is for.
    #[arg(long, value_name = "HOST")]
    dns: Vec<String>,
    /// A mailbox that it is for.
    #[arg(long, value_name = "ADDRESS")]
    email: Vec<String>,
    /// A resource that it is for.
    #[arg(long, value_name = "URI")]
    uri: Vec<String>,
    /// An IP address that it is for.
    #[arg(long, value_name = "ADDRESS")]
    ip: Vec<IpAddr>,
    #[command(flatten)]
    opening: Opening,
    #[command(flatten)]
    out: Out,
}

const EXAMPLES: &str = "\
Examples:
  For a year, to a file:
    $ partnerctl cert self-sign --key certs/acme-2026.key --subject CN=acme,O=Acme,C=US --out acme.pem
  With a host as alternative name, for 30 days:
    $ partnerctl cert self-sign --key certs/acme-2026.key --subject CN=acme --dns api.acme.example --days 30";

impl Run for Args {
    type Answer = Made;

    fn run(self, house: &House) -> Outcome {
        let dns = self.dns.into_iter().map(AlternativeName::Dns);
        let email = self.email.into_iter().map(AlternativeName::Email);
        let uri = self.uri.into_iter().map(AlternativeName::Uri);
        let names = dns.chain(email).chain(uri).chain(self.ip.into_iter().map(AlternativeName::Ip)).collect();
        let key = self.opening.key(house, &self.key)?;
        let own = Own { key, subject: self.subject, names, usage: Use::Client, days: self.days };
        let made = make::own(&own, house.clock().now())?;
        deliver(&made, &self.out, house)
    }
}

/// Writes a new certificate where it is wanted, and shows what it is.
pub(super) fn deliver(certificate: &Certificate, out: &Out, house: &House) -> Outcome {
    let mut made = Made::from(certificate);
    tell(house, &made.findings);
    let text = certificate.pem();
    let target = out.target();
    target.write(text.as_bytes(), Mode::Public)?;
    made.file = target.name();
    made.certificate = made.file.is_none().then_some(text);
    house.answer(&made)
}

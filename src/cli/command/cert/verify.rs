//! `cert verify`: whether a certificate is fit for its use.

use super::{all_given, given, place, secret};
use crate::{
    cli::{
        command::{Run, source::SecretSource},
        failure::{Failure, Outcome, Verdict},
        open::House,
        settings::Purpose as Looking,
    },
    crypto::chain::Purpose,
    domain::{
        moment::{Moment, Span},
        workspace::{Class, Policies},
    },
    job::{
        Context,
        cert::{
            elsewhere::Elsewhere,
            verify::{self, Judgement, Order, Rules},
        },
        csr,
        material::Given,
    },
    lint::subject::Template,
};

/// Judges a certificate and its path; exit 7 when it is refused.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files with the certificate and its issuers, in any order; or a server's address.
    #[arg(value_name = "FILE|https://HOST", required = true)]
    targets: Vec<String>,
    /// Further certificates to build the path from.
    #[arg(long, value_name = "FILE")]
    intermediates: Vec<String>,
    /// The trusted certificates [default: the roots in the files]
    #[arg(long, value_name = "FILE")]
    roots: Vec<String>,
    /// Revocation lists to check against.
    #[arg(long, value_name = "FILE")]
    crl: Vec<String>,
    /// The key, request or certificate that it must belong to.
    #[arg(long, value_name = "FILE")]
    key: Option<String>,
    /// The time that counts, such as `2026-11-21T09:30:00Z` [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<Moment>,
    /// Which rules hold [default: those of the environment, else production]
    #[arg(long, value_name = "production|non-production", hide_possible_values = true)]
    class: Option<ClassWord>,
    /// What it is used for [default: client; of a server's address: server]
    #[arg(long, value_name = "client|server", hide_possible_values = true)]
    purpose: Option<PurposeWord>,
    /// How many authorities the server follows.
    #[arg(long, value_name = "N")]
    depth: Option<u8>,
    /// How long before its end it should be renewed.
    #[arg(long, value_name = "SPAN", default_value = "60d")]
    within: Span,
    /// Refuse what breaks RFC 5280 and is tolerated by most servers.
    #[arg(long)]
    strict: bool,
    /// Opens PKCS#12 and protected keys: a file, `-`, or `env:NAME`.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<SecretSource>,
}

/// The class in words.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum ClassWord {
    Production,
    NonProduction,
}

/// The purpose in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum PurposeWord {
    Client,
    Server,
}

const EXAMPLES: &str = "\
Examples:
  The certificate and its issuers in any order, by the rules of non-production:
    $ partnerctl cert verify certs/ca.pem certs/acme-2026.pem --class non-production
  Against what the gateway trusts, with the key that it must belong to:
    $ partnerctl cert verify certs/acme-2026.pem --roots certs/ca.pem --key certs/acme-2026.key -o json";

impl Run for Args {
    type Answer = Judgement;

    fn run(self, house: &House) -> Outcome {
        let judgement = self.judge(house)?;
        house.show(&judgement)?;
        Ok(if judgement.ok { Verdict::Done } else { Verdict::No })
    }
}

impl Args {
    fn judge(&self, house: &House) -> Result<Judgement, Failure> {
        if let [target] = self.targets.as_slice()
            && let Some(place) = place(target, house)?
        {
            return Ok(verify::server(&place, &self.order(house, Vec::new(), PurposeWord::Server)?)?);
        }
        Ok(verify::files(&self.order(house, all_given(&self.targets)?, PurposeWord::Client)?)?)
    }

    fn order(&self, house: &House, files: Vec<Given>, usual: PurposeWord) -> Result<Order, Failure> {
        Ok(Order {
            files,
            intermediates: all_given(&self.intermediates)?,
            roots: all_given(&self.roots)?,
            revocations: all_given(&self.crl)?,
            key: self.key.as_deref().map(given).transpose()?,
            passphrase: secret(self.passphrase_file.as_ref(), house)?,
            rules: self.rules(house, self.purpose.unwrap_or(usual))?,
        })
    }

    /// Where there is a workspace its class, its policies and its partners' certificates count; none is needed.
    fn rules(&self, house: &House, purpose: PurposeWord) -> Result<Rules, Failure> {
        let named = house.settings.workspace.is_some() || house.settings.given_environment().is_some();
        let surroundings = match house.open() {
            Ok(_) => house.work(|context| surroundings(context, house, named))?,
            Err(failure) if named => return Err(failure),
            Err(_) => Surroundings::default(),
        };
        Ok(Rules {
            at: self.at.unwrap_or_else(|| house.clock().now()),
            class: self.class.map_or(surroundings.class, Class::from),
            purpose: if purpose == PurposeWord::Server { Purpose::Server } else { Purpose::Client },
            depth: self.depth.map(usize::from),
            strict: self.strict,
            lead: self.within,
            minimum_rsa_bits: surroundings.policies.minimum_rsa_bits,
            elsewhere: surroundings.elsewhere,
            whose: None,
            subject: surroundings.subject,
        })
    }
}

/// What a workspace adds to the judgement.
struct Surroundings {
    class: Class,
    policies: Policies,
    elsewhere: Elsewhere,
    subject: Option<Template>,
}

impl Default for Surroundings {
    fn default() -> Self {
        Self { class: Class::Production, policies: Policies::default(), elsewhere: Elsewhere::default(), subject: None }
    }
}

fn surroundings(context: &Context<'_>, house: &House, named: bool) -> Result<Surroundings, Failure> {
    let class = match house.settings.environment(context.workspace, Looking::Read) {
        Ok((name, _)) => context.environment(&name)?.class,
        Err(failure) if named => return Err(failure),
        Err(_) => Class::Production,
    };
    let subject = match house.settings.given_environment() {
        Some(environment) => csr::template(context, environment)?,
        None => None,
    };
    let (policies, elsewhere) = (context.workspace.policies.clone(), Elsewhere::read(context)?);
    Ok(Surroundings { class, policies, elsewhere, subject })
}

impl From<ClassWord> for Class {
    fn from(word: ClassWord) -> Self {
        match word {
            ClassWord::Production => Self::Production,
            ClassWord::NonProduction => Self::NonProduction,
        }
    }
}

//! `partner add`: new partner files.

use std::{collections::BTreeMap, path::PathBuf};

use url::Url;

use crate::{
    cli::{
        command::{Run, source},
        failure::{Failure, Outcome},
        open::House,
        settings::Purpose,
    },
    domain::{
        mechanism::MechanismKind,
        name::{ApiRef, PartnerName, ScopeName},
        partner::{Contact, SignedBy},
    },
    job::partner::{self, Choice, Draft, PartnersAdded},
};

/// Writes a new partner file; asks for what is missing.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The name of the partner, which is also that of its file.
    #[arg(value_name = "NAME", conflicts_with = "from_csv")]
    name: Option<PartnerName>,
    /// How it authenticates: `oidc`, `oauth2`, `client-certificate` or `jwt-bearer`.
    #[arg(long, value_name = "MECHANISM")]
    mechanism: Option<MechanismKind>,
    /// An API that it may call; repeat it for several.
    #[arg(long = "api", value_name = "NAME/VERSION")]
    apis: Vec<ApiRef>,
    /// Whom to write to, such as `technical=dev@acme.example`; repeat it for several.
    #[arg(long = "contact", value_name = "ROLE=EMAIL", value_parser = contact)]
    contacts: Vec<Contact>,
    /// The name that people use.
    #[arg(long, value_name = "TEXT")]
    display_name: Option<String>,
    /// A scope of its tokens; repeat it for several.
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<ScopeName>,
    /// A certificate file relative to the workspace: the partner's (`client-certificate`), or its issuer's (`oidc`, `jwt-bearer`).
    #[arg(long = "certificate", value_name = "FILE")]
    certificates: Vec<String>,
    /// Who signs its tokens, when the gateway does (`jwt-bearer`).
    #[arg(long, value_name = "WHO", value_parser = ["gateway", "issuer"])]
    signed_by: Option<String>,
    /// The issuer of its tokens, exactly as in their `iss` (`oidc`, `jwt-bearer`).
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// Where the issuer publishes its keys (`oidc`, `jwt-bearer`).
    #[arg(long, value_name = "URL")]
    jwks_uri: Option<Url>,
    /// The product that issues its tokens: `okta`, `entra`, `cognito`, `adfs`, `pingone` or `pingfederate`; fills in issuer and keys.
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    /// A value of the provider's addresses, such as `domain=acme.okta.com`; repeat it for several.
    #[arg(long = "provider-value", value_name = "NAME=VALUE", value_parser = pair, requires = "provider")]
    provider_values: Vec<(String, String)>,
    /// Its client id at the issuer (`oidc`; with `--provider` also `jwt-bearer`, as a claim).
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// The `aud` of its tokens (`oidc`, `jwt-bearer`).
    #[arg(long, value_name = "TEXT")]
    audience: Option<String>,
    /// A claim that identifies it (`oidc`, `jwt-bearer`); repeat it for several.
    #[arg(long = "claim", value_name = "NAME=VALUE", value_parser = pair)]
    claims: Vec<(String, String)>,
    /// The customer source identifier, when it is agreed already.
    #[arg(long, value_name = "ID")]
    customer_source_id: Option<String>,
    /// A CSV file with the columns name, display-name, environment, mechanism, apis, scopes, contacts, customer-source-id.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["mechanism", "apis", "contacts", "scopes"])]
    from_csv: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  A partner that gets a client id and secret from the gateway:
    $ partnerctl partner add globex -e non-production --mechanism oauth2 --api quote-api/1.0 --contact technical=dev@globex.example
  A partner with tokens of its own Okta:
    $ partnerctl partner add hooli --mechanism jwt-bearer --provider okta --provider-value domain=hooli.okta.com --client-id 0oa1b2c3 --api quote-api/1.0
  Many at once; nothing is written when one row has a fault:
    $ partnerctl partner add --from-csv partners.csv";

impl Run for Args {
    type Answer = PartnersAdded;

    fn run(self, house: &House) -> Outcome {
        let added = match self.from_csv.clone() {
            Some(file) => from_csv(house, &file)?,
            None => house.work_in(Purpose::Write, |context, environment| {
                let name = self.name.clone().map_or_else(|| partner::asked_name(context), Ok)?;
                partner::add(context, self.draft(name), environment)
            })?,
        };
        house.answer(&added)
    }
}

impl Args {
    fn draft(self, name: PartnerName) -> Draft {
        Draft {
            name,
            display_name: self.display_name,
            contacts: self.contacts,
            mechanism: self.mechanism,
            apis: self.apis,
            scopes: self.scopes,
            certificates: self.certificates,
            signed_by: self.signed_by.map(|word| if word == "gateway" { SignedBy::Gateway } else { SignedBy::Issuer }),
            issuer: self.issuer,
            jwks_uri: self.jwks_uri,
            client_id: self.client_id,
            audience: self.audience,
            claims: BTreeMap::from_iter(self.claims),
            customer_source_id: self.customer_source_id,
            provider: self.provider.map(|provider| Choice { provider, values: BTreeMap::from_iter(self.provider_values) }),
        }
    }
}

/// Rows name their environment; the one that is meant otherwise stands in where they do not.
fn from_csv(house: &House, file: &std::path::Path) -> Result<PartnersAdded, Failure> {
    let shown = file.display().to_string();
    let bytes = source::input(&shown, CSV_LIMIT)?;
    house.work(|context| {
        let meant = house.settings.environment(context.workspace, Purpose::Write).ok();
        let environment = meant.as_ref().map(|(environment, _)| environment);
        partner::add_sheet(context, source::title(&shown), &bytes, environment)
    })
}

/// Reads `ROLE=EMAIL`.
pub(crate) fn contact(text: &str) -> Result<Contact, String> {
    let (role, email) = pair(text)?;
    if !email.contains('@') {
        return Err(format!("`{email}` is not a mail address"));
    }
    Ok(Contact { role, email })
}

fn pair(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').filter(|(left, right)| !left.is_empty() && !right.is_empty());
    let (left, right) = parts.ok_or_else(|| "write two words with `=` between them".to_owned())?;
    Ok((left.to_owned(), right.to_owned()))
}

const CSV_LIMIT: u64 = 16 << 20;

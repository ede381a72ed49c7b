//! `accept FILE`

use std::path::{Path, PathBuf};

use url::Url;

use crate::{
    cli::{
        command::{
            Run,
            material::{Opening, failed, given},
            partner::contact,
            source::SecretSource,
        },
        failure::{Failure, Outcome},
        open::House,
        strongbox,
    },
    crypto::random,
    domain::{exchange::Invitation, partner::Contact},
    job::{
        Event,
        exchange::{
            accept::{self, Accepted, Order, Terms},
            found,
            keys::{self, Comparison},
            letter::{self, Signed},
            material,
        },
    },
};

/// Answers an invitation, as a partner.
///
/// Shows the fingerprint of the operator's key, which you compare by another way. Makes a workspace of your own, takes the key and
/// certificate that you have or makes them by the operator's rule, checks them, looks whether your firewall is open, and writes a response
/// that holds public material alone. Run it again to go on: with the signed certificate, or when the terms are accepted.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The invitation
    #[arg(value_name = "FILE")]
    file: String,
    /// The folder of your workspace [default: the one that this folder is in, else this folder]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// The SHA-256 of the operator's key, as the operator told you by another way
    #[arg(long, value_name = "SHA256")]
    operator_key: Option<String>,
    /// The SHA-256 of the operator's key so far, where the operator has a new one
    #[arg(long, value_name = "SHA256")]
    replace_operator: Option<String>,
    /// Accept the terms of use that have this SHA-256
    #[arg(long, value_name = "SHA256", requires = "by", conflicts_with = "terms_by")]
    accept_terms: Option<String>,
    /// Who accepts them
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
    /// Who will accept them later
    #[arg(long, value_name = "NAME")]
    terms_by: Option<String>,
    /// Your private key, instead of a new one; it stays here
    #[arg(long, value_name = "FILE")]
    key: Option<String>,
    /// Your certificate, and those above it; repeat it for several files
    #[arg(long = "certificate", value_name = "FILE")]
    certificates: Vec<String>,
    /// Make a certificate request even where a certificate that is signed with its own key would do
    #[arg(long, conflicts_with = "certificates")]
    csr: bool,
    /// The subject of what is made, such as `CN=acme,O=Acme,C=US`
    #[arg(long, value_name = "SUBJECT")]
    subject: Option<String>,
    /// Where you publish your keys
    #[arg(long, value_name = "URL")]
    jwks_uri: Option<Url>,
    /// The issuer of your tokens, exactly their `iss`
    #[arg(long, value_name = "ISS")]
    issuer: Option<String>,
    /// The client id of your application at your identity provider
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// A claim that identifies you in your tokens; repeat it for several
    #[arg(long = "claim", value_name = "NAME=VALUE", value_parser = claim)]
    claims: Vec<(String, String)>,
    /// Where the secret of that application is; it stays here
    #[arg(long, value_name = "PATH|-|env:NAME")]
    client_secret_file: Option<SecretSource>,
    /// Whom to write to; repeat it for several
    #[arg(long = "contact", value_name = "ROLE=EMAIL", value_parser = contact)]
    contacts: Vec<Contact>,
    /// Do not look whether the firewall is open
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    opening: Opening,
}

const EXAMPLES: &str = "\
Examples:
  Everything asked or made, in a new folder:
    $ partnerctl accept acme.test.invitation.jws --dir acme --operator-key $OPERATOR_KEY
  Days later, with the certificate that an authority signed:
    $ partnerctl accept acme.test.invitation.jws --dir acme --certificate signed.pem";

impl Run for Args {
    type Answer = Accepted;

    fn run(self, house: &House) -> Outcome {
        let letter: Signed<Invitation> = letter::read(&given(&self.file)?).map_err(failed)?;
        let folder = self.folder(house);
        let inner = house.at(&folder);
        let replaced = self.replace_operator.as_deref();
        let known = if found::is_there(&folder) {
            inner.work(|ctx| accept::acquaintance(ctx, &letter, replaced))?
        } else {
            accept::Acquaintance::default()
        };
        if !known.answered {
            letter.must_be_current(house.clock().now(), crate::domain::moment::Span::days(1)).map_err(failed)?;
        }
        if !known.key || self.operator_key.is_some() {
            self.agree(house, &letter)?;
        }
        let order = self.order(house)?;
        settle(house, &folder, &letter.document)?;
        let accepted = inner.work(|ctx| accept::run(ctx, &letter, order))?;
        house.answer(&Accepted { workspace: folder.display().to_string(), ..accepted })
    }
}

impl Args {
    /// The folder that was named; else the workspace that this folder is in, else this folder.
    fn folder(&self, house: &House) -> PathBuf {
        let here = || house.open().map_or_else(|_| PathBuf::from("."), |opened| opened.root);
        self.dir.clone().or_else(|| house.settings.workspace.clone()).unwrap_or_else(here)
    }

    fn agree(&self, house: &House, letter: &Signed<Invitation>) -> Result<(), Failure> {
        let whose = &letter.document.spec.organisation;
        let told = Comparison {
            key: &letter.key,
            whose,
            before: self.replace_operator.as_deref(),
            given: self.operator_key.as_deref(),
            flag: "--operator-key",
        };
        keys::agree(&house.prompt(), &told).map_err(failed)
    }

    fn order(self, house: &House) -> Result<Order, Failure> {
        let terms = match (self.accept_terms, self.by, self.terms_by) {
            (Some(sha256), Some(by), _) => Some(Terms::Accepted { sha256, by }),
            (None, _, Some(name)) => Some(Terms::OpenFor(name)),
            _ => None,
        };
        let key = self.key.as_deref().map(|file| self.opening.key(house, file)).transpose()?;
        let certificates = self.certificates.iter().map(|file| given(file)).collect::<Result<Vec<_>, _>>()?;
        let (jwks_uri, subject, request) = (self.jwks_uri, self.subject, self.csr);
        Ok(Order {
            terms,
            material: material::Order { key, certificates, jwks_uri, subject, request },
            issuer: self.issuer,
            client_id: self.client_id,
            claims: self.claims.into_iter().collect(),
            client_secret: self.client_secret_file.map(|source| source.read(house)).transpose()?,
            contacts: self.contacts,
            replaced: self.replace_operator,
            patience: (!self.offline).then(|| house.settings.timeout.duration()),
        })
    }
}

fn claim(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(name, value)| !name.is_empty() && !value.is_empty());
    pair.map(|(name, value)| (name.to_owned(), value.to_owned())).ok_or_else(|| "write it as NAME=VALUE".to_owned())
}

/// Makes the workspace, or gives the one that is there the environment of the invitation.
fn settle(house: &House, folder: &Path, invitation: &Invitation) -> Result<(), Failure> {
    if found::is_there(folder) {
        let opened = house.at(folder).open()?;
        return found::extend(&opened.root, &opened.workspace, invitation).map_err(failed);
    }
    let id = format!("{}-{}", invitation.metadata.partner, &random::identifier()[..8]);
    let mut order = found::Order { folder: folder.to_owned(), invitation, id, recipient: None };
    found::check(&order).map_err(failed)?;
    if !(house.settings.asks && strongbox::keyring_answers(&order.id)) {
        let (recipient, identity) = strongbox::new_identity(&house.env, &order.id, &house.prompt())?;
        order.recipient = Some(recipient);
        let what = format!("the identity that opens your secrets is in `{}`", identity.display());
        let finding = crate::domain::finding::Finding::new(
            crate::domain::finding::Level::Inform,
            "identity",
            what,
            "keep a copy in a safe place",
        );
        house.tell(&Event::Note(finding));
    }
    found::make(&order).map_err(failed)
}

//! Whether a certificate is fit for its use: its path, and every finding of the rules.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Link, read};
use crate::{
    crypto::{
        bundle::{Bundle, Container},
        certificate::Certificate,
        chain::{self, Answer, Purpose, Question},
        digest,
        revocation::RevocationList,
    },
    domain::{
        finding::{Finding, Level},
        moment::{Moment, Span},
        secret::Secret,
        workspace::Class,
    },
    handshake::{self, Place},
    job::{Cause, Context, Result, material::Given},
    lint::certificate::{self as lint, Case, InUse, Policy},
};

/// What to judge, and against what.
pub struct Order {
    /// The files to be shared; the leaf is in the first that holds one.
    pub files: Vec<Given>,
    /// Further certificates to build the path from.
    pub intermediates: Vec<Given>,
    /// The trusted ones; none means that the roots in the files are trusted.
    pub roots: Vec<Given>,
    /// Revocation lists.
    pub revocations: Vec<Given>,
    /// The key, request or certificate that must have the same public key.
    pub key: Option<Given>,
    /// Opens PKCS#12 files and protected keys.
    pub passphrase: Option<Secret>,
    /// How it is judged.
    pub rules: Rules,
}

/// How a certificate is judged.
#[derive(Debug)]
pub struct Rules {
    /// The time that counts.
    pub at: Moment,
    /// The class of the environment.
    pub class: Class,
    /// What it is to be used for.
    pub purpose: Purpose,
    /// How many authorities the server follows.
    pub depth: Option<usize>,
    /// Whether breaches that servers tolerate are refusals.
    pub strict: bool,
    /// How long before its end a certificate is to be renewed.
    pub lead: Span,
    /// The shortest RSA modulus, in bits.
    pub minimum_rsa_bits: u32,
    /// Certificates that are in use elsewhere.
    pub elsewhere: Vec<InUse>,
}

/// The verdict with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Judgement {
    /// Whether nothing refuses the certificate.
    pub ok: bool,
    /// From the certificate upwards, as far as it leads.
    pub path: Vec<Link>,
    /// The issuer whose certificate was not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing_issuer: Option<String>,
    /// Everything to be said, the worst first.
    pub findings: Vec<Finding>,
}

/// Judges certificates in files.
pub fn files(order: &Order) -> Result<Judgement> {
    let passphrase = order.passphrase.as_ref();
    let all =
        |list: &[Given]| list.iter().map(|given| Ok((given.name.clone(), read(given, passphrase)?))).collect::<Result<Vec<_>>>();
    let (files, further) = (all(&order.files)?, [all(&order.intermediates)?, all(&order.revocations)?].concat());
    let roots: Vec<_> = all(&order.roots)?.into_iter().flat_map(|(_, bundle)| bundle.certificates).collect();
    let key = order.key.as_ref().map(|given| public_key(given, passphrase)).transpose()?;
    let shared: Vec<_> = files.iter().flat_map(|(_, bundle)| bundle.certificates.clone()).collect();
    let leaf = leaf(&shared, key.as_deref())?;
    let everything = || files.iter().chain(&further).map(|(_, bundle)| bundle);
    let pool: Vec<_> = everything().flat_map(|bundle| bundle.certificates.clone()).collect();
    let revocations: Vec<_> = everything().flat_map(|bundle| bundle.revocations.clone()).collect();
    let answer = path(&leaf, &pool, &roots, &revocations, &order.rules);
    let mut findings = Vec::new();
    if order.rules.purpose == Purpose::Client {
        findings = about_leaf(&leaf, &files, key.as_deref(), &order.rules);
    }
    Ok(judgement(answer, findings))
}

/// Judges the certificates that a server shows.
pub fn server(place: &Place, roots: &[Given], rules: &Rules) -> Result<Judgement> {
    let seen = handshake::read_chain(place)?;
    let roots = roots.iter().map(|given| Ok(read(given, None)?.certificates)).collect::<Result<Vec<_>>>()?.concat();
    let leaf = leaf(&seen.chain, None)?;
    let mut findings = Vec::new();
    if !chain::serves(&leaf, &place.host) {
        let text =
            format!("it is not for `{}`: no alternative name fits; check the address, or ask for one with that name", place.host);
        findings.push(Finding::new(Level::Refuse, "other-host", leaf.title(), text));
    }
    Ok(judgement(path(&leaf, &seen.chain, &roots, &[], rules), findings))
}

/// The certificates of all partner files of a workspace, for comparison. A file that cannot be read is passed over: it is
/// not what was asked about.
pub fn in_use(context: &Context<'_>) -> Result<Vec<InUse>> {
    let mut found = Vec::new();
    for name in context.store.partners()? {
        let Ok(partner) = context.store.partner(&name) else { continue };
        for (environment, presence) in &partner.spec.environments {
            let files = presence.authentication.certificates.iter().filter_map(|path| context.store.attachment(path).ok());
            let bundles = files.filter_map(|bytes| Bundle::read("", &bytes, None).ok());
            let leaves = bundles.flat_map(|bundle| chain::leaves(&bundle.certificates).into_iter().cloned().collect::<Vec<_>>());
            found.extend(leaves.map(|leaf| InUse {
                by: format!("{name} in {environment}"),
                sha256: leaf.sha256(),
                public_key_sha256: leaf.public_key.sha256,
            }));
        }
    }
    Ok(found)
}

fn path(
    leaf: &Certificate,
    pool: &[Certificate],
    roots: &[Certificate],
    revocations: &[RevocationList],
    rules: &Rules,
) -> Answer {
    let own: Vec<_> = pool.iter().filter(|one| one.is_self_signed()).cloned().collect();
    let question = Question { at: rules.at, purpose: rules.purpose, depth: rules.depth, strict: rules.strict, revocations };
    let mut answer = chain::verify(leaf, pool, if roots.is_empty() { &own } else { roots }, &question);
    if let Some(root) = answer.path.last().filter(|last| roots.is_empty() && *last != leaf && own.contains(last)) {
        let text = "it is trusted because it is in the files; what the gateway trusts is told with `--roots`";
        answer.findings.push(Finding::new(Level::Inform, "root-from-files", root.title(), text));
    }
    answer
}

/// The certificate with the given key, else the first that issued no other.
fn leaf(list: &[Certificate], key: Option<&str>) -> Result<Certificate> {
    let leaves = chain::leaves(list);
    let owned = leaves.iter().find(|one| key == Some(one.public_key.sha256.as_str())).or(leaves.first());
    let missing = || Cause::Usage {
        what: "the files hold no certificate".to_owned(),
        next: "name the file with the certificate; revocation lists are given with `--crl`".to_owned(),
    };
    Ok((*owned.ok_or_else(missing)?).clone())
}

fn public_key(given: &Given, passphrase: Option<&Secret>) -> Result<String> {
    Ok(given.items(passphrase)?.first().map(|item| digest::sha256(item.public().spki_der())).unwrap_or_default())
}

fn about_leaf(leaf: &Certificate, files: &[(String, Bundle)], key: Option<&str>, rules: &Rules) -> Vec<Finding> {
    let keys = files.iter().flat_map(|(name, bundle)| bundle.private_keys.iter().map(move |place| format!("{name}, {place}")));
    let keys: Vec<_> = keys.collect();
    let home = files.iter().map(|(_, bundle)| bundle).find(|bundle| bundle.certificates.contains(leaf));
    let given = home.map(|bundle| bundle.certificates.clone()).unwrap_or_default();
    let policy = Policy {
        at: rules.at,
        class: rules.class,
        lead: rules.lead,
        minimum_rsa_bits: rules.minimum_rsa_bits,
        key_sha256: key,
        elsewhere: &others(leaf, &rules.elsewhere),
    };
    let mut case = Case::new(leaf, &given, &policy);
    case.private_keys = &keys;
    case.container = home.map_or(Container::Pem, |bundle| bundle.container);
    lint::check(&case)
}

/// A certificate that one partner uses in one environment is that partner's own there, and so is an older one with its key.
fn others(leaf: &Certificate, elsewhere: &[InUse]) -> Vec<InUse> {
    let sha256 = leaf.sha256();
    let users: BTreeSet<_> = elsewhere.iter().filter(|one| one.sha256 == sha256).map(|one| &one.by).collect();
    elsewhere.iter().filter(|one| users.len() != 1 || !users.contains(&one.by)).cloned().collect()
}

fn judgement(answer: Answer, findings: Vec<Finding>) -> Judgement {
    let mut seen = BTreeSet::new();
    let mut all: Vec<_> = answer.findings.into_iter().chain(findings).collect();
    all.retain(|finding| seen.insert((finding.code.clone(), finding.subject.clone())));
    all.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    Judgement {
        ok: all.iter().all(|finding| finding.level != Level::Refuse),
        path: answer.path.iter().map(Link::from).collect(),
        missing_issuer: answer.missing.map(|name| name.to_string()),
        findings: all,
    }
}

//! Whether a certificate is fit for its use: its path, and every finding of the rules.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Link, elsewhere::Elsewhere, read};
use crate::{
    crypto::{
        bundle::{Bundle, Container},
        certificate::Certificate,
        chain::{self, Answer, Purpose, Question},
    },
    domain::{
        finding::{Finding, Level},
        moment::{Moment, Span},
        secret::Secret,
        workspace::Class,
    },
    handshake::{self, Place},
    job::{
        Cause, Result,
        material::{Given, main_item},
    },
    lint::{
        certificate::{self as lint, Case, InUse, Policy},
        subject::Template,
    },
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
    /// What is in use elsewhere.
    pub elsewhere: Elsewhere,
    /// Whose it is or will be, as in `elsewhere`, where that is known.
    pub whose: Option<String>,
    /// What the subject must be, where an environment says so.
    pub subject: Option<Template>,
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
    let beside = Beside::read(order)?;
    let files = all(&order.files, order.passphrase.as_ref())?;
    let shared: Vec<_> = files.iter().flat_map(|(_, bundle)| bundle.certificates.clone()).collect();
    let leaf = leaf(&shared, beside.key.as_deref())?;
    let answer = path(&leaf, &files, &beside, &order.rules);
    let findings = about_leaf(&leaf, &files, beside.key.as_deref(), &order.rules);
    Ok(judgement(answer, findings))
}

/// Judges the certificates that a server shows, as `files` does with those of files.
pub fn server(place: &Place, order: &Order) -> Result<Judgement> {
    let beside = Beside::read(order)?;
    let seen = handshake::read_chain(place)?;
    let leaf = leaf(&seen.chain, None)?;
    let shown = [(place.to_string(), Bundle { certificates: seen.chain, ..Bundle::default() })];
    let mut findings = about_leaf(&leaf, &shown, beside.key.as_deref(), &order.rules);
    if !chain::serves(&leaf, &place.host) {
        let text =
            format!("it is not for `{}`: no alternative name fits; check the address, or ask for one with that name", place.host);
        findings.push(Finding::new(Level::Refuse, "other-host", leaf.title(), text));
    }
    Ok(judgement(path(&leaf, &shown, &beside, &order.rules), findings))
}

type Files = [(String, Bundle)];

/// What was given beside the certificates that are judged.
struct Beside {
    further: Vec<(String, Bundle)>,
    /// The trusted certificates, where any were named.
    roots: Option<Vec<Certificate>>,
    key: Option<String>,
}

impl Beside {
    /// Reads it all. A file without what it was named for is an error: nothing is passed over in silence.
    fn read(order: &Order) -> Result<Self> {
        let passphrase = order.passphrase.as_ref();
        let (intermediates, lists) = (all(&order.intermediates, passphrase)?, all(&order.revocations, passphrase)?);
        let roots = all(&order.roots, passphrase)?;
        for (name, bundle) in intermediates.iter().chain(&roots) {
            must_hold(name, !bundle.certificates.is_empty(), "certificate", "name the file with the certificate")?;
        }
        for (name, bundle) in &lists {
            must_hold(name, !bundle.revocations.is_empty(), "revocation list", "get the list (CRL) from the authority")?;
        }
        let named = !roots.is_empty();
        let roots = named.then(|| roots.into_iter().flat_map(|(_, bundle)| bundle.certificates).collect());
        let key = order.key.as_ref().map(|given| public_key(given, passphrase)).transpose()?;
        Ok(Self { further: [intermediates, lists].concat(), roots, key })
    }
}

fn all(list: &[Given], passphrase: Option<&Secret>) -> Result<Vec<(String, Bundle)>> {
    list.iter().map(|given| Ok((given.name.clone(), read(given, passphrase)?))).collect()
}

fn must_hold(name: &str, holds: bool, what: &str, next: &str) -> Result<()> {
    if holds {
        return Ok(());
    }
    Err(Cause::Usage { what: format!("`{name}` holds no {what}"), next: next.to_owned() }.into())
}

fn path(leaf: &Certificate, files: &Files, beside: &Beside, rules: &Rules) -> Answer {
    let everything = || files.iter().chain(&beside.further).map(|(_, bundle)| bundle);
    let pool: Vec<_> = everything().flat_map(|bundle| bundle.certificates.clone()).collect();
    let revocations: Vec<_> = everything().flat_map(|bundle| bundle.revocations.clone()).collect();
    let own: Vec<_> = pool.iter().filter(|one| one.is_self_signed()).cloned().collect();
    let (purpose, depth, strict) = (rules.purpose, rules.depth, rules.strict);
    let question = Question { at: rules.at, purpose, depth, strict, revocations: &revocations };
    let mut answer = chain::verify(leaf, &pool, beside.roots.as_ref().unwrap_or(&own), &question);
    let last = answer.path.last().filter(|last| beside.roots.is_none() && *last != leaf && own.contains(last));
    if let Some(root) = last.map(Certificate::title) {
        let text = "it is trusted because it is in the files; what the gateway trusts is told with `--roots`";
        answer.findings.push(Finding::new(Level::Inform, "root-from-files", root, text));
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

/// The public key of the private key in a file, else of what else it holds.
fn public_key(given: &Given, passphrase: Option<&Secret>) -> Result<String> {
    let items = given.items(passphrase)?;
    let missing = || Cause::Usage {
        what: format!("`{}` holds no key", given.name),
        next: "name the file of the key, request or certificate".to_owned(),
    };
    Ok(main_item(&items).ok_or_else(missing)?.public().sha256())
}

/// What the rules for a client's certificate say; of a server's, whether the given key is its own.
fn about_leaf(leaf: &Certificate, files: &Files, key: Option<&str>, rules: &Rules) -> Vec<Finding> {
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
        elsewhere: &others(leaf, rules),
    };
    let mut case = Case::new(leaf, &given, &policy);
    case.private_keys = &keys;
    case.container = home.map_or(Container::Pem, |bundle| bundle.container);
    let mut findings = lint::check(&case);
    if rules.purpose != Purpose::Client {
        findings.retain(|finding| FOR_SERVERS.contains(&finding.code.as_str()));
        return findings;
    }
    findings.extend(rules.elsewhere.unread.iter().cloned());
    findings.extend(rules.subject.iter().flat_map(|template| template.check(&leaf.subject)));
    findings
}

/// The rules for clients that hold for servers, too.
const FOR_SERVERS: [&str; 9] = [
    "key-mismatch",
    "rsa-too-small",
    "roca",
    "close-primes",
    "small-factor",
    "prime-power",
    "bad-exponent",
    "small-exponent",
    "private-key-in-file",
];

/// What others use. Where nobody says whose a certificate is, it is that of the only one who uses it, and so is an older one with its key.
fn others(leaf: &Certificate, rules: &Rules) -> Vec<InUse> {
    let sha256 = leaf.sha256();
    let all = &rules.elsewhere.certificates;
    let users: BTreeSet<_> = all.iter().filter(|one| one.sha256 == sha256).map(|one| &one.by).collect();
    let is_own = |one: &&InUse| match &rules.whose {
        Some(own) => one.by == *own,
        None => users.len() == 1 && users.contains(&one.by),
    };
    all.iter().filter(|one| !is_own(one)).cloned().collect()
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

//! One file to be shared: each certificate followed by its issuer, none twice, no private key.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Link, read};
use crate::{
    crypto::{
        certificate::Certificate,
        chain::{self, End},
        key::Key,
        pkcs12,
    },
    domain::{
        finding::{Finding, Level},
        moment::Moment,
        secret::Secret,
    },
    job::{Cause, Result, material::Given},
};

/// What to put into one file.
pub struct Order {
    /// The files with the certificates.
    pub files: Vec<Given>,
    /// Opens PKCS#12 files among them.
    pub passphrase: Option<Secret>,
    /// Whether roots stay in.
    pub with_root: bool,
    /// The time that counts when one of several issuers is chosen.
    pub at: Moment,
}

/// What is in the new file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Bundled {
    /// The certificates, in order.
    pub certificates: Vec<Link>,
    /// What was left out, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
    /// What is to be said about how they hang together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The text; absent when it went to a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bundle: Option<String>,
    /// Where it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// Puts certificates in order, and says what was left out.
pub fn collect(order: &Order) -> Result<(Vec<Certificate>, Bundled)> {
    let mut left_out = Vec::new();
    let mut all = Vec::new();
    for given in &order.files {
        let bundle = read(given, order.passphrase.as_ref())?;
        left_out.extend(bundle.private_keys.iter().map(|place| format!("a private key ({}, {place})", given.name)));
        left_out.extend(bundle.revocations.iter().map(|list| format!("a revocation list of {} ({})", list.issuer, given.name)));
        all.extend(bundle.certificates);
    }
    let ordered = chain::order(&all, order.at);
    let repeated = all.len() - ordered.len();
    left_out.extend(
        (repeated > 0).then(|| if repeated == 1 { "one repetition".to_owned() } else { format!("{repeated} repetitions") }),
    );
    let findings = links(&ordered, order)?;
    let alone = ordered.len() == 1;
    let (roots, kept): (Vec<_>, Vec<_>) = ordered.into_iter().partition(|one| one.is_ca() && one.is_self_issued() && !alone);
    let kept = if order.with_root {
        [kept, roots].concat()
    } else {
        left_out.extend(roots.iter().map(|root| format!("the root {} (`--with-root` keeps it)", root.title())));
        kept
    };
    if kept.is_empty() {
        let next = "name files with certificates, or add `--with-root`".to_owned();
        return Err(Cause::Usage { what: "nothing is left to be bundled".to_owned(), next }.into());
    }
    let links = kept.iter().map(Link::from).collect();
    Ok((kept, Bundled { certificates: links, left_out, findings, bundle: None, file: None }))
}

/// Refuses certificates that do not belong to the first one, and says where its path has a gap.
fn links(ordered: &[Certificate], order: &Order) -> Result<Vec<Finding>> {
    let Some(leaf) = ordered.first() else { return Ok(Vec::new()) };
    let trace = chain::trace(leaf, &ordered.iter().collect::<Vec<_>>(), order.at);
    let last = trace.path.last().unwrap_or(leaf);
    // Another certificate of an authority on the path, such as a cross-signed one.
    let named =
        |one: &Certificate| trace.path.iter().any(|link| link.subject.means(&one.subject) || link.issuer.means(&one.subject));
    let kin = |one: &Certificate| one.is_ca() && named(one);
    let dropped = |one: &Certificate| one.is_ca() && one.is_self_issued() && !order.with_root;
    let apart: Vec<_> = ordered.iter().filter(|one| !trace.path.contains(one) && !kin(one) && !dropped(one)).collect();
    let listed = || apart.iter().map(|one| format!("`{}`", one.title())).collect::<Vec<_>>().join(", ");
    if apart.iter().any(|one| !one.is_ca()) || (trace.end == End::Root && !apart.is_empty()) {
        let what = format!("the files hold what does not belong to the path of `{}`: {}", leaf.title(), listed());
        return Err(Cause::Usage { what, next: "make one bundle per client: take the others out".to_owned() }.into());
    }
    let gap = (!apart.is_empty() && trace.end != End::Root).then(|| {
        let text = format!(
            "the certificate of its issuer `{}` is missing, and what follows ({}) did not issue it; add the missing one, or take \
             the others out",
            last.issuer,
            listed()
        );
        Finding::new(Level::Warn, "gap", last.title(), text)
    });
    Ok(gap.into_iter().collect())
}

/// The certificates as one text.
#[must_use]
pub fn pem(certificates: &[Certificate]) -> String {
    certificates.iter().map(Certificate::pem).collect()
}

/// The certificates with their key as PKCS#12.
pub fn pkcs12(certificates: &[Certificate], key: &Key, passphrase: &Secret) -> Result<Vec<u8>> {
    let ders: Vec<_> = certificates.iter().map(|one| one.der().to_vec()).collect();
    let alias = certificates.first().and_then(|leaf| leaf.subject.texts("CN").next()).unwrap_or("client").to_owned();
    let refused = |error: pkcs12::WriteError| Cause::Usage {
        what: error.to_string(),
        next: "name the key of the first certificate, and a longer passphrase where that is asked for".to_owned(),
    };
    Ok(pkcs12::write(key, &ders, passphrase.reveal(), &alias).map_err(refused)?)
}

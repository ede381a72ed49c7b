//! Whether a certificate is fit to prove who a client is: one table of rules, with a level per class of environment.

mod facts;
mod file;
mod issuer;
mod key;
mod name;
mod usage;

use crate::{
    crypto::{
        bundle::Container,
        certificate::{Certificate, KeyKind},
        weak::{Weakness, weaknesses},
    },
    domain::{
        finding::{Finding, Level},
        moment::{Moment, Span},
        workspace::Class,
    },
};

/// One certificate with everything that a rule may look at.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// The certificate that the client will show.
    pub leaf: &'a Certificate,
    /// All certificates that go with it, in the order in which they were given; the leaf among them.
    pub given: &'a [Certificate],
    /// Where private keys were found in the files: `acme.pem, line 12`.
    pub private_keys: &'a [String],
    /// How the leaf was packed.
    pub container: Container,
    /// What the rules are held against.
    pub against: &'a Policy<'a>,
    weaknesses: Vec<Weakness>,
}

impl<'a> Case<'a> {
    /// A certificate in PEM, without a private key beside it.
    #[must_use]
    pub fn new(leaf: &'a Certificate, given: &'a [Certificate], against: &'a Policy<'a>) -> Self {
        let weaknesses = match &leaf.public_key.kind {
            KeyKind::Rsa { modulus, exponent } => weaknesses(modulus, exponent),
            _ => Vec::new(),
        };
        Self { leaf, given, private_keys: &[], container: Container::Pem, against, weaknesses }
    }
}

/// What the rules are held against.
#[derive(Debug, Clone, Copy)]
pub struct Policy<'a> {
    /// The time that counts.
    pub at: Moment,
    /// The class of the environment.
    pub class: Class,
    /// How long before its end a certificate is to be renewed.
    pub lead: Span,
    /// The shortest RSA modulus that is accepted, in bits.
    pub minimum_rsa_bits: u32,
    /// The SHA-256 of the public key that the partner holds, where it was given.
    pub key_sha256: Option<&'a str>,
    /// Certificates that are in use elsewhere.
    pub elsewhere: &'a [InUse],
}

/// A certificate that is in use elsewhere: by another partner, or by the same one in another environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InUse {
    /// By whom and where: `bolt in production`.
    pub by: String,
    /// The SHA-256 of its encoding.
    pub sha256: String,
    /// The SHA-256 of its public key.
    pub public_key_sha256: String,
}

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// The word for scripts.
    pub code: &'static str,
    /// How bad a breach is in production; `None` when it is none there.
    pub production: Option<Level>,
    /// The same elsewhere.
    pub non_production: Option<Level>,
    /// Says what is so, when it is a breach.
    breach: fn(&Case<'_>) -> Option<String>,
    /// What to do.
    pub advice: &'static str,
}

impl Rule {
    const fn everywhere(level: Level, code: &'static str, breach: fn(&Case<'_>) -> Option<String>, advice: &'static str) -> Self {
        Self { code, production: Some(level), non_production: Some(level), breach, advice }
    }

    fn level(&self, class: Class) -> Option<Level> {
        match class {
            Class::Production => self.production,
            Class::NonProduction => self.non_production,
        }
    }

    fn apply(&self, case: &Case<'_>) -> Option<Finding> {
        let level = self.level(case.against.class)?;
        let fact = (self.breach)(case)?;
        let text = if self.advice.is_empty() { fact } else { format!("{fact}; {}", self.advice) };
        Some(Finding::new(level, self.code, case.leaf.title(), text))
    }
}

/// All rules, room by room.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [key::RULES, usage::RULES, issuer::RULES, name::RULES, file::RULES, facts::RULES].into_iter().flatten()
}

/// Everything to be said about a certificate, the worst first.
#[must_use]
pub fn check(case: &Case<'_>) -> Vec<Finding> {
    let mut findings: Vec<_> = rules().filter_map(|rule| rule.apply(case)).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    findings
}

fn when(breach: bool, fact: impl FnOnce() -> String) -> Option<String> {
    breach.then(fact)
}

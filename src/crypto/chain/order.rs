//! The order of certificates: leaf first, each next one the issuer of the one before (RFC 5246, section 7.4.2). Bounded
//! work: at most 64 signatures are looked at, and a path ends after 16 certificates.

use std::collections::HashSet;

use crate::{
    crypto::certificate::{Certificate, Signed},
    domain::moment::Moment,
};

/// A path from one certificate upwards, as far as the given ones lead.
#[derive(Debug, Clone)]
pub struct Trace {
    /// The certificate itself first.
    pub path: Vec<Certificate>,
    /// Why it goes no further.
    pub end: End,
}

/// Why a path goes no further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The last certificate issued itself.
    Root,
    /// The issuer of the last one was not given.
    Missing,
    /// A certificate with the issuer's name was given, but its key did not sign the last one.
    WrongKey,
    /// The issuers issue each other in a circle.
    Circle,
    /// It is longer than any server would follow.
    TooLong,
}

/// The certificates that issued none of the others, in the given order; those that are no authorities come alone when there
/// are any.
#[must_use]
pub fn leaves(list: &[Certificate]) -> Vec<&Certificate> {
    let issuers: HashSet<_> = list.iter().filter(|one| !one.is_self_issued()).map(|one| one.issuer.der()).collect();
    let mut seen = HashSet::new();
    let ends: Vec<_> = list.iter().filter(|one| !issuers.contains(one.subject.der()) && seen.insert(one.der())).collect();
    let plain: Vec<_> = ends.iter().copied().filter(|one| !one.is_ca()).collect();
    match (plain.is_empty(), ends.is_empty()) {
        (false, _) => plain,
        (true, false) => ends,
        (true, true) => list.first().into_iter().collect(),
    }
}

/// Follows the issuers of a certificate through a pool in any order.
#[must_use]
pub fn trace(leaf: &Certificate, pool: &[&Certificate], at: Moment) -> Trace {
    follow(leaf, pool, at, &mut { SIGNATURES })
}

fn follow(leaf: &Certificate, pool: &[&Certificate], at: Moment, budget: &mut usize) -> Trace {
    let mut path = vec![leaf.clone()];
    while path.len() < LONGEST {
        let last = path.last().unwrap_or(leaf);
        if last.is_self_issued() {
            *budget = budget.saturating_sub(1);
            if *budget == 0 || pool.is_empty() || last.is_self_signed() {
                return Trace { path, end: End::Root };
            }
        }
        let Some((next, signed)) = issuer(last, pool, at, budget) else {
            return Trace { path, end: End::Missing };
        };
        if signed == Signed::No {
            return Trace { path, end: End::WrongKey };
        }
        if path.contains(next) {
            return Trace { path, end: End::Circle };
        }
        path.push(next.clone());
    }
    Trace { path, end: End::TooLong }
}

/// The best candidate for the issuer: its key signed, the names agree to the byte, the key ids agree, it is in date.
fn issuer<'a>(
    child: &Certificate,
    pool: &[&'a Certificate],
    at: Moment,
    budget: &mut usize,
) -> Option<(&'a Certificate, Signed)> {
    let same = |one: &&&Certificate| one.subject.der() == child.issuer.der();
    let mut named: Vec<&Certificate> = pool.iter().filter(same).copied().collect();
    if named.is_empty() {
        named = pool.iter().copied().filter(|one| one.subject.means(&child.issuer)).collect();
    }
    let wanted = child.extensions.authority_key_id.as_ref().and_then(|id| id.value.as_deref());
    let graded = named.into_iter().filter(|one| *one != child).map(|one| {
        let signed = if *budget == 0 { Signed::Unknown } else { child.signed_by(one) };
        *budget = budget.saturating_sub(1);
        let own = one.extensions.subject_key_id.as_ref().map(|id| id.value.as_str());
        let trust = match signed {
            Signed::Yes => 2,
            Signed::Unknown => 1,
            Signed::No => 0,
        };
        let fits = own.is_some() && own == wanted;
        let in_date = one.not_before <= at && at <= one.not_after;
        ((trust, fits, in_date, one.is_self_issued()), one, signed)
    });
    graded.max_by_key(|(grade, ..)| *grade).map(|(_, one, signed)| (one, signed))
}

/// Drops repetitions and puts each leaf before its issuers; certificates that belong to no path come last.
#[must_use]
pub fn order(list: &[Certificate], at: Moment) -> Vec<Certificate> {
    let all = without_repetitions(list);
    let pool: Vec<_> = all.iter().collect();
    // One budget for all: beyond it names and key ids decide.
    let mut budget = SIGNATURES;
    let paths = leaves(&all).into_iter().take(LEAVES).flat_map(|leaf| follow(leaf, &pool, at, &mut budget).path);
    without_repetitions(&paths.chain(all.iter().cloned()).collect::<Vec<_>>())
}

/// Whether the list is as [`order`] would write it.
#[must_use]
pub fn is_ordered(list: &[Certificate], at: Moment) -> bool {
    let all = without_repetitions(list);
    order(&all, at) == all
}

/// Each certificate once, at its first place.
#[must_use]
pub fn without_repetitions(list: &[Certificate]) -> Vec<Certificate> {
    let mut seen = HashSet::new();
    list.iter().filter(|one| seen.insert(one.der())).cloned().collect()
}

const SIGNATURES: usize = 64;
const LONGEST: usize = 16;
/// Beyond so many leaves nobody asked for a path; the rest keeps its order.
const LEAVES: usize = 64;

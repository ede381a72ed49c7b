//! Certificates, issuers of tokens and API keys through the driver, and what may go wrong with them.

mod certificates;
mod cut;
mod issuers;
mod links;
mod scopes;

use std::collections::BTreeSet;

use partnerctl::domain::{
    change::{Change, Operation, Overlap, Scope, SecretKind, SecretOrder},
    mechanism::{IssuerKeys, MechanismKind, TokenIssuer},
    profile::Observed,
};
use serde_json::Value;

use crate::wire::{
    desk::settings,
    pki::{authority, certified, gateway, leaf, published, root},
    recorder::{Habits, State},
    way::{Bench, api, prepare},
};

const DEFAULT: &str = "DEFAULT_IS_TRUSTSTORE";

pub(crate) fn key_order(overlap: Overlap) -> Change {
    Change::IssueSecret(SecretOrder { kind: SecretKind::ApiKey, scopes: BTreeSet::new(), overlap })
}

/// Every new operation once, on a profile that is there.
pub(crate) fn walk(bench: &Bench) {
    let (roots, signers) = (authority("Roots"), authority("Signers"));
    bench.ground(&Change::Admit(api(), MechanismKind::ClientCertificate));
    bench.ground(&Change::TrustChain(vec![root(&roots)]));
    bench.ground(&Change::AskForCertificates);
    bench.profile(&Change::BindCertificates(vec![leaf(&roots, "acme")]));
    for (issuer, kind) in [
        (published(), MechanismKind::Oidc),
        (certified(&signers), MechanismKind::JwtBearer),
        (gateway(), MechanismKind::JwtBearer),
    ] {
        bench.ground(&Change::TrustIssuer(issuer.clone()));
        bench.profile(&Change::LinkSubject(issuer, kind));
    }
    bench.ground(&Change::EnsureScope(scope("openid", &published())));
    bench.ground(&Change::EnsureScope(scope("profile", &published())));
    let moved = TokenIssuer { keys: IssuerKeys::Published("https://login.acme.example/keys".parse().unwrap()), ..published() };
    bench.ground(&Change::TrustIssuer(moved));
    bench.profile(&key_order(Overlap::First));
}

fn made(habits: Habits) -> Bench {
    let bench = Bench::new(habits);
    prepare(&bench);
    bench.profile(&Change::CreateProfile(settings()));
    bench
}

fn observed(bench: &Bench) -> Observed {
    bench.gateway.observe(&bench.target, &bench.desk).unwrap().unwrap()
}

/// Applies a change to a profile, then again as a new command, which must write nothing.
fn twice(bench: &mut Bench, change: &Change) -> Observed {
    let first = bench.profile(change).observed.unwrap();
    bench.afresh();
    let before = bench.recorder.server.seen().len();
    let second = bench.profile(change).observed.unwrap();
    assert_eq!(bench.writes_since(before), Vec::<String>::new(), "{}", change.summary());
    assert_eq!(first, second);
    second
}

fn twice_ground(bench: &mut Bench, change: &Change) {
    bench.ground(change);
    bench.afresh();
    let before = bench.recorder.server.seen().len();
    bench.ground(change);
    assert_eq!(bench.writes_since(before), Vec::<String>::new(), "{}", change.summary());
}

/// A scope of an issuer's tokens at the one API.
fn scope(name: &str, issuer: &TokenIssuer) -> Scope {
    Scope { name: name.parse().unwrap(), issuer: Some(issuer.issuer.clone()), apis: BTreeSet::from([api()]) }
}

fn application(state: &mut State) -> &mut Value {
    state.applications.values_mut().next().unwrap()
}

#[test]
fn what_the_gateway_can_do_is_said_per_mechanism() {
    let bench = Bench::new(Habits::default());
    let able = bench.gateway.probe().unwrap().capabilities;
    let word = |operation, mechanism| able.support(operation, mechanism).word();
    for (operation, words) in [
        (Operation::IssueSecret, ["unsupported", "native", "unsupported", "native"]),
        (Operation::RetireSecret, ["native", "native", "native", "native"]),
        (Operation::SetScopes, ["unsupported", "native", "unsupported", "unsupported"]),
        (Operation::BindCertificates, ["native", "native", "native", "native"]),
        (Operation::LinkSubject, ["native", "unsupported", "unsupported", "native"]),
        (Operation::TrustIssuer, ["native", "native", "native", "native"]),
        (Operation::TrustChain, ["emulated", "emulated", "emulated", "emulated"]),
        (Operation::AskForCertificates, ["native", "native", "native", "native"]),
        (Operation::SetKeys, ["unsupported", "unsupported", "unsupported", "unsupported"]),
    ] {
        assert_eq!(MechanismKind::ALL.map(|kind| word(operation, kind)), words, "{operation}");
    }
}

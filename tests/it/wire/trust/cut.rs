//! A run that ends at any of its writes.

use partnerctl::{
    domain::{
        change::{Change, Overlap},
        mechanism::MechanismKind,
    },
    gateway::Error,
};

use super::{DEFAULT, key_order, made, observed, scope};
use crate::wire::{
    pki::{authority, certified, gateway, held, leaf, published, root},
    recorder::{Cut, Habits, Key},
    security::file,
    way::Bench,
};

/// Everything that is new, in the order of a plan; ends at the first error.
fn trusting(bench: &Bench, parts: &[(Change, bool)]) -> Result<(), Error> {
    for (change, ground) in parts {
        if *ground {
            bench.try_ground(change)?
        } else {
            bench.try_profile(change)?
        };
    }
    Ok(())
}

#[test]
fn a_run_that_is_cut_at_any_write_of_trust_is_completed_by_the_next() {
    let (roots, signers) = (authority("Roots"), authority("Signers"));
    let (external, internal) = (certified(&signers), gateway());
    let parts = [
        (Change::TrustChain(vec![root(&roots)]), true),
        (Change::AskForCertificates, true),
        (Change::TrustIssuer(external.clone()), true),
        (Change::TrustIssuer(published()), true),
        (Change::EnsureScope(scope("openid", &published())), true),
        (Change::TrustIssuer(internal), true),
        (key_order(Overlap::First), false),
        (Change::BindCertificates(vec![leaf(&roots, "acme")]), false),
        (Change::LinkSubject(external, MechanismKind::JwtBearer), false),
        (Change::LinkSubject(published(), MechanismKind::Oidc), false),
    ];
    for carried_out in [false, true] {
        for after in 0.. {
            let mut bench = made(Habits { key: Key::Cleared, ..Habits::default() });
            bench.recorder.cut(Cut { after, carried_out });
            let ended = trusting(&bench, &parts);
            if !bench.recorder.was_cut() {
                ended.unwrap();
                assert!(after > 10, "{after} writes");
                break;
            }
            bench.afresh();
            let place = format!("write {after}, carried out: {carried_out}, first run: {ended:?}");
            trusting(&bench, &parts).unwrap_or_else(|error| panic!("{place}: {error:?}"));
            let seen = observed(&bench);
            assert_eq!((seen.clients.len(), seen.certificates.len(), seen.claims.len()), (2, 1, 3), "{place}");
            assert!(bench.desk.kept().is_some(), "{place}");
            bench.recorder.with(|state| {
                let counts = (state.strategies.len(), state.security.aliases.len(), state.security.stores.len());
                assert_eq!((counts, state.scopes.len()), ((2, 4, 2), 2), "{place}");
                assert_eq!(held(&file(state, DEFAULT)).1.len(), 4, "{place}");
            });
        }
    }
}

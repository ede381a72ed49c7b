//! What a killed run leaves is completed by the next: the connection breaks at every write in turn.

use partnerctl::{
    domain::{change::Change, mechanism::MechanismKind},
    gateway::Error,
    sandbox::Quirks,
};

use crate::{
    driver::bench::{Bench, key_order},
    replies::Play,
    support::relay::Meddling,
    wire::pki::{authority, certified, gateway, leaf, published, root},
};

fn everything() -> Vec<Change> {
    let (roots, external) = (authority("Roots"), certified(&authority("Signers")));
    vec![
        Change::TrustChain(vec![root(&roots)]),
        Change::AskForCertificates,
        Change::TrustIssuer(external.clone()),
        Change::TrustIssuer(published()),
        Change::TrustIssuer(gateway()),
        key_order(),
        Change::BindCertificates(vec![leaf(&roots, "acme")]),
        Change::LinkSubject(external, MechanismKind::JwtBearer),
        Change::LinkSubject(published(), MechanismKind::Oidc),
    ]
}

fn run(bench: &Bench, changes: &[Change]) -> Result<(), Error> {
    changes.iter().try_for_each(|change| bench.make(change).map(drop))
}

#[test]
fn a_run_that_breaks_at_any_write_is_completed_by_the_next() {
    let changes = everything();
    for passed in [false, true] {
        let mut writes = 0;
        for at in 1.. {
            let mut bench = Bench::new(Quirks::default());
            bench.relay.meddle(Meddling { from: at, to: at, writes: true, passed, play: Some(Play::Close), gate: None });
            let ended = run(&bench, &changes);
            let met = bench.relay.met() > 0;
            bench.afresh();
            let place = format!("write {at}, carried out: {passed}, first run: {ended:?}");
            run(&bench, &changes).unwrap_or_else(|error| panic!("{place}: {error:?}"));
            let seen = bench.observed();
            assert_eq!((seen.clients.len(), seen.certificates.len(), seen.claims.len()), (2, 1, 3), "{place}");
            assert!(bench.desk.kept().is_some(), "{place}");
            let all = bench.ask("/strategies");
            let all = all.get("strategies").unwrap_or(&all).as_array().unwrap().len();
            let ground = bench.shared();
            assert_eq!((all, ground.issuers.len()), (2, 2), "{place}");
            bench.afresh();
            run(&bench, &changes).unwrap();
            assert_eq!(bench.relay.writes(), 0, "{place}: nothing is left to do");
            if !met {
                break;
            }
            writes = at;
        }
        assert!(writes >= 10, "{writes} writes");
    }
}

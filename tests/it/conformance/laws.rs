//! The nine laws of drivers, each a plain function that panics when it is broken.

use std::collections::BTreeSet;

use partnerctl::{
    domain::{
        capability::Support,
        change::{Change, KeySource, Operation, Overlap, Scope, SecretKind, SecretOrder},
        mechanism::{Mechanism, MechanismKind},
        profile::{Observed, RemoteRef, Settings, State, Wanted},
    },
    gateway::{Effect, Error},
    plan::Planned,
};

use super::{
    bench::{Bench, Broken, Rig, is_unsupported},
    rigs::material::{self, certificate},
};

/// How a law came out, where it was not broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// With which mechanisms, where that differs.
    Passed(String),
    /// All but this, which cannot be tried here.
    Partly(String),
    /// The product does not do this, says so, and sends nothing.
    Refused,
    NotRun(String),
}

/// A law: its number, what it says, and how it is tried.
pub(crate) type Law = (&'static str, fn(&dyn Rig) -> Outcome);

pub(crate) const LAWS: [Law; 9] = [
    ("1 a claimed operation works, another is refused unsent", claimed_works),
    ("2 what was applied is observed", applied_is_observed),
    ("3 the second plan is empty", second_plan_is_empty),
    ("4 removing what is gone succeeds", gone_is_success),
    ("5 objects of others are never touched", others_are_untouched),
    ("6 unknown fields survive an update", unknown_survives),
    ("7 a secret reaches the desk and nothing else", secrets_stay),
    ("8 more profiles than a page are all found", all_are_found),
    ("9 bad replies become their errors, lost answers heal", broken_replies),
];

/// One change of every operation; whether it is claimed decides what must come of it.
fn claimed_works(rig: &dyn Rig) -> Outcome {
    let mut worked = Vec::new();
    for kind in MechanismKind::ALL {
        let mut bench = Bench::of(rig, &format!("law1-{kind}"));
        let wanted = bench.wanted(kind);
        if bench.bring(&wanted).is_ok() {
            worked.push(kind.word());
        } else {
            let (ground, profile) = bench.plan(&wanted);
            let unable = |item: &&Planned| matches!(item.support, Support::Unsupported { .. });
            for item in ground.iter().filter(unable) {
                unsent(&mut bench, &item.change, |bench, change| bench.on_ground(change));
            }
            for item in profile.iter().filter(unable) {
                unsent(&mut bench, &item.change, Bench::try_change);
            }
        }
        for change in one_of_each(&bench) {
            let support = bench.able.support(change.operation(), kind);
            let never = MechanismKind::ALL
                .iter()
                .all(|kind| matches!(bench.able.support(change.operation(), *kind), Support::Unsupported { .. }));
            if never && matches!(support, Support::Unsupported { .. }) {
                refused_unsent(&mut bench, &change);
            }
        }
    }
    Outcome::Passed(worked.join(", "))
}

fn refused_unsent(bench: &mut Bench<'_>, change: &Change) {
    unsent(bench, change, Bench::try_change);
    unsent(bench, change, |bench, change| bench.on_ground(change));
}

fn unsent<'a>(bench: &mut Bench<'a>, change: &Change, made: fn(&mut Bench<'a>, &Change) -> Result<Effect, Error>) {
    let before = bench.rig.writes();
    let error = made(bench, change).expect_err(&change.summary());
    assert!(is_unsupported(&error), "{}: {error:?}", change.summary());
    assert_eq!(bench.rig.writes(), before, "{}: refused before anything is sent", change.summary());
}

fn one_of_each(bench: &Bench<'_>) -> Vec<Change> {
    let (api, [scope, _]) = (bench.quote(), bench.rig.scopes());
    let (reference, apis) = (api.reference.clone(), BTreeSet::from([api.reference.clone()]));
    let remote = bench.target.remote.clone().unwrap_or_else(|| RemoteRef::new("nothing", "1"));
    let order = SecretOrder { kind: SecretKind::ClientSecret, scopes: BTreeSet::new(), overlap: Overlap::First };
    let Mechanism::Oidc(issuer) = material::mechanism(MechanismKind::Oidc, "issuer", None, true) else { unreachable!() };
    vec![
        Change::PublishApi(Box::new(api)),
        Change::RequireHttps(reference.clone()),
        Change::EnsureScope(Scope { name: scope.parse().unwrap(), issuer: None, apis: apis.clone() }),
        Change::TrustChain(vec![certificate("authority")]),
        Change::AskForCertificates,
        Change::TrustIssuer(issuer.clone()),
        Change::Admit(reference.clone(), MechanismKind::Oauth2),
        Change::SetApiState(reference, State::Active),
        Change::SetState(State::Suspended),
        Change::IssueSecret(order),
        Change::RetireSecret(remote),
        Change::SetKeys(KeySource::Certificates(vec![certificate("keys")])),
        Change::LinkSubject(issuer, MechanismKind::Oidc),
        Change::Assign(apis.clone()),
        Change::Unassign(apis),
    ]
}

fn applied_is_observed(rig: &dyn Rig) -> Outcome {
    let mut worked = Vec::new();
    for kind in MechanismKind::ALL {
        let mut bench = Bench::of(rig, &format!("law2-{kind}"));
        let wanted = bench.wanted(kind);
        if bench.bring(&wanted).is_err() {
            continue;
        }
        worked.push(kind.word());
        if bench.able.support(Operation::EnsureScope, kind) == Support::Native {
            let name = rig.scopes()[1].parse().unwrap();
            bench.on_ground(&Change::EnsureScope(Scope { name, issuer: None, apis: wanted.apis.clone() })).unwrap();
        }
        for change in later(&bench, &wanted) {
            if !matches!(bench.able.support(change.operation(), kind), Support::Native | Support::Emulated { .. }) {
                continue;
            }
            bench.make(&change);
            bench.afresh();
            let observed = bench.observe().unwrap().expect("the profile is there");
            assert!(shows(&observed, &change), "{kind}: {}: {observed:#?}", change.summary());
        }
        bench.make(&Change::RemoveProfile);
        bench.afresh();
        assert_eq!(bench.observe().unwrap(), None);
    }
    Outcome::Passed(worked.join(", "))
}

/// Changes of a profile that is there.
fn later(bench: &Bench<'_>, wanted: &Wanted) -> Vec<Change> {
    let settings = Settings { contacts: vec!["new@acme.example".to_owned()], ..bench.settings() };
    let mut changes = vec![
        Change::UpdateProfile(settings, Vec::new()),
        Change::SetState(State::Suspended),
        Change::SetState(State::Active),
        Change::Unassign(wanted.apis.clone()),
        Change::Assign(wanted.apis.clone()),
    ];
    let remote = bench.target.remote.clone().unwrap();
    match &wanted.mechanism {
        Mechanism::Oauth2 { .. } => {
            let client = bench.observe().unwrap().unwrap().clients.last().map_or(remote, |client| client.remote.clone());
            changes.push(Change::SetScopes(client, BTreeSet::from([bench.rig.scopes()[1].parse().unwrap()])));
        }
        Mechanism::ClientCertificate { .. } => changes.push(Change::BindCertificates(vec![certificate("successor")])),
        Mechanism::JwtBearer(_) => changes.push(Change::SetKeys(KeySource::Certificates(vec![certificate("successor")]))),
        Mechanism::Oidc(_) => {}
    }
    changes
}

fn shows(observed: &Observed, change: &Change) -> bool {
    match change {
        Change::UpdateProfile(settings, _) => observed.settings.contacts == settings.contacts,
        Change::SetState(state) => observed.state == *state,
        Change::Assign(apis) => apis.is_subset(&observed.apis),
        Change::Unassign(apis) => apis.is_disjoint(&observed.apis),
        Change::SetScopes(remote, scopes) => {
            observed.clients.iter().any(|client| client.remote == *remote && client.scopes == *scopes)
        }
        Change::BindCertificates(certificates) | Change::SetKeys(KeySource::Certificates(certificates)) => {
            certificates.iter().all(|certificate| observed.knows(&certificate.facts))
        }
        _ => true,
    }
}

fn second_plan_is_empty(rig: &dyn Rig) -> Outcome {
    let mut worked = Vec::new();
    for kind in MechanismKind::ALL {
        let mut bench = Bench::of(rig, &format!("law3-{kind}"));
        let wanted = bench.wanted(kind);
        if bench.bring(&wanted).is_err() {
            continue;
        }
        worked.push(kind.word());
        bench.afresh();
        let before = bench.rig.writes();
        let (ground, profile) = bench.plan(&wanted);
        let left: Vec<String> = ground.iter().chain(&profile).map(|item| item.change.summary()).collect();
        assert_eq!(left, Vec::<String>::new(), "{kind}");
        assert_eq!(bench.rig.writes(), before, "planning writes nothing");
    }
    Outcome::Passed(worked.join(", "))
}

fn gone_is_success(rig: &dyn Rig) -> Outcome {
    let mut bench = Bench::of(rig, "law4");
    bench.make(&Change::RemoveProfile);
    let wanted = bench.wanted(MechanismKind::Oauth2);
    bench.bring(&wanted).unwrap();
    let before = bench.target.clone();
    bench.make(&Change::RemoveProfile);
    bench.target = before;
    bench.afresh();
    bench.make(&Change::RemoveProfile);
    if bench.able.knows_apis() {
        bench.make(&Change::Unassign(wanted.apis));
    }
    Outcome::Passed(String::new())
}

fn others_are_untouched(rig: &dyn Rig) -> Outcome {
    rig.plant("law5-test");
    let before = rig.planted("law5-test");
    let mut bench = Bench::of(rig, "law5");
    let wanted = bench.wanted(MechanismKind::Oauth2);
    if bench.observe().unwrap().is_some_and(|observed| observed.marker.is_none()) {
        for change in
            [Change::CreateProfile(bench.settings()), Change::UpdateProfile(bench.settings(), Vec::new()), Change::RemoveProfile]
        {
            let error = bench.try_change(&change).expect_err("it is somebody else's");
            assert!(matches!(error, Error::Conflict { .. }), "{error:?}");
        }
    } else {
        bench.bring(&wanted).unwrap();
        bench.make(&Change::RemoveProfile);
    }
    read_as_strangers(rig, &bench);
    assert_eq!(rig.planted("law5-test"), before);
    Outcome::Passed(String::new())
}

/// What somebody else made is read without a write where the product can list, and nothing of ours is among it.
fn read_as_strangers(rig: &dyn Rig, bench: &Bench<'_>) {
    let writes = rig.writes();
    match bench.gateway.strangers() {
        Ok(found) => {
            let found: Vec<Observed> = found.map(Result::unwrap).collect();
            let planted = found.iter().find(|observed| observed.settings.name == "law5-test").expect("it is in the list");
            assert_eq!((&planted.marker, planted.clients.len(), planted.state), (&None, 0, State::Active), "{planted:?}");
            let owners = found.iter().filter_map(|observed| observed.marker.as_ref()).map(|marker| marker.owner.as_str());
            assert!(owners.into_iter().all(|owner| owner != "conformance"), "a profile of ours is among them");
        }
        Err(Error::Unsupported(_)) => assert!(rig.page().is_none() || rig.driver().contains('+'), "the product has a list"),
        Err(error) => panic!("{error:?}"),
    }
    assert_eq!(rig.writes(), writes, "reading writes nothing");
}

fn unknown_survives(rig: &dyn Rig) -> Outcome {
    let mut bench = Bench::of(rig, "law6");
    let wanted = bench.wanted(MechanismKind::Oauth2);
    let observed = bench.bring(&wanted).unwrap();
    if rig.add_unknown(&observed, &bench.desk).is_none() {
        return Outcome::NotRun("no member can be put past the driver".to_owned());
    }
    assert!(rig.has_unknown(&observed), "it was put there");
    bench.afresh();
    let settings = Settings { contacts: vec!["new@acme.example".to_owned()], ..bench.settings() };
    bench.make(&Change::UpdateProfile(settings, Vec::new()));
    assert!(rig.has_unknown(&observed), "it survived");
    Outcome::Passed(String::new())
}

fn secrets_stay(rig: &dyn Rig) -> Outcome {
    let mut bench = Bench::of(rig, "law7");
    let wanted = bench.wanted(MechanismKind::Oauth2);
    let observed = bench.bring(&wanted).unwrap();
    bench.said.push(format!("{observed:?}"));
    bench.try_change(&Change::RetireSecret(RemoteRef::new("nothing", "1"))).ok();
    let kept = bench.desk.all();
    assert!(kept.contains_key(&bench.target.slot), "the credential is at the desk");
    for (slot, secret) in kept {
        let told = bench.said.iter().chain(&bench.desk.told()).any(|text| text.contains(&secret));
        assert!(!told, "`{slot}` was said aloud");
    }
    Outcome::Passed(String::new())
}

fn all_are_found(rig: &dyn Rig) -> Outcome {
    let mut bench = Bench::of(rig, "law8-0");
    let Some(page) = rig.page() else {
        let refused = bench.gateway.survey().map(|_| ()).expect_err("there is no list");
        assert!(is_unsupported(&refused), "{refused:?}");
        return Outcome::Refused;
    };
    let names: BTreeSet<String> = (0..=page).map(|number| format!("law8-{number}-test")).collect();
    for number in 0..=page {
        bench.target = Bench::of(rig, &format!("law8-{number}")).target;
        bench.make(&Change::CreateProfile(bench.settings()));
    }
    bench.afresh();
    let found: Vec<String> = bench.gateway.survey().unwrap().map(|observed| observed.unwrap().settings.name).collect();
    let own: Vec<&String> = found.iter().filter(|name| name.starts_with("law8-")).collect();
    assert_eq!(own.len(), names.len(), "each once");
    assert!(names.iter().all(|name| own.contains(&name)));
    Outcome::Passed(String::new())
}

fn broken_replies(rig: &dyn Rig) -> Outcome {
    type Check = fn(&Error) -> bool;
    let rows: [(Broken, Check); 11] = [
        (Broken::Status(401), |error| matches!(error, Error::Unauthenticated { .. } | Error::Disowned { .. })),
        (Broken::Status(403), |error| matches!(error, Error::Forbidden { .. })),
        (Broken::Status(409), |error| matches!(error, Error::Conflict { .. })),
        (Broken::Status(429), |error| matches!(error, Error::Throttled { .. })),
        (Broken::Status(500), |error| matches!(error, Error::Unexpected { .. })),
        (Broken::Status(503), |error| matches!(error, Error::Throttled { .. })),
        (Broken::Page(200), |error| matches!(error, Error::Unexpected { .. })),
        (Broken::Page(404), |error| matches!(error, Error::Unexpected { .. })),
        (Broken::Page(410), |error| matches!(error, Error::Unexpected { .. })),
        (Broken::Closed, |error| matches!(error, Error::Unreachable { .. })),
        (Broken::Cut, |error| matches!(error, Error::Unreachable { .. })),
    ];
    let mut bench = Bench::of(rig, "law9");
    let wanted = bench.wanted(MechanismKind::Oauth2);
    bench.bring(&wanted).unwrap();
    let mut untried = Vec::new();
    for (how, fits) in rows {
        bench.afresh();
        if rig.break_calls(how) {
            let error = bench.observe().expect_err("it is broken");
            assert!(fits(error.plain()), "{how:?}: {error:?}");
        } else {
            untried.push(format!("{how:?}"));
        }
        rig.heal();
    }
    bench.afresh();
    assert!(bench.observe().unwrap().is_some(), "it is there again");
    lost_answer(rig);
    if untried.is_empty() { Outcome::Passed(String::new()) } else { Outcome::Partly(untried.join(", ")) }
}

/// A creation whose answer is lost: its outcome is unknown, and the next run makes it good.
pub(super) fn lost_answer(rig: &dyn Rig) {
    let mut bench = Bench::of(rig, "law9-lost");
    let wanted = bench.wanted(MechanismKind::Oauth2);
    let (ground, profile) = bench.plan(&wanted);
    assert!(ground.is_empty() || !rig.shares_apis(), "the ground is prepared");
    for item in &ground {
        bench.on_ground(&item.change).unwrap();
    }
    rig.lose_answer();
    let error = bench.try_change(&profile[0].change).expect_err("its answer is lost");
    assert!(matches!(error.plain(), Error::OutcomeUnknown { .. }), "{error:?}");
    rig.heal();
    bench.afresh();
    bench.bring(&wanted).unwrap();
    bench.afresh();
    assert!(bench.plan(&wanted).1.is_empty());
}

//! The driver of dynamic client registration against the habits of servers: tokens and secrets that change with any answer, answers that
//! are lost, members that are dropped.

use partnerctl::{
    domain::{
        change::{Change, Registration},
        mechanism::{Mechanism, MechanismKind},
        profile::Settings,
        secret::Secret,
    },
    gateway::{ASKED, Desk, Error, Issued, NOT_MADE},
};
use serde_json::json;

use super::rfc7591::{Habits, Twin};
use crate::{
    conformance::bench::{Bench, is_unsupported},
    replies::Play,
};

fn register(bench: &mut Bench<'_>, kind: MechanismKind) -> Registration {
    let wanted = bench.wanted(kind);
    let registration = Registration { settings: wanted.settings, mechanism: wanted.mechanism };
    bench.make(&Change::Register(Box::new(registration.clone())));
    registration
}

fn update(bench: &Bench<'_>, contact: &str) -> Change {
    Change::UpdateProfile(Settings { contacts: vec![contact.to_owned()], ..bench.settings() }, Vec::new())
}

/// The registration token and a newer one that has not worked yet, as they are kept.
fn tokens(bench: &Bench<'_>) -> [Option<String>; 2] {
    ["registration-token", "registration-token-new"].map(|slot| bench.desk.all().get(&bench.target.slot.beside(slot)).cloned())
}

#[test]
fn a_new_token_is_kept_beside_the_old_one_until_it_has_worked() {
    let twin = Twin::start(Habits { read_rotates: true, ..Habits::default() });
    let mut bench = Bench::of(&twin, "acme");
    register(&mut bench, MechanismKind::Oauth2);
    let [first, none] = tokens(&bench);
    assert_eq!(none, None);
    bench.observe().unwrap();
    let [old, fresh] = tokens(&bench);
    assert_eq!((&old, fresh.is_some()), (&first, true), "both are kept");
    bench.observe().unwrap();
    let [worked, next] = tokens(&bench);
    assert_eq!(worked, fresh, "it has worked");
    // The answer with the newest token was lost, or it never came into force: the one before opens the client.
    bench.desk.keep(&bench.target.slot.beside("registration-token-new"), &Secret::new("never-given".to_owned())).unwrap();
    twin.state().clients.values_mut().for_each(|client| client.token = worked.clone().unwrap());
    assert!(bench.observe().unwrap().is_some());
    assert_ne!(tokens(&bench)[1], next);
    bench.make(&update(&bench, "new@acme.example"));
    bench.make(&Change::RemoveProfile);
    assert!(twin.state().clients.is_empty());
}

#[test]
fn a_new_secret_in_any_answer_replaces_the_old_one_at_once() {
    let twin = Twin::start(Habits { new_secrets: true, ..Habits::default() });
    let mut bench = Bench::of(&twin, "acme");
    register(&mut bench, MechanismKind::Oauth2);
    for _ in 0..2 {
        bench.observe().unwrap();
        let known = twin.state().clients["client-1"].members["client_secret"].clone();
        assert_eq!(json!(bench.desk.all()[&bench.target.slot]), known);
    }
    let effect = bench.make(&update(&bench, "new@acme.example"));
    assert_eq!(effect.issued, Vec::<Issued>::new(), "the read before it brought the secret");
}

#[test]
fn a_secret_that_nobody_proves_himself_with_is_not_kept() {
    let twin = Twin::start(Habits { secrets_for_all: true, ..Habits::default() });
    let mut bench = Bench::of(&twin, "acme");
    bench.desk.keep(&bench.target.slot, &Secret::new("the partner's own key".to_owned())).unwrap();
    register(&mut bench, MechanismKind::JwtBearer);
    bench.observe().unwrap();
    assert_eq!(bench.desk.all()[&bench.target.slot], "the partner's own key");
}

#[test]
fn a_secret_is_read_again_where_the_server_shows_it() {
    for hides_secret in [false, true] {
        let twin = Twin::start(Habits { hides_secret, ..Habits::default() });
        let mut bench = Bench::of(&twin, "acme");
        let wanted = bench.wanted(MechanismKind::Oauth2);
        let registration = Registration { settings: wanted.settings, mechanism: wanted.mechanism };
        let mut effect = bench.make(&Change::Register(Box::new(registration)));
        let Some(Issued::Now(pending)) = effect.issued.pop() else { panic!("a secret was issued") };
        Desk::forget(&bench.desk, &pending.slot).unwrap();
        let left = bench.gateway.collect(std::slice::from_ref(&pending), &bench.desk).unwrap();
        assert_eq!((left.len(), bench.desk.all().contains_key(&pending.slot)), (usize::from(hides_secret), !hides_secret));
    }
}

#[test]
fn what_the_server_drops_is_said_once_and_no_difference_later() {
    let twin = Twin::start(Habits { drops_unknown: true, update_rotates: true, ..Habits::default() });
    let mut bench = Bench::of(&twin, "acme");
    let wanted = bench.wanted(MechanismKind::Oauth2);
    let registration = Registration { settings: wanted.settings.clone(), mechanism: wanted.mechanism.clone() };
    let effect = bench.make(&Change::Register(Box::new(registration)));
    let codes: Vec<&str> = effect.notes.iter().map(|note| note.code.as_str()).collect();
    assert!(!codes.is_empty() && codes.iter().all(|code| *code == "not-kept"), "{codes:?}");
    bench.afresh();
    assert!(bench.plan(&wanted).1.is_empty());
    assert!(bench.observe().unwrap().unwrap().marker.is_some_and(|marker| marker.same_profile(&bench.target.marker)));
}

#[test]
fn an_update_sends_everything_but_what_only_the_server_writes() {
    let twin = Twin::start(Habits { update_rotates: true, ..Habits::default() });
    let mut bench = Bench::of(&twin, "acme");
    register(&mut bench, MechanismKind::ClientCertificate);
    bench.make(&update(&bench, "new@acme.example"));
    let put = twin.seen().into_iter().rfind(|seen| seen.method == "PUT").unwrap();
    let sent: serde_json::Value = serde_json::from_slice(&put.body).unwrap();
    for absent in ["registration_access_token", "registration_client_uri", "client_id_issued_at", "client_secret"] {
        assert!(sent.get(absent).is_none(), "{absent}");
    }
    assert_eq!(sent["client_id"], "client-1");
    assert_eq!(sent["token_endpoint_auth_method"], "self_signed_tls_client_auth");
    assert!(sent["jwks"]["keys"][0]["x5c"].is_array() && sent["jwks"]["keys"][0].get("d").is_none());
    assert_eq!(sent["tls_client_certificate_bound_access_tokens"], true);
    let observed = bench.observe().unwrap().unwrap();
    assert!(observed.token_endpoint.unwrap().path().starts_with("/mutual"), "the alias is used (RFC 8705, section 5)");
}

#[test]
fn a_server_that_lets_nobody_manage_says_so() {
    let twin = Twin::start(Habits { unmanaged: true, ..Habits::default() });
    let mut bench = Bench::of(&twin, "acme");
    let wanted = bench.wanted(MechanismKind::Oauth2);
    let registration = Registration { settings: wanted.settings, mechanism: wanted.mechanism };
    let effect = bench.make(&Change::Register(Box::new(registration)));
    assert!(effect.notes.iter().any(|note| note.code == "not-manageable"), "{:?}", effect.notes);
    assert!(bench.desk.all().contains_key(&bench.target.slot), "the secret is kept all the same");
    assert!(is_unsupported(&bench.observe().unwrap_err()));
}

#[test]
fn refusals_are_told_in_the_servers_words_and_leave_a_note() {
    let rows = [
        (Play::json(400, &json!({ "error": "invalid_client_metadata", "error_description": "no such scope" })), "no such scope"),
        (Play::json(401, &json!({ "error": "invalid_token" })), "invalid_token"),
        (Play::json(403, &json!({ "error": "insufficient_scope" })), "insufficient_scope"),
        (Play::text(404, ""), "registration endpoint"),
        (Play::json(429, &json!({ "error": "slow_down" })).with("retry-after", "70"), "slow_down"),
    ];
    let twin = Twin::start(Habits::default());
    for (play, words) in rows {
        let mut bench = Bench::of(&twin, "acme");
        let wanted = bench.wanted(MechanismKind::Oauth2);
        let registration = Registration { settings: wanted.settings, mechanism: wanted.mechanism };
        twin.state().instead = Some(("/reg", 1, play));
        let error = bench.try_change(&Change::Register(Box::new(registration))).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!((bench.desk.noted(ASKED).len(), bench.desk.noted(NOT_MADE).len()), (1, 1), "{error:?}");
    }
    assert!(twin.state().clients.is_empty());
}

/// A route that is missing is no client that is gone: nothing is registered, and the token stays.
#[test]
fn what_is_not_the_servers_own_word_does_not_give_a_client_up() {
    let pages = ["<html><title>Not found</title></html>", "Dynamic registration is not enabled.", "404", "\"gone\""];
    let rows = pages.iter().flat_map(|body| [(404, *body), (410, *body)]);
    for (status, body) in rows {
        let twin = Twin::start(Habits::default());
        let mut bench = Bench::of(&twin, "acme");
        let registration = register(&mut bench, MechanismKind::Oauth2);
        let (kept, writes) = (bench.desk.all(), twin.state().writes);
        twin.state().instead = Some(("/reg/", usize::MAX, Play::text(status, body)));
        let tries = [
            bench.observe().map(drop),
            bench.try_change(&Change::Register(Box::new(registration))).map(drop),
            bench.try_change(&update(&bench, "new@acme.example")).map(drop),
            bench.try_change(&Change::RemoveProfile).map(drop),
        ];
        assert!(tries.iter().all(|tried| matches!(tried, Err(Error::Unexpected { .. }))), "{status} {body}: {tries:?}");
        assert_eq!((bench.desk.all(), twin.state().writes), (kept, writes), "{status} {body}");
        twin.state().instead = None;
        assert!(bench.observe().unwrap().is_some(), "it was there all the time");
    }
}

/// Only 410 says that a client was there; what a 404 means, people decide.
#[test]
fn a_plain_404_needs_consent_and_410_does_not() {
    let refused = json!({ "error": "not_found" });
    for (play, is_gone) in [
        (Play::text(404, ""), false),
        (Play::json(404, &refused), false),
        (Play::json(404, &json!({ "message": "no Route matched with those values" })), false),
        (Play::text(410, ""), true),
        (Play::json(410, &refused), true),
    ] {
        let twin = Twin::start(Habits::default());
        let mut bench = Bench::of(&twin, "acme");
        register(&mut bench, MechanismKind::Oauth2);
        let kept = bench.desk.all();
        twin.state().instead = Some(("/reg/", usize::MAX, play));
        let observed = bench.observe();
        let fits = if is_gone { matches!(observed, Ok(None)) } else { matches!(observed, Err(Error::Disowned { .. })) };
        assert!(fits, "{observed:?}");
        bench.make(&Change::RemoveProfile);
        assert_eq!(bench.desk.all(), kept, "what to forget is not for the driver to say");
    }
}

#[test]
fn a_yes_that_cannot_be_read_is_an_unknown_outcome() {
    for play in [Play::text(201, "{}"), Play::text(201, "<html>"), Play::Cut(b"{".to_vec()), Play::text(504, "")] {
        let twin = Twin::start(Habits::default());
        let mut bench = Bench::of(&twin, "acme");
        let wanted = bench.wanted(MechanismKind::Oauth2);
        let registration = Registration { settings: wanted.settings, mechanism: wanted.mechanism };
        twin.state().instead = Some(("/reg", 1, play));
        let error = bench.try_change(&Change::Register(Box::new(registration))).unwrap_err();
        assert!(matches!(error, Error::OutcomeUnknown { .. }), "{error:?}");
        assert_eq!(bench.desk.noted(NOT_MADE), Vec::<String>::new());
    }
}

#[test]
fn a_token_is_sent_to_its_own_server_alone() {
    let twin = Twin::start(Habits::default());
    let other = Twin::start(Habits::default());
    let mut bench = Bench::of(&twin, "acme");
    register(&mut bench, MechanismKind::Oauth2);
    let remote = bench.target.remote.as_mut().unwrap();
    remote.id = remote.id.replace(&twin.issuer(), &other.issuer());
    assert!(matches!(bench.observe(), Err(Error::Settings(_))));
    assert!(other.seen().is_empty());
}

#[test]
fn two_subjects_or_two_kinds_of_certificates_are_refused_before_anything_is_sent() {
    let twin = Twin::start(Habits::default());
    let mut bench = Bench::of(&twin, "acme");
    let mut wanted = bench.wanted(MechanismKind::ClientCertificate);
    wanted.mechanism = Mechanism::ClientCertificate { certificates: Vec::new(), authorities: Vec::new() };
    let registration = Registration { settings: wanted.settings, mechanism: wanted.mechanism };
    assert!(is_unsupported(&bench.try_change(&Change::Register(Box::new(registration))).unwrap_err()));
    assert_eq!(twin.state().writes, 0);
}

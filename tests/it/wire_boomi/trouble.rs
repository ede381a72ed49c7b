//! What goes wrong: refusals, throttling, tokens that end, answers that get lost.

use std::collections::BTreeSet;

use partnerctl::{
    domain::{
        change::{Change, Overlap},
        message::{Method, Request},
        profile::State,
    },
    gateway::{Error, Target},
};
use serde_json::{Value, json};

use crate::{
    replies::{Play, Server},
    wire::desk::{TestDesk, settings, target},
    wire_boomi::{
        open,
        stand_in::Habits,
        way::{Bench, order, publish, quote},
    },
};

fn token(name: &str) -> Play {
    Play::json(200, &json!({"token_type": "bearer", "access_token": name, "expires_in": 3600, "refresh_token": "canary-refresh"}))
}

fn coded(status: u16, code: &str) -> Play {
    Play::text(status, "<h1>Developer is not well</h1>").with("x-mashery-error-code", code)
}

fn none() -> Play {
    Play::text(200, "[]").with("x-total-count", "0")
}

#[test]
fn each_bad_answer_becomes_its_error() {
    type Check = fn(&Error) -> bool;
    let fields = r#"{"errors":[{"property":"username","message":"too long"},{"property":"email","message":"is missing"}]}"#;
    let cases: [(&str, Play, Check); 11] = [
        (
            "used up",
            coded(403, "ERR_403_DEVELOPER_OVER_RATE").with("x-plan-quota-reset", "2026-11-21T10:30:00.000+0000"),
            |error| matches!(error, Error::Throttled { message, retry_after: Some(wait), .. } if message.contains("used up") && wait.as_secs() == 3600),
        ),
        (
            "no right",
            Play::text(403, "<h1>Forbidden</h1>"),
            |error| matches!(error, Error::Forbidden { missing, .. } if missing.contains("applications")),
        ),
        (
            "fields",
            Play::text(400, fields),
            |error| matches!(error, Error::Invalid { message, .. } if message == "`username`: too long; `email`: is missing"),
        ),
        (
            "words",
            Play::text(400, r#"{"errorCode":400,"errorMessage":"bad \u001b[31m secret: \"canary-1\""}"#),
            |error| matches!(error, Error::Invalid { message, .. } if message.contains("bad")),
        ),
        ("duplicate", Play::text(400, r#"{"errorCode":1001,"errorMessage":"x"}"#), |error| {
            matches!(error, Error::Conflict { .. })
        }),
        (
            "server",
            Play::text(500, r#"{"errorCode":500,"errorMessage":"canary-token is odd"}"#),
            |error| matches!(error, Error::Unexpected { excerpt, .. } if excerpt == "*** is odd"),
        ),
        ("busy", coded(503, "ERR_503_SERVICE_UNAVAILABLE"), |error| matches!(error, Error::Throttled { .. })),
        (
            "page",
            Play::text(200, "<html><title>Proxy login</title></html>"),
            |error| matches!(error, Error::Unexpected { excerpt, .. } if excerpt == "Proxy login"),
        ),
        ("shape", Play::text(200, "{}"), |error| matches!(error, Error::Unexpected { .. })),
        ("cut", Play::Cut(b"[".to_vec()), |error| matches!(error, Error::Unreachable { .. })),
        ("silence", Play::Silence, |error| matches!(error, Error::Unreachable { .. })),
    ];
    for (name, play, check) in cases {
        let server = Server::play(vec![token("canary-token"), play]);
        let error = open(server.url()).observe(&target(), &TestDesk::default()).unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(check(&error), "{name}: {error:?}");
        assert!(!text.contains("canary") && !text.contains('\u{1b}'), "{name}: {text}");
        assert_eq!(server.seen().len(), 2, "{name} is not repeated");
    }
}

#[test]
fn whoever_is_too_fast_waits_and_repeats() {
    let over = || coded(403, "ERR_403_DEVELOPER_OVER_QPS");
    let server = Server::play(vec![token("t"), over(), over().with("retry-after", "2"), none()]);
    assert!(open(server.url()).observe(&target(), &TestDesk::default()).unwrap().is_none());
    assert_eq!(server.seen().len(), 4);
    let page = Play::text(403, "<h1>Developer Over Qps</h1>").with("x-packagekey-qps-allotted", "4");
    let server = Server::play(vec![token("t"), page]);
    let error = open(server.url()).observe(&target(), &TestDesk::default()).unwrap_err();
    assert!(matches!(&error, Error::Throttled { retry_after: Some(pause), .. } if pause.as_millis() == 250), "{error:?}");
    assert_eq!(server.seen().len(), 12, "ten more tries");
}

#[test]
fn a_creation_that_was_too_fast_is_made_once() {
    let over = coded(403, "ERR_403_SERVICE_OVER_QPS");
    let gone = Play::text(400, r#"{"errors":[{"property":"email","message":"bad"}]}"#);
    let server = Server::play(vec![token("t"), none(), none(), over, gone]);
    let create = Change::CreateProfile(settings());
    let error = open(server.url()).apply(&Target::Profile(target()), &create, &TestDesk::default()).unwrap_err();
    assert!(matches!(error, Error::Invalid { .. }), "{error:?}");
    let posts = server.seen().iter().filter(|seen| seen.method == "POST" && seen.path.contains("members")).count();
    assert_eq!(posts, 2, "the first one reached nothing");
}

#[test]
fn a_token_that_is_dead_is_got_again() {
    let dead = || coded(403, "ERR_403_DEVELOPER_INACTIVE");
    let server = Server::play(vec![token("one"), dead(), token("two"), none()]);
    open(server.url()).observe(&target(), &TestDesk::default()).unwrap();
    let seen = server.seen();
    assert_eq!(seen[3].header("authorization"), Some("Bearer two"));
    assert!(seen[2].header("authorization").unwrap().starts_with("Basic "));
    let form = String::from_utf8_lossy(&seen[2].body).into_owned();
    let expected = format!("grant_type=password&username=service-user&password=canary-password&scope={}", super::AREA);
    assert_eq!(form, expected);

    for (answer, tries) in [(dead(), 4), (coded(403, "ERR_403_NOT_AUTHORIZED"), 2), (Play::text(401, ""), 4)] {
        let mut token_next = false;
        let server = Server::serve(move |_| {
            token_next = !token_next;
            if token_next { token("t") } else { answer.clone() }
        });
        let error = open(server.url()).observe(&target(), &TestDesk::default()).unwrap_err();
        assert!(matches!(error, Error::Unauthenticated { .. }), "{error:?}");
        assert_eq!(server.seen().len(), 2 * tries);
    }
}

#[test]
fn a_token_is_renewed_inside_a_run() {
    let short = json!({"token_type": "bearer", "access_token": "one", "expires_in": 60, "refresh_token": "again"});
    let expired = Play::json(400, &json!({"error": "invalid_grant", "error_description": "Expired refresh token"}));
    let server =
        Server::play(vec![Play::json(200, &short), none(), Play::json(200, &short), none(), expired, token("two"), none()]);
    let gateway = open(server.url());
    for _ in 0..3 {
        gateway.observe(&target(), &TestDesk::default()).unwrap();
    }
    let seen = server.seen();
    let form = |at: usize| String::from_utf8_lossy(&seen[at].body).into_owned();
    assert_eq!(form(2), "grant_type=refresh_token&refresh_token=again");
    assert!(form(5).starts_with("grant_type=password&"));
    assert_eq!(seen[6].header("authorization"), Some("Bearer two"));
}

#[test]
fn a_refused_login_says_so() {
    let refused = r#"{"error":"invalid_client","error_description":"canary-password is wrong"}"#;
    for status in [400, 401, 403] {
        let server = Server::play(vec![Play::text(status, refused)]);
        let error = open(server.url()).probe().unwrap_err();
        assert!(matches!(&error, Error::Unauthenticated { message, .. } if message == "*** is wrong"), "{error:?}");
        assert_eq!(server.seen().len(), 1);
    }
}

#[test]
fn calls_keep_the_pace_and_raw_calls_carry_the_token() {
    let server = Server::play(vec![token("t"), none()]);
    let gateway = open(server.url());
    gateway.raw(&Request::new(Method::Get, "/members").query("limit", "1")).unwrap();
    gateway.raw(&Request::new(Method::Get, "/v3/rest/members")).unwrap();
    let seen = server.seen();
    assert_eq!((seen[1].path.as_str(), seen[2].path.as_str()), ("/v3/rest/members?limit=1", "/v3/rest/members"));
    assert_eq!(seen[1].header("authorization"), Some("Bearer t"));
    let error = gateway.raw(&Request::new(Method::Get, "https://elsewhere.example/")).unwrap_err();
    assert!(matches!(error, Error::Settings(_)), "{error:?}");
}

#[test]
fn names_that_are_taken_get_an_ending() {
    let bench = Bench::new(Habits::default());
    bench.stand_in.with(|state| state.names.push("acme-production".to_owned()));
    bench.twice(&Change::CreateProfile(settings()));
    let member = bench.stand_in.with(|state| state.below("members")).remove(0);
    let name = member["username"].as_str().unwrap();
    assert!(name.starts_with("acme-production-") && name.len() == "acme-production-".len() + 6, "{name}");
    bench.twice(&Change::SetState(State::Suspended));
    bench.profile(&Change::RemoveProfile);
    assert!(bench.stand_in.with(|state| state.below("members")).is_empty());
}

#[test]
fn objects_of_others_are_not_touched() {
    let mut bench = Bench::new(Habits::default());
    bench.stand_in.with(|state| {
        state.records.insert(
            "members/m".to_owned(),
            json!({"id": "m", "username": "crm", "email": "x@crm.example", "externalId": "CRM-17"}),
        );
        let theirs =
            json!({"id": "a", "name": "acme-production", "username": "crm", "notes": "call first", "externalId": "CRM-18"});
        state.records.insert("applications/a".to_owned(), theirs);
    });
    let seen = bench.observed();
    assert_eq!(seen.marker, None);
    assert_eq!(bench.gateway.survey().unwrap().count(), 0);
    for change in [Change::CreateProfile(settings()), Change::RemoveProfile, order(Overlap::First)] {
        let error = bench.try_profile(&change).unwrap_err();
        assert!(matches!(error, Error::Conflict { .. }), "{error:?}");
    }
    bench.target.adopt = true;
    bench.twice(&Change::UpdateProfile(settings(), Vec::new()));
    bench.target.adopt = false;
    assert_eq!(bench.observed().settings, settings());
    let (member, application) =
        bench.stand_in.with(|state| (state.records["members/m"].clone(), state.records["applications/a"].clone()));
    assert_eq!((&member["externalId"], &member["email"]), (&json!("CRM-17"), &json!("x@crm.example")));
    let notes = application["notes"].as_str().unwrap();
    assert!(notes.starts_with("call first\n[partnerctl ") && notes.contains("externalId=CRM-18"), "{notes}");
    let error = bench.try_profile(&Change::SetState(State::Suspended)).unwrap_err();
    assert!(matches!(error, Error::Conflict { .. }), "{error:?}");
    bench.profile(&Change::RemoveProfile);
    assert!(bench.stand_in.with(|state| state.records.contains_key("members/m")));
}

#[test]
fn a_plan_without_room_and_a_refused_key_leave_the_secret_in_use() {
    let bench = Bench::new(Habits::default());
    bench.profile(&Change::CreateProfile(settings()));
    bench.issue(Overlap::First);
    let kept = bench.desk.kept();
    let plan = bench.stand_in.with(|state| {
        let plan = state.records.keys().find(|path| path.contains("/plans/")).unwrap().clone();
        state.records.get_mut(&plan).unwrap()["maxNumKeysAllowed"] = json!(1);
        plan
    });
    let error = bench.try_profile(&order(Overlap::Beside)).unwrap_err();
    assert!(matches!(&error, Error::Conflict { what, .. } if what.contains("allows 1 key")), "{error:?}");
    assert_eq!(bench.desk.kept(), kept);
    bench.stand_in.with(|state| state.records.get_mut(&plan).unwrap()["maxNumKeysAllowed"] = json!(9));
    bench.issue(Overlap::Beside);
    assert_ne!(bench.desk.kept(), kept);
}

/// Whatever write is cut, carried out or not: the next run ends well, with one member, one application and one key.
#[test]
fn a_cut_at_any_write_heals() {
    let changes = || {
        [
            publish(&quote()),
            Change::Admit(quote(), partnerctl::domain::mechanism::MechanismKind::Oauth2),
            Change::CreateProfile(settings()),
            order(Overlap::First),
            Change::Assign(BTreeSet::from([quote()])),
        ]
    };
    for reviews in [false, true] {
        for (after, carried_out) in (0..24).flat_map(|after| [(after, true), (after, false)]) {
            let mut bench = Bench::new(Habits { reviews, ..Habits::default() });
            bench.stand_in.cut(after, carried_out);
            let make = |bench: &Bench, change: &Change| match change {
                Change::PublishApi(_) | Change::Admit(..) => bench.try_ground(change).map(drop),
                _ => bench.try_profile(change).map(drop),
            };
            let first = changes().iter().try_for_each(|change| make(&bench, change));
            assert_eq!(first.is_err(), bench.stand_in.was_cut(), "{after} {carried_out}: {first:?}");
            bench.afresh();
            for change in changes() {
                make(&bench, &change).unwrap_or_else(|error| panic!("{after} {carried_out} {}: {error:?}", change.summary()));
            }
            check(&bench, &format!("{after} {carried_out}"));
        }
    }
}

fn check(bench: &Bench, at: &str) {
    let seen = bench.observed();
    assert_eq!((seen.clients.len(), seen.apis), (1, BTreeSet::from([quote()])), "{at}");
    let (members, applications, keys): (Vec<Value>, Vec<Value>, Vec<Value>) =
        bench.stand_in.with(|state| (state.below("members"), state.below("applications"), state.below("packageKeys")));
    assert_eq!((members.len(), applications.len(), keys.len()), (1, 1, 1), "{at}");
    assert_eq!(keys[0]["secret"].as_str().map(str::to_owned), bench.desk.kept(), "{at}");
    assert_eq!((&keys[0]["status"], &members[0]["areaStatus"]), (&json!("active"), &json!("active")), "{at}");
}

/// More than a page is read to its end, whether the server counts items or pages; a part of a name is not the name.
#[test]
fn lists_are_read_to_their_end() {
    for pages in [false, true] {
        let bench = Bench::new(Habits { pages, ..Habits::default() });
        bench.stand_in.with(|state| {
            for number in 0..250 {
                let (id, key) = (format!("a{number:03}"), "juniper-networks/production/p");
                let theirs = json!({"id": id, "name": format!("p{number}-production"), "username": format!("u{number}"),
                    "externalId": format!("{key}{number}#1")});
                state.records.insert(format!("applications/{id}"), theirs);
                state
                    .records
                    .insert(format!("members/m{number}"), json!({"id": format!("m{number}"), "username": format!("u{number}")}));
            }
        });
        let found: BTreeSet<String> = bench.gateway.survey().unwrap().map(|one| one.unwrap().settings.name).collect();
        assert_eq!(found.len(), 250);
        let mut wanted = target();
        wanted.name = "p1-production".to_owned();
        let one = bench.gateway.observe(&wanted, &bench.desk).unwrap().unwrap();
        assert_eq!(one.settings.name, "p1-production");
    }
}

#[test]
fn a_list_that_ends_before_its_total_is_not_taken_for_whole() {
    let page = Play::json(200, &json!([{"id": "a", "name": "x"}])).with("x-total-count", "7");
    let server = Server::play(vec![token("t"), page]);
    let error = open(server.url()).observe(&target(), &TestDesk::default()).unwrap_err();
    assert!(matches!(error, Error::Unexpected { .. }), "{error:?}");
}

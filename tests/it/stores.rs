//! The store: partner files, records, locks, journal and audit log in a workspace folder.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    sync::Barrier,
    thread,
    time::{Duration, Instant, SystemTime},
};

use partnerctl::{
    domain::{mechanism::MechanismKind, name::ProfileKey, profile::RemoteRef, record::Record},
    files,
    store::{Act, Begun, Error, Holder, LockScope, Store, WorkspaceFolder},
};
use tempfile::TempDir;

const PARTNER: &str = "\
# wanted by sales
apiVersion: partnerctl/v1
kind: Partner
metadata: { name: acme }  # the stem
spec:
  displayName: Acme
  environments:
    sandbox:
      authentication: { mechanism: oauth2, scopes: [quote-read] }
      apis:
        - quote-api/1.0   # by contract
";

struct Place {
    folder: TempDir,
    store: WorkspaceFolder,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("partners")).unwrap();
    let workspace = "apiVersion: partnerctl/v1\nkind: Workspace\norganisation: Juniper Networks\n";
    fs::write(folder.path().join("partnerctl.yaml"), workspace).unwrap();
    fs::write(folder.path().join("partners/acme.yaml"), PARTNER).unwrap();
    let store = WorkspaceFolder::find(folder.path(), None).unwrap();
    Place { folder, store }
}

fn key(partner: &str) -> ProfileKey {
    ProfileKey { partner: partner.parse().unwrap(), environment: "sandbox".parse().unwrap() }
}

fn holder(host: &str) -> Holder {
    Holder {
        user: "ann".to_owned(),
        host: host.to_owned(),
        pid: std::process::id(),
        since: "2026-11-21T09:30:00Z".parse().unwrap(),
        command: "onboard acme".to_owned(),
    }
}

fn begun(partner: &str) -> Begun {
    Begun {
        scope: LockScope::Profile(key(partner)),
        operation: "create-profile".to_owned(),
        generation: 1,
        at: "2026-11-21T09:30:00Z".parse().unwrap(),
    }
}

fn record(partner: &str) -> Record {
    Record::new(&key(partner), MechanismKind::Oauth2, "2026-11-21T09:30:00Z".parse().unwrap())
}

#[test]
fn a_workspace_is_found_from_below() {
    let place = place();
    let deep = place.folder.path().join("a/b");
    fs::create_dir_all(&deep).unwrap();
    let found = WorkspaceFolder::find(&deep, None).unwrap();
    assert_eq!(found.root(), place.folder.path());
    assert_eq!(found.workspace().unwrap().owner(), "juniper-networks");
    let nowhere = tempfile::tempdir().unwrap();
    assert!(matches!(WorkspaceFolder::find(nowhere.path(), None), Err(Error::NoWorkspace { .. })));
}

#[test]
fn a_new_workspace_keeps_its_state_out_of_git() {
    let folder = tempfile::tempdir().unwrap();
    let store = WorkspaceFolder::open(folder.path(), None);
    let workspace = place().store.workspace().unwrap();
    store.create(&workspace).unwrap();
    assert_eq!(store.workspace().unwrap(), workspace);
    assert_eq!(fs::read_to_string(folder.path().join(".partnerctl/.gitignore")).unwrap(), "*\n");
    assert!(matches!(store.create(&workspace), Err(Error::Exists { .. })));
}

#[test]
fn a_partner_file_must_keep_its_name_and_its_mechanism() {
    let place = place();
    let cases = [
        ("name: acme", "name: other", "partners/acme.yaml:4:13: `name` is `other`, and the file is that of `acme`"),
        ("scopes: [quote-read]", "issuer: x", "partners/acme.yaml:9:44: `issuer` does not go with mechanism `oauth2`"),
        (
            "scopes: [quote-read]",
            "certificates: [c.pem]",
            "partners/acme.yaml:9:44: `certificates` does not go with mechanism `oauth2`",
        ),
        (
            "oauth2, scopes: [quote-read]",
            "jwt-bearer, signedBy: gateway, issuer: x",
            "partners/acme.yaml:9:67: `issuer` does not go with `signedBy: gateway`",
        ),
        ("oauth2", "oidc", "partners/acme.yaml:9:25: mechanism `oidc` needs `issuer`"),
        (
            "oauth2, scopes: [quote-read]",
            "jwt-bearer, issuer: x, clientId: y",
            "partners/acme.yaml:9:59: `clientId` does not go with mechanism `jwt-bearer`",
        ),
        ("displayName", "displayname", "partners/acme.yaml:6:3: key `displayname` is not known here"),
    ];
    let name = "acme".parse().unwrap();
    assert!(place.store.partner(&name).is_ok());
    for (before, after, wanted) in cases {
        fs::write(place.folder.path().join("partners/acme.yaml"), PARTNER.replace(before, after)).unwrap();
        assert_eq!(place.store.partner(&name).unwrap_err().to_string(), wanted);
    }
}

#[test]
fn a_missing_partner_brings_up_names_that_look_like_it() {
    let place = place();
    let error = place.store.partner(&"acmee".parse().unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "there is no partner `acmee`; did you mean `acme`?");
}

#[test]
fn partner_files_are_listed_and_bad_names_are_named() {
    let place = place();
    fs::write(place.folder.path().join("partners/README.md"), "").unwrap();
    assert_eq!(place.store.partners().unwrap(), ["acme".parse().unwrap()]);
    fs::write(place.folder.path().join("partners/Acme Corp.yaml"), PARTNER).unwrap();
    assert!(
        place
            .store
            .partners()
            .unwrap_err()
            .to_string()
            .starts_with("partners/Acme Corp.yaml:1:1: `Acme Corp` is not a partner name")
    );
}

#[test]
fn revising_a_partner_keeps_comments_and_order() {
    let place = place();
    let name = "acme".parse().unwrap();
    let revised = place.store.revise(&name, "spec.displayName", "Acme Corporation").unwrap();
    assert_eq!(revised.spec.display_name, "Acme Corporation");
    place.store.revise(&name, "spec.environments.sandbox.apis[1]", "contract-api/1.0").unwrap();
    place.store.revise(&name, "spec.environments.sandbox.customerSourceId", "ACME-T01").unwrap();
    let wanted = PARTNER.replace("displayName: Acme", "displayName: Acme Corporation")
        + "        - contract-api/1.0\n      customerSourceId: ACME-T01\n";
    let file = place.folder.path().join("partners/acme.yaml");
    assert_eq!(fs::read_to_string(&file).unwrap(), wanted);
    place.store.revise(&name, "spec.environments.sandbox.customerSourceId", "").unwrap();
    let before = wanted.replace("      customerSourceId: ACME-T01\n", "");
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
    for (path, value) in [("spec.displayname", "x"), ("metadata.name", "other"), ("spec.environments.sandbox.apis", "none")] {
        assert!(place.store.revise(&name, path, value).is_err(), "{path}");
        assert_eq!(fs::read_to_string(&file).unwrap(), before);
    }
}

#[test]
fn a_new_partner_is_written_once() {
    let place = place();
    let mut partner = place.store.partner(&"acme".parse().unwrap()).unwrap();
    partner.metadata.name = "beta".parse().unwrap();
    place.store.add_partner(&partner).unwrap();
    assert_eq!(place.store.partner(&"beta".parse().unwrap()).unwrap(), partner);
    assert!(matches!(place.store.add_partner(&partner), Err(Error::Exists { path }) if path == "partners/beta.yaml"));
}

#[test]
fn apis_and_their_descriptions_lie_side_by_side() {
    let place = place();
    let api = |version: &str| {
        let text = format!(
            "apiVersion: partnerctl/v1\nkind: Api\nmetadata: {{ name: quote-api }}\nspec: {{ version: \"{version}\", openapi: apis/quote-{version}.yaml }}\n"
        );
        partnerctl::document::read::<partnerctl::domain::api::ApiDocument>("f", &text).unwrap()
    };
    let description = b"openapi: 3.0.3\ninfo: { title: x, version: \"1\" }\npaths: {}\n";
    for version in ["1.0", "2.0"] {
        place.store.add_api(&api(version), Some((&format!("apis/quote-{version}.yaml"), description))).unwrap();
    }
    assert_eq!(place.store.apis().unwrap().len(), 2);
    assert_eq!(place.store.description(&api("2.0")).unwrap(), description);
    assert!(matches!(place.store.add_api(&api("1.0"), None), Err(Error::Exists { .. })));
    let mut far = api("1.0");
    far.spec.openapi = "https://example.net/openapi.json".to_owned();
    assert!(matches!(place.store.description(&far), Err(Error::Elsewhere { .. })));
    far.spec.openapi = "../../etc/passwd".to_owned();
    assert!(place.store.description(&far).is_err());
}

#[test]
fn of_two_writers_of_a_record_one_is_told() {
    let place = place();
    let mut record = record("acme");
    assert!(place.store.record(&key("acme")).unwrap().is_none());
    let first = place.store.save(&record, None).unwrap();
    assert!(matches!(place.store.save(&record, None), Err(Error::Changed { .. })));
    let seen = place.store.record(&key("acme")).unwrap().unwrap();
    assert_eq!((&seen.value, &seen.revision), (&record, &first));
    record.metadata.generation = 1;
    let second = place.store.save(&record, Some(&first)).unwrap();
    record.metadata.generation = 2;
    assert!(matches!(place.store.save(&record, Some(&first)), Err(Error::Changed { .. })));
    place.store.save(&record, Some(&second)).unwrap();
    assert_eq!(place.store.records(&"sandbox".parse().unwrap()).unwrap(), ["acme".parse().unwrap()]);
}

#[test]
fn many_writers_of_a_record_never_lose_a_change() {
    let place = place();
    place.store.save(&record("acme"), None).unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let other = WorkspaceFolder::open(place.folder.path(), None);
                let mut done = 0;
                while done < 10 {
                    let mut seen = other.record(&key("acme")).unwrap().unwrap();
                    seen.value.metadata.generation += 1;
                    done += usize::from(other.save(&seen.value, Some(&seen.revision)).is_ok());
                }
            });
        }
    });
    assert_eq!(place.store.record(&key("acme")).unwrap().unwrap().value.metadata.generation, 40);
}

#[test]
fn a_record_of_somebody_else_is_refused() {
    let place = place();
    place.store.save(&record("acme"), None).unwrap();
    let folder = place.folder.path().join("records/sandbox");
    fs::copy(folder.join("acme.yaml"), folder.join("beta.yaml")).unwrap();
    assert!(place.store.record(&key("beta")).unwrap_err().to_string().contains("the record of acme in sandbox"));
}

#[test]
fn an_application_id_is_somebodys_alone() {
    let place = place();
    let id = "app-1".parse().unwrap();
    let mut record = record("acme");
    record.status.application_id = Some("app-1".parse().unwrap());
    let revision = place.store.save(&record, None).unwrap();
    assert!(place.store.application_id_is_free(&id, &key("acme")).unwrap());
    assert!(!place.store.application_id_is_free(&id, &key("beta")).unwrap());
    record.status.application_id = Some("app-2".parse().unwrap());
    place.store.save(&record, Some(&revision)).unwrap();
    assert!(place.store.application_id_is_free(&id, &key("beta")).unwrap());
}

#[test]
fn attachments_stay_inside_the_workspace() {
    let place = place();
    fs::write(place.folder.path().join("cert.pem"), "PEM").unwrap();
    assert_eq!(place.store.attachment("cert.pem").unwrap(), b"PEM");
    assert_eq!(place.store.attachment("./cert.pem").unwrap(), b"PEM");
    let outside = tempfile::NamedTempFile::new().unwrap();
    std::os::unix::fs::symlink(outside.path(), place.folder.path().join("link.pem")).unwrap();
    for path in ["", "..", "../x", "/etc/passwd", "link.pem", "a/../../b", "missing.pem", "partners", "a\0b"] {
        assert!(place.store.attachment(path).is_err(), "{path:?}");
    }
}

#[test]
fn documents_are_handed_over_below_their_folder() {
    let place = place();
    let path = place.store.hand_over(&key("acme"), "handover.md", b"# Acme").unwrap();
    assert_eq!(path, "handover/sandbox/acme/handover.md");
    assert_eq!(fs::read(place.folder.path().join(path)).unwrap(), b"# Acme");
    assert!(place.store.hand_over(&key("acme"), "../x", b"").is_err());
}

#[test]
fn files_that_are_no_files_are_refused_and_never_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(folder.path().join("target"), &link).unwrap();
    let started = Instant::now();
    assert!(files::read(&pipe, 10).unwrap_err().to_string().ends_with("is a named pipe, and a file is needed there"));
    assert!(files::read(folder.path(), 10).unwrap_err().to_string().ends_with("is a folder, and a file is needed there"));
    assert!(
        files::read(Path::new("/dev/zero"), 10).unwrap_err().to_string().ends_with("is a device, and a file is needed there")
    );
    for target in [&pipe, &link, &folder.path().to_owned()] {
        for mode in [files::Mode::Public, files::Mode::Private] {
            assert!(matches!(files::write_atomic(target, b"x", mode), Err(files::Error::NotAFile { .. })));
            assert!(matches!(files::append_sync(target, b"x", mode), Err(files::Error::NotAFile { .. })));
            assert!(files::write_new(target, b"x", mode).is_err());
        }
    }
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[test]
fn files_are_bounded_text_and_private_where_it_matters() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/file");
    files::write_atomic(&path, b"12345", files::Mode::Private).unwrap();
    files::check_private(&path).unwrap();
    assert!(matches!(files::read(&path, 4), Err(files::Error::TooLarge { limit: 4, .. })));
    assert!(matches!(files::write_new(&path, b"", files::Mode::Private), Err(files::Error::Exists { .. })));
    files::append_sync(&path, b"6", files::Mode::Private).unwrap();
    assert_eq!(files::read_text(&path, 10).unwrap(), "123456");
    for bytes in [&b"\xff\xfe"[..], b"a\0b"] {
        files::write_quick(&path, bytes, files::Mode::Public).unwrap();
        assert!(matches!(files::read_text(&path, 10), Err(files::Error::Binary { .. })));
    }
    assert!(matches!(files::check_private(&path), Err(files::Error::TooOpen { .. })));
    assert_eq!(files::list(path.parent().unwrap()).unwrap(), ["file"]);
    assert!(files::remove(&path).unwrap() && !files::remove(&path).unwrap());
}

#[test]
fn a_held_lock_says_who_holds_it() {
    let place = place();
    let scope = LockScope::Profile(key("acme"));
    let held = place.store.lock(&scope, &holder("here")).unwrap();
    let other = WorkspaceFolder::open(place.folder.path(), None);
    let refused = other.lock(&scope, &holder("here")).unwrap_err().to_string();
    let wanted = format!(
        "acme in sandbox is locked by ann on here (pid {}) since 2026-11-21T09:30:00Z, for `onboard acme`",
        std::process::id()
    );
    assert_eq!(refused, wanted);
    other.lock(&LockScope::Ground("sandbox".parse().unwrap()), &holder("here")).unwrap();
    drop(held);
    other.lock(&scope, &holder("here")).unwrap();
}

#[test]
fn a_lock_of_another_machine_holds_as_long_as_it_shows_life() {
    let place = place();
    let scope = LockScope::Profile(key("acme"));
    let file = place.store.state().join("locks/sandbox.acme.lock");
    files::write_atomic(&file, serde_json::to_string(&holder("there")).unwrap().as_bytes(), files::Mode::Public).unwrap();
    assert!(matches!(place.store.lock(&scope, &holder("here")), Err(Error::Locked { holder, .. }) if holder.host == "there"));
    let open = fs::File::options().write(true).open(&file).unwrap();
    open.set_modified(SystemTime::now() - Duration::from_secs(120)).unwrap();
    drop(place.store.lock(&scope, &holder("here")).unwrap());
    assert_eq!(fs::read(&file).unwrap(), b"");
}

#[test]
fn the_lock_of_a_process_that_died_is_taken_over() {
    let place = place();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "stores::as_a_child", "--ignored", "--nocapture"])
        .env("PARTNERCTL_TEST_FOLDER", place.folder.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let sign = place.folder.path().join("ready");
    while !sign.exists() && started.elapsed() < Duration::from_secs(20) {
        thread::sleep(Duration::from_millis(10));
    }
    let scope = LockScope::Profile(key("acme"));
    let refused = place.store.lock(&scope, &holder("here")).unwrap_err().to_string();
    assert!(refused.contains(&format!("(pid {})", child.id())), "{refused}");
    assert!(place.store.journal().unfinished(&scope).unwrap().is_empty());
    child.kill().unwrap();
    child.wait().unwrap();
    let _lock = place.store.lock(&scope, &holder("here")).unwrap();
    let left = place.store.journal().unfinished(&scope).unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!((&left[0].begun, &left[0].remotes), (&begun("acme"), &vec![RemoteRef::new("application", "4711")]));
    place.store.journal().settle(&scope).unwrap();
    assert!(place.store.journal().unfinished(&scope).unwrap().is_empty());
}

#[test]
#[ignore = "runs as the child of the test above"]
fn as_a_child() {
    let Some(folder) = std::env::var_os("PARTNERCTL_TEST_FOLDER") else { return };
    let store = WorkspaceFolder::open(Path::new(&folder), None);
    let _lock = store.lock(&LockScope::Profile(key("acme")), &holder("here")).unwrap();
    let ticket = store.journal().begin(&begun("acme")).unwrap();
    store.journal().note(ticket, &RemoteRef::new("application", "4711")).unwrap();
    fs::write(Path::new(&folder).join("ready"), "").unwrap();
    thread::sleep(Duration::from_secs(60));
}

#[test]
fn eight_threads_share_the_syncs_of_the_journal() {
    let place = place();
    let state = place.store.state().join("journal");
    let start = Barrier::new(8);
    thread::scope(|scope| {
        for worker in 0..8 {
            let (store, start) = (&place.store, &start);
            scope.spawn(move || {
                start.wait();
                for turn in 0..50 {
                    let name = format!("p{worker}-{turn}");
                    let ticket = store.journal().begin(&begun(&name)).unwrap();
                    store.journal().note(ticket, &RemoteRef::new("application", name)).unwrap();
                    if turn % 2 == 0 {
                        store.journal().end(ticket).unwrap();
                    }
                }
            });
        }
    });
    for worker in 0..8 {
        for turn in 0..50 {
            let name = format!("p{worker}-{turn}");
            let left = place.store.journal().unfinished(&LockScope::Profile(key(&name))).unwrap();
            assert_eq!(left.len(), usize::from(turn % 2 == 1), "{name}");
            assert!(left.iter().all(|entry| entry.remotes == [RemoteRef::new("application", name.clone())]));
        }
    }
    let file = state.join(&files::list(&state).unwrap()[0]);
    let lines = fs::read_to_string(file).unwrap();
    assert!(lines.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    assert_eq!(lines.lines().filter(|line| line.contains("begin")).count(), 400);
}

#[test]
fn what_a_killed_process_left_is_found_healed_and_forgotten() {
    let place = place();
    let folder = place.store.state().join("journal");
    for name in ["acme", "beta"] {
        let ticket = place.store.journal().begin(&begun(name)).unwrap();
        place.store.journal().note(ticket, &RemoteRef::new("application", name)).unwrap();
    }
    let done = place.store.journal().begin(&begun("done")).unwrap();
    let own = files::list(&folder).unwrap().remove(0);
    // As if the process had been killed in the middle of a line.
    let torn = [fs::read(folder.join(&own)).unwrap(), br#"{"note":{"ticket":1,"ki"#.to_vec()].concat();
    fs::write(folder.join("1-dead.jsonl"), &torn).unwrap();
    place.store.journal().end(done).unwrap();
    let next = WorkspaceFolder::open(place.folder.path(), None);
    let of = |name: &str| next.journal().unfinished(&LockScope::Profile(key(name))).unwrap();
    assert_eq!(of("acme").len(), 1);
    assert_eq!(of("acme")[0].remotes, [RemoteRef::new("application", "acme")]);
    next.journal().settle(&LockScope::Profile(key("acme"))).unwrap();
    assert!(of("acme").is_empty());
    let third = WorkspaceFolder::open(place.folder.path(), None);
    assert!(third.journal().unfinished(&LockScope::Profile(key("acme"))).unwrap().is_empty());
    assert_eq!((of("beta").len(), of("done").len()), (1, 1));
    next.journal().settle(&LockScope::Profile(key("beta"))).unwrap();
    third.journal().settle(&LockScope::Profile(key("done"))).unwrap();
    assert_eq!(files::list(&folder).unwrap(), [own]);
}

#[test]
fn a_process_that_ends_cleanly_leaves_no_journal() {
    let place = place();
    let folder = place.store.state().join("journal");
    let store = WorkspaceFolder::open(place.folder.path(), None);
    let ticket = store.journal().begin(&begun("acme")).unwrap();
    store.save(&record("acme"), None).unwrap();
    store.journal().end(ticket).unwrap();
    drop(store);
    assert!(files::list(&folder).unwrap().is_empty());
    let store = WorkspaceFolder::open(place.folder.path(), None);
    store.journal().begin(&begun("acme")).unwrap();
    drop(store);
    assert_eq!(place.store.journal().unfinished(&LockScope::Profile(key("acme"))).unwrap().len(), 1);
}

fn act(what: &str) -> Act {
    Act {
        at: "2026-11-21T09:30:00Z".parse().unwrap(),
        by: "ann@here".to_owned(),
        command: "onboard".to_owned(),
        partner: Some("acme".parse().unwrap()),
        environment: Some("sandbox".parse().unwrap()),
        what: what.to_owned(),
        change: Some("CHG-1".to_owned()),
    }
}

#[test]
fn every_change_to_the_audit_log_is_found_in_its_line() {
    let place = place();
    assert_eq!(place.store.audit().verify().unwrap(), 0);
    for what in ["one", "two", "three"] {
        place.store.audit().add(&act(what)).unwrap();
    }
    assert_eq!(place.store.audit().verify().unwrap(), 3);
    let file = place.store.state().join("audit.jsonl");
    let good = fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = good.lines().collect();
    for (number, line) in lines.iter().enumerate() {
        let words = [
            "2026-11-21",
            "ann",
            "onboard",
            "acme",
            "sandbox",
            ["one", "two", "three"][number],
            "CHG-1",
            "\"seq\":",
            "\"previous\":\"",
            "\"hash\":\"",
        ];
        for word in words {
            let at = line.find(word).unwrap() + word.len();
            let wrong = if word.ends_with(':') || word.ends_with('"') {
                format!("{}7{}", &line[..at], &line[at + 1..])
            } else {
                line.replacen(word, &word.to_uppercase().replace("2026", "2027"), 1)
            };
            let wrong = if wrong == *line { line.replacen(word, "x1", 1) } else { wrong };
            fs::write(&file, good.replace(line, &wrong)).unwrap();
            let found = place.store.audit().verify();
            assert!(
                matches!(&found, Err(Error::AuditBroken { line, .. }) if *line == number as u64 + 1),
                "{number} {word}: {found:?}\n{wrong}"
            );
        }
    }
    let removed = format!("{}\n{}\n", lines[0], lines[2]);
    let swapped = format!("{}\n{}\n{}\n", lines[1], lines[0], lines[2]);
    for (text, wanted) in [(removed, 2), (swapped, 1), (good.replacen('\n', "\n\n", 1), 2), (format!("{good}x"), 4)] {
        fs::write(&file, text).unwrap();
        assert!(matches!(place.store.audit().verify(), Err(Error::AuditBroken { line, .. }) if line == wanted));
    }
}

#[test]
fn many_writers_make_one_audit_chain() {
    let place = place();
    thread::scope(|scope| {
        for _ in 0..4 {
            let place = &place;
            scope.spawn(move || {
                let other = WorkspaceFolder::open(place.folder.path(), None);
                (0..20).for_each(|turn| if turn % 2 == 0 { &other } else { &place.store }.audit().add(&act("x")).unwrap());
            });
        }
    });
    assert_eq!(place.store.audit().verify().unwrap(), 80);
    assert_eq!(place.store.audit().acts().unwrap().len(), 80);
}

#[test]
fn a_line_that_was_cut_off_by_a_crash_is_written_over() {
    let place = place();
    place.store.audit().add(&act("one")).unwrap();
    let file = place.store.state().join("audit.jsonl");
    fs::write(&file, format!("{}{}", fs::read_to_string(&file).unwrap(), r#"{"seq":2,"prev"#)).unwrap();
    place.store.audit().add(&act("two")).unwrap();
    assert_eq!(place.store.audit().verify().unwrap(), 2);
}

//! Locks: who holds them, here, elsewhere and after a death.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant, SystemTime},
};

use partnerctl::{
    domain::profile::RemoteRef,
    files,
    store::{Error, LockScope, Store as _, WorkspaceFolder},
};

use super::{begun, holder, key, place};

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
        .args(["--exact", "stores::locks::as_a_child", "--ignored", "--nocapture"])
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

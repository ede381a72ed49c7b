//! The journal: what was begun and not ended.

use std::{fs, sync::Barrier, thread};

use partnerctl::{
    domain::profile::RemoteRef,
    files,
    store::{LockScope, Store as _, WorkspaceFolder},
};

use super::{begun, key, place, record};

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

//! Records: several writers, and whose they are.

use std::{fs, thread};

use partnerctl::store::{Error, Store as _, WorkspaceFolder};

use super::{key, place, record};

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

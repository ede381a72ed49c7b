//! The audit log: a chain that shows every change to it.

use std::{fs, thread};

use partnerctl::store::{Act, Error, Store as _, WorkspaceFolder};

use super::place;

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

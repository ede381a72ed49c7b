//! Wrong input: each ends in one clear message with the exit code that is promised, and nothing is left half written.

mod answers;
mod documents;
mod ways;

use std::{
    any::Any,
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    process::Output,
    sync::Mutex,
};

use serde_json::Value;

use crate::support::told;

/// The files of a workspace by path, with their content.
type Snapshot = BTreeMap<String, Vec<u8>>;

/// The one object that a failure writes to stderr, its promises kept.
fn the_error(output: &Output) -> Value {
    assert!(output.stdout.is_empty(), "a failure is no answer: {}", told(output));
    let answer: Value = serde_json::from_slice(&output.stderr).unwrap_or_else(|why| panic!("{why}: {}", told(output)));
    let error = &answer["error"];
    assert_eq!(error["exit"].as_i64(), output.status.code().map(i64::from), "{error}");
    let filled = |member: &str| error[member].as_str().is_some_and(|text| !text.is_empty());
    assert!(filled("code") && filled("message") && filled("next"), "{error}");
    let message = error["message"].as_str().unwrap();
    assert!(!message.contains(char::is_control) && !message.contains("panicked"), "{error}");
    error.clone()
}

/// What is in a workspace but for its state folder.
fn snapshot(root: &Path) -> Snapshot {
    let (mut found, mut open) = (BTreeMap::new(), vec![root.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let kind = std::fs::symlink_metadata(&path).unwrap().file_type();
            if kind.is_dir() && !path.ends_with(".partnerctl") {
                open.push(path);
            } else if kind.is_file() {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// Tries all cases on a few threads, and fails at the end with all that failed.
fn in_parallel<T: Send>(cases: Vec<T>, check: impl Fn(&T) + Sync) {
    let (cases, failed) = (Mutex::new(cases.into_iter()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(case) = { cases.lock().unwrap().next() } {
                    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| check(&case))) {
                        failed.lock().unwrap().push(words(&*panic));
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

fn words(panic: &(dyn Any + Send)) -> String {
    panic.downcast_ref::<String>().map_or_else(|| "panicked".to_owned(), Clone::clone)
}

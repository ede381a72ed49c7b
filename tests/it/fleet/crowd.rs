//! Several operators and pipelines in one workspace at once.

use std::process::Child;

use crate::{
    fleet::{Rig, name, rig, scale},
    support::{
        tally::{numbers, of},
        told,
    },
};

#[test]
fn ten_processes_that_apply_one_workspace_make_everybody_once() {
    let partners = scale(20, 200);
    let Rig { sandbox, place, proxy: _proxy } = rig(partners);
    let runs: Vec<Child> = (0..10).map(|_| place.start(&["apply", "--jobs", "2", "-o", "json"])).collect();
    for run in runs {
        let output = run.wait_with_output().unwrap();
        assert!([0, 4, 9].contains(&output.status.code().unwrap()), "{}", told(&output));
        let Ok(answer) = serde_json::from_slice::<serde_json::Value>(&output.stdout) else { continue };
        let failures = answer["partners"].as_array().unwrap().iter().filter(|line| !line["error"].is_null());
        for line in failures {
            let code = line["error"]["code"].as_str().unwrap();
            assert!(["locked", "conflict"].contains(&code), "who is not first is told who holds the lock: {line}");
        }
    }
    place.json(&["apply"], 0);
    assert_eq!(numbers(&sandbox), of(partners, 1, 1));
    assert_eq!(place.json(&["plan", "--exit-code"], 0)["summary"]["unchanged"], partners);
    assert_eq!(place.json(&["audit", "verify"], 0)["ok"], true);
    for number in [1, partners] {
        place.json(&["verify", &name(number)], 0);
    }
}

#[test]
fn of_ten_who_note_a_step_of_one_partner_nobody_overwrites_another() {
    let Rig { place, proxy: _proxy, sandbox: _sandbox } = rig(1);
    place.json(&["apply"], 0);
    let steps = place.json(&["step", "list", "p00001"], 0)["steps"].as_array().unwrap().clone();
    let open: Vec<String> =
        steps.iter().filter(|step| step["state"] != "done").map(|step| step["id"].as_str().unwrap().to_owned()).collect();
    let runs: Vec<(usize, Child)> = (0..10)
        .map(|number| {
            let by = format!("operator-{number}");
            (number, place.start(&["step", "done", "p00001", &open[0], "--by", &by, "-o", "json"]))
        })
        .collect();
    let mut done = Vec::new();
    for (number, run) in runs {
        let output = run.wait_with_output().unwrap();
        assert!([0, 4].contains(&output.status.code().unwrap()), "{}", told(&output));
        if output.status.success() {
            done.push(number);
        }
    }
    assert!(!done.is_empty());
    let audit = place.json(&["audit", "show"], 0).to_string();
    let noted = (0..10).filter(|number| audit.contains(&format!("operator-{number}"))).count();
    println!("{} of 10 noted the step, {noted} stand in the audit log", done.len());
    assert!(noted >= done.len() || noted == 0, "what was said to be done is told");
    let record = place.json(&["record", "show", "p00001"], 0);
    let by = record["status"]["steps"][&open[0]]["by"].as_str().unwrap_or_default().to_owned();
    assert!(done.iter().any(|number| by.contains(&format!("operator-{number}"))), "{by}: {record}");
}

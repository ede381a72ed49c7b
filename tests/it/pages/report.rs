//! The page for operators: everybody stands on it once, and nothing on it is obeyed.

use serde_json::Value;

use super::Desk;
use crate::support::{partner, told};

fn report(desk: &Desk) -> Value {
    desk.place.json(&["report"], 0)
}

#[test]
fn every_partner_stands_under_whom_it_waits_for() {
    let desk = Desk::new(None);
    desk.place.write("partners/globex.yaml", &partner("globex", &["test"]));
    desk.place.write("partners/broken.yaml", "nonsense: 1\n");
    let found = report(&desk);
    let counts = &found["counts"];
    assert_eq!(
        (&counts["all"], &counts["broken"], &counts["operator"], &counts["partner"]),
        (&3.into(), &1.into(), &1.into(), &1.into())
    );
    let names: Vec<_> = found["partners"].as_array().unwrap().iter().map(|line| line["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["broken", "globex", "acme"]);
    assert_eq!(found["partners"][1]["command"], "partnerctl onboard globex -e test");
    assert_eq!(found["partners"][2]["waitingOn"], "partner");
    assert_eq!(found["endings"][0]["partner"], "acme");
    assert_eq!(found["timeline"].as_array().unwrap().iter().map(|slot| slot["count"].as_u64().unwrap()).sum::<u64>(), 1);
    let output = desk.place.run(&["report"]);
    let html = String::from_utf8(output.stdout).unwrap();
    assert!(html.contains("<small>1 secret or certificate</small>") && html.matches("<span class=\"bar").count() == 1, "{html}");
    assert!(
        output.status.success()
            && html.contains("partnerctl onboard globex -e test")
            && html.contains("broken.yaml:1:1: `apiVersion` is missing"),
        "{html}"
    );
}

#[test]
fn it_is_written_to_a_file_and_replaces_none_unasked() {
    let desk = Desk::new(None);
    let first = desk.place.run(&["report", "--out", "report.html"]);
    assert!(first.status.success(), "{}", told(&first));
    assert!(desk.place.read("report.html").starts_with("<!DOCTYPE html>"));
    assert_eq!(desk.place.run(&["report", "--out", "report.html"]).status.code(), Some(4));
    assert!(desk.place.run(&["report", "--out", "report.html", "--replace"]).status.success());
    let none = desk.place.run(&["report", "-e", "nowhere"]);
    assert_eq!(none.status.code(), Some(3), "{}", told(&none));
}

#[test]
fn many_partners_stand_on_one_page() {
    let desk = Desk::new(None);
    for number in 0..400 {
        let name = format!("p{number:03}");
        desk.place.write(&format!("partners/{name}.yaml"), &partner(&name, &["test"]));
        let record = desk.place.read("records/test/acme.yaml").replace("name: acme", &format!("name: {name}"));
        desk.place.write(&format!("records/test/{name}.yaml"), &record);
    }
    let start = std::time::Instant::now();
    let output = desk.place.run(&["report"]);
    assert!(output.status.success(), "{}", told(&output));
    let html = String::from_utf8(output.stdout).unwrap();
    assert_eq!(html.matches("The p").count(), 400);
    assert!(html.len() < 400 * 2_000, "{} bytes", html.len());
    println!("report of 400 partners: {:?}, {} bytes", start.elapsed(), html.len());
}

//! `--ids`: what the gateway does not know, with an error for each cell that is not good.

use partnerctl::sandbox::Masked;
use serde_json::Value;

use super::Old;

const HEAD: &str = "profile,name,application-id,customer-source-id,secret-issued,secret-expires\n";

#[test]
fn a_table_fills_in_what_nobody_knew() {
    let old = Old::new(Masked::AfterIssue);
    let place = &old.place;
    place.json(&["import"], 0);
    let id = old.profile("ACME Corp. (Test)")["id"].as_str().unwrap().to_owned();
    place.write("ids.csv", &format!("{HEAD}{id},,A-4711,ACME-T01,2026-01-01,2026-12-01T12:00:00Z\n"));
    old.proxy.begin(None);
    let intake = place.json(&["import", "--ids", "ids.csv"], 0);
    assert_eq!((&intake["summary"]["completed"], &intake["summary"]["unchanged"]), (&1.into(), &1.into()), "{intake}");
    assert_eq!(old.proxy.writes(), 0);
    let partner = place.json(&["partner", "show", "acme-corp"], 0);
    let presence = &partner["spec"]["environments"]["test"];
    assert_eq!((&presence["applicationId"], &presence["customerSourceId"]), (&"A-4711".into(), &"ACME-T01".into()));
    let due = place.json(&["due", "--within", "3650d"], 8);
    let ends: Vec<&Value> = due["due"].as_array().unwrap().iter().filter(|one| one["partner"] == "acme-corp").collect();
    assert_eq!((ends.len(), &ends[0]["expires"]), (1, &"2026-12-01T12:00:00Z".into()), "{due}");
    let before = old.files();
    assert_eq!(place.json(&["import", "--ids", "ids.csv"], 0)["summary"]["unchanged"], 2);
    assert_eq!(old.files(), before);
    // The plan brings both values to the profile, with the mark.
    let plan = place.json(&["plan", "acme-corp", "--full"], 0);
    let fields = plan["partners"][0]["changes"][0]["fields"].as_array().unwrap();
    let fields: Vec<&str> = fields.iter().map(|field| field["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["applicationId", "customerSourceId", "marker"], "{plan}");
}

/// Each fault by line, column, value and reason; nothing was asked of the gateway.
#[test]
fn every_bad_cell_is_told_before_any_request() {
    let old = Old::new(Masked::AfterIssue);
    let place = &old.place;
    for (text, wanted) in [
        ("profile,nmae\nx,y\n".to_owned(), vec!["line 1, column `nmae`, value `nmae`", "did you mean `name`?"]),
        ("name\nx\n".to_owned(), vec!["line 1: the column `profile` is missing"]),
        (format!("{HEAD},acme,,,,\n"), vec!["line 2, column `profile`, value ``: write the profile's name"]),
        (format!("{HEAD}a,Acme Corp,,,,\n"), vec!["line 2, column `name`, value `Acme Corp`: ", "not a partner name"]),
        (format!("{HEAD}a,,no spaces,,,\n"), vec!["line 2, column `application-id`, value `no spaces`: "]),
        (
            format!("{HEAD}a,,,\"two\nlines\",,\nb,,,,soon,\n"),
            vec![
                "line 2, column `customer-source-id`, value `two?lines`",
                "line 4, column `secret-issued`, value `soon`: write a day",
            ],
        ),
        (format!("{HEAD}a,,,,2026-13-01,2026-02-30\n"), vec!["value `2026-13-01`", "value `2026-02-30`"]),
        (format!("{HEAD}a,,,,2026-02-01,2026-01-01\n"), vec!["column `secret-expires`", "not after `secret-issued`"]),
        (
            format!("{HEAD}a,,ID1,,,\nb,,ID1,,,\na,,,,,\n"),
            vec!["line 3, column `application-id`, value `ID1`: it stands in line 2, too", "line 4, column `profile`, value `a`"],
        ),
        (format!("{HEAD}a,,,,,,extra\n"), vec!["value `extra`: the row has more cells"]),
        ("profile\n\"open\n".to_owned(), vec!["no such profile"]),
    ] {
        place.write("ids.csv", &text);
        old.proxy.begin(None);
        let refused = place.json(&["import", "--ids", "ids.csv"], 2);
        let message = refused["error"]["message"].as_str().unwrap();
        for part in &wanted {
            assert!(message.contains(part), "{text}: {message}");
        }
        let asked = wanted.contains(&"no such profile");
        assert!(asked || old.proxy.seen().is_empty(), "{text}: {:?}", old.proxy.seen());
        assert!(!place.root().join("records").exists() && !message.contains('\u{1b}'));
    }
    place.write("ids.csv", "");
    place.json(&["import", "--ids", "ids.csv"], 2);
    std::fs::write(place.root().join("ids.csv"), b"profile\n\xff\xfe\n").unwrap();
    place.json(&["import", "--ids", "ids.csv"], 2);
    place.json(&["import", "--ids", "nowhere.csv"], 3);
}

/// What contradicts the gateway or a record is refused for all, before anything is written.
#[test]
fn a_table_that_contradicts_the_gateway_is_refused() {
    let old = Old::new(Masked::AfterIssue);
    let place = &old.place;
    old.first.write("partners/globex.yaml", &crate::support::partner("globex", &["test"]));
    old.first.json(&["onboard", "globex"], 0);
    let known = old.first.json(&["record", "show", "globex"], 0)["status"]["applicationId"].as_str().unwrap().to_owned();
    place.write("ids.csv", &format!("{HEAD}globex-test,,OTHER,,,\nnobody,,,,,\n"));
    let refused = place.json(&["import", "--ids", "ids.csv"], 2);
    let message = refused["error"]["message"].as_str().unwrap();
    assert!(message.contains(&format!("line 2, column `application-id`, value `OTHER`: the gateway has `{known}`")), "{message}");
    assert!(message.contains("line 3, column `profile`, value `nobody`: the gateway has no such profile"), "{message}");
    assert!(!place.root().join("records").exists(), "nothing is half done");
    place.json(&["import"], 0);
    place.write("ids.csv", &format!("{HEAD}Hooli,,{known},,,\n"));
    let refused = place.json(&["import", "--ids", "ids.csv"], 2);
    assert!(refused["error"]["message"].as_str().unwrap().contains("it is that of partner `globex`"), "{refused}");
    place.write("ids.csv", &format!("{HEAD}Hooli,other,,,,\n"));
    let refused = place.json(&["import", "--ids", "ids.csv"], 2);
    assert!(refused["error"]["message"].as_str().unwrap().contains("its record has `hooli`"), "{refused}");
}

//! Documents that are wrong: every kind of document with every kind of fault.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use partnerctl::sandbox::Quirks;

use super::{in_parallel, snapshot, the_error};
use crate::support::{
    Place, Sandbox,
    relay::Relay,
    tally::{ONE_OF_EACH, numbers},
    told,
};

/// A document: its path, and how its first line, and a line with a text, read in it.
struct Kind {
    path: &'static str,
    /// A line that may stand once.
    line: &'static str,
    /// The same with a value of another type.
    wrong: &'static str,
    /// The exit code when it is not there; none where that is a good start.
    missing: Option<i64>,
}

const KINDS: &[Kind] = &[
    Kind { path: "partners/acme.yaml", line: "kind: Partner\n", wrong: "kind: [Partner]\n", missing: Some(3) },
    Kind { path: "partnerctl.yaml", line: "kind: Workspace\n", wrong: "kind: [Workspace]\n", missing: Some(3) },
    Kind { path: "apis/quote-api.yaml", line: "kind: Api\n", wrong: "kind: [Api]\n", missing: Some(3) },
    Kind { path: "records/test/acme.yaml", line: "kind: Record\n", wrong: "kind: [Record]\n", missing: None },
];

type Fault = (&'static str, fn(&Kind, &str) -> String);

const FAULTS: &[Fault] = &[
    ("an unknown key", |_, text| format!("{text}surprise: 1\n")),
    ("a duplicate key", |kind, text| text.replacen(kind.line, &format!("{0}{0}", kind.line), 1)),
    ("a wrong type", |kind, text| text.replacen(kind.line, kind.wrong, 1)),
    ("another kind", |kind, text| text.replacen(kind.line, "kind: Invoice\n", 1)),
    ("another version", |_, text| text.replacen("partnerctl/v1", "partnerctl/v9", 1)),
    ("a missing key", |kind, text| text.replacen(kind.line, "", 1)),
    ("no document", |_, _| String::new()),
    ("a list", |_, _| "- 1\n- 2\n".to_owned()),
    ("half a document", |_, text| format!("{}: {{ [", &text[..text.len() / 2])),
    ("no YAML", |_, _| "\t{{{ :::\n".to_owned()),
    ("aliases without end", |_, _| ALIASES.to_owned()),
    ("depth without end", |_, _| "[".repeat(200_000)),
    ("a huge file", |_, text| format!("{text}# {}\n", "x".repeat(2 << 20))),
];

#[test]
fn each_fault_of_each_document_is_named_and_nothing_is_sent() {
    in_parallel(KINDS.iter().collect(), |kind| {
        let rig = Rig::new(kind.path);
        for (name, fault) in FAULTS {
            rig.place.write(kind.path, &fault(kind, &rig.good));
            rig.refuses(name, Some(2));
        }
        rig.accepts();
    });
}

#[test]
fn what_is_no_text_file_is_refused_and_never_waited_for() {
    in_parallel(KINDS.iter().collect(), |kind| {
        let rig = Rig::new(kind.path);
        fs::write(&rig.path, [0x7f, b'E', b'L', b'F', 0, 0xff, 0xfe]).unwrap();
        rig.refuses("a binary file", Some(2));
        if let Some(code) = kind.missing {
            fs::remove_file(&rig.path).unwrap();
            rig.refuses("a missing file", Some(code));
        }
        rig.instead(|path| fs::create_dir(path).unwrap());
        rig.refuses("a folder", None);
        fs::remove_dir(&rig.path).unwrap();
        rig.instead(|path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success()));
        rig.refuses("a pipe", None);
        rig.instead(|path| fs::write(path, &rig.good).unwrap());
        fs::set_permissions(&rig.path, fs::Permissions::from_mode(0o000)).unwrap();
        if fs::read(&rig.path).is_err() {
            rig.refuses("an unreadable file", None);
        } else {
            crate::support::not_run(&format!("{}: this user may read everything", kind.path));
        }
        fs::set_permissions(&rig.path, fs::Permissions::from_mode(0o644)).unwrap();
        rig.accepts();
    });
}

#[test]
fn a_wrong_description_of_an_api_publishes_nothing() {
    let rig = Rig::new("apis/quote-api.openapi.json");
    let cases: [(&str, String, i64); 7] = [
        ("no JSON", "{".to_owned(), 2),
        ("a list", "[]".to_owned(), 2),
        ("another document", r#"{"kind":"Invoice"}"#.to_owned(), 2),
        ("a duplicate key", rig.good.replacen('{', r#"{"openapi":"3.0.3","#, 1), 2),
        ("depth without end", "[".repeat(200_000), 2),
        ("aliases without end", ALIASES.to_owned(), 2),
        ("a huge file", format!("{}{}", rig.good, " ".repeat(17 << 20)), 2),
    ];
    for (name, text, code) in cases {
        rig.place.write("apis/quote-api.openapi.json", &text);
        rig.refuses(name, Some(code));
    }
    fs::write(&rig.path, [0, 0xff]).unwrap();
    rig.refuses("a binary file", Some(2));
    fs::remove_file(&rig.path).unwrap();
    rig.refuses("a missing file", Some(3));
    rig.instead(|path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success()));
    rig.refuses("a pipe", Some(2));
    fs::remove_file(&rig.path).unwrap();
    rig.accepts();
}

/// A partner whose document is spoilt. Where that is the record, the partner was onboarded before.
struct Rig {
    sandbox: Sandbox,
    relay: Relay,
    place: Place,
    path: std::path::PathBuf,
    name: &'static str,
    good: String,
}

impl Rig {
    fn new(name: &'static str) -> Self {
        let sandbox = Sandbox::start(Quirks::default());
        let relay = Relay::before(&sandbox.url());
        let place = Place::at(&relay.url(), &sandbox);
        if name.starts_with("records/") {
            place.json(&["onboard", "acme"], 0);
        }
        let (path, good) = (place.root().join(name), place.read(name));
        Self { sandbox, relay, place, path, name, good }
    }

    fn instead(&self, make: impl Fn(&Path)) {
        let _ = fs::remove_file(&self.path);
        make(&self.path);
    }

    /// The fault ends the command: with this code, else with the one of a file that cannot be read.
    fn refuses(&self, fault: &str, code: Option<i64>) {
        self.relay.heal();
        let before = snapshot(&self.place.root());
        let output = self.place.run(&["onboard", "acme", "-o", "json"]);
        let who = format!("{}: {fault}: {}", self.name, told(&output));
        assert_ne!(output.status.code(), Some(0), "{who}");
        let error = the_error(&output);
        assert!(
            code.map_or_else(
                || [1, 2, 3].map(i64::from).contains(&error["exit"].as_i64().unwrap()),
                |code| error["exit"] == code
            ),
            "{who}"
        );
        let file = Path::new(self.name).file_stem().unwrap().to_str().unwrap();
        let shown = error["message"].as_str().unwrap();
        assert!((shown.contains(file) || self.name == "partnerctl.yaml") && shown.len() < 600, "{who}");
        assert_eq!(self.relay.writes(), 0, "{who}");
        assert_eq!(snapshot(&self.place.root()), before, "{who}");
    }

    fn accepts(&self) {
        self.place.write(self.name, &self.good);
        self.place.json(&["onboard", "acme"], 0);
        assert_eq!(numbers(&self.sandbox), ONE_OF_EACH);
    }
}

const ALIASES: &str = "a: &a [x,x,x,x,x,x,x,x,x]
b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]
e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]
f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]
g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]
h: &h [*g,*g,*g,*g,*g,*g,*g,*g,*g]
i: [*h,*h,*h,*h,*h,*h,*h,*h,*h]
";

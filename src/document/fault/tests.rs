//! The faults of documents: for each its place, its message and its hint.

use crate::{
    document::{self, Error},
    domain::{document::Document, partner::Partner, workspace::Workspace},
};

const PARTNER: &str = "\
apiVersion: partnerctl/v1
kind: Partner
metadata: { name: acme }
spec:
  displayName: Acme
  environments:
    sandbox:
      authentication: { mechanism: oauth2, scopes: [a] }
      apis: [quote-api/1.0]
";

const WORKSPACE: &str = "\
apiVersion: partnerctl/v1
kind: Workspace
organisation: Juniper
environments:
  s: { class: non-production, gateway: { driver: webmethods, sandbox: true } }
policies: { minimumRsaBits: 2048, clockSkew: 60s }
";

fn fault<T: Document>(text: &str) -> String {
    match document::read::<T>("f", text) {
        Err(Error { line, column, message, hint, .. }) => format!("{line}:{column}: {message} [{}]", hint.unwrap_or_default()),
        Ok(_) => "no fault".to_owned(),
    }
}

#[test]
fn each_fault_has_its_place_its_message_and_its_hint() {
    assert_eq!(fault::<Partner>(PARTNER), "no fault");
    for (before, after, wanted) in PARTNER_FAULTS {
        assert_eq!(fault::<Partner>(&PARTNER.replacen(before, after, 1)), *wanted, "`{before}` -> `{after}`");
    }
    assert_eq!(fault::<Workspace>(WORKSPACE), "no fault");
    for (before, after, wanted) in WORKSPACE_FAULTS {
        assert_eq!(fault::<Workspace>(&WORKSPACE.replacen(before, after, 1)), *wanted, "`{before}` -> `{after}`");
    }
}

#[test]
fn files_that_are_no_document_are_named_as_what_they_are() {
    let two = format!("{PARTNER}---\n{PARTNER}");
    let begin = "[begin the file with `apiVersion: partnerctl/v1` and `kind: Partner`]";
    let cases = [
        ("", "1:1: the file is empty []".to_owned()),
        ("# only a comment\n", "1:1: the file is empty []".to_owned()),
        ("hello", format!("1:1: a document of kind `Partner` is needed, and this is text {begin}")),
        ("- a\n", format!("1:1: a document of kind `Partner` is needed, and this is a list {begin}")),
        (
            two.as_str(),
            "10:1: a second document begins here, and the file may hold only one [put each document into a file of its own]"
                .to_owned(),
        ),
        ("\u{1}\u{2}", "1:1: this is not YAML: unexpected character: `\\u{1}' []".to_owned()),
    ];
    for (text, wanted) in cases {
        assert_eq!(fault::<Partner>(text), wanted, "{text:?}");
    }
}

#[test]
fn windows_line_ends_count_as_one() {
    let text = PARTNER.replace("displayName", "dispName").replace('\n', "\r\n");
    assert!(fault::<Partner>(&text).starts_with("5:3: key `dispName`"));
}

#[test]
fn hostile_texts_are_faults_and_never_panics() {
    let deep = |open: &str| PARTNER.replace("Acme", &open.repeat(5_000));
    let wide = PARTNER.replace("[quote-api/1.0]", &format!("[{}]", "a/1, ".repeat(100_000)));
    let bomb = "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\n".to_owned();
    for text in [deep("["), deep("{a: "), deep("- "), wide, bomb, PARTNER.replace("Acme", "\u{7}\u{1b}[31m")] {
        let found = fault::<Partner>(&text);
        assert!(found != "no fault" && !found.contains('\u{1b}') && found.len() < 800, "{found}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}", at in 0_usize..200) {
        let _ = fault::<Partner>(&text);
        let cut = PARTNER.char_indices().nth(at).map_or(PARTNER.len(), |(place, _)| place);
        let _ = fault::<Partner>(&format!("{}{text}{}", &PARTNER[..cut], &PARTNER[cut..]));
    }
}

const PARTNER_FAULTS: &[(&str, &str, &str)] = &[
    ("displayName", "displayNme", "5:3: key `displayNme` is not known here [did you mean `displayName`?]"),
    (
        "apis:",
        "foo:",
        "9:7: key `foo` is not known here [the keys here are `authentication`, `apis`, `customerSourceId`, `applicationId`]",
    ),
    ("mechanism:", "mechanisms:", "8:25: key `mechanisms` is not known here [did you mean `mechanism`?]"),
    ("oauth2", "oauth", "8:36: `oauth` is not known in `mechanism` [did you mean `oauth2`?]"),
    ("  displayName: Acme\n", "", "4:1: `displayName` is missing in `spec` []"),
    ("mechanism: oauth2, ", "", "8:7: `mechanism` is missing in `authentication` []"),
    ("metadata: { name: acme }\n", "", "1:1: `metadata` is missing []"),
    ("{ name: acme }", "{ labels: {} }", "3:1: `name` is missing in `metadata` []"),
    ("      authentication: { mechanism: oauth2, scopes: [a] }\n", "", "7:5: `authentication` is missing in `sandbox` []"),
    (
        "[quote-api/1.0]",
        "[quote-api/1.0]\n      apis: []",
        "10:7: key `apis` is given twice; it stands in line 9 already [keep one of the two]",
    ),
    (
        "spec:",
        "spec:\n  displayName: x",
        "6:3: key `displayName` is given twice; it stands in line 5 already [keep one of the two]",
    ),
    (
        "[quote-api/1.0]",
        "quote-api/1.0",
        "9:13: `apis` must be a list, and is text [write one element per line behind `- `, or all in `[` and `]`]",
    ),
    ("[quote-api/1.0]", "", "9:11: `apis` must be a list, and is nothing []"),
    ("{ name: acme }", "acme", "3:11: `metadata` must be keys and values, and is text []"),
    ("Acme", "~", "5:16: `displayName` must be text, and is nothing [put quotes around it when it is meant as text]"),
    ("Acme", "[a]", "5:16: `displayName` must be text, and is a list []"),
    ("quote-api/1.0", "quote-api", "9:14: `quote-api` is not an API: write NAME/VERSION, such as `quote-api/1.0` []"),
    (
        "name: acme",
        "name: Acme Corp",
        "3:19: `Acme Corp` is not a partner name: use 1 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit []",
    ),
    (
        "sandbox:",
        "Sand Box:",
        "7:5: `Sand Box` is not an environment name: use 1 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit; `connections` and `workspace` are reserved []",
    ),
    ("kind: Partner", "kind: Workspace", "2:7: `kind` is `Workspace`, and `Partner` is needed here [is this the right file?]"),
    ("kind: Partner", "kind: Partnr", "2:7: `kind` is `Partnr`, and `Partner` is needed here [is this the right file?]"),
    ("kind: Partner\n", "", "1:1: `kind` is missing [begin the file with `apiVersion: partnerctl/v1` and `kind: Partner`]"),
    (
        "partnerctl/v1",
        "partnerctl/v2",
        "1:13: `apiVersion` is `partnerctl/v2`, and `partnerctl/v1` is needed here [this program knows no other version]",
    ),
    (
        "apiVersion",
        "apiversion",
        "1:1: `apiVersion` is missing [begin the file with `apiVersion: partnerctl/v1` and `kind: Partner`]",
    ),
    ("  displayName", "\tdisplayName", "5:2: a tab cannot indent YAML [use spaces]"),
    (
        "  environments",
        "   environments",
        "6:16: `: ` does not fit here [put quotes around a text that contains `: `, and check the indentation]",
    ),
    (
        "Acme",
        "Acme: Corp",
        "5:20: `: ` does not fit here [put quotes around a text that contains `: `, and check the indentation]",
    ),
    ("Acme", "\"Acme", "6:3: a quoted text does not end [close the quotes]"),
    ("0]", "0", "9:13: `[` is not closed []"),
    (
        "Acme",
        "*acme",
        "5:16: anchors and aliases (`&` and `*`) are not used here [put quotes around a text that begins with `*`]",
    ),
    (
        "Acme",
        "&a Acme",
        "5:19: anchors and aliases (`&` and `*`) are not used here [write the value out, or put quotes around a text that begins with `&` or `*`]",
    ),
    ("  displayName", "  <<: {a: 1}\n  displayName", "5:3: merge keys (`<<`) are not used here [write the values out]"),
    ("scopes: [a]", "issuer: a, jwksUri: nope", "8:64: `jwksUri` cannot be `nope`: relative URL without a base: \"nope\" []"),
    ("oauth2", "[oauth2]", "8:36: `mechanism` must be one word, and is a list []"),
    (
        "  environments",
        "  contacts:\n    - { role: technical, mail: x }\n  environments",
        "7:26: key `mail` is not known here [did you mean `email`?]",
    ),
    (
        "  environments",
        "  contacts:\n    - { role: a, email: b }\n    - role: technical\n  environments",
        "8:7: `email` is missing in `contacts` []",
    ),
    ("{ name: acme }", "{ name: acme, labels: { a: [1] } }", "3:38: `a` must be text, and is a list []"),
    ("Acme", "!foo Acme", "5:21: tag `!foo` is not used here []"),
];

const WORKSPACE_FAULTS: &[(&str, &str, &str)] = &[
    (
        "sandbox: true",
        "sandbox: yes",
        "5:71: `sandbox` must be `true` or `false`, and is text [`yes` and `no` are texts in YAML 1.2]",
    ),
    ("2048", "big", "6:29: `minimumRsaBits` must be a whole number, not negative, and is text []"),
    ("2048", "-1", "6:29: `minimumRsaBits` must be a whole number, not negative, and is a number []"),
    ("60s", "60", "6:46: `60` is not a length of time: write a number and a unit, such as `90s`, `30m`, `12h` or `365d` []"),
    ("non-production", "test", "5:15: `test` is not known in `class` [choose from `non-production`, `production`]"),
    ("webmethods,", "[],", "5:50: `driver` must be text, and is a list []"),
];

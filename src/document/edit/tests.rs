//! Edits: what changes, and that nothing else does.

use super::*;

const FILE: &str = "\
# Acme, onboarded in spring
apiVersion: partnerctl/v1
kind: Partner
metadata: { name: acme }   # the stem
spec:
  displayName: 'Acme Corporation'  # as on the contract
  contacts:
    # whom to call
    - { role: technical, email: dev@acme.example }
    - role: secret-rotation   # yearly
      email: api-keys@acme.example
  environments:
    non-production:
      authentication: { mechanism: oauth2, scopes: [quote-read] }
      apis:   # by contract
        # quotes
        - quote-api/1.0
        - contract-api/1.0  # later
      # end of non-production
      customerSourceId:
    production: {}
# the end
";

fn edited(path: &str, value: &str) -> String {
    set("f", FILE, path, value).unwrap_or_else(|error| error.to_string())
}

#[test]
fn one_value_changes_and_nothing_else() {
    let cases = [
        ("spec.displayName", "Acme", "'Acme Corporation'", "Acme"),
        ("spec.displayName", "Acme: Corp", "'Acme Corporation'", "\"Acme: Corp\""),
        ("spec.displayName", "a # b", "'Acme Corporation'", "\"a # b\""),
        ("spec.displayName", "\"two\\nlines\"", "'Acme Corporation'", "\"two\\nlines\""),
        ("spec.displayName", "two\nlines", "'Acme Corporation'", "\"two\\nlines\""),
        ("metadata.name", "acme2", "{ name: acme }", "{ name: acme2 }"),
        ("metadata.labels.region", "emea", "{ name: acme }", "{ name: acme, labels: { region: emea } }"),
        ("metadata.labels.\"a.b\"", "c, d", "{ name: acme }", "{ name: acme, labels: { \"a.b\": \"c, d\" } }"),
        ("spec.contacts[0].email", "x@y.example", "email: dev@acme.example", "email: x@y.example"),
        ("spec.contacts.1.role", "technical", "role: secret-rotation  ", "role: technical  "),
        (
            "spec.contacts[2]",
            "{ role: business, email: b@acme.example }",
            "      email: api-keys@acme.example\n",
            "      email: api-keys@acme.example\n    - { role: business, email: b@acme.example }\n",
        ),
        ("spec.environments.non-production.authentication.scopes", "[a, b]", "scopes: [quote-read]", "scopes: [a, b]"),
        (
            "spec.environments.non-production.authentication.scopes[1]",
            "quote-write",
            "scopes: [quote-read]",
            "scopes: [quote-read, quote-write]",
        ),
        (
            "spec.environments.non-production.apis",
            "[quote-api/2.0]",
            "apis:   # by contract\n        # quotes\n        - quote-api/1.0\n        - contract-api/1.0  # later",
            "apis: [quote-api/2.0]   # by contract\n        # quotes  # later",
        ),
        ("spec.environments.non-production.apis[0]", "quote-api/2.0", "- quote-api/1.0", "- quote-api/2.0"),
        (
            "spec.environments.non-production.apis[2]",
            "other/1.0",
            "- contract-api/1.0  # later\n",
            "- contract-api/1.0  # later\n        - other/1.0\n",
        ),
        ("spec.environments.non-production.customerSourceId", "ACME-T01", "customerSourceId:", "customerSourceId: ACME-T01"),
        (
            "spec.environments.non-production.applicationId",
            "abc",
            "      customerSourceId:\n",
            "      customerSourceId:\n      applicationId: abc\n",
        ),
        ("spec.environments.production.apis", "[a/1]", "production: {}", "production: { apis: [a/1] }"),
        (
            "spec.environments.sandbox.authentication.mechanism",
            "oauth2",
            "    production: {}\n",
            "    production: {}\n    sandbox:\n      authentication:\n        mechanism: oauth2\n",
        ),
    ];
    for (path, value, before, after) in cases {
        assert_eq!(edited(path, value), FILE.replace(before, after), "{path}={value}");
    }
}

#[test]
fn windows_line_ends_and_a_missing_last_one_stay() {
    let crlf = FILE.replace('\n', "\r\n");
    let wanted = crlf.replace("    production: {}\r\n", "    production: {}\r\n    sandbox: {}\r\n");
    assert_eq!(set("f", &crlf, "spec.environments.sandbox", "{}"), Ok(wanted));
    assert_eq!(set("f", "a: 1", "b", "2"), Ok("a: 1\nb: 2\n".to_owned()));
    assert_eq!(set("f", "a: |\n  text\nb: 1\n", "a", "x"), Ok("a: x\nb: 1\n".to_owned()));
}

/// As serializers write lists: the dash right below the key.
#[test]
fn lists_right_below_their_key_are_changed_like_others() {
    let text = "a:\n  certificates:\n  - certs/a-b.pem # first\n  apis:\n  - one/1\n  - two/1\nb: 1\n";
    let cases = [
        ("a.certificates", "[x, y]", "certificates:\n  - certs/a-b.pem # first", "certificates: [x, y] # first"),
        ("a.apis", "[x/1]", "apis:\n  - one/1\n  - two/1", "apis: [x/1]"),
        ("a.apis[2]", "x/1", "  - two/1\n", "  - two/1\n  - x/1\n"),
        ("a.apis[0]", "x/1", "one/1", "x/1"),
    ];
    for (path, value, before, after) in cases {
        assert_eq!(set("f", text, path, value), Ok(text.replace(before, after)), "{path}={value}");
    }
    assert_eq!(remove("f", text, "a.apis[0]"), Ok(text.replace("  - one/1\n", "")));
    assert_eq!(remove("f", text, "a.apis"), Ok(text.replace("  apis:\n  - one/1\n  - two/1\n", "")));
    assert_eq!(remove("f", text, "a.certificates[0]"), Ok(text.replace("certificates:\n  - certs/a-b.pem", "certificates: []")));
}

#[test]
fn removal_takes_the_line_and_nothing_else() {
    let cases = [
        ("spec.displayName", "  displayName: 'Acme Corporation'  # as on the contract\n", ""),
        ("spec.contacts[0]", "    - { role: technical, email: dev@acme.example }\n", ""),
        ("spec.contacts[1].email", "      email: api-keys@acme.example\n", ""),
        ("spec.environments.non-production.apis[1]", "        - contract-api/1.0  # later\n", ""),
        ("spec.environments.non-production.authentication.scopes", ", scopes: [quote-read]", ""),
        ("spec.environments.non-production.authentication.scopes[0]", "[quote-read]", "[]"),
        ("spec.nothing", "", ""),
    ];
    for (path, before, after) in cases {
        let wanted = if before.is_empty() { FILE.to_owned() } else { FILE.replace(before, after) };
        assert_eq!(remove("f", FILE, path), Ok(wanted), "{path}");
    }
}

#[test]
fn what_cannot_be_done_is_refused_with_a_place() {
    for path in ["", ".", "spec..a", "spec.displayName.first", "spec.contacts[7]", "spec.contacts.first", "\"spec"] {
        assert!(set("f", FILE, path, "x").is_err(), "{path}");
    }
    let far = set("f", FILE, "spec.contacts[7].email", "x").map_err(|error| (error.line, error.message));
    assert_eq!(far, Err((7, "`spec.contacts[7].email` leads into a list of 2: give a position from 0 to 2".to_owned())));
}

#[test]
fn any_value_is_taken_and_none_breaks_the_file() {
    let values = [
        "",
        " ",
        "[",
        "}",
        "a: b: c",
        "- x",
        "|",
        "> a",
        "# c",
        "\"",
        "'",
        "*a",
        "&a b",
        "!t x",
        "\u{7}",
        "é\u{2028}x",
        "a\r\nb",
    ];
    for value in values {
        for path in ["spec.displayName", "metadata.name", "spec.contacts[0].role", "spec.new.deep"] {
            let after = set("f", FILE, path, value);
            let read =
                after.as_ref().map_err(ToString::to_string).and_then(|text| tree("f", text).map_err(|error| error.to_string()));
            assert!(read.is_ok(), "{path}={value:?}: {after:?}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_text_and_no_value_makes_an_edit_panic(junk in "[ -~\\n\té🔑]{0,12}", at in 0_usize..700, value in ".{0,30}", step in "[a-z0-9.\\[\\]\"]{1,20}") {
        let cut = FILE.char_indices().nth(at).map_or(FILE.len(), |(place, _)| place);
        let text = format!("{}{junk}{}", &FILE[..cut], &FILE[cut..]);
        let fixed = ["spec.displayName", "spec.contacts[0].email", "spec.environments.non-production.apis", "metadata.labels.a", "spec.contacts[2]"];
        for path in fixed.into_iter().chain([step.as_str()]) {
            for after in [set("f", &text, path, &value), remove("f", &text, path)].into_iter().flatten() {
                proptest::prop_assert!(tree("f", &after).is_ok(), "{path}: {after}");
            }
        }
    }
}

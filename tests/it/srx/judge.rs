//! The statements before Juniper's own configuration model of 24.4R1: by a checker beside the vectors, pyang and yanglint.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{run, said, told};
use crate::judges::{is_there, python};

/// The checker, the model and a Python that has pyang.
struct Judge {
    checker: PathBuf,
    model: PathBuf,
    python: PathBuf,
}

impl Judge {
    /// `None`, and a word, when something is missing.
    fn find() -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let vectors = env::var_os("PARTNERCTL_VECTORS").map_or_else(|| root.join("../shared/vectors"), PathBuf::from);
        let (checker, model) = (vectors.join("../tools/junos_check.py"), vectors.join("junos-yang"));
        if !checker.is_file() || !model.is_dir() {
            crate::support::not_run(&format!("no checker and model of Junos at {}", vectors.display()));
            return None;
        }
        let python = python("pyang");
        if !is_there("yanglint", "--version") {
            return None;
        }
        Some(Self { checker, model, python: python? })
    }

    /// Whether it accepts a text, and what it says.
    fn judge(&self, file: &Path) -> (bool, String) {
        let output = Command::new(&self.python).arg(&self.checker).arg(&self.model).arg(file).output().unwrap();
        (output.status.success(), format!("{}{}", said(&output), told(&output)))
    }
}

/// Everything that can be said at once, with values at their limits and signs with a meaning in them. `static-host-mapping` is left out:
/// the model at hand has nothing below `system`.
const FULL: &str = "--port 8443 --connect-method https --token-api oauth_token/oauth --query-api user_query/v2 --source 192.0.2.9 \
    --interface ge-0/0/0.0 --routing-instance mgmt_junos --include-ip global/branches --exclude-ip global/guests --filter-domain \
    a.example --filter-domain b_2.example --batch-items 1000 --batch-interval 60 --ip-query-delay 60 --max-connections 20 --auth-timeout \
    1440 --invalid-auth-timeout 0 --preserve-valid-user --ca-identity example.com --revocation use-crl \
    --server-validity-check-interval 60 --validator v.example.com --validator-port 592 --validator-client-id v \
    --validator-client-secret-file hard --secondary jims2.example.com --secondary-client-secret-file long";

#[test]
fn the_model_accepts_both_forms() {
    let Some(judge) = Judge::find() else { return };
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("hard"), "a\"b\\c;d}e{f #g /*h*/ [i] 'j' <k> $9").unwrap();
    fs::write(at.join("long"), "x".repeat(128)).unwrap();
    for (release, form, full) in
        [("24.4", "set", true), ("24.4", "text", true), ("25.4", "set", false), ("25.4", "text", true), ("24.4", "text", false)]
    {
        let mut words = vec!["srx", "render", "--release", release, "--primary", "jims1.example.com", "--client-id", "a \"b\";}"];
        words.extend(["--client-secret-file", "hard", "--ca-profile", "JIMS_CA", "--format", form, "--replace", "--out", "out"]);
        if full {
            words.extend(FULL.split_whitespace().chain(["--secondary-client-id", "b c"]));
        }
        let output = run(at, &words);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        let (accepted, said) = judge.judge(&at.join("out"));
        assert!(accepted, "{release} {form}: {said}\n{}", fs::read_to_string(at.join("out")).unwrap());
    }
    // The judge is awake: what a rule refuses here is refused there.
    let bad = "set services user-identification identity-management batch-query items-per-batch 99\n";
    fs::write(at.join("bad"), bad).unwrap();
    assert!(!judge.judge(&at.join("bad")).0);
}

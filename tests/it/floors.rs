//! The floor plan: which room may import which, and which crate lives where. Reads the sources as text.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Every room with the rooms that it may import besides itself and `domain`. Lowest floor first.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("document", &[]),
    ("crypto", &[]),
    ("lint", &["crypto"]),
    ("ledger", &["document"]),
    ("plan", &[]),
    ("template", &["document"]),
    ("clock", &[]),
    ("files", &[]),
    ("prompt", &[]),
    ("store", &["document", "files", "crypto"]),
    ("secrets", &["crypto", "files"]),
    ("http", &["clock", "files"]),
    ("handshake", &["crypto"]),
    ("mail", &["files"]),
    ("gateway", &["http", "clock", "crypto"]),
    ("caller", &["http", "clock", "crypto"]),
    ("sandbox", &["crypto", "clock", "files"]),
    ("job", JOB),
    ("cli", CLI),
];

/// Jobs open all doors.
const JOB: &[&str] = &[
    "document",
    "crypto",
    "lint",
    "ledger",
    "plan",
    "template",
    "clock",
    "files",
    "prompt",
    "store",
    "secrets",
    "http",
    "handshake",
    "mail",
    "gateway",
    "caller",
    "sandbox",
];

/// The reception opens the doors for the jobs.
const CLI: &[&str] = &[
    "document",
    "crypto",
    "lint",
    "ledger",
    "plan",
    "template",
    "clock",
    "files",
    "prompt",
    "store",
    "secrets",
    "http",
    "handshake",
    "mail",
    "gateway",
    "caller",
    "sandbox",
    "job",
];

/// Every third-party crate that can be replaced in one place, with that place.
const HOMES: &[(&str, &[&str])] = &[
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/"]),
    ("clap_mangen", &["cli/"]),
    ("comfy_table", &["cli/"]),
    ("console", &["cli/"]),
    ("whoami", &["cli/"]),
    ("csv", &["job/partner/sheet.rs", "job/import/table.rs"]),
    ("dialoguer", &["prompt/terminal.rs"]),
    ("keyring", &["secrets/keyring.rs"]),
    ("lettre", &["mail/"]),
    ("reqwest", &["http/", "sandbox/fetch.rs"]),
    ("rcgen", &["crypto/"]),
    ("x509_parser", &["crypto/"]),
    ("age", &["crypto/"]),
    ("aws_lc_rs", &["crypto/", "handshake/client.rs", "sandbox/tls.rs"]),
    ("p12_keystore", &["crypto/"]),
    ("pkcs8", &["crypto/"]),
    ("x509_cert", &["crypto/"]),
    ("rustls", &["crypto/", "handshake/", "http/", "mail/", "sandbox/"]),
    ("webpki", &["crypto/"]),
    ("rustls_pki_types", &["crypto/"]),
    ("serde_yaml", &["document/", "sandbox/admin/definition.rs"]), // the sandbox reads descriptions without our documents
    ("minijinja", &["template/"]),
    ("axum", &["sandbox/"]),
    ("redb", &["sandbox/"]),
    ("hyper_util", &["sandbox/"]),
    ("tokio_rustls", &["sandbox/"]),
    ("tokio", &["http/", "sandbox/", "cli/interrupt.rs"]),
];

#[test]
fn no_room_looks_up() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let Some((room, allowed)) = ROOMS.iter().find(|(room, _)| room_of(&file) == *room) else {
            if !["lib", "main"].contains(&room_of(&file).as_str()) {
                wrong.push(format!("{file}: `{}` is not in the floor plan of this test", room_of(&file)));
            }
            continue;
        };
        for used in imports(&text) {
            if used != *room && used != "domain" && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{file}: `{room}` must not import `{used}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_crate_stays_at_home() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        for (name, homes) in HOMES {
            if mentions(&text, name) && !homes.iter().any(|home| file.starts_with(home)) {
                wrong.push(format!("{file}: `{name}` lives in {}", homes.join(" and ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nobody_imports_everything() {
    let glob = |text: &str| {
        text.lines().any(|line| line.trim_start().starts_with("use ") && line.contains("::*") && !line.contains("super::*"))
    };
    let wrong: Vec<String> = sources().into_iter().filter(|(_, text)| glob(text)).map(|(file, _)| file).collect();
    assert!(wrong.is_empty(), "wildcard imports in {}", wrong.join(", "));
}

/// All sources as paths below `src` and texts without comments.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open: Vec<PathBuf> = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            found.push((path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"), code));
        }
    }
    found.sort();
    found
}

/// The room of a file: the first part of its path.
fn room_of(file: &str) -> String {
    file.split(['/', '.']).next().unwrap_or_default().to_owned()
}

/// The rooms that a text names after `crate::`, alone or in braces.
fn imports(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for part in text.split("crate::").skip(1) {
        match part.strip_prefix('{') {
            None => {
                found.insert(word(part));
            }
            Some(list) => found.extend(heads(list)),
        }
    }
    found
}

/// The first words of a list in braces, up to its end.
fn heads(list: &str) -> Vec<String> {
    let (mut depth, mut fresh, mut found) = (0, true, Vec::new());
    for (place, sign) in list.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            sign if fresh && depth == 0 && sign.is_alphanumeric() => {
                found.push(word(&list[place..]));
                fresh = false;
            }
            _ => {}
        }
    }
    found
}

fn word(text: &str) -> String {
    text.chars().take_while(|sign| sign.is_alphanumeric() || *sign == '_').collect()
}

/// Whether a text uses a crate: `name::` where nothing stands before it that would make it a part of a longer path, in a file
/// that does not take the name from elsewhere (`rustls::crypto::aws_lc_rs`).
fn mentions(text: &str, name: &str) -> bool {
    let path = format!("{name}::");
    if text.contains(&format!("::{name}")) {
        return false;
    }
    text.match_indices(&path).any(|(place, _)| {
        let before = text[..place].chars().next_back();
        before.is_none_or(|sign| !sign.is_alphanumeric() && !['_', ':', '{'].contains(&sign))
    })
}

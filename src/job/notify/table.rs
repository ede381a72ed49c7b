//! What goes to whom by mail: `templates/notices.yaml`.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::{
    document,
    domain::name::ProfileKey,
    job::{Cause, Result, exchange::file_name},
};

/// A document that is sent by mail.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Notice {
    /// Its name.
    pub(super) document: String,
    /// The roles of contacts that it goes to; the first one counts that there is a contact for.
    pub(super) roles: Vec<String>,
    /// The signed file without which it says nothing.
    #[serde(default)]
    pub(super) needed: Option<String>,
    /// Further files that go along, where they are there.
    #[serde(default)]
    pub(super) files: Vec<String>,
    /// Whether the terms of use go along.
    #[serde(default)]
    pub(super) terms: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    notices: Vec<Notice>,
}

/// All of them, in the order in which they are sent.
pub(super) fn notices() -> Result<&'static [Notice]> {
    static READ: OnceLock<Vec<Notice>> = OnceLock::new();
    if let Some(known) = READ.get() {
        return Ok(known);
    }
    let table: Table = document::read_any(FILE, TABLE)?;
    Ok(READ.get_or_init(|| table.notices))
}

/// Refuses the name of a document that is not sent by mail.
pub(super) fn must_know(names: &[String]) -> Result<()> {
    let known: Vec<&str> = notices()?.iter().map(|notice| notice.document.as_str()).collect();
    let Some(other) = names.iter().find(|name| !known.contains(&name.as_str())) else { return Ok(()) };
    let next = format!("choose one of: {}", known.join(", "));
    Err(Cause::Usage { what: format!("`{other}` is no document that is sent by mail"), next }.into())
}

/// The name of a file with the partner's own in it.
pub(super) fn named(pattern: &str, key: &ProfileKey) -> String {
    pattern.strip_prefix("{key}.").map_or_else(|| pattern.to_owned(), |word| file_name(key, word))
}

const FILE: &str = "templates/notices.yaml";
const TABLE: &str = include_str!("../../../templates/notices.yaml");

//! API documents and the descriptions that they name.

use std::path::Path;

use super::{Error, Result, workspace::YAML_LIMIT};
use crate::{
    document::{self, memo::Memo},
    domain::api::ApiDocument,
    files::{self, Mode},
};

/// The APIs of a workspace.
pub(super) struct Apis<'a> {
    /// The folder of the workspace.
    pub(super) root: &'a Path,
}

impl Apis<'_> {
    /// All API documents, by file name. Descriptions that lie beside them are passed over.
    pub(super) fn all(&self) -> Result<Vec<ApiDocument>> {
        let names = files::list(&self.root.join(FOLDER))?;
        let yaml = names.iter().filter(|name| name.strip_suffix(".yaml").or(name.strip_suffix(".yml")).is_some());
        yaml.filter_map(|name| self.one(&format!("{FOLDER}/{name}")).transpose()).collect()
    }

    /// The description of an API, when it is a file of the workspace.
    pub(super) fn description(&self, api: &ApiDocument) -> Result<Vec<u8>> {
        let source = &api.spec.openapi;
        if source.contains("://") {
            return Err(Error::Elsewhere { api: api.reference(), url: source.clone() });
        }
        Ok(files::read(&files::inside(self.root, source)?, DESCRIPTION_LIMIT)?)
    }

    /// Writes a new document, and before it the description that it names. A second version of an API gets a file
    /// with the version in its name.
    pub(super) fn add(&self, api: &ApiDocument, description: Option<(&str, &[u8])>) -> Result<()> {
        let plain = format!("{FOLDER}/{}.yaml", api.metadata.name);
        let versioned = format!("{FOLDER}/{}-{}.yaml", api.metadata.name, api.spec.version);
        let known = self.all()?.iter().any(|other| other.reference() == api.reference());
        let file = if files::exists(&self.root.join(&plain)) { versioned } else { plain };
        if known || files::exists(&self.root.join(&file)) {
            return Err(Error::Exists { path: file });
        }
        if let Some((path, bytes)) = description {
            self.write(path, bytes)?;
        }
        self.write(&file, document::write(api)?.as_bytes())
    }

    /// One document; `None` when the file is a description: those have no `kind` and say `openapi` or `swagger`.
    fn one(&self, file: &str) -> Result<Option<ApiDocument>> {
        let text = match files::read_text(&self.root.join(file), YAML_LIMIT) {
            Err(files::Error::TooLarge { .. }) if !is_ours(file) => return Ok(None),
            other => other?,
        };
        match READ.of(file, text.as_bytes(), || document::read(file, &text)) {
            Ok(api) => Ok(Some((*api).clone())),
            Err(_) if is_description(&text) => Ok(None),
            Err(fault) => Err(fault.into()),
        }
    }

    fn write(&self, file: &str, bytes: &[u8]) -> Result<()> {
        let path = files::inside(self.root, file)?;
        match files::write_new(&path, bytes, Mode::Public) {
            Err(files::Error::Exists { .. }) => Err(Error::Exists { path: file.to_owned() }),
            other => Ok(other?),
        }
    }
}

/// Descriptions carry their specification in the name, as in `quote-api.openapi.yaml`.
fn is_ours(file: &str) -> bool {
    ![".openapi.", ".swagger."].iter().any(|mark| file.contains(mark))
}

fn is_description(text: &str) -> bool {
    let top = ["openapi:", "swagger:", "\"openapi\":", "\"swagger\":", "'openapi':", "'swagger':"];
    let json = text.trim_start().starts_with('{');
    text.lines().any(|line| top.iter().any(|key| if json { line.contains(key) } else { line.starts_with(key) }))
}

/// The documents of this process.
static READ: Memo<ApiDocument> = Memo::new();

const FOLDER: &str = "apis";
const DESCRIPTION_LIMIT: u64 = 16 << 20;

//! The store in a folder: the workspace as its users see it, and beside it the state that only this tool reads.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Audit, Error, Holder, Journal, Lock, LockScope, Result, Revision, Store, Versioned, apis::Apis, audit::FileAudit, check,
    claim::Claims, journal::FileJournal, lock::Locks, state,
};
use crate::{
    crypto::digest::sha256,
    document::{self, Place, edit},
    domain::{
        api::ApiDocument,
        document::Document,
        name::{ApplicationId, EnvironmentName, PartnerName, ProfileKey},
        partner::Partner,
        record::Record,
        workspace::Workspace,
    },
    files::{self, Mode},
};

/// A workspace in a folder.
#[derive(Debug)]
pub struct WorkspaceFolder {
    root: PathBuf,
    state: PathBuf,
    locks: Locks,
    journal: FileJournal,
    audit: Arc<FileAudit>,
    claims: Claims,
}

impl WorkspaceFolder {
    /// Finds the workspace of a folder by walking up to the first `partnerctl.yaml`. The state lies in `.partnerctl/`
    /// unless another folder is given.
    pub fn find(from: &Path, state: Option<PathBuf>) -> Result<Self> {
        let start = std::path::absolute(from).unwrap_or_else(|_| from.to_owned());
        let root = start.ancestors().find(|folder| files::exists(&folder.join(WORKSPACE_FILE)));
        match root {
            Some(root) => Ok(Self::open(root, state)),
            None => Err(Error::NoWorkspace { from: from.display().to_string() }),
        }
    }

    /// The workspace in a folder, whether its file is there already or not.
    #[must_use]
    pub fn open(root: &Path, state: Option<PathBuf>) -> Self {
        let state = state.unwrap_or_else(|| root.join(STATE_FOLDER));
        let audit = Arc::new(FileAudit::new(&state));
        Self {
            root: root.to_owned(),
            locks: Locks::new(&state),
            journal: FileJournal::new(&state, Arc::clone(&audit)),
            audit,
            claims: Claims::default(),
            state,
        }
    }

    /// Writes the workspace file of a new workspace, with the folders around it. [`Error::Exists`] when there is one.
    pub fn create(&self, workspace: &Workspace) -> Result<()> {
        self.add(WORKSPACE_FILE, workspace)?;
        for folder in ["partners", "apis", "records"] {
            files::create_dir(&self.root.join(folder))?;
        }
        self.prepare_state()
    }

    /// The folder of the workspace.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of journal, locks, cache, audit log and sandbox.
    #[must_use]
    pub fn state(&self) -> &Path {
        &self.state
    }

    /// Makes the state folder, for its owner alone and hidden from git.
    pub fn prepare_state(&self) -> Result<()> {
        Ok(state::prepare(&self.state)?)
    }

    fn add<T: Document>(&self, file: &str, value: &T) -> Result<()> {
        let text = document::write(value)?;
        match files::write_new(&self.root.join(file), text.as_bytes(), Mode::Public) {
            Err(files::Error::Exists { .. }) => Err(Error::Exists { path: file.to_owned() }),
            other => Ok(other?),
        }
    }

    fn partner_text(&self, name: &PartnerName) -> Result<String> {
        match files::read_text(&self.root.join(partner_file(name)), YAML_LIMIT) {
            Err(files::Error::Missing { .. }) => Err(Error::NoPartner { name: name.clone(), similar: self.similar(name) }),
            other => Ok(other?),
        }
    }

    fn similar(&self, name: &PartnerName) -> Vec<PartnerName> {
        let close = |other: &PartnerName| document::distance(name.as_str(), other.as_str()) <= 1 + name.as_str().len() / 5;
        self.partners().unwrap_or_default().into_iter().filter(close).take(3).collect()
    }

    /// The names in a folder of documents. A name that breaks the rule is an error that names the file.
    fn names(&self, folder: &str) -> Result<Vec<PartnerName>> {
        let files = files::list(&self.root.join(folder))?;
        let yaml =
            files.iter().filter_map(|file| Some((file, file.strip_suffix(".yaml").or_else(|| file.strip_suffix(".yml"))?)));
        let mut names = yaml
            .map(|(file, stem)| {
                let path = format!("{folder}/{file}");
                let name: PartnerName = stem
                    .parse()
                    .map_err(|error| document::Error::new(&path, Place::START, format!("{error}")).hint("rename the file"))?;
                if file.strip_suffix(".yaml").is_none() {
                    let fault = document::Error::new(&path, Place::START, "the name of this file must end in `.yaml`");
                    return Err(fault.hint(format!("rename it to `{name}.yaml`")).into());
                }
                Ok(name)
            })
            .collect::<Result<Vec<_>>>()?;
        names.sort_unstable();
        Ok(names)
    }

    fn record_bytes(&self, key: &ProfileKey) -> Result<Option<Vec<u8>>> {
        Ok(files::read_if_exists(&self.root.join(record_file(key)), YAML_LIMIT)?)
    }

    /// The lock that keeps two writers of one file apart for the moment of writing.
    fn alone(&self, file: &str) -> Result<std::fs::File> {
        self.prepare_state()?;
        let share = &sha256(file.as_bytes())[..2];
        Ok(files::hold(&self.state.join("locks").join(format!(".write-{share}.lock")))?)
    }

    /// Writes a file of a partner. While a change of its is open in the journal that need not be durable at once: the change ends
    /// only after it is.
    fn write_covered(&self, key: &ProfileKey, path: PathBuf, bytes: &[u8]) -> Result<()> {
        if !self.journal.covers(&LockScope::Profile(key.clone())) {
            return Ok(files::write_atomic(&path, bytes, Mode::Public)?);
        }
        files::write_quick(&path, bytes, Mode::Public)?;
        self.journal.owe(path);
        Ok(())
    }

    fn apis_room(&self) -> Apis<'_> {
        Apis { root: &self.root }
    }
}

impl Store for WorkspaceFolder {
    fn workspace(&self) -> Result<Workspace> {
        match files::read_text(&self.root.join(WORKSPACE_FILE), YAML_LIMIT) {
            Ok(text) => Ok(document::read(WORKSPACE_FILE, &text)?),
            Err(files::Error::Missing { .. }) => Err(Error::NoWorkspace { from: self.root.display().to_string() }),
            Err(error) => Err(error.into()),
        }
    }

    fn partners(&self) -> Result<Vec<PartnerName>> {
        self.names("partners")
    }

    fn partner(&self, name: &PartnerName) -> Result<Partner> {
        read_partner(name, &self.partner_text(name)?)
    }

    fn add_partner(&self, partner: &Partner) -> Result<()> {
        let name = &partner.metadata.name;
        read_partner(name, &document::write(partner)?)?;
        self.add(&partner_file(name), partner)
    }

    fn revise(&self, name: &PartnerName, path: &str, value: &str) -> Result<Partner> {
        let file = partner_file(name);
        let _alone = self.alone(&file)?;
        let before = self.partner_text(name)?;
        let after = match value.trim() {
            "" => edit::remove(&file, &before, path)?,
            value => edit::set(&file, &before, path, value)?,
        };
        let partner = read_partner(name, &after)?;
        if after != before {
            files::write_atomic(&self.root.join(file), after.as_bytes(), Mode::Public)?;
        }
        Ok(partner)
    }

    fn apis(&self) -> Result<Vec<ApiDocument>> {
        self.apis_room().all()
    }

    fn description(&self, api: &ApiDocument) -> Result<Vec<u8>> {
        self.apis_room().description(api)
    }

    fn add_api(&self, api: &ApiDocument, description: Option<(&str, &[u8])>) -> Result<()> {
        let _alone = self.alone("apis")?;
        self.apis_room().add(api, description)
    }

    fn attachment(&self, path: &str) -> Result<Vec<u8>> {
        Ok(files::read(&files::inside(&self.root, path)?, YAML_LIMIT)?)
    }

    fn attach(&self, path: &str, content: &[u8]) -> Result<()> {
        if let Some((folder, _)) = path.rsplit_once('/') {
            files::create_dir(&files::inside(&self.root, folder)?)?;
        }
        Ok(files::write_atomic(&files::inside(&self.root, path)?, content, Mode::Public)?)
    }

    fn records(&self, environment: &EnvironmentName) -> Result<Vec<PartnerName>> {
        self.names(&format!("records/{environment}"))
    }

    fn record(&self, key: &ProfileKey) -> Result<Option<Versioned<Record>>> {
        let Some(bytes) = self.record_bytes(key)? else { return Ok(None) };
        let file = record_file(key);
        let text = std::str::from_utf8(&bytes).map_err(|_| files::Error::Binary { path: self.root.join(&file) })?;
        let value: Record = document::read(&file, text)?;
        if value.key() != *key {
            let message = format!("this is the record of {}, and the file is that of {key}", value.key());
            return Err(document::Error::new(&file, Place::START, message).hint("was the file renamed or copied?").into());
        }
        Ok(Some(Versioned { value, revision: Revision(sha256(&bytes)) }))
    }

    fn save(&self, record: &Record, seen: Option<&Revision>) -> Result<Revision> {
        let key = record.key();
        let file = record_file(&key);
        let text = document::write(record)?;
        let _alone = self.alone(&file)?;
        let now = self.record_bytes(&key)?.map(|bytes| Revision(sha256(&bytes)));
        if now.as_ref() != seen {
            return Err(Error::Changed { key: key.to_string() });
        }
        self.write_covered(&key, self.root.join(file), text.as_bytes())?;
        self.claims.note(&key, record.status.application_id.as_ref());
        Ok(Revision(sha256(text.as_bytes())))
    }

    fn hand_over(&self, key: &ProfileKey, name: &str, content: &[u8]) -> Result<String> {
        let folder = format!("handover/{}/{}", key.environment, key.partner);
        files::create_dir(&self.root.join(&folder))?;
        let path = files::inside(&self.root.join(&folder), name)?;
        self.write_covered(key, path, content)?;
        Ok(format!("{folder}/{name}"))
    }

    fn lock(&self, scope: &LockScope, holder: &Holder) -> Result<Lock> {
        self.locks.take(scope, holder)
    }

    fn exclusive(&self, name: &str) -> Result<Lock> {
        Ok(Lock(Box::new(self.alone(name)?)))
    }

    fn journal(&self) -> &dyn Journal {
        &self.journal
    }

    fn audit(&self) -> &dyn Audit {
        &*self.audit
    }

    fn application_id_is_free(&self, id: &ApplicationId, key: &ProfileKey) -> Result<bool> {
        self.claims.is_free(&self.root, id, key)
    }
}

fn read_partner(name: &PartnerName, text: &str) -> Result<Partner> {
    let file = partner_file(name);
    let partner: Partner = document::read(&file, text)?;
    check::partner(&file, text, name, &partner)?;
    Ok(partner)
}

fn partner_file(name: &PartnerName) -> String {
    format!("partners/{name}.yaml")
}

fn record_file(key: &ProfileKey) -> String {
    format!("records/{}/{}.yaml", key.environment, key.partner)
}

const WORKSPACE_FILE: &str = "partnerctl.yaml";
const STATE_FOLDER: &str = ".partnerctl";

/// No document that people write, and no certificate file, is longer than this.
pub(super) const YAML_LIMIT: u64 = 1 << 20;

//! Which application IDs are taken, and by whom: read once per process, kept up to date by its own writes.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
    sync::{Mutex, PoisonError},
};

use super::{Result, workspace::YAML_LIMIT};
use crate::{
    domain::name::{ApplicationId, EnvironmentName, ProfileKey},
    files,
};

/// The application IDs of all records.
#[derive(Debug, Default)]
pub(super) struct Claims {
    taken: Mutex<Option<Taken>>,
}

/// Both ways: who has an ID, and which ID somebody has.
#[derive(Debug, Default)]
struct Taken {
    owners: HashMap<String, HashSet<ProfileKey>>,
    ids: HashMap<ProfileKey, String>,
}

impl Claims {
    /// Whether no other record has the ID. An ID that was asked for counts as taken from then on.
    pub(super) fn is_free(&self, root: &Path, id: &ApplicationId, key: &ProfileKey) -> Result<bool> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let known = match taken.take() {
            Some(known) => known,
            None => read_all(root)?,
        };
        let known = taken.insert(known);
        let free = known.owners.get(id.as_str()).is_none_or(|owners| owners.iter().all(|owner| owner == key));
        if free {
            known.note(key, Some(id.as_str()));
        }
        Ok(free)
    }

    /// Takes note of the ID of a record that was written.
    pub(super) fn note(&self, key: &ProfileKey, id: Option<&ApplicationId>) {
        if let Some(known) = self.taken.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            known.note(key, id.map(ApplicationId::as_str));
        }
    }
}

impl Taken {
    fn note(&mut self, key: &ProfileKey, id: Option<&str>) {
        if let Some(old) = self.ids.remove(key)
            && let Some(owners) = self.owners.get_mut(&old)
        {
            owners.remove(key);
        }
        if let Some(id) = id {
            self.owners.entry(id.to_owned()).or_default().insert(key.clone());
            self.ids.insert(key.clone(), id.to_owned());
        }
    }
}

fn read_all(root: &Path) -> Result<Taken> {
    let folder = root.join("records");
    let mut taken = Taken::default();
    for environment in files::list_folders(&folder)? {
        for file in files::list(&folder.join(&environment))? {
            let parsed =
                file.strip_suffix(".yaml").and_then(|stem| stem.parse().ok()).zip(environment.parse::<EnvironmentName>().ok());
            let Some((partner, environment)) = parsed else { continue };
            let path = folder.join(format!("{environment}/{file}"));
            let Some(bytes) = files::read_if_exists(&path, YAML_LIMIT)? else { continue };
            if let Some(id) = application_id(&String::from_utf8_lossy(&bytes)) {
                taken.note(&ProfileKey { partner, environment }, Some(&id));
            }
        }
    }
    Ok(taken)
}

/// The ID in a record's text. Records are written by this tool alone, each key on its own line; looking for that line
/// is faster than reading ten thousand documents, and finds the ID of a damaged record, too.
fn application_id(text: &str) -> Option<String> {
    let value = text.lines().find_map(|line| line.trim_start().strip_prefix("applicationId:"))?;
    let value = value.split(" #").next().unwrap_or_default();
    Some(value.trim().trim_matches(['"', '\'']).to_owned()).filter(|id| !id.is_empty())
}

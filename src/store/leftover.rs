//! What processes that are gone left in the journal: files that can be locked.

use std::{
    collections::{BTreeMap, HashMap},
    fs::File,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{
    LockScope, Result, Unfinished,
    journal::{Line, replay, text},
    scope,
};
use crate::files;

/// The journal files of processes that are gone, read once and again when they grew.
#[derive(Debug)]
pub(super) struct Leftovers {
    folder: PathBuf,
    read: BTreeMap<String, Leftover>,
}

#[derive(Debug)]
struct Leftover {
    length: u64,
    entries: HashMap<String, Vec<Unfinished>>,
}

impl Leftovers {
    /// Knows of none yet.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, read: BTreeMap::new() }
    }

    /// What is unfinished for a scope.
    pub(super) fn of(&mut self, scope: &LockScope, own: Option<&str>) -> Result<Vec<Unfinished>> {
        if files::list(&self.folder)?.iter().all(|name| Some(name.as_str()) == own) {
            return Ok(Vec::new());
        }
        let _alone = self.alone()?;
        self.refresh(own)?;
        let name = scope::text(scope);
        Ok(self.read.values().filter_map(|file| file.entries.get(&name)).flatten().cloned().collect())
    }

    /// Notes in each file that a scope is healed, and removes files that have nothing else to tell.
    pub(super) fn settle(&mut self, scope: &LockScope, own: Option<&str>) -> Result<()> {
        if files::list(&self.folder)?.iter().all(|name| Some(name.as_str()) == own) {
            return Ok(());
        }
        let _alone = self.alone()?;
        self.refresh(own)?;
        let name = scope::text(scope);
        for (file, leftover) in &mut self.read {
            if leftover.entries.remove(&name).is_none() {
                continue;
            }
            let path = self.folder.join(file);
            if leftover.entries.is_empty() {
                files::remove(&path)?;
                continue;
            }
            // The line before may have been cut off: an empty line in front costs nothing.
            let line = format!("\n{}", text(&Line::Settle { scope: name.clone() }));
            files::append_sync(&path, line.as_bytes(), files::Mode::Private)?;
            leftover.length = files::length(&path).unwrap_or_default();
        }
        self.read.retain(|_, leftover| !leftover.entries.is_empty());
        Ok(())
    }

    /// One process at a time looks at what others left: a file that is just being looked at must not seem alive.
    fn alone(&self) -> Result<File> {
        Ok(files::hold(&self.folder.join(".leftovers.lock"))?)
    }

    fn refresh(&mut self, own: Option<&str>) -> Result<()> {
        let names: Vec<String> = files::list(&self.folder)?.into_iter().filter(|name| Some(name.as_str()) != own).collect();
        self.read.retain(|name, _| names.contains(name));
        for name in names.into_iter().filter(|name| name.strip_suffix(".jsonl").is_some()) {
            let path = self.folder.join(&name);
            let length = files::length(&path).unwrap_or_default();
            if self.read.get(&name).is_some_and(|known| known.length == length) {
                continue;
            }
            let Some(entries) = read(&path)? else { continue };
            self.read.insert(name, Leftover { length, entries });
        }
        Ok(())
    }
}

/// Reads a file whose process is gone; `None` while it lives. An old file with nothing to tell is removed.
fn read(path: &Path) -> Result<Option<HashMap<String, Vec<Unfinished>>>> {
    let file = match files::open_to_read(path) {
        Ok(file) => file,
        Err(files::Error::Missing { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if file.try_lock().is_err() {
        return Ok(None);
    }
    let bytes = files::read(path, LIMIT)?;
    let entries = replay(&String::from_utf8_lossy(&bytes));
    let age = files::modified(path).and_then(|time| time.elapsed().ok());
    if entries.is_empty() && age.is_some_and(|age| age > KEPT) {
        files::remove(path)?;
        return Ok(None);
    }
    Ok(Some(entries))
}

/// A file with nothing to tell is kept for so long: on storage where locks do not reach other machines, its process may
/// live there.
const KEPT: Duration = Duration::from_secs(3600);

/// Far above what a batch of ten thousand partners writes.
const LIMIT: u64 = 256 << 20;

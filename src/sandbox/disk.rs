//! The database file: every record under its kind and id. Writing happens behind the calls, many changes per commit.

use std::{
    path::Path,
    sync::{Arc, mpsc},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use redb::{Database, ReadableDatabase as _, ReadableTable as _, TableDefinition};
use serde_json::Value;

use super::Error;

/// A record on its way to the disk; without a value it goes.
pub(super) struct Entry {
    /// Kind and id.
    pub(super) key: String,
    /// The place in the order of creation, and the record.
    pub(super) value: Option<(u64, Arc<Value>)>,
}

/// A record as it was found.
pub(super) struct Found {
    /// Kind and id.
    pub(super) key: String,
    /// Its place in the order of creation.
    pub(super) place: u64,
    /// The record.
    pub(super) value: Value,
}

/// The open database. Dropping it writes what is left.
pub(super) struct Disk {
    entries: Option<mpsc::Sender<Vec<Entry>>>,
    writer: Option<JoinHandle<()>>,
}

impl Disk {
    /// Opens the database and reads everything in it. One sandbox holds it at a time.
    pub(super) fn open(path: &Path) -> Result<(Self, Vec<Found>), Error> {
        let database = database(path)?;
        let found = read_all(&database).map_err(|source| Error::database(path, source))?;
        let (entries, inbox) = mpsc::channel();
        let name = "sandbox-disk".to_owned();
        let writer = std::thread::Builder::new().name(name).spawn(move || write_behind(&database, &inbox));
        let writer = writer.map_err(|source| Error::Start { what: "the thread that writes", source })?;
        Ok((Self { entries: Some(entries), writer: Some(writer) }, found))
    }

    /// Hands changes over, in the order in which they happened.
    pub(super) fn write(&self, entries: Vec<Entry>) {
        if let Some(inbox) = &self.entries {
            // The writer ends only after this sender is gone.
            let _ = inbox.send(entries);
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        self.entries = None;
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

/// Opens the database; refuses while another sandbox has it open.
pub(super) fn database(path: &Path) -> Result<Database, Error> {
    Database::create(path).map_err(|source| match source {
        redb::DatabaseError::DatabaseAlreadyOpen => Error::Running { state: path.parent().unwrap_or(path).to_owned() },
        source => Error::database(path, source),
    })
}

fn read_all(database: &Database) -> Result<Vec<Found>, redb::Error> {
    let reading = database.begin_read()?;
    let table = match reading.open_table(RECORDS) {
        Err(redb::TableError::TableDoesNotExist(_)) => return Ok(Vec::new()),
        table => table?,
    };
    let mut found = Vec::new();
    for row in table.iter()? {
        let (key, bytes) = row?;
        let (place, json) = bytes.value().split_at_checked(8).unwrap_or_default();
        let place = place.try_into().map_or(0, u64::from_be_bytes);
        let value = serde_json::from_slice(json);
        let value = value.map_err(|_| redb::Error::Corrupted(format!("`{}` is no JSON", key.value())))?;
        found.push(Found { key: key.value().to_owned(), place, value });
    }
    Ok(found)
}

/// Collects changes for a moment and commits them together, until the sender is gone.
fn write_behind(database: &Database, inbox: &mpsc::Receiver<Vec<Entry>>) {
    let mut entries = Vec::new();
    while let Ok(first) = inbox.recv() {
        entries.extend(first);
        let until = Instant::now() + GATHERING;
        while let Ok(more) = inbox.recv_timeout(until.saturating_duration_since(Instant::now())) {
            entries.extend(more);
        }
        // A full disk costs durability, not the rehearsal: memory stays right, and the next commit tries again.
        if commit(database, &entries).is_ok() {
            entries.clear();
        }
    }
}

fn commit(database: &Database, entries: &[Entry]) -> Result<(), redb::Error> {
    let writing = database.begin_write()?;
    {
        let mut table = writing.open_table(RECORDS)?;
        for entry in entries {
            match &entry.value {
                Some((place, value)) => {
                    let mut bytes = place.to_be_bytes().to_vec();
                    bytes.extend(value.to_string().into_bytes());
                    table.insert(entry.key.as_str(), bytes.as_slice())?;
                }
                None => {
                    table.remove(entry.key.as_str())?;
                }
            }
        }
    }
    writing.commit()?;
    Ok(())
}

const RECORDS: TableDefinition<&str, &[u8]> = TableDefinition::new("records");
const GATHERING: Duration = Duration::from_millis(40);

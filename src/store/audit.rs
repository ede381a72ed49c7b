//! The audit log: JSON lines, each with the hash of the line before it and with its own.
//!
//! The chain shows that a line was changed, removed or put between others. It does not show that lines were cut off at
//! the end: for that, keep the head, which is the last line's hash, elsewhere.

use std::{
    io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{Act, Audit, Error, Head, Result, group::Group, state};
use crate::{crypto::digest::sha256, files};

/// The audit log in a file.
#[derive(Debug)]
pub(super) struct FileAudit {
    state: PathBuf,
    path: PathBuf,
    group: Group<Act>,
}

/// A line without its own hash.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Link {
    /// The number of the line, from 1.
    seq: u64,
    /// The SHA-256 of the line before, in hex; zeros in the first line.
    previous: String,
    /// What was done.
    act: Act,
}

/// A line with its own hash.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Line {
    seq: u64,
    previous: String,
    act: Act,
    /// The SHA-256 of this line without this member.
    hash: String,
}

impl FileAudit {
    /// The log of a state folder, which is made with the first act.
    pub(super) fn new(state: &Path) -> Self {
        Self { state: state.to_owned(), path: state.join("audit.jsonl"), group: Group::new() }
    }

    /// Makes durable what was added for later.
    pub(super) fn flush(&self) -> Result<()> {
        Ok(self.group.add(Vec::new(), |acts| self.append(acts))?)
    }

    /// Writes acts under the lock of the file, as other processes write, too.
    fn append(&self, acts: Vec<Act>) -> files::Result<()> {
        if acts.is_empty() {
            return Ok(());
        }
        let failed = |source| files::Error::Io { doing: "write", path: self.path.clone(), source };
        state::prepare(&self.state)?;
        let _alone = files::hold(&self.path.with_extension("lock"))?;
        let mut file = files::open_to_append(&self.path, files::Mode::Private)?;
        let (length, last) = tail(&mut file).map_err(failed)?;
        // What stands behind the last line end was cut off in the middle, and nobody was told that it was written.
        file.set_len(length).map_err(failed)?;
        let mut seq = last.as_deref().and_then(|line| serde_json::from_str::<Line>(line).ok()).map_or(0, |line| line.seq);
        let mut previous = last.map_or_else(nothing, |line| sha256(line.as_bytes()));
        let mut text = String::new();
        for act in acts {
            seq += 1;
            let line = line(seq, previous, act);
            previous = sha256(line.as_bytes());
            text.push_str(&line);
            text.push('\n');
        }
        file.write_all(text.as_bytes()).map_err(failed)?;
        file.sync_data().map_err(failed)
    }

    fn each(&self, mut look: impl FnMut(u64, &str) -> Result<()>) -> Result<u64> {
        let file = match files::open_to_read(&self.path) {
            Err(files::Error::Missing { .. }) => return Ok(0),
            other => other?,
        };
        let failed = |source| files::Error::Io { doing: "read", path: self.path.clone(), source };
        let mut lines = BufReader::new(file);
        let mut count = 0;
        loop {
            let mut line = Vec::new();
            let read = lines.by_ref().take(LONGEST).read_until(b'\n', &mut line).map_err(failed)?;
            if read == 0 {
                return Ok(count);
            }
            count += 1;
            let whole = line.strip_suffix(b"\n").and_then(|line| std::str::from_utf8(line).ok());
            look(count, whole.ok_or_else(|| broken(count, "it is cut off, too long, or no text"))?)?;
        }
    }
}

impl Audit for FileAudit {
    fn add_later(&self, acts: &[Act]) {
        self.group.add_later(acts.to_vec());
    }

    fn add(&self, act: &Act) -> Result<()> {
        Ok(self.group.add(vec![act.clone()], |acts| self.append(acts))?)
    }

    fn acts(&self) -> Result<Vec<Act>> {
        let mut acts = Vec::new();
        self.each(|number, text| {
            let line: Line = serde_json::from_str(text).map_err(|_| broken(number, "it is not a line of this log"))?;
            acts.push(line.act);
            Ok(())
        })?;
        Ok(acts)
    }

    fn head(&self) -> Result<Option<Head>> {
        let failed = |source| files::Error::Io { doing: "read", path: self.path.clone(), source };
        let mut file = match files::open_to_read(&self.path) {
            Err(files::Error::Missing { .. }) => return Ok(None),
            other => other?,
        };
        let (_, last) = tail(&mut file).map_err(failed)?;
        let line = last.and_then(|line| serde_json::from_str::<Line>(&line).ok());
        Ok(line.map(|line| Head { seq: line.seq, hash: line.hash }))
    }

    fn holds(&self, hash: &str) -> Result<bool> {
        let mut found = false;
        self.each(|_, text| {
            found |= serde_json::from_str::<Line>(text).is_ok_and(|line| line.hash == hash);
            Ok(())
        })?;
        Ok(found)
    }

    fn verify(&self) -> Result<u64> {
        let mut previous = nothing();
        self.each(|number, text| {
            check(number, &previous, text).map_err(|why| broken(number, why))?;
            previous = sha256(text.as_bytes());
            Ok(())
        })
    }
}

fn check(number: u64, previous: &str, text: &str) -> std::result::Result<(), &'static str> {
    let found: Line = serde_json::from_str(text).map_err(|_| "it is not a line of this log")?;
    if found.seq != number {
        return Err("its number is not the next one");
    }
    if found.previous != previous {
        return Err("the line before it was changed or is missing");
    }
    if line(found.seq, found.previous, found.act) != text {
        return Err("it was changed after it was written");
    }
    Ok(())
}

fn line(seq: u64, previous: String, act: Act) -> String {
    let link = Link { seq, previous, act };
    let hash = sha256(serde_json::to_string(&link).unwrap_or_default().as_bytes());
    let Link { seq, previous, act } = link;
    serde_json::to_string(&Line { seq, previous, act, hash }).unwrap_or_default()
}

/// The length up to the last line end, and the line in front of it.
fn tail(file: &mut std::fs::File) -> std::io::Result<(u64, Option<String>)> {
    let length = file.metadata()?.len();
    let from = length.saturating_sub(2 * LONGEST);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(2 * LONGEST).read_to_end(&mut bytes)?;
    let Some(end) = bytes.iter().rposition(|byte| *byte == b'\n') else {
        let short = from == 0;
        return short
            .then_some((0, None))
            .ok_or_else(|| std::io::Error::other("its last line is too long to be one of this log"));
    };
    let start = bytes[..end].iter().rposition(|byte| *byte == b'\n').map_or(0, |before| before + 1);
    Ok((from + end as u64 + 1, Some(String::from_utf8_lossy(&bytes[start..end]).into_owned())))
}

fn broken(line: u64, why: &str) -> Error {
    Error::AuditBroken { line, why: why.to_owned() }
}

fn nothing() -> String {
    "0".repeat(64)
}

/// No act is longer than this.
const LONGEST: u64 = 64 << 10;

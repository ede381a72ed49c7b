//! The state folder: journal, locks, audit log, cache. Its owner's alone, and never committed.

use std::path::Path;

use crate::files::{self, Mode, Result};

/// Makes the state folder, hidden from git. One that is there stays as it is.
pub(super) fn prepare(folder: &Path) -> Result<()> {
    let sign = folder.join(".gitignore");
    if files::exists(&sign) {
        return Ok(());
    }
    files::create_dir_private(folder)?;
    match files::write_new(&sign, b"*\n", Mode::Public) {
        // Another process was faster.
        Err(files::Error::Exists { .. }) => Ok(()),
        other => other,
    }
}
